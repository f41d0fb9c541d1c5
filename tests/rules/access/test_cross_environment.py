"""cross-environment: which names say production, and what is shared by all stages."""

import pytest

from leastwise.engine import judge
from leastwise.model.finding import Finding, Severity
from leastwise.rules.access.cross_environment import CrossEnvironment
from leastwise.rules.environments import says_production, tries_out
from leastwise.rules.example import findings, readings

TEMPLATE = """
Parameters: {Stage: {Type: String%s}}
%s
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies: [{PolicyName: p, PolicyDocument: {Statement: [%s]}}]
"""


def said(statement: str, stage: str = ", Default: dev") -> list[Finding]:
    return findings(CrossEnvironment(), {"template.yaml": TEMPLATE % (stage, "", statement)})


@pytest.mark.parametrize(
    "text", ["orders-prod", "/prod/db/host", "prodOrders", "OrdersProd", "arn:aws:s3:::PROD.files/*"]
)
def test_names_that_say_production(text: str) -> None:
    assert says_production(text)


@pytest.mark.parametrize(
    "text",
    [
        *"prod production products orders-non-prod preprod pre-prod-orders reproduction orders".split(),
        "arn:aws:execute-api:*:*:abc/Prod/GET/*",
        "https://abc.execute-api.eu-west-1.amazonaws.com/Prod",
    ],
)
def test_names_that_do_not(text: str) -> None:
    assert not says_production(text)


@pytest.mark.parametrize("name", ["dev", "Dev2", "development", "test-1", "qa", "staging", "sandbox", "preprod"])
def test_where_things_are_tried_out(name: str) -> None:
    assert tries_out(name)


@pytest.mark.parametrize("name", ["prod", "v1", "main", "default", "live", "internal", "civil"])
def test_where_they_are_not_as_far_as_one_can_tell(name: str) -> None:
    assert not tries_out(name)


@pytest.mark.parametrize("stage", [", Default: prod", ", Default: v1"])
def test_production_may_use_its_own(stage: str) -> None:
    assert said('{Effect: Allow, Action: "sqs:*", Resource: "arn:aws:sqs:*:*:orders-prod"}', stage) == []


def test_it_holds_in_the_worlds_of_the_other_environments() -> None:
    conditions = "Conditions: {Dev: !Equals [!Ref Stage, dev]}"
    statement = '{Effect: Allow, Action: !If [Dev, "sqs:SendMessage", "sqs:*"], Resource: "arn:aws:sqs:*:*:a-prod"}'
    (reading,) = readings({"template.yaml": TEMPLATE % ("", conditions, statement)})
    (finding,) = judge(reading, [CrossEnvironment()]).findings
    assert finding.when == "Stage = dev"


@pytest.mark.parametrize(
    ("place", "type_"),
    [
        ("Environment: {Variables: {QUEUE: orders-prod}}", "AWS::Lambda::Function"),
        ("KmsKeyArn: 'arn:aws:kms:eu-west-1:123456789012:alias/prod'", "AWS::Lambda::Function"),
        ("QueueName: orders-prod", "AWS::SQS::Queue"),
        ("EventSourceArn: !ImportValue prod-orders-arn", "AWS::Lambda::EventSourceMapping"),
        ("Environment: {Variables: {HOST: '{{resolve:ssm:/prod/host}}'}}", "AWS::Lambda::Function"),
    ],
)
def test_where_names_stand(place: str, type_: str) -> None:
    resource = f"Resources: {{X: {{Type: {type_}, Properties: {{{place}}}}}}}"
    template = f"Parameters: {{Stage: {{Type: String, Default: dev}}}}\n{resource}"
    assert len(findings(CrossEnvironment(), {"template.yaml": template})) == 1


@pytest.mark.parametrize(
    ("place", "type_"),
    [
        ("Environment: {Variables: {NODE_ENV: production}}", "AWS::Lambda::Function"),
        ("Description: used by orders-prod too", "AWS::Lambda::Function"),
        ("Tags: [{Key: Name, Value: orders-prod}]", "AWS::SQS::Queue"),
        ("StageName: Prod", "AWS::ApiGateway::Stage"),
        ("Stages: [{Name: deploy-prod}]", "AWS::CodePipeline::Pipeline"),
    ],
)
def test_where_they_mean_something_else(place: str, type_: str) -> None:
    resource = f"Resources: {{X: {{Type: {type_}, Properties: {{{place}}}}}}}"
    template = f"Parameters: {{Stage: {{Type: String, Default: dev}}}}\n{resource}"
    assert findings(CrossEnvironment(), {"template.yaml": template}) == []


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ('{Effect: Allow, Action: "dynamodb:Query", Resource: "arn:aws:dynamodb:*:123456789012:table/orders"}', 1),
        ('{Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::orders/*"}', 1),
        ('{Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/*"}', 0),
        ('{Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::*"}', 0),
        ('{Effect: Allow, Action: "s3:PutObject", Resource: !Sub "arn:aws:s3:::orders-${Stage}/*"}', 0),
        ('{Effect: Deny, Action: "s3:PutObject", Resource: "arn:aws:s3:::orders/*"}', 0),
    ],
)
def test_what_is_spelled_out_is_the_same_in_every_stage(statement: str, count: int) -> None:
    found = said(statement)
    assert [finding.severity for finding in found] == [Severity.MEDIUM] * count


def test_without_a_parameter_for_the_stage_there_is_only_one() -> None:
    template = TEMPLATE.replace("Stage", "Size") % (
        "",
        "",
        '{Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::orders/*"}',
    )
    assert findings(CrossEnvironment(), {"template.yaml": template}) == []
