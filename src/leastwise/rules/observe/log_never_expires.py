"""Logs are kept for ever, with whatever personal data and secrets got into them."""

from collections.abc import Iterable, Iterator

from leastwise.iam.excess import may_create_log_groups
from leastwise.iam.managed import creates_log_groups
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol
from leastwise.rules.granting import allowing
from leastwise.rules.observe._archive import writers
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.words import by_id, listing


class LogNeverExpires(Rule):
    id = "log-never-expires"
    title = "Log group without retention period"
    why = """
Without a retention period CloudWatch keeps log events for ever. What should never have been logged stays readable,
personal data outlives every promise to delete it, and storage is paid for each month. The log group that Lambda makes
by itself for a function, where its role allows that, never expires and stays behind when the stack is deleted.
"""
    remediation = """
Say how long logs are needed: long enough for an investigation, no longer than promised.

- Template: an `AWS::Logs::LogGroup` with `RetentionInDays`, and `LoggingConfig: {LogGroup: !Ref Logs}` on the function
  (in SAM once under `Globals`). What Lambda made before stays where it is, with what reads from it: filters, alarms.
- Terraform: an `aws_cloudwatch_log_group` called `/aws/lambda/NAME` with `retention_in_days`; where Lambda has made it
  already, `terraform import` it.
- serverless.yml: `logRetentionInDays: 365` of the provider or the function.
- Console: CloudWatch > *Log groups* > the group > *Edit retention setting*.
- CLI: `aws logs put-retention-policy --log-group-name /aws/lambda/NAME --retention-in-days 365`.
"""
    severity = Severity.LOW
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("AU-11", "SI-12"),
        "well-architected": ("SEC04-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Log events older than the retention period are deleted, and functions write to a new log group, which "
        "filters, subscriptions and dashboards of the old one do not see."
    )
    options = {"days": Option(365, "retention period that the fix sets, in days")}

    bad = (
        Example.cloudformation(
            """
            Resources:
              Logs:
                Type: AWS::Logs::LogGroup
                Properties:
                  LogGroupName: /orders/audit
            """,
            at="Resources.Logs.Properties.RetentionInDays",
        ),
        Example.sam(
            """
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            Resources:
              First:
                Type: AWS::Serverless::Function
                Properties: {MemorySize: 256}
              Second:
                Type: AWS::Serverless::Function
            """,
            at="Resources.First.Properties.LoggingConfig.LogGroup",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Days: {Type: Number}
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Own:
            Type: AWS::Serverless::Function
            Properties: {LoggingConfig: {LogGroup: !Ref Logs}}
          Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 30}}
          Named: {Type: AWS::Serverless::Function}
          NamedLogs:
            Type: AWS::Logs::LogGroup
            Properties: {LogGroupName: !Sub "/aws/lambda/${Named}", RetentionInDays: !Ref Days}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        generated: list[Resource] = []
        for group in app.resources("AWS::Logs::LogGroup"):
            retention = group["RetentionInDays"]
            if not retention.absent or group.get("LogGroupClass") == "DELIVERY":
                continue
            if group.by == "framework":
                generated.append(group)
            else:
                yield self.finding(
                    retention,
                    f"The log group {group.name} keeps its events for ever.",
                    functions=writers(app, [group]),
                    edits=[Set(retention, self.option("days"))],
                )
        if generated:
            functions = writers(app, generated)
            names = listing(function.name for function in functions) or listing(group.name for group in generated)
            yield self.finding(
                generated[0]["RetentionInDays"],
                f"Nothing sets how long the logs of {names} are kept: "
                + ("the log groups keep" if len(generated) > 1 else "the log group keeps")
                + " events for ever.",
                functions=functions,
                edits=[Set(group["RetentionInDays"], self.option("days")) for group in generated],
            )
        without = _without_log_group(app)
        if without:
            names = listing(function.name for function in without)
            place = without[0].resource["LoggingConfig.LogGroup"]
            message = (
                f"Nothing sets how long the logs of {names} are kept: Lambda creates the log group at the first run "
                "and keeps its events for ever."
            )
            found = self.finding(place, message, functions=without, edits=self._groups(without))
            lacking = _GROUPS.get(place.resource.framework)
            yield replace(found, missing_property=lacking) if lacking is not None else found

    def _groups(self, functions: Iterable[Function]) -> list[Edit]:
        """A log group for each, under a name of its own: that of the one which Lambda has made already is taken.

        None where a role may not allow writing to it.
        https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
        """
        found: list[Edit] = []
        for function in functions:
            resource, name = function.resource, f"{function.name}Logs"
            allowed: list[Edit] | None = []
            if not _logs_anywhere(function):
                allowed = allowing(function.role, name, _WRITING, resource.neighbour(name, "Arn"))
            if allowed is None:
                return []
            days = {"RetentionInDays": self.option("days")}
            found += [
                AddResource(resource[()], name, "AWS::Logs::LogGroup", days),
                *allowed,
                Set(resource["LoggingConfig.LogGroup"], resource.neighbour(name, "Ref")),
            ]
        return found


_GROUPS = {"terraform": "aws_cloudwatch_log_group"}
"""Framework → what lacks first, where the function takes the log group of its name by itself."""

_WRITING = ("logs:CreateLogStream", "logs:PutLogEvents")


def _logs_anywhere(function: Function) -> bool:
    """Whether a function's role is known to allow writing to every log group, as AWS's own execution policies do."""
    policies = () if function.role is None else function.role.managed
    return any(policy.name and "Execution" in policy.name and creates_log_groups(policy) for policy in policies)


def _without_log_group(app: Application) -> list[Function]:
    """The functions whose log group Lambda will make: no resource is it, no other is named, and their role allows it.

    None of them where the name of a log group of the application is not known, because it may be that of any function.
    """
    known = {group.function.id for group in app.log_groups if group.function}
    if any(
        group.function is None and isinstance(group.resource.get("LogGroupName"), Symbol) for group in app.log_groups
    ):
        return []
    found = [
        function
        for function in app.functions
        if function.id not in known
        and function.resource["LoggingConfig.LogGroup"].absent
        and (function.role is None or may_create_log_groups(function.role))
    ]
    return by_id(found)
