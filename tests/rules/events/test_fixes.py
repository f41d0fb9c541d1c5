"""What the fixes of the side doors add, and where they add nothing."""

import pytest

from leastwise.model.edit import AddResource, Insert, Remove
from leastwise.model.finding import Finding, FixSafety
from leastwise.rules.events.no_dead_letter import NoDeadLetter
from leastwise.rules.events.pipe_data_logged import PipeDataLogged
from leastwise.rules.events.plaintext_queue_access import PlaintextQueueAccess
from leastwise.rules.events.plaintext_topic_access import PlaintextTopicAccess
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

WORK = """
  Work:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: "x"}}
"""
TOPIC = (
    "\n  Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Work.Arn}]}}\n"
)


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": "Resources:\n" + "".join(parts)})


SUBSCRIPTION = """
  Topic: {Type: AWS::SNS::Topic%s}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: %s, Protocol: lambda, Endpoint: !GetAtt Work.Arn}
"""


@pytest.mark.parametrize(
    ("topic", "arn", "fixed"),
    [
        ("", "!Ref Topic", True),
        (", Properties: {FifoTopic: true}", "!Ref Topic", False),
        (", Properties: {FifoTopic: !ImportValue fifo}", "!Ref Topic", False),
        ("", "arn:aws:sns:eu-west-1:210987654321:theirs", False),
    ],
)
def test_a_subscription_gets_a_queue_that_its_topic_may_send_to(topic: str, arn: str, fixed: bool) -> None:
    found = said(NoDeadLetter(), WORK, SUBSCRIPTION % (topic, arn))
    (finding,) = [one for one in found if one.place.resource.name == "Subscription"]
    assert [edit.type for edit in finding.edits if isinstance(edit, AddResource)] == (
        ["AWS::SQS::Queue", "AWS::SQS::QueuePolicy"] if fixed else []
    )


def test_a_function_whose_role_is_elsewhere_gets_no_queue_that_it_may_not_send_to() -> None:
    (finding,) = [one for one in said(NoDeadLetter(), WORK, TOPIC) if one.place.resource.name == "Work"]
    assert finding.edits == ()


QUEUE = """
  Jobs: {Type: AWS::SQS::Queue}
  Policy: {Type: %s, Properties: {%s, PolicyDocument: {Statement: %s}}}
"""


@pytest.mark.parametrize(
    ("type_", "names", "statements", "inserted"),
    [
        ("AWS::SQS::QueuePolicy", "Queues: [!Ref Jobs]", "[]", True),
        ("AWS::SQS::QueueInlinePolicy", "Queue: !Ref Jobs", "[]", True),
        ("AWS::SQS::QueuePolicy", "Queues: [!Ref Jobs]", "{Effect: Allow, Action: 'sqs:*', Principal: {AWS: 1}}", True),
        ("AWS::SQS::QueuePolicy", "Queues: [!Ref Jobs]", "!ImportValue statements", False),
    ],
)
def test_a_queue_keeps_the_one_policy_that_it_has(type_: str, names: str, statements: str, inserted: bool) -> None:
    found = said(PlaintextQueueAccess(), QUEUE % (type_, names, statements))
    assert [[type(edit) for edit in finding.edits] for finding in found] == [[Insert] if inserted else []]


def test_the_policy_that_a_topic_gets_leaves_its_account_in() -> None:
    (finding,) = said(PlaintextTopicAccess(), "  News: {Type: AWS::SNS::Topic}\n")
    (edit,) = finding.edits
    assert isinstance(edit, AddResource)
    first, _ = edit.properties["PolicyDocument"]["Statement"]
    assert (first["Effect"], "sns:Publish" in first["Action"]) == ("Allow", True)


def test_the_payloads_of_a_pipe_are_taken_out_of_its_log() -> None:
    log = "LogConfiguration: {Level: TRACE, IncludeExecutionData: [ALL]}"
    (finding,) = said(PipeDataLogged(), f"  P: {{Type: AWS::Pipes::Pipe, Properties: {{{log}}}}}\n")
    assert [type(edit) for edit in finding.edits] == [Remove]


@pytest.mark.parametrize(
    ("kind", "safety"),
    [
        ("", FixSafety.SAFE),
        ("StateMachineType: STANDARD, ", FixSafety.SAFE),
        ("StateMachineType: EXPRESS, ", FixSafety.UNSAFE),
        ("StateMachineType: !ImportValue kind, ", FixSafety.UNSAFE),
    ],
)
def test_the_only_record_of_an_execution_is_not_taken_away_unasked(kind: str, safety: FixSafety) -> None:
    machine = f"""
  Flow:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{{kind}LoggingConfiguration: {{Level: ALL, IncludeExecutionData: true}}}}
"""
    (finding,) = said(PipeDataLogged(), machine)
    assert finding.fix is safety
