"""What passes through a pipe or a state machine ends up in a log."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Remove, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.names import words_in
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule


class PipeDataLogged(Rule):
    id = "pipe-data-logged"
    title = "Payloads of a pipe or state machine are logged"
    why = """
With execution data in the log every input and output of every step stands there: names, addresses, tokens. Whoever may
read logs reads them, for as long as the logs are kept, and no table's or bucket's permissions apply.
"""
    remediation = """
Log what happened, without the data.

- Template: `IncludeExecutionData: false` in the `LoggingConfiguration` of the state machine (SAM: `Logging`); no
  `IncludeExecutionData` in the `LogConfiguration` of the pipe.
- Console: Step Functions > the state machine > *Edit* > *Config* > *Logging* > *Include execution data*.
- CLI: `aws stepfunctions update-state-machine --state-machine-arn ARN --logging-configuration file://logging.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-532",)
    references = {
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-3(3)",),
        "aws": (
            "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
            "https://docs.aws.amazon.com/step-functions/latest/dg/express-at-least-once-execution.html",
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-logs.html",
        ),
    }
    fix = FixSafety.SAFE
    caution = (
        "The log is the only record of an express execution, and of a pipe's: its input and output can no longer be "
        "looked up."
    )

    bad = (
        Example.sam(
            """
            Resources:
              OrderFlow:
                Type: AWS::Serverless::StateMachine
                Properties:
                  DefinitionUri: flow.asl.json
                  Logging:
                    Level: ALL
                    IncludeExecutionData: true
                    Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
              Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/vendedlogs/states/flow}}
            """,
            at="Resources.OrderFlow.Properties.Logging.IncludeExecutionData",
        ),
        Example.sam(
            """
            Resources:
              Checkout:
                Type: AWS::Serverless::StateMachine
                Properties:
                  Type: EXPRESS
                  DefinitionUri: flow.asl.json
                  Logging:
                    Level: ALL
                    IncludeExecutionData: true
                    Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
              Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/vendedlogs/states/checkout}}
            """,
            at="Resources.Checkout.Properties.Logging.IncludeExecutionData",
        ),
        Example.cloudformation(
            """
            Resources:
              Orders:
                Type: AWS::Pipes::Pipe
                Properties:
                  Source: arn:aws:sqs:eu-west-1:123456789012:orders
                  Target: arn:aws:sqs:eu-west-1:123456789012:paid
                  RoleArn: arn:aws:iam::123456789012:role/pipe
                  LogConfiguration:
                    Level: TRACE
                    IncludeExecutionData: [ALL]
                    CloudwatchLogsLogDestination: {LogGroupArn: "arn:aws:logs:eu-west-1:123456789012:log-group:pipe"}
            """,
            at="Resources.Orders.Properties.LogConfiguration.IncludeExecutionData",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: flow.asl.json
              Logging:
                Level: ALL
                IncludeExecutionData: false
                Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
          Silent:
            Type: AWS::Serverless::StateMachine
            Properties: {DefinitionUri: flow.asl.json, Logging: {Level: "OFF", IncludeExecutionData: true}}
          Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/vendedlogs/states/flow}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for machine in app.resources("AWS::StepFunctions::StateMachine"):
            logging = machine["LoggingConfiguration"]
            level = logging["Level"].text("OFF")
            data = logging["IncludeExecutionData"]
            if data.flag() is True and level not in ("OFF", None):
                milder = _milder(app, machine) or ("" if level == "ALL" else "only of executions that fail")
                yield self.finding(
                    data,
                    f"Input and output of the steps of {machine.name} are logged.",
                    severity=Severity.LOW if milder else None,
                    severity_reason=milder,
                    persona=Persona.PEDANTIC if milder else None,
                    edits=[Set(data, False)],
                    # Step Functions itself keeps the data of standard executions, and none of express ones.
                    fix=None if machine["StateMachineType"].text("STANDARD") == "STANDARD" else FixSafety.UNSAFE,
                )
        for pipe in app.resources("AWS::Pipes::Pipe"):
            data = pipe["LogConfiguration.IncludeExecutionData"]
            if any(item.value == "ALL" for item in data.each()) and pipe["LogConfiguration.Level"].text() == "TRACE":
                milder = _milder(app, pipe)
                yield self.finding(
                    data,
                    f"The payloads of all events that pass through {pipe.name} are logged.",
                    severity=Severity.LOW if milder else None,
                    severity_reason=milder,
                    persona=Persona.PEDANTIC if milder else None,
                    edits=[Remove(data)],
                    fix=FixSafety.UNSAFE,
                )


_PERSONAL = frozenset(
    "account address card claim customer email health invoice kyc member order passport patient payment person profile "
    "salary user".split()
)


def _milder(app: Application, resource: Resource) -> str:
    """Why less is at stake, unless people's requests pass, real users rely on it, or names tell of people's data."""
    outside = any(route.target == resource for route in app.routes)
    text = f"{resource.name} {resource['Name'].text('')} {resource['StateMachineName'].text('')}"
    personal = {word.rstrip("s") for word in words_in(text)} & _PERSONAL
    return "" if outside or app.production or personal else "nothing shows what the data is"
