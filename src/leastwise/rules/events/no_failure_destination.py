"""A record that cannot be handled stops its part of the stream, and is lost in the end."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import TriggerKind
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule

_STREAMS = frozenset({TriggerKind.DYNAMODB, TriggerKind.KINESIS})


class NoFailureDestination(Rule):
    id = "no-failure-destination"
    title = "Stream without destination for records that fail"
    why = """
A record on which the function fails is tried again and again, until it expires after a day or more. For that long the
records behind it wait, and then it is gone without a trace. One poisoned record is enough.
"""
    remediation = """
Send what fails to a queue, try a limited number of times, and halve batches that fail.

- Template: `DestinationConfig: {OnFailure: {Destination: …}}`, `MaximumRetryAttempts: 3` and
  `BisectBatchOnFunctionError: true` on the event source mapping, in SAM on the event; of a pipe `DeadLetterConfig` and
  `MaximumRetryAttempts` under the parameters of its source.
- Terraform: `destination_config`, `maximum_retry_attempts` and `bisect_batch_on_function_error` of the
  `aws_lambda_event_source_mapping`.
- serverless.yml: `destinations: {onFailure: …}`, `maximumRetryAttempts: 3` and `bisectBatchOnFunctionError: true` of
  the event `stream`.
- Console: Lambda > the function > *Configuration* > *Triggers* > the stream > *Edit* > *Additional settings*.
- CLI: `aws lambda update-event-source-mapping --uuid UUID --maximum-retry-attempts 3 --bisect-batch-on-function-error
  --destination-config '{"OnFailure":{"Destination":"QUEUE_ARN"}}'`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-755",)
    references = {
        "well-architected": ("REL05-BP03",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html",
        ),
    }

    bad = Example.sam(
        """
        Resources:
          Orders: {Type: AWS::Kinesis::Stream}
          Reader:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Events:
                Orders: {Type: Kinesis, Properties: {Stream: !GetAtt Orders.Arn, StartingPosition: LATEST}}
        """,
        at="Resources.Reader.Properties.Events.Orders",
    )
    good = Example.sam(
        """
        Resources:
          Orders: {Type: AWS::Kinesis::Stream}
          Failed: {Type: AWS::SQS::Queue}
          Reader:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Events:
                Orders:
                  Type: Kinesis
                  Properties:
                    Stream: !GetAtt Orders.Arn
                    StartingPosition: LATEST
                    MaximumRetryAttempts: 3
                    DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Failed.Arn}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for trigger in app.triggers(kind=_STREAMS):
            mapping = trigger.mapping
            if mapping is None:
                continue
            place = mapping["DestinationConfig.OnFailure.Destination"]
            if place.absent:
                yield self.finding(
                    place,
                    f"A record of {trigger.source.rpartition(':')[2]} that {trigger.function.name} fails on "
                    f"{_fate(mapping[()])}.",
                    functions=[trigger.function],
                )
        for pipe in app.resources("AWS::Pipes::Pipe"):
            for kind in ("KinesisStreamParameters", "DynamoDBStreamParameters"):
                source = pipe["SourceParameters"][kind]
                place = source["DeadLetterConfig.Arn"]
                if source.present and place.absent:
                    yield self.finding(place, f"A record that {pipe.name} cannot deliver {_fate(source)}.")


def _fate(settings: Property) -> str:
    """What becomes of a record that fails, for people."""
    limits = (settings["MaximumRetryAttempts"], settings["MaximumRecordAgeInSeconds"])
    endless = all(limit.absent or limit.number() == -1 for limit in limits)
    return "is tried until it expires, and the records behind it wait" if endless else "is dropped"
