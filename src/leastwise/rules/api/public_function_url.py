"""The function has an address on the internet, and nobody is asked who they are."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function
from leastwise.rules.api._mending import closed, passed_on
from leastwise.rules.rule import Example, Rule
from leastwise.rules.weight import SIGNED, is_webhook, weight


class PublicFunctionUrl(Rule):
    id = "public-function-url"
    title = "Function URL without authentication"
    why = """
With `AuthType: NONE` everybody who knows or guesses the address can invoke the function: no IAM, no authorizer, no
usage plan and no web application firewall stands before the code, and each call is paid for by you.
"""
    remediation = """
Let IAM check the caller, or put the function behind an API that does. The sender of a webhook cannot sign for IAM:
verify its signature in the code before anything else. Where a distribution passes on what everybody sends, IAM behind
it asks nobody new: let the distribution ask first, by signed URLs or a function that checks a token.

- Template: `AuthType: AWS_IAM`, without the permissions for `Principal: "*"`, and `lambda:InvokeFunctionUrl` and
  `lambda:InvokeFunction` for the callers; for browsers a CloudFront distribution with an origin access control, or an
  HTTP API with a JWT authorizer.
- Console: Lambda > the function > *Configuration* > *Function URL* > *Edit* > *AWS_IAM*.
- CLI: `aws lambda update-function-url-config --function-name NAME --auth-type AWS_IAM`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02", "SAS-03"),
        "fsbp": ("Lambda.1",),
        "nist-800-53": ("AC-3", "SC-7"),
        "well-architected": ("SEC03-BP07",),
        "pci-dss": ("7.2.1",),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever calls without IAM credentials is turned away, and a client that posts through CloudFront has to send "
        "the hash of the body (`x-amz-content-sha256`)."
    )

    bad = (
        Example.sam(
            """
            Resources:
              Hello:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  FunctionUrlConfig:
                    AuthType: NONE
            """,
            at="Resources.Hello.Properties.FunctionUrlConfig.AuthType",
        ),
        Example.cloudformation(
            """
            Resources:
              Hello:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/hello
                  Code: {ZipFile: "def handler(event, context): pass"}
              Url:
                Type: AWS::Lambda::Url
                Properties:
                  TargetFunctionArn: !GetAtt Hello.Arn
                  AuthType: NONE
              MayCall:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunctionUrl
                  FunctionName: !Ref Hello
                  Principal: "*"
                  FunctionUrlAuthType: NONE
              MayInvoke:
                Type: AWS::Lambda::Permission
                Properties:
                  Action: lambda:InvokeFunction
                  FunctionName: !Ref Hello
                  Principal: "*"
                  InvokedViaFunctionUrl: true
            """,
            at="Resources.Url.Properties.AuthType",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Hello:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              FunctionUrlConfig: {AuthType: AWS_IAM}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for url in app.resources("AWS::Lambda::Url"):
            place = url["AuthType"]
            function = app.function_of(url.get("TargetFunctionArn"))
            if place.value == "NONE" and _lets_in(app, function):
                severity, reason = weight(app, [function] if function else [])
                if severity is None and is_webhook(url.name):
                    severity, reason = Severity.MEDIUM, SIGNED
                through = passed_on(app, url)
                more = f", and through {through}, which asks nobody either" if through else ""
                name = function.name if function else "the function"
                yield self.finding(
                    place,
                    f"Everybody on the internet can invoke {name} by its URL{more}.",
                    functions=[function] if function else (),
                    severity=severity,
                    severity_reason=reason,
                    persona=Persona.PEDANTIC if reason == SIGNED else None,
                    edits=() if reason == SIGNED else closed(app, url),
                )


def _lets_in(app: Application, function: Function | None) -> bool:
    """Whether a function's policy lets people use its URL, or may do so; without a permission Lambda answers 403."""
    for permission in app.resources("AWS::Lambda::Permission"):
        action = permission.get("Action")
        if app.function_of(permission.get("FunctionName")) in (None, function) and (
            not isinstance(action, str) or action in ("lambda:InvokeFunctionUrl", "lambda:*", "*")
        ):
            return True
    return function is None
