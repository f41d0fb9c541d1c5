"""The roles of an identity pool, and how people become users of a user pool."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access.cognito_guest import CognitoGuest
from leastwise.rules.access.cognito_guest_role import CognitoGuestRole
from leastwise.rules.access.cognito_no_mfa import CognitoNoMfa
from leastwise.rules.access.cognito_no_threat_protection import CognitoNoThreatProtection
from leastwise.rules.access.cognito_open_sign_up import CognitoOpenSignUp
from leastwise.rules.access.cognito_weak_password import CognitoWeakPassword
from leastwise.rules.access.direct_invoke_by_client import DirectInvokeByClient
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

POOL = """
Parameters: {Any: {Type: String}}
Resources:
  Pool: {Type: AWS::Cognito::IdentityPool, Properties: {%(pool)s}}
  Attach:
    Type: AWS::Cognito::IdentityPoolRoleAttachment
    Properties: {IdentityPoolId: !Ref Pool, Roles: {%(kind)s: !GetAtt Role.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [%(managed)s]
      Policies: [{PolicyName: a, PolicyDocument: {Statement: [%(statement)s]}}]
  Table: {Type: AWS::DynamoDB::Table}
  Bucket: {Type: AWS::S3::Bucket}
"""


def template(statement: str, pool: str, kind: str, managed: str = "") -> dict[str, str]:
    return {"t.yaml": POOL % {"statement": statement, "pool": pool, "kind": kind, "managed": managed}}


def guest(action: str, pool: str = "AllowUnauthenticatedIdentities: true", managed: str = "") -> list[Finding]:
    statement = f"{{Effect: Allow, Action: {action}, Resource: !GetAtt Table.Arn}}"
    return findings(CognitoGuestRole(), template(statement, pool, "unauthenticated", managed))


@pytest.mark.parametrize(
    ("action", "severity"),
    [
        ("dynamodb:PutItem", Severity.HIGH),
        ("[polly:SynthesizeSpeech, lambda:InvokeFunction]", Severity.HIGH),
        ("execute-api:Invoke", Severity.MEDIUM),
        ("'*'", Severity.HIGH),
    ],
)
def test_what_guests_should_not_have(action: str, severity: Severity) -> None:
    assert [finding.severity for finding in guest(action)] == [severity]


@pytest.mark.parametrize("action", ["rum:PutRumEvents", "'cognito-sync:*'", "'geo:GetMap*'", "!Ref Any", "[]"])
def test_what_guests_may_have(action: str) -> None:
    assert not guest(action)


def test_what_cognito_keeps_from_guests_counts_only_in_the_basic_flow() -> None:
    assert not guest("bedrock:InvokeModel")
    assert guest("bedrock:InvokeModel", "AllowUnauthenticatedIdentities: true, AllowClassicFlow: true")


def test_a_pool_without_guests_has_no_guest_role() -> None:
    assert not guest("dynamodb:PutItem", "AllowUnauthenticatedIdentities: false")
    assert guest("dynamodb:PutItem", "AllowUnauthenticatedIdentities: !Ref Any")


def test_managed_policies_of_guests() -> None:
    found = guest("rum:PutRumEvents", managed="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    assert [finding.severity for finding in found] == [Severity.CRITICAL]


@pytest.mark.parametrize(
    ("statement", "kind", "severity"),
    [
        ("{Effect: Allow, Action: 'rum:PutRumEvents', Resource: '*'}", "unauthenticated", None),
        ("{Effect: Allow, Action: 's3:*', Resource: '*'}", "unauthenticated", Severity.MEDIUM),
        ("", "authenticated", Severity.LOW),
    ],
)
def test_guests_of_a_pool(statement: str, kind: str, severity: Severity | None) -> None:
    found = findings(CognitoGuest(), template(statement, "AllowUnauthenticatedIdentities: true", kind))
    assert [finding.severity for finding in found] == ([] if severity is None else [severity])


def signed_in(statement: str) -> list[Finding]:
    return findings(
        DirectInvokeByClient(), template(statement, "AllowUnauthenticatedIdentities: false", "authenticated")
    )


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        ("{Effect: Allow, Action: 'dynamodb:*', Resource: !GetAtt Table.Arn}", Severity.HIGH),
        ("{Effect: Allow, Action: [dynamodb:Query], Resource: !GetAtt Table.Arn}", Severity.MEDIUM),
        ("{Effect: Allow, Action: 's3:Put*', Resource: !Sub '${Bucket.Arn}/*'}", Severity.HIGH),
        ("{Effect: Allow, Action: lambda:InvokeFunction, Resource: '*'}", Severity.MEDIUM),
        ("{Effect: Allow, Action: '*', Resource: '*'}", Severity.MEDIUM),
    ],
)
def test_what_signed_in_users_should_not_have(statement: str, severity: Severity) -> None:
    assert [finding.severity for finding in signed_in(statement)] == [severity]


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Action: 's3:*', Resource: !Sub '${Bucket.Arn}/public/*'}",
        "{Effect: Allow, Action: 's3:*', Resource: !Sub '${Bucket.Arn}/${!cognito-identity.amazonaws.com:sub}/*'}",
        "{Effect: Allow, Action: 'dynamodb:*', Resource: '*', Condition: {StringEquals: {'dynamodb:LeadingKeys': x}}}",
        "{Effect: Allow, Action: 'dynamodb:*', Resource: '*', Condition: !Ref Any}",
        "{Effect: Allow, Action: [execute-api:Invoke, 'appsync:*', 'iot:*'], Resource: '*'}",
        "{Effect: Deny, Action: '*', Resource: '*'}",
        "{Effect: Allow, Action: !Ref Any, Resource: '*'}",
    ],
)
def test_what_signed_in_users_may_have(statement: str) -> None:
    assert not signed_in(statement)


def test_going_past_the_api_is_worse() -> None:
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Group: {Type: AWS::Cognito::UserPoolGroup, Properties: {UserPoolId: x, RoleArn: !GetAtt Role.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - {PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, Action: "lambda:*", Resource: !GetAtt Pay.Arn}]}}
  Pay:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, InlineCode: x, Events: {Api: {Type: HttpApi}}}
"""
    found = findings(DirectInvokeByClient(), {"t.yaml": text})
    assert [(f.severity, f.message) for f in found] == [
        (Severity.HIGH, "Every signed-in user is allowed `lambda:*` on Pay, past its API.")
    ]


def users(rule: Rule, properties: str, client: str = "", name: str = "Users") -> list[Finding]:
    text = f"Resources:\n  {name}: {{Type: AWS::Cognito::UserPool, Properties: {{{properties}}}}}\n"
    if client:
        text += f"  Web: {{Type: AWS::Cognito::UserPoolClient, Properties: {{UserPoolId: !Ref {name}, {client}}}}}\n"
    return findings(rule, {"t.yaml": text})


@pytest.mark.parametrize(
    "client",
    ["SupportedIdentityProviders: [Okta]", "AllowedOAuthFlows: [client_credentials]"],
)
@pytest.mark.parametrize(
    "rule", [CognitoWeakPassword(), CognitoNoMfa(), CognitoNoThreatProtection(), CognitoOpenSignUp()]
)
def test_pools_that_nobody_signs_in_to(rule: Rule, client: str) -> None:
    weak = "Policies: {PasswordPolicy: {MinimumLength: 6}}"
    assert not users(rule, weak, client)
    assert users(rule, weak, "SupportedIdentityProviders: [Okta, COGNITO]")
    assert users(rule, weak)


def test_short_passwords_are_worse_than_plain_ones() -> None:
    short = users(CognitoWeakPassword(), "Policies: {PasswordPolicy: {MinimumLength: 7, RequireNumbers: true}}")
    plain = users(CognitoWeakPassword(), "Policies: {PasswordPolicy: {MinimumLength: 8}}")
    assert [(f.severity, f.persona) for f in short + plain] == [
        (Severity.MEDIUM, Persona.REGULAR),
        (Severity.LOW, Persona.PEDANTIC),
    ]


@pytest.mark.parametrize(
    "policy", ["{MinimumLength: x}", "3", "{RequireSymbols: 'true'}", "{RequireNumbers: !Ref Any}"]
)
def test_password_policies_that_are_no_finding(policy: str) -> None:
    assert not users(
        CognitoWeakPassword(), f"Policies: {{PasswordPolicy: {policy}}}".replace("{PasswordPolicy: 3}", "3")
    )


def test_a_bare_off_is_off() -> None:
    assert users(CognitoNoMfa(), "MfaConfiguration: OFF")
    assert users(CognitoNoThreatProtection(), "UserPoolAddOns: {AdvancedSecurityMode: OFF}")
    assert not users(CognitoNoMfa(), "MfaConfiguration: ON")


def test_no_second_factor_in_production_concerns_everybody() -> None:
    text = {"t.yaml": "Resources: {Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: shop-prod}}}"}
    stage = {"t.yaml": "Parameters: {Stage: {Type: String, Default: prod}}\n" + text["t.yaml"]}
    assert [f.persona for f in findings(CognitoNoMfa(), stage)] == [Persona.REGULAR]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AdminUsers", Persona.REGULAR),
        ("staffPool", Persona.REGULAR),
        ("BackOffice", Persona.REGULAR),
        ("Administration", Persona.PEDANTIC),
        ("Customers", Persona.PEDANTIC),
    ],
)
def test_pools_for_few_by_their_name(name: str, expected: Persona) -> None:
    assert [f.persona for f in users(CognitoOpenSignUp(), "UserPoolTier: LITE", name=name)] == [expected]


