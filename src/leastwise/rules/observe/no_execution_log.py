"""What an API did with a request, and why it failed, is not recorded."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name, sentence


class NoExecutionLog(Rule):
    id = "no-execution-log"
    title = "API without execution log"
    why = """
The execution log says what the API did with a request: which authorizer refused it, how it was mapped, what the
integration answered. Without it a failing or refused request leaves no trace but a status.
"""
    remediation = """
Log errors; leave data tracing off, since that logs whole requests.

- Template: `MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: ERROR}]` on the stage of a REST API,
  `DefaultRouteSettings: {LoggingLevel: ERROR}` for WebSocket.
- Terraform: `settings { logging_level = "ERROR" }` of an `aws_api_gateway_method_settings`, `default_route_settings {
  logging_level = "ERROR" }` of an `aws_apigatewayv2_stage`.
- serverless.yml: `provider.logs.restApi: {executionLogging: true, level: ERROR}`, `provider.logs.websocket: {level:
  ERROR}`.
- Console: API Gateway > the API > *Stages* > the stage > *Logs and tracing* > *Edit* > *CloudWatch logs*.
- CLI: `aws apigateway update-stage --rest-api-id ID --stage-name NAME --patch-operations
  op=replace,path=/*/*/logging/loglevel,value=ERROR`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-778",)
    references = {
        "fsbp": ("APIGateway.1",),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-2", "AU-12"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Shop: {Type: AWS::Serverless::Api, Properties: {StageName: live, DefinitionBody: {paths: {}}}}
            """,
            at="Resources.Shop",
        ),
        Example.cloudformation(
            """
            Resources:
              Chat: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}
              Live: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Chat, StageName: live}}
            """,
            at="Resources.Live.Properties.DefaultRouteSettings.LoggingLevel",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Shop:
            Type: AWS::Serverless::Api
            Properties:
              StageName: live
              DefinitionBody: {paths: {}}
              MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: ERROR}]
          Quick: {Type: AWS::Serverless::HttpApi}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for stage in app.resources("AWS::ApiGateway::Stage"):
            if not _logs(stage["MethodSettings"]):
                api = app.referenced(stage.get("RestApiId"))
                message = sentence(f"{api_name(api or stage)} keeps no execution log.")
                yield self.finding(_place(stage["MethodSettings"]), message)
        for stage in app.resources("AWS::ApiGatewayV2::Stage"):
            api = app.referenced(stage.get("ApiId"))
            level = stage["DefaultRouteSettings.LoggingLevel"]
            if api is not None and api.get("ProtocolType") == "WEBSOCKET" and level.text("OFF") == "OFF":
                yield self.finding(level, f"{api.name} keeps no execution log.")


def _place(settings: Property) -> Property:
    """Where the level of one method's log, or of all methods', would stand."""
    return next(settings.items(), settings[0])["LoggingLevel"]


def _logs(settings: Property) -> bool:
    """Whether any method is logged, or may be."""
    if settings.absent:
        return False
    items = list(settings.items())
    return not items or any(item["LoggingLevel"].text("OFF") != "OFF" for item in items)
