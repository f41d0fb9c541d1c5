"""Who gets into a bucket, and what a bucket is for."""

import pytest

from leastwise.engine import judge
from leastwise.model.edit import AddResource, Insert, Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.data.bucket_without_access_log import BucketWithoutAccessLog
from leastwise.rules.data.bucket_without_tls import BucketWithoutTls
from leastwise.rules.data.bucket_without_versions import BucketWithoutVersions
from leastwise.rules.data.open_deployment_bucket import OpenDeploymentBucket
from leastwise.rules.data.public_bucket import PublicBucket
from leastwise.rules.example import findings, readings
from leastwise.rules.rule import Rule

OFF = "{BlockPublicAcls: false, BlockPublicPolicy: false, IgnorePublicAcls: false, RestrictPublicBuckets: false}"
READ = 'Action: "s3:GetObject", Resource: !Sub "${B.Arn}/*"'
WRITE = 'Action: ["s3:PutObject"], Resource: !Sub "${B.Arn}/*"'


def bucket(properties: str = "", *statements: str, name: str = "B", more: str = "") -> str:
    """A template with one bucket, its policy where there are statements, and more resources."""
    text = f"Resources:\n  {name}: {{Type: AWS::S3::Bucket, Properties: {{{properties}}}}}\n{more}"
    if statements:
        listed = ", ".join(f"{{{statement}}}" for statement in statements)
        text += f"""
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties: {{Bucket: !Ref {name}, PolicyDocument: {{Statement: [{listed}]}}}}
"""
    return text


def said(rule: type[Rule], template: str) -> list[Finding]:
    return findings(rule(), {"template.yaml": template})


def public(what: str, condition: str = "") -> str:
    return f'Effect: Allow, Principal: "*", {what}' + (f", Condition: {condition}" if condition else "")


def test_an_open_bucket_is_told_with_its_policy() -> None:
    (finding,) = said(PublicBucket, bucket(f"PublicAccessBlockConfiguration: {OFF}", public(READ)))
    assert finding.message == (
        "Everybody on the internet may read what is in B. Policy allows it, and the block on public access is off."
    )
    assert (finding.severity, finding.persona) == (Severity.HIGH, Persona.REGULAR)


def test_writing_is_worse_and_starts_functions() -> None:
    template = bucket(
        f"BucketName: b, PublicAccessBlockConfiguration: {OFF}",
        public(READ),
        public(WRITE),
        more="""
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Upload: {Type: S3, Properties: {Bucket: !Ref B, Events: "s3:ObjectCreated:*"}}}
""",
    )
    (finding,) = said(PublicBucket, "Transform: AWS::Serverless-2016-10-31\n" + template)
    assert "may read and change what is in B, and so start Resize." in finding.message
    assert finding.severity is Severity.CRITICAL and finding.function == "template.yaml:Resize"


@pytest.mark.parametrize(
    ("properties", "more", "severity"),
    [
        ("WebsiteConfiguration: {IndexDocument: i.html}, ", "", Severity.LOW),
        ("", "", Severity.HIGH),
    ],
)
def test_a_website_is_for_everybody(properties: str, more: str, severity: Severity) -> None:
    (finding,) = said(
        PublicBucket, bucket(f"{properties}PublicAccessBlockConfiguration: {OFF}", public(READ), more=more)
    )
    assert finding.severity is severity


def test_cloudfront_before_a_public_bucket_can_be_gone_past() -> None:
    web = """
  Web:
    Type: AWS::CloudFront::Distribution
    Properties: {DistributionConfig: {Enabled: true, Origins: [{Id: b, DomainName: !GetAtt B.RegionalDomainName}]}}
"""
    block = f"WebsiteConfiguration: {{IndexDocument: i.html}}, PublicAccessBlockConfiguration: {OFF}"
    (finding,) = said(PublicBucket, bucket(block, public(READ), more=web))
    assert "CloudFront" in finding.severity_reason


def test_a_part_of_the_names_is_less() -> None:
    part = 'Action: "s3:GetObject", Resource: !Sub "${B.Arn}/public/*"'
    (finding,) = said(PublicBucket, bucket(f"PublicAccessBlockConfiguration: {OFF}", public(part)))
    assert (finding.severity, finding.severity_reason) == (Severity.MEDIUM, "only what is called public/*")


@pytest.mark.parametrize("properties", ["", "AccessControl: PublicRead"])
def test_new_buckets_refuse_what_is_public(properties: str) -> None:
    (finding,) = said(PublicBucket, bucket(properties, *([] if properties else [public(READ)])))
    assert finding.severity is Severity.MEDIUM and "April 2023" in finding.severity_reason
    assert "block on public access" not in finding.message


def test_other_people_s_accounts_are_not_the_internet() -> None:
    open_acl = "AccessControl: AuthenticatedRead, OwnershipControls: {Rules: [{ObjectOwnership: ObjectWriter}]}"
    (finding,) = said(PublicBucket, bucket(f"{open_acl}, PublicAccessBlockConfiguration: {OFF}"))
    assert finding.message.startswith("Everybody with an AWS account may list what is in B.")


@pytest.mark.parametrize(
    "statement",
    [
        public(READ, '{IpAddress: {"aws:SourceIp": 192.0.2.0/24}}'),
        public(READ, '{StringEquals: {"aws:SourceVpce": vpce-1}}'),
        public(READ, '{StringEquals: {"s3:DataAccessPointAccount": "123456789012"}}'),
        'Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:root"}, ' + READ,
        'Effect: Deny, Principal: "*", ' + READ,
        'Effect: Allow, Principal: "*", Action: "s3:GetBucketLocation", Resource: !GetAtt B.Arn',
    ],
)
def test_what_lets_in_only_somebody_known(statement: str) -> None:
    locked = "{BlockPublicAcls: true, IgnorePublicAcls: true}"
    found = said(PublicBucket, bucket(f"PublicAccessBlockConfiguration: {locked}", statement))
    assert [finding.persona for finding in found] == [Persona.PEDANTIC], "the block alone, which is not complete"


