"""What a role may do, all its policies together."""

import pytest

from leastwise.iam.evaluation import Reason
from leastwise.iam.granted import grants
from leastwise.iam.permissions import EVERYTHING, SOMETHING, Permissions, permissions, stores
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.value import Reference, concat
from leastwise.rules.example import readings

TRUST = "{Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}"
TEMPLATE = f"""
Transform: AWS::Serverless-2016-10-31
Parameters: {{Limit: {{Type: String}}, Written: {{Type: String}}}}
Resources:
  Bound:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {{Version: "2012-10-17", Statement: [{{Effect: Allow, Action: "dynamodb:*", Resource: "*"}}]}}
  Orders: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: orders}}}}
  Other: {{Type: AWS::DynamoDB::Table}}
  Files: {{Type: AWS::S3::Bucket}}
  Jobs: {{Type: AWS::SQS::Queue}}
  Key: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Version: "2012-10-17", Statement: []}}}}}}
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
        - {{Effect: Allow, Principal: {{AWS: !GetAtt Plain.Arn}}, Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn}}
        - {{Effect: Deny, Principal: "*", Action: "sqs:PurgeQueue", Resource: !GetAtt Jobs.Arn}}
  Plain:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
      - PolicyName: p
        PolicyDocument:
          Version: "2012-10-17"
          Statement:
          - Effect: Allow
            Action: "dynamodb:GetItem"
            Resource: !Sub "arn:${{AWS::Partition}}:dynamodb:${{AWS::Region}}:${{AWS::AccountId}}:table/orders"
          - {{Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${{Files}}/*"}}
          - {{Effect: Deny, Action: "s3:GetObject", Resource: !Sub "${{Files.Arn}}/secret/*"}}
          - {{Effect: Allow, Action: "sqs:PurgeQueue", Resource: "*"}}
          - {{Effect: Allow, NotAction: "iam:*", NotResource: "arn:aws:s3:::*", Condition: {{Bool: {{aws:MultiFactorAuthPresent: true}}}}}}
  Named: &named
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      InlineCode: x
      PermissionsBoundary: !Ref Bound
      Policies: [AmazonS3ReadOnlyAccess, {{DynamoDBReadPolicy: {{TableName: !Ref Orders}}}}]
  Open:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess, !ImportValue shared]
      Policies: [{{PolicyName: w, PolicyDocument: !Ref Written}}]
  Limited:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      PermissionsBoundary: !Ref Limit
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
  Power:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      PermissionsBoundary: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Future:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonOfTomorrow]
  Person: {{Type: AWS::IAM::User, Properties: {{Groups: [!Ref Readers, elsewhere]}}}}
  Readers:
    Type: AWS::IAM::Group
    Properties: {{ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess]}}
  Writers:
    Type: AWS::IAM::Group
    Properties: {{ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSQSFullAccess]}}
  Adding: {{Type: AWS::IAM::UserToGroupAddition, Properties: {{GroupName: !Ref Writers, Users: [!Ref Person]}}}}
"""


@pytest.fixture(scope="module")
def app() -> Application:
    (reading,) = readings({"template.yaml": TEMPLATE})
    return reading.worlds[0]


def role(app: Application, name: str) -> Role:
    return next(one for one in (*app.roles, *app.identities) if one.resource and one.resource.name == name)


def of(app: Application, name: str) -> Permissions:
    return permissions(app, role(app, name))


def to(name: str, rest: str = "") -> object:
    return concat((Reference(f"template.yaml:{name}", "Arn"), rest))


