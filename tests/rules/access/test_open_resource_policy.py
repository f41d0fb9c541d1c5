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


ARN = "arn:aws:{}:eu-west-1:123456789012:"
OPEN = "Effect: Allow, Principal: '*', Action: 'x:*', Resource: '*'"


def elsewhere(type_: str, target: str, document: str, statement: str = OPEN) -> list[Finding]:
    return found(f"  It: {{Type: {type_}, Properties: {{{target}, {document}: {{Statement: [{{{statement}}}]}}}}}}\n")


@pytest.mark.parametrize(
    ("type_", "target", "document", "what"),
    [
        ("AWS::SQS::QueuePolicy", f"Queues: ['{ARN.format('sqs')}jobs']", "PolicyDocument", "jobs"),
        ("AWS::SNS::TopicPolicy", f"Topics: ['{ARN.format('sns')}news', !Ref Any]", "PolicyDocument", "${Any}"),
        ("AWS::SecretsManager::ResourcePolicy", "SecretId: db", "ResourcePolicy", "on db"),
        ("AWS::Kinesis::ResourcePolicy", "ResourceArn: !ImportValue s", "ResourcePolicy", ""),
        ("AWS::S3Express::BucketPolicy", "Bucket: b--x-s3", "PolicyDocument", "b--x-s3"),
        ("AWS::ECR::RegistryPolicy", "Any: 1", "PolicyText", "what It is for"),
        ("AWS::Logs::ResourcePolicy", "PolicyName: p", "PolicyDocument", "what It is for"),
    ],
)
def test_the_policy_of_what_stands_elsewhere(type_: str, target: str, document: str, what: str) -> None:
    (finding,) = elsewhere(type_, target, document)
    assert finding.severity is Severity.HIGH and what in finding.message


@pytest.mark.parametrize(("action", "severity"), [("s3:Get*", Severity.MEDIUM), ("s3:*", Severity.HIGH)])
def test_the_block_on_public_access_of_a_bucket_elsewhere_is_not_seen(action: str, severity: Severity) -> None:
    statement = OPEN.replace("x:*", action)
    (finding,) = elsewhere("AWS::S3::BucketPolicy", "Bucket: files", "PolicyDocument", statement)
    assert finding.severity is severity and "not seen" in finding.severity_reason


def test_accounts_that_are_not_known_elsewhere() -> None:
    statement = OPEN.replace("'*', A", "{AWS: '999988887777'}, A")
    (finding,) = elsewhere("AWS::SQS::QueuePolicy", "Queues: [q]", "PolicyDocument", statement)
    assert finding.persona is Persona.AUDITOR and "999988887777" in finding.message


def test_json_text_in_terraform_and_a_bucket_that_is_looked_up() -> None:
    text = """
data "aws_s3_bucket" "files" { bucket = "files" }
resource "aws_s3_bucket_policy" "files" {
  bucket = data.aws_s3_bucket.files.id
  policy = jsonencode({
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${data.aws_s3_bucket.files.arn}/*" }
    ]
  })
}
"""
    (finding,) = findings(OpenResourcePolicy(), {"main.tf": text})
    assert finding.location.line == 7


@pytest.mark.parametrize(
    ("type_", "target", "document", "statement"),
    [
        ("AWS::SQS::QueuePolicy", "Queues: [!Ref Queue]", "PolicyDocument", OPEN),
        ("AWS::SQS::QueuePolicy", "Queues: [q]", "PolicyDocument", OPEN.replace("Allow", "Deny")),
        ("AWS::SQS::QueuePolicy", "Queues: [q]", "PolicyDocument", OPEN.replace("'*', A", "{Service: a.b.com}, A")),
        ("AWS::VpcLattice::AuthPolicy", "ResourceIdentifier: svc-1", "Policy", OPEN),
        ("AWS::IAM::ManagedPolicy", "Roles: [r]", "PolicyDocument", OPEN),
    ],
)
def test_policies_that_are_not_open_elsewhere(type_: str, target: str, document: str, statement: str) -> None:
    policy = f"{{Type: {type_}, Properties: {{{target}, {document}: {{Statement: [{{{statement}}}]}}}}}}"
    assert not found(f"  Queue: {{Type: AWS::SQS::Queue}}\n  It: {policy}\n")
