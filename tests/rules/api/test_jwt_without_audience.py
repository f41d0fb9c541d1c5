"""jwt-without-audience: everything that accepts tokens."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api.jwt_without_audience import JwtWithoutAudience
from leastwise.rules.example import findings


def said(resource: str) -> list[Finding]:
    return findings(JwtWithoutAudience(), {"template.yaml": f"Resources:\n  Thing: {resource}\n"})


HTTP = "{Type: AWS::ApiGatewayV2::Authorizer, Properties: {AuthorizerType: JWT, JwtConfiguration: {%s}}}"
AGENT = (
    "{Type: AWS::BedrockAgentCore::Runtime, Properties: {AuthorizerConfiguration: {CustomJWTAuthorizer:"
    " {DiscoveryUrl: 'https://login.example/.well-known/openid-configuration'%s}}}}"
)
LISTENER = (
    "{Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {DefaultActions: [{Type: jwt-validation,"
    " JwtValidationConfig: {Issuer: 'https://login.example', JwksEndpoint: 'https://login.example/keys'%s}}]}}"
)
APPSYNC = (
    "{Type: AWS::AppSync::GraphQLApi, Properties: {AuthenticationType: AWS_IAM, AdditionalAuthenticationProviders:"
    " [{AuthenticationType: OPENID_CONNECT, OpenIDConnectConfig: {Issuer: 'https://login.example'%s}}]}}"
)


@pytest.mark.parametrize(
    ("resource", "missing"),
    [
        (HTTP % "Issuer: 'https://login.example'", "Audience"),
        (HTTP % "Audience: [shop]", "Issuer"),
        (AGENT % "", "AllowedAudience"),
        (LISTENER % "", "AdditionalClaims"),
        (APPSYNC % "", "ClientId"),
    ],
)
def test_what_is_not_compared(resource: str, missing: str) -> None:
    (finding,) = said(resource)
    assert finding.missing_property == missing
    assert finding.severity is Severity.MEDIUM
    if missing in ("AllowedAudience", "AdditionalClaims", "ClientId"):
        assert "`https://login.example`" in finding.message


def test_an_empty_list_of_audiences_names_none() -> None:
    assert len(said(HTTP % "Issuer: 'https://login.example', Audience: []")) == 1


@pytest.mark.parametrize(
    "resource",
    [
        HTTP % "Issuer: 'https://login.example', Audience: !ImportValue audience",
        AGENT % ", AllowedScopes: [tools]",
        AGENT % ", CustomClaims: [{InboundTokenClaimName: department}]",
        LISTENER % ", AdditionalClaims: [{Name: aud, Format: single-string, Values: [shop]}]",
        APPSYNC % ", ClientId: shop",
        "{Type: AWS::BedrockAgentCore::Runtime, Properties: {AgentRuntimeName: signs with IAM}}",
    ],
)
def test_what_is_compared_or_not_known(resource: str) -> None:
    assert said(resource) == []


USERS = """Transform: AWS::Serverless-2016-10-31
Resources:
  Front:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth:
        DefaultAuthorizer: Users
        Authorizers: {Users: {UserPoolArn: "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p"%s}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /, Method: get}}}
"""


def test_scopes_of_a_user_pool_are_for_the_strict() -> None:
    (finding,) = findings(JwtWithoutAudience(), {"template.yaml": USERS % ""})
    assert finding.persona is Persona.PEDANTIC
    assert "Users" in finding.message and "GET /" in finding.message
    assert findings(JwtWithoutAudience(), {"template.yaml": USERS % ", AuthorizationScopes: [orders.read]"}) == []
