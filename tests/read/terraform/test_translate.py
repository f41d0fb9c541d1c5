"""What Terraform's resources are in CloudFormation's words."""

from __future__ import annotations

from typing import Any

import pytest

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, DynamicReference, Parameter, Reference
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import Reading
from leastwise.rules.api.public_function_url import PublicFunctionUrl
from leastwise.rules.secrets.plain_parameter import PlainParameter
from leastwise.rules.secrets.secret_resolved_at_deploy import SecretResolvedAtDeploy


def reading(text: str, **files: str) -> Reading:
    """The application of a root module with one file, and of what lies beside it."""
    (found,) = read(MemoryFiles({"main.tf": text, **files}), ("",))
    return found


def app(text: str, **files: str) -> Application:
    """The same in its one world."""
    (found,) = reading(text, **files).worlds
    return found


def resource(found: Application, name: str) -> Resource:
    """A resource by its address."""
    return found.by_key[f".:{name}"]


def line(found: Resource, path: str) -> int:
    """Where a property stands."""
    return found[path].location.line


FUNCTION = """
resource "aws_lambda_function" "hello" {
  function_name = "hello"
  runtime       = "python3.13"
  handler       = "app.handler"
  role          = aws_iam_role.hello.arn
  filename      = "hello.zip"
}
resource "aws_iam_role" "hello" {
  name = "hello"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}
"""


def test_arguments_become_properties_with_the_places_of_the_arguments() -> None:
    found = resource(
        app("""
resource "aws_lambda_function" "f" {
  function_name = "f"
  timeout       = 60
  tracing_config {
    mode = "Active"
  }
  environment {
    variables = { TABLE = "orders" }
  }
  tags = { team = "shop" }
}
"""),
        "aws_lambda_function.f",
    )
    assert (found.type, found.framework, found.id) == ("AWS::Lambda::Function", "terraform", ".:aws_lambda_function.f")
    assert found.get("Timeout") == 60
    assert found.get("TracingConfig.Mode") == "Active"
    assert found.get("Environment.Variables.TABLE") == "orders"
    assert found.get("Tags.0.Key") == "team"
    assert (line(found, "Timeout"), line(found, "TracingConfig.Mode")) == (4, 6)
    assert line(found, "Environment.Variables.TABLE") == 9


def test_what_is_missing_is_named_as_the_author_would_write_it() -> None:
    found = resource(app('resource "aws_sqs_queue" "q" {}'), "aws_sqs_queue.q")
    assert found["VisibilityTimeout"].missing == "visibility_timeout_seconds"
    assert found["RedrivePolicy"].missing == "redrive_policy"


def test_references_say_what_they_name_in_cloudformations_words() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_sqs_queue" "q" {}
resource "aws_sns_topic" "t" {}
resource "aws_ssm_parameter" "p" {
  name  = "/names"
  type  = "StringList"
  value = "${aws_sqs_queue.q.url},${aws_sqs_queue.q.arn},${aws_sns_topic.t.arn},${aws_lambda_function.hello.arn}"
}
"""
    )
    value = resource(found, "aws_ssm_parameter.p").get("Value")
    assert isinstance(value, Concat)
    assert [part for part in value.parts if isinstance(part, Reference)] == [
        Reference(".:aws_sqs_queue.q", "Ref"),
        Reference(".:aws_sqs_queue.q", "Arn"),
        Reference(".:aws_sns_topic.t", "Ref"),
        Reference(".:aws_lambda_function.hello", "Arn"),
    ]


def test_an_invoke_arn_leads_to_the_function() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_api_gateway_rest_api" "api" { name = "api" }
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id             = aws_api_gateway_rest_api.api.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.get.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.hello.invoke_arn
}
"""
    )
    (route,) = found.routes
    assert (route.method, route.path, route.auth) == ("GET", "/orders", AuthKind.NONE)
    assert route.function is not None and route.function.id == ".:aws_lambda_function.hello"
    method = resource(found, "aws_api_gateway_method.get")
    assert line(method, "Integration.Uri") == 34, "in the block of its own"


