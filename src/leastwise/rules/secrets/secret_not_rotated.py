"""A secret stays the same for ever."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.names import words_in
from leastwise.rules.rule import Example, Rule


class SecretNotRotated(Rule):
    id = "secret-not-rotated"
    title = "Secret without rotation"
    why = """
A secret that leaks works for as long as it is not changed. Where nothing changes it by itself, nobody does.
"""
    remediation = """
Rotate the secret by schedule.

- Template: an `AWS::SecretsManager::RotationSchedule` with `SecretId`, `RotationRules` and a rotation function, or
  `HostedRotationLambda` for databases.
- Console: Secrets Manager > the secret > *Rotation* > *Edit rotation*.
- CLI: `aws secretsmanager rotate-secret --secret-id NAME --rotation-rules AutomaticallyAfterDays=30
  --rotation-lambda-arn ARN`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-262",)
    references = {
        "fsbp": ("SecretsManager.1",),
        "nist-800-53": ("AC-2(1)", "IA-5"),
        "well-architected": ("SEC02-BP05",),
        "pci-dss": ("8.3.9", "8.6.3"),
        "aws": ("https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html",),
    }

    bad = Example.cloudformation("Resources: {Login: {Type: AWS::SecretsManager::Secret}}", at="Resources.Login")
    good = Example.cloudformation(
        """
        Resources:
          Login: {Type: AWS::SecretsManager::Secret}
          Rotation:
            Type: AWS::SecretsManager::RotationSchedule
            Properties: {SecretId: !Ref Login, RotationRules: {AutomaticallyAfterDays: 30}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        schedules = app.resources("AWS::SecretsManager::RotationSchedule")
        named = [app.referenced(schedule.get("SecretId")) for schedule in schedules]
        if None in named:
            return  # what is rotated is not known
        # A secret that is attached to a database is named by the attachment too.
        attached = [a for a in named if a is not None and a.type == "AWS::SecretsManager::SecretTargetAttachment"]
        rotated = {*named, *(app.referenced(attachment.get("SecretId")) for attachment in attached)}
        for secret in app.resources("AWS::SecretsManager::Secret"):
            if secret not in rotated and not _LASTING.intersection(words_in(secret.name)):
                yield self.finding(secret[()], f"Nothing rotates {secret.name}.")


_LASTING = frozenset("cert certificate keystore trust truststore user username".split())
"""Words in the names of secrets that are no login: they stay as long as what they belong to."""
