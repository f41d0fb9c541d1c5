"""A secret is fetched at deployment and then stands in the environment.

There is no fix: the variable can go only together with the code that reads it.
"""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.value import Concat, DynamicReference, Unknown
from leastwise.rules.rule import Example, Rule
from leastwise.secrets.detect import promises_secret


class SecretResolvedAtDeploy(Rule):
    id = "secret-resolved-at-deploy"
    title = "Secret that is put into the environment at deployment"
    why = """
A dynamic reference, or `${ssm:…}` of the Serverless Framework, keeps the secret out of the file, but its value is put
into the function's configuration: whoever may read that has it, and a rotated secret arrives with the next deployment
only.
"""
    remediation = """
Give the function the name of the secret, and let it fetch the value at run time.

- Template: `SECRET_ARN: !Ref Secret` instead of `{{resolve:…}}`, and `secretsmanager:GetSecretValue` on it in the role.
  No fix does this: the code has to fetch the value first, and without that a function that reads the variable fails.
- serverless.yml: `SECRET_ARN: arn:…` or the name of the parameter instead of `${ssm:…}` in `environment`, and the
  permission to fetch it in `provider.iam.role.statements`.
- Console: Lambda > the function > *Configuration* > *Environment variables* > *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --environment file://environment.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-526",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)",),
        "well-architected": ("SEC02-BP03",),
        "aws": (
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Globals:
              Function:
                Environment:
                  Variables: {API_TOKEN: "{{resolve:ssm:/shop/token:2}}"}
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment:
                    Variables:
                      TABLE: orders
                      DB_PASSWORD: "{{resolve:secretsmanager:orders/db:SecretString:password}}"
            """,
            at=(
                "Globals.Function.Environment.Variables.API_TOKEN",
                "Resources.Orders.Properties.Environment.Variables.DB_PASSWORD",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Login: {Type: AWS::SecretsManager::Secret}
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Code: {ZipFile: "def handler(event, context): pass"}
                  Environment: {Variables: {LOGIN: !Sub "{{resolve:secretsmanager:${Login}:SecretString:password}}"}}
            """,
            at="Resources.Orders.Properties.Environment.Variables.LOGIN",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables: {TABLE: "{{resolve:ssm:/orders/table}}", DB_SECRET: orders/db}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            for variable in function.environment.items():
                service = _service(variable.value)
                if service is not None and (service != "ssm" or promises_secret(variable.name)):
                    yield self.finding(
                        variable,
                        f"The value of `{variable.name}` is fetched at deployment and stays in the environment.",
                        functions=[function],
                    )


def _service(value: object) -> str | None:
    """The service that keeps the secret that a value is made of or worked out from, or that stands in it."""
    if isinstance(value, Unknown):
        return next((found for one in value.about if (found := _service(one))), None)
    parts = value.parts if isinstance(value, Concat) else (value,)
    inner = next((part for part in parts if isinstance(part, DynamicReference)), None)
    if inner is not None:
        return inner.service
    first = parts[0] if len(parts) > 1 else ""
    if isinstance(first, str) and first.startswith(_BEGIN):  # `!Sub` with the name of the secret in it
        return first.removeprefix(_BEGIN).partition(":")[0]
    return None


_BEGIN = "{{resolve:"
