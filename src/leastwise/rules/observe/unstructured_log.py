"""Logs are lines of text that no query can take apart."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.value import Map, Symbol
from leastwise.rules.observe._telemetry import at_edge, only_at_deployment
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing

_LOGGERS = ("POWERTOOLS_SERVICE_NAME", "POWERTOOLS_LOG_LEVEL", "POWERTOOLS_LOGGER_LOG_EVENT")
"""Variables of Powertools, whose logger writes JSON in any format.

https://docs.aws.amazon.com/powertools/python/latest/core/logger/
"""


class UnstructuredLog(Rule):
    id = "unstructured-log"
    title = "Functions log plain text"
    why = """
With JSON every field of a log event can be searched for: all requests of one user, all errors of one kind. Plain text
has to be taken apart by patterns that break, and filtering by level is not possible.
"""
    remediation = """
Let Lambda write JSON.

- Template: `LoggingConfig: {LogFormat: JSON}` on the function, in SAM best once under `Globals`.
- Terraform: `logging_config { log_format = "JSON" }` on the `aws_lambda_function`.
- serverless.yml: from version 4 on `logs: {logFormat: JSON}` on the function, or `logs: {lambda: {logFormat: JSON}}` of
  the provider; before that `LoggingConfig` of the function's logical id in `resources.extensions`.
- Console: Lambda > the function > *Configuration* > *Monitoring and operations tools* > *Logging configuration* >
  *Edit*.
- CLI: `aws lambda update-function-configuration --function-name NAME --logging-config LogFormat=JSON`.
"""
    severity = Severity.INFO
    persona = Persona.AUDITOR
    references = {
        "nist-800-53": ("AU-3",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html",
        ),
    }
    fix = FixSafety.UNSAFE
    # Lambda's pages do not name the level; AWS's own CDK documents `INFO` (FunctionOptions.applicationLogLevelV2).
    caution = (
        "What reads the logs as plain text, such as metric filters, has to be adapted to JSON, and events below `INFO` "
        "are left out unless `ApplicationLogLevel` is set."
    )
    once = True

    bad = Example.sam(
        """
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        """,
        at="Resources.Worker.Properties.LoggingConfig.LogFormat",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Worker: {Type: AWS::Serverless::Function, Properties: {LoggingConfig: {LogFormat: JSON}}}
          Powered:
            Type: AWS::Serverless::Function
            Properties: {Environment: {Variables: {POWERTOOLS_SERVICE_NAME: orders}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        without = []
        for function in by_id(app.functions):
            plain = function.resource["LoggingConfig.LogFormat"].text("Text") == "Text"
            if plain and not (_own_logger(function) or at_edge(app, function) or only_at_deployment(app, function)):
                without.append(function)
        if without:
            names = listing(function.name for function in without)
            yield self.finding(
                without[0].resource["LoggingConfig.LogFormat"],
                f"Log events of {names} are plain text.",
                functions=without,
                edits=[Set(function.resource["LoggingConfig.LogFormat"], "JSON") for function in without],
            )


def _own_logger(function: Function) -> bool:
    variables = function.environment.value
    return isinstance(variables, Symbol) or (isinstance(variables, Map) and any(name in variables for name in _LOGGERS))
