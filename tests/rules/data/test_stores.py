"""What keeps data: encryption, recovery, protection."""

import pytest

from leastwise.model.edit import Set
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.data.default_key import DefaultKey
from leastwise.rules.data.encryption_disabled import EncryptionDisabled
from leastwise.rules.data.kms_no_rotation import KmsNoRotation
from leastwise.rules.data.kms_open_policy import KmsOpenPolicy
from leastwise.rules.data.store_without_deletion_protection import StoreWithoutDeletionProtection
from leastwise.rules.data.table_without_recovery import TableWithoutRecovery
from leastwise.rules.data.unencrypted_database import UnencryptedDatabase
from leastwise.rules.data.unencrypted_filesystem import UnencryptedFilesystem
from leastwise.rules.data.unencrypted_stream import UnencryptedStream
from leastwise.rules.data.unencrypted_topic import UnencryptedTopic
from leastwise.rules.example import findings
from leastwise.rules.rule import Rule


def said(rule: type[Rule], *resources: str, parameters: str = "") -> list[Finding]:
    """What a rule says about resources that are given as `Name: {…}`."""
    listed = "".join(f"  {resource}\n" for resource in resources)
    return findings(rule(), {"template.yaml": f"Parameters: {{{parameters}}}\nResources:\n{listed}"})


def table(properties: str = "", name: str = "Orders", more: str = "", key: str = "id") -> str:
    properties = f"KeySchema: [{{AttributeName: {key}, KeyType: HASH}}]" + (f", {properties}" if properties else "")
    return f"{name}: {{Type: AWS::DynamoDB::Table, {more}Properties: {{{properties}}}}}"


KEY = "Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, KeyPolicy: {Statement: []}}}"
TOPIC = "Paid: {Type: AWS::SNS::Topic, Properties: {%s}}"
QUEUE = "Jobs: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: %s}}"
TO_PROGRAM = "Subscription: [{Protocol: sqs, Endpoint: x}]"


@pytest.mark.parametrize(
    ("key", "persona", "severity"),
    [
        ("!Ref Key", Persona.REGULAR, Severity.MEDIUM),
        ("arn:aws:kms:eu-west-1:123456789012:key/1", Persona.REGULAR, Severity.MEDIUM),
        ("alias/orders", Persona.REGULAR, Severity.MEDIUM),
        ("alias/aws/sqs", Persona.PEDANTIC, Severity.LOW),
        ("!ImportValue key", Persona.PEDANTIC, Severity.LOW),
    ],
)
def test_a_topic_is_a_gap_where_others_are_under_a_key_of_one_s_own(
    key: str, persona: Persona, severity: Severity
) -> None:
    (finding,) = said(UnencryptedTopic, KEY, TOPIC % TO_PROGRAM, QUEUE % key)
    assert (finding.persona, finding.severity) == (persona, severity)


def test_notices_for_people_are_no_gap() -> None:
    mail = "Subscription: [{Protocol: email, Endpoint: a@b.example}]"
    (finding,) = said(UnencryptedTopic, KEY, TOPIC % mail, QUEUE % "!Ref Key")
    assert finding.persona is Persona.AUDITOR


def test_the_key_of_aws_is_not_offered_where_an_alarm_publishes() -> None:
    alarm = "Alarm: {Type: AWS::CloudWatch::Alarm, Properties: {AlarmActions: [!Ref Paid]}}"
    (finding,) = said(UnencryptedTopic, TOPIC % TO_PROGRAM)
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == ["alias/aws/sns"]
    (finding,) = said(UnencryptedTopic, TOPIC % TO_PROGRAM, alarm)
    assert finding.edits == ()


def test_a_stream_says_how_long_it_keeps_records() -> None:
    (finding,) = said(UnencryptedStream, "S: {Type: AWS::Kinesis::Stream, Properties: {RetentionPeriodHours: 48}}")
    assert finding.message == "S keeps its records for 48 hours unencrypted."
    unknown = "S: {Type: AWS::Kinesis::Stream, Properties: {RetentionPeriodHours: !ImportValue hours}}"
    assert said(UnencryptedStream, unknown)[0].message == "S keeps its records unencrypted."


def test_other_accounts_cannot_use_the_key_of_aws() -> None:
    policy = (
        "P: {Type: AWS::Kinesis::ResourcePolicy, Properties: {ResourceArn: !GetAtt S.Arn, ResourcePolicy: "
        '{Statement: [{Effect: Allow, Principal: {AWS: "123456789012"}, Action: "kinesis:GetRecords"}]}}}'
    )
    (finding,) = said(UnencryptedStream, "S: {Type: AWS::Kinesis::Stream}", policy)
    assert finding.edits == ()


