"""Environment variables are encrypted with a key that the account does not control."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.value import Map
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing


class EnvDefaultKey(Rule):
    id = "env-default-key"
    title = "Environment variables under the default key"
    why = """
Environment variables are always encrypted, by default with a key of AWS that everybody may use who may read the
function's configuration. With a key of your own its policy decides who can read them, its use is in CloudTrail, and
disabling it locks them. That is what rules for sensitive data ask for; secrets do not belong there in any case.
"""
    remediation = """
Use a key of your own, and let the function's role decrypt with it.

- Template: `KmsKeyArn: !GetAtt Key.Arn` on the function, best once under `Globals`, and `kms:Decrypt` on its role.
- Terraform: `kms_key_arn` of the `aws_lambda_function`.
- serverless.yml: `kmsKeyArn` of the provider or the function.
- Console: Lambda > the function > *Configuration* > *Environment variables* > *Edit* > *Encryption configuration*.
- CLI: `aws lambda update-function-configuration --function-name NAME --kms-key-arn ARN`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    once = True
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("SC-12", "SC-28(1)"),
        "well-architected": ("SEC08-BP01",),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",),
    }

    bad = Example.sam(
        """
        Globals:
          Function:
            Runtime: python3.13
            Handler: app.handler
            InlineCode: "def handler(event, context): pass"
            Environment: {Variables: {TABLE: orders}}
        Resources:
          First: {Type: AWS::Serverless::Function}
          Second: {Type: AWS::Serverless::Function}
        """,
        at="Resources.First.Properties.KmsKeyArn",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Key: {Type: AWS::KMS::Key}
          Own:
            Type: AWS::Serverless::Function
            Properties: {KmsKeyArn: !GetAtt Key.Arn, Environment: {Variables: {TABLE: orders}}}
          Without: {Type: AWS::Serverless::Function}
          Empty: {Type: AWS::Serverless::Function, Properties: {Environment: {Variables: {}}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        found = []
        for function in by_id(app.functions):
            variables = function.environment.value
            if (
                isinstance(variables, Map)
                and not all(map(_a_switch, variables))
                and function.resource["KmsKeyArn"].absent
            ):
                found.append(function)
        if found:
            names = listing(function.name for function in found)
            place = found[0].resource["KmsKeyArn"]
            yield self.finding(place, f"The environment of {names} is encrypted with AWS's own key.", functions=found)


_SWITCHES = ("AWS_LAMBDA_", "AWS_NODEJS_", "JAVA_TOOL_OPTIONS", "LOG_LEVEL", "NODE_OPTIONS", "POWERTOOLS_", "TZ")
"""Variables that switch something of the runtime or of a library, and hold nothing to protect."""


def _a_switch(name: str) -> bool:
    return name.startswith(_SWITCHES)
