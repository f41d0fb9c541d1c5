"""A policy is valid and may not work as its author means it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.value import Map, Seq
from leastwise.rules.access._lint import judged, places, told, users
from leastwise.rules.rule import Example, Rule

if TYPE_CHECKING:
    from leastwise.iam.lint import Issue, Policy

_VERSION = "2012-10-17"


class PolicyWarning(Rule):
    id = "policy-warning"
    title = "Policy that may not work as it is meant"
    why = """
A wildcard under `StringEquals` is a letter and matches nothing; without `Version`, `${aws:username}` is no variable; a
list beyond the quota is refused when it is deployed. These are the general warnings of IAM Access Analyzer's policy
validation; each message ends in Access Analyzer's own code.
"""
    remediation = """
Change what the message names; `leastwise policy validate` prints every issue with the page that explains it.

- Template: `Version: "2012-10-17"` beside `Statement`; `StringLike` where a value has wildcards; a `Sid` that stands
  once.
- Console: IAM > Policies > the policy > *Edit*: the policy editor lists warnings below the document.
- CLI: `aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    cwe = ("CWE-1284",)
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-3",),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html",
        ),
    }
    fix = FixSafety.SAFE
    caution = "What looks like a policy variable in this policy becomes one."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Version: "2012-10-17"
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
                  Policies:
                    - PolicyName: read
                      PolicyDocument:
                        Statement:
                          - Effect: Allow
                            Action: s3:ListBucket
                            Resource: "arn:aws:s3:::photos"
                            Condition: {StringEquals: {s3:prefix: ["raw/*"]}}
            """,
            at=(
                "Resources.Role.Properties.Policies.0.PolicyDocument.Version",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Condition.StringEquals.s3:prefix.0",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Reader:
                Type: AWS::IAM::Group
                Properties:
                  Policies:
                    - PolicyName: home
                      PolicyDocument:
                        Statement:
                          - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::home/${aws:username}/*"}
            """,
            at="Resources.Reader.Properties.Policies.0.PolicyDocument.Version",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Policies:
                - PolicyName: read
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action: s3:ListBucket
                        Resource: "arn:aws:s3:::photos"
                        Condition: {StringLike: {s3:prefix: ["raw/*"]}}
                      - Effect: Allow
                        Action: s3:ListBucket
                        Resource: "arn:aws:s3:::wild"
                        Condition: {StringEquals: {s3:prefix: ["${*}"]}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for policy, issues in places(app, "warning"):
            useless = any(issue.code.startswith(_USELESS) for issue in issues)
            edits = _edits(policy, issues)
            unsafe = bool(edits) and _has_variables(policy.document)
            yield self.finding(
                issues[0].place,
                told(policy, issues),
                functions=users(app, policy),
                severity=Severity.MEDIUM if useless else None,
                severity_reason="the condition does not say what is meant" if useless else "",
                persona=Persona.REGULAR if useless else Persona.AUDITOR if judged(issues) else None,
                edits=edits,
                fix=FixSafety.UNSAFE if unsafe else None,
            )


_USELESS = ("WILDCARD_WITHOUT_LIKE_OPERATOR", "TYPE_MISMATCH_")


def _edits(policy: Policy, issues: Sequence[Issue]) -> list[Edit]:
    """The version, where it is missing from what is written as a mapping."""
    missing = [issue for issue in issues if issue.code == "MISSING_VERSION"]
    return [Set(issue.place, _VERSION) for issue in missing if not policy.text]


def _has_variables(value: object) -> bool:
    """Whether something in a policy is a variable as soon as it has a version."""
    if isinstance(value, Map):
        return any(_has_variables(item) for item in value.values())
    if isinstance(value, Seq):
        return any(_has_variables(item) for item in value)
    return "${" in (text_of(value) or "")
