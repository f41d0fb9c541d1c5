"""Rules on Terraform: what they see through its blocks, and the words in which they say it."""

import json
import re
from pathlib import Path

import pytest

from leastwise.model.finding import Severity
from leastwise.rules.access.pass_role_any import PassRoleAny
from leastwise.rules.access.unused_role import UnusedRole
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.api.no_throttle import NoThrottle
from leastwise.rules.api.old_tls import OldTls
from leastwise.rules.api.open_cors import OpenCors
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.data.unencrypted_database import UnencryptedDatabase
from leastwise.rules.discovery import discover
from leastwise.rules.example import findings, readings
from leastwise.rules.observe.log_never_expires import LogNeverExpires
from leastwise.rules.observe.no_insights import NoInsights
from leastwise.rules.observe.no_tracing import NoTracing
from leastwise.rules.secrets.noecho_missing import NoechoMissing
from leastwise.rules.secrets.secret_in_template import SecretInTemplate

FUNCTION = """
resource "aws_iam_role" "orders" {
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn
  runtime       = "python3.13"
  handler       = "app.handler"
  s3_bucket     = "packages"
  s3_key        = "orders.zip"
%s}
"""
FRONTED = """
resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
  cors_configuration { allow_origins = ["*"] }
}
resource "aws_apigatewayv2_integration" "orders" {
  api_id           = aws_apigatewayv2_api.shop.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.orders.invoke_arn
}
resource "aws_apigatewayv2_authorizer" "origin" {
  api_id           = aws_apigatewayv2_api.shop.id
  authorizer_type  = "REQUEST"
  authorizer_uri   = aws_lambda_function.orders.invoke_arn
  identity_sources = [%s]
  name             = "origin"
}
resource "aws_apigatewayv2_route" "orders" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "GET /orders"
  authorization_type = "CUSTOM"
  authorizer_id      = aws_apigatewayv2_authorizer.origin.id
  target             = "integrations/${aws_apigatewayv2_integration.orders.id}"
}
resource "aws_apigatewayv2_stage" "live" {
  api_id = aws_apigatewayv2_api.shop.id
  name   = "live"
}
resource "aws_cloudfront_distribution" "site" {
  enabled = true
  origin {
    domain_name = "${aws_apigatewayv2_api.shop.id}.execute-api.eu-west-1.amazonaws.com"
    origin_id   = "api"
    custom_header {
      name  = "X-Origin-Verify"
      value = var.header
    }
  }
  default_cache_behavior {
    target_origin_id       = "api"
    viewer_protocol_policy = "https-only"
%s  }
}
variable "header" { sensitive = true }
"""
HEADER = '"$request.header.x-origin-verify"'


def said(rule, *parts, **files):
    """What a rule says about `main.tf` made of these parts, and other files."""
    return findings(rule(), {"main.tf": "".join(parts), **files})


def line(text, part):
    """The line of a text that has this part."""
    return next(number for number, row in enumerate(text.splitlines(), 1) if part in row)


def test_a_header_that_a_public_distribution_adds_keeps_nobody_out():
    text = FUNCTION % "" + FRONTED % (HEADER, "")
    (found,) = said(UnauthenticatedRoute, text)
    assert found.location.line == line(text, "default_cache_behavior")
    assert found.message == "`ANY /*`: everybody on the internet can reach aws_lambda_function.orders."
    (found,) = said(NoThrottle, text)
    assert (found.severity, found.severity_reason) == (NoThrottle.severity, "")
    (found,) = said(OpenCors, text)
    assert found.severity_reason == "aws_cloudfront_distribution.site lets everybody through anyway"


@pytest.mark.parametrize(
    ("asked", "viewers"),
    [
        (f'{HEADER}, "$request.header.authorization"', ""),
        ('"$request.header.authorization"', ""),
        ("", ""),
        (HEADER, '    trusted_key_groups = ["a1b2c3"]\n'),
    ],
)
def test_who_has_to_bring_something_of_his_own_is_known(asked, viewers):
    text = FUNCTION % "" + FRONTED % (asked, viewers)
    assert said(UnauthenticatedRoute, text) == []
    (found,) = said(NoThrottle, text)
    assert (found.severity, found.severity_reason) == (Severity.LOW, "callers are known")


def test_a_function_behind_a_distribution_is_none_at_its_edge():
    (found,) = said(NoTracing, FUNCTION % "", FRONTED % (HEADER, ""))
    assert found.functions == (".:aws_lambda_function.orders",)


BROKER = """
resource "aws_mq_broker" "orders" {
  broker_name        = "orders"
  engine_type        = "RabbitMQ"
  engine_version     = "3.13"
  host_instance_type = "mq.m5.large"
  user {
    username = "orders"
    password = var.password
  }
}
variable "password" {%s}
"""
FILE = "terraform.tfvars"


