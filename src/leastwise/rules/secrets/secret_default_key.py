"""A secret is encrypted with the key that every secret of the account shares."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.rule import Example, Rule


class SecretDefaultKey(Rule):
    id = "secret-default-key"
    title = "Secret without a key of its own"
    why = """
With the key `aws/secretsmanager` whoever may read the secret may decrypt it: no second permission stands between. Nor
can the secret be shared with another account, or all be locked out at once by disabling the key.
"""
    remediation = """
Encrypt the secret with a key of your own, and say in its policy who may decrypt.

- Template: `KmsKeyId: !Ref Key` on the `AWS::SecretsManager::Secret`.
- Console: Secrets Manager > the secret > *Actions* > *Edit encryption key*.
- CLI: `aws secretsmanager update-secret --secret-id NAME --kms-key-id KEY`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-311",)
    references = {
        "nist-800-53": ("SC-12", "SC-28(1)"),
        "aws": ("https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",),
    }

    bad = Example.cloudformation(
        "Resources: {Login: {Type: AWS::SecretsManager::Secret}}", at="Resources.Login.Properties.KmsKeyId"
    )
    good = Example.cloudformation(
        """
        Resources:
          Key: {Type: AWS::KMS::Key}
          Login: {Type: AWS::SecretsManager::Secret, Properties: {KmsKeyId: !GetAtt Key.Arn}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for secret in app.resources("AWS::SecretsManager::Secret"):
            key = secret["KmsKeyId"]
            if key.absent or key.text() == "alias/aws/secretsmanager":
                yield self.finding(key, f"{secret.name} is encrypted with the key that all secrets share.")