def test_http_api() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_apigatewayv2_api" "api" {
  name          = "api"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "hello" {
  api_id           = aws_apigatewayv2_api.api.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.hello.arn
}
resource "aws_apigatewayv2_route" "hello" {
  api_id             = aws_apigatewayv2_api.api.id
  route_key          = "POST /hello"
  target             = "integrations/${aws_apigatewayv2_integration.hello.id}"
  authorization_type = "AWS_IAM"
}
resource "aws_apigatewayv2_stage" "main" {
  api_id = aws_apigatewayv2_api.api.id
  name   = "$default"
  route_settings {
    route_key              = "POST /hello"
    throttling_burst_limit = 5
  }
}
"""
    )
    (route,) = found.routes
    assert (route.method, route.path, route.auth) == ("POST", "/hello", AuthKind.IAM)
    assert route.function is not None
    stage = resource(found, "aws_apigatewayv2_stage.main")
    assert stage[("RouteSettings", "POST /hello", "ThrottlingBurstLimit")].value == 5


def test_an_api_by_its_definition_in_yaml() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_api_gateway_rest_api" "api" {
  name = "api"
  body = <<-EOT
    openapi: 3.0.1
    paths:
      /orders:
        get:
          x-amazon-apigateway-integration:
            type: aws_proxy
            uri: ${aws_lambda_function.hello.invoke_arn}
  EOT
}
"""
    )
    (route,) = found.routes
    assert (route.method, route.path) == ("GET", "/orders")
    assert route.function is not None and route.function.name == "aws_lambda_function.hello"


def test_event_source_mapping_rule_topic_and_bucket_start_the_function() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_sqs_queue" "jobs" {}
resource "aws_lambda_event_source_mapping" "jobs" {
  event_source_arn = aws_sqs_queue.jobs.arn
  function_name    = aws_lambda_function.hello.function_name
}
resource "aws_cloudwatch_event_rule" "daily" { schedule_expression = "rate(1 day)" }
resource "aws_cloudwatch_event_target" "daily" {
  rule = aws_cloudwatch_event_rule.daily.name
  arn  = aws_lambda_function.hello.arn
}
resource "aws_sns_topic" "news" {}
resource "aws_sns_topic_subscription" "news" {
  topic_arn = aws_sns_topic.news.arn
  protocol  = "lambda"
  endpoint  = aws_lambda_function.hello.arn
}
resource "aws_s3_bucket" "in" { bucket = "in" }
resource "aws_s3_bucket_notification" "in" {
  bucket = aws_s3_bucket.in.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.hello.arn
    events              = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    filter_prefix       = "up/"
  }
}
"""
    )
    assert {trigger.kind for trigger in found.all_triggers} == {
        TriggerKind.SQS,
        TriggerKind.SCHEDULE,
        TriggerKind.SNS,
        TriggerKind.S3,
    }
    entries = resource(found, "aws_s3_bucket.in").get("NotificationConfiguration.LambdaConfigurations")
    assert [entry["Event"] for entry in entries] == ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    assert entries[0]["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "up/"}]


def test_what_a_bucket_has_in_blocks_of_their_own_is_part_of_it_and_keeps_its_place() -> None:
    found = resource(
        app("""
resource "aws_s3_bucket" "b" { bucket = "b" }
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_public_access_block" "b" {
  bucket              = aws_s3_bucket_versioning.b.bucket
  block_public_policy = false
}
resource "aws_s3_bucket_server_side_encryption_configuration" "b" {
  bucket = "b"
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms" }
  }
}
"""),
        "aws_s3_bucket.b",
    )
    assert found.get("VersioningConfiguration.Status") == "Enabled"
    assert found.get("PublicAccessBlockConfiguration.BlockPublicPolicy") is False
    rule = "BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault.SSEAlgorithm"
    assert found.get(rule) == "aws:kms"
    assert (line(found, "VersioningConfiguration.Status"), line(found, rule)) == (5, 14)
    assert found["PublicAccessBlockConfiguration.BlockPublicPolicy"].location.line == 9


def test_versioning_that_was_never_on_is_none() -> None:
    found = app("""
