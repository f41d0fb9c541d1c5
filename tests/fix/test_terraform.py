"""Fixes in Terraform: changes of the author's own blocks, in Terraform's words."""

import json
import re

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
    (reason,) = done.left
    assert reason.startswith("the module jobs makes")


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


def test_keys_of_repeated_blocks_may_have_dots() -> None:
    bucket = 'resource "aws_s3_bucket" "files" {\n  for_each = toset(["a.example.com", "b.example.com"])\n}\n'
    done = Repaired({"main.tf": bucket}, "bucket-without-versions")
    assert 'resource "aws_s3_bucket_versioning" "files" {\n' in done.files["main.tf"]
    assert not done.left


def test_what_a_dynamic_block_makes_is_refused_and_nothing_beside_it() -> None:
    for name, refused in (("point_in_time_recovery", True), ("recovery", False)):
        dynamic = f'  dynamic "{name}" {{\n    for_each = var.blocks\n    content {{}}\n  }}\n'
        table = TABLE.replace('  hash_key     = "id"\n', f'  hash_key     = "id"\n{dynamic}')
        done = Repaired({"main.tf": table, "src/app.py": CODE}, "table-without-recovery")
        assert ("  point_in_time_recovery {\n" in done.files["main.tf"]) is not refused


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


def test_no_quotes_of_an_address_come_into_a_heredoc() -> None:
    table = TABLE.replace('  name         = "orders"', '  for_each     = toset(["all"])\n  name         = "orders"')
    policy = """
    resource "aws_iam_role_policy" "reader" {
      role   = aws_iam_role.reader.id
      policy = <<-EOF
        {"Statement": [{"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}]}
      EOF
    }
    """
    done = Repaired({"main.tf": table + policy, "src/app.py": CODE}, "wildcard-resource")
    assert done.files == done.before
    assert done.left == ['aws_dynamodb_table.orders["all"].arn cannot stand in a JSON text: write it with jsonencode']


def test_a_new_log_group_is_named_by_its_name() -> None:
    logs = """
    resource "aws_iam_role_policy_attachment" "reader" {
      role       = aws_iam_role.reader.name
      policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    }
    """
    done = reading(logs, "log-never-expires")
    assert re.search(r"log_group *= aws_cloudwatch_log_group\.reader_logs\.name\n", done.files["main.tf"])


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


def test_an_input_of_a_known_module_is_changed_where_it_is_given() -> None:
    text = """
        module "worker" {
          source        = "terraform-aws-modules/lambda/aws"
          function_name = "worker"
          handler       = "app.handler"
          runtime       = "python3.8" # old
          source_path   = "src"

          create_lambda_function_url = true
          authorization_type         = "NONE"
          environment_variables = {
            MODE = "fast"
          }
        }
    """
    rules = ("deprecated-runtime", "public-function-url", "log-never-expires")
    done = Repaired({"main.tf": text, "src/app.py": "def handler(event, context): ...\n"}, *rules)
    assert not done.left
    lines = done.diff("main.tf").splitlines()
    assert [line.split("=")[0].strip() for line in lines] == [
        "-  runtime",
        "+  runtime",
        "-  authorization_type",
        "+  authorization_type",
        "+",
        "+  cloudwatch_logs_retention_in_days",
    ]
    assert lines[1].endswith("# old")


def test_an_input_that_is_computed_is_refused() -> None:
    text = """
        module "worker" {
          source             = "terraform-aws-modules/lambda/aws"
          function_name      = "worker"
          runtime            = join("", ["python", "3.8"])
          create_package     = false
        }
    """
    done = Repaired({"main.tf": text}, "deprecated-runtime")
    assert done.files == done.before
    assert ["is computed" in reason for reason in done.left] == [True]


def test_a_name_longer_than_the_aligned_ones_before_a_block_leaves_them_aligned() -> None:
    done = Repaired({"main.tf": TABLE.replace('"id"\n\n', '"id"\n', 1)}, "store-without-deletion-protection")
    assert done.diff("main.tf") == "+\n+  deletion_protection_enabled = true\n"


