"""Permissions narrowed to what the application shows without code: what is known, and what is not."""

import pytest

from leastwise.model.edit import AddResource, Insert, Set
from leastwise.model.value import display
from leastwise.rules.access.bedrock_any_model import BedrockAnyModel
from leastwise.rules.access.broad_managed_policy import BroadManagedPolicy
from leastwise.rules.access.shared_role import SharedRole
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.example import findings
from leastwise.rules.rule import Example, Rule
from leastwise.testing import assert_fixes

TEMPLATE = """
Parameters: {Other: {Type: String}}
Resources:
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: s3://code/read.zip
      Environment: {Variables: {ENVIRONMENT}}
      Policies: [POLICY]
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}, {AttributeName: day, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      GlobalSecondaryIndexes:
        - IndexName: days
          KeySchema: [{AttributeName: day, KeyType: HASH}]
          Projection: {ProjectionType: ALL}
  Archive: {Type: AWS::Serverless::SimpleTable}
"""
STATEMENT = '{Statement: [{Effect: Allow, Action: [ACTIONS], Resource: "*"}]}'


def edits(rule: Rule, environment: str, policy: str) -> list[object]:
    text = TEMPLATE.replace("ENVIRONMENT", environment).replace("POLICY", policy)
    template = {"template.yaml": f"Transform: AWS::Serverless-2016-10-31\n{text}"}
    return [edit for finding in findings(rule, template) for edit in finding.edits]


def narrowed(environment: str, actions: str) -> list[str]:
    found = edits(WildcardResource(), environment, STATEMENT.replace("ACTIONS", actions))
    values = [edit.value for edit in found if isinstance(edit, Set)]
    return [display(value) for each in values for value in (each if isinstance(each, list) else [each])]


def test_the_table_that_a_setting_names_is_meant_and_queries_need_its_indexes() -> None:
    assert narrowed("TABLE: !Ref Orders", "dynamodb:GetItem") == ["${Orders.Arn}"]
    assert narrowed("TABLE: !Ref Orders", "dynamodb:Query") == ["${Orders.Arn}", "${Orders.Arn}/index/*"]


@pytest.mark.parametrize(
    "environment",
    [
        "STAGE: live",  # two tables, and nothing says which
        "TABLE: !Ref Orders, OTHER_TABLE: !Ref Other",
        "TABLE: !Ref Orders, OTHER_TABLE: invoices",
    ],
)
def test_a_table_that_is_not_known_may_be_meant(environment: str) -> None:
    assert narrowed(environment, "dynamodb:GetItem") == []


def test_what_needs_every_resource_keeps_it_in_a_statement_of_its_own() -> None:
    found = edits(
        WildcardResource(),
        "TABLE: !Ref Orders",
        STATEMENT.replace("ACTIONS", "dynamodb:GetItem, xray:PutTraceSegments"),
    )
    (insert,) = [edit for edit in found if isinstance(edit, Insert)]
    assert insert.value == {"Effect": "Allow", "Action": "xray:PutTraceSegments", "Resource": "*"}


@pytest.mark.parametrize(
    ("environment", "policy", "actions"),
    [
        ("TABLE: !Ref Orders", "AmazonDynamoDBReadOnlyAccess", 4),
        ("TABLE: !Ref Orders", "AmazonDynamoDBFullAccess", 8),
        ("TABLE: !Ref Other", "AmazonDynamoDBFullAccess", 0),
        ("STAGE: live", "AmazonDynamoDBFullAccess", 0),
        ("TABLE: !Ref Orders", "AmazonTextractFullAccess", 0),
    ],
)
def test_a_managed_policy_gives_way_to_what_is_used(environment: str, policy: str, actions: int) -> None:
    inserted = [e for e in edits(BroadManagedPolicy(), environment, policy) if isinstance(e, Insert)]
    assert [len(edit.value["Statement"][0]["Action"]) for edit in inserted] == [actions] * bool(actions)


def test_a_bucket_that_needs_the_function_is_not_named_by_its_role() -> None:
    bucket = """
  Pictures:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{Event: "s3:ObjectCreated:*", Function: !GetAtt Read.Arn}]
"""
    text = TEMPLATE.replace("ENVIRONMENT", "STAGE: live").replace(
        "POLICY", STATEMENT.replace("ACTIONS", "s3:GetObject")
    )
    template = f"Transform: AWS::Serverless-2016-10-31\n{text}{bucket}"
    assert [f.edits for f in findings(WildcardResource(), {"template.yaml": template})] == [()]


@pytest.mark.parametrize(
    ("environment", "resources"),
    [
        ("MODEL: amazon.nova-lite-v1:0", 1),
        ("MODEL: eu.amazon.nova-lite-v1:0", 2),
        ("MODEL: !Ref Other", 0),
        ("MODEL: the best", 0),
        ("STAGE: live", 0),
    ],
)
def test_the_models_that_settings_name(environment: str, resources: int) -> None:
    found = edits(BedrockAnyModel(), environment, STATEMENT.replace("ACTIONS", "bedrock:InvokeModel"))
    values = [edit.value for edit in found if isinstance(edit, Set)]
    assert sum(len(value) if isinstance(value, list) else 1 for value in values) == resources


