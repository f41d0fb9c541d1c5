"""Nobody will be able to say who read the objects."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.data._buckets import buckets, log_targets
from leastwise.rules.rule import Example, Rule


class BucketWithoutAccessLog(Rule):
    id = "bucket-without-access-log"
    title = "Bucket without a record of who uses its objects"
    why = """
Neither S3 nor CloudTrail records reading and writing of objects unless told to. After a leak it is then not known which
objects were taken, so all of them count as taken. A trail with data events for S3 in the application counts as a
record; one that the organisation keeps elsewhere cannot be seen from here.
"""
    remediation = """
Let S3 write its access log into a bucket for logs, or let a trail record data events.

- Template: `LoggingConfiguration: {DestinationBucketName: !Ref Logs, LogFilePrefix: uploads/}`, and a policy on the
  bucket for logs that lets `logging.s3.amazonaws.com` put objects.
- Terraform: an `aws_s3_bucket_logging` with `target_bucket` and `target_prefix`.
- serverless.yml: `provider.s3.NAME.loggingConfiguration` for buckets that the Framework makes.
- Console: S3 > the bucket > *Properties* > *Server access logging* > *Edit*.
- CLI: `aws s3api put-bucket-logging --bucket NAME --bucket-logging-status file://logging.json`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-778",)
    references = {
        "owasp-serverless": ("A10:2017",),
        "csa-serverless": ("SAS-05",),
        "fsbp": ("S3.9",),
        "pci-dss": ("10.2.1",),
        "nist-800-53": ("AU-2", "AU-3", "AU-12"),
        "hipaa": ("164.312(b)",),
        "well-architected": ("SEC04-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html",
        ),
    }

    bad = Example.cloudformation(
        """
        Resources:
          Invoices: {Type: AWS::S3::Bucket}
        """,
        at="Resources.Invoices",
    )
    good = (
        Example.cloudformation(
            """
            Resources:
              Invoices:
                Type: AWS::S3::Bucket
                Properties: {LoggingConfiguration: {DestinationBucketName: !Ref AccessLogs}}
              AccessLogs: {Type: AWS::S3::Bucket}
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Invoices: {Type: AWS::S3::Bucket}
              Trail:
                Type: AWS::CloudTrail::Trail
                Properties:
                  IsLogging: true
                  S3BucketName: trails
                  EventSelectors: [{DataResources: [{Type: "AWS::S3::Object", Values: ["arn:aws:s3"]}]}]
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        if _trail(app):
            return
        logs = log_targets(app)
        for store in buckets(app):
            bucket = store.resource
            if bucket.key not in logs and bucket["LoggingConfiguration"].absent:
                yield self.finding(
                    bucket["LoggingConfiguration"],
                    f"Nothing records who reads and writes the objects of {bucket.name}.",
                )


def _trail(app: Application) -> bool:
    """Whether a trail of the application records, or may record, the use of objects."""
    for trail in app.resources("AWS::CloudTrail::Trail"):
        if trail["AdvancedEventSelectors"].present:
            return True
        for selector in trail["EventSelectors"].each():
            for data in selector["DataResources"].each():
                if data["Type"].text() in (None, "AWS::S3::Object"):
                    return True
    return False
