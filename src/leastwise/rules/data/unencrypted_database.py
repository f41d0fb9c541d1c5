"""A database, a search domain or a cache keeps its data and its backups unencrypted."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule


class UnencryptedDatabase(Rule):
    id = "unencrypted-database"
    title = "Database without encryption at rest"
    why = """
These services encrypt only where they are asked to, and not what is there already. Until then data, logs, backups and
snapshots are in clear, and a snapshot that is shared or copied by mistake is readable by whoever gets it. It costs
nothing. What is encrypted anyway is no finding: DynamoDB, Redshift, MemoryDB, Timestream, DSQL, serverless caches and
collections, ElastiCache for Valkey, and Aurora, which has encrypted every new cluster since February 2026.
"""
    remediation = """
This replaces what exists, except for OpenSearch, by something new and empty: restore it from an encrypted copy of a
snapshot. Ask for encryption before there is data.

- Template: `StorageEncrypted: true` (RDS, DocumentDB, Neptune), `AtRestEncryptionEnabled: true` (ElastiCache),
  `SSESpecification: {SSEEnabled: true}` (DAX), `EncryptionAtRestOptions: {Enabled: true}` (OpenSearch).
- Console: *Create database* > *Enable encryption*; OpenSearch > the domain > *Edit security configuration*.
- CLI: `aws rds copy-db-snapshot --source-db-snapshot-identifier OLD --target-db-snapshot-identifier NEW
  --kms-key-id alias/aws/rds`, then `aws rds restore-db-instance-from-db-snapshot`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "fsbp": ("RDS.3", "RDS.27", "DocumentDB.1", "Neptune.1", "ElastiCache.4", "DynamoDB.3", "Opensearch.1", "ES.1"),
        "cis-aws": ("2.2.1",),
        "nist-800-53": ("SC-13", "SC-28", "SC-28(1)"),
        "hipaa": ("164.312(a)(2)(iv)",),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html",
            "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html",
            "https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html",
            "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
            "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "The deployment may replace it by an empty one: restore an encrypted copy of a snapshot; "
        "one with a fixed name cannot be replaced: the update fails until it is renamed."
    )

    bad = (
        Example.cloudformation(
            """
            Resources:
              Orders:
                Type: AWS::RDS::DBInstance
                Properties: {Engine: postgres, DBInstanceClass: db.t4g.micro, AllocatedStorage: 20}
              Carts:
                Type: AWS::DocDB::DBCluster
                Properties: {MasterUsername: shop, ManageMasterUserPassword: true, StorageEncrypted: false}
            """,
            at=("Resources.Orders.Properties.StorageEncrypted", "Resources.Carts.Properties.StorageEncrypted"),
        ),
        Example.cloudformation(
            """
            Resources:
              Search: {Type: AWS::OpenSearchService::Domain}
              Cache:
                Type: AWS::ElastiCache::ReplicationGroup
                Properties: {ReplicationGroupDescription: cache, Engine: redis, CacheNodeType: cache.t4g.micro}
            """,
            at=(
                "Resources.Search.Properties.EncryptionAtRestOptions.Enabled",
                "Resources.Cache.Properties.AtRestEncryptionEnabled",
            ),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Orders: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, StorageEncrypted: true}}
          Restored: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSnapshotIdentifier: before}}
          Cluster: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql}}
          Member: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBClusterIdentifier: !Ref Cluster}}
          Cache: {Type: AWS::ElastiCache::ReplicationGroup, Properties: {Engine: valkey}}
          Table: {Type: AWS::Timestream::Database}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for type_, path in _ON_REQUEST.items():
            for database in app.resources(type_):
                encrypted = database[path]
                if encrypted.flag(False) is False and _in_clear(database):
                    said = "is false" if encrypted.present else "is not set"
                    engine = database["Engine"].text()
                    name = f"{database.name} ({engine})" if engine else database.name
                    message = f"{name} keeps its data and backups unencrypted: `{encrypted.called}` {said}."
                    yield self.finding(encrypted, message, edits=[Set(encrypted, True)])


_ON_REQUEST = {
    "AWS::DAX::Cluster": "SSESpecification.SSEEnabled",
    "AWS::DocDB::DBCluster": "StorageEncrypted",
    "AWS::ElastiCache::ReplicationGroup": "AtRestEncryptionEnabled",
    "AWS::Elasticsearch::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::Neptune::DBCluster": "StorageEncrypted",
    "AWS::OpenSearchService::Domain": "EncryptionAtRestOptions.Enabled",
    "AWS::RDS::DBCluster": "StorageEncrypted",
    "AWS::RDS::DBInstance": "StorageEncrypted",
}
"""Type that is encrypted only where asked for → what asks for it."""

_ELSEWHERE = (
    "DBClusterSnapshotIdentifier",
    "DBSnapshotIdentifier",
    "GlobalClusterIdentifier",
    "GlobalReplicationGroupId",
    "KmsKeyId",
    "ReplicationSourceIdentifier",
    "SnapshotArns",
    "SnapshotIdentifier",
    "SnapshotName",
    "SourceDBClusterIdentifier",
    "SourceDBInstanceAutomatedBackupsArn",
    "SourceDBInstanceIdentifier",
    "SourceDbiResourceId",
)
"""What a database has its data from, or its key: then that decides."""


def _in_clear(database: Resource) -> bool:
    """Whether a database that does not ask for encryption is known to have none."""
    if any(name in database.properties for name in _ELSEWHERE):
        return False
    engine = (database["Engine"].text("") or "").lower()
    match database.type:
        case "AWS::RDS::DBInstance" if "DBClusterIdentifier" in database.properties:
            return False
        case "AWS::RDS::DBCluster" | "AWS::RDS::DBInstance":
            return engine != "" and not engine.startswith(("aurora", "custom-"))
        case "AWS::ElastiCache::ReplicationGroup":
            return engine == "redis" and database["DataTieringEnabled"].flag(False) is False
    return True