resource "aws_s3_bucket" "b" {}
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Disabled" }
}
""")
    assert not resource(found, "aws_s3_bucket.b")["VersioningConfiguration.Status"].present


def test_a_policy_for_a_bucket_of_somebody_else_stays_visible() -> None:
    found = app("""
resource "aws_s3_bucket_policy" "p" {
  bucket = "somebody-elses"
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:*", Resource = "*" }] })
}
""")
    policy = resource(found, "aws_s3_bucket_policy.p")
    assert policy.type == "AWS::S3::BucketPolicy"
    assert policy.get("PolicyDocument.Statement.0.Principal") == "*"


def test_policies_of_a_role_however_they_are_attached() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_iam_role_policy" "inline" {
  role   = aws_iam_role.hello.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_iam_policy" "own" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "own" {
  role       = aws_iam_role.hello.name
  policy_arn = aws_iam_policy.own.arn
}
resource "aws_iam_policy_attachment" "basic" {
  name       = "basic"
  roles      = [aws_iam_role.hello.name]
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
"""
    )
    (role,) = found.roles
    assert sorted(action for statement in role.statements for action in statement.actions) == [
        "s3:GetObject",
        "sqs:SendMessage",
    ]
    (managed,) = role.managed
    assert managed.arn == "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    assert managed.property.location.line == 30
    assert found.functions[0].role == role


def test_a_policy_of_a_queue_is_a_resource_of_its_own_where_cloudformation_has_one() -> None:
    found = app("""
resource "aws_sqs_queue" "q" {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }] })
}
""")
    (store,) = found.stores
    assert [statement.actions for statement in store.policy] == [("sqs:SendMessage",)]


def test_a_policy_document_as_a_data_source_has_the_places_of_its_blocks() -> None:
    found = app(
        FUNCTION
        + """
data "aws_caller_identity" "me" {}
data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
data "aws_iam_policy_document" "all" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    effect    = "Deny"
    actions   = ["s3:DeleteObject"]
    resources = ["arn:aws:s3:::${data.aws_caller_identity.me.account_id}/*"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = ["1"]
    }
  }
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.hello.name
  policy = data.aws_iam_policy_document.all.json
}
"""
    )
    one, other = found.roles[0].statements
    assert (one.effect, one.actions) == ("Allow", ("s3:GetObject",))
    assert one.property["Action"].location.line == 20
    assert (other.effect, other.property["Effect"].location.line) == ("Deny", 27)
    assert other.resources == (Concat(("arn:aws:s3:::", Parameter("AWS::AccountId"), "/*")),)
    assert other.condition.value == {"StringEquals": {"aws:SourceAccount": ["1"]}}
    assert other.principals[0].value == "sns.amazonaws.com"


def test_code_is_the_folder_that_is_packed() -> None:
    found = app(
        """
data "archive_file" "zip" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/build/fn.zip"
}
resource "aws_lambda_function" "one" {
  runtime  = "python3.13"
  handler  = "app.handler"
  filename = data.archive_file.zip.output_path
}
resource "aws_lambda_function" "two" {
  runtime  = "python3.13"
  handler  = "app.handler"
  filename = "build/fn.zip"
}
resource "aws_s3_object" "zip" {
  bucket = "code"
  key    = "fn.zip"
  source = data.archive_file.zip.output_path
}
resource "aws_lambda_function" "three" {
  runtime   = "python3.13"
  handler   = "app.handler"
  s3_bucket = "code"
  s3_key    = aws_s3_object.zip.key
}
""",
        **{"src/app.py": "def handler(event, context): ..."},
    )
    assert [function.code.file for function in found.functions] == ["src/app.py"] * 3


