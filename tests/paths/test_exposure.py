"""Who can reach a function, directly and through others, and what that does to severity."""

import pytest

from leastwise.engine import judge
from leastwise.model.finding import Severity
from leastwise.model.graph import AuthKind, Exposure
from leastwise.paths.exposure import Reach, reaches
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import readings

HEAD = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}}
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
"""
WORKER = """
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}}
"""


def front(policies: str, auth: str = "NONE") -> str:
    return f"""
  Front:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {{AuthType: {auth}}}
      Policies: {policies}
"""


def reached(text: str) -> dict[str, Reach]:
    (reading,) = readings({"template.yaml": text})
    return {name.rpartition(":")[2]: reach for name, reach in reaches(reading.worlds[0]).items()}


def test_what_an_open_function_sends_to_a_queue_comes_from_the_internet() -> None:
    found = reached(HEAD + WORKER + front("[SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}]"))
    assert found["Front"].open
    worker = found["Worker"]
    assert (worker.exposure, worker.through) == (Exposure.INTERNET, ("template.yaml:Front",))
    assert worker.outside and not worker.open


def test_the_authentication_at_the_door_goes_along() -> None:
    found = reached(HEAD + WORKER + front("[SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}]", "AWS_IAM"))
    assert (found["Worker"].exposure, found["Worker"].auth) == (Exposure.AUTHENTICATED, AuthKind.IAM)


def test_a_queue_that_the_open_function_may_not_write_to_stays_internal() -> None:
    found = reached(HEAD + WORKER + front("[SNSPublishMessagePolicy: {TopicName: !GetAtt News.TopicName}]"))
    assert found["Worker"].exposure is Exposure.INTERNAL


def test_input_passes_through_several_functions_and_ends_in_a_circle() -> None:
    second = """
  Reader:
    Type: AWS::Serverless::Function
    Properties:
      Events: {News: {Type: SNS, Properties: {Topic: !Ref News}}}
      Policies: [LambdaInvokePolicy: {FunctionName: !Ref Last}, SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}]
  Last: {Type: AWS::Serverless::Function}
"""
    worker = WORKER.replace(
        "{Events", "{Policies: [SNSPublishMessagePolicy: {TopicName: !GetAtt News.TopicName}], Events"
    )
    found = reached(HEAD + worker + second + front("[SQSSendMessagePolicy: {QueueName: !GetAtt Jobs.QueueName}]"))
    assert [name.rpartition(":")[2] for name in found["Last"].through] == ["Front", "Worker", "Reader"]
    assert found["Last"].exposure is Exposure.INTERNET


EXPORT = """
  Export:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [{Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: "*"}]}]
      Events: {EVENTS}
"""


@pytest.mark.parametrize(
    ("events", "severity", "reason"),
    [
        ("{Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}", Severity.LOW, "only a schedule starts it"),
        ("{Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}", Severity.MEDIUM, ""),
        ("{Get: {Type: HttpApi, Properties: {Path: /, Method: get}}}", Severity.HIGH, "without authentication (GET /)"),
        (
            "{N: {Type: Schedule, Properties: {Schedule: rate(1 day)}}, Get: {Type: HttpApi}}",
            Severity.HIGH,
            "without authentication",
        ),
    ],
)
def test_severity_follows_who_shapes_the_input(events: str, severity: Severity, reason: str) -> None:
    (reading,) = readings({"template.yaml": HEAD + EXPORT.replace("{EVENTS}", events)})
    (finding,) = judge(reading, [WildcardResource()]).findings
    assert finding.severity is severity
    assert reason in finding.severity_reason


def test_a_schedule_is_no_shelter_where_an_open_function_may_invoke_the_same_function() -> None:
    scheduled = EXPORT.replace("{EVENTS}", "{N: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}")
    text = HEAD + scheduled + front("[LambdaInvokePolicy: {FunctionName: !Ref Export}]")
    (reading,) = readings({"template.yaml": text})
    (finding,) = judge(reading, [WildcardResource()]).findings
    assert (finding.severity, finding.severity_reason) == (Severity.MEDIUM, "")