def test_no_data_source_is_added_that_nothing_new_speaks_of_and_new_blocks_stand_apart() -> None:
    api = """
        resource "aws_lambda_function" "api" {
          function_name = "api"
          role          = "arn:aws:iam::123456789012:role/api"
          handler       = "app.handler"
          runtime       = "python3.13"
          filename      = "api.zip"
        }
        resource "aws_api_gateway_rest_api" "api" {
          name = "api"
        }
        resource "aws_api_gateway_method" "root" {
          rest_api_id   = aws_api_gateway_rest_api.api.id
          resource_id   = aws_api_gateway_rest_api.api.root_resource_id
          http_method   = "POST"
          authorization = "NONE"
        }
        resource "aws_api_gateway_integration" "root" {
          rest_api_id             = aws_api_gateway_rest_api.api.id
          resource_id             = aws_api_gateway_rest_api.api.root_resource_id
          http_method             = aws_api_gateway_method.root.http_method
          integration_http_method = "POST"
          type                    = "AWS_PROXY"
          uri                     = aws_lambda_function.api.invoke_arn
        }
    """
    done = Repaired({"main.tf": api}, "unauthenticated-route")
    assert done.diff("main.tf") == '-  authorization = "NONE"\n+  authorization = "AWS_IAM"\n'
    buckets = 'resource "aws_s3_bucket" "a" {}\nresource "aws_s3_bucket" "b" {}\n'
    lines = Repaired({"main.tf": buckets}, "bucket-without-versions").files["main.tf"].splitlines()
    assert lines[lines.index('resource "aws_s3_bucket" "b" {}') - 1] == ""


LOGGED = """
    terraform {
      required_providers {
        aws = {
          source  = "hashicorp/aws"
          version = "%s"
        }
      }
    }

    resource "aws_lambda_function" "worker" {
      function_name = "worker"
      role          = aws_iam_role.worker.arn
      handler       = "app.handler"
      runtime       = "nodejs16.x"
      filename      = "worker.zip"
    }

    resource "aws_iam_role" "worker" {
      assume_role_policy  = jsonencode({ Version = "2012-10-17", Statement = [] })
      managed_policy_arns = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]
    }
"""


def test_what_the_pinned_provider_does_not_know_is_not_written() -> None:
    for said in ("~> 4.22", "~> 5.31.0", "= 4.67", "4.67.0", ">= 4, < 5.0", "<= 5.31"):
        done = Repaired({"main.tf": LOGGED % said}, "deprecated-runtime")
        assert done.left == [f"the folder pins aws {said}, and nodejs22.x needs 5.73.0"]
        done = Repaired({"main.tf": LOGGED % said}, "log-never-expires")
        assert done.left == [f"the folder pins aws {said}, and logging_config needs 5.32.0"]
    for said in ("~> 5.0", ">= 4.0", "~> 5.80.0", "!= 5.0.0", "6.2.0", "~> 5"):
        assert Repaired({"main.tf": LOGGED % said}, "deprecated-runtime").left == []


def test_a_lock_file_pins_too_and_so_does_the_root_of_a_module() -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "4.67.0"\n  constraints = ">= 4"\n}\n'
    done = Repaired({"main.tf": LOGGED % ">= 4", ".terraform.lock.hcl": lock}, "deprecated-runtime")
    assert done.left == ["the folder pins aws 4.67.0, and nodejs22.x needs 5.73.0"]
    root = (
        LOGGED.partition("\n    resource")[0] % "~> 4.0" + '    module "worker" {\n      source = "./worker"\n    }\n'
    )
    inner = "    resource" + LOGGED.partition("\n    resource")[2]
    done = Repaired({"main.tf": root, "worker/main.tf": inner}, "deprecated-runtime")
    assert done.left == ["the folder pins aws ~> 4.0, and nodejs22.x needs 5.73.0"]


def test_a_logging_config_says_the_format_that_the_provider_asks_for() -> None:
    done = Repaired({"main.tf": LOGGED % "~> 5.32"}, "log-never-expires")
    assert re.search(r'log_format *= "Text"\n', done.files["main.tf"])
    assert done.left == []


TARGETS = """
    resource "aws_cloudwatch_event_rule" "%s" {
      event_pattern = jsonencode({ source = ["shop"] })
    }

    resource "aws_cloudwatch_event_target" "%s" {
      rule = aws_cloudwatch_event_rule.%s.name
      arn  = "arn:aws:lambda:eu-west-1:123456789012:function:notify"
    }
"""