@pytest.mark.parametrize(
    ("declared", "place"),
    [
        ("", "NoEcho"),
        ("\n  type = string\n", "NoEcho"),
        ("\n  sensitive = false\n", "NoEcho"),
        ("\n  sensitive = true\n", None),
        ("\n  ephemeral = true\n", None),
        ("\n  type = bool\n", None),
        ('\n  default = "s3cr3tw0rd"\n  sensitive = true\n', "Default"),
        ('\n  default = "examplepassword"\n  sensitive = true\n', "Default"),
        ('\n  default = ""\n  sensitive = true\n', None),
        ('\n  default = "<your-password>"\n  sensitive = true\n', None),
    ],
)
def test_variables_for_secrets(declared, place):
    found = said(NoechoMissing, BROKER % declared)
    assert [finding.place.dotted for finding in found] == ([place] if place else [])
    assert said(SecretInTemplate, BROKER % declared) == []


def test_what_is_said_of_a_variable_is_in_terraforms_words():
    (found,) = said(NoechoMissing, BROKER % "")
    assert found.missing_property == "sensitive"
    assert found.message == "Plans, and the logs of pipelines that make them, show var.password in clear."
    (found,) = said(NoechoMissing, BROKER % '\n  default = "examplepassword"\n')
    assert found.message.startswith("aws_mq_broker.orders is deployed with the default of var.password")


def test_a_default_that_a_file_replaces_is_not_deployed():
    text = BROKER % '\n  default = "examplepassword"\n  sensitive = true\n'
    assert said(NoechoMissing, text, **{FILE: 'password = "another-one-9"\n'}) == []


PROFILE = """
resource "random_string" "suffix" { length = 8 }
resource "aws_iam_role" "idle" {
  name               = "idle_${random_string.suffix.result}"
  assume_role_policy = jsonencode({
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_role_policy_attachment" "idle" {
  role       = aws_iam_role.idle.name
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_iam_instance_profile" "idle" {
  name = "idle_${random_string.suffix.result}"
  role = aws_iam_role.idle.name
}
"""


def test_a_role_of_an_instance_profile_that_nothing_uses_is_idle():
    assert [finding.place.resource.name for finding in said(UnusedRole, PROFILE)] == ["aws_iam_role.idle"]
    used = 'resource "aws_instance" "server" { iam_instance_profile = aws_iam_instance_profile.idle.name }'
    assert said(UnusedRole, PROFILE, used) == []


LAYER = """
resource "aws_lambda_layer_version" "%s" {
  layer_name = "%s"
  s3_bucket  = "packages"
  s3_key     = "layer.zip"
}
"""


@pytest.mark.parametrize("rule", [NoTracing, NoInsights])
def test_a_layer_of_ones_own_traces_nothing(rule):
    function = FUNCTION % "  layers        = [aws_lambda_layer_version.pillow.arn]\n"
    (found,) = said(rule, function, LAYER % ("pillow", "pillow"))
    assert found.functions == (".:aws_lambda_function.orders",)


def test_a_layer_that_is_called_so_may_trace():
    function = FUNCTION % "  layers        = [aws_lambda_layer_version.collector.arn]\n"
    assert said(NoTracing, function, LAYER % ("collector", "opentelemetry-collector")) == []


SITE = """
resource "aws_cloudfront_distribution" "site" {
  enabled = true
  origin {
    domain_name = "shop.s3.eu-west-1.amazonaws.com"
    origin_id   = "files"
  }
  default_cache_behavior {
    target_origin_id       = "files"
    viewer_protocol_policy = "https-only"
  }
  viewer_certificate {
    %s
  }
}
"""
CERTIFICATE = 'acm_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1"'


def test_a_certificate_of_ones_own_without_a_version_takes_tls_1_0():
    (found,) = said(OldTls, SITE % CERTIFICATE)
    assert found.missing_property == "minimum_protocol_version"
    assert found.message == "aws_cloudfront_distribution.site takes TLSv1, the default."
    assert said(OldTls, SITE % f'{CERTIFICATE}\n    minimum_protocol_version = "TLSv1.2_2021"') == []
    assert said(OldTls, SITE % "cloudfront_default_certificate = true") == []


REST = """
resource "aws_api_gateway_rest_api" "shop" {
  name = "shop"
  %s
}
resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = "orders"
}
resource "aws_api_gateway_method" "orders" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  resource_id   = aws_api_gateway_resource.orders.id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "orders" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.orders.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.orders.invoke_arn
}
"""