@pytest.mark.parametrize(
    "database",
    [
        "D: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-mysql, StorageEncrypted: false}}",
        "D: {Type: AWS::RDS::DBCluster, Properties: {Engine: !ImportValue engine}}",
        "D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, SourceDBInstanceIdentifier: other}}",
        "D: {Type: AWS::RDS::DBInstance, Properties: {Engine: custom-oracle-ee}}",
        "D: {Type: AWS::DocDB::DBCluster, Properties: {SnapshotIdentifier: before}}",
        "D: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {Engine: redis, DataTieringEnabled: true}}",
        "D: {Type: AWS::ElastiCache::ReplicationGroup}",
        "D: {Type: AWS::OpenSearchService::Domain, Properties: {EncryptionAtRestOptions: !ImportValue options}}",
        "D: {Type: AWS::RDS::DBInstance, Properties: 3}",
    ],
)
def test_databases_that_are_encrypted_or_not_known(database: str) -> None:
    assert said(UnencryptedDatabase, database) == []


@pytest.mark.parametrize(
    ("database", "message"),
    [
        (
            "D: {Type: AWS::DocDB::DBCluster, Properties: {DBClusterIdentifier: carts}}",
            "D keeps its data and backups unencrypted: `StorageEncrypted` is not set.",
        ),
        (
            "D: {Type: AWS::RDS::DBCluster, Properties: {Engine: mysql, StorageEncrypted: 'false'}}",
            "D (mysql) keeps its data and backups unencrypted: `StorageEncrypted` is false.",
        ),
        (
            "D: {Type: AWS::DAX::Cluster, Properties: {SSESpecification: {SSEEnabled: false}}}",
            "D keeps its data and backups unencrypted: `SSESpecification.SSEEnabled` is false.",
        ),
    ],
)
def test_databases_in_clear(database: str, message: str) -> None:
    assert [finding.message for finding in said(UnencryptedDatabase, database)] == [message]


def test_a_file_system_names_the_functions_that_mount_it() -> None:
    point = "Point: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref Files}}"
    function = (
        "Read: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Role: r, "
        "Code: {ZipFile: x}, FileSystemConfigs: [{Arn: !GetAtt Point.Arn, LocalMountPath: /mnt/a}]}}"
    )
    (finding,) = said(UnencryptedFilesystem, "Files: {Type: AWS::EFS::FileSystem}", point, function)
    assert finding.function == "template.yaml:Read"


def test_only_sqs_is_switched_on_without_a_new_cluster() -> None:
    (finding,) = said(EncryptionDisabled, "Jobs: {Type: AWS::SQS::Queue, Properties: {SqsManagedSseEnabled: 'false'}}")
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == [True]
    group = "{Type: AWS::ElastiCache::ReplicationGroup, Properties: {Engine: valkey, AtRestEncryptionEnabled: false}}"
    (finding,) = said(EncryptionDisabled, f"Cache: {group}")
    assert finding.edits == ()


@pytest.mark.parametrize("properties", ["SqsManagedSseEnabled: !ImportValue sse", "SqsManagedSseEnabled: [1]"])
def test_a_switch_that_is_not_known(properties: str) -> None:
    assert said(EncryptionDisabled, f"Jobs: {{Type: AWS::SQS::Queue, Properties: {{{properties}}}}}") == []


@pytest.mark.parametrize(
    ("resource", "count"),
    [
        (table("SSESpecification: {SSEEnabled: true, KMSMasterKeyId: !Ref Key}"), 0),
        (table("SSESpecification: {SSEEnabled: true, KMSMasterKeyId: !ImportValue key}"), 0),
        (table("SSESpecification: {SSEEnabled: true, KMSMasterKeyId: alias/aws/dynamodb}"), 1),
        ("D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, StorageEncrypted: true}}", 1),
        ("D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}", 0),
        (
            "S: {Type: AWS::Kinesis::Stream, Properties: {StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}}}",
            1,
        ),
        ("B: {Type: AWS::S3::Bucket, Properties: {WebsiteConfiguration: {IndexDocument: i.html}}}", 0),
        ("B: {Type: AWS::Events::EventBus, Properties: 3}", 1),
    ],
)
def test_whose_key_it_is(resource: str, count: int) -> None:
    assert len(said(DefaultKey, KEY, resource)) == count


@pytest.mark.parametrize(
    "properties",
    [
        "EnableKeyRotation: !ImportValue rotate",
        "KeySpec: !ImportValue spec",
        "Origin: AWS_CLOUDHSM",
        "KeySpec: HMAC_256",
        "Enabled: false",
        "EnableKeyRotation: 'true'",
    ],
)
def test_keys_that_are_rotated_or_cannot_be(properties: str) -> None:
    assert said(KmsNoRotation, f"Key: {{Type: AWS::KMS::Key, Properties: {{{properties}}}}}") == []


