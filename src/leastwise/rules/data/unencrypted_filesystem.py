"""Files lie on the disks of a file system unencrypted."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule


class UnencryptedFilesystem(Rule):
    id = "unencrypted-filesystem"
    title = "File system without encryption at rest"
    why = """
EFS encrypts a file system only where it is asked to when the file system is made; the console asks by itself, a
template does not. Without it the files of all functions and their backups lie on disks in clear. It costs nothing, and
it cannot be switched on later: then every file has to be copied to a new file system. FSx always encrypts.
"""
    remediation = """
This replaces a file system that exists by a new, empty one: copy its files (AWS DataSync) before the old one goes. Ask
for encryption before there are files.

- Template: `Encrypted: true` on the `AWS::EFS::FileSystem`.
- Console: EFS > *Create file system* > *Customize* > *Enable encryption of data at rest*.
- CLI: `aws efs create-file-system --encrypted`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "fsbp": ("EFS.1", "EFS.8"),
        "cis-aws": ("2.3.1",),
        "nist-800-53": ("SC-13", "SC-28", "SC-28(1)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-efs-filesystem.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "The deployment replaces the file system by an empty one: copy the files first."

    bad = Example.cloudformation(
        """
        Resources:
          Models: {Type: AWS::EFS::FileSystem}
          Drafts: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: false}}
        """,
        at=("Resources.Models.Properties.Encrypted", "Resources.Drafts.Properties.Encrypted"),
    )
    good = Example.cloudformation(
        """
        Resources:
          Models: {Type: AWS::EFS::FileSystem, Properties: {Encrypted: true}}
          Shared: {Type: AWS::FSx::FileSystem, Properties: {FileSystemType: LUSTRE, SubnetIds: [subnet-1]}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for system in app.resources("AWS::EFS::FileSystem"):
            encrypted = system["Encrypted"]
            if encrypted.flag(False) is False:
                users = [function for function in app.functions if _mounts(app, function, system)]
                said = "is false" if encrypted.present else "is not set"
                yield self.finding(
                    encrypted,
                    f"{system.name} keeps its files unencrypted: `{encrypted.called}` {said}.",
                    functions=users,
                    edits=[Set(encrypted, True)],
                )


def _mounts(app: Application, function: Function, system: Resource) -> bool:
    for config in function.resource["FileSystemConfigs"].items():
        point = app.referenced(config["Arn"].value, "AWS::EFS::AccessPoint")
        if point is not None and app.referenced(point.get("FileSystemId"), "AWS::EFS::FileSystem") == system:
            return True
    return False
