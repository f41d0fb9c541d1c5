"""What was really used: evidence of CloudTrail, of last-accessed reports and of IAM Access Analyzer.

    usage = read(["logs/"])          streamed: a log is never whole in memory
    observed(app).of_function(f)     what a function of the application was seen to do

reading    files and folders → one `Usage`
events     one event of CloudTrail → the actions that it stands for
reports    reports and findings of IAM
deployed   ARNs as they are deployed → resources, roles and functions of an application
evidence   what was seen, beside what is needed
"""

from leastwise.privilege.usage.reading import read
from leastwise.privilege.usage.seen import Usage

__all__ = ["Usage", "read"]
