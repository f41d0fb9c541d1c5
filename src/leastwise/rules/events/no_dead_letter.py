"""Events that the function fails on are dropped, and nobody knows."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Seq, display
from leastwise.rules.events._failures import deliveries, with_failure_destination
from leastwise.rules.events._letters import for_function, for_sender
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
  `AWS::Lambda::EventInvokeConfig` (CloudFormation). The role has to allow sending there, for a rule or a subscription
  the policy of the queue.
- Terraform: `dead_letter_config` of an `aws_lambda_function`, an `aws_cloudwatch_event_target` or the target of an
  `aws_scheduler_schedule`; `destination_config` of an `aws_lambda_function_event_invoke_config`; `redrive_policy` of an
  `aws_sns_topic_subscription`.
- serverless.yml: `onError: QUEUE_ARN` or `destinations: {onFailure: QUEUE_ARN}` on the function.
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
    caution = "What failed waits in the new queue for 14 days and is then lost, so somebody has to look into it."

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
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
              Caller:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{Effect: Allow, Principal: {Service: scheduler.amazonaws.com}, Action: sts:AssumeRole}]
              Notify:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: !GetAtt Role.Arn
                  Code: {ZipFile: "def handler(event, context): pass"}
              Paid:
                Type: AWS::Events::Rule
                Properties:
                  EventPattern: {source: [shop]}
                  Targets: [{Id: notify, Arn: !GetAtt Notify.Arn}]
              Nightly:
                Type: AWS::Scheduler::Schedule
                Properties:
                  ScheduleExpression: rate(1 day)
                  FlexibleTimeWindow: {Mode: "OFF"}
                  Target: {Arn: !GetAtt Notify.Arn, RoleArn: !GetAtt Caller.Arn}
            """,
            at=(
                "Resources.Notify.Properties.DeadLetterConfig",
                "Resources.Paid.Properties.Targets.0.DeadLetterConfig",
                "Resources.Nightly.Properties.Target.DeadLetterConfig",
            ),
        ),
        Example.sam(
            f"""
    Resources:
      Topic: {{Type: AWS::SNS::Topic}}
      Notify:{_FUNCTION}
          Events:
            News: {{Type: SNS, Properties: {{Topic: !Ref Topic}}}}
            Paid: {{Type: EventBridgeRule, Properties: {{Pattern: {{source: [shop]}}}}}}
            Nightly: {{Type: ScheduleV2, Properties: {{ScheduleExpression: rate(1 day)}}}}
            """,
            at=(
                "Resources.Notify.Properties.DeadLetterQueue",
                "Resources.Notify.Properties.Events.News",
                "Resources.Notify.Properties.Events.Paid",
                "Resources.Notify.Properties.Events.Nightly",
            ),
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
                yield self.finding(place, message, edits=for_sender(app, place))
                continue
            reached = app.function_of(target.value)
            yield self.finding(
                place,
                f"{what} drops what it cannot deliver{_to(app, target)}.",
                functions=[] if reached is None else [reached],
                severity=Severity.LOW,
                severity_reason="only events that cannot be delivered at all",
                persona=Persona.PEDANTIC,
                edits=for_sender(app, place),
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
            edits=for_function(function),
        )


def _to(app: Application, target: Property) -> str:
    """Which of several targets of a rule is meant, for people; empty where there is one."""
    targets = target.resource.properties.get("Targets")
    if not isinstance(targets, Seq) or len(targets) < 2:
        return ""
    reached = app.function_of(target.value) or app.referenced(target.value)
    return f" to {reached.name if reached is not None else display(target.value)}"


def _calls_out(app: Application, target: Property) -> bool:
    """Whether what is sent goes to somebody's HTTP endpoint, where being delivered is being handled.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
    """
    return app.referenced(target.value, "AWS::Events::ApiDestination") is not None