def test_a_denial_for_all_other_networks_counts() -> None:
    deny = 'Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*", '
    deny += 'Condition: {NotIpAddress: {"aws:SourceIp": 192.0.2.0/24}}'
    assert said(PublicBucket, bucket("", public(READ), deny)) == []


@pytest.mark.parametrize(
    ("properties", "persona"),
    [
        (f"PublicAccessBlockConfiguration: {OFF}", Persona.REGULAR),
        (f"WebsiteConfiguration: {{}}, PublicAccessBlockConfiguration: {OFF}", Persona.PEDANTIC),
        ("PublicAccessBlockConfiguration: {BlockPublicAcls: true}", Persona.PEDANTIC),
    ],
)
def test_the_block_switched_off_with_nothing_public_yet(properties: str, persona: Persona) -> None:
    (finding,) = said(PublicBucket, bucket(properties))
    assert (finding.severity, finding.persona) == (Severity.MEDIUM, persona)
    (edit,) = finding.edits
    assert isinstance(edit, Set) and all(edit.value.values())


@pytest.mark.parametrize(
    "properties",
    [
        "PublicAccessBlockConfiguration: 3",
        "PublicAccessBlockConfiguration: [1]",
        "OwnershipControls: {Rules: 1}",
        "AccessControl: [PublicRead]",
        "PublicAccessBlockConfiguration: !ImportValue block",
        "LifecycleConfiguration: {Rules: [1]}",
        "LoggingConfiguration: 1",
    ],
)
def test_odd_values_do_not_raise(properties: str) -> None:
    rules = (PublicBucket, OpenDeploymentBucket, BucketWithoutTls, BucketWithoutVersions, BucketWithoutAccessLog)
    for rule in rules:
        said(rule, bucket(properties, public(READ)))


def test_code_is_taken_from_the_bucket_by_what_names_it() -> None:
    layer = """
  Layer: {Type: AWS::Lambda::LayerVersion, Properties: {Content: {S3Bucket: !Ref B, S3Key: l.zip}}}
"""
    block = f"PublicAccessBlockConfiguration: {OFF}"
    (finding,) = said(OpenDeploymentBucket, bucket(block, public(WRITE), more=layer))
    assert finding.severity is Severity.CRITICAL
    assert finding.message == "Everybody on the internet may change what is in B, from which Layer get code."
    assert said(OpenDeploymentBucket, bucket(block, public(WRITE))) == []


@pytest.mark.parametrize("statements", [[], [public(READ)], [public(READ), public(WRITE)]])
def test_a_bucket_with_code_is_told_once(statements: list[str]) -> None:
    template = bucket(f"PublicAccessBlockConfiguration: {OFF}", *statements, name="B", more="")
    template = template.replace("Properties: {Public", "Properties: {BucketName: shop-deployment, Public")
    (reading,) = readings({"template.yaml": template})
    found = judge(reading, [PublicBucket(), OpenDeploymentBucket()]).findings
    assert [(finding.rule, [note.rule for note in finding.related]) for finding in found] == [
        ("open-deployment-bucket", ["public-bucket"])
    ]


def test_an_artifact_bucket_is_known_by_its_name() -> None:
    found = said(OpenDeploymentBucket, bucket("AccessControl: PublicRead", name="PipelineArtifacts"))
    assert [finding.severity for finding in found] == [Severity.HIGH]


def test_a_statement_goes_into_the_policy_that_is_there() -> None:
    (added,) = said(BucketWithoutTls, bucket())
    assert [type(edit) for edit in added.edits] == [AddResource]
    (inserted,) = said(BucketWithoutTls, bucket("", public(READ)))
    assert [type(edit) for edit in inserted.edits] == [Insert]


@pytest.mark.parametrize(
    "condition",
    ['{Bool: {"aws:SecureTransport": false}}', '{NumericLessThan: {"s3:TlsVersion": "1.2"}}', "!ImportValue condition"],
)
def test_tls_is_demanded(condition: str) -> None:
    deny = f'Effect: Deny, Principal: {{AWS: "*"}}, Action: "s3:*", Resource: "*", Condition: {condition}'
    assert said(BucketWithoutTls, bucket("", deny)) == []


def test_a_policy_of_an_unknown_bucket_may_be_its_own() -> None:
    policy = """
  Other:
    Type: AWS::S3::BucketPolicy
    Properties: {Bucket: !ImportValue bucket, PolicyDocument: {Statement: []}}
"""
    assert said(BucketWithoutTls, bucket(more=policy)) == []


@pytest.mark.parametrize(
    "properties",
    [
        "VersioningConfiguration: {Status: !ImportValue status}",
        "LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 30}]}",
        "BucketName: shop-athena-results",
        "LifecycleConfiguration: !ImportValue rules",
    ],
)
def test_buckets_that_need_no_versions(properties: str) -> None:
    assert said(BucketWithoutVersions, bucket(properties)) == []


def test_moving_to_colder_storage_is_no_expiry() -> None:
    rules = "LifecycleConfiguration: {Rules: [{Status: Enabled, Transitions: [{StorageClass: GLACIER}]}]}"
    assert len(said(BucketWithoutVersions, bucket(rules))) == 1


def test_the_bucket_for_logs_needs_no_log_of_its_own() -> None:
    logged = "  C: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {DestinationBucketName: !Ref B}}}\n"
    assert said(BucketWithoutAccessLog, bucket(more=logged)) == []
