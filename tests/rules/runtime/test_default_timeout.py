"""default-timeout: everybody hears of what is mostly slow, pedantic people of all calls."""

import pytest

from leastwise.model.finding import Finding, Persona
from leastwise.rules.example import findings
from leastwise.rules.runtime.default_timeout import DefaultTimeout

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Proxy: {Type: AWS::RDS::DBProxy}
  Queue: {Type: AWS::SQS::Queue}
  Custom: {Type: Custom::Thing, Properties: {ServiceToken: %s}}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: %s
      Handler: a.b
      CodeUri: s3://code/fn.zip
"""


def said(
    *lines: str, runtime: str = "python3.13", token: str = "arn:aws:sns:eu-west-1:123456789012:t"
) -> list[Finding]:
    return findings(
        DefaultTimeout(), {"template.yaml": TEMPLATE % (token, runtime) + "".join(f"      {line}\n" for line in lines)}
    )


def allowed(action: str) -> str:
    return f'Policies: [Statement: {{Effect: Allow, Action: [{action}], Resource: "*"}}]'


@pytest.mark.parametrize(
    ("lines", "given", "told"),
    [
        ([allowed("bedrock:ListFoundationModels, bedrock:InvokeModel")], {}, "may wait for a model (`bedrock:InvokeModel`)"),
        ([allowed("states:StartSyncExecution")], {}, "may wait for a whole workflow (`states:StartSyncExecution`)"),
        (["Environment: {Variables: {API: https://example.com}}"], {}, "calls the server in `API`"),
        (["Environment: {Variables: {HOST: !GetAtt Proxy.Endpoint}}"], {}, "connects to Proxy"),
        ([allowed("sns:Publish")], {"token": "!GetAtt Fn.Arn"}, "answers for a custom resource and calls other services"),
        ([allowed("s3:GetObject"), "Events: {New: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}}"], {},
         "may work on the objects that start it (`s3:GetObject`)"),
        ([allowed("sns:Publish")], {"runtime": "java21"}, "calls other services after the cold start of java21"),
    ],
)  # fmt: skip
def test_what_is_mostly_slow(lines: list[str], given: dict[str, str], told: str) -> None:
    (finding,) = said(*lines, **given)
    assert finding.message == f"Fn {told}, and has the default timeout of 3 s."
    assert finding.persona is Persona.REGULAR
    assert [edit.value for edit in finding.edits] == [10]


def test_other_calls_are_for_pedantic_people() -> None:
    (finding,) = said(allowed("dynamodb:GetItem, dynamodb:PutItem"))
    assert finding.message == "Fn may call dynamodb, and has the default timeout of 3 s."
    assert finding.persona is Persona.PEDANTIC


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [allowed("logs:PutLogEvents, xray:PutTraceSegments")],
        ["Timeout: 3", allowed("bedrock:InvokeModel")],
        ["Timeout: !ImportValue timeout", allowed("bedrock:InvokeModel")],
        ["Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}"],
    ],
)
def test_a_function_that_calls_nothing_or_was_thought_about(lines: list[str]) -> None:
    assert said(*lines) == []


def test_a_started_jvm_is_quick() -> None:
    (finding,) = said(allowed("sns:Publish"), "SnapStart: {ApplyOn: PublishedVersions}", runtime="java21")
    assert finding.persona is Persona.PEDANTIC


def test_the_fix_leaves_the_visibility_of_a_queue_long_enough() -> None:
    (finding,) = said(
        allowed("bedrock:InvokeModel"), "Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}"
    )
    assert [edit.value for edit in finding.edits] == [5]
