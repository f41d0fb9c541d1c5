"""Every policy document of an application is found, at its place, for what it is."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.iam.lint.written import document, errors, found, policy, statement

from leastwise.iam.lint import Policy, check
from leastwise.iam.lint.kinds import NAMES as NAMES_OF_KINDS
from leastwise.iam.lint.sizes import size
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq

ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": document(),
        "Policies": [
            {"PolicyName": "a", "PolicyDocument": document()},
            {"PolicyName": "b", "PolicyDocument": document()},
        ],
    },
}


def resources(**made: Any) -> list[tuple[str, str, str, str]]:
    return [(p.kind, p.resource_type, p.name, p.place.dotted) for p in found({"Resources": made})]


def test_a_role_has_its_trust_and_each_inline_policy() -> None:
    assert resources(Role=ROLE) == [
        ("identity", "AWS::IAM::Role", "a", "Policies.0.PolicyDocument"),
        ("identity", "AWS::IAM::Role", "b", "Policies.1.PolicyDocument"),
        ("trust", "AWS::IAM::Role", "trust", "AssumeRolePolicyDocument"),
    ]


def test_a_managed_policy_that_only_bounds_is_a_boundary() -> None:
    managed = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document()}}
    bounded = {"Type": "AWS::IAM::User", "Properties": {"PermissionsBoundary": {"Ref": "Managed"}}}
    held = {"Type": "AWS::IAM::User", "Properties": {"ManagedPolicyArns": [{"Ref": "Managed"}]}}
    assert resources(Managed=managed)[0][0] == "identity"
    assert resources(Managed=managed, User=bounded)[0][0] == "boundary"
    assert resources(Managed=managed, User=bounded, Other=held)[0][0] == "identity"


def test_control_policies_are_told_apart_by_type() -> None:
    assert policy("scp", document()).kind == "service-control"
    assert policy("rcp", document()).kind == "resource-control"
    other = {"Type": "AWS::Organizations::Policy", "Properties": {"Type": "TAG_POLICY", "Content": {"tags": {}}}}
    assert resources(Other=other) == []


def test_the_policy_of_a_bus_is_one_statement() -> None:
    written = statement(Action="events:PutEvents", Resource="*", Principal={"Aws": "111122223333"})
    bus = {"Type": "AWS::Events::EventBusPolicy", "Properties": {"StatementId": "a", "Statement": written}}
    (only,) = found({"Resources": {"Bus": bus}})
    assert (only.kind, only.resource_type) == ("resource", "AWS::Events::EventBus")
    (issue,) = [one for one in check(only) if one.kind == "error"]
    assert (issue.code, issue.place.dotted) == ("INVALID_PRINCIPAL_KEY", "Statement.Principal.Aws")


def test_an_issue_points_into_the_file_of_the_author() -> None:
    text = """Resources:
  Table:
    Type: AWS::DynamoDB::GlobalTable
    Properties:
      Replicas:
        - Region: eu-west-1
          ResourcePolicy:
            PolicyDocument:
              Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Principal: {AWS: "111122223333"}
                  Action: [dynamodb:GetItem, dynamodb:GetItems]
                  Resource: "*"
"""
    (only,) = found(text, "template.yaml")
    (issue,) = [one for one in check(only) if one.kind == "error"]
    assert (issue.code, issue.place.location.line, issue.subject) == ("INVALID_ACTION", 13, "dynamodb:GetItems")


def test_json_text_stands_at_its_place_with_its_symbols_unjudged() -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {}}
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Alow", "Action": "sqs:*", "Resource": "${Queue.Arn}",'
    text += ' "Principal": {"Service": "${Caller}"}}]}'
    holder = {"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyDocument": {"Fn::Sub": text}}}
    template = {"Parameters": {"Caller": {"Type": "String"}}, "Resources": {"Queue": queue, "Holder": holder}}
    (only,) = found(template)
    assert only.text
    (issue,) = [one for one in check(only) if one.kind == "error"]
    assert issue.code == "INVALID_EFFECT"
    assert issue.place.dotted == "PolicyDocument.Statement.0.Effect"
    assert issue.place.location.file == "template.json"


def test_what_is_not_known_is_no_issue() -> None:
    for unknown in ({"Ref": "Anything"}, {"Fn::ImportValue": "x"}, {"Fn::Transform": {"Name": "x"}}):
        for element in ("Effect", "Action", "Resource", "Condition", "Sid"):
            assert errors("identity", document(statement(**{element: unknown}))) == []
        assert errors("identity", document(unknown)) == []
        assert errors("identity", {"Version": "2012-10-17", "Statement": unknown}) == []
        assert errors("identity", unknown) == []


def test_inline_policies_of_a_role_are_counted_together() -> None:
    half = document(statement(Resource=[f"arn:aws:s3:::{i:0>60}" for i in range(80)]))
    policies = [{"PolicyName": str(i), "PolicyDocument": half} for i in range(2)]
    role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": policies}}
    codes = [issue.code for one in found({"Resources": {"Role": role}}) for issue in check(one)]
    assert codes.count("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA") == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
NAMES = ("Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition")
TEXTS = st.sampled_from(
    ["Allow", "*", "s3:*", ":", "arn:aws:s3:::a", "arn:::::", "${aws:", "${}", "a:b:c", "\0", "::1/99"]
)
CONDITIONS = st.dictionaries(
    st.sampled_from(
        ["Bool", "Null", "IpAddress", "ForAllValues:StringLike", "DateLessThan", ":", "StringEqualsIfExists"]
    ),
    st.dictionaries(
        st.sampled_from(["aws:SourceIp", "aws:", "", "s3:prefix", "aws:TagKeys", "aws:PrincipalOrgID"]), TEXTS | JSON
    ),
)
STATEMENTS = st.dictionaries(st.sampled_from(NAMES), TEXTS | st.lists(TEXTS) | CONDITIONS | JSON)


def placed(value: Any) -> Any:
    span = (Source("a.json", "{}"), 0, 0, 0, 2)
    if isinstance(value, dict):
        return Map(span, {key: placed(item) for key, item in value.items()})
    return Seq(span, [placed(item) for item in value]) if isinstance(value, list) else value


HOLDERS = (policy("identity", document()), policy("bucket", {}))


@settings(max_examples=150)
@given(st.sampled_from(sorted(NAMES_OF_KINDS)), st.lists(STATEMENTS, max_size=2) | JSON)
def test_nothing_that_is_written_raises(kind: str, statements: Any) -> None:
    body = placed({"Version": "2012-10-17", "Statement": statements})
    for holder in HOLDERS:
        list(check(Policy(holder.place, body, kind, holder.resource_type)))


@given(JSON)
def test_the_size_is_that_of_json_without_whitespace(value: Any) -> None:
    plain = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    if "\\" not in plain and "e" not in plain.replace("true", "").replace("false", ""):
        assert size(placed(value)) == len(plain)


def test_hostile_documents_end() -> None:
    deep: Any = "x"
    for _ in range(20):
        deep = [deep]
    wide = document(statement(Resource=["arn:aws:s3:::" + "*a" * 5000] * 3, Action=["*" * 3000, "s3:" + "?*" * 500]))
    for written in (document(statement(Action=deep)), wide, "\0" * 100, "{" * 100_000, document(statement(Sid="\0"))):
        assert errors("identity", written) is not None