@pytest.mark.parametrize(("environment", "edits"), [("{Variables: {STAGE: live}}", 1), ("!ImportValue settings", 0)])
def test_a_function_whose_settings_are_not_known_may_use_another_model(environment: str, edits: int) -> None:
    function = "{Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Environment: %s}}"
    template = f"""
Resources:
  One: {function % "{Variables: {MODEL: 'amazon.nova-lite-v1:0'}}"}
  Two: {function % environment}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: ask
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: "bedrock:InvokeModel", Resource: "*"}}]}}
"""
    (finding,) = findings(BedrockAnyModel(), {"template.yaml": template})
    assert len(finding.edits) == edits


def test_a_policy_of_two_roles_is_for_what_the_functions_of_both_use() -> None:
    role = "{Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [%s]}}}"
    trust = "{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}"
    function = (
        "{Type: AWS::Lambda::Function, Properties: {Role: !GetAtt NAMERole.Arn, Code: {ZipFile: a}, Handler: a.b, "
        "Environment: {Variables: {QUEUE: !Ref NAMEQueue}}}}"
    )
    parts = "".join(
        f"  {name}: {function.replace('NAME', name)}\n  {name}Queue: {{Type: AWS::SQS::Queue}}\n"
        f"  {name}Role: {role % trust}\n"
        for name in ("One", "Two")
    )
    statement = '{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}'
    policy = (
        "  Send: {Type: AWS::IAM::Policy, Properties: {PolicyName: send, Roles: [!Ref OneRole, !Ref TwoRole], "
        f"PolicyDocument: {{Statement: [{statement}]}}}}}}\n"
    )
    found = findings(WildcardResource(), {"template.yaml": f"Resources:\n{parts}{policy}"})
    (value,) = {
        display(edit.value[0]) + display(edit.value[1]) for f in found for edit in f.edits if isinstance(edit, Set)
    }
    assert value == "${OneQueue.Arn}${TwoQueue.Arn}"


SHARED = """
  Read: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Code: {ZipFile: a}, Handler: a.b}}
  Write: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Code: {ZipFile: a}, Handler: a.b}}
  Queue: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub ${Stage}-orders
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: send
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: [!GetAtt Queue.Arn, !Sub "arn:aws:sqs:*:*:${Stage}-more"]
"""
HEAD = "Parameters: {Stage: {Type: String, Default: dev}}\nResources:\n"
NAMED = (
    "  Open: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref Queue], PolicyDocument: {Statement: "
    '[{Effect: Allow, Principal: {AWS: !GetAtt Role.Arn}, Action: "sqs:SendMessage", Resource: "*"}]}}}\n'
)
DATA_ACCESS = """
  Access:
    Type: AWS::OpenSearchServerless::AccessPolicy
    Properties:
      Name: orders
      Type: data
      Policy: !Sub '[{"Rules": [], "Principal": ["${Other.Arn}", "ROLE"]}]'
  Other:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}}
"""


def test_a_copy_of_a_role_is_written_as_its_author_wrote_it() -> None:
    assert_fixes(type("Copied", (SharedRole,), {"bad": Example.cloudformation(HEAD + SHARED, at="Resources.Role")}))


@pytest.mark.parametrize(
    "more",
    [
        NAMED,
        NAMED.replace("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/dev-orders"),
        DATA_ACCESS.replace("ROLE", "${Role.Arn}"),
        DATA_ACCESS.replace("ROLE", "arn:aws:iam::${AWS::AccountId}:role/dev-orders"),
        DATA_ACCESS.replace("ROLE", "arn:aws:iam::${AWS::AccountId}:role/${Stage}-orders"),
        "Outputs: {Role: {Value: !GetAtt Role.Arn}}",
    ],
)
def test_no_copy_of_a_role_that_is_named_elsewhere(more: str) -> None:
    template = {"template.yaml": HEAD + SHARED + more}
    assert [finding.edits for finding in findings(SharedRole(), template)] == [()]


def test_a_policy_that_names_another_role_is_no_reason_against_copies() -> None:
    more = DATA_ACCESS.replace("ROLE", "arn:aws:iam::${AWS::AccountId}:role/dev-orders-archive")
    (finding,) = findings(SharedRole(), {"template.yaml": HEAD + SHARED + more})
    assert finding.edits


def test_copies_stand_in_the_order_of_the_functions_and_the_first_keeps_the_role() -> None:
    function = "  {}: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn, Code: {{ZipFile: a}}}}}}\n"
    more = "".join(map(function.format, ("Send", "Archive", "Mail")))
    (finding,) = findings(SharedRole(), {"template.yaml": HEAD + SHARED + more})
    names = [edit.name for edit in finding.edits if isinstance(edit, AddResource)]
    assert names == ["WriteRole", "SendRole", "ArchiveRole", "MailRole"]


def test_one_setting_may_name_several_tables() -> None:
    assert narrowed("TABLES: !Sub '${Orders},${Archive}'", "dynamodb:PutItem") == ["${Orders.Arn}", "${Archive.Arn}"]
