"""One key encrypts everything for ever."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.rules.data._keys import encrypted_with
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class KmsNoRotation(Rule):
    id = "kms-no-rotation"
    title = "Key without rotation"
    why = """
With rotation KMS makes new key material every year and keeps the old for what is encrypted already, so that one lot of
material protects a year of data instead of all of it. Nothing else changes: neither the key's id nor what is encrypted,
and no code notices. Keys that KMS cannot rotate (asymmetric, HMAC, imported material) are left out.
"""
    remediation = """
Switch rotation on.

- Template: `EnableKeyRotation: true` on the `AWS::KMS::Key`; `RotationPeriodInDays` where a year is too long.
- Console: KMS > the key > *Key rotation* > *Edit*.
- CLI: `aws kms enable-key-rotation --key-id KEY`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-324",)
    references = {
        "cis-aws": ("3.6",),
        "pci-dss": ("3.7.4",),
        "nist-800-53": ("SC-12", "SC-12(2)", "SC-28(3)"),
        "well-architected": ("SEC08-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html",
        ),
    }
    fix = FixSafety.SAFE

    bad = Example.cloudformation(
        """
        Resources:
          Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: []}}}
          Off: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: false, KeyPolicy: {Statement: []}}}
        """,
        at=("Resources.Key.Properties.EnableKeyRotation", "Resources.Off.Properties.EnableKeyRotation"),
    )
    good = Example.cloudformation(
        """
        Resources:
          Rotated: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, KeyPolicy: {Statement: []}}}
          Signing:
            Type: AWS::KMS::Key
            Properties: {KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY, KeyPolicy: {Statement: []}}
          Imported: {Type: AWS::KMS::Key, Properties: {Origin: EXTERNAL, KeyPolicy: {Statement: []}}}
          Elsewhere: {Type: AWS::KMS::ReplicaKey, Properties: {PrimaryKeyArn: "arn:aws:kms:eu-west-1:1:key/a"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for key in app.resources("AWS::KMS::Key"):
            rotation = key["EnableKeyRotation"]
            rotates = (
                key["KeySpec"].text("SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
                and key["Origin"].text("AWS_KMS") == "AWS_KMS"
                and key["Enabled"].flag(True) is True
            )
            if rotates and rotation.flag(False) is False:
                stores = encrypted_with(app, key)
                what = f", which encrypts {listing(stores)}," if stores else ""
                yield self.finding(rotation, f"{key.name}{what} is never rotated.", edits=[Set(rotation, True)])