def test_the_security_policy_of_a_rest_api():
    (found,) = said(OldTls, FUNCTION % "", REST % "")
    assert found.missing_property == "security_policy"
    newer = 'security_policy      = "SecurityPolicy_TLS13_1_2_2021_06"\n  endpoint_access_mode = "STRICT"'
    assert said(OldTls, FUNCTION % "", REST % newer) == []


POLICY = """
resource "aws_iam_role_policy" "orders" {
  role = aws_iam_role.orders.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = [%s], Resource = "*" }]
  })
}
resource "aws_sqs_queue" "jobs" {}
resource "aws_sfn_state_machine" "flow" {
  role_arn   = aws_iam_role.orders.arn
  definition = "{}"
}
resource "aws_sns_topic" "news" {}
"""


@pytest.mark.parametrize(
    ("action", "here"),
    [
        ("sqs:SendMessage", "aws_sqs_queue.jobs.arn"),
        ("sns:Publish", "aws_sns_topic.news.arn"),
    ],
)
def test_the_resource_that_is_meant_is_written_as_in_terraform(action, here):
    (found,) = said(WildcardResource, FUNCTION % "", POLICY % f'"{action}"')
    assert f"(here: `{here}`)" in found.message


def test_references_within_texts_are_those_of_the_author():
    policy = POLICY % '"sts:AssumeRole"' + """
resource "aws_iam_role" "other" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "other" {
  role   = aws_iam_role.other.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "${aws_sqs_queue.jobs.arn}-role" }]
  })
}
"""
    (found,) = said(PassRoleAny, FUNCTION % "", policy)
    assert "`${aws_sqs_queue.jobs.arn}-role`" in found.message


DEPLOYED = """
resource "aws_api_gateway_deployment" "live" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  stage_name  = "live"
}
"""
SETTINGS = """
resource "aws_api_gateway_method_settings" "all" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  stage_name  = aws_api_gateway_deployment.live.stage_name
  method_path = "*/*"
  settings { throttling_rate_limit = 50 }
}
"""


def test_settings_of_a_stage_that_a_deployment_makes():
    (found,) = said(NoThrottle, FUNCTION % "", REST % "", DEPLOYED)
    assert found.missing_property == "aws_api_gateway_method_settings"
    assert said(NoThrottle, FUNCTION % "", REST % "", DEPLOYED, SETTINGS) == []


def test_the_log_group_is_what_lacks_and_not_its_name_on_the_function():
    policy = 'resource "aws_iam_role_policy_attachment" "logs" {\n  role = aws_iam_role.orders.name\n'
    policy += '  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"\n}\n'
    (found,) = said(LogNeverExpires, FUNCTION % "", policy)
    assert found.missing_property == "aws_cloudwatch_log_group"


def test_a_property_that_is_named_is_called_as_in_terraform():
    database = 'resource "aws_db_instance" "orders" {\n  engine = "postgres"\n}\n'
    (found,) = said(UnencryptedDatabase, database)
    assert found.message.endswith("`storage_encrypted` is not set.")


PROVIDER = json.loads((Path(__file__).parent.parent / "read/terraform/provider.json").read_text("utf-8"))["types"]


@pytest.mark.parametrize("rule", discover(installed=False), ids=lambda rule: rule.id)
def test_what_to_do_names_resources_that_there_are(rule):
    known = {*PROVIDER, "aws_iam_policy_document"}  # the one data source among them
    assert set(re.findall(r"`(aws_\w+)", rule.remediation)) <= known


def test_nobody_is_told_of_a_stack_who_has_none():
    text = "".join((FUNCTION % "", FRONTED % (HEADER, ""), REST % "", DEPLOYED, BROKER % "", PROFILE, POLICY % '"sqs:*"'))
    text += 'resource "aws_cloudwatch_log_group" "orders" { retention_in_days = 7 }\n'
    text += 'resource "aws_dynamodb_table" "orders" {\n  name = "orders"\n  hash_key = "id"\n  range_key = "at"\n}\n'
    told = [finding for rule in discover(installed=False) for finding in findings(rule(), {"main.tf": text})]
    assert len({finding.rule for finding in told}) > 20
    words = re.compile(r"\b([Ss]tack|[Tt]emplate|CloudFormation|logical id)\b")
    assert [f.message for f in told if words.search(f"{f.title} {f.message} {f.severity_reason} {f.caution}")] == []


def test_what_a_function_refuses_is_quoted():
    text = 'locals {\n  subnets = "REPLACE_ME"\n}\nresource "aws_sqs_queue" "q" {\n  name = element(local.subnets, 0)\n}\n'
    (reading,) = readings({"main.tf": text})
    assert [(entry.line, entry.reason) for entry in reading.unread] == [
        (5, "element: a list is needed, not a text, in `element(local.subnets, 0)`")
    ]
