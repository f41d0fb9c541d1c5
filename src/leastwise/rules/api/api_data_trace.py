"""Whole requests and responses end up in a log."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import Stage, api_name, sentence, stages

_LEVELS = ("ERROR", "INFO")


class ApiDataTrace(Rule):
    id = "api-data-trace"
    title = "Whole requests and responses are logged"
    why = """
The execution log then holds bodies, query strings and most headers: names, addresses, passwords that somebody signs in
with, tokens. Whoever may read logs reads them, for as long as the logs are kept. AWS advises against it in production.
"""
    remediation = """
Switch data tracing off; the execution log itself can stay.

- Template: `DataTraceEnabled: false` in `MethodSettings` (REST) or `DefaultRouteSettings` (WebSocket);
  `ExcludeVerboseContent: true` in the `LogConfig` of a GraphQL API.
- Console: API Gateway > the API > *Stages* > the stage > *Logs and tracing* > *Edit* > *Data tracing*.
- CLI: `aws apigateway update-stage --rest-api-id ID --stage-name NAME
  --patch-operations op=replace,path=/*/*/logging/dataTrace,value=false`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-532",)
    references = {
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-3(3)",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
            "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html",
        ),
    }
    fix = FixSafety.SAFE

    bad = (
        Example.sam(
            """
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  DefinitionBody: {paths: {}}
                  MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: true}]
            """,
            at="Resources.Api.Properties.MethodSettings.0.DataTraceEnabled",
        ),
        Example.cloudformation(
            """
            Resources:
              Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: chat, ProtocolType: WEBSOCKET}}
              Stage:
                Type: AWS::ApiGatewayV2::Stage
                Properties:
                  ApiId: !Ref Api
                  StageName: live
                  DefaultRouteSettings: {LoggingLevel: ERROR, DataTraceEnabled: true}
            """,
            at="Resources.Stage.Properties.DefaultRouteSettings.DataTraceEnabled",
        ),
        Example.cloudformation(
            """
            Resources:
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: AWS_IAM
                  LogConfig: {FieldLogLevel: ALL, CloudWatchLogsRoleArn: arn:aws:iam::123456789012:role/logs}
            """,
            at="Resources.Shop.Properties.LogConfig",
        ),
    )
    good = (
        Example.sam(
            """
            Resources:
              Api:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  DefinitionBody: {paths: {}}
                  MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: false}]
              Silent:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  DefinitionBody: {paths: {}}
                  MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: "OFF", DataTraceEnabled: true}]
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: AWS_IAM
                  LogConfig:
                    FieldLogLevel: ALL
                    ExcludeVerboseContent: true
                    CloudWatchLogsRoleArn: arn:aws:iam::123456789012:role/logs
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for stage in stages(app):
            found = [place["DataTraceEnabled"] for place in stage.settings if _traced(stage, place)]
            if found:
                yield self.finding(
                    found[0],
                    sentence(f"{api_name(stage.api)} logs whole requests and responses."),
                    edits=[Set(place, False) for place in found],
                )
        for api in app.resources("AWS::AppSync::GraphQLApi"):
            config = api["LogConfig"]
            verbose = config["ExcludeVerboseContent"]
            if config["FieldLogLevel"].text() in ("ALL", "DEBUG") and verbose.flag(default=False) is False:
                chosen = config.span != api.span
                yield self.finding(
                    verbose,
                    f"{api.name} logs headers, arguments and results of every field.",
                    severity=None if chosen else Severity.LOW,
                    severity_reason="" if chosen else "what SAM does where `Logging` is not set",
                    persona=None if chosen else Persona.PEDANTIC,
                    edits=[Set(verbose, True)] if chosen else [],
                )


def _traced(stage: Stage, place: Property) -> bool:
    """Whether data tracing is on and has a log to go to. HTTP APIs have no execution log."""
    kind = stage.api.get("ProtocolType")
    logs = place["LoggingLevel"].text() in _LEVELS
    return place["DataTraceEnabled"].flag() is True and logs and (stage.rest or kind == "WEBSOCKET")
