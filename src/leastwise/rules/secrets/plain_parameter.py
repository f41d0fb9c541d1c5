"""A secret is kept as a plain string in Parameter Store."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.resource import Resource
from leastwise.model.value import Parameter
from leastwise.rules.rule import Example, Rule
from leastwise.secrets.detect import could_be_secret, promises_secret, secret_shape


class PlainParameter(Rule):
    id = "plain-parameter"
    title = "Secret in a plain parameter"
    why = """
A parameter of type `String` is shown in the console and handed to everybody who may read parameters; no key stands
before it, and its history keeps every old value. A `SecureString` takes the permission to decrypt as well.
"""
    remediation = """
Keep the secret as a `SecureString`, or in Secrets Manager. CloudFormation cannot make a `SecureString`: make it
outside of the template.

- Template: an `AWS::SecretsManager::Secret`, with `GenerateSecretString` where nobody needs to know the value.
- Console: Systems Manager > *Parameter Store* > *Create parameter* > *SecureString*; then delete the old one.
- CLI: `aws ssm put-parameter --name NAME --type SecureString --value file://secret.txt`.
"""
    severity = Severity.MEDIUM
    secret = True
    cwe = ("CWE-312",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "csa-serverless": ("SAS-07",),
        "nist-800-53": ("IA-5(7)", "SC-28"),
        "well-architected": ("SEC02-BP03",),
        "aws": (
            "https://docs.aws.amazon.com/systems-manager/latest/userguide/what-is-a-parameter.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Smtp:
                Type: AWS::SSM::Parameter
                Properties: {Name: /shop/smtp/password, Type: String, Value: hunter2hunter2}
            """,
            at="Resources.Smtp.Properties.Value",
        ),
        Example.cloudformation(
            """
            Parameters:
              Token: {Type: String, NoEcho: true}
            Resources:
              WebhookToken:
                Type: AWS::SSM::Parameter
                Properties: {Type: String, Value: !Ref Token}
            """,
            at="Resources.WebhookToken.Properties.Value",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Secret: {Type: AWS::SecretsManager::Secret}
          DbSecret:
            Type: AWS::SSM::Parameter
            Properties: {Name: /shop/db/secret, Type: String, Value: !Ref Secret}
          TokenUrl:
            Type: AWS::SSM::Parameter
            Properties: {Name: /shop/token-url, Type: String, Value: "https://login.example.com/token"}
          ToFill:
            Type: AWS::SSM::Parameter
            Properties: {Name: /shop/api-key, Type: String, Value: changeme}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        declared = (parameter for stack in app.stacks for parameter in stack.declared)
        hidden = {p.name.rpartition(".")[2] for p in declared if p["NoEcho"].flag() is True}
        for parameter in app.resources("AWS::SSM::Parameter"):
            if parameter["Type"].text() == "SecureString":  # CloudFormation cannot make these, Terraform can
                continue
            value = parameter["Value"]
            text = value.text()
            name = _name(parameter)
            if text is None:  # given at deployment, by a parameter that the template itself hides
                told = isinstance(value.value, Parameter) and value.value.name.rpartition(".")[2] in hidden
            else:
                told = secret_shape(text) is not None or (bool(name) and could_be_secret(name, text))
            if told:
                yield self.finding(value, f"{parameter.name} keeps a secret as a plain string.")


def _name(parameter: Resource) -> str:
    """The name of a parameter, or its logical id, where it promises a secret; empty otherwise."""
    last = (parameter["Name"].text("") or "").rpartition("/")[2]
    return next((name for name in (last, parameter.name) if name and promises_secret(name)), "")