@pytest.mark.parametrize(
    ("resources", "told"),
    [
        ("[!Sub '${Api.Arn}/types/Query/fields/shop', !Sub '${Api.Arn}/types/Shop/*']", False),
        ("[!Sub '${Api.Arn}/types/Query/*']", True),
        ("[!Sub '${Api.Arn}/types/Query/fields/a', !Sub '${Api.Arn}/types/Mutation/fields/b']", True),
        ("[!Sub '${Api.Arn}/*']", True),
    ],
)
def test_one_field_made_for_guests_is_no_finding(resources: str, told: bool) -> None:
    statement = f"{{Effect: Allow, Action: appsync:GraphQL, Resource: {resources}}}"
    text = template(statement, "AllowUnauthenticatedIdentities: true", "unauthenticated", "")
    text = {name: content + "  Api: {Type: AWS::AppSync::GraphQLApi}\n" for name, content in text.items()}
    found = findings(CognitoGuestRole(), text)
    assert bool(found) == told
    assert all("/types/" in f.message or "Api.Arn}/*" in f.message for f in found)


def test_analytics_are_what_guests_may_send() -> None:
    statement = "{Effect: Allow, Action: 'firehose:PutRecordBatch', Resource: '*'}"
    assert not findings(
        CognitoGuestRole(), template(statement, "AllowUnauthenticatedIdentities: true", "unauthenticated", "")
    )
