"""Policies checked as IAM Access Analyzer checks them: `check` gives the issues of one policy.

The checks, their codes and their texts are those that AWS publishes (`data/checks.json`); each says where the person
wrote what is wrong. What is not known before deployment is never an issue.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
"""

from __future__ import annotations

from leastwise.iam.lint.check import check
from leastwise.iam.lint.issue import Issue
from leastwise.iam.lint.policy import Policy

__all__ = ["Issue", "Policy", "check"]
