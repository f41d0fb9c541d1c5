"""A policy has a part that AWS does not take, or that has no effect."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.rules.access._lint import places, told, users
from leastwise.rules.rule import Example, Rule


class InvalidPolicy(Rule):
    id = "invalid-policy"
    title = "Policy with an error"
    why = """
A policy that breaks the grammar is refused, and the deployment fails halfway; one with a misspelled ARN, key or
operator is taken, and the line that has it allows or denies nothing. These are the errors of IAM Access Analyzer's
policy validation, found without an account and without deploying anything; each message ends in Access Analyzer's code.
Actions that do not exist in the policies of roles, users and groups are told by `invalid-action`.
"""
    remediation = """
Correct what the message names; `leastwise policy validate` prints every issue with the page that explains it.

- Template: the element, ARN, key or value as the message says.
- Console: IAM > Policies > the policy > *Edit*: the policy editor lists errors below the document.
- CLI: `aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-1284", "CWE-863")
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
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
                - PolicyName: read
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::photos/*"}
                      - {Sid: Read, Effect: Allowed, Action: s3:PutObject, Resource: "arn:aws:s3:::photos/*"}
          Queue: {Type: AWS::SQS::Queue}
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Queue]
              PolicyDocument:
                Version: "2012-10-17"
                Statement: [{Effect: Deny, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}]
        """,
        at=(
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1.Sid",
            "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.1.Effect",
            "Resources.Policy.Properties.PolicyDocument.Statement.0.Principal",
        ),
    )
    good = Example.cloudformation(
        """
        Parameters:
          Effect: {Type: String}
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
                      - {Sid: Read, Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::photos/*"}
                      - {Sid: Write, Effect: !Ref Effect, Action: s3:PutObject, Resource: "arn:aws:s3:::photos/*"}
          Queue: {Type: AWS::SQS::Queue}
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Queue]
              PolicyDocument:
                Version: "2012-10-17"
                Statement: [{Effect: Deny, Principal: "*", Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn}]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for policy, issues in places(app, "error"):
            yield self.finding(issues[0].place, told(policy, issues), functions=users(app, policy))
