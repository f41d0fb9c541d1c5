"""mcp-server-unauthenticated: what is a server of tools, and what it takes the place of."""

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.mcp_server_unauthenticated import McpServerUnauthenticated
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.example import findings, readings

API = """Transform: AWS::Serverless-2016-10-31
Resources:
  %(name)s:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: %(handler)s
      InlineCode: "def handler(event, context): pass"
      Policies: [AmazonSNSFullAccess]
      Environment: {Variables: {%(setting)s: x}}
      Events:
        One: {Type: HttpApi, Properties: {Path: "%(path)s", Method: post}}
"""
PLAIN = {"name": "Orders", "handler": "app.handler", "setting": "TABLE", "path": "/orders"}
GATEWAY = """Resources:
  Tools:
    Type: AWS::BedrockAgentCore::Gateway
    Properties:
      AuthorizerType: %s
      %s
  Target:
    Type: AWS::BedrockAgentCore::GatewayTarget
    Properties:
      GatewayIdentifier: !Ref Tools
      TargetConfiguration: {Mcp: {Lambda: {LambdaArn: !GetAtt Orders.Arn}}}
  Orders:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: !GetAtt Role.Arn, Code: {ZipFile: "def h(e, c): pass"}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]
"""


def said(template: str) -> list[Finding]:
    return findings(McpServerUnauthenticated(), {"template.yaml": template})


@pytest.mark.parametrize(
    "different",
    [
        {"path": "/v1/mcp"},
        {"path": "/mcp/{proxy+}"},
        {"name": "OrdersMCPServer"},
        {"handler": "orders_mcp.handler"},
        {"setting": "FASTMCP_STATELESS_HTTP"},
    ],
)
def test_what_is_called_a_server_of_tools(different: dict[str, str]) -> None:
    (finding,) = said(API % (PLAIN | different))
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    "different",
    [
        {},
        {"path": "/mcprice"},
        {"name": "McpClient"},
        {"setting": "MCP_SERVER_URL"},
        {"name": "OrdersMcp", "path": "/.well-known/oauth-protected-resource"},
    ],
)
def test_what_is_not(different: dict[str, str]) -> None:
    assert said(API % (PLAIN | different)) == []


def test_it_takes_the_place_of_the_open_route() -> None:
    (reading,) = readings({"template.yaml": API % (PLAIN | {"path": "/mcp"})})
    found = judge(reading, [McpServerUnauthenticated(), UnauthenticatedRoute()], JudgeSettings()).findings
    assert [finding.rule for finding in found] == ["mcp-server-unauthenticated"]
    assert [note.rule for note in found[0].related] == ["unauthenticated-route"]


def test_a_gateway_weighs_what_its_tools_may_do() -> None:
    (finding,) = said(GATEWAY % ("NONE", "Name: tools"))
    assert finding.severity is Severity.CRITICAL
    assert finding.functions == ("template.yaml:Orders",)


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("CUSTOM_JWT", "Name: tools"),
        ("AUTHENTICATE_ONLY", "Name: tools"),
        ("!ImportValue kind", "Name: tools"),
        ("NONE", "PolicyEngineConfiguration: {Arn: a, Mode: ENFORCE}"),
        (
            "NONE",
            "InterceptorConfigurations: [{InterceptionPoints: [REQUEST], InputConfiguration: {PassRequestHeaders: true}}]",
        ),
    ],
)
def test_a_gateway_that_asks_or_lets_ask(kind: str, more: str) -> None:
    assert said(GATEWAY % (kind, more)) == []


@pytest.mark.parametrize(
    "more",
    [
        "PolicyEngineConfiguration: {Arn: a, Mode: LOG_ONLY}",
        "InterceptorConfigurations: [{InterceptionPoints: [RESPONSE], InputConfiguration: {PassRequestHeaders: true}}]",
        "InterceptorConfigurations: [{InterceptionPoints: [REQUEST]}]",
    ],
)
def test_what_cannot_ask_in_its_place(more: str) -> None:
    assert len(said(GATEWAY % ("NONE", more))) == 1
