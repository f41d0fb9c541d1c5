"""mtls-bypass and default-endpoint: which addresses an API has."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.default_endpoint import DefaultEndpoint
from leastwise.rules.api.mtls_bypass import MtlsBypass
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

API = """Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: live%s}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: {DomainName: api.shop.example, RegionalCertificateArn: c%s}
  Rule:
    Type: AWS::ApiGatewayV2::RoutingRule
    Properties:
      DomainNameArn: !GetAtt Domain.DomainNameArn
      Priority: 1
      Conditions: [{MatchBasePaths: {AnyOf: [orders]}}]
      Actions: [{InvokeApi: {ApiId: !Ref Api, Stage: live}}]
"""
MUTUAL = ", MutualTlsAuthentication: {TruststoreUri: 's3://trust/store.pem'}"


def said(rule: Rule, more: str, domain: str) -> list[Finding]:
    return findings(rule, {"template.yaml": API % (more, domain)})


def test_a_domain_by_routing_rule_with_mutual_tls() -> None:
    (finding,) = said(MtlsBypass(), "", MUTUAL)
    assert "api.shop.example" in finding.message
    assert finding.missing_property == "DisableExecuteApiEndpoint"
    assert finding.severity is Severity.HIGH


def test_it_matters_less_where_the_routes_ask_as_well() -> None:
    (finding,) = said(MtlsBypass(), ", Auth: {DefaultAuthorizer: AWS_IAM}", MUTUAL)
    assert finding.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    ("more", "domain"),
    [
        (", DisableExecuteApiEndpoint: true", MUTUAL),
        (", DisableExecuteApiEndpoint: !ImportValue off", MUTUAL),
        (", EndpointConfiguration: {Type: PRIVATE}", MUTUAL),
        ("", ""),
    ],
)
def test_what_is_no_bypass(more: str, domain: str) -> None:
    assert said(MtlsBypass(), more, domain) == []


def test_the_default_endpoint_beside_any_domain() -> None:
    assert len(said(DefaultEndpoint(), "", "")) == 1
    assert said(DefaultEndpoint(), ", DisableExecuteApiEndpoint: true", "") == []
    assert said(DefaultEndpoint(), ", EndpointConfiguration: {Type: PRIVATE}", "") == []