def test_a_module_in_a_folder_finds_its_code() -> None:
    found = app(
        'module "fn" {\n  source = "./modules/fn"\n}',
        **{
            "modules/fn/main.tf": """
data "archive_file" "zip" {
  type        = "zip"
  source_file = "${path.module}/app.py"
  output_path = "fn.zip"
}
resource "aws_lambda_function" "f" {
  runtime  = "python3.13"
  handler  = "app.handler"
  filename = data.archive_file.zip.output_path
}
""",
            "modules/fn/app.py": "",
        },
    )
    assert [function.code.file for function in found.functions] == ["modules/fn/app.py"]


def test_settings_that_mean_the_default_are_none() -> None:
    found = app("""
resource "aws_cloudwatch_log_group" "g" {
  name              = "g"
  retention_in_days = 0
}
resource "aws_lambda_function" "f" { reserved_concurrent_executions = -1 }
""")
    assert resource(found, "aws_cloudwatch_log_group.g")["RetentionInDays"].absent
    assert resource(found, "aws_lambda_function.f")["ReservedConcurrentExecutions"].absent


def test_tables() -> None:
    found = resource(
        app("""
resource "aws_dynamodb_table" "t" {
  name      = "t"
  hash_key  = "pk"
  range_key = "sk"
  attribute {
    name = "pk"
    type = "S"
  }
  point_in_time_recovery { enabled = true }
  server_side_encryption { enabled = true }
  global_secondary_index {
    name            = "by-sk"
    hash_key        = "sk"
    projection_type = "ALL"
  }
}
"""),
        "aws_dynamodb_table.t",
    )
    assert [(key["AttributeName"], key["KeyType"]) for key in found.get("KeySchema")] == [
        ("pk", "HASH"),
        ("sk", "RANGE"),
    ]
    assert found.get("GlobalSecondaryIndexes.0.KeySchema.0.AttributeName") == "sk"
    assert found.get("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled") is True
    assert found.get("SSESpecification.SSEType") == "KMS"


def test_a_type_that_nothing_knows_is_named_once() -> None:
    found = reading("""
resource "aws_braket_job_queue" "a" {}
resource "aws_braket_job_queue" "b" {}
resource "null_resource" "n" {}
""")
    (entry,) = found.unread
    assert (entry.kind, entry.line) == ("limit", 2)
    assert "aws_braket_job_queue" in entry.reason


def test_what_is_of_the_wrong_kind_is_no_fault() -> None:
    values: list[Any] = ["1", '"x"', "[]", "{}", "null", "[[1]]", "{ a = [] }", "var.nothing", "[null, 1]"]
    types = {
        "aws_lambda_function": ("environment", "filename", "tags", "vpc_config", "s3_key", "handler"),
        "aws_dynamodb_table": ("hash_key", "global_secondary_index", "server_side_encryption"),
        "aws_s3_bucket_notification": ("bucket", "lambda_function", "queue"),
        "aws_iam_role_policy_attachment": ("role", "policy_arn"),
        "aws_api_gateway_method_settings": ("method_path", "settings", "rest_api_id"),
        "aws_apigatewayv2_stage": ("route_settings", "tags"),
        "aws_cognito_user_pool": ("software_token_mfa_configuration", "password_policy"),
        "aws_cloudwatch_event_bus_policy": ("policy", "event_bus_name"),
        "aws_s3_bucket_acl": ("access_control_policy", "acl"),
    }
    blocks = [
        f'resource "{type_}" "r{index}" {{\n  {name} = {value}\n}}'
        for type_, names in types.items()
        for index, (name, value) in enumerate((name, value) for name in names for value in values)
    ]
    found = reading('variable "nothing" {}\n' + "\n".join(blocks))
    assert found.fault is None
    assert found.worlds


