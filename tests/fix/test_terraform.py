"""Fixes in Terraform: changes of the author's own blocks, in Terraform's words."""

import json

from .repaired import Repaired

QUEUE = """
    variable "wait" {
      type    = number
      default = 30
    }

    resource "aws_sqs_queue" "jobs" {
      name                       = "jobs"
      visibility_timeout_seconds = %s # seconds
    }

    resource "aws_lambda_function" "worker" {
      function_name = "worker"
      role          = "arn:aws:iam::123456789012:role/worker"
      handler       = "app.handler"
      runtime       = "python3.12"
      timeout       = 60
      filename      = "worker.zip"
    }

    resource "aws_lambda_event_source_mapping" "jobs" {
      event_source_arn = aws_sqs_queue.jobs.arn
      function_name    = aws_lambda_function.worker.arn
    }
"""

TABLE = """
    resource "aws_dynamodb_table" "orders" {
      name         = "orders"
      billing_mode = "PAY_PER_REQUEST"
      hash_key     = "id"

      attribute {
        name = "id"
        type = "S"
      }
    }

    resource "aws_iam_role" "reader" {
      assume_role_policy = jsonencode({
        Version = "2012-10-17"
        Statement = [{
          Action    = "sts:AssumeRole"
          Effect    = "Allow"
          Principal = { Service = "lambda.amazonaws.com" }
        }]
      })
    }

    resource "aws_lambda_function" "reader" {
      function_name = "reader"
      role          = aws_iam_role.reader.arn
      handler       = "app.handler"
      runtime       = "python3.12"
      timeout       = 60
      filename      = data.archive_file.reader.output_path
    }

    data "archive_file" "reader" {
      type        = "zip"
      source_dir  = "src"
      output_path = "reader.zip"
    }
"""

CODE = """
    import boto3

    table = boto3.resource("dynamodb").Table("orders")


    def handler(event, context):
        return table.get_item(Key={"id": "1"})
"""


def queue(value: str, more: str = "") -> Repaired:
    return Repaired({"main.tf": QUEUE % value + more}, "short-visibility")


def reading(policy: str, rule: str = "wildcard-resource") -> Repaired:
    return Repaired({"main.tf": TABLE + policy, "src/app.py": CODE}, rule)


def test_a_literal_argument_is_changed_where_it_stands() -> None:
    assert queue("30").diff("main.tf") == (
        "-  visibility_timeout_seconds = 30 # seconds\n+  visibility_timeout_seconds = 360 # seconds\n"
    )


def test_a_variable_that_nothing_else_needs_gets_another_default() -> None:
    assert queue("var.wait").diff("main.tf") == "-  default = 30\n+  default = 360\n"


def test_a_local_value_that_nothing_else_needs_is_changed() -> None:
    more = "\n    locals {\n      wait = 30\n    }\n"
    assert queue("local.wait", more).diff("main.tf") == "-  wait = 30\n+  wait = 360\n"


def test_what_is_shared_or_computed_is_refused() -> None:
    used = '\n    output "wait" {\n      value = var.wait\n    }\n'
    for done, reason in (
        (queue("var.wait", used), "the value is the variable wait, which is used in more places"),
        (queue("max(10, 20)"), "resource.aws_sqs_queue.jobs.visibility_timeout_seconds is computed: max(10, 20)"),
    ):
        assert done.left == [reason]
        assert done.files == done.before


def test_a_variable_that_a_file_of_variables_sets_is_refused() -> None:
    done = Repaired({"main.tf": QUEUE % "var.wait", "terraform.tfvars": "wait = 40\n"}, "short-visibility")
    assert done.left == ["the value is the variable wait, which is set elsewhere: change it there"]


def test_a_module_of_others_is_left_to_whoever_gives_it_its_inputs() -> None:
    text = """
        module "jobs" {
          source                     = "terraform-aws-modules/sqs/aws"
          visibility_timeout_seconds = 30
        }
    """
    done = Repaired({"main.tf": text}, "plaintext-queue-access")
    assert done.files == done.before
    assert all(reason.startswith("the module jobs makes") for reason in done.left)


def test_a_missing_block_is_added_to_its_resource() -> None:
    done = Repaired({"main.tf": TABLE, "src/app.py": CODE}, "table-without-recovery")
    there = '    type = "S"\n  }\n'
    added = f"{there}\n  point_in_time_recovery {{\n    enabled = true\n  }}\n"
    assert done.files["main.tf"] == done.before["main.tf"].replace(there, added)


def test_what_terraform_keeps_apart_is_a_block_of_its_own_beside_its_owner() -> None:
    bucket = """
        resource "aws_s3_bucket" "files" {
          bucket = "files"
        }

        resource "aws_sns_topic" "news" {}
    """
    done = Repaired({"main.tf": bucket}, "bucket-without-versions")
    assert done.files["main.tf"] == (
        'resource "aws_s3_bucket" "files" {\n  bucket = "files"\n}\n\n'
        'resource "aws_s3_bucket_versioning" "files" {\n  bucket = aws_s3_bucket.files.id\n\n'
        '  versioning_configuration {\n    status = "Enabled"\n  }\n}\n\n'
        'resource "aws_sns_topic" "news" {}\n'
    )


