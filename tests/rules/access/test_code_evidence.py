"""Rules about permissions where the code is understood: what they say, what they leave, what they never do."""

import pytest

from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.value import display
from leastwise.rules.access.bedrock_any_model import BedrockAnyModel
from leastwise.rules.access.broad_managed_policy import BroadManagedPolicy
from leastwise.rules.access.excess_permission import ExcessPermission
from leastwise.rules.access.missing_permission import MissingPermission
from leastwise.rules.access.monolith_function import MonolithFunction
from leastwise.rules.access.shared_role import SharedRole
from leastwise.rules.access.wildcard_action import WildcardAction
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Environment: {Variables: {TABLE: !Ref Table, QUEUE: !Ref Queue}}
      Policies:
        - POLICY
  Table: {Type: AWS::Serverless::SimpleTable}
  Queue: {Type: AWS::SQS::Queue}
"""
PUT = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item={"id": event["id"]})
"""
UNKNOWN = PUT + "    getattr(boto3.client(event['service']), event['call'])()\n"
ANY_TABLE = PUT.replace('os.environ["TABLE"]', "'x'") + "    boto3.resource('dynamodb').Table(event['table']).scan()\n"


def found(rule: Rule, policy: str, code: str = PUT) -> list[Finding]:
    files = {"template.yaml": TEMPLATE.replace("POLICY", policy), "src/app.py": code}
    return findings(rule, files)


def statement(actions: str, resource: str = "!GetAtt Table.Arn") -> str:
    return f"Statement: [{{Effect: Allow, Action: [{actions}], Resource: {resource}}}]"


def test_a_finding_says_what_is_not_needed_and_where_the_rest_is() -> None:
    (finding,) = found(ExcessPermission(), statement("dynamodb:PutItem, dynamodb:Scan"))
    assert "`dynamodb:Scan`" in finding.message
    assert "`dynamodb:PutItem` (src/app.py:9)" in finding.message
    assert finding.location.line == 12
    assert [step.location.line for step in finding.trace] == [9]


@pytest.mark.parametrize(
    ("actions", "severity", "persona"),
    [
        ("dynamodb:DeleteTable", Severity.HIGH, Persona.REGULAR),
        ("dynamodb:PutResourcePolicy", Severity.HIGH, Persona.REGULAR),
        ("secretsmanager:GetSecretValue", Severity.HIGH, Persona.REGULAR),
        ("dynamodb:Scan", Severity.MEDIUM, Persona.REGULAR),
        ("dynamodb:DeleteItem", Severity.MEDIUM, Persona.REGULAR),
        ("dynamodb:UpdateItem", Severity.LOW, Persona.PEDANTIC),  # who can put can update
        ("dynamodb:DescribeTable", Severity.LOW, Persona.PEDANTIC),
    ],
)
def test_it_weighs_what_it_can_do_more_than_what_is_needed(actions: str, severity: Severity, persona: Persona) -> None:
    resource = '"arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-abcdef"'
    extra = statement(actions, resource) if actions.startswith("secrets") else ""
    policy = (
        f"{statement('dynamodb:PutItem')}\n        - {extra}" if extra else statement(f"dynamodb:PutItem, {actions}")
    )
    (finding,) = found(ExcessPermission(), policy)
    assert (finding.severity, finding.persona) == (severity, persona)


@pytest.mark.parametrize("policy", [statement("dynamodb:PutItem, dynamodb:DeleteTable"), "AmazonSQSFullAccess"])
def test_nothing_is_needless_where_the_code_may_call_anything(policy: str) -> None:
    assert not found(ExcessPermission(), policy, UNKNOWN)
    assert all(
        not finding.message.endswith("Nothing needs it.") for finding in found(BroadManagedPolicy(), policy, UNKNOWN)
    )


