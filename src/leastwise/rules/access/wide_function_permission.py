"""A permission on a function allows more than to invoke it."""

from collections.abc import Iterator

from leastwise.iam.actions import expand
from leastwise.iam.invocation import invokes
from leastwise.iam.notable import telling
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Resource
from leastwise.model.value import display
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_INVOKING = frozenset({"lambda:invokefunction", "lambda:invokefunctionurl", "lambda:invokeasync"})
_FUNCTION = """
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def handler(event, context): pass"}
"""


class WideFunctionPermission(Rule):
    id = "wide-function-permission"
    title = "Permission for more than invoking a function"
    why = """
Who calls a function has to invoke it and nothing else. `lambda:*` in its resource policy lets another account read its
environment variables, replace its code and delete it, and lets it hand the permission on. A service that was given it
uses no more than invocation, so nothing is lost by saying so.
"""
    remediation = """
Allow `lambda:InvokeFunction` alone. CloudFormation replaces the permission: it makes the new one before it deletes the
old one.

- Template: `Action: lambda:InvokeFunction` on the `AWS::Lambda::Permission`.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Resource-based policy statements* > *Edit*.
- CLI: `aws lambda remove-permission --function-name NAME --statement-id ID`, then
  `aws lambda add-permission --function-name NAME --statement-id ID --action lambda:InvokeFunction --principal WHO`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-269", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03", "SAS-04"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02", "SEC03-BP07"),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever reads or changes the function by this permission, such as a pipeline of another account, is refused."
    )

    bad = Example.cloudformation(
        f"""
Resources:{_FUNCTION}
  Partner:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:*
      FunctionName: !Ref Orders
      Principal: "210987654321"
  Topic:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:GetFunction
      FunctionName: !Ref Orders
      Principal: sns.amazonaws.com
      SourceArn: arn:aws:sns:eu-west-1:123456789012:orders
        """,
        at=("Resources.Partner.Properties.Action", "Resources.Topic.Properties.Action"),
    )
    good = Example.cloudformation(
        f"""
Parameters:
  Action: {{Type: String}}
Resources:{_FUNCTION}
  Partner:
    Type: AWS::Lambda::Permission
    Properties: {{Action: lambda:InvokeFunction, FunctionName: !Ref Orders, Principal: "210987654321"}}
  Url:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:invokeFunctionUrl
      FunctionName: !Ref Orders
      Principal: "210987654321"
      FunctionUrlAuthType: AWS_IAM
  Open:
    Type: AWS::Lambda::Permission
    Properties: {{Action: !Ref Action, FunctionName: !Ref Orders, Principal: "210987654321"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for permission in app.resources("AWS::Lambda::Permission"):
            place = permission["Action"]
            action = place.text() or ""
            more = [a for a in expand("lambda:*" if action == "*" else action) or () if str(a).lower() not in _INVOKING]
            if more and permission.by == "author":
                function = app.function_of(permission.get("FunctionName"))
                service = "." in display(permission.get("Principal"))
                names = listing((f"`{a.name}`" for a in telling(more)), 2)
                yield self.finding(
                    place,
                    f"{_who(permission)} is allowed `{action}` on {function.name if function else 'the function'}, "
                    f"which is more than to invoke it ({names}).",
                    functions=[function] if function else (),
                    severity=Severity.LOW if service else None,
                    severity_reason="a service does no more than invoke it" if service else "",
                    # What does not invoke the function yet shall not begin to.
                    edits=[Set(place, "lambda:InvokeFunction")] if invokes(action) else (),
                )


def _who(permission: Resource) -> str:
    principal = display(permission.get("Principal"))
    return "Everybody" if principal == "*" else f"`{principal}`"
