"""Anybody with an AWS account can make this function run."""

from collections.abc import Iterator

from leastwise.iam.invocation import open_to_anybody
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.access._invokers import is_agent, may_invoke
from leastwise.rules.access._sources import tied_to_source
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import weight

_FUNCTION = """
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): pass"}
"""


class PublicFunction(Rule):
    id = "public-function"
    title = "Function may be invoked by everyone"
    why = """
Where no source is named, people outside the account make the function run and choose its event. `Principal: "*"` lets
every AWS account invoke it. A service principal without `SourceArn` or `SourceAccount` is hardly better: the service
calls on behalf of whoever asks it to, so anybody can point an API, a bucket or a topic of their own at the function.
What a function URL needs (`FunctionUrlAuthType`, `InvokedViaFunctionUrl`) is looked at by public-function-url.
"""
    remediation = """
Say on whose behalf the function may be invoked. CloudFormation replaces the permission: it makes the new one before it
deletes the old one.

- Template: `SourceArn: !Sub arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*` on the
  permission, and for S3 `SourceAccount: !Ref AWS::AccountId` too; or use SAM events, which write it themselves.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Resource-based policy statements*.
- CLI: `aws lambda remove-permission --function-name NAME --statement-id ID`, then
  `aws lambda add-permission --function-name NAME … --source-arn ARN`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-441")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-02", "SAS-03"),
        "fsbp": ("Lambda.1",),
        "nist-800-53": ("AC-3", "AC-6", "SC-7"),
        "well-architected": ("SEC03-BP07",),
        "pci-dss": ("7.2.1",),
        "aws": (
            "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1",
            "https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Whoever invokes the function for another source or account than the one that the fix names is refused."

    bad = (
        Example.cloudformation(
            f"""
Resources:{_FUNCTION}
  Everyone:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: "*"
            """,
            at="Resources.Everyone.Properties.Principal",
        ),
        Example.cloudformation(
            f"""
Resources:{_FUNCTION}
  Gateway:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Orders.Arn
      Principal: !Sub apigateway.${{AWS::URLSuffix}}
            """,
            at="Resources.Gateway.Properties.Principal",
        ),
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
              Topic:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Orders
                  Principal: sns.amazonaws.com
                  SourceArn: "*"
            """,
            at="Resources.Topic.Properties.SourceArn",
        ),
        Example.cloudformation(
            f"""
Resources:{_FUNCTION}
  Nightly:
    Type: AWS::Events::Rule
    Properties: {{ScheduleExpression: rate(1 day), Targets: [{{Id: orders, Arn: !GetAtt Orders.Arn}}]}}
  Rule:
    Type: AWS::Lambda::Permission
    Properties: {{Action: lambda:InvokeFunction, FunctionName: !Ref Orders, Principal: events.amazonaws.com}}
            """,
            at="Resources.Rule.Properties.Principal",
        ),
    )
    good = (
        Example.cloudformation(
            f"""
Resources:{_FUNCTION}
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
  Gateway:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/*
  Skill:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: alexa-appkit.amazon.com
      EventSourceToken: amzn1.ask.skill.1
  Partner:
    Type: AWS::Lambda::Permission
    Properties: {{Action: lambda:InvokeFunction, FunctionName: !Ref Orders, Principal: "123456789012"}}
  Balancer:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: elasticloadbalancing.amazonaws.com
  Organisation:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Orders
      Principal: "*"
      PrincipalOrgID: o-a1b2c3d4e5
            """
        ),
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Events:
                    Api: {Type: HttpApi}
                    Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for permission in app.resources("AWS::Lambda::Permission"):
            principal = permission["Principal"]
            source = permission["SourceArn"]
            if permission.by == "author" and open_to_anybody(permission) and not is_agent(principal.value):
                function = app.function_of(permission.get("FunctionName"))
                severity, reason = weight(app, [function] if function else [], follow=False)
                yield self.finding(
                    source if source.present else principal,
                    may_invoke(principal.value, function.name if function else "the function"),
                    scope=permission[()],
                    functions=[function] if function else (),
                    severity=severity,
                    severity_reason=reason,
                    edits=tied_to_source(app, permission, function),
                )
