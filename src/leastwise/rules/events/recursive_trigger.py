"""A function sets itself off, again and again."""

from collections.abc import Iterator

from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Statement, Trigger, TriggerKind
from leastwise.model.value import Map, Symbol
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import called

_WRITES = {
    TriggerKind.S3: ("s3:putobject",),
    TriggerKind.SQS: ("sqs:sendmessage",),
    TriggerKind.SNS: ("sns:publish",),
    TriggerKind.DYNAMODB: ("dynamodb:putitem", "dynamodb:updateitem", "dynamodb:batchwriteitem"),
    TriggerKind.KINESIS: ("kinesis:putrecord", "kinesis:putrecords"),
}

_DETECTED = frozenset({TriggerKind.S3, TriggerKind.SQS, TriggerKind.SNS})
"""What Lambda detects a loop over, and stops after about 16 rounds.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""


class RecursiveTrigger(Rule):
    id = "recursive-trigger"
    title = "Function that may write to what starts it"
    why = """
A function that writes to the bucket, queue, topic, table or stream that starts it sets itself off without end. It costs
until somebody notices, and uses up the concurrency of the whole account. Lambda stops such a loop over S3, SQS and SNS
after about 16 rounds, unless it is told to allow it; one over a table or a stream it does not notice.
"""
    remediation = """
Write somewhere else, or let only what is not yet processed start the function.

- Template: a bucket, queue or table of its own for the results; or a `Filter` on prefix or suffix (S3), or
  `FilterCriteria` (streams). Take `RecursiveLoop: Allow` away.
- Console: Lambda > the function > *Configuration* > *Triggers*; *Concurrency and recursion detection*.
- CLI: `aws lambda put-function-recursion-config --function-name NAME --recursive-loop Terminate`.
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-674", "CWE-400")
    references = {
        "csa-serverless": ("SAS-08",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  StreamSpecification: {StreamViewType: NEW_IMAGE}
              Counter:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies: [DynamoDBWritePolicy: {TableName: !Ref Orders}]
                  Events:
                    Changes: {Type: DynamoDB, Properties: {Stream: !GetAtt Orders.StreamArn, StartingPosition: LATEST}}
            """,
            at="Resources.Counter.Properties.Events.Changes",
        ),
        Example.sam(
            """
            Resources:
              Walker:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  RecursiveLoop: Allow
            """,
            at="Resources.Walker.Properties.RecursiveLoop",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Photos: {Type: AWS::S3::Bucket}
          Thumbnails: {Type: AWS::S3::Bucket}
          Shrink:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - S3ReadPolicy: {BucketName: !Ref Photos}
                - S3WritePolicy: {BucketName: !Ref Thumbnails}
              Events:
                Photo: {Type: S3, Properties: {Bucket: !Ref Photos, Events: "s3:ObjectCreated:*"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            loop = function.resource["RecursiveLoop"]
            if loop.text() == "Allow":
                yield self.finding(loop, f"{function.name} may run in a loop: the brake is off.", functions=[function])
        for trigger in app.triggers(kind=_WRITES):
            written = _written(app, trigger)
            if written and not _filtered(trigger):
                allowed = trigger.function.resource["RecursiveLoop"].text() == "Allow"
                braked = trigger.kind in _DETECTED and not allowed
                yield self.finding(
                    trigger.property,
                    f"{trigger.function.name} is started by {_named(trigger)} and is allowed `{written}` on it.",
                    functions=[trigger.function],
                    severity=Severity.MEDIUM if braked else None,
                    severity_reason="Lambda stops the loop after about 16 rounds" if braked else "",
                )


def _named(trigger: Trigger) -> str:
    resource = trigger.resource
    return resource.name if resource is not None else trigger.source or called(trigger.kind)


def _written(app: Application, trigger: Trigger) -> str:
    """The action by which a function is allowed to write to what starts it, on that very resource."""
    role, source = trigger.function.role, trigger.resource
    if role is None:
        return ""
    for statement in role.statements:
        if statement.allows and any(
            app.referenced(value) == source if source is not None else _names(value, trigger.source)
            for value in statement.resources
        ):
            action = _writing(statement, trigger.kind)
            if action:
                return action
    return ""


def _names(value: object, source: str) -> bool:
    """Whether an ARN that is spelled out names what is outside the application and starts a function."""
    if not isinstance(value, str) or not value.startswith("arn:"):
        return False
    return source in (value, value.partition(":::")[2].partition("/")[0])


def _writing(statement: Statement, kind: TriggerKind) -> str:
    for action in statement.actions:
        if isinstance(action, str) and any(matches(action.lower(), wanted) for wanted in _WRITES[kind]):
            return action
    return ""


def _filtered(trigger: Trigger) -> bool:
    """Whether a filter may keep out what the function itself writes."""
    if trigger.mapping is not None:
        return trigger.mapping["FilterCriteria"].present
    place = trigger.property
    if place.name in ("Function", "LambdaFunctionArn"):
        place = place.parent
    properties = place["Properties"] if isinstance(place.value, Map) and "Properties" in place.value else place
    if isinstance(properties.value, Symbol):
        return True
    return any(properties[name].present for name in ("Filter", "FilterPolicy", "RawMessageDelivery.FilterPolicy"))