def test_what_is_missing_in_a_block_of_its_own_is_named_by_that_block() -> None:
    found = app("""
resource "aws_s3_bucket" "b" {}
resource "aws_cloudwatch_event_rule" "r" {}
resource "aws_cloudwatch_event_target" "t" {
  rule = aws_cloudwatch_event_rule.r.name
  arn  = "arn:aws:sqs:eu-west-1:123456789012:q"
}
""")
    bucket, rule = resource(found, "aws_s3_bucket.b"), resource(found, "aws_cloudwatch_event_rule.r")
    wanted = "aws_s3_bucket_versioning.versioning_configuration.status"
    assert bucket["VersioningConfiguration.Status"].missing == wanted
    assert rule["Targets.0.DeadLetterConfig"].missing == "dead_letter_config"


def test_an_api_by_its_definition_in_a_file_has_the_places_of_the_file() -> None:
    found = app(
        'resource "aws_api_gateway_rest_api" "api" { body = file("api.yaml") }',
        **{"api.yaml": "openapi: 3.0.1\npaths:\n  /orders:\n    get: {}\n"},
    )
    place = resource(found, "aws_api_gateway_rest_api.api")["Body.paths./orders"].location
    assert (place.file, place.line) == ("api.yaml", 3)


def test_what_is_encoded_is_a_text_where_cloudformation_takes_one() -> None:
    found = app("""
resource "aws_sqs_queue" "q" {}
resource "aws_lambda_function" "f" {
  environment {
    variables = { SETTINGS = jsonencode({ queue = aws_sqs_queue.q.url }) }
  }
}
resource "aws_sfn_state_machine" "s" {
  definition = jsonencode({ StartAt = "A", States = { A = { Type = "Pass", Result = jsonencode({ a = 1 }) } } })
}
""")
    settings = resource(found, "aws_lambda_function.f").get("Environment.Variables.SETTINGS")
    assert settings == Concat(('{"queue":"', Reference(".:aws_sqs_queue.q", "Ref"), '"}'))
    definition = resource(found, "aws_sfn_state_machine.s")
    assert definition.get("DefinitionString.States.A.Result") == '{"a":1}'


def test_the_policy_of_the_default_bus_is_a_resource_for_each_statement() -> None:
    found = app("""
resource "aws_cloudwatch_event_bus_policy" "p" {
  policy = jsonencode({
    Statement = [
      { Sid = "a", Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "*" },
      { Sid = "b", Effect = "Allow", Principal = "*", Action = "events:PutRule", Resource = "*" },
    ]
  })
}
resource "aws_cloudwatch_event_bus" "own" { name = "own" }
resource "aws_cloudwatch_event_bus_policy" "own" {
  event_bus_name = aws_cloudwatch_event_bus.own.name
  policy = jsonencode({
    Statement = [{ Sid = "a", Effect = "Allow", Principal = "*", Action = "events:PutEvents", Resource = "*" }]
  })
}
""")
    policies = [policy.get("Statement.Sid") for policy in found.resources("AWS::Events::EventBusPolicy")]
    assert policies == ["a", "b"]
    assert resource(found, "aws_cloudwatch_event_bus.own").get("Policy.Statement.0.Sid") == "a"
    assert [len(store.policy) for store in found.stores] == [1]


def test_a_permission_for_an_alias_names_it() -> None:
    found = app(
        FUNCTION
        + """
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.hello.function_name
  principal     = "sns.amazonaws.com"
  qualifier     = "live"
}
"""
    )
    (permission,) = found.invoke_permissions
    assert permission.resources == (Concat((Reference(".:aws_lambda_function.hello", "Ref"), ":live")),)