def test_such_a_block_that_is_there_is_changed() -> None:
    bucket = """
        resource "aws_s3_bucket" "files" {}

        resource "aws_s3_bucket_versioning" "of_the_files" {
          bucket = aws_s3_bucket.files.bucket
          versioning_configuration {
            status = "Suspended"
          }
        }
    """
    done = Repaired({"main.tf": bucket}, "bucket-without-versions")
    assert done.diff("main.tf") == '-    status = "Suspended"\n+    status = "Enabled"\n'


def test_the_old_form_inside_of_the_owner_is_changed_too() -> None:
    bucket = 'resource "aws_s3_bucket" "files" {\n  versioning {\n    enabled = false\n  }\n}\n'
    done = Repaired({"main.tf": bucket}, "bucket-without-versions")
    assert done.files["main.tf"] == bucket.replace("false", "true")


def test_what_belongs_to_a_repeated_block_is_repeated_with_it() -> None:
    bucket = 'resource "aws_s3_bucket" "files" {\n  for_each = toset(["a", "b"])\n}\n'
    done = Repaired({"main.tf": bucket}, "bucket-without-versions")
    assert 'resource "aws_s3_bucket_versioning" "files" {\n  for_each = aws_s3_bucket.files\n' in done.files["main.tf"]
    assert "  bucket   = aws_s3_bucket.files[each.key].id\n" in done.files["main.tf"]
    assert not done.unread


def test_a_policy_in_jsonencode_is_changed_inside() -> None:
    done = reading("""
    resource "aws_iam_role_policy" "reader" {
      role = aws_iam_role.reader.id
      policy = jsonencode({
        Version = "2012-10-17"
        Statement = [
          { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "*" }, # reads
        ]
      })
    }
    """)
    assert done.diff("main.tf") == (
        '-      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = "*" }, # reads\n'
        '+      { Effect = "Allow", Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.orders.arn }, # reads\n'
    )


def test_a_policy_in_a_data_source_is_changed_in_its_words() -> None:
    done = reading("""
    data "aws_iam_policy_document" "reader" {
      statement {
        actions   = ["dynamodb:GetItem"]
        resources = ["*"] # all
      }
    }

    resource "aws_iam_role_policy" "reader" {
      role   = aws_iam_role.reader.id
      policy = data.aws_iam_policy_document.reader.json
    }
    """)
    assert done.diff("main.tf") == (
        '-    resources = ["*"] # all\n+    resources = [aws_dynamodb_table.orders.arn] # all\n'
    )


def test_a_policy_in_a_heredoc_is_changed_where_it_stands() -> None:
    done = reading("""
    resource "aws_iam_role_policy" "reader" {
      role   = aws_iam_role.reader.id
      policy = <<-EOF
        {
          "Statement": [
            {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
          ]
        }
      EOF
    }
    """)
    assert done.diff("main.tf") == (
        '-        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}\n'
        '+        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "${aws_dynamodb_table.orders.arn}"}\n'
    )


def test_a_new_resource_has_the_name_that_it_needs_and_speaks_of_others_by_address() -> None:
    done = Repaired({"main.tf": TABLE, "src/app.py": CODE}, "no-alarm")
    text = done.files["main.tf"]
    assert 'alarm_name          = "${aws_lambda_function.reader.function_name}-errors-alarm"\n' in text
    assert "alarm_actions       = [aws_sns_topic.alarms.arn]\n" in text
    assert not done.left
    assert not done.unread


def test_a_data_source_that_is_there_is_used_under_its_own_name() -> None:
    here = 'data "aws_caller_identity" "me" {}\n'
    done = Repaired({"main.tf": TABLE, "data.tf": here, "src/app.py": CODE}, "no-alarm")
    assert "data.aws_caller_identity.me.account_id" in done.files["main.tf"]
    assert "aws_caller_identity.current" not in done.files["main.tf"]


def test_terraforms_json_has_texts_for_expressions() -> None:
    document = {
        "resource": {
            "aws_sqs_queue": {"jobs": {"name": "jobs"}},
            "aws_s3_bucket": {"files": {"bucket": "files"}},
        }
    }
    text = json.dumps(document, indent=2)
    done = Repaired({"main.tf.json": text}, "plaintext-queue-access", "bucket-without-versions")
    made = json.loads(done.files["main.tf.json"])["resource"]
    assert made["aws_s3_bucket_versioning"]["files"]["bucket"] == "${aws_s3_bucket.files.id}"
    (policy,) = made["aws_sqs_queue_policy"].values()
    assert json.loads(policy["policy"])["Statement"][0]["Resource"] == "${aws_sqs_queue.jobs.arn}"


def test_several_fixes_of_one_application_hold_together_and_leave_nothing_to_do() -> None:
    rules = ("short-visibility", "table-without-recovery", "no-tracing", "plaintext-queue-access", "default-timeout")
    files = {"main.tf": TABLE, "queue.tf": QUEUE % "30", "src/app.py": CODE}
    done = Repaired(files, *rules)
    assert not done.left
    again = Repaired(done.files, *rules)
    assert again.files == done.files
