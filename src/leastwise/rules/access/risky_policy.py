"""A policy lets in, or lets do, more than it seems to say."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access._lint import judged, places, told, users
from leastwise.rules.rule import Example, Rule


class RiskyPolicy(Rule):
    id = "risky-policy"
    title = "Policy that allows more than it seems to"
    why = """
Some policies are valid and mean something else than their authors think: `ForAllValues` also holds where the key is
missing, a `Deny` that asks for a tag denies nothing of a service without tags, a private address without its network is
one of many. These are the security warnings of IAM Access Analyzer's policy validation; each message ends in Access
Analyzer's own code. What `pass-role-any`, `inverted-statement`, `confused-deputy` or `oidc-trust-wide` also look at is
for auditors, beside what these say.
"""
    remediation = """
Change the condition or the element that the message names; `leastwise policy validate` prints every issue with the page
that explains it.

- Template: `StringEquals` instead of `ForAllValues:StringEquals` for a key with one value; actions without tags in a
  statement of their own; `aws:SourceVpc` beside `aws:VpcSourceIp`.
- Console: IAM > Policies > the policy > *Edit*: the policy editor lists security warnings below the document.
- CLI: `aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-863", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
        ),
    }

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
                        Action: s3:GetObject
                        Resource: "arn:aws:s3:::photos/*"
                        Condition: {"ForAllValues:StringEquals": {aws:PrincipalOrgID: o-a1b2c3d4e5}}
                      - Effect: Allow
                        Action: sqs:SendMessage
                        Resource: "arn:aws:sqs:eu-west-1:123456789012:jobs"
                        Condition: {IpAddress: {aws:VpcSourceIp: 10.0.0.0/16}}
        """,
        at=(
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Condition.ForAllValues:StringEquals.aws:PrincipalOrgID",
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1.Condition.IpAddress.aws:VpcSourceIp",
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
                - PolicyName: all
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Action: s3:GetObject
                        Resource: "arn:aws:s3:::photos/*"
                        Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}
                      - Effect: Allow
                        Action: dynamodb:TagResource
                        Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"
                        Condition: {"ForAllValues:StringEquals": {aws:TagKeys: [team, cost]}}
                      - Effect: Allow
                        Action: sqs:SendMessage
                        Resource: "arn:aws:sqs:eu-west-1:123456789012:jobs"
                        Condition:
                          IpAddress: {aws:VpcSourceIp: 10.0.0.0/16}
                          StringEquals: {aws:SourceVpc: vpc-0123456789abcdef0}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for policy, issues in places(app, "security-warning"):
            yield self.finding(
                issues[0].place,
                told(policy, issues),
                functions=users(app, policy),
                persona=Persona.AUDITOR if judged(issues) else None,
            )
