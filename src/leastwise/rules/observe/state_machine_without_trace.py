"""Nobody can follow a request through a state machine."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property
from leastwise.rules.observe._telemetry import allowing_traces
from leastwise.rules.rule import Example, Rule


class StateMachineWithoutTrace(Rule):
    id = "state-machine-without-trace"
    title = "State machine without tracing"
    why = """
A trace that ends where a state machine begins hides which of its steps was slow, failed, or called what it never
called before.
"""
    remediation = """
Switch on X-Ray; the state machine's role needs `xray:PutTraceSegments` and its companions, which SAM adds by itself.

- Template: `TracingConfiguration: {Enabled: true}`; in SAM `Tracing: {Enabled: true}`.
- Console: Step Functions > the state machine > *Edit* > *Config* > *Enable X-Ray tracing*.
- CLI: `aws stepfunctions update-state-machine --state-machine-arn ARN --tracing-configuration enabled=true`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    references = {
        "nist-800-53": ("CA-7",),
        "aws": ("https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",),
    }
    fix = FixSafety.SAFE

    bad = Example.sam(
        """
        Resources:
          Flow:
            Type: AWS::Serverless::StateMachine
            Properties: {DefinitionUri: flow.asl.json, Tracing: {Enabled: false}}
        """,
        at="Resources.Flow.Properties.Tracing.Enabled",
    )
    good = Example.cloudformation(
        """
        Resources:
          Flow:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              RoleArn: arn:aws:iam::123456789012:role/flow
              DefinitionString: "{}"
              TracingConfiguration: {Enabled: true}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for machine in app.resources("AWS::StepFunctions::StateMachine"):
            enabled = machine["TracingConfiguration.Enabled"]
            if enabled.flag(False) is False:
                yield self.finding(
                    enabled, f"No request can be followed through {machine.name}.", edits=_edits(app, enabled)
                )


def _edits(app: Application, enabled: Property) -> list[Edit]:
    """Tracing, and the permission for it.

    https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
    """
    arn = enabled.resource["RoleArn"]
    allowed = allowing_traces(arn, app.role_of(arn.value))
    return [] if allowed is None else [*allowed, Set(enabled, True)]
