"""unauthenticated-route, public-function-url, open-cors: decisions beyond the examples."""

import pytest

from leastwise.model.edit import AddResource
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
TOPICS = "arn:aws:iam::aws:policy/AmazonSNSFullAccess"
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
    ("policy", "severity"),
    [
        (BASIC, Severity.MEDIUM),
        (TOPICS, Severity.HIGH),
        (TABLES, Severity.CRITICAL),
        (ADMIN, Severity.CRITICAL),
    ],
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


SERVICE = """
  Publish:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Rest
      ResourceId: !GetAtt Rest.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: %s, IntegrationHttpMethod: POST, Uri: %s%s}
  Rest: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
"""
CREDENTIALS = ", Credentials: 'arn:aws:iam::123456789012:role/api'"


@pytest.mark.parametrize(
    ("uri", "service"),
    [
        (
            "!Sub 'arn:${AWS::Partition}:apigateway:${AWS::Region}:sns:action/Publish'",
            "call `sns:Publish` in your name",
        ),
        (
            "!Sub 'arn:aws:apigateway:${AWS::Region}:states:action/StartSyncExecution'",
            "call `states:StartSyncExecution` in your name",
        ),
        ("'arn:aws:apigateway:eu-west-1:data-ats.iot:path/topics/a'", "send requests to `iot` as its role allows"),
    ],
)
def test_a_route_to_a_service_of_aws_counts(uri: str, service: str) -> None:
    (finding,) = said(UnauthenticatedRoute(), SERVICE % ("AWS", uri, CREDENTIALS))
    assert f"can {service}" in finding.message
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("kind", "uri", "more"),
    [
        ("MOCK", "x", ""),
        ("HTTP_PROXY", "https://example.com", ""),
        ("HTTP_PROXY", "https://example.com", ", ConnectionType: VPC_LINK, ConnectionId: abc"),
        ("AWS", "'arn:aws:apigateway:eu-west-1:sns:action/Publish'", ""),
        ("AWS", "!ImportValue uri", CREDENTIALS),
        ("AWS", "[3]", CREDENTIALS),
    ],
)
def test_a_route_to_nothing_of_yours_does_not(kind: str, uri: str, more: str) -> None:
    assert said(UnauthenticatedRoute(), SERVICE % (kind, uri, more)) == []


MAY_CALL = """
  MayCall:
    Type: AWS::Lambda::Permission
    Properties: {Action: lambda:InvokeFunctionUrl, FunctionName: !Ref %s, Principal: "*", FunctionUrlAuthType: NONE}
"""
WEBHOOK = FUNCTION.replace("Orders", "PaymentWebhook")
WEBHOOK_API = API.replace("Orders", "PaymentWebhook")


@pytest.mark.parametrize(
    ("policy", "severity"), [(TOPICS, Severity.MEDIUM), (BASIC, Severity.MEDIUM), (ADMIN, Severity.CRITICAL)]
)
def test_a_webhook_weighs_the_same_by_api_and_by_url(policy: str, severity: Severity) -> None:
    url = "\n  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref PaymentWebhook, AuthType: NONE}}\n"
    (by_url,) = said(PublicFunctionUrl(), WEBHOOK % policy, url, MAY_CALL % "PaymentWebhook")
    (by_api,) = said(UnauthenticatedRoute(), WEBHOOK % policy, WEBHOOK_API, ROUTE % (1, "GET /", ""))
    assert by_url.severity is by_api.severity is severity
    assert by_url.severity_reason == by_api.severity_reason


def test_a_webhook_may_be_named_by_its_path() -> None:
    (finding,) = api(TOPICS, ("POST /payments/webhook", ""))
    assert finding.severity is Severity.MEDIUM
    assert "verifies the signature" in finding.severity_reason
    (finding,) = api(TOPICS, ("POST /payments/webhook", ""), ("POST /orders", ""))
    assert finding.severity is Severity.HIGH


CORS = """
  Front:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Cors: {AllowMethods: "'GET'", AllowOrigin: "'*'"}
      %s
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {List: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: get}}}
"""