def test_a_key_says_what_it_encrypts() -> None:
    (finding,) = said(KmsNoRotation, "Key: {Type: AWS::KMS::Key}", QUEUE % "!Ref Key")
    assert finding.message == "Key, which encrypts Jobs, is never rotated."


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("", 1),
        (', Condition: {Bool: {"kms:GrantIsForAWSResource": true}}', 1),
        (', Condition: {StringEquals: {"kms:CallerAccount": "123456789012"}}', 0),
        (', Condition: {StringEquals: {"aws:PrincipalOrgID": o-1}}', 0),
        (", Condition: !ImportValue condition", 0),
    ],
)
def test_who_may_use_a_key(condition: str, count: int) -> None:
    statement = f'{{Effect: Allow, Principal: {{AWS: "*"}}, Action: "kms:Decrypt", Resource: "*"{condition}}}'
    key = f"Key: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Statement: [{statement}]}}}}}}"
    found = said(KmsOpenPolicy, key, QUEUE % "!Ref Key")
    assert len(found) == count
    if found:
        assert found[0].message == "Every AWS account is allowed `kms:Decrypt` with Key, which encrypts Jobs."


@pytest.mark.parametrize(
    ("resource", "parameters", "persona"),
    [
        (table(), "", Persona.REGULAR),
        (table(), "Stage: {Type: String, Default: v1}", Persona.REGULAR),
        (table(), "Stage: {Type: String, Default: dev}", Persona.PEDANTIC),
        (table(more="DeletionPolicy: Delete, "), "", Persona.PEDANTIC),
        (table(more="DeletionPolicy: Delete, "), "Stage: {Type: String, Default: prod}", Persona.REGULAR),
        (table(name="SampleOrders"), "", Persona.PEDANTIC),
    ],
)
def test_whose_tables_matter(resource: str, parameters: str, persona: Persona) -> None:
    (finding,) = said(TableWithoutRecovery, resource, parameters=parameters)
    assert finding.persona is persona
    assert finding.severity is (Severity.MEDIUM if persona is Persona.REGULAR else Severity.LOW)
    (edit,) = finding.edits
    assert isinstance(edit, Set) and edit.value is True


@pytest.mark.parametrize(
    "resource",
    [
        table(name="ChatConnections"),
        table("TimeToLiveSpecification: {AttributeName: until, Enabled: false}", name="Sessions"),
        table(key="connectionId"),
        table("TableName: !Sub '${AWS::StackName}-sessions'"),
        table("TimeToLiveSpecification: {AttributeName: until, Enabled: !ImportValue expires}"),
        table("PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: !ImportValue recovery}"),
        table("PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: 'true'}"),
        "Orders: {Type: AWS::DynamoDB::Table, Properties: [1]}\n  Plan: {Type: AWS::Backup::BackupSelection}",
        "D: {Type: AWS::RDS::DBInstance, Properties: {BackupRetentionPeriod: 0, SourceDBInstanceIdentifier: d}}",
        "D: {Type: AWS::Cassandra::Table, Properties: {PointInTimeRecoveryEnabled: true}}",
    ],
)
def test_what_needs_no_recovery(resource: str) -> None:
    assert said(TableWithoutRecovery, resource) == []


def test_every_replica_without_recovery_is_told() -> None:
    on = "PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}"
    replicas = f"[{{Region: eu-west-1, {on}}}, {{Region: us-east-1}}]"
    (finding,) = said(
        TableWithoutRecovery, f"G: {{Type: AWS::DynamoDB::GlobalTable, Properties: {{Replicas: {replicas}}}}}"
    )
    assert finding.place.path[:2] == ("Replicas", 1)


@pytest.mark.parametrize(
    ("resource", "parameters", "persona"),
    [
        (table(), "", Persona.PEDANTIC),
        (table(), "Stage: {Type: String, Default: production}", Persona.REGULAR),
        (table(more="DeletionPolicy: Retain, "), "Stage: {Type: String, Default: production}", Persona.AUDITOR),
        ("D: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}", "", Persona.AUDITOR),
        ("D: {Type: AWS::RDS::DBInstance, DeletionPolicy: Delete}", "", Persona.PEDANTIC),
        ("D: {Type: AWS::DocDB::DBCluster, Properties: {DBClusterIdentifier: d}}", "", Persona.PEDANTIC),
    ],
)
def test_who_hears_of_missing_protection(resource: str, parameters: str, persona: Persona) -> None:
    assert [f.persona for f in said(StoreWithoutDeletionProtection, resource, parameters=parameters)] == [persona]


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        (table(), "Stage: {Type: String, Default: dev}"),
        (table(name="Cache"), ""),
        ("D: {Type: AWS::DSQL::Cluster}", ""),
        ("D: {Type: AWS::Neptune::DBCluster}", ""),
        ("D: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: c}}", ""),
        ("U: {Type: AWS::Cognito::UserPool, Properties: {DeletionProtection: !ImportValue protection}}", ""),
    ],
)
def test_what_needs_no_protection(resource: str, parameters: str) -> None:
    assert said(StoreWithoutDeletionProtection, resource, parameters=parameters) == []
