"""A secret is fetched at deployment and then stands in the environment."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.value import Concat, DynamicReference
from leastwise.rules.rule import Example, Rule
from leastwise.secrets.detect import promises_secret


class SecretResolvedAtDeploy(Rule):
    id = "secret-resolved-at-deploy"
    title = "Secret that is put into the environment at deployment"
    why = """
A dynamic reference keeps the secret out of the template, but CloudFormation puts its value into the function's
configuration: whoever may read that has it, and a rotated secret arrives with the next deployment only.
"""
    remediation = """
Give the function the name of the secret, and let it fetch the value at run time.

- Template: `SECRET_ARN: !Ref Secret` instead of `{{resolve:…}}`, and `secretsmanager:GetSecretValue` on it in the role.
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

    bad = Example.sam(
        """
        Resources:
          Orders:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Environment:
                Variables: {DB_PASSWORD: "{{resolve:secretsmanager:orders/db:SecretString:password}}"}
        """,
        at="Resources.Orders.Properties.Environment.Variables.DB_PASSWORD",
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
                value = variable.value
                parts = value.parts if isinstance(value, Concat) else (value,)
                for part in parts:
                    if isinstance(part, DynamicReference) and (part.service != "ssm" or promises_secret(variable.name)):
                        yield self.finding(
                            variable,
                            f"The value of `{variable.name}` is fetched at deployment and stays in the environment.",
                            functions=[function],
                        )
                        break