@pytest.mark.parametrize(
    ("more", "severity", "reason"),
    [
        ("Auth: {DefaultAuthorizer: AWS_IAM}", Severity.LOW, "no token of the visitor's"),
        ("Auth: {}", Severity.LOW, "no authentication anyway"),
        ("EndpointConfiguration: {Type: PRIVATE}", Severity.MEDIUM, "private"),
        (
            "EndpointConfiguration: {Type: PRIVATE}\n      Auth: {DefaultAuthorizer: AWS_IAM}",
            Severity.LOW,
            "no token of the visitor's",
        ),
        ("Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}", Severity.MEDIUM, "by network"),
    ],
)
def test_an_open_origin_weighs_by_what_opens_the_door(more: str, severity: Severity, reason: str) -> None:
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + CORS % more
    (finding,) = findings(OpenCors(), {"template.yaml": template})
    assert finding.severity is severity
    assert reason in finding.severity_reason
    assert "Front" in finding.message
    assert finding.place.span[0].text[slice(*finding.place.span[1:3])] == "AllowOrigin"


def test_only_those_with_a_client_certificate_get_an_answer() -> None:
    mtls = """
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties: {DomainName: a.example, MutualTlsAuthentication: {TruststoreUri: "s3://trust/store.pem"}}
  Mapping: {Type: AWS::ApiGatewayV2::ApiMapping, Properties: {ApiId: !Ref Api, DomainName: !Ref Domain, Stage: live}}
"""
    closed = API.replace("HTTP}", 'HTTP, DisableExecuteApiEndpoint: true, CorsConfiguration: {AllowOrigins: ["*"]}}')
    assert said(OpenCors(), FUNCTION % BASIC, closed, ROUTE % (1, "GET /orders", ""), mtls) == []
    open_ = API.replace("HTTP}", 'HTTP, CorsConfiguration: {AllowOrigins: ["*"]}}')
    assert len(said(OpenCors(), FUNCTION % BASIC, open_, ROUTE % (1, "GET /orders", ""), mtls)) == 1


URL = (
    "\n  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt Orders.Arn, AuthType: %s, Cors: {%s}}}\n"
)


@pytest.mark.parametrize(
    ("policy", "severity"),
    [
        (BASIC, Severity.MEDIUM),
        (TOPICS, Severity.HIGH),
        (TABLES, Severity.CRITICAL),
        (ADMIN, Severity.CRITICAL),
    ],
)
def test_a_public_url_weighs_by_what_the_function_may_do(policy: str, severity: Severity) -> None:
    (finding,) = said(PublicFunctionUrl(), FUNCTION % policy, URL % ("NONE", ""), MAY_CALL % "Orders")
    assert finding.severity is severity
    assert finding.functions == ("template.yaml:Orders",)


def test_a_url_that_may_be_public_is_no_finding() -> None:
    assert said(PublicFunctionUrl(), FUNCTION % BASIC, URL % ("!ImportValue auth", ""), MAY_CALL % "Orders") == []


def test_a_url_that_nobody_is_permitted_to_use_is_no_finding() -> None:
    assert said(PublicFunctionUrl(), FUNCTION % BASIC, URL % ("NONE", "")) == []
    somebody = MAY_CALL.replace("!Ref %s", "!ImportValue name")
    assert len(said(PublicFunctionUrl(), FUNCTION % BASIC, URL % ("NONE", ""), somebody)) == 1


BEFORE_URL = """
  Front:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior: {TargetOriginId: url, ViewerProtocolPolicy: https-only%s}
        Origins: [{Id: url, DomainName: !Select [2, !Split ["/", !GetAtt Url.FunctionUrl]]}]
"""


def test_a_url_is_closed_for_a_distribution_that_asks_and_not_for_one_that_lets_everybody_through() -> None:
    parts = (FUNCTION % BASIC, URL % ("NONE", ""), MAY_CALL % "Orders")
    (asking,) = said(PublicFunctionUrl(), *parts, BEFORE_URL % ", TrustedKeyGroups: [visitors]")
    added = {edit.type for edit in asking.edits if isinstance(edit, AddResource)}
    assert "AWS::CloudFront::OriginAccessControl" in added
    (open_,) = said(PublicFunctionUrl(), *parts, BEFORE_URL % "")
    assert "by its URL, and through Front, which asks nobody either." in open_.message
    assert open_.edits == ()


@pytest.mark.parametrize(
    ("auth", "cors", "severity"),
    [
        ("AWS_IAM", 'AllowOrigins: ["*"]', Severity.LOW),
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