@pytest.mark.parametrize(("kind", "made"), [("NONE", 2), ("AWS_IAM", 0)])
def test_the_provider_lets_everybody_call_a_url_that_asks_nobody(kind: str, made: int) -> None:
    found = app(
        FUNCTION
        + f"""
resource "aws_lambda_function_url" "u" {{
  function_name      = aws_lambda_function.hello.function_name
  authorization_type = "{kind}"
}}
"""
    )
    permissions = list(found.resources("AWS::Lambda::Permission"))
    assert [permission.by for permission in permissions] == ["framework"] * made
    assert [finding.place.dotted for finding in PublicFunctionUrl().check(found)] == ["AuthType"] * (made // 2)


def test_what_stays_when_its_block_goes_is_retained() -> None:
    found = app("""
resource "aws_dynamodb_table" "t" {
  lifecycle { prevent_destroy = true }
}
resource "aws_cloudwatch_log_group" "g" { skip_destroy = true }
""")
    assert resource(found, "aws_dynamodb_table.t").body["DeletionPolicy"] == "Retain"
    assert resource(found, "aws_cloudwatch_log_group.g").body["DeletionPolicy"] == "Retain"


def test_what_is_fetched_when_terraform_runs_stays_where_it_is_put() -> None:
    found = app("""
data "aws_ssm_parameter" "token" { name = "/shop/token" }
data "aws_secretsmanager_secret_version" "db" { secret_id = "db" }
resource "aws_lambda_function" "f" {
  environment {
    variables = {
      API_TOKEN = data.aws_ssm_parameter.token.value
      DB        = jsondecode(data.aws_secretsmanager_secret_version.db.secret_string)["password"]
    }
  }
}
""")
    variables = resource(found, "aws_lambda_function.f").get("Environment.Variables")
    assert variables["API_TOKEN"] == DynamicReference("ssm", "/shop/token")
    assert [finding.location.line for finding in SecretResolvedAtDeploy().check(found)] == [7, 8]


def test_a_secure_string_is_no_plain_parameter() -> None:
    text = """
variable "token" { sensitive = true }
resource "aws_ssm_parameter" "token" {
  name  = "/shop/token"
  type  = "TYPE"
  value = var.token
}
"""
    assert not list(PlainParameter().check(app(text.replace("TYPE", "SecureString"))))
    assert [finding.location.line for finding in PlainParameter().check(app(text.replace("TYPE", "String")))] == [6]


def test_an_archive_that_is_not_built_yet_is_the_folder_of_its_handler() -> None:
    text = """
resource "aws_lambda_function" "f" {
  runtime  = "python3.13"
  handler  = "app.handler"
  filename = "build/orders.zip"
}
"""
    (beside,) = app(text, **{"build/app.py": ""}).functions
    (named,) = app(text, **{"build/orders/app.py": "", "build/app.py": ""}).functions
    assert (beside.code.file, named.code.file) == ("build/app.py", "build/orders/app.py")
    assert "build/orders.zip" in reading(text).unread[0].reason


def test_a_policy_that_is_not_known_is_there_all_the_same() -> None:
    found = app('variable "policy" {}\nresource "aws_sqs_queue" "q" {\n  policy = var.policy\n}\n')
    assert [resource.name for resource in found.resources("AWS::SQS::QueuePolicy")] == ["aws_sqs_queue.q.policy"]


def test_what_belongs_to_nobody_known_is_said() -> None:
    unknown, looked_up, outside = reading("""
resource "aws_iam_role_policy_attachment" "a" {
  role       = random_pet.role.result
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "random_pet" "role" {}
resource "aws_s3_bucket_versioning" "elsewhere" {
  bucket = "somebody-elses"
  versioning_configuration { status = "Enabled" }
}
data "aws_iam_role" "ops" { name = "ops" }
resource "aws_iam_role_policy_attachment" "b" {
  role       = data.aws_iam_role.ops.unique_id
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
""").unread
    assert (unknown.kind, unknown.line) == ("reference", 2)
    assert "aws_iam_role_policy_attachment.a" in unknown.reason
    assert (outside.kind, outside.line) == ("reference", 7)
    assert "aws_s3_bucket_versioning.elsewhere changes somebody-elses" in outside.reason
    assert (looked_up.kind, looked_up.line) == ("reference", 12)
    assert "aws_iam_role_policy_attachment.b changes data.aws_iam_role.ops" in looked_up.reason
