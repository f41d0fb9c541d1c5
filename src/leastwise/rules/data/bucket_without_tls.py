"""A bucket answers requests that anybody on the way can read and change."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.model.value import Reference, Symbol, concat
from leastwise.rules.data._buckets import buckets
from leastwise.rules.policies import adding_statement
from leastwise.rules.rule import Example, Rule
from leastwise.rules.tls import demands_tls, tls_only


class BucketWithoutTls(Rule):
    id = "bucket-without-tls"
    title = "Bucket without a policy that demands TLS"
    why = """
S3 answers on port 80 as well. The SDKs use TLS, but a link, a script or a misconfigured client that does not is served
all the same, and its objects and signatures travel in clear. Only a statement in the bucket's policy refuses that. The
website of a bucket has no TLS at all, so buckets with one are left out.
"""
    remediation = """
Deny what does not come over TLS.

- Template: in an `AWS::S3::BucketPolicy`, `Effect: Deny`, `Principal: "*"`, `Action: s3:*`, the bucket and its objects
  as `Resource`, and `Condition: {Bool: {"aws:SecureTransport": "false"}}`.
- Terraform: such a statement in an `aws_s3_bucket_policy`.
- Console: S3 > the bucket > *Permissions* > *Bucket policy* > *Edit*.
- CLI: `aws s3api put-bucket-policy --bucket NAME --policy file://policy.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-319",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "fsbp": ("S3.5",),
        "cis-aws": ("2.1.1",),
        "pci-dss": ("4.2.1",),
        "nist-800-53": ("AC-17(2)", "SC-8", "SC-8(1)"),
        "hipaa": ("164.312(e)(1)",),
        "well-architected": ("SEC09-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Whatever reads or writes the bucket over plain HTTP is refused."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Uploads: {Type: AWS::S3::Bucket}
            """,
            at="Resources.Uploads",
        ),
        Example.cloudformation(
            """
            Resources:
              Uploads: {Type: AWS::S3::Bucket}
              Policy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Uploads
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "arn:aws:iam::123456789012:role/reader"}
                        Action: s3:GetObject
                        Resource: !Sub "${Uploads.Arn}/*"
                        Condition: {Bool: {"aws:SecureTransport": true}}
            """,
            at="Resources.Uploads",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Uploads: {Type: AWS::S3::Bucket}
          Policy:
            Type: AWS::S3::BucketPolicy
            Properties:
              Bucket: !Ref Uploads
              PolicyDocument:
                Statement:
                  - Effect: Deny
                    Principal: "*"
                    Action: s3:*
                    Resource: [!GetAtt Uploads.Arn, !Sub "${Uploads.Arn}/*"]
                    Condition: {Bool: {"aws:SecureTransport": "false"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        policies = list(app.resources("AWS::S3::BucketPolicy"))
        for store in buckets(app):
            bucket = store.resource
            if "WebsiteConfiguration" in bucket.properties or any(map(demands_tls, store.policy)):
                continue
            if _may_have_another(app, bucket, policies):
                continue
            arn = Reference(bucket.key, "Arn")
            statement = tls_only("s3:*", [arn, concat([arn, "/*"])])
            yield self.finding(
                bucket[()],
                f"{bucket.name} also answers requests without TLS.",
                edits=adding_statement(app, bucket, [statement]),
            )


def _may_have_another(app: Application, bucket: Resource, policies: list[Resource]) -> bool:
    """Whether a policy whose statements, or whose bucket, are not known may be the bucket's."""
    for policy in policies:
        named = app.referenced(policy.get("Bucket"), "AWS::S3::Bucket")
        if named is None and isinstance(policy.get("Bucket"), Symbol):
            return True
        if named == bucket and isinstance(policy["PolicyDocument.Statement"].value, Symbol | None):
            return True
    return False
