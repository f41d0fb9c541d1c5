"""Statements of an application as clauses: what they say, and where they stand."""

from __future__ import annotations

from leastwise.iam.evaluation import Clause, Policies, Request, clause, clauses, decide
from leastwise.iam.truth import Truth
from leastwise.rules.example import readings

TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: new
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: [s3:GetObject], Resource: "arn:aws:s3:::b/${aws:username}/*"}
              - Effect: Deny
                NotAction: []
                NotResource: !Sub arn:aws:s3:::${Bucket}/*
                Condition: {Bool: {aws:SecureTransport: false}}
        - PolicyName: old
          PolicyDocument:
            Statement: {Effect: Allow, Action: "s3:put*", Resource: "arn:aws:s3:::b/${aws:username}/*"}
  Bucket: {Type: AWS::S3::Bucket}
"""


def of_role(template: str = TEMPLATE) -> list[Clause]:
    (reading,) = readings({"template.yaml": template})
    (role,) = reading.worlds[0].roles
    return [clause(statement) for statement in (*role.statements, *role.trust)]


def test_a_clause_keeps_where_it_is_written() -> None:
    first, second, third, trust = of_role()
    assert [one.policy for one in (first, second, third, trust)] == ["new", "new", "old", "trust"]
    decision = decide(Request("s3:PutObject", "arn:aws:s3:::b/${aws:username}/x"), Policies((first, third)))
    assert decision.allowed is Truth.YES
    (deciding,) = decision.deciding
    assert deciding.statement is not None
    assert deciding.statement.property["Action"].location.line == 21


def test_variables_are_those_of_documents_of_the_new_version() -> None:
    first, _, third, _ = of_role()
    context = {"aws:username": ("ada",)}
    for one, action, allowed in ((first, "s3:GetObject", Truth.YES), (third, "s3:PutObject", Truth.NO)):
        asked = Request(action, "arn:aws:s3:::b/ada/x", None, context)
        assert decide(asked, Policies((one,))).allowed is allowed


def test_emptiness_is_told_from_absence() -> None:
    _, second, _, trust = of_role()
    assert (second.has_actions, second.has_not_actions, second.has_resources, second.has_not_resources) == (
        *(False, True, False, True),
    )
    assert (trust.has_principals, trust.has_not_principals, trust.has_resources) == (True, False, False)
    (empty,) = clauses({"Statement": {"Effect": "Allow", "Action": [], "Resource": "*"}})
    assert empty.has_actions
    assert not empty.actions


def test_a_symbol_in_a_resource_is_not_known_and_named() -> None:
    _, second, _, _ = of_role()
    allow = clauses({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    asked = Request("s3:GetObject", "arn:aws:s3:::logs/x", None, {"aws:securetransport": ("false",)})
    decision = decide(asked, Policies((*allow, second)))
    assert decision.allowed is Truth.UNKNOWN
    assert "Bucket" in " ".join(decision.when)
    context = {"aws:securetransport": ("true",)}
    assert (
        decide(Request("s3:GetObject", "arn:aws:s3:::logs/x", None, context), Policies((*allow, second))).allowed
        is Truth.YES
    )


def test_the_policy_of_a_template_that_is_a_parameter_is_not_known() -> None:
    template = TEMPLATE.replace("Action: [s3:GetObject]", "Action: !Ref Actions").replace(
        "Resources:", "Parameters: {Actions: {Type: String}}\nResources:", 1
    )
    first = of_role(template)[0]
    asked = Request("s3:GetObject", "arn:aws:s3:::b/ada/x", None, {"aws:username": ("ada",)})
    assert decide(asked, Policies((first,))).allowed is Truth.UNKNOWN
