"""Events that the function fails on are dropped, and nobody knows."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Reference
from leastwise.rules.events._failures import deliveries, with_failure_destination
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import called, listing

_FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
"""


class NoDeadLetter(Rule):
    id = "no-dead-letter"
    title = "Asynchronous function without dead-letter queue or failure destination"
    why = """
Lambda queues asynchronous events itself, tries a failing one three times and then drops it: the order, the uploaded
file or the alarm is lost without a trace, and somebody who can make the function fail can make things disappear.
Functions that only answer synchronous calls or read from queues and streams lose nothing this way and are no finding.
"""
    remediation = """
Keep what failed: a dead-letter queue, or a destination, which also holds the error.

- Template: `DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}` or
  `EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: …}}}` (SAM); `DeadLetterConfig` or
  `AWS::Lambda::EventInvokeConfig` (CloudFormation).
- Console: Lambda > the function > *Configuration* > *Asynchronous invocation*.
- CLI: `aws lambda update-function-configuration --function-name NAME --dead-letter-config TargetArn=ARN`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-390", "CWE-778")
    references = {
        "owasp-serverless": ("A10:2017",),
        "csa-serverless": ("SAS-05", "SAS-10"),
        "nist-800-53": ("CA-7",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
            "https://docs.aws.amazon.com/config/latest/developerguide/lambda-dlq-check.html",
        ),
    }
    fix = FixSafety.UNSAFE

    bad = (
        Example.sam(
            f"""
    Resources:
      Resize:{_FUNCTION}
          Events:
            Upload: {{Type: S3, Properties: {{Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}}}
      Uploads: {{Type: AWS::S3::Bucket}}
            """,
            at="Resources.Resize.Properties.DeadLetterQueue",
        ),
        Example.cloudformation(
            """
            Resources:
              Topic:
                Type: AWS::SNS::Topic
                Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Notify.Arn}]}
              Notify:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/notify
                  Code: {ZipFile: "def handler(event, context): pass"}
            """,
            at="Resources.Notify.Properties.DeadLetterConfig",
        ),
    )
    good = (
        Example.sam(
            f"""
    Resources:
      Orders:{_FUNCTION}
          Events:
            Get: {{Type: Api, Properties: {{Path: /orders, Method: get}}}}
            Jobs: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn}}}}
            Changes: {{Type: DynamoDB, Properties: {{Stream: !GetAtt Table.StreamArn, StartingPosition: LATEST}}}}
      Queue: {{Type: AWS::SQS::Queue}}
      Table:
        Type: AWS::DynamoDB::Table
        Properties:
          BillingMode: PAY_PER_REQUEST
          AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
          KeySchema: [{{AttributeName: id, KeyType: HASH}}]
          StreamSpecification: {{StreamViewType: NEW_IMAGE}}
            """
        ),
        Example.sam(
            f"""
    Resources:
      Failed: {{Type: AWS::SQS::Queue}}
      Letters:{_FUNCTION}
          DeadLetterQueue: {{Type: SQS, TargetArn: !GetAtt Failed.Arn}}
          Events:
            Upload: {{Type: S3, Properties: {{Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}}}
      Destination:{_FUNCTION}
          EventInvokeConfig:
            DestinationConfig: {{OnFailure: {{Type: SQS, Destination: !GetAtt Failed.Arn}}}}
          Events:
            Upload: {{Type: S3, Properties: {{Bucket: !Ref Uploads, Events: "s3:ObjectCreated:*"}}}}
      Uploads: {{Type: AWS::S3::Bucket}}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        kept = with_failure_destination(app)
        for function in app.functions:
            queued = [trigger for trigger in app.triggers_of(function) if trigger.asynchronous]
            if queued and function.id not in kept and function.resource["DeadLetterConfig"].absent:
                yield self._function(app, function, queued)
        for place, what, target in deliveries(app):
            if _calls_out(app, target):
                message = f"{what} drops an event that the endpoint refuses, or that it fails to take for a day."
                yield self.finding(place, message)
                continue
            reached = app.function_of(target.value)
            yield self.finding(
                place,
                f"{what} drops what it cannot deliver.",
                functions=[] if reached is None else [reached],
                severity=Severity.LOW,
                severity_reason="only events that cannot be delivered at all",
                persona=Persona.PEDANTIC,
            )

    def _function(self, app: Application, function: Function, queued: list[Trigger]) -> Finding:
        kinds = listing(dict.fromkeys(called(trigger.kind) for trigger in queued))
        timer = all(trigger.kind is TriggerKind.SCHEDULE for trigger in queued)
        return self.finding(
            function.resource["DeadLetterConfig"],
            f"{function.name} is started by {kinds}; an event it fails on three times is dropped.",
            functions=[function],
            severity=Severity.LOW if timer else None,
            severity_reason="a missed run is made up for by the next one" if timer else "",
            persona=Persona.PEDANTIC if timer else None,
            edits=_edits(function),
        )


def _calls_out(app: Application, target: Property) -> bool:
    """Whether what is sent goes to somebody's HTTP endpoint, where being delivered is being handled.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
    """
    return app.referenced(target.value, "AWS::Events::ApiDestination") is not None


def _edits(function: Function) -> list[AddResource | Set]:
    """A queue for the function, where the framework writes the role and so lets the function send to it."""
    if function.resource["Role"].by != "framework":
        return []
    stack, _, name = function.resource.key.rpartition(":")
    queue = f"{name}Failed"
    return [
        AddResource(function.resource[()], queue, "AWS::SQS::Queue", {"MessageRetentionPeriod": 1209600}),
        Set(function.resource["DeadLetterConfig.TargetArn"], Reference(f"{stack}:{queue}", "Arn")),
    ]
