"""Policies of resources: functions, layers, roles, stores; and the grants of frameworks."""

import pytest

from leastwise.iam.granted import grants
from leastwise.iam.permissions import permissions
from leastwise.iam.resource_policies import resource_policies
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.value import Reference
from leastwise.rules.example import readings

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Policy: {Type: String}}
Resources:
  Target: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.13, InlineCode: x}}
  Caller:
    Type: AWS::Serverless::Function
    Connectors:
      Reads: {Properties: {Destination: {Id: Orders}, Permissions: [Read]}}
    Properties: {Handler: a.b, Runtime: python3.13, InlineCode: x}
  Orders: {Type: AWS::DynamoDB::Table}
  Invoke:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Target
      Principal: !GetAtt CallerRole.Arn
      PrincipalOrgID: o-1
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer}}
  Share:
    Type: AWS::Lambda::LayerVersionPermission
    Properties: {Action: lambda:GetLayerVersion, LayerVersionArn: !Ref Layer, Principal: "*", OrganizationId: o-1}
  Topic: {Type: AWS::SNS::Topic}
  TopicPolicy: {Type: AWS::SNS::TopicPolicy, Properties: {Topics: [!Ref Topic], PolicyDocument: !Ref Policy}}
  Taken:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {AWS: !GetAtt CallerRole.Arn}, Action: sts:AssumeRole}]
"""


@pytest.fixture(scope="module")
def app() -> Application:
    (reading,) = readings({"template.yaml": TEMPLATE})
    return reading.worlds[0]


def role(app: Application, name: str) -> Role:
    return next(one for one in app.roles if one.resource and one.resource.name == name)


def to(name: str, attribute: str = "Arn") -> Reference:
    return Reference(f"template.yaml:{name}", attribute)


@pytest.mark.parametrize(("organization", "answer"), [("o-1", Truth.YES), ("o-2", Truth.NO), (None, Truth.UNKNOWN)])
def test_a_permission_to_invoke_holds_under_its_condition(
    app: Application, organization: str | None, answer: Truth
) -> None:
    context = {} if organization is None else {"aws:principalorgid": (organization,)}
    held = permissions(app, role(app, "CallerRole"))
    assert held.may("lambda:InvokeFunction", to("Target"), context).allowed is answer
    assert held.may("lambda:DeleteFunction", to("Target"), context).allowed is Truth.NO


def test_a_role_may_take_another_that_trusts_it(app: Application) -> None:
    assert permissions(app, role(app, "CallerRole")).may("sts:AssumeRole", to("Taken")).allowed is Truth.YES
    assert permissions(app, role(app, "TargetRole")).may("sts:AssumeRole", to("Taken")).allowed is Truth.NO


def test_a_policy_that_cannot_be_read_leaves_the_question_open(app: Application) -> None:
    assert permissions(app, role(app, "CallerRole")).may("sns:Publish", to("Topic", "Ref")).allowed is Truth.UNKNOWN


def test_grants_of_connectors_and_of_resources_that_name_the_role(app: Application) -> None:
    rows = {(row.via, row.action) for row in grants(app, role(app, "CallerRole")) if row.by == "author"}
    assert {("connector", "dynamodb:GetItem"), ("connector", "dynamodb:Query")} < rows
    assert {("resource-policy", "lambda:InvokeFunction"), ("resource-policy", "sts:AssumeRole")} < rows
    taken = next(row for row in grants(app, role(app, "CallerRole")) if row.action == "sts:AssumeRole")
    assert taken.resources == (to("Taken"),)


def test_the_policy_of_a_layer(app: Application) -> None:
    (found,) = [statements for resource, statements in resource_policies(app).values() if "Layer" in resource.name]
    assert found[0].condition.value == {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}


SERVICE = """
service: shop
plugins: [serverless-iam-roles-per-function]
provider:
  name: aws
  runtime: nodejs22.x
  iam:
    role:
      permissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess
      managedPolicies: [arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess]
      statements: [{Effect: Allow, Action: "dynamodb:Query", Resource: "*"}]
functions:
  own: {handler: a.b, iamRoleStatements: [{Effect: Allow, Action: "sqs:SendMessage", Resource: "*"}]}
  shared: {handler: a.b}
"""


def test_statements_of_the_provider_and_of_one_function() -> None:
    (reading,) = readings({"serverless.yml": SERVICE, "a.js": "exports.b = 1"})
    app = reading.worlds[0]
    rows = {
        function.name: {(row.via, row.action) for row in grants(app, function) if row.by == "author"}
        for function in app.functions
    }
    assert rows["own"] == {("inline", "sqs:SendMessage")}
    assert ("inline", "dynamodb:Query") in rows["shared"] and ("aws-managed", "s3:Get*") in rows["shared"]
    for function in app.functions:
        assert {row.by for row in grants(app, function) if row.action.startswith("logs:")} == {"framework"}
        assert function.role is not None
        assert permissions(app, function.role).may("iam:CreateUser").allowed is Truth.NO
