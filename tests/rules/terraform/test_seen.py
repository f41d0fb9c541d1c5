"""What rules see through the blocks of Terraform."""

import pytest

from leastwise.model.finding import Severity
from leastwise.rules.access.unused_role import UnusedRole
from leastwise.rules.api.no_throttle import NoThrottle
from leastwise.rules.api.old_tls import OldTls
from leastwise.rules.api.open_cors import OpenCors
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.observe.no_insights import NoInsights
from leastwise.rules.observe.no_tracing import NoTracing
from leastwise.rules.secrets.noecho_missing import NoechoMissing
from leastwise.rules.secrets.secret_in_template import SecretInTemplate

from .snippets import BROKER, DEPLOYED, FRONTED, FUNCTION, HEADER, PROFILE, REST, said


def line(text, part):
    """The line of a text that has this part."""
    return next(number for number, row in enumerate(text.splitlines(), 1) if part in row)


def test_a_header_that_a_public_distribution_adds_keeps_nobody_out():
    text = FUNCTION % "" + FRONTED % (HEADER, "")
    (found,) = said(UnauthenticatedRoute, text)
    assert found.location.line == line(text, "default_cache_behavior")
    assert found.message == "`GET /*`: everybody on the internet can reach aws_lambda_function.orders."
    (found,) = said(NoThrottle, text)
    assert (found.severity, found.severity_reason) == (NoThrottle.severity, "")
    (found,) = said(OpenCors, text)
    assert found.severity_reason == "aws_cloudfront_distribution.site lets everybody through anyway"


ALL = '["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]'


@pytest.mark.parametrize(
    ("route", "methods", "label"),
    [
        ("ANY", ALL, "ANY /*"),
        ("ANY", '["GET", "HEAD", "OPTIONS"]', "GET /*"),
        ("POST", ALL, "POST /*"),
        ("POST", '["GET", "HEAD"]', None),
    ],
)
def test_a_distribution_passes_on_the_methods_that_it_allows(route, methods, label):
    text = FRONTED % (HEADER, f"    allowed_methods = {methods}\n")
    found = said(UnauthenticatedRoute, FUNCTION % "" + text.replace("GET /orders", f"{route} /orders"))
    assert [one.message.split("`")[1] for one in found] == ([label] if label else [])


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


def test_a_default_that_a_file_replaces_is_not_deployed():
    text = BROKER % '\n  default = "examplepassword"\n  sensitive = true\n'
    assert said(NoechoMissing, text, **{FILE: 'password = "another-one-9"\n'}) == []


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


def test_the_security_policy_of_a_rest_api():
    (found,) = said(OldTls, FUNCTION % "", REST % "")
    assert found.missing_property == "security_policy"
    newer = 'security_policy      = "SecurityPolicy_TLS13_1_2_2021_06"\n  endpoint_access_mode = "STRICT"'
    assert said(OldTls, FUNCTION % "", REST % newer) == []


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
