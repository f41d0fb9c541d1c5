"""Policy documents in every form that IAM takes."""

import pytest

from leastwise.model.value import Reference, Symbol


def statements(application, document):
    app = application(f"""
        Bucket: {{Type: AWS::S3::Bucket}}
        Policy: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: !Ref Bucket, PolicyDocument: {document}}}}}
        """)
    return app.stores[0].policy


def test_single_values_and_missing_parts(application):
    (found,) = statements(application, "{Statement: {Effect: Deny, NotAction: 's3:Get*', NotPrincipal: '*'}}")
    assert (found.effect, found.allows) == ("Deny", False)
    assert (found.actions, found.not_actions) == ((), ("s3:Get*",))
    assert (found.resources, found.not_resources) == ((), ())
    assert [(p.kind, p.value) for p in found.not_principals] == [("*", "*")]
    assert not found.conditional


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("'*'", [("*", "*")]),
        ("{AWS: '*'}", [("AWS", "*")]),
        ("{AWS: ['111122223333', '444455556666']}", [("AWS", "111122223333"), ("AWS", "444455556666")]),
        ("{AWS: 111122223333}", [("AWS", "111122223333")]),
        ("{Service: sns.amazonaws.com, Federated: x}", [("Service", "sns.amazonaws.com"), ("Federated", "x")]),
        ("{Nonsense: x}", []),
    ],
)
def test_principals(application, principal, expected):
    (found,) = statements(application, f"{{Statement: [{{Effect: Allow, Action: '*', Principal: {principal}}}]}}")
    assert [(p.kind, p.value) for p in found.principals] == expected


def test_symbols_stay_symbols(application):
    (found,) = statements(
        application, "{Statement: {Effect: !Ref AWS::Region, Action: '*', Resource: [!GetAtt Bucket.Arn, 3, [x]]}}"
    )
    assert found.effect is None
    assert found.resources[0] == Reference("template.yaml:Bucket", "Arn")
    assert found.resources[1] == "3"
    assert isinstance(found.resources[2], Symbol)
    assert len(found.resource_properties()) == len(found.resources)


def test_json_text(application):
    (found,) = statements(
        application,
        """!Sub '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "${Bucket.Arn}/*",
           "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}'""",
    )
    assert found.resources[0].parts == (Reference("template.yaml:Bucket", "Arn"), "/*")
    assert found.conditional
    assert found.property["Action"].value == "s3:*"
    assert found.property["Action"].location.line == 4


@pytest.mark.parametrize(
    "document", ["not json", "3", "[1, 2]", "{Statement: 3}", "{Statement: [1, null]}", "{}", "'{'"]
)
def test_what_is_no_policy_has_no_statements(application, document):
    assert statements(application, document) == ()
