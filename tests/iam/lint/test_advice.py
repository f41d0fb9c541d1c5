"""Security warnings, warnings and suggestions: each is found where it stands, and what is right is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.iam.lint.written import document, policy, statement

from leastwise.iam.lint import Issue, check
from leastwise.iam.lint.check import codes
from leastwise.iam.lint.issue import catalogue

SNS = {"Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
PASS = {"Action": "iam:PassRole", "Resource": "*"}
LINKED = {"Action": "iam:CreateServiceLinkedRole", "Resource": "*"}
GITHUB = "token.actions.githubusercontent.com"
DENY = {"Effect": "Deny", "Principal": "*", "Resource": "*"}


def when(operator: str, key: str, value: Any = "x", **more: Any) -> dict[str, Any]:
    return statement(Condition={operator: {key: value}}, **more)


def trusting(issuer: str, **condition: Any) -> dict[str, Any]:
    arn = f"arn:aws:iam::111122223333:oidc-provider/{issuer}" if issuer != "accounts.google.com" else issuer
    whole = {"Effect": "Allow", "Principal": {"Federated": arn}, "Action": "sts:AssumeRoleWithWebIdentity"}
    return whole | ({"Condition": condition} if condition else {})


S = ".Statement.0"
BAD: list[tuple[str, str, Any, str]] = [
    # how roles are handed on
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "identity", statement(**PASS), f"{S}.Action"),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "identity", statement(**PASS | {"Resource": "arn:aws:iam::*:role/*"}), None),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", "identity", statement(**PASS | {"Resource": "arn:*:iam::*:*"}), None),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "identity", statement(Action="iam:Pass*", Resource="*"), None),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", "identity", statement(Action=None, NotAction="s3:*", Resource="*"), f"{S}.Resource"),
    ("PASS_ROLE_WITH_NOT_RESOURCE", "identity", statement(Action="iam:PassRole", Resource=None, NotResource="arn:aws:iam::111122223333:role/a"), f"{S}.NotResource"),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "identity", statement(Action="*", Resource=None, NotResource="arn:aws:iam::111122223333:role/a"), None),
    ("PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", "identity", statement(Action=None, NotAction="s3:*", Resource=None, NotResource="arn:aws:s3:::a"), None),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "identity", statement(**LINKED), f"{S}.Action"),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", "identity", statement(**LINKED | {"Resource": "arn:aws:iam::*:role/aws-service-role/*"}), None),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "identity", statement(Action="iam:*", Resource="*"), None),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", "identity", statement(Action=None, NotAction="s3:*", Resource="*"), None),
    ("CREATE_SLR_WITH_NOT_RESOURCE", "identity", statement(**LINKED | {"Resource": None}, NotResource="arn:aws:s3:::a"), None),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "identity", statement(Action="iam:*", Resource=None, NotResource="arn:aws:s3:::a"), None),
    ("CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE", "identity", statement(Action=None, NotAction="s3:*", Resource=None, NotResource="arn:aws:s3:::a"), None),
    # principals
    ("ALLOW_WITH_NOT_PRINCIPAL", "bucket", statement(NotPrincipal={"AWS": "111122223333"}), f"{S}.NotPrincipal"),
    ("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", "queue", statement(**SNS), f"{S}.Principal.Service"),
    ("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", "queue", when("Bool", "aws:SecureTransport", "true", **SNS), None),
    ("RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", "queue", when("StringEquals", "aws:Referer", "x", **SNS), None),
    ("UNTRUSTWORTHY_CONDITION_KEY", "bucket", when("StringLike", "aws:Referer", "https://a/*", Principal="*"), None),
    ("INVALID_ROLE_REFERENCE", "bucket", statement(Principal={"AWS": ["AROAEXAMPLEEXAMPLE123"]}), f"{S}.Principal.AWS.0"),
    ("INVALID_USER_REFERENCE", "trust", statement(Principal={"AWS": "AIDAEXAMPLEEXAMPLE123"}, Action="sts:AssumeRole", Resource=None), None),
    ("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", "trust", trusting("idp.example.com"), f"{S}.Principal.Federated"),
    ("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", "trust", trusting("accounts.google.com", StringEquals={"aws:RequestedRegion": "x"}), None),
    ("MISSING_GITHUB_REPO_CONDITION_KEY", "trust", trusting(GITHUB), None),
    ("MISSING_GITHUB_REPO_CONDITION_KEY", "trust", trusting(GITHUB, StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}), None),
    ("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", "trust", trusting(GITHUB, StringLike={f"{GITHUB}:sub": "repo:a/b:*"}), None),
    ("CONFIRM_AUDIENCE_CLAIM_TYPE", "trust", trusting("idp.example.com", **{"ForAllValues:StringEquals": {"idp.example.com:aud": "a"}}), None),
    ("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", "trust", trusting(GITHUB, **{"ForAnyValue:StringEquals": {f"{GITHUB}:aud": "a"}}), None),
    # conditions
    ("FORALLVALUES_WITH_SINGLE_VALUED_KEY", "identity", when("ForAllValues:StringEquals", "aws:PrincipalOrgID"), f"{S}.Condition.ForAllValues:StringEquals.aws:PrincipalOrgID"),
    ("MFA_NOT_ASKED_OF_ALL", "identity", when("Bool", "aws:MultiFactorAuthPresent", "false"), None),
    ("MFA_NOT_ASKED_OF_ALL", "identity", when("Bool", "aws:MultiFactorAuthPresent", False, Effect="Deny"), None),
    ("MFA_NOT_ASKED_OF_ALL", "identity", when("BoolIfExists", "aws:MultiFactorAuthPresent", "true"), None),
    ("MISSING_PAIRED_CONDITION_KEYS", "identity", when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8"), None),
    ("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", "identity", when("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/a"), None),
    ("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", "identity", when("ForAllValues:StringEquals", "dynamodb:Attributes", Action="dynamodb:*"), None),
    ("S3_PREFIX_IN_NEGATIVE_CONTEXT", "identity", when("StringLike", "s3:prefix", "hr/*", Effect="Deny", Action="s3:ListBucket"), None),
    ("S3_PREFIX_IN_NEGATIVE_CONTEXT", "identity", when("StringNotLike", "s3:prefix", "hr/*", Action="s3:ListBucket"), None),
    ("WILDCARD_WITHOUT_LIKE_OPERATOR", "identity", when("StringEquals", "aws:PrincipalTag/a", ["b", "c*"]), f"{S}.Condition.StringEquals.aws:PrincipalTag/a.1"),
    ("INVALID_DATE_VALUE", "identity", when("DateLessThan", "aws:CurrentTime", "1719792000"), None),
    ("TYPE_MISMATCH", "identity", when("StringEquals", "aws:MultiFactorAuthPresent", "true"), None),
    ("TYPE_MISMATCH", "identity", when("StringLike", "aws:SourceIp", "10.*"), None),
    ("TYPE_MISMATCH", "identity", when("ArnLike", "aws:userid", "arn:aws:iam::1:role/a"), None),
    ("TYPE_MISMATCH_BOOLEAN", "identity", when("Bool", "aws:SecureTransport", "yes"), None),
    ("TYPE_MISMATCH_BOOLEAN", "identity", when("Null", "aws:userid", "1"), None),
    ("TYPE_MISMATCH_DATE", "identity", when("DateLessThan", "aws:CurrentTime", "tomorrow"), None),
    ("TYPE_MISMATCH_NUMBER", "identity", when("NumericLessThan", "aws:MultiFactorAuthAge", "1h"), None),
    ("TYPE_MISMATCH_STRING", "identity", when("BinaryEquals", "x:y", "no base64"), None),
    ("EQUIVALENT_TO_NULL_FALSE", "identity", when("StringLike", "aws:ResourceTag/a", "*"), None),
    ("EQUIVALENT_TO_NULL_TRUE", "identity", when("StringNotLike", "aws:ResourceTag/a", "*"), None),
    ("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", "identity", when("StringLikeIfExists", "aws:ResourceTag/a", "*"), None),
    ("REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", "identity", when("ForAnyValue:StringNotLike", "aws:TagKeys", "*"), None),
    ("NULL_WITH_QUALIFIER", "identity", when("ForAllValues:Null", "aws:TagKeys", "true"), f"{S}.Condition.ForAllValues:Null"),
    ("IMPROVE_IP_RANGE", "identity", when("IpAddress", "aws:SourceIp", "203.0.113.7/24"), None),
    ("IMPROVE_IP_RANGE", "identity", when("IpAddress", "aws:SourceIp", "2001:db8::1/64"), None),
    ("PRIVATE_IP_ADDRESS_SUBSET", "identity", when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "10.0.0.0/8"]), f"{S}.Condition.IpAddress.aws:SourceIp.1"),
    ("PRIVATE_NOT_IP_ADDRESS_SUBSET", "identity", when("NotIpAddress", "aws:SourceIp", ["203.0.113.0/24", "10.0.0.0/8"], Effect="Deny"), None),
    ("IRRELEVANT_CONDITION_KEY_IN_POLICY", "bucket", when("StringEquals", "s3:ResourceAccount", "111122223333", Principal="*"), None),
    # tags
    ("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "identity", when("StringEquals", "aws:ResourceTag/a", Action=["dynamodb:GetItem", "polly:SynthesizeSpeech"]), None),
    ("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "identity", when("StringEquals", "aws:ResourceTag/a", Effect="Deny", Action="polly:*"), None),
    ("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "identity", when("StringEquals", "aws:ResourceTag/a", Action=None, NotAction="s3:*"), None),
    ("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", "identity", when("StringEquals", "aws:ResourceTag/a", Effect="Deny", Action=None, NotAction="s3:*"), None),
    # resource control policies
    ("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", "rcp", when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-a1", **DENY), None),
    ("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", "rcp", when("StringNotEquals", "aws:SourceOrgID", "o-a1", **DENY), None),
    ("RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", "rcp", when("StringNotEquals", "aws:SourceOrgID", "o-a1", **DENY), None),
    # what is empty
    ("EMPTY_ARRAY_ACTION", "identity", statement(Action=[]), f"{S}.Action"),
    ("EMPTY_ARRAY_RESOURCE", "identity", statement(Resource=[]), f"{S}.Resource"),
    ("EMPTY_ARRAY_PRINCIPAL", "bucket", statement(Principal={"AWS": []}), f"{S}.Principal.AWS"),
    ("EMPTY_OBJECT_PRINCIPAL", "bucket", statement(Principal={}), f"{S}.Principal"),
    ("EMPTY_OBJECT_CONDITION", "identity", statement(Condition={}), f"{S}.Condition"),
    ("EMPTY_OBJECT_CONDITION", "identity", statement(Condition={"StringEquals": {}}), None),
    ("EMPTY_ARRAY_CONDITION", "identity", when("StringEquals", "aws:userid", []), None),
    ("EMPTY_ARRAY_CONDITION_FORALLVALUES", "identity", when("ForAllValues:StringEquals", "aws:TagKeys", []), None),
    ("EMPTY_ARRAY_CONDITION_FORANYVALUE", "identity", when("ForAnyValue:StringEquals", "aws:TagKeys", []), None),
    ("EMPTY_ARRAY_CONDITION_IFEXISTS", "identity", when("StringEqualsIfExists", "aws:userid", []), None),
    ("EMPTY_SID_VALUE", "identity", statement(Sid=""), f"{S}.Sid"),
    ("WILDCARD_IN_SERVICE_NAME", "identity", statement(Resource=["arn:aws:s3:::a", "arn:aws:*code*:*:*:b"]), f"{S}.Resource.1"),
]  # fmt: skip

GOOD: list[tuple[str, str, Any]] = [
    ("PASS_ROLE", "identity", statement(**PASS | {"Resource": "arn:aws:iam::*:role/worker"})),
    ("PASS_ROLE", "identity", statement(**PASS | {"Resource": "arn:aws:iam::*:role/Lambda*"})),
    ("PASS_ROLE", "identity", statement(**PASS | {"Resource": "arn:aws:s3:::*"})),
    ("PASS_ROLE", "identity", when("StringEquals", "iam:PassedToService", "ecs.amazonaws.com", **PASS)),
    ("PASS_ROLE", "identity", statement(**PASS, Effect="Deny")),
    ("PASS_ROLE", "identity", statement(Action=None, NotAction=["iam:*"], Resource="*")),
    ("CREATE_SLR", "identity", statement(**LINKED | {"Resource": "arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*"})),
    ("CREATE_SLR", "identity", when("StringLike", "iam:AWSServiceName", "ecs.amazonaws.com", **LINKED)),
    ("ALLOW_WITH_NOT_PRINCIPAL", "bucket", statement(Effect="Deny", NotPrincipal={"AWS": "111122223333"})),
    ("RESTRICT_ACCESS", "queue", when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:1:*", **SNS)),
    ("RESTRICT_ACCESS", "trust", statement(Principal={"Service": "lambda.amazonaws.com"}, Action="sts:AssumeRole", Resource=None)),
    ("UNTRUSTWORTHY", "bucket", statement(Principal="*", Condition={"StringLike": {"aws:Referer": "a"}, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})),
    ("UNTRUSTWORTHY", "queue", when("StringEquals", "aws:Referer", "111122223333", **SNS)),
    ("MISSING_", "trust", trusting("idp.example.com", StringEquals={"idp.example.com:sub": "a"})),
    ("MISSING_", "trust", trusting(GITHUB, StringEquals={f"{GITHUB}:repository_id": "4711"})),
    ("CONFIRM_", "trust", trusting("idp.example.com", StringEquals={"idp.example.com:aud": "a"})),
    ("FORALLVALUES", "identity", when("ForAllValues:StringEquals", "aws:TagKeys", ["a"])),
    ("FORALLVALUES", "identity", when("ForAllValues:StringEquals", "nobody:knows")),
    ("FORALLVALUES", "identity", statement(Condition={"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1"}, "Null": {"aws:PrincipalOrgID": "false"}})),
    ("MFA_NOT", "identity", when("Bool", "aws:MultiFactorAuthPresent", "true")),
    ("MFA_NOT", "identity", when("BoolIfExists", "aws:MultiFactorAuthPresent", "false", Effect="Deny")),
    ("MISSING_PAIRED", "identity", statement(Condition={"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}, "StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}})),
    ("STRING_LIKE", "identity", when("StringLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/a*")),
    ("S3_PREFIX", "identity", when("StringNotLike", "s3:prefix", "hr/*", Effect="Deny", Action="s3:ListBucket")),
    ("WILDCARD_WITHOUT", "identity", when("StringEquals", "aws:PrincipalTag/a", "a${*}b")),
    ("WILDCARD_WITHOUT", "identity", when("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::1:role/*")),
    ("TYPE_MISMATCH", "identity", when("DateLessThan", "aws:CurrentTime", ["2026-01-02", "2026-01", "2026-01-02T03:04:05Z"])),
    ("TYPE_MISMATCH", "identity", when("NumericLessThan", "aws:MultiFactorAuthAge", [3600, "1.5", "${aws:userid}"])),
    ("TYPE_MISMATCH", "identity", when("Bool", "aws:SecureTransport", False)),
    ("TYPE_MISMATCH", "identity", when("StringEquals", "aws:SourceArn", "arn:aws:sns:eu-west-1:111122223333:a")),
    ("IMPROVE_IP", "identity", when("IpAddress", "aws:SourceIp", ["203.0.113.7", "203.0.113.0/24", "nowhere"])),
    ("PRIVATE_IP", "identity", when("IpAddress", "aws:VpcSourceIp", ["203.0.113.0/24", "10.0.0.0/8"])),
    ("IRRELEVANT", "identity", when("StringEquals", "s3:ResourceAccount", "111122223333")),
    ("ALLOW_WITH_UNSUPPORTED", "identity", when("StringEquals", "aws:ResourceTag/a", Action="nobodyknows:Do")),
    ("ALLOW_WITH_UNSUPPORTED", "identity", when("StringEqualsIfExists", "aws:ResourceTag/a", Action="polly:*")),
    ("DENY_WITH_UNSUPPORTED", "identity", when("StringNotEquals", "aws:ResourceTag/a", Effect="Deny", Action="polly:*")),
    ("RCP_MISSING", "rcp", statement(**DENY, Action="s3:*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-a1"}, "Bool": {"aws:PrincipalIsAWSService": "false"}})),
    ("RCP_MISSING", "rcp", statement(**DENY, Action="s3:*", Condition={"StringNotEquals": {"aws:SourceOrgID": "o-a1"}, "Null": {"aws:SourceAccount": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}})),
    ("WILDCARD_IN_SERVICE", "identity", statement(Resource=["*", "arn:aws:s3:::*"])),
    ("EMPTY", "identity", statement(Action=["s3:*"], Condition={"Null": {"aws:userid": "true"}})),
]  # fmt: skip


def advice(kind: str, written: Any) -> list[Issue]:
    """What is said about a policy, or about one statement, beside errors."""
    whole = written if isinstance(written, str) or "Statement" in written else document(written)
    return [issue for issue in check(policy(kind, whole)) if issue.kind != "error"]


@pytest.mark.parametrize(
    ("code", "kind", "written", "at"), BAD, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_is_found_where_it_stands(code: str, kind: str, written: Any, at: str | None) -> None:
    found = [issue for issue in advice(kind, written) if issue.code == code]
    assert found
    if at is not None:
        assert any(issue.place.dotted.endswith(at) for issue in found), [issue.place.dotted for issue in found]
    assert all("{" not in issue.message.replace('{"', "") for issue in found)


@pytest.mark.parametrize(("code", "kind", "written"), GOOD, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_right_is_left_alone(code: str, kind: str, written: Any) -> None:
    assert not [issue for issue in advice(kind, written) if issue.code.startswith(code)]


def test_version_and_names_are_asked_for_once_in_a_policy() -> None:
    bare = {"Statement": [statement(Sid="A", Principal="*"), statement(Sid="A", Principal="*", Effect="Deny")]}
    found = {issue.code: issue.place.dotted for issue in advice("bucket", bare)}
    assert found["MISSING_VERSION"].endswith(".Version")
    assert found["UNIQUE_SIDS_RECOMMENDED"].endswith(".Statement.1.Sid")
    assert "UNIQUE_SIDS_RECOMMENDED" not in {issue.code for issue in advice("managed", bare)}  # there it is an error


def test_events_tell_a_topic_no_source_so_none_is_asked_for() -> None:
    from tests.iam.lint.written import found

    body = document(statement(Principal={"Service": "events.amazonaws.com"}, Action="sns:Publish", Resource="*"))
    properties = {"Topics": [{"Ref": "Topic"}], "PolicyDocument": body}
    resources = {"Policy": {"Type": "AWS::SNS::TopicPolicy", "Properties": properties}}
    (only,) = found({"Resources": resources | {"Topic": {"Type": "AWS::SNS::Topic"}}})
    assert "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL" not in {issue.code for issue in check(only)}


@pytest.mark.parametrize("element", ["Effect", "Action", "Resource", "Principal", "Condition", "Sid", "NotAction"])
@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "P"},
        {"Fn::Sub": "${P}*"},
        [{"Ref": "P"}],
        {"Fn::GetAtt": ["Nothing", "Arn"]},
        7,
        None,
        [[1]],
        {"a": {"b": [{}]}},
    ],
)
def test_odd_values_and_what_is_not_known_raise_nothing(element: str, value: Any) -> None:
    written = statement(
        Condition={"StringLike": {"s3:prefix": {"Ref": "P"}}, "IpAddress": {"aws:SourceIp": [{"Ref": "P"}]}}
    )
    for kind in ("identity", "trust", "queue", "rcp"):
        advice(kind, document(written | {element: value}, written | {element: value}))


def test_a_condition_that_is_not_known_may_say_everything() -> None:
    for written in (statement(**PASS), statement(**LINKED)):
        assert not advice("identity", written | {"Condition": {"Ref": "P"}})
    assert not advice("queue", statement(**SNS) | {"Condition": {"Ref": "P"}})
    assert not advice("trust", trusting(GITHUB) | {"Condition": {"StringEquals": {"Ref": "P"}}})


def test_the_catalogue_is_complete() -> None:
    wanted = {code for code, entry in catalogue().items() if entry["kind"] != "error" and "absent" not in entry}
    assert wanted <= codes()
