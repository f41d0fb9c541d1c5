"""Nobody can follow a request through the functions."""

from collections.abc import Iterable, Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function
from leastwise.model.resource import Property
from leastwise.rules.observe._telemetry import allowing_traces, at_edge, observed, only_at_deployment
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import by_id, listing


class NoTracing(Rule):
    id = "no-tracing"
    title = "Functions without tracing"
    why = """
A trace shows which services a request went through, how long each took and where it failed. Without one, whoever
investigates an incident has to guess from the logs of each function which lines belong to the same request.
"""
    remediation = """
Switch on active tracing, or add the layer of another tracer.

- Template: `TracingConfig: {Mode: Active}`; in SAM `Tracing: Active`, best once under `Globals`.
- Terraform: `tracing_config { mode = "Active" }` on the `aws_lambda_function`.
- serverless.yml: `tracing: {lambda: true}` of the provider, or `tracing: Active` on the function.
- Console: Lambda > the function > *Configuration* > *Monitoring and operations tools* > *Edit* >
  *Lambda service traces*.
- CLI: `aws lambda update-function-configuration --function-name NAME --tracing-config Mode=Active`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-778",)
    references = {
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("CA-7",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
            "CloudWatch-Application-Signals-Enable-LambdaMain.html",
        ),
    }
    fix = FixSafety.SAFE
    once = True

    bad = (
        Example.sam(
            """
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
            Resources:
              First: {Type: AWS::Serverless::Function}
              Second: {Type: AWS::Serverless::Function}
            """,
            at="Resources.First.Properties.Tracing",
        ),
        Example.cloudformation(
            """
            Resources:
              Worker:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/worker
                  Code: {ZipFile: "def handler(event, context): pass"}
                  TracingConfig: {Mode: PassThrough}
            """,
            at="Resources.Worker.Properties.TracingConfig.Mode",
        ),
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Traced: {Type: AWS::Serverless::Function, Properties: {Tracing: Active}}
          Layered:
            Type: AWS::Serverless::Function
            Properties:
              Layers: [!Sub "arn:aws:lambda:${AWS::Region}:615299751070:layer:AWSOpenTelemetryDistroPython:5"]
          Vendor:
            Type: AWS::Serverless::Function
            Properties: {Environment: {Variables: {DD_SITE: datadoghq.eu}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        without: list[Function] = []
        places: list[Property] = []
        traced = _traced_apis(app)
        for function in by_id(app.functions):
            config = function.resource["TracingConfig"]
            mode = config["Mode"]
            asked = mode.absent or mode.text() == "PassThrough"
            elsewhere = at_edge(app, function) or only_at_deployment(app, function)
            followed = observed(app, function) or _traced_before(app, function, traced)
            if asked and not (elsewhere or followed):
                without.append(function)
                places.append(config if config.absent else mode)
        if without:
            names = listing(function.name for function in without)
            yield self.finding(
                places[0],
                f"No request can be followed through {names}.",
                functions=without,
                edits=_edits(without),
            )


def _traced_apis(app: Application) -> set[str]:
    """Keys of the APIs that trace the requests they get."""
    stages = [s for s in app.resources("AWS::ApiGateway::Stage") if s["TracingEnabled"].flag() is True]
    traced = {api.key for api in (app.referenced(stage.get("RestApiId")) for stage in stages) if api is not None}
    return traced | {api.key for api in app.resources("AWS::AppSync::GraphQLApi") if api["XrayEnabled"].flag() is True}


def _traced_before(app: Application, function: Function, traced: set[str]) -> bool:
    """Whether all that starts the function is traced already, and hands its decision on.

    https://docs.aws.amazon.com/xray/latest/devguide/xray-services-lambda.html
    """
    triggers = app.triggers_of(function)
    return bool(triggers) and all(t.route is not None and t.route.api.key in traced for t in triggers)


def _edits(functions: Iterable[Function]) -> list[Edit]:
    """Tracing for all of these, and the permission for it, without which the deployment fails.

    None where a role cannot be changed here.
    https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
    """
    found: list[Edit] = []
    for function in functions:
        allowed = allowing_traces(function.resource["Role"], function.role)
        if allowed is None:
            return []
        found += [*allowed, Set(function.resource["TracingConfig.Mode"], "Active")]
    return found
