"""A function that waits for others is stopped after the three seconds that nobody chose."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Confidence, Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.read.tables import table
from leastwise.rules.connections import called_services, connections, external_address
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.runtime._waits import longest_wait
from leastwise.rules.words import listing

_SLOW_STARTERS = ("java", "dotnet")


class DefaultTimeout(Rule):
    id = "default-timeout"
    title = "Default timeout of three seconds with calls over the network"
    why = """
Three seconds are soon gone on a cold start, a slow answer and one retry. The function is then killed in the middle of
its work: no error handling runs, nothing says what had been done already, and the event is tried again from the start.
A custom resource that dies so leaves its stack waiting for an hour. The SDKs wait up to a minute for one answer, so
their own timeouts and retries never come into play. For calls that are mostly quick it is said to pedantic people only.
"""
    remediation = """
Choose the timeout: above the longest run that is normal with a cold start and a retry, below what the caller waits.

- Template: `Timeout: 10` on the function, or once under `Globals`.
- Terraform: `timeout = 10` on the `aws_lambda_function`.
- serverless.yml: `timeout: 10` of the provider or the function.
- Console: Lambda > the function > *Configuration* > *General configuration* > *Edit* > *Timeout*.
- CLI: `aws lambda update-function-configuration --function-name NAME --timeout 10`.
"""
    severity = Severity.LOW
    confidence = Confidence.MEDIUM
    references = {
        "well-architected": ("REL05-BP05",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html",
        ),
    }
    fix = FixSafety.SAFE
    options = {"seconds": Option(10, "timeout that the fix sets, in seconds")}

    bad = (
        Example.sam(
            """
            Resources:
              Ask:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement: {Effect: Allow, Action: bedrock:InvokeModel, Resource: "*"}
            """,
            at="Resources.Ask.Properties.Timeout",
        ),
        Example.sam(
            """
            Resources:
              Rates:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: nodejs24.x
                  Handler: app.handler
                  InlineCode: "exports.handler = async () => {}"
                  Environment: {Variables: {RATES_URL: https://rates.example.com/latest}}
            """,
            at="Resources.Rates.Properties.Timeout",
        ),
        Example.sam(
            """
            Resources:
              Orders: {Type: AWS::Serverless::SimpleTable}
              Read:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies: [DynamoDBReadPolicy: {TableName: !Ref Orders}]
            """,
            at="Resources.Read.Properties.Timeout",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Seconds: {Type: Number}
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Jobs: {Type: AWS::SQS::Queue}
          Alone: {Type: AWS::Serverless::Function}
          Polled:
            Type: AWS::Serverless::Function
            Properties: {Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}}
          Chosen:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: 3
              Policies: [Statement: {Effect: Allow, Action: bedrock:InvokeModel, Resource: "*"}]
          Given:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: !Ref Seconds
              Policies: [Statement: {Effect: Allow, Action: bedrock:InvokeModel, Resource: "*"}]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            place = function.resource["Timeout"]
            if not place.absent:
                continue
            services = called_services(app, function)
            why = _slow(app, function, services)
            if why or services:
                told = why or f"may call {listing(services, 2)}"
                polled = any(t.kind is TriggerKind.SQS for t in app.triggers_of(function))
                yield self.finding(
                    place,
                    f"{function.name} {told}, and has the default timeout of 3 s.",
                    functions=[function],
                    persona=None if why else Persona.PEDANTIC,
                    # More would need a longer visibility timeout of the queue as well.
                    edits=[Set(place, 5 if polled else self._seconds(app, function))],
                )

    def _seconds(self, app: Application, function: Function) -> int:
        """What the fix sets: no more than a caller waits for."""
        wait = longest_wait(app, function)
        chosen: int = self.option("seconds")
        return chosen if wait is None else min(chosen, int(wait[0]))


def _slow(app: Application, function: Function, services: dict[str, list[str]]) -> str:
    """What of a function's work commonly takes more than three seconds, for people; empty where nothing is known to."""
    slow: dict[str, str] = table(__file__, "slow")["calls"]
    for action in (action for actions in services.values() for action in actions):
        name = next((name for call, name in slow.items() if action.lower().startswith(call)), "")
        if name:
            return f"may wait for {name} (`{action}`)"
    address = external_address(function)
    if address is not None:
        return f"calls the server in `{address.name}`"
    connection = next(iter(connections(app, function)), None)
    if connection is not None:
        return f"connects to {connection.resource.name}"
    kinds = {trigger.kind for trigger in app.triggers_of(function)}
    if services and TriggerKind.CUSTOM_RESOURCE in kinds:
        return "answers for a custom resource and calls other services"
    if "s3" in services and TriggerKind.S3 in kinds:
        return f"may work on the objects that start it (`{services['s3'][0]}`)"
    starts = (function.runtime or "").startswith(_SLOW_STARTERS) and function.resource["SnapStart"].absent
    return f"calls other services after the cold start of {function.runtime}" if services and starts else ""
