"""trust-any-principal, oidc-trust-wide, deploy-role-admin and the roles of confused-deputy."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access.confused_deputy import ConfusedDeputy
from leastwise.rules.access.deploy_role_admin import DeployRoleAdmin
from leastwise.rules.access.oidc_trust_wide import OidcTrustWide
from leastwise.rules.access.trust_any_principal import TrustAnyPrincipal
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule

ROLE = """
Parameters: {Any: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [%s]}
      ManagedPolicyArns: [%s]
"""
GITHUB = "token.actions.githubusercontent.com"


def found(rule: Rule, statement: str, policy: str = "") -> list[Finding]:
    return findings(rule, {"template.yaml": ROLE % (statement, policy)})


def allow(principal: str, condition: str = "", action: str = "sts:AssumeRole") -> str:
    tail = f", Condition: {condition}" if condition else ""
    return f"{{Effect: Allow, Principal: {principal}, Action: '{action}'{tail}}}"


def web(issuer: str, condition: str = "") -> str:
    arn = f"arn:aws:iam::123456789012:oidc-provider/{issuer}"
    return allow(f'{{Federated: "{arn}"}}', condition, "sts:AssumeRoleWithWebIdentity")


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        (allow("'*'"), Severity.CRITICAL),
        (allow("{AWS: [x, '*']}", action="sts:*"), Severity.CRITICAL),
        (allow("'*'", "{Bool: {'aws:MultiFactorAuthPresent': 'true'}}"), Severity.CRITICAL),
        (allow("'*'", "{StringEquals: {'sts:ExternalId': shop}}"), Severity.HIGH),
        (allow("{Federated: accounts.google.com}", action="sts:AssumeRoleWithWebIdentity"), Severity.CRITICAL),
        (
            allow(
                "{Federated: cognito-identity.amazonaws.com}",
                "{StringLike: {'cognito-identity.amazonaws.com:aud': '*'}}",
                "sts:AssumeRoleWithWebIdentity",
            ),
            Severity.CRITICAL,
        ),
    ],
)
def test_a_role_for_everyone(statement: str, severity: Severity) -> None:
    assert [finding.severity for finding in found(TrustAnyPrincipal(), statement)] == [severity]


@pytest.mark.parametrize(
    "statement",
    [
        allow("'*'", "!Ref Any"),
        allow("!Ref Any"),
        allow("{AWS: '123456789012'}"),
        allow("'*'", "{StringEquals: {'aws:PrincipalAccount': '123456789012'}}"),
        allow("'*'", action="sts:TagSession"),
        "{Effect: Deny, Principal: '*', Action: 'sts:*'}",
        allow("'*'") + ", {Effect: Deny, NotPrincipal: {AWS: '123456789012'}, Action: '*'}",
        allow(
            "{Federated: www.amazon.com}",
            "{StringEquals: {'www.amazon.com:app_id': amzn1.x}}",
            "sts:AssumeRoleWithWebIdentity",
        ),
        "3, [], {Effect: Allow, Principal: {Federated: [1, {}]}, Action: [2]}",
    ],
)
def test_a_role_for_somebody(statement: str) -> None:
    assert not found(TrustAnyPrincipal(), statement)


def test_the_powers_of_an_open_role_are_told() -> None:
    message = found(TrustAnyPrincipal(), allow("'*'"), "arn:aws:iam::aws:policy/AdministratorAccess")[0].message
    assert message == "Every AWS account may assume Role, which has administrator permissions."


@pytest.mark.parametrize(
    ("pattern", "wide"),
    [
        ("*", True),
        ("repo:*", True),
        ("repo:*/*:ref:refs/heads/main", True),
        ("repo:acme*/shop:*", True),
        ("repo:acm?/shop:*", True),
        ("repo:acme/*", False),
        ("repo:acme/shop:*", False),
        ("repo:acme@12/shop@3:environment:production", False),
        ("repository_owner_id:4711:*", False),
    ],
)
def test_which_subjects_of_github_are_anybodys(pattern: str, wide: bool) -> None:
    condition = f"{{StringLike: {{'{GITHUB}:sub': '{pattern}'}}}}"
    assert bool(found(OidcTrustWide(), web(GITHUB, condition))) is wide


@pytest.mark.parametrize(
    ("condition", "wide"),
    [
        ("{StringEquals: {'%s:aud': sts.amazonaws.com}}", True),
        ("{StringNotLike: {'%s:sub': 'repo:evil/*'}}", True),
        ("{StringLike: {'%s:sub': ['repo:acme/*', 'repo:*']}}", True),
        ("{StringEquals: {'%s:repository': acme/shop}}", False),
        ("{StringLike: {'%s:job_workflow_ref': 'acme/ci/.github/workflows/deploy.yml@*'}}", False),
        ("{StringEquals: {'%s:sub': !Ref Any}}", False),
        ("{StringEquals: !Ref Any}", False),
    ],
)
def test_what_else_may_be_asked_for(condition: str, wide: bool) -> None:
    assert bool(found(OidcTrustWide(), web(GITHUB, condition.replace("%s", GITHUB)))) is wide


def test_the_provider_of_a_single_customer_weighs_less() -> None:
    circle = found(OidcTrustWide(), web("oidc.circleci.com/org/0a1b"))
    assert [(finding.severity, "of one customer" in finding.severity_reason) for finding in circle] == [
        (Severity.MEDIUM, True)
    ]
    assert not found(
        OidcTrustWide(),
        web("oidc.circleci.com/org/0a1b", "{StringLike: {'oidc.circleci.com/org/0a1b:sub': 'org/0a1b/project/2/*'}}"),
    )
    assert not found(OidcTrustWide(), web("login.example.com"))


def test_an_administrator_for_anybody_is_critical() -> None:
    admin = found(OidcTrustWide(), web("gitlab.com"), "arn:aws:iam::aws:policy/AdministratorAccess")
    assert [finding.severity for finding in admin] == [Severity.CRITICAL]


def test_an_unknown_provider_is_known_by_the_keys_of_the_condition() -> None:
    condition = f"{{StringEquals: {{'{GITHUB}:aud': sts.amazonaws.com}}}}"
    assert found(OidcTrustWide(), allow("{Federated: !Ref Any}", condition, "sts:AssumeRoleWithWebIdentity"))


@pytest.mark.parametrize(
    ("principal", "fires"),
    [
        ("{Service: [codepipeline.amazonaws.com, codebuild.amazonaws.com]}", True),
        ("{Service: [codebuild.amazonaws.com, lambda.amazonaws.com]}", False),
        ("{AWS: '123456789012'}", False),
    ],
)
def test_only_roles_for_deploying(principal: str, fires: bool) -> None:
    assert bool(found(DeployRoleAdmin(), allow(principal), "arn:aws:iam::aws:policy/AdministratorAccess")) is fires


def test_a_role_that_is_passed_to_a_service_is_for_the_strict() -> None:
    scheduler = found(ConfusedDeputy(), allow("{Service: scheduler.amazonaws.com}"))
    assert [(finding.persona, finding.severity) for finding in scheduler] == [(Persona.PEDANTIC, Severity.LOW)]
    assert not found(ConfusedDeputy(), allow("{Service: [lambda.amazonaws.com, apigateway.amazonaws.com]}"))


@pytest.mark.parametrize(
    ("issuer", "subject", "severity"),
    [
        (GITHUB, "repo:acme/*", None),
        (GITHUB, "repo:acme@*", None),
        (GITHUB, "repo:acme*/shop:*", Severity.HIGH),
        (GITHUB, "repo:*/shop:environment:production", Severity.HIGH),
        (GITHUB, "*:environment:production", Severity.HIGH),
        (GITHUB, "environment:production", Severity.HIGH),
        (GITHUB, "repository_owner:acme:environment:production", None),
        (GITHUB, "job_workflow_ref:acme/*", None),
        ("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main", None),
        ("gitlab.com", "project_path:*:ref_type:branch:ref:main", Severity.HIGH),
        ("app.terraform.io", "organization:acme:*", None),
        ("app.terraform.io", "organization:*:project:p:workspace:w:run_phase:*", Severity.HIGH),
        ("agent.buildkite.com", "organization:acme:pipeline:*", None),
        ("agent.buildkite.com", "organization:acme*", Severity.HIGH),
        ("oidc.circleci.com/org/1", "org/1/project/2/user/*", None),
        ("oidc.circleci.com/org/1", "org/1/project/*", Severity.MEDIUM),
        ("api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "{1}:*", None),
        ("api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc", "*", Severity.MEDIUM),
        ("oidc.vercel.com", "owner:acme:project:*", None),
        ("oidc.vercel.com", "owner:*:project:shop:environment:production", Severity.HIGH),
        ("oidc.vercel.com/acme", "owner:acme:project:*", Severity.MEDIUM),
        ("oidc.eks.eu-west-1.amazonaws.com/id/A1", "system:serviceaccount:shop:*", None),
        ("oidc.eks.eu-west-1.amazonaws.com/id/A1", "system:serviceaccount:*", Severity.MEDIUM),
    ],
)
def test_whose_tokens_a_pattern_of_subjects_takes(issuer: str, subject: str, severity: Severity | None) -> None:
    condition = f"{{StringLike: {{'{issuer}:sub': '{subject}'}}}}"
    assert [finding.severity for finding in found(OidcTrustWide(), web(issuer, condition))] == (
        [] if severity is None else [severity]
    )


@pytest.mark.parametrize(
    ("operator", "claim", "wide"),
    [
        ("StringEquals", "repository_owner", False),
        ("StringEqualsIfExists", "repository_owner", True),
        ("StringEquals", "environment", True),
        ("StringLike", "job_workflow_ref", False),
        ("StringNotEquals", "repository", True),
    ],
)
def test_claims_that_say_whose_token_it_is(operator: str, claim: str, wide: bool) -> None:
    condition = f"{{{operator}: {{'{GITHUB}:{claim}': 'acme/shop/*'}}}}"
    assert bool(found(OidcTrustWide(), web(GITHUB, condition))) is wide


def test_one_test_that_names_the_repository_is_enough() -> None:
    both = f"{{StringEquals: {{'{GITHUB}:sub': 'repo:acme/shop:ref:x'}}, StringLike: {{'{GITHUB}:sub': '*'}}}}"
    assert not found(OidcTrustWide(), web(GITHUB, both))
