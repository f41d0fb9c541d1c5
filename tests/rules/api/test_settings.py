"""no-request-validation, empty-request-model, old-tls, api-data-trace and others: decisions beyond the examples."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api.api_data_trace import ApiDataTrace
from leastwise.rules.api.empty_request_model import EmptyRequestModel
from leastwise.rules.api.no_client_certificate import NoClientCertificate
from leastwise.rules.api.no_request_validation import NoRequestValidation
from leastwise.rules.api.old_tls import OldTls
from leastwise.rules.api.unencrypted_cache import UnencryptedCache
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

METHOD = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
  Checks: {Type: AWS::ApiGateway::RequestValidator, Properties: {RestApiId: !Ref Api, ValidateRequestBody: true}}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      %s
      Integration: {Type: %s, IntegrationHttpMethod: POST, Uri: "%s"}
"""
HTTP = ("HTTP_PROXY", "https://shop.example")
STAGE = """
  Deployed:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, StageName: live, StageDescription: {%s}}
"""


def said(rule: Rule, text: str) -> list[Finding]:
    return findings(rule, {"template.yaml": text})


def method(more: str, integration: tuple[str, str] = HTTP) -> str:
    return METHOD % (more, *integration)


def test_the_empty_model_of_every_api_accepts_anything() -> None:
    text = method("RequestValidatorId: !Ref Checks\n      RequestModels: {application/json: Empty}")
    assert said(EmptyRequestModel(), text)
    assert not said(NoRequestValidation(), text)


def test_a_model_that_nothing_validates_is_the_other_rules_business() -> None:
    text = method("RequestModels: {application/json: Empty}")
    assert not said(EmptyRequestModel(), text)
    (finding,) = said(NoRequestValidation(), text)
    assert "no validator" in finding.message


def test_a_validator_outside_the_application_may_look_at_bodies() -> None:
    assert not said(NoRequestValidation(), method("RequestValidatorId: !ImportValue checks"))


@pytest.mark.parametrize("verb", ["GET", "DELETE", "ANY", "OPTIONS"])
def test_methods_without_a_body_of_their_own_need_no_model(verb: str) -> None:
    assert not said(NoRequestValidation(), method("").replace("HttpMethod: POST\n", f"HttpMethod: {verb}\n"))


def test_a_file_for_a_bucket_has_no_model() -> None:
    uri = "arn:aws:apigateway:eu-west-1:s3:path/shop/{key}"
    assert not said(NoRequestValidation(), method("", ("AWS", uri)))


@pytest.mark.parametrize(
    ("integration", "found"),
    [
        (HTTP, 1),
        (("HTTP", "https://abc.execute-api.eu-west-1.amazonaws.com/live"), 0),
        (("MOCK", ""), 0),
    ],
)
def test_only_backends_of_ones_own_ask_for_certificates(integration: tuple[str, str], found: int) -> None:
    assert len(said(NoClientCertificate(), method("", integration) + STAGE % "")) == found


def test_what_a_deployment_says_of_its_stage_counts() -> None:
    text = method("") + STAGE % "LoggingLevel: INFO, DataTraceEnabled: true"
    (finding,) = said(ApiDataTrace(), text)
    assert finding.place.dotted == "StageDescription.DataTraceEnabled"
    cached = method("") + STAGE % "CacheClusterEnabled: true, CachingEnabled: true"
    assert len(said(UnencryptedCache(), cached)) == 1


def test_a_trace_without_a_level_goes_nowhere() -> None:
    assert not said(ApiDataTrace(), method("") + STAGE % "DataTraceEnabled: true")


def test_what_sam_logs_of_itself_is_for_the_pedantic() -> None:
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::GraphQLApi
    Properties: {SchemaInline: "type Query { a: Int }", Auth: {Type: AWS_IAM}%s}
"""
    (finding,) = said(ApiDataTrace(), text % "")
    assert (finding.persona, finding.severity) == (Persona.PEDANTIC, Severity.LOW)
    (finding,) = said(ApiDataTrace(), text % ", Logging: {FieldLogLevel: ALL}")
    assert (finding.persona, finding.severity) == (Persona.REGULAR, Severity.MEDIUM)
    assert not said(ApiDataTrace(), text % ", Logging: false")


BALANCER = """
Resources:
  Front: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: %s, Subnets: [subnet-1]}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Front
      Port: 80
      Protocol: %s
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Orders.Arn}]}
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: i.h
      Role: arn:aws:iam::123456789012:role/orders
      Code: {ZipFile: "def h(e, c): pass"}
"""


def test_plain_http_matters_on_the_internet_only() -> None:
    (finding,) = said(OldTls(), BALANCER % ("internet-facing", "HTTP"))
    assert "plain HTTP" in finding.message
    assert not said(OldTls(), BALANCER % ("internal", "HTTP"))


def test_an_old_policy_inside_a_network_is_for_the_pedantic() -> None:
    (finding,) = said(OldTls(), BALANCER % ("internet-facing", "HTTPS"))
    assert finding.persona is Persona.REGULAR and "ELBSecurityPolicy-2016-08" in finding.message
    (finding,) = said(OldTls(), BALANCER % ("internal", "HTTPS"))
    assert finding.persona is Persona.PEDANTIC


def test_nobody_can_choose_the_version_for_cloudfronts_own_certificate() -> None:
    text = """
Resources:
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: %s
        DefaultCacheBehavior: {TargetOriginId: a, ViewerProtocolPolicy: %s}
        ViewerCertificate: {CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1}
"""
    assert not said(OldTls(), text % ("true", "https-only"))
    assert len(said(OldTls(), text % ("true", "allow-all"))) == 1
    assert not said(OldTls(), text % ("false", "allow-all"))
