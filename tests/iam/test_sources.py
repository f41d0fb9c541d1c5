"""Whom a statement is for."""

import pytest

from leastwise.iam.sources import names_everyone, open_to_everyone, strangers_denied
from leastwise.model.application import Application
from leastwise.model.graph import Statement
from leastwise.rules.example import readings

TEMPLATE = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: {Statement: [{Action: "sqs:*", Resource: "*", %s}]}
"""


def statement(text: str) -> Statement:
    (reading,) = readings({"template.yaml": TEMPLATE % text})
    app: Application = reading.worlds[0]
    return app.stores[0].policy[0]


@pytest.mark.parametrize(
    ("text", "named", "open_"),
    [
        ('Effect: Allow, Principal: "*"', True, True),
        ('Effect: Allow, Principal: {AWS: "*"}', True, True),
        ('Effect: Allow, Principal: {AWS: "123456789012"}', False, False),
        ("Effect: Allow, Principal: {Service: sns.amazonaws.com}", False, False),
        ('Effect: Allow, Principal: "*", Condition: {StringEquals: {"aws:SourceAccount": "1"}}', True, False),
        ('Effect: Allow, Principal: "*", Condition: {ArnLike: {"aws:SourceArn": "*"}}', True, True),
        ('Effect: Allow, Principal: "*", Condition: {Bool: {"aws:SecureTransport": "true"}}', True, True),
        ('Effect: Allow, Principal: "*", Condition: !ImportValue c', True, False),
        (
            'Effect: Allow, Principal: "*", Condition: {ForAllValues:StringEquals: {"aws:PrincipalOrgID": o-1}}',
            True,
            True,
        ),
        ('Effect: Allow, Principal: "*", Condition: {StringEqualsIfExists: {"aws:PrincipalOrgID": o-1}}', True, True),
        (
            'Effect: Allow, Principal: "*", Condition: {StringEqualsIfExists: {"aws:PrincipalOrgID": o-1}, '
            'Null: {"aws:PrincipalOrgID": false}}',
            True,
            False,
        ),
        (
            'Effect: Allow, Principal: "*", Condition: {ArnLike: {"aws:PrincipalArn": "arn:aws:iam::*:role/a"}}',
            True,
            True,
        ),
        (
            'Effect: Allow, Principal: "*", Condition: {ArnLike: {"aws:PrincipalArn": "arn:aws:iam::1:role/*"}}',
            True,
            False,
        ),
    ],
)
def test_everyone_and_those_whom_a_condition_names(text: str, named: bool, open_: bool) -> None:
    assert (names_everyone(statement(text)), open_to_everyone(statement(text))) == (named, open_)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ('Effect: Deny, Principal: "*", Condition: {StringNotEquals: {"aws:PrincipalOrgID": o-1}}', True),
        ('Effect: Deny, NotPrincipal: {AWS: "123456789012"}', True),
        ('Effect: Deny, Principal: "*", Condition: {Bool: {"aws:SecureTransport": "false"}}', False),
        ('Effect: Allow, Principal: "*"', False),
    ],
)
def test_a_denial_that_keeps_strangers_out(text: str, denied: bool) -> None:
    allowed = statement('Effect: Allow, Principal: "*"')
    assert strangers_denied([statement(text)], allowed) is denied


@pytest.mark.parametrize(
    ("about", "denied"),
    [
        ('Action: "sqs:*"', True),
        ('Action: ["sqs:Send*", "sqs:R*"]', True),
        ('NotAction: "sns:*"', True),
        ("Action: !ImportValue a", True),
        ('Action: "sqs:DeleteQueue"', False),
        ('NotAction: "sqs:SendMessage"', False),
        ('Action: "sqs:*", Resource: "arn:aws:sqs:*:*:other"', False),
    ],
)
def test_a_denial_of_something_else_keeps_nobody_out(about: str, denied: bool) -> None:
    policy = f"""
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Statement:
          - {{Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:123456789012:orders"}}
          - {{Effect: Deny, Principal: "*", Condition: {{StringNotEquals: {{"aws:PrincipalOrgID": o-1}}}}, {about}}}
"""
    (reading,) = readings({"template.yaml": policy})
    statements = reading.worlds[0].stores[0].policy
    assert strangers_denied(statements, statements[0]) is denied
