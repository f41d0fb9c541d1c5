"""Resources of the provider that is generated from CloudFormation's schemas."""

from leastwise.model.graph import TriggerKind
from leastwise.read.terraform import awscc

APPLICATION = """
resource "awscc_sqs_queue" "dead" {
  queue_name = "dead"
}
resource "awscc_sqs_queue" "jobs" {
  queue_name     = "jobs"
  redrive_policy = jsonencode({ deadLetterTargetArn = awscc_sqs_queue.dead.arn, maxReceiveCount = 3 })
}
resource "awscc_iam_role" "role" {
  assume_role_policy_document = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
  policies = [{
    policy_name     = "jobs"
    policy_document = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
  }]
}
resource "awscc_lambda_function" "worker" {
  role        = awscc_iam_role.role.arn
  handler     = "app.handler"
  runtime     = "python3.13"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/1"
  code        = { zip_file = "def handler(event, context): return 1" }
  environment = { variables = { log_level = "info" } }
}
resource "awscc_lambda_event_source_mapping" "jobs" {
  function_name    = awscc_lambda_function.worker.arn
  event_source_arn = awscc_sqs_queue.jobs.arn
}
"""


def test_they_make_an_application(application):
    app = application(APPLICATION)
    (function,) = app.functions
    assert [trigger.kind for trigger in app.all_triggers] == [TriggerKind.SQS]
    assert function.role is not None
    assert [action for statement in function.role.statements for action in statement.actions] == ["sqs:*"]
    assert function.resource.get("KmsKeyArn") == "arn:aws:kms:eu-west-1:123456789012:key/1"


def test_keys_of_the_author_stay_as_they_are(application):
    (function,) = application(APPLICATION).functions
    assert dict(function.resource.get("Environment.Variables")) == {"log_level": "info"}
    assert function.resource["Environment.Variables.log_level"].location.line == 24


def test_documents_stay_as_they_are(application):
    (dead, jobs) = application(APPLICATION).resources("AWS::SQS::Queue")
    assert dict(jobs.get("RedrivePolicy")) == {
        "deadLetterTargetArn": dead.neighbour(dead.name, "Arn"),
        "maxReceiveCount": 3,
    }


def test_what_is_missing_is_called_as_its_author_would(application):
    (function,) = application(APPLICATION).functions
    assert function.resource["TracingConfig"].missing == "tracing_config"
    assert function.resource["ReservedConcurrentExecutions"].missing == "reserved_concurrent_executions"


def test_capitals_are_cloudformations(application):
    app = application(
        """
resource "awscc_s3_bucket" "b" {
  bucket_encryption = {
    server_side_encryption_configuration = [{
      server_side_encryption_by_default = { sse_algorithm = "aws:kms", kms_master_key_id = "alias/k" }
    }]
  }
}
resource "awscc_ec2_vpc_endpoint" "e" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
}
resource "awscc_ec2_security_group_ingress" "i" {
  cidr_ipv_6  = "::/0"
  ip_protocol = "-1"
}
"""
    )
    (bucket,) = app.resources("AWS::S3::Bucket")
    (rule,) = bucket["BucketEncryption.ServerSideEncryptionConfiguration"].items()
    assert dict(rule["ServerSideEncryptionByDefault"].value) == {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/k"}
    assert [resource.get("VpcId") for resource in app.resources("AWS::EC2::VPCEndpoint")] == ["vpc-1"]
    (opening,) = app.resources("AWS::EC2::SecurityGroupIngress")
    assert opening.get("CidrIpv6") == "::/0"


def test_a_property_that_is_called_id_has_another_name():
    assert awscc.attributes("awscc_ec2_vpc_endpoint")["vpc_endpoint_id"] == "Id"


def test_a_type_that_nothing_knows_is_named(readings):
    (reading,) = readings({"main.tf": 'resource "awscc_nothing_at_all" "n" {\n  a = 1\n}\n'})
    assert [(u.line, u.kind) for u in reading.unread] == [(1, "limit")]
