"""Data is encrypted with a key that nobody here can limit, watch or take away."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.data._buckets import log_targets
from leastwise.rules.data._keys import keys, of_aws
from leastwise.rules.rule import Example, Rule


class DefaultKey(Rule):
    id = "default-key"
    title = "Store encrypted with a key of AWS instead of one of your own"
    why = """
AWS encrypts with a key of its own wherever no other is named. Whoever may read the store reads it in clear, since such
a key asks nobody. A customer managed key has a policy of its own, so that reading takes two permissions, and one call
takes the data out of everybody's reach. Reviews of regulated data ask for it.
"""
    remediation = """
Make a key whose policy lets the users of the store use it, and name it there.

- Template: `AWS::KMS::Key` with `EnableKeyRotation: true`, and its ARN in the store's key property (`KmsMasterKeyId`,
  `KmsKeyId`, `SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: …}`).
- Terraform: an `aws_kms_key` with `enable_key_rotation = true`, named in `kms_master_key_id` (`aws_sqs_queue`,
  `aws_sns_topic`), `server_side_encryption` (`aws_dynamodb_table`), `kms_key_id` (`aws_cloudwatch_log_group`) or an
  `aws_s3_bucket_server_side_encryption_configuration`.
- serverless.yml: `provider.s3.NAME.bucketEncryption` for buckets that the Framework makes for events,
  `provider.deploymentBucket: {serverSideEncryption: "aws:kms", sseKMSKeyId: KEY}` for the one it deploys from; for
  others as in a template, under `resources`.
- Console: KMS > *Customer managed keys* > *Create key*; then the store's encryption setting.
- CLI: `aws kms create-key`, then for example
  `aws dynamodb update-table --table-name TABLE --sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=KEY`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    references = {
        "nist-800-53": ("SC-12", "SC-28(1)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP01",),
        "aws": (
            "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Orders:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  SSESpecification: {SSEEnabled: true}
              Jobs: {Type: AWS::SQS::Queue}
              News: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: alias/aws/sns}}
            """,
            at=(
                "Resources.Orders.Properties.SSESpecification.KMSMasterKeyId",
                "Resources.Jobs.Properties.KmsMasterKeyId",
                "Resources.News.Properties.KmsMasterKeyId",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Uploads:
                Type: AWS::S3::Bucket
                Properties:
                  BucketEncryption:
                    ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]
            """,
            at="Resources.Uploads.Properties.BucketEncryption.ServerSideEncryptionConfiguration.0"
            ".ServerSideEncryptionByDefault.KMSMasterKeyID",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, KeyPolicy: {Statement: []}}}
          Jobs: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}
          News: {Type: AWS::SNS::Topic}
          Uploads:
            Type: AWS::S3::Bucket
            Properties:
              BucketEncryption:
                ServerSideEncryptionConfiguration:
                  - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Key}
              LoggingConfiguration: {DestinationBucketName: !Ref AccessLogs}
          AccessLogs: {Type: AWS::S3::Bucket}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        without = log_targets(app)
        for resource, key in keys(app):
            member = resource.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" in resource.properties
            if member or resource.key in without:
                continue
            if "WebsiteConfiguration" not in resource.properties and of_aws(key):
                yield self.finding(
                    key,
                    f"{resource.name} is encrypted with a key of AWS: you can neither limit its use nor switch it off.",
                )
