import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access.open_resource_policy import OpenResourcePolicy
from leastwise.rules.example import findings

EVERYONE = "{Effect: Allow, Principal: '*', Action: 'x:*'}"


def found(resources: str) -> list[Finding]:
    return findings(OpenResourcePolicy(), {"t.yaml": f"Parameters: {{Any: {{Type: String}}}}\nResources:\n{resources}"})


def secret(statement: str, more: str = "") -> list[Finding]:
    return found(f"""
  Secret: {{Type: AWS::SecretsManager::Secret}}
  Policy:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties: {{SecretId: !Ref Secret, ResourcePolicy: {{Statement: [{statement}]}}{more}}}
""")


def single(type_: str, policy: str, more: str = "") -> list[Finding]:
    return found(f"  It: {{Type: {type_}, Properties: {{{policy}: {{Statement: [{EVERYONE}]}}{more}}}}}\n")


@pytest.mark.parametrize(
    ("type_", "policy", "severity"),
    [
        ("AWS::ECR::Repository", "RepositoryPolicyText", Severity.HIGH),
        ("AWS::OpenSearchService::Domain", "AccessPolicies", Severity.HIGH),
        ("AWS::DynamoDB::Table", "ResourcePolicy: {PolicyDocument", Severity.MEDIUM),
    ],
)
def test_open_to_everyone(type_: str, policy: str, severity: Severity) -> None:
    more = "}" if "{" in policy else ""
    assert [finding.severity for finding in single(type_, policy, more)] == [severity]


@pytest.mark.parametrize(
    ("type_", "policy", "more"),
    [
        ("AWS::ECR::PublicRepository", "RepositoryPolicyText", ""),
        ("AWS::EFS::FileSystem", "FileSystemPolicy", ""),
        ("AWS::KMS::Key", "KeyPolicy", ""),
        ("AWS::OpenSearchService::Domain", "AccessPolicies", ", VPCOptions: {SubnetIds: [a]}"),
        ("AWS::Elasticsearch::Domain", "AccessPolicies", ", AdvancedSecurityOptions: {Enabled: !Ref Any}"),
    ],
)
def test_something_else_decides(type_: str, policy: str, more: str) -> None:
    assert not single(type_, policy, more)


@pytest.mark.parametrize(
    "statement",
    [
        "{Effect: Allow, Principal: '*', Action: 'x:*', Condition: {StringEquals: {'aws:PrincipalOrgID': o-1}}}",
        "{Effect: Allow, Principal: '*', Action: 'x:*', Condition: !Ref Any}",
        "{Effect: Allow, Principal: !Ref Any, Action: 'x:*'}",
        "{Effect: Deny, Principal: '*', Action: 'x:*'}",
        f"{EVERYONE}, {{Effect: Deny, Principal: '*', Action: '*', Condition: {{StringNotEquals: {{'aws:PrincipalOrgID': o-1}}}}}}",
        "{Effect: Allow, Principal: {AWS: ['111122223333', !Sub 'arn:aws:iam::${AWS::AccountId}:root']}, Action: 'x:*'}",
        "3, {}, []",
    ],
)
def test_not_open(statement: str) -> None:
    assert not secret(statement)


def test_a_policy_that_aws_refuses_weighs_less() -> None:
    assert [finding.severity for finding in secret(EVERYONE)] == [Severity.HIGH]
    assert [finding.severity for finding in secret(EVERYONE, ", BlockPublicPolicy: true")] == [Severity.MEDIUM]


def test_a_named_account_is_for_auditors() -> None:
    statement = "{Effect: Allow, Principal: {AWS: ['arn:aws:iam::770693421920:root', '017000801446']}, Action: 'x:*'}"
    assert [(f.persona, f.message) for f in secret(statement)] == [
        (Persona.AUDITOR, "AWS account 770693421920 may act on Secret: `x:*`.")
    ]


def test_layers_for_everyone() -> None:
    layer = "  May: {Type: AWS::Lambda::LayerVersionPermission, Properties: {Principal: %s, Action: a, LayerVersionArn: b}}\n"
    assert len(found(layer % "'*'")) == 1
    assert not found(layer % "'123456789012'")
    assert not found(layer % "'*', OrganizationId: !Ref Any")
