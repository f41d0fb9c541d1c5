"""Nobody is told when functions fail."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.edit import AddResource
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Reference
from leastwise.read.graph.wiring import places
from leastwise.rules.observe._alarms import ALARMS, Alarms
from leastwise.rules.observe._telemetry import only_at_deployment
from leastwise.rules.policies import document
from leastwise.rules.rule import Example, Rule
from leastwise.rules.tls import topic_statements
from leastwise.rules.words import by_id, listing

_STREAMS = frozenset({TriggerKind.DYNAMODB, TriggerKind.KINESIS, TriggerKind.KAFKA, TriggerKind.DOCUMENTDB})
_MOST_ALARMS = 200
"""Alarms that are added at once; a template holds 500 resources.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""


class NoAlarm(Rule):
    id = "no-alarm"
    title = "No alarm when functions fail, are throttled or fall behind"
    why = """
A function that an attacker makes fail, throttles or floods shows in its metrics at once, and in the mails of customers
days later. Without an alarm nobody looks.
"""
    remediation = """
Add alarms on errors and throttles of every function, on the iterator age of those that read a stream, and on the depth
of every dead-letter queue.

- Template: an `AWS::CloudWatch::Alarm` for each, with `AlarmActions` that reach somebody. The fix lets them tell the
  topic that other alarms tell, or a new one, which reaches nobody until somebody subscribes:
  `aws sns subscribe --topic-arn TOPIC_ARN --protocol email --notification-endpoint MAIL`. Every alarm costs.
- Terraform: an `aws_cloudwatch_metric_alarm` for each, with `alarm_actions`.
- serverless.yml: the plugin `serverless-plugin-aws-alerts`, or alarms under `resources`.
- Console: CloudWatch > *Alarms* > *Create alarm* > *Lambda* > *By function name*.
- CLI: `aws cloudwatch put-metric-alarm --namespace AWS/Lambda --metric-name Errors --dimensions
  Name=FunctionName,Value=NAME --statistic Sum --period 60 --evaluation-periods 1 --threshold 1 --comparison-operator
  GreaterThanOrEqualToThreshold --alarm-actions TOPIC_ARN --alarm-name NAME-errors`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-778",)
    references = {
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("SI-4(5)",),
        "aws": (
            "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Somebody has to subscribe to the topic, or nobody hears the alarms, each of which costs."
    once = True

    bad = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Worker:
            Type: AWS::Serverless::Function
            Properties: {DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Failed.Arn}}
          Failed: {Type: AWS::SQS::Queue}
        """,
        at="Resources.Worker",
    )
    good = Example.sam(
        """
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Worker: {Type: AWS::Serverless::Function}
          Errors:
            Type: AWS::CloudWatch::Alarm
            Properties:
              Namespace: AWS/Lambda
              MetricName: Errors
              Dimensions: [{Name: FunctionName, Value: !Ref Worker}]
          Throttles: {Type: AWS::CloudWatch::Alarm, Properties: {Namespace: AWS/Lambda, MetricName: Throttles}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        alarms = Alarms(app)
        missing: dict[str, list[tuple[Resource, Function | None]]] = {}
        for function in by_id(app.functions):
            kinds = {trigger.kind for trigger in app.triggers_of(function)}
            if only_at_deployment(app, function):
                continue
            for metric in ("Errors", "Throttles", *(("IteratorAge",) if kinds & _STREAMS else ())):
                if not alarms.watches(function.resource, metric):
                    missing.setdefault(metric, []).append((function.resource, function))
        for queue in _dead_letter_queues(app):
            if not alarms.watches(queue, "ApproximateNumberOfMessagesVisible", "NumberOfMessagesSent"):
                missing.setdefault("depth", []).append((queue, None))
        if missing:
            first = next(iter(missing.values()))[0][0]
            by_names: dict[str, list[str]] = {}
            for metric, found in missing.items():
                by_names.setdefault(_names(found), []).append(_SAID[metric])
            told = [f"{' and '.join(metrics)} of {names}" for names, metrics in by_names.items()]
            yield self.finding(
                first[""],
                f"No alarm on {'; none on '.join(told)}.",
                functions=[function for found in missing.values() for _, function in found if function],
                edits=_edits(app, [(resource, metric) for metric, found in missing.items() for resource, _ in found]),
            )


_SAID = {
    "Errors": "errors",
    "Throttles": "throttles",
    "IteratorAge": "the growing delay",
    "depth": "the depth",
}


def _names(found: list[tuple[Resource, Function | None]]) -> str:
    return listing([resource.name for resource, _ in found], 3)


_DEAD_LETTERS = (
    ("AWS::Lambda::Function", ("DeadLetterConfig", "TargetArn")),
    ("AWS::Lambda::EventInvokeConfig", ("DestinationConfig", "OnFailure", "Destination")),
    ("AWS::Lambda::EventSourceMapping", ("DestinationConfig", "OnFailure", "Destination")),
    ("AWS::SQS::Queue", ("RedrivePolicy", "deadLetterTargetArn")),
    ("AWS::SNS::Subscription", ("RedrivePolicy", "deadLetterTargetArn")),
    ("AWS::Scheduler::Schedule", ("Target", "DeadLetterConfig", "Arn")),
    ("AWS::Events::Rule", ("Targets", "*", "DeadLetterConfig", "Arn")),
    ("AWS::Events::EventBus", ("DeadLetterConfig", "Arn")),
)


def _dead_letter_queues(app: Application) -> list[Resource]:
    """The queues of the application to which something sends what has failed."""
    found: dict[str, Resource] = {}
    for type_, path in _DEAD_LETTERS:
        for resource in app.resources(type_):
            for place in places(resource, path):
                queue = app.referenced(place.value, "AWS::SQS::Queue")
                if queue is not None:
                    found[queue.key] = queue
    return [found[key] for key in sorted(found)]


def _edits(app: Application, missing: Sequence[tuple[Resource, str]]) -> list[AddResource]:
    """The alarms, and in each template that has none a topic that they tell; somebody has to subscribe to it."""
    if len(missing) > _MOST_ALARMS:
        return []
    topics = {topic.stack: topic.key for topic in _told(app)}
    found: dict[str, list[AddResource]] = {}
    alarms = []
    for resource, metric in missing:
        if resource.stack in topics:
            topic = Reference(topics[resource.stack], "Ref")
        else:
            topic = resource.neighbour(_TOPIC, "Ref")
            found.setdefault(resource.stack, _topic(resource, topic))
        alarms.append(_alarm(resource, metric, topic))
    return [*(edit for edits in found.values() for edit in edits), *alarms]


_TOPIC = "Alarms"


def _topic(beside: Resource, topic: Reference) -> list[AddResource]:
    """A topic with its policy; it names no key, because alarms need one whose policy lets them."""
    policy = {"Topics": [topic], "PolicyDocument": document(topic_statements(topic))}
    return [
        AddResource(beside[()], _TOPIC, "AWS::SNS::Topic"),
        AddResource(beside[()], f"{_TOPIC}Policy", "AWS::SNS::TopicPolicy", policy),
    ]


def _told(app: Application) -> Iterator[Resource]:
    """The topics that alarms of the application tell."""
    for alarm in app.resources(*ALARMS):
        for action in alarm["AlarmActions"].each():
            topic = app.referenced(action.value, "AWS::SNS::Topic")
            if topic is not None:
                yield topic


def _alarm(resource: Resource, metric: str, topic: Reference) -> AddResource:
    depth = metric == "depth"
    age = metric == "IteratorAge"
    dimension = Reference(resource.key, "QueueName" if depth else "Ref")
    return AddResource(
        resource[""],
        f"{resource.name}{'Depth' if depth else metric}Alarm",
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "AWS/SQS" if depth else "AWS/Lambda",
            "MetricName": "ApproximateNumberOfMessagesVisible" if depth else metric,
            "Dimensions": [{"Name": "QueueName" if depth else "FunctionName", "Value": dimension}],
            "Statistic": "Maximum" if depth or age else "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 60_000 if age else 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": [topic],
        },
    )
