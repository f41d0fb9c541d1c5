"""A policy says something twice, or says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.iam.pattern import matches
from leastwise.iam.reach import covers_everything, text_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Remove, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.value import Seq
from leastwise.rules.access._apart import whole
from leastwise.rules.access._lint import places, told, users
from leastwise.rules.rule import Example, Rule

if TYPE_CHECKING:
    from leastwise.iam.lint import Issue, Policy


class PolicySuggestion(Rule):
    id = "policy-suggestion"
    title = "Policy that can be said more simply"
    why = """
What a policy says twice is changed once: the action that somebody removes is still allowed by the wildcard beside it,
and the statement that was tightened has a twin. These are the suggestions of IAM Access Analyzer's policy validation;
each message ends in Access Analyzer's own code. What covers what is decided on all the texts that the patterns stand
for.
"""
    remediation = """
Remove what is redundant or empty; `leastwise policy validate` prints every issue with the page that explains it.

- Template: the action, ARN or statement out of its list, or the wildcard that covers more than is meant.
- Console: IAM > Policies > the policy > *Edit*: the policy editor lists suggestions below the document.
- CLI: `aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json`.
"""
    severity = Severity.INFO
    persona = Persona.AUDITOR
    cwe = ("CWE-1041",)
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "well-architected": ("SEC03-BP02",),
        "aws": ("https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",),
    }
    fix = FixSafety.SAFE

    bad = Example.cloudformation(
        """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Policies:
                - PolicyName: all
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action: ["dynamodb:Get*", dynamodb:GetItem, dynamodb:Query]
                        Resource:
                          - !GetAtt Orders.Arn
                          - "arn:aws:dynamodb:*:123456789012:table/old-*"
                          - "arn:aws:dynamodb:eu-west-1:123456789012:table/old-orders"
                      - {Effect: Allow, Action: dynamodb:Query, Resource: !GetAtt Orders.Arn}
                      - Effect: Deny
                        Action: "s3:*"
                        Resource: "*"
                        Condition: {NotIpAddress: {aws:SourceIp: [203.0.113.7/24]}}
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              BillingMode: PAY_PER_REQUEST
        """,
        at=(
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Action.1",
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Resource.2",
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1",
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.2.Condition.NotIpAddress.aws:SourceIp.0",
        ),
    )
    good = Example.cloudformation(
        """
        Parameters:
          Other: {Type: String}
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Policies:
                - PolicyName: all
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action: ["dynamodb:Get*", "dynamodb:*Item", dynamodb:Query]
                        Resource: [!GetAtt Orders.Arn, !Sub "${Orders.Arn}/index/*", !Ref Other]
                      - {Effect: Allow, Action: dynamodb:Query, Resource: !Sub "${Other}/index/*"}
                      - Effect: Deny
                        Action: "s3:*"
                        Resource: "*"
                        Condition: {NotIpAddress: {aws:SourceIp: [203.0.113.0/24]}}
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              BillingMode: PAY_PER_REQUEST
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for policy, found in places(app, "suggestion"):
            issues = [issue for issue in found if not _of_a_library(app, issue)]
            if not issues:
                continue
            edits = [edit for issue in issues for edit in _edits(policy, issue)]
            yield self.finding(issues[0].place, told(policy, issues), functions=users(app, policy), edits=edits)


def _of_a_library(app: Application, issue: Issue) -> bool:
    """Whether a statement is what a call of the CDK adds beside its purpose, as `addEventSource` does."""
    if app.framework != "cdk" or issue.code != "REDUNDANT_STATEMENT":
        return False
    source, start, _, _, end = issue.place.span
    text = source.text[start:end].rstrip()
    return text.endswith(")") and "PolicyStatement" not in text and "grant" not in text


_SURPLUS = frozenset({"REDUNDANT_ACTION", "REDUNDANT_RESOURCE", "EMPTY_SID_VALUE"})


def _beside_everything(issue: Issue) -> bool:
    """Whether a bare wildcard covers an action or a resource: then the wildcard is what should go."""
    beside, own = issue.place.parent.value, text_of(issue.place.value)
    if own is None or not isinstance(beside, Seq):
        return False
    wide = (text for text in map(text_of, beside) if text is not None and text != own)
    return any(_everything(issue.code, text) and matches(text, own, ignore_case=True) for text in wide)


def _everything(code: str, text: str) -> bool:
    """Whether a value is `*`, all the actions of a service, or all resources of a kind."""
    return text.rpartition(":")[2].strip("*") == "" if code == "REDUNDANT_ACTION" else covers_everything(text)


def _edits(policy: Policy, issue: Issue) -> list[Edit]:
    """What says the same in fewer words, in a policy that is written as a mapping."""
    if policy.text:
        return []
    if issue.code in _SURPLUS:
        return [] if _beside_everything(issue) else [Remove(issue.place)]
    if issue.code == "REDUNDANT_STATEMENT":
        return [whole(issue.place)]
    if issue.code == "IMPROVE_IP_RANGE":
        from leastwise.iam.lint.suggestions import network

        return [Set(issue.place, network(issue.place.value))]
    return []
