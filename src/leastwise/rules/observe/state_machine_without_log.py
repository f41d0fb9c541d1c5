"""What a state machine did cannot be seen afterwards."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.rule import Example, Rule


class StateMachineWithoutLog(Rule):
    id = "state-machine-without-log"
    title = "State machine without logging"
    why = """
Step Functions forgets a standard execution after 90 days, and keeps nothing at all of an express execution. Without
logs nobody can say afterwards what was started, by which input, and where it failed.
"""
    remediation = """
Log at least errors, to a log group whose name begins with `/aws/vendedlogs/`.

- Template: `LoggingConfiguration: {Level: ERROR, Destinations: […]}`; in SAM `Logging`. Leave
  `IncludeExecutionData` off where inputs are confidential.
- Console: Step Functions > the state machine > *Edit* > *Config* > *Logging*.
- CLI: `aws stepfunctions update-state-machine --state-machine-arn ARN --logging-configuration file://logging.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-778",)
    references = {
        "fsbp": ("StepFunctions.1",),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-2", "AU-12"),
        "pci-dss": ("10.4.2",),
        "aws": ("https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Flow: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: flow.asl.json}}
            """,
            at="Resources.Flow.Properties.Logging.Level",
        ),
        Example.cloudformation(
            """
            Resources:
              Flow:
                Type: AWS::StepFunctions::StateMachine
                Properties:
                  RoleArn: arn:aws:iam::123456789012:role/flow
                  DefinitionString: "{}"
                  LoggingConfiguration: {Level: "OFF"}
            """,
            at="Resources.Flow.Properties.LoggingConfiguration.Level",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Flow:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              RoleArn: arn:aws:iam::123456789012:role/flow
              DefinitionString: "{}"
              LoggingConfiguration:
                Level: ERROR
                Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: !GetAtt Logs.Arn}}]
          Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/vendedlogs/states/flow}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for machine in app.resources("AWS::StepFunctions::StateMachine"):
            level = machine["LoggingConfiguration.Level"]
            if level.text("OFF") == "OFF":
                express = machine["StateMachineType"].text() == "EXPRESS"
                kept = "nothing of its executions is kept" if express else "its executions are forgotten after 90 days"
                yield self.finding(level, f"{machine.name} logs nothing: {kept}.")