def test_data_sources_that_several_files_need_are_declared_once() -> None:
    rules = {f"{name}.tf": TARGETS % (name, name, name) for name in ("bought", "sold")}
    done = Repaired(rules, "no-dead-letter")
    text = "".join(done.files.values())
    assert done.left == []
    assert text.count('data "aws_region" "current"') == text.count('data "aws_partition" "current"') == 1
    assert "data.aws_region.current.id" in text
    assert not any("declared" in note for note in done.unread)


def test_a_variable_without_a_default_is_left_to_whoever_gives_it_a_value() -> None:
    given = {"main.tf": QUEUE.replace("      default = 30\n", "") % "var.wait", "terraform.tfvars": "wait = 30\n"}
    done = Repaired(given, "short-visibility")
    assert done.left == ["the value is the variable wait, which has no default: change the value that it is given"]


TRUST = """
    data "aws_iam_policy_document" "trust" {
      statement {
        actions = ["sts:AssumeRole"]

        principals {
          type        = "Service"
          identifiers = ["scheduler.amazonaws.com"]
        }
      }
    }

    resource "aws_iam_role" "nightly" {
      assume_role_policy = data.aws_iam_policy_document.trust.json
    }

    resource "aws_scheduler_schedule" "nightly" {
      schedule_expression = "rate(1 day)"

      flexible_time_window {
        mode = "OFF"
      }

      target {
        arn      = "arn:aws:sqs:eu-west-1:123456789012:jobs"
        role_arn = aws_iam_role.nightly.arn
      }
    }
"""


def test_a_statement_without_conditions_gets_one() -> None:
    done = Repaired({"main.tf": TRUST}, "confused-deputy")
    assert done.left == []
    assert "    condition {\n" in done.files["main.tf"]
    assert re.search(r'variable *= "aws:SourceAccount"', done.files["main.tf"])


def test_only_data_sources_that_the_new_text_names_are_added() -> None:
    secret = 'policy = jsonencode({ Note = "{{resolve:secretsmanager:$${secret_name}}}" })'
    done = Repaired(
        {"main.tf": (QUEUE % "30").replace('name                       = "jobs"', secret)}, "short-visibility"
    )
    assert done.left == []
    assert "data " not in done.files["main.tf"]


def test_an_unused_role_goes_with_the_policy_that_only_it_used() -> None:
    role = TRUST.partition('    resource "aws_scheduler_schedule"')[0]
    queue = '    resource "aws_sqs_queue" "jobs" {\n      name = "jobs"\n    }\n'
    done = Repaired({"main.tf": role + queue}, "unused-role")
    assert done.left == []
    assert done.files["main.tf"] == 'resource "aws_sqs_queue" "jobs" {\n  name = "jobs"\n}\n'


def test_an_alarm_of_another_region_is_not_sent_to_a_topic_of_this_one() -> None:
    function = """
    resource "aws_lambda_function" "edge" {
      function_name = "edge"
      role          = "arn:aws:iam::123456789012:role/worker"
      handler       = "app.handler"
      runtime       = "python3.12"
      filename      = "worker.zip"%s
    }
    """
    assert Repaired({"main.tf": QUEUE % "360" + function % ""}, "no-alarm").left == []
    elsewhere = function % "\n      provider      = aws.virginia"
    (reason,) = Repaired({"main.tf": QUEUE % "360" + elsewhere}, "no-alarm").left
    assert reason == ("aws_lambda_function.worker has another provider than aws_sns_topic.alarms: alarm it by hand")


def test_a_statement_among_others_is_written_as_they_are() -> None:
    policy = """
    resource "aws_sqs_queue" "jobs" {
        name = "jobs"
    }

    resource "aws_sqs_queue_policy" "jobs" {
        queue_url = aws_sqs_queue.jobs.id
        policy = jsonencode({
          "Statement" : [
            {
              "Effect" : "Allow",
              "Principal" : { "Service" : "events.amazonaws.com" },
              "Action" : "sqs:SendMessage",
              "Resource" : aws_sqs_queue.jobs.arn
            }
          ]
        })
    }
    """
    done = Repaired({"main.tf": policy}, "plaintext-queue-access")
    assert done.left == []
    assert '\n          "Effect" : "Deny",\n          "Principal" : "*",\n' in done.files["main.tf"]
    assert '\n            "Bool" : {\n' in done.files["main.tf"]
