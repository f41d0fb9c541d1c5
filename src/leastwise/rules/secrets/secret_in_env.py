"""A secret stands in a function's environment, in clear."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Property
from leastwise.model.value import Parameter, concat
from leastwise.rules.rule import Example, Rule
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape


class SecretInEnv(Rule):
    id = "secret-in-env"
    title = "Secret in an environment variable"
    why = """
Whoever may read the template, its repository or the function's configuration (`lambda:GetFunctionConfiguration`, part
of every read-only role) has the secret, and so has every line of code that logs or leaks its environment. It cannot be
rotated without a deployment, and stays in the history of the repository for ever.
"""
    remediation = """
Rotate the secret, because it has been seen. Keep it in Secrets Manager or as a `SecureString` parameter, give the
function only its name, and fetch it at run time.

- Template: `DB_SECRET_ARN: !Ref DbSecret` and `AWSSecretsManagerGetSecretValuePolicy: {SecretArn: !Ref DbSecret}`.
  The fix does less, so that the code stays as it is: it writes `{{resolve:secretsmanager:STACK/FUNCTION/VARIABLE}}`.
  Make that secret, with the new value, before you deploy.
- Terraform: the ARN of an `aws_secretsmanager_secret` in `environment { variables }`, and
  `secretsmanager:GetSecretValue` on it for the role.
- serverless.yml: the same under `environment`, and the permission under `provider.iam.role.statements`.
- Console: Lambda > the function > *Configuration* > *Environment variables* > *Edit*: remove it.
- CLI: `aws secretsmanager create-secret --name orders/db --secret-string file://secret.json`.
"""
    severity = Severity.HIGH
    secret = True
    cwe = ("CWE-312", "CWE-526", "CWE-798")
    references = {
        "owasp-serverless": ("A3:2017", "A6:2017"),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)", "SC-28"),
        "well-architected": ("SEC02-BP03",),
        "pci-dss": ("8.6.2",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-encryption",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_secrets.html",
        ),
    }

    fix = FixSafety.UNSAFE
    caution = (
        "The deployment fails until you have made the secret that the application then names, with a new value in it."
    )

    bad = (
        Example.sam(
            """
            Globals:
              Function:
                Environment:
                  Variables:
                    DB_PASSWORD: password123
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Environment:
                    Variables:
                      DATABASE: postgres://orders:hunter2@db.example.com/orders
                      apiKey: 9f86d081884c7d65
            """,
            at=(
                "Globals.Function.Environment.Variables.DB_PASSWORD",
                "Resources.Orders.Properties.Environment.Variables.DATABASE",
                "Resources.Orders.Properties.Environment.Variables.apiKey",
            ),
        ),
        Example.cloudformation(
            """
            Parameters:
              Token: {Type: String, Default: tok-5f4dcc3b5aa7}
            Resources:
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/orders
                  Code: {ZipFile: "def handler(event, context): pass"}
                  Environment:
                    Variables:
                      AUTH_TOKEN: !Ref Token
            """,
            at="Resources.Orders.Properties.Environment.Variables.AUTH_TOKEN",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Password: {Type: String, NoEcho: true}
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables:
                  AUTH_HEADER_NAME: Authorization
                  TOKEN_URL: https://login.example.com/token
                  PASSWORD_RESET_URL: https://shop.example.com/reset
                  DB_SECRET: prod/orders/db
                  SECRET_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-a1b2c3
                  SECRET_NAME: orders-secret
                  API_KEY_PARAM: /orders/api-key
                  TABLE_KEY: customer
                  MAX_TOKENS: "4096"
                  DB_PASSWORD: !Ref Password
                  OTHER_PASSWORD: "{{resolve:secretsmanager:orders:SecretString:password}}"
                  EMPTY_SECRET: ""
                  REQUIRE_PASSWORD: true
                  STRIPE_API_KEY: <your key here>
                  DATABASE: postgres://db.example.com/orders
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            for variable in function.environment.items():
                text = variable.text()
                shape = secret_shape(text) if text else None
                if not text or not (shape or (promises_secret(variable.name) and could_be_secret(variable.name, text))):
                    continue
                yield self.finding(
                    variable,
                    f"`{variable.name}` holds {shape or 'its secret in clear'}{_origin(app, variable, text)}.",
                    functions=[function],
                    edits=_edits(variable, text),
                )


def _origin(app: Application, variable: Property, text: str) -> str:
    """Where the secret is written, where that is not where the variable gets it."""
    source, _, _, start, end = variable.span
    span = None if text in source.text[start:end] else app.origins.get(text)
    return "" if span is None else f", which is written at {span[0].path}:{span[0].position(span[3])[0]}"


def _edits(variable: Property, text: str) -> list[Set]:
    """A dynamic reference in place of a secret that stands there to the letter; one from a parameter is its business.

    Nothing may repeat the secret, so the one that it names has to be made by hand, and the deployment fails until then.
    """
    source, _, _, start, end = variable.span
    if text not in source.text[start:end]:
        return []
    block = variable.resource.span
    own = block[0] is source and block[3] <= start and end <= block[4]
    name = f"/{variable.resource.name}/{variable.name}" if own else f"/{variable.name}"
    return [Set(variable, concat(["{{resolve:secretsmanager:", Parameter("AWS::StackName"), f"{name}}}}}"]))]