@pytest.mark.parametrize(
    ("who", "action", "resource", "answer"),
    [
        ("Plain", "dynamodb:GetItem", to("Orders"), Truth.YES),
        ("Plain", "s3:GetObject", to("Files", "/a"), Truth.YES),
        ("Plain", "s3:GetObject", to("Files", "/secret/a"), Truth.NO),
        ("Plain", "s3:GetObject", to("Files", "/*"), Truth.NO),
        ("Plain", "s3:PutObject", to("Files", "/a"), Truth.NO),
        ("Plain", "logs:PutLogEvents", EVERYTHING, Truth.YES),
        ("Plain", "sqs:SendMessage", to("Jobs"), Truth.YES),
        ("Plain", "sqs:PurgeQueue", to("Jobs"), Truth.NO),
        ("Plain", "kms:Decrypt", to("Key"), Truth.NO),
        ("Plain", "dynamodb:PutItem", to("Other"), Truth.UNKNOWN),
        ("Plain", "s3:GetObject", SOMETHING, Truth.YES),
        ("NamedRole", "dynamodb:GetItem", to("Orders"), Truth.YES),
        ("NamedRole", "dynamodb:GetItem", to("Other"), Truth.NO),
        ("NamedRole", "s3:GetObject", EVERYTHING, Truth.NO),
        ("Open", "s3:GetObject", EVERYTHING, Truth.UNKNOWN),
        ("Open", "iam:CreateUser", EVERYTHING, Truth.UNKNOWN),
        ("Limited", "s3:GetObject", EVERYTHING, Truth.UNKNOWN),
        ("Limited", "iam:CreateUser", EVERYTHING, Truth.NO),
        ("Power", "s3:GetObject", EVERYTHING, Truth.YES),
        ("Power", "s3:PutObject", EVERYTHING, Truth.NO),
        ("Future", "s3:GetObject", EVERYTHING, Truth.UNKNOWN),
        ("Person", "dynamodb:GetItem", EVERYTHING, Truth.UNKNOWN),
        ("Readers", "dynamodb:GetItem", EVERYTHING, Truth.YES),
    ],
)
def test_decisions(app: Application, who: str, action: str, resource: object, answer: Truth) -> None:
    assert of(app, who).may(action, resource).allowed is answer


def test_a_boundary_is_named_as_the_reason(app: Application) -> None:
    assert of(app, "NamedRole").may("s3:GetObject").reason is Reason.BOUNDARY


def test_a_resource_policy_may_grant_somewhere_what_no_policy_of_the_role_does(app: Application) -> None:
    context = {"aws:multifactorauthpresent": ("false",)}
    assert of(app, "Plain").may("sqs:SendMessage", SOMETHING, context).allowed is Truth.YES
    assert of(app, "Plain").may("sqs:SendMessage", EVERYTHING, context).allowed is Truth.NO


def test_what_is_not_known_is_told_with_its_place(app: Application) -> None:
    told = {
        name: [(p.location.line, why) for p, why in of(app, name).unknown] for name in ("Open", "Limited", "Person")
    }
    lines = TEMPLATE.splitlines()
    assert all("known" in why or "not part of the application" in why for found in told.values() for _, why in found)
    assert ["shared" in lines[line - 1] or "Written" in lines[line - 1] for line, _ in told["Open"]] == [True, True]
    assert ["PermissionsBoundary: !Ref Limit" in lines[line - 1] for line, _ in told["Limited"]] == [True]
    assert ["elsewhere" in lines[line - 1] for line, _ in told["Person"]] == [True]
    assert of(app, "Plain").unknown == () and of(app, "Power").unknown == ()


def test_rows_say_where_from_by_whom_and_which_way(app: Application) -> None:
    rows = {(row.action, row.via, row.by) for row in grants(app, role(app, "NamedRole"))}
    assert ("dynamodb:GetItem", "sam-template", "author") in rows
    assert ("s3:Get*", "aws-managed", "author") in rows
    assert ("logs:PutLogEvents", "aws-managed", "framework") in rows
    plain = grants(app, role(app, "Plain"))
    assert [row.property.location.line for row in plain if row.via == "resource-policy"] == [
        next(n for n, line in enumerate(TEMPLATE.splitlines(), 1) if "!GetAtt Plain.Arn" in line)
    ]
    assert [(row.effect, row.action) for row in plain if row.effect == "Deny"] == [("Deny", "s3:GetObject")]
    (wide,) = [row for row in plain if row.not_actions]
    assert (wide.action, wide.not_actions, wide.resources, wide.not_resources) == (
        "*",
        ("iam:*",),
        ("*",),
        ("arn:aws:s3:::*",),
    )
    assert wide.condition == {"Bool": {"aws:MultiFactorAuthPresent": True}}
    assert {row.via for row in grants(app, role(app, "Person"))} == {"group"}


def test_stores_that_a_grant_reaches(app: Application) -> None:
    found = {
        row.action: [(store.resource.name, answer) for store, answer in stores(app, row)]
        for row in grants(app, role(app, "Plain"))
        if row.effect == "Allow" and not row.not_actions
    }
    assert found["dynamodb:GetItem"] == [("Orders", Truth.YES)]
    assert found["s3:GetObject"] == [("Files", Truth.YES)]
    assert found["sqs:PurgeQueue"] == [("Jobs", Truth.YES)]
    assert found["logs:PutLogEvents"] == []


def test_a_function_has_the_grants_of_its_role(app: Application) -> None:
    (function,) = [one for one in app.functions if one.name == "Named"]
    assert len(grants(app, function)) == len(grants(app, role(app, "NamedRole")))
