"""no-dead-letter, open-queue, short-visibility: decisions beyond the examples."""

import pytest

from leastwise.model.edit import Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.events.no_dead_letter import NoDeadLetter
from leastwise.rules.events.open_queue import OpenQueue
from leastwise.rules.events.short_visibility import ShortVisibility
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

FUNCTION = """
  %s:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: "x"}%s}
"""
TOPIC = (
    "\n  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Work.Arn}]}}\n"
)
TIMER = """
  Timer:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: work, Arn: !GetAtt Work.Arn}]}
"""


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": "Resources:\n" + "".join(parts)})


def test_a_destination_on_an_alias_counts() -> None:
    alias = (
        "\n  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Work, Name: live, FunctionVersion: 1}}\n"
    )
    config = (
        "\n  Config: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: %s, Qualifier: live, "
        "DestinationConfig: {OnFailure: {Destination: 'arn:aws:sqs:eu-west-1:123456789012:failed'}}}}\n"
    )
    for named in ("!Ref Work", "!Ref Live"):
        assert said(NoDeadLetter(), FUNCTION % ("Work", ""), TOPIC, alias, config % named) == []


def test_a_destination_for_successes_alone_does_not() -> None:
    config = (
        "\n  Config: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref Work, Qualifier: $LATEST, "
        "DestinationConfig: {OnSuccess: {Destination: 'arn:aws:sqs:eu-west-1:123456789012:done'}}}}\n"
    )
    (finding,) = said(NoDeadLetter(), FUNCTION % ("Work", ""), TOPIC, config)
    assert finding.missing_property == "DeadLetterConfig"


def test_a_setting_that_is_not_known_is_no_finding() -> None:
    assert said(NoDeadLetter(), FUNCTION % ("Work", ", DeadLetterConfig: !ImportValue letters"), TOPIC) == []


def test_timers_and_deliveries_are_for_the_strict() -> None:
    found = said(NoDeadLetter(), FUNCTION % ("Work", ""), TIMER)
    assert {finding.persona for finding in found} == {Persona.PEDANTIC}
    assert {finding.missing_property for finding in found} == {"DeadLetterConfig"}
    assert {finding.functions for finding in found} == {("template.yaml:Work",)}
    assert {finding.place.resource.name for finding in found} == {"Work", "Timer"}


def test_senders_are_called_what_people_call_them() -> None:
    (finding,) = [one for one in said(NoDeadLetter(), FUNCTION % ("Work", ""), TOPIC) if one.functions]
    assert "started by SNS" in finding.message


def test_no_edit_where_the_role_would_not_let_the_function_send() -> None:
    (finding,) = said(NoDeadLetter(), FUNCTION % ("Work", ""), TOPIC)
    assert finding.edits == ()


QUEUE = """
  Queue: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: %s, Action: sqs:SendMessage, Resource: "*"%s}]}
"""


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ('"*"', ""),
        ('{AWS: "*"}', ""),
        ('{AWS: ["123456789012", "*"]}', ""),
        ('"*"', ', Condition: {Bool: {"aws:SecureTransport": true}}'),
        ('"*"', ', Condition: {StringNotEquals: {"aws:SourceAccount": "123456789012"}}'),
        ('"*"', ', Condition: {ArnLike: {"aws:SourceArn": "arn:aws:sns:*:*:*"}}'),
        ('"*"', ', Condition: {ArnLikeIfExists: {"aws:SourceArn": !Ref Queue}}'),
        ('"*"', ', Condition: {IpAddress: {"aws:SourceIp": ["0.0.0.0/0"]}}'),
    ],
)
def test_open_queues(principal: str, condition: str) -> None:
    (finding,) = said(OpenQueue(), QUEUE % (principal, condition))
    assert finding.place.name == "Principal"


@pytest.mark.parametrize(
    ("principal", "condition"),
    [
        ('{AWS: "123456789012"}', ""),
        ("{Service: sns.amazonaws.com}", ""),
        ("!ImportValue who", ""),
        ('"*"', ', Condition: {ArnLike: {"AWS:SourceArn": "arn:aws:sns:*:*:orders"}}'),
        ('"*"', ', Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}'),
        ('"*"', ', Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3}}'),
        ('"*"', ', Condition: {StringEquals: {"aws:SourceVpce": vpce-1}}'),
        ('"*"', ", Condition: !ImportValue condition"),
    ],
)
def test_queues_that_are_not_open(principal: str, condition: str) -> None:
    assert said(OpenQueue(), QUEUE % (principal, condition)) == []


MAPPING = "\n  Map%s: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref %s, EventSourceArn: !GetAtt Queue.Arn%s}}\n"


def visibility(queue: str, *functions: tuple[str, str, str]) -> list[Finding]:
    parts = [f"\n  Queue: {{Type: AWS::SQS::Queue, Properties: {{{queue}}}}}\n"]
    for name, more, mapping in functions:
        parts += [FUNCTION % (name, more), MAPPING % (name, name, mapping)]
    return said(ShortVisibility(), *parts)


def test_the_slowest_function_decides_and_the_window_is_added() -> None:
    slow = ("Slow", ", Timeout: 60", ", MaximumBatchingWindowInSeconds: 20")
    (finding,) = visibility("VisibilityTimeout: 100", ("Quick", ", Timeout: 20", ""), slow)
    assert finding.functions == ("template.yaml:Slow",)
    assert "380 s are needed; 100 s are set" in finding.message
    (edit,) = finding.edits
    assert isinstance(edit, Set) and edit.value == 380


@pytest.mark.parametrize(
    ("queue", "function"),
    [
        ("", ""),
        ("", ", Timeout: 5"),
        ("VisibilityTimeout: 180", ", Timeout: 30"),
        ("VisibilityTimeout: '180'", ", Timeout: '30'"),
        ("VisibilityTimeout: !ImportValue seconds", ", Timeout: 900"),
        ("VisibilityTimeout: 1", ", Timeout: !ImportValue seconds"),
        ("VisibilityTimeout: [1]", ", Timeout: {a: 1}"),
    ],
)
def test_enough_or_not_known(queue: str, function: str) -> None:
    assert visibility(queue, ("Work", function, "")) == []


def test_the_default_is_said_to_be_one() -> None:
    (finding,) = visibility("", ("Work", ", Timeout: 6", ""))
    assert "30 s is the default" in finding.message
    assert finding.severity is Severity.MEDIUM
    assert finding.missing_property == "VisibilityTimeout"


def test_an_event_that_an_endpoint_refuses_is_lost() -> None:
    text = """
Resources:
  Endpoint: {Type: AWS::Events::ApiDestination, Properties: {ConnectionArn: c, HttpMethod: POST, InvocationEndpoint: u}}
  Rule: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Id: a, Arn: !GetAtt Endpoint.Arn}]}}
"""
    (found,) = findings(NoDeadLetter(), {"template.yaml": text})
    assert (found.severity, found.persona) == (Severity.MEDIUM, Persona.REGULAR)
