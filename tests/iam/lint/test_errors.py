"""Each error of the published list is found where it stands, and what is right is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.iam.lint.written import document, errors, statement

from leastwise.iam.lint.check import codes
from leastwise.iam.lint.issue import catalogue

ANYBODY = {"AWS": "*"}
LAMBDA = {"Service": "lambda.amazonaws.com"}
OF_BUCKET = {"Principal": {"AWS": "111122223333"}}
TRUST = {"Principal": LAMBDA, "Action": "sts:AssumeRole", "Resource": None}
RCP = {"Principal": "*", "Effect": "Deny", "Resource": "*"}


def when(operator: str, key: str, value: Any = "x", **more: Any) -> dict[str, Any]:
    return statement(Condition={operator: {key: value}}, **more)


BAD: list[tuple[str, str, Any, str]] = [
    ("JSON_SYNTAX_ERROR", "identity", '{"Version": "2012-10-17",', ""),
    ("JSON_SYNTAX_ERROR", "identity", "[]" * 3, ""),
    ("JSON_SYNTAX_ERROR", "bucket", '{"a":' * 5000, ""),
    ("DATA_TYPE_MISMATCH", "identity", ["a"], ""),
    ("DATA_TYPE_MISMATCH", "identity", {"Version": "2012-10-17", "Statement": "all"}, ".Statement"),
    ("DATA_TYPE_MISMATCH", "identity", {"Statement": ["all"]}, ".Statement.0"),
    ("DATA_TYPE_MISMATCH", "identity", document(statement(Action={"a": 1})), ".Statement.0.Action"),
    ("DATA_TYPE_MISMATCH", "identity", document(statement(Condition="x")), ".Statement.0.Condition"),
    ("DATA_TYPE_MISMATCH", "identity", document(when("Bool", "aws:SecureTransport", {"a": 1})), None),
    ("INVALID_POLICY_ELEMENT", "identity", document(statement(Actions="s3:GetObject")), ".Statement.0.Actions"),
    ("INVALID_POLICY_ELEMENT", "identity", document(statement(), Statements=[]), ".Statements"),
    ("INVALID_VERSION", "identity", document(statement(), Version="2021-10-17"), ".Version"),
    ("MISSING_STATEMENT", "identity", {"Version": "2012-10-17"}, ".Statement"),
    ("MISSING_EFFECT", "identity", document(statement(Effect=None)), ".Statement.0.Effect"),
    ("INVALID_EFFECT", "identity", document(statement(Effect="allow")), ".Statement.0.Effect"),
    ("MISSING_ACTION", "identity", document(statement(Action=None)), ".Statement.0.Action"),
    ("MISSING_RESOURCE", "identity", document(statement(Resource=None)), ".Statement.0.Resource"),
    ("MISSING_RESOURCE", "bucket", document(statement(Resource=None, **OF_BUCKET)), ".Statement.0.Resource"),
    ("MISSING_PRINCIPAL", "bucket", document(statement()), ".Statement.0.Principal"),
    ("MISSING_PRINCIPAL", "trust", document(statement(**TRUST | {"Principal": None})), None),
    ("UNSUPPORTED_PRINCIPAL", "identity", document(statement(Principal="*")), ".Statement.0.Principal"),
    ("UNSUPPORTED_PRINCIPAL", "session", document(statement(NotPrincipal="*")), ".Statement.0.NotPrincipal"),
    ("SCP_SYNTAX_ERROR_PRINCIPAL", "scp", document(statement(Principal="*")), ".Statement.0.Principal"),
    ("UNSUPPORTED_ELEMENT_COMBINATION", "identity", document(statement(NotAction="s3:*")), ".Statement.0.NotAction"),
    ("UNIQUE_SIDS_REQUIRED", "managed", document(statement(Sid="A"), statement(Sid="A")), ".Statement.1.Sid"),
    ("UNSUPPORTED_SID", "identity", document(statement(Sid="read it")), ".Statement.0.Sid"),
    (
        "INVALID_ACTION",
        "identity",
        document(statement(Action=["s3:GetObject", "s3:GetObjekt"])),
        ".Statement.0.Action.1",
    ),
    ("INVALID_ACTION", "identity", document(statement(Action="GetObject")), None),
    ("INVALID_ACTION", "identity", document(statement(Action="s:3s:ListBucket")), None),
    ("INVALID_ACTION", "identity", document(statement(Action="")), None),
    ("INVALID_ACTION", "identity", document(statement(NotAction="", Action=None)), None),
    ("INVALID_SERVICE_IN_ACTION", "identity", document(statement(Action="apigatway:GET")), None),
    ("DATA_TYPE_MISMATCH", "identity", document(statement(), Id=[]), ".Id"),
    ("INVALID_VERSION", "managed", document(statement(), Version="2008-10-17"), ".Version"),
    ("INVALID_VERSION", "managed", {"Statement": [statement()]}, ".Version"),
    ("MISSING_ARN_FIELD", "identity", document(statement(Resource="")), ".Statement.0.Resource"),
    ("MISSING_ARN_FIELD", "identity", document(statement(Resource="arn:aws::::orders")), ".Statement.0.Resource"),
    ("INVALID_ARN_RESOURCE", "identity", document(statement(Resource="arn:aws:iam::111122223333:orders")), None),
    (
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        "identity",
        document(statement(Action="kms:Decrypt", Resource="arn:aws:kms:${Region}:111122223333:key/*")),
        ".Statement.0.Resource",
    ),
    (
        "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
        "identity",
        document(when("StringNotEquals", "iam:ResourceTag/status", Action="ec2:*", Resource="*")),
        None,
    ),
    ("INVALID_ACTION", "identity", document(statement(NotAction="s3:Gett*", Action=None)), ".Statement.0.NotAction"),
    ("INVALID_SERVICE_IN_ACTION", "identity", document(statement(Action="s3.amazonaws.com:GetObject")), None),
    ("INVALID_SERVICE_IN_ACTION", "identity", document(statement(Action="bedrock-runtime:InvokeModel")), None),
    ("MISSING_ARN_FIELD", "identity", document(statement(Resource="orders")), ".Statement.0.Resource"),
    ("MISSING_ARN_FIELD", "identity", document(statement(Resource="arn:aws:s3:orders")), None),
    ("MISSING_ARN_FIELD", "identity", document(statement(Resource="arn:aws:s3::orders/*")), ".Statement.0.Resource"),
    ("INVALID_ARN_PREFIX", "identity", document(statement(Resource="anr:aws:s3:::orders")), None),
    ("INVALID_PARTITION", "identity", document(statement(Resource="arn:amazon:s3:::orders")), None),
    ("INVALID_ARN_SERVICE_CASE", "identity", document(statement(Resource="arn:aws:S3:::orders")), None),
    ("INVALID_ARN_REGION", "identity", document(statement(Resource="arn:aws:sqs:us-esat-1:111122223333:q")), None),
    ("INVALID_ARN_ACCOUNT", "identity", document(statement(Resource="arn:aws:sqs:us-east-1:1111-2222-3333:q")), None),
    (
        "ARN_REGION_NOT_ALLOWED",
        "identity",
        document(statement(Resource="arn:aws:iam:us-east-1:111122223333:role/a")),
        None,
    ),
    ("ARN_ACCOUNT_NOT_ALLOWED", "identity", document(statement(Resource="arn:aws:s3::111122223333:orders")), None),
    ("MISSING_ARN_REGION", "identity", document(statement(Resource="arn:aws:sqs::111122223333:q")), None),
    ("MISSING_ARN_ACCOUNT", "identity", document(statement(Resource="arn:aws:dynamodb:us-east-1::table/a")), None),
    (
        "INVALID_ARN_RESOURCE",
        "identity",
        document(statement(Resource="arn:aws:lambda:us-east-1:111122223333:fn:a")),
        None,
    ),
    (
        "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
        "bucket",
        document(statement(Resource=["arn:aws:s3:::a", "arn:aws:sqs:us-east-1:111122223333:q"], **OF_BUCKET)),
        ".Statement.0.Resource.1",
    ),
    ("UNSUPPORTED_ACTION_IN_POLICY", "bucket", document(statement(Action="kms:Decrypt", **OF_BUCKET)), None),
    ("UNSUPPORTED_ACTION_IN_POLICY", "trust", document(statement(**TRUST | {"Action": "s3:GetObject"})), None),
    ("INVALID_PRINCIPAL_FORMAT", "bucket", document(statement(Principal="111122223333")), ".Statement.0.Principal"),
    (
        "INVALID_PRINCIPAL_KEY",
        "bucket",
        document(statement(Principal={"Aws": "111122223333"})),
        ".Statement.0.Principal.Aws",
    ),
    (
        "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        "bucket",
        document(statement(Principal={"AWS": ["111122223333", "arn:aws:iam::111122223333:role/*"]})),
        ".Statement.0.Principal.AWS.1",
    ),
    (
        "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        "trust",
        document(statement(**TRUST | {"Principal": {"Service": "*"}})),
        None,
    ),
    (
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        "trust",
        document(statement(**TRUST | {"Principal": {"Service": "lambda"}})),
        None,
    ),
    (
        "INVALID_SERVICE_PRINCIPAL_FORMAT",
        "identity",
        document(when("StringEquals", "iam:PassedToService", "lambda", Action="iam:PassRole", Resource="*")),
        ".Statement.0.Condition.StringEquals.iam:PassedToService",
    ),
    (
        "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
        "bucket",
        document(statement(Principal={"Federated": "accounts.google.com"})),
        None,
    ),
    (
        "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
        "trust",
        document(
            statement(**TRUST | {"Principal": {"Federated": "google"}, "Action": "sts:AssumeRoleWithWebIdentity"})
        ),
        None,
    ),
    (
        "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        "trust",
        document(statement(**TRUST | {"Principal": "*"})),
        None,
    ),
    ("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "trust", document(statement(**TRUST | {"Resource": "*"})), None),
    (
        "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
        "trust",
        document(statement(**TRUST | {"Principal": None, "NotPrincipal": ANYBODY, "Effect": "Deny"})),
        None,
    ),
    (
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        "trust",
        document(statement(**TRUST | {"Principal": {"Federated": "cognito-identity.amazonaws.com"}})),
        ".Statement.0.Action",
    ),
    (
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        "trust",
        document(statement(**TRUST | {"Action": "sts:AssumeRoleWithSAML"})),
        None,
    ),
    (
        "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
        "trust",
        document(statement(**TRUST | {"Principal": {"Service": "rolesanywhere.amazonaws.com"}})),
        ".Statement.0.Action",
    ),
    (
        "MISSING_ACTION_FOR_CONDITION_KEY",
        "trust",
        document(when("StringEquals", "sts:SourceIdentity", "ann", **TRUST | {"Principal": {"AWS": "111122223333"}})),
        None,
    ),
    (
        "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        "queue",
        document(
            when(
                "StringEquals",
                "aws:PrincipalOrgID",
                "o-1",
                Action="sqs:SendMessage",
                Resource="*",
                Principal={"Service": "sns.amazonaws.com"},
            )
        ),
        ".Statement.0.Condition.StringEquals.aws:PrincipalOrgID",
    ),
    (
        "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
        "identity",
        document(when("StringLike", "s3:prefix", "a/*", Action=["s3:ListBucket", "s3:GetObject"])),
        ".Statement.0.Condition.StringLike.s3:prefix",
    ),
    ("INVALID_CONDITION_OPERATOR", "identity", document(when("StringEqual", "aws:SourceAccount")), None),
    ("INVALID_CONDITION_OPERATOR", "identity", document(when("ForAll:StringEquals", "aws:TagKeys")), None),
    ("NULL_WITH_IF_EXISTS", "identity", document(when("NullIfExists", "aws:SourceAccount", "true")), None),
    ("INVALID_CONDITION_KEY_FORMAT", "identity", document(when("StringEquals", "SourceAccount")), None),
    ("MISSING_TAG_KEY_IN_CONDITION", "identity", document(when("StringEquals", "aws:ResourceTag")), None),
    ("MISSING_TAG_KEY_IN_CONDITION", "identity", document(when("StringEquals", "aws:RequestTag/")), None),
    ("UNSUPPORTED_GLOBAL_CONDITION_KEY", "identity", document(when("ArnEquals", "aws:ARN")), None),
    ("INVALID_GLOBAL_CONDITION_KEY", "identity", document(when("StringEquals", "aws:SourceAcount")), None),
    ("INVALID_SERVICE", "identity", document(when("StringEquals", "cloudwatchlogs:Group")), None),
    ("INVALID_SERVICE_CONDITION_KEY", "identity", document(when("StringEquals", "s3:prefx")), None),
    (
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
        "identity",
        document(statement(Condition={"StringEquals": {"aws:SourceAccount": "1", "AWS:SourceAccount": "2"}})),
        ".Statement.0.Condition.StringEquals.AWS:SourceAccount",
    ),
    (
        "MISSING_QUALIFIER",
        "identity",
        document(when("StringEquals", "dynamodb:LeadingKeys", Action="dynamodb:GetItem", Resource="*")),
        None,
    ),
    (
        "INVALID_CONDITION_MULTIPLE_BOOLEAN",
        "identity",
        document(when("Bool", "aws:SecureTransport", ["true", "false"])),
        None,
    ),
    (
        "INVALID_CONDITION_DATA_TYPE",
        "identity",
        (
            '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",'
            ' "Condition": {"StringEquals": {"aws:SourceAccount": ["111122223333", true]}}}]}'
        ),
        None,
    ),
    (
        "TYPE_MISMATCH_IP_RANGE",
        "identity",
        document(when("IpAddress", "aws:SourceIp", ["203.0.113.0/24", "office"])),
        ".Statement.0.Condition.IpAddress.aws:SourceIp.1",
    ),
    ("PRIVATE_IP_ADDRESS", "identity", document(when("IpAddress", "aws:SourceIp", "10.0.0.0/8")), None),
    ("PRIVATE_NOT_IP_ADDRESS", "identity", document(when("NotIpAddress", "aws:SourceIp", ["192.168.1.1"])), None),
    ("INVALID_REGION", "identity", document(when("StringEquals", "aws:RequestedRegion", "us-east")), None),
    ("INVALID_VPC_FORMAT", "identity", document(when("StringEquals", "aws:SourceVpc", "vpc-1")), None),
    ("INVALID_VPCE_FORMAT", "identity", document(when("StringEquals", "aws:SourceVpce", "vpc-12345678")), None),
    (
        "INVALID_KMS_KEY_VALUE",
        "identity",
        document(
            when("StringEquals", "s3:x-amz-server-side-encryption-aws-kms-key-id", "alias/k", Action="s3:PutObject")
        ),
        None,
    ),
    ("WILDCARD_USAGE_TOO_PERMISSIVE", "identity", document(when("StringLike", "aws:PrincipalOrgID", "o-*")), None),
    (
        "VARIABLE_USAGE_TOO_PERMISSIVE",
        "identity",
        document(when("StringLike", "aws:SourceAccount", "${aws:PrincipalTag/account}")),
        None,
    ),
    ("MISSING_BRACE_IN_VARIABLE", "identity", document(statement(Resource="arn:aws:s3:::a/${aws:username")), None),
    ("EMPTY_VARIABLE", "identity", document(statement(Resource="arn:aws:s3:::a/${}")), None),
    (
        "UNSUPPORTED_SPACE_IN_VARIABLE",
        "identity",
        document(statement(Resource="arn:aws:s3:::a/${aws: username}")),
        None,
    ),
    (
        "MISSING_QUOTE_IN_VARIABLE",
        "identity",
        document(statement(Resource="arn:aws:s3:::a/${aws:username, all}")),
        None,
    ),
    (
        "VARIABLE_UNSUPPORTED_IN_VERSION",
        "identity",
        document(statement(Resource="arn:aws:s3:::a/${aws:username}"), Version="2008-10-17"),
        None,
    ),
    (
        "INVALID_VARIABLE_FOR_OPERATOR",
        "identity",
        document(when("Bool", "aws:SecureTransport", "${aws:username}")),
        None,
    ),
    (
        "VARIABLE_UNSUPPORTED_IN_ELEMENT",
        "bucket",
        document(statement(Principal={"AWS": "${aws:PrincipalAccount}"})),
        None,
    ),
    ("RCP_SYNTAX_ERROR_PRINCIPAL", "rcp", document(statement(**RCP | {"Principal": {"AWS": "111122223333"}})), None),
    (
        "RCP_SYNTAX_ERROR_ALLOW",
        "rcp",
        document(statement(**RCP | {"Effect": "Allow", "Resource": "arn:aws:s3:::a"})),
        None,
    ),
    ("RCP_SYNTAX_ERROR_NOTACTION", "rcp", document(statement(**RCP, NotAction="s3:*") | {"Action": "s3:*"}), None),
    ("RCP_SYNTAX_ERROR_ACTION", "rcp", document(statement(**RCP, Action="ec2:RunInstances")), None),
    (
        "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
        "scp",
        document(statement(Resource=[f"arn:aws:s3:::{i:0>60}" for i in range(200)])),
        "",
    ),
    (
        "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
        "rcp",
        document(statement(**RCP | {"Resource": [f"arn:aws:s3:::{i:0>60}" for i in range(100)]})),
        "",
    ),
]


@pytest.mark.parametrize(("code", "kind", "written", "at"), BAD, ids=[f"{row[0]}-{i}" for i, row in enumerate(BAD)])
def test_found_where_it_stands(code: str, kind: str, written: Any, at: str | None) -> None:
    there = [issue for issue in errors(kind, written) if issue.code == code]
    assert there, [str(issue.code) for issue in errors(kind, written)]
    if at is not None:
        path = there[0].place.dotted
        assert path.partition(".")[2] == at[1:], path


GOOD: list[tuple[str, Any]] = [
    ("identity", document(statement())),
    ("identity", {"Version": "2012-10-17", "Statement": statement(Action="S3:getobject")}),
    ("identity", document(statement(Action="SNS:Receive"))),
    (
        "identity",
        document(statement(Action="neverheardof:Thing", Resource="arn:aws:neverheardof:us-east-1:111122223333:thing")),
    ),
    ("identity", document(statement(Resource=["*", "arn:aws:s3:::*", "arn:aws:s3:*", "arn:aws:s3:*:*:orders"]))),
    ("identity", document(statement(Resource={"Fn::ImportValue": "orders"}))),
    (
        "identity",
        document(statement(Resource={"Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:a"})),
    ),
    ("identity", document(statement(Resource={"Fn::Sub": "${Table}/index/*"}))),
    ("identity", document(statement(Resource="arn:aws:s3:::a/${aws:PrincipalTag/team, 'all'}/*"))),
    (
        "identity",
        document(statement(Resource="arn:aws:ssm:us-east-1::document/AWS-RunShellScript", Action="ssm:SendCommand")),
    ),
    ("identity", document(when("StringEquals", "token.actions.githubusercontent.com:sub"))),
    ("identity", document(when("ForAnyValue:StringLikeIfExists", "aws:CalledVia", ["a.amazonaws.com"]))),
    ("identity", document(when("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"))),
    ("identity", document(when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.7"]))),
    ("identity", document(when("StringLike", "aws:RequestedRegion", "us-*"))),
    ("bucket", document(statement(**OF_BUCKET, Sid="any characters"), statement(**OF_BUCKET, Sid="any characters"))),
    ("bucket", document(statement(Principal="*", Action="s3:*"))),
    ("bucket", document(statement(Principal={"CanonicalUser": "79a59df900b949e5"}))),
    ("repository", document(statement(Principal=ANYBODY, Action="ecr:BatchGetImage", Resource=None))),
    ("api", document(statement(Principal="*", Action="execute-api:Invoke", Resource="execute-api:/*"))),
    ("endpoint", document(statement(Principal="*"))),
    ("trust", document(statement(**TRUST))),
    ("trust", document(statement(**TRUST | {"Principal": ANYBODY, "Action": ["sts:AssumeRole", "sts:TagSession"]}))),
    (
        "trust",
        document(
            statement(
                **TRUST
                | {
                    "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/office"},
                    "Action": "sts:AssumeRoleWithSAML",
                }
            )
        ),
    ),
    ("scp", document(statement(Effect="Deny", NotAction="s3:*", Action=None, Resource="*"))),
    ("scp", document(statement(Effect="Allow", Action="s3:*Object", Resource="*"))),
    ("rcp", document(statement(**RCP, Action="s3:*"))),
    (
        "identity",
        document(statement(Action="bedrock:InvokeModel", Resource="arn:aws:bedrock:::foundation-model/vendor.model")),
    ),
    ("identity", document(statement(Action="iam:GetRole", Resource="arn:aws:iam::111122223333:ro*"))),
    ("identity", document(statement(Action="s4:GetObject", Resource="*"))),
    ("identity", document(statement(Resource="arn:aws:s3:::homes/${aws:username}/*"))),
    ("identity", document(when("ArnEquals", "ec2:SourceInstanceARN", "arn:aws:ec2:*:*:instance/a", Action="s3:*"))),
    ("managed", document(statement(), Version={"Ref": "Version"})),
    ("key", document(statement(Principal=OF_BUCKET["Principal"], Action="kms:*", Resource="*"))),
]


@pytest.mark.parametrize(("kind", "written"), GOOD, ids=[str(i) for i in range(len(GOOD))])
def test_what_is_right_is_left_alone(kind: str, written: Any) -> None:
    assert [issue.message for issue in errors(kind, written)] == []


def test_every_error_of_the_list_has_an_example() -> None:
    listed = {code for code, entry in catalogue().items() if entry["kind"] == "error" and "absent" not in entry}
    assert {row[0] for row in BAD} == listed


def test_every_check_is_in_the_list_and_every_entry_has_a_check_or_a_reason() -> None:
    assert codes() == {code for code, entry in catalogue().items() if "absent" not in entry}
