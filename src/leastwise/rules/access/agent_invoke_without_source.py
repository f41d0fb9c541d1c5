"""Anybody's agent can use this function as its tool."""

from collections.abc import Iterator

from leastwise.iam.invocation import open_to_anybody
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.value import display
from leastwise.rules.access._invokers import is_agent
from leastwise.rules.access._sources import tied_to_source
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import weight


class AgentInvokeWithoutSource(Rule):
    id = "agent-invoke-without-source"
    title = "Function that agents of any account may invoke"
    why = """
Bedrock calls an action group's function on behalf of whoever's agent names it. Without the agent's ARN or the account
in the permission, an agent in any AWS account can name this function, and its owner, or whoever talks to it, chooses
the parameters.
"""
    remediation = """
Say whose agent may invoke the function. CloudFormation replaces the permission: it makes the new one before it deletes
the old one.

- Template: `SourceArn: !GetAtt Agent.AgentArn`, or `SourceAccount: !Ref AWS::AccountId`, on the permission.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Resource-based policy statements*.
- CLI: `aws lambda remove-permission --function-name NAME --statement-id ID`, then
  `aws lambda add-permission --function-name NAME … --source-arn ARN`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-441",)
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Agents that the new condition does not name, such as those of other accounts, can no longer use the function."
    )

    bad = Example.sam(
        """
        Resources:
          Book:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
          Agent:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: !Ref Book
              Principal: bedrock.amazonaws.com
        """,
        at="Resources.Agent.Properties.Principal",
    )
    good = Example.sam(
        """
        Resources:
          Book:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
          Agent:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: !Ref Book
              Principal: bedrock.amazonaws.com
              SourceArn: !Sub arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:agent/*
          Flow:
            Type: AWS::Lambda::Permission
            Properties:
              Action: lambda:InvokeFunction
              FunctionName: !Ref Book
              Principal: bedrock.amazonaws.com
              SourceAccount: !Ref AWS::AccountId
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for permission in app.resources("AWS::Lambda::Permission"):
            principal, source = permission["Principal"], permission["SourceArn"]
            if permission.by == "author" and is_agent(principal.value) and open_to_anybody(permission):
                function = app.function_of(permission.get("FunctionName"))
                name = function.name if function else "the function"
                able, reason = weight(app, [function] if function else [], follow=False)
                yield self.finding(
                    source if source.present else principal,
                    f"`{display(principal.value)}` may invoke {name} for agents of any AWS account: no "
                    "source is named.",
                    scope=permission[()],
                    functions=[function] if function else (),
                    severity=Severity.HIGH if able is Severity.CRITICAL else None,
                    severity_reason=reason if able is Severity.CRITICAL else "",
                    edits=tied_to_source(app, permission, function),
                )
