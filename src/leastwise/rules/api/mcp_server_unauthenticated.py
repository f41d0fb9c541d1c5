"""Tools that are meant for agents can be called by everybody."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Confidence, Finding, FixSafety, Severity
from leastwise.model.graph import Function, Route
from leastwise.model.resource import Property
from leastwise.rules.api._mending import closed
from leastwise.rules.api._routes import PUBLIC, by_api, functions_of, is_open, judged, order, place_of
from leastwise.rules.api._signed import signed
from leastwise.rules.api._tools import leads_to_tools, serves_tools, unguarded
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import REDEPLOY
from leastwise.rules.weight import weight
from leastwise.rules.words import listing

_FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Policies: [DynamoDBCrudPolicy: {TableName: !Ref Table}]
"""
_ALL = "everybody on the internet"
_TABLE = "Table: {Type: AWS::Serverless::SimpleTable}"


class McpServerUnauthenticated(Rule):
    id = "mcp-server-unauthenticated"
    title = "Tools for agents without authentication"
    why = """
A server of the model context protocol tells its callers which tools it has and how to use them, and then runs them with
its own permissions. Without authentication that holds for everybody who finds the address, and scanners look for
`/mcp`: they need no model and no agent to call the tools one by one.
"""
    remediation = f"""
Let only agents in that prove who sent them: the protocol uses OAuth 2.1 bearer tokens.

- Template: `AuthorizerType: CUSTOM_JWT` (or `AWS_IAM`) on the AgentCore gateway; a JWT or Lambda authorizer on the
  route of an API; `AuthType: AWS_IAM` on a function URL.
- Console: Amazon Bedrock AgentCore > *Gateways* > the gateway > *Inbound Auth*.
- CLI: `aws bedrock-agentcore-control update-gateway --gateway-identifier ID --name NAME --role-arn ROLE
  --authorizer-type CUSTOM_JWT --authorizer-configuration file://authorizer.json`.

{REDEPLOY}
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-3", "IA-9"),
        "fsbp": ("BedrockAgentCore.2",),
        "aws": (
            "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html",
            "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Agents that neither sign their requests for IAM nor have what the API's authorizer asks for are turned away, "
        "on a REST API from its next deployment on."
    )
    subsumes = ("unauthenticated-route", "public-function-url")

    bad = (
        Example.cloudformation(
            """
            Resources:
              Tools:
                Type: AWS::BedrockAgentCore::Gateway
                Properties:
                  Name: tools
                  RoleArn: arn:aws:iam::123456789012:role/tools
                  AuthorizerType: NONE
            """,
            at="Resources.Tools.Properties.AuthorizerType",
        ),
        Example.sam(
            f"""
    Resources:
      Orders:{_FUNCTION}
          Events:
            Tools: {{Type: HttpApi, Properties: {{Path: /mcp, Method: post}}}}
      {_TABLE}
            """,
            at="Resources.Orders.Properties.Events.Tools",
        ),
        Example.sam(
            f"""
    Resources:
      OrdersMcpServer:{_FUNCTION}
          FunctionUrlConfig: {{AuthType: NONE}}
      {_TABLE}
            """,
            at="Resources.OrdersMcpServer.Properties.FunctionUrlConfig.AuthType",
        ),
    )
    good = (
        Example.cloudformation(
            """
            Resources:
              Tools:
                Type: AWS::BedrockAgentCore::Gateway
                Properties: {Name: tools, RoleArn: arn:aws:iam::123456789012:role/tools, AuthorizerType: AWS_IAM}
              Asked:
                Type: AWS::BedrockAgentCore::Gateway
                Properties:
                  Name: asked
                  RoleArn: arn:aws:iam::123456789012:role/tools
                  AuthorizerType: NONE
                  InterceptorConfigurations:
                    - InterceptionPoints: [REQUEST]
                      InputConfiguration: {PassRequestHeaders: true}
                      Interceptor: {Lambda: {Arn: arn:aws:lambda:eu-west-1:123456789012:function:ask}}
              Agent:
                Type: AWS::BedrockAgentCore::Runtime
                Properties:
                  AgentRuntimeName: agent
                  RoleArn: arn:aws:iam::123456789012:role/agent
                  ProtocolConfiguration: MCP
            """
        ),
        Example.sam(
            f"""
    Resources:
      Front: {{Type: AWS::Serverless::HttpApi, Properties: {{Auth: {{EnableIamAuthorizer: true,
        DefaultAuthorizer: AWS_IAM}}}}}}
      OrdersMcpServer:{_FUNCTION}
          Events:
            Tools: {{Type: HttpApi, Properties: {{ApiId: !Ref Front, Path: /mcp, Method: post}}}}
      McpClient:{_FUNCTION}
          FunctionUrlConfig: {{AuthType: NONE}}
      {_TABLE}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for gateway in app.resources("AWS::BedrockAgentCore::Gateway"):
            if unguarded(gateway):
                functions = app.started_by(gateway)
                place, what = gateway["AuthorizerType"], f"{gateway.name}: {_ALL}"
                yield self._found(place, what, functions, weight(app, functions), [Set(place, "AWS_IAM")])
        for routes in by_api(app):
            open_routes = sorted((route for route in routes if is_open(route, PUBLIC.split())), key=order)
            tools = [route for route in open_routes if leads_to_tools(route)]
            if tools:
                yield from self._by_routes(app, tools, place_of(routes, open_routes if tools == open_routes else tools))
        for url in app.resources("AWS::Lambda::Url"):
            function = app.function_of(url.get("TargetFunctionArn"))
            if url.get("AuthType") == "NONE" and function is not None and serves_tools(function):
                place, what = url["AuthType"], f"{function.name}: {_ALL}"
                yield self._found(place, what, [function], weight(app, [function]), closed(app, url))

    def _by_routes(self, app: Application, routes: Sequence[Route], place: Property) -> Iterator[Finding]:
        functions = functions_of(routes)
        who, severity, reason = judged(app, routes, functions)
        if who:
            labels = listing(f"`{route.label}`" for route in routes)
            edits = signed(app, routes, place)
            yield self._found(place, f"{labels}: {who}", functions, (severity, reason), edits)

    def _found(
        self,
        place: Property,
        what: str,
        functions: Sequence[Function],
        why: tuple[Severity | None, str],
        edits: list[Edit],
    ) -> Finding:
        runs = f", which runs {listing([function.name for function in functions])}" if functions else ""
        return self.finding(
            place,
            f"{what} can call the tools that are offered to agents here{runs}.",
            functions=functions,
            severity=why[0],
            severity_reason=why[1],
            edits=edits,
        )
