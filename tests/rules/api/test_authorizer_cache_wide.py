"""authorizer-cache-wide: what a decision is remembered by, and for how long."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api.authorizer_cache_wide import AuthorizerCacheWide
from leastwise.rules.example import findings

REST = """Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users:
            FunctionPayloadType: REQUEST
            FunctionArn: arn:aws:lambda:eu-west-1:123456789012:function:users
            Identity: {%s}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /, Method: get}}}
"""
HTTP = """Resources:
  Front: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: orders, ProtocolType: %s}}
  Users:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Front
      AuthorizerType: REQUEST
      EnableSimpleResponses: true
      IdentitySource: ["%s"]
      %s
  Read:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Front, RouteKey: %s, AuthorizationType: CUSTOM, AuthorizerId: !Ref Users}
  Write:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Front, RouteKey: PUT /, AuthorizationType: CUSTOM, AuthorizerId: !Ref Users}
"""
MINUTE = "AuthorizerResultTtlInSeconds: 60"
HEADER = "$request.header.Authorization"


def said(template: str) -> list[Finding]:
    return findings(AuthorizerCacheWide(), {"template.yaml": template})


@pytest.mark.parametrize(
    "identity",
    ["Headers: [User-Agent]", "Context: [identity.sourceIp]", "StageVariables: [secret]", "Headers: [X-Forwarded-For]"],
)
def test_a_rest_api_remembers_for_five_minutes_by_what_everybody_sends(identity: str) -> None:
    (finding,) = said(REST % identity)
    assert finding.severity is Severity.HIGH
    assert "300 seconds" in finding.message and "Users" in finding.message


@pytest.mark.parametrize(
    "identity",
    [
        "Headers: [User-Agent, Authorization]",
        "QueryStrings: [token]",
        "Headers: [Host], ReauthorizeEvery: 0",
        "Context: [identity.clientCert.serialNumber]",
        "Headers: [!ImportValue header]",
    ],
)
def test_what_tells_callers_apart_or_is_not_remembered(identity: str) -> None:
    assert said(REST % identity) == []


def test_a_plain_yes_for_several_routes_is_for_the_strict() -> None:
    (finding,) = said(HTTP % ("HTTP", HEADER, MINUTE, "GET /"))
    assert finding.persona is Persona.PEDANTIC
    assert "60 seconds" in finding.message and "2 routes" in finding.message
    assert len(finding.edits) == 1


@pytest.mark.parametrize(
    ("protocol", "source", "ttl", "key"),
    [
        ("HTTP", HEADER, "Name: users", "GET /"),
        ("HTTP", "$request.header.Host", "Name: users", "GET /"),
        ("HTTP", f"{HEADER}, $context.routeKey", MINUTE, "GET /"),
        ("WEBSOCKET", "route.request.header.Host", MINUTE, "$connect"),
    ],
)
def test_http_apis_remember_only_when_told_and_sockets_never(protocol: str, source: str, ttl: str, key: str) -> None:
    assert said(HTTP % (protocol, source, ttl, key)) == []
