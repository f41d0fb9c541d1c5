"""Records lie in a stream unencrypted, for a day or for a year."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Store, StoreKind
from leastwise.rules.rule import Example, Rule


class UnencryptedStream(Rule):
    id = "unencrypted-stream"
    title = "Stream without encryption at rest"
    why = """
Kinesis keeps every record for 24 hours and up to a year, and does not encrypt it unless the stream asks for that: it is
one of the few stores of AWS that are still plain by default. Records hold what the application sees of its users. A
Firehose stream encrypts what it stores on the way by itself; there only a key for what is put in directly is missing.
"""
    remediation = """
Switch encryption on; nobody in the account needs a permission more for it.

- Template: `StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}`; a customer managed key where another
  account reads or writes.
- Terraform: `encryption_type = "KMS"` and `kms_key_id = "alias/aws/kinesis"` on the `aws_kinesis_stream`.
- Console: Kinesis > the stream > *Configuration* > *Encryption* > *Edit*.
- CLI: `aws kinesis start-stream-encryption --stream-name NAME --encryption-type KMS --key-id alias/aws/kinesis`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "fsbp": ("Kinesis.1", "DataFirehose.1"),
        "nist-800-53": ("SC-13", "SC-28", "SC-28(1)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html",
            "https://docs.aws.amazon.com/firehose/latest/dev/encryption.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/kinesis-controls.html",
        ),
    }
    fix = FixSafety.SAFE

    bad = (
        Example.cloudformation(
            """
            Resources:
              Clicks: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1, RetentionPeriodHours: 168}}
            """,
            at="Resources.Clicks.Properties.StreamEncryption",
        ),
        Example.cloudformation(
            """
            Resources:
              Delivery:
                Type: AWS::KinesisFirehose::DeliveryStream
                Properties:
                  DeliveryStreamType: DirectPut
                  S3DestinationConfiguration: {BucketARN: "arn:aws:s3:::b", RoleARN: "arn:aws:iam::123456789012:role/r"}
            """,
            at="Resources.Delivery.Properties.DeliveryStreamEncryptionConfigurationInput",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Clicks:
            Type: AWS::Kinesis::Stream
            Properties:
              ShardCount: 1
              StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}
          Delivery:
            Type: AWS::KinesisFirehose::DeliveryStream
            Properties:
              DeliveryStreamType: KinesisStreamAsSource
              KinesisStreamSourceConfiguration:
                KinesisStreamARN: !GetAtt Clicks.Arn
                RoleARN: arn:aws:iam::123456789012:role/delivery
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store in app.stores_of(StoreKind.STREAM):
            stream = store.resource
            if stream.type == "AWS::Kinesis::Stream" and stream["StreamEncryption"].absent:
                yield self._kinesis(app, store)
            elif stream.type == "AWS::KinesisFirehose::DeliveryStream":
                key = stream["DeliveryStreamEncryptionConfigurationInput"]
                if key.absent and stream["DeliveryStreamType"].text("DirectPut") == "DirectPut":
                    yield self.finding(
                        key,
                        f"No key protects the records that are put into {stream.name}.",
                        severity=Severity.LOW,
                        severity_reason="Firehose encrypts what it stores on the way by itself",
                        persona=Persona.AUDITOR,
                        edits=[Set(key, {"KeyType": "AWS_OWNED_CMK"})],
                    )

    def _kinesis(self, app: Application, store: Store) -> Finding:
        stream = store.resource
        encryption, hours = stream["StreamEncryption"], stream["RetentionPeriodHours"].number(24)
        long = f"for {hours:g} hours " if isinstance(hours, (int, float)) else ""
        default = {"EncryptionType": "KMS", "KeyId": "alias/aws/kinesis"}
        return self.finding(
            encryption,
            f"{stream.name} keeps its records {long}unencrypted.",
            functions=app.started_by(stream),
            # A policy lets other accounts in, which cannot use the key of this one.
            edits=[] if store.policy else [Set(encryption, default)],
        )