def test_a_role_that_somebody_else_may_take_is_not_judged() -> None:
    template = """
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Statement: {Effect: Allow, Principal: {Service: [lambda.amazonaws.com, OTHER]}, Action: sts:AssumeRole}
          Policies:
            - PolicyName: a
              PolicyDocument: {Statement: {Effect: Allow, Action: sns:Publish, Resource: !Ref Topic}}
      Topic: {Type: AWS::SNS::Topic}
      Hello:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.13
          Handler: index.handler
          Role: !GetAtt Role.Arn
          Code: {ZipFile: "def handler(event, context): return 'hello'"}
    """
    lone = template.replace("[lambda.amazonaws.com, OTHER]", "lambda.amazonaws.com")
    assert len(findings(ExcessPermission(), {"template.yaml": lone})) == 1
    for other in ("ec2.amazonaws.com", "ecs-tasks.amazonaws.com", "codebuild.amazonaws.com"):
        assert not findings(ExcessPermission(), {"template.yaml": template.replace("OTHER", other)})


def test_a_template_is_told_as_a_whole_with_the_narrower_one() -> None:
    (finding,) = found(ExcessPermission(), "DynamoDBCrudPolicy: {TableName: !Ref Table}")
    assert "`DynamoDBWritePolicy` is enough" in finding.message
    (finding,) = found(ExcessPermission(), "S3CrudPolicy: {BucketName: pictures}")
    assert "needs nothing of `S3CrudPolicy`" in finding.message
    assert [type(edit) for edit in finding.edits] == [Remove]


def test_what_is_granted_twice_is_no_excess() -> None:
    both = "\n        - ".join([statement("dynamodb:PutItem"), statement("dynamodb:PutItem", resource='"*"')])
    assert not found(ExcessPermission(), both)


@pytest.mark.parametrize("actions", ["logs:PutLogEvents", "xray:PutTraceSegments", "ec2:CreateNetworkInterface"])
def test_logs_traces_and_networks_are_never_too_much(actions: str) -> None:
    assert not found(ExcessPermission(), statement(f"dynamodb:PutItem, {actions}", resource='"*"'))


def test_a_wildcard_gives_way_to_what_the_code_calls() -> None:
    (finding,) = found(WildcardAction(), statement("dynamodb:*"))
    assert "Needed of it: `dynamodb:PutItem` (src/app.py:9)." in finding.message
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == ["dynamodb:PutItem"]
    (finding,) = found(WildcardAction(), statement("dynamodb:*"), UNKNOWN)
    assert not finding.edits


def test_every_resource_gives_way_to_the_one_that_the_code_uses() -> None:
    (finding,) = found(WildcardResource(), statement("dynamodb:PutItem", resource='"*"'))
    assert "(src/app.py:9)" in finding.message
    assert [display(edit.value) for edit in finding.edits if isinstance(edit, Set)] == ["${Table.Arn}"]


def test_code_that_learns_the_resource_at_run_time_keeps_every_one() -> None:
    (finding,) = found(WildcardResource(), statement("dynamodb:Scan", resource='"*"'), ANY_TABLE)
    assert finding.severity is Severity.LOW
    assert not finding.edits


def test_a_broad_policy_gives_way_to_a_statement() -> None:
    (finding,) = found(BroadManagedPolicy(), "AmazonDynamoDBFullAccess")
    (added,) = (edit.value for edit in finding.edits if isinstance(edit, Insert))
    assert [one["Action"] for one in added["Statement"]] == ["dynamodb:PutItem"]
    (finding,) = found(BroadManagedPolicy(), "AmazonSQSFullAccess")
    assert finding.message.endswith("Nothing needs it.")
    assert [type(edit) for edit in finding.edits] == [Remove]


def test_a_model_that_the_code_names_is_the_one() -> None:
    code = "import boto3\ndef handler(event, context):\n    boto3.client('bedrock-runtime').invoke_model(modelId=ID)\n"
    named = code.replace("ID", "'amazon.nova-lite-v1:0'")
    (finding,) = found(BedrockAnyModel(), statement("bedrock:InvokeModel", resource='"*"'), named)
    assert "amazon.nova-lite-v1:0" in str([display(edit.value) for edit in finding.edits if isinstance(edit, Set)])
    (finding,) = found(
        BedrockAnyModel(), statement("bedrock:InvokeModel", resource='"*"'), code.replace("ID", "event['m']")
    )
    assert not finding.edits


