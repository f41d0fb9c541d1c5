"""unauthenticated-route, public-function-url, open-cors: decisions beyond the examples."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.open_cors import OpenCors
from leastwise.rules.api.public_function_url import PublicFunctionUrl
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

FUNCTION = """
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: !GetAtt Role.Arn, Code: {ZipFile: "def h(e, c): pass"}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [%s]
"""
API = """
  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: orders, ProtocolType: HTTP}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: !GetAtt Orders.Arn
      PayloadFormatVersion: "2.0"
"""
ROUTE = """
  Route%s:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: "%s", Target: !Sub "integrations/${Integration}"%s}
"""
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
TABLES = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"
ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": "Resources:\n" + "".join(parts)})


def api(policy: str, *routes: tuple[str, str]) -> list[Finding]:
    written = [ROUTE % (number, key, more) for number, (key, more) in enumerate(routes)]
    return said(UnauthenticatedRoute(), FUNCTION % policy, API, *written)


def test_one_finding_for_an_api_names_its_open_routes() -> None:
    (finding,) = api(TABLES, ("GET /orders", ""), ("POST /orders", ""), ("GET /me", ", AuthorizationType: AWS_IAM"))
    assert "GET /orders" in finding.message and "POST /orders" in finding.message
    assert "/me" not in finding.message
    assert finding.functions == ("template.yaml:Orders",)


@pytest.mark.parametrize(
    ("policy", "severity"), [(BASIC, Severity.MEDIUM), (TABLES, Severity.HIGH), (ADMIN, Severity.CRITICAL)]
)
def test_it_weighs_what_the_function_may_do(policy: str, severity: Severity) -> None:
    (finding,) = api(policy, ("GET /orders", ""))
    assert finding.severity is severity


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("OPTIONS /orders", ""),
        ("GET /health", ""),
        ("POST /auth/login", ""),
        ("POST /payments/webhook", ""),
        ("GET /orders", ", AuthorizationType: AWS_IAM"),
        ("GET /orders", ", AuthorizationType: !ImportValue kind"),
    ],
)
def test_routes_that_are_no_finding(key: str, more: str) -> None:
    assert api(TABLES, (key, more)) == []


SOCKET = API.replace("ProtocolType: HTTP", "ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action")


def socket(*routes: tuple[str, str]) -> list[Finding]:
    written = [ROUTE % (number, key, more) for number, (key, more) in enumerate(routes)]
    return said(UnauthenticatedRoute(), FUNCTION % TABLES, SOCKET, *written)


def test_a_websocket_is_as_open_as_its_connection() -> None:
    (finding,) = socket(("send", ""), ("$connect", ""), ("$disconnect", ""))
    assert finding.place.resource.name == "Route1"
    assert "`send`" in finding.message
    assert socket(("send", ""), ("$connect", ", AuthorizationType: AWS_IAM")) == []


def test_a_websocket_that_anybody_connects_to_lacks_a_route() -> None:
    (finding,) = socket(("$default", ""))
    assert finding.place.resource.name == "Api"
    assert finding.edits == ()


def test_a_route_past_all_functions_counts() -> None:
    queue = """
  Queue: {Type: AWS::SQS::Queue}
  Send:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationSubtype: SQS-SendMessage
      RequestParameters: {QueueUrl: !Ref Queue, MessageBody: $request.body}
  Post:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Api, RouteKey: POST /jobs, Target: !Sub "integrations/${Send}"}
"""
    (finding,) = said(UnauthenticatedRoute(), FUNCTION % TABLES, API, queue)
    assert "Queue" in finding.message
    assert finding.severity is Severity.HIGH
    assert finding.functions == ()


URL = (
    "\n  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt Orders.Arn, AuthType: %s, Cors: {%s}}}\n"
)


@pytest.mark.parametrize(("policy", "severity"), [(TABLES, Severity.HIGH), (ADMIN, Severity.CRITICAL)])
def test_a_public_url_weighs_more_with_an_administrator_behind_it(policy: str, severity: Severity) -> None:
    (finding,) = said(PublicFunctionUrl(), FUNCTION % policy, URL % ("NONE", ""))
    assert finding.severity is severity
    assert finding.functions == ("template.yaml:Orders",)


def test_a_url_that_may_be_public_is_no_finding() -> None:
    assert said(PublicFunctionUrl(), FUNCTION % BASIC, URL % ("!ImportValue auth", "")) == []


@pytest.mark.parametrize(
    ("auth", "cors", "severity"),
    [
        ("AWS_IAM", 'AllowOrigins: ["*"]', Severity.MEDIUM),
        ("AWS_IAM", 'AllowOrigins: ["*"], AllowCredentials: true', Severity.HIGH),
        ("NONE", 'AllowOrigins: ["*"]', Severity.LOW),
        ("AWS_IAM", 'AllowOrigins: ["https://*.example.com"], AllowHeaders: ["*"]', None),
        ("AWS_IAM", "AllowOrigins: !ImportValue origins", None),
        ("AWS_IAM", "AllowOrigins: {a: b}", None),
    ],
)
def test_open_origins_weigh_by_what_they_open(auth: str, cors: str, severity: Severity | None) -> None:
    found = said(OpenCors(), FUNCTION % BASIC, URL % (auth, cors))
    assert [finding.severity for finding in found] == ([severity] if severity else [])
