"""How `leastwise policy` calls things for people: by their names in the application, and what uses a role."""

import json

import pytest

from leastwise.cli import main

TEMPLATE = """\
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: {TableName: table, AttributeDefinitions: [], KeySchema: []}
  Steps:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Flow.Arn
      DefinitionString: '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}'
  Flow:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Bound
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: states.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: dynamodb:Query, Resource: !Sub 'arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/table/index/*'}
              - {Effect: Allow, Action: dynamodb:GetItem, Resource: 'arn:aws:dynamodb:*:*:table/table'}
              - {Effect: Allow, Action: execute-api:Invoke, Resource: !Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*/*'}
              - {Effect: Allow, Action: [sts:GetCallerIdentify, ses:SendEmail], Resource: '*'}
  Bound:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}
  Clerk:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - {PolicyName: own, PolicyDocument: {Statement: [{Effect: Allow, Action: sqs:ListQueues, Resource: '*'}]}}
"""


@pytest.fixture
def page(tmp_path, monkeypatch, capsys):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)

    def show(*arguments):
        main(["policy", *arguments])
        return capsys.readouterr().out

    return show


def test_a_role_says_what_uses_it(page):
    assert "Flow  of Steps\n" in page()
    assert "Clerk  a user\n" in page()
    assert "Of `Steps`." in page("--format", "markdown")
    flow, clerk = json.loads(page("--format", "json"))["roles"]
    assert (flow["kind"], flow["used_by"], flow["boundary"]) == ("role", ["Steps"], "Bound")
    assert (clerk["kind"], clerk["used_by"]) == ("user", [])


def test_resources_go_by_their_names_unless_that_hides_how_far_an_arn_reaches(page):
    text = page()
    assert "dynamodb:Query on Orders/index/*" in text
    assert "dynamodb:GetItem on arn:aws:dynamodb:*:*:table/table" in text
    assert "execute-api:Invoke on arn:aws:execute-api:…:*/*" in text


def test_an_action_that_is_not_known_is_not_among_others(page):
    rows = [line.split() for line in page().splitlines()]
    assert ["unknown", "sts:GetCallerIdentify"] in [row[:2] for row in rows]
    assert ["write", "ses:SendEmail"] in [row[:2] for row in rows]