def test_what_is_missing_is_told_with_the_call() -> None:
    (finding,) = found(MissingPermission(), statement("dynamodb:GetItem"))
    assert "needs `dynamodb:PutItem` (src/app.py:9), and nothing grants it" in finding.message
    assert finding.confidence is Confidence.HIGH
    assert not found(MissingPermission(), statement("dynamodb:*"))
    assert not found(MissingPermission(), "!Ref AWS::NoValue\n        - !ImportValue shared-policy")


def test_one_field_that_decides_is_told_and_what_both_do_is_not() -> None:
    code = PUT.replace("    table.put_item", "    if event['do'] == 'put':\n        table.put_item") + (
        "    elif event['do'] == 'tell':\n        boto3.client('sqs').send_message(QueueUrl=os.environ['QUEUE'], MessageBody='')\n"
    )
    (finding,) = found(MonolithFunction(), statement("dynamodb:PutItem"), code)
    assert "`event.do` decides" in finding.message
    assert "`put` needs `dynamodb:PutItem`" in finding.message
    shared = code.replace("def handler", "def both():\n    table.get_item(Key={})\n\n\ndef handler")
    shared = shared.replace("'put':\n", "'put':\n        both()\n").replace("'tell':\n", "'tell':\n        both()\n")
    assert not found(MonolithFunction(), statement("dynamodb:PutItem"), shared)


def test_a_shared_role_says_who_alone_needs_what() -> None:
    function = (
        "Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: index.handler, Role: !GetAtt Role.Arn"
    )
    template = f"""
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Statement: {{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}
          Policies:
            - {{PolicyName: a, PolicyDocument: {{Statement: {{Effect: Allow, Action: "sns:*", Resource: "*"}}}}}}
      Idle: {{{function}, Code: {{ZipFile: "def handler(event, context): pass"}}}}}}
      Tell: {{{function}, Code: {{ZipFile: "CODE"}}}}}}
    """
    tell = (
        "import boto3\\ndef handler(event, context):\\n  boto3.client('sns').publish(TopicArn=event['t'], Message='')"
    )
    (finding,) = findings(SharedRole(), {"template.yaml": template.replace("CODE", tell)})
    assert "Tell alone needs `sns:Publish`" in finding.message
    (finding,) = findings(
        SharedRole(), {"template.yaml": template.replace("CODE", "def handler(event, context): pass")}
    )
    assert finding.severity is Severity.LOW


def test_a_policy_that_others_have_too_is_never_cut() -> None:
    template = """
    Resources:
      Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service:
        lambda.amazonaws.com}, Action: sts:AssumeRole}}}}
      Api: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: {Effect: Allow, Principal: {Service:
        appsync.amazonaws.com}, Action: sts:AssumeRole}}}}
      Policy:
        Type: AWS::IAM::Policy
        Properties:
          PolicyName: both
          Roles: [!Ref Role, !Ref Api]
          PolicyDocument: {Statement: [{Effect: Allow, Action: ACTION, Resource: !GetAtt Hello.Arn}]}
      Hello:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: python3.13
          Handler: index.handler
          Role: !GetAtt Role.Arn
          Code: {ZipFile: "def handler(event, context): return 'hello'"}
    """
    (finding,) = findings(ExcessPermission(), {"template.yaml": template.replace("ACTION", "lambda:InvokeFunction")})
    assert "Others have the policy too" in finding.message
    assert not finding.edits
    for finding in findings(WildcardAction(), {"template.yaml": template.replace("ACTION", '"lambda:*"')}):
        assert not finding.edits
        assert "Nothing needs it" not in finding.message
