"""The function can be invoked past its URL, with an event of the caller's choice."""

from collections.abc import Iterator

from leastwise.iam.invocation import invokes, open_to_anybody
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import weight

_FUNCTION = """
              Hello:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/hello
                  Code: {ZipFile: "def handler(event, context): pass"}
              Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Hello, AuthType: NONE}}
              MayCall:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunctionUrl
                  FunctionName: !Ref Hello
                  Principal: "*"
                  FunctionUrlAuthType: NONE
"""


class FunctionUrlDirectInvoke(Rule):
    id = "function-url-direct-invoke"
    title = "Function with a URL may be invoked directly by everyone"
    why = """
A public function URL needs `lambda:InvokeFunction` for everyone besides `lambda:InvokeFunctionUrl`. Without the
condition `lambda:InvokedViaFunctionUrl` that statement opens the Lambda API too: every AWS account can invoke the
function directly, asynchronously and in any number, with an event that no HTTP request could have made, such as one
that claims to come from a queue, a schedule or an authorizer.
"""
    remediation = """
Let the statement hold for the URL only. CloudFormation replaces the permission: it makes the new one before it deletes
the old one.

- Template: `InvokedViaFunctionUrl: true` on the `AWS::Lambda::Permission`; SAM's `FunctionUrlConfig` writes it itself.
- Console: Lambda > the function > *Configuration* > *Permissions* > *Resource-based policy statements*: delete the
  statement and save the function URL's permissions again.
- CLI: `aws lambda remove-permission --function-name NAME --statement-id ID`, then `aws lambda add-permission
  --function-name NAME --statement-id ID --action lambda:InvokeFunction --principal "*" --invoked-via-function-url`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-863")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-02", "SAS-03"),
        "fsbp": ("Lambda.1",),
        "nist-800-53": ("AC-3", "AC-6", "SC-7"),
        "well-architected": ("SEC03-BP07",),
        "pci-dss": ("7.2.1",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Whoever relies on this permission to invoke the function by the Lambda API, past its URL, is refused."
    subsumes = ("public-function",)

    bad = Example.cloudformation(
        f"""
            Resources:{_FUNCTION}
              MayInvoke:
                Type: AWS::Lambda::Permission
                Properties: {{Action: lambda:InvokeFunction, FunctionName: !Ref Hello, Principal: "*"}}
        """,
        at="Resources.MayInvoke.Properties.InvokedViaFunctionUrl",
    )
    good = (
        Example.cloudformation(
            f"""
            Resources:{_FUNCTION}
              MayInvoke:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Hello
                  Principal: "*"
                  InvokedViaFunctionUrl: true
              Organisation:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Hello
                  Principal: "*"
                  PrincipalOrgID: o-a1b2c3d4e5
            """
        ),
        Example.sam(
            """
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  FunctionUrlConfig: {AuthType: NONE}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        with_url = [app.function_of(url.get("TargetFunctionArn")) for url in app.resources("AWS::Lambda::Url")]
        functions = {function.id for function in with_url if function is not None}
        for permission in app.resources("AWS::Lambda::Permission"):
            function = app.function_of(permission.get("FunctionName"))
            if function is None or function.id not in functions or permission.by != "author":
                continue
            place = permission["InvokedViaFunctionUrl"]
            everyone = permission.get("Principal") == "*" and (open_to_anybody(permission) or place.flag() is False)
            if everyone and invokes(permission.get("Action")) and place.flag(False) is False:
                severity, reason = weight(app, [function], follow=False)
                yield self.finding(
                    place,
                    f"Every AWS account may invoke {function.name} directly, past its URL.",
                    scope=permission[()],
                    functions=[function],
                    severity=severity,
                    severity_reason=reason,
                    edits=[Set(place, True)],
                )
