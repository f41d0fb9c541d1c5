"""What is overwritten or deleted in the bucket is gone."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.rules.data._buckets import buckets, log_targets, output_targets
from leastwise.rules.data._names import words
from leastwise.rules.rule import Example, Rule


class BucketWithoutVersions(Rule):
    id = "bucket-without-versions"
    title = "Bucket without versions"
    why = """
Without versions a fault, a wrong key or somebody with a stolen permission destroys objects for good: overwriting is
deleting. With versions the one before is a call away, and whoever wants ransom must be able to delete versions too.
Buckets for logs, for what expires by itself and for what is cached or temporary need none and are left out.
"""
    remediation = """
Keep versions, and let a lifecycle rule delete those that are no longer current after a while.

- Template: `VersioningConfiguration: {Status: Enabled}`, and `NoncurrentVersionExpiration: {NoncurrentDays: 90}` in
  `LifecycleConfiguration`.
- Terraform: an `aws_s3_bucket_versioning` with `versioning_configuration { status = "Enabled" }`, and
  `noncurrent_version_expiration` in an `aws_s3_bucket_lifecycle_configuration`.
- serverless.yml: `provider.s3.NAME.versioningConfiguration` for buckets that the Framework makes.
- Console: S3 > the bucket > *Properties* > *Bucket Versioning* > *Edit*.
- CLI: `aws s3api put-bucket-versioning --bucket NAME --versioning-configuration Status=Enabled`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    references = {
        "nist-800-53": ("CP-9", "CP-10", "SI-12"),
        "hipaa": ("164.308(a)(7)(ii)(A)",),
        "gdpr": ("Article 32",),
        "well-architected": ("REL09-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Old versions are paid for until a lifecycle rule deletes them, and versions can later be suspended, never "
        "undone."
    )

    bad = Example.cloudformation(
        """
        Resources:
          Invoices: {Type: AWS::S3::Bucket}
          Contracts: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Suspended}}}
        """,
        at=(
            "Resources.Invoices.Properties.VersioningConfiguration",
            "Resources.Contracts.Properties.VersioningConfiguration.Status",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Invoices: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}
          Locked: {Type: AWS::S3::Bucket, Properties: {ObjectLockEnabled: true}}
          AccessLogs: {Type: AWS::S3::Bucket}
          Inbox:
            Type: AWS::S3::Bucket
            Properties:
              LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 7}]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        logs = log_targets(app) | output_targets(app)
        for store in buckets(app):
            bucket = store.resource
            status = bucket["VersioningConfiguration.Status"]
            if bucket.key not in logs and not _passing(bucket) and status.text("Suspended") == "Suspended":
                yield self.finding(
                    status,
                    f"{bucket.name} keeps no versions: what is overwritten or deleted is gone.",
                    edits=[Set(status, "Enabled")],
                )


_TEMPORARY = frozenset({"athena", "cache", "query", "staging", "temp", "temporary", "tmp"})


def _passing(bucket: Resource) -> bool:
    """Whether a bucket is locked, which takes versions, or holds only what goes by itself."""
    if bucket["ObjectLockEnabled"].flag(False) is not False or words(bucket) & _TEMPORARY:
        return True
    rules = bucket["LifecycleConfiguration.Rules"]
    if rules.present or not bucket["LifecycleConfiguration"].absent:
        return any(
            not rule["ExpirationInDays"].absent or not rule["ExpirationDate"].absent for rule in rules.items()
        ) or not list(rules.items())
    return False
