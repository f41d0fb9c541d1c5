"""What a fault overwrites in the table, or an attacker deletes, is gone."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property, Resource
from leastwise.rules.data._names import passing, trial
from leastwise.rules.environments import tries_out
from leastwise.rules.rule import Example, Rule


class TableWithoutRecovery(Rule):
    id = "table-without-recovery"
    title = "Data that cannot be restored"
    why = """
A bad deployment, a wrong key or somebody with a stolen permission overwrites or deletes, and DynamoDB has no backup of
its own. Point-in-time recovery brings a table back as it was at any second of the last 35 days. Tables whose items
expire and tables of sessions, connections, locks and caches need none and are left out; so are applications with a
backup plan of AWS Backup.
"""
    remediation = """
Switch on point-in-time recovery.

- Template: `PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}` (DynamoDB, each replica of a global
  table), `PointInTimeRecoveryEnabled: true` (Keyspaces), `BackupRetentionPeriod: 7` (RDS, with a short
  outage, so that this fix is not a safe one).
- Terraform: `point_in_time_recovery { enabled = true }` (`aws_dynamodb_table`), `point_in_time_recovery { status =
  "ENABLED" }` (`aws_keyspaces_table`), `backup_retention_period = 7` (`aws_db_instance`).
- Console: DynamoDB > the table > *Backups* > *Point-in-time recovery* > *Edit*.
- CLI: `aws dynamodb update-continuous-backups --table-name TABLE
  --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`.
"""
    severity = Severity.MEDIUM
    references = {
        "fsbp": ("DynamoDB.2", "RDS.11"),
        "nist-800-53": ("CP-9", "CP-10", "SI-12"),
        "hipaa": ("164.308(a)(7)(ii)(A)",),
        "gdpr": ("Article 32",),
        "well-architected": ("REL09-BP01", "REL09-BP03"),
        "aws": (
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/dynamodb-controls.html",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
        ),
    }
    fix = FixSafety.SAFE
    caution = "The database is offline for a short while when its first backup is made."

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
              Customers: {Type: AWS::Serverless::SimpleTable}
            """,
            at=(
                "Resources.Orders.Properties.PointInTimeRecoverySpecification",
                "Resources.Customers.Properties.PointInTimeRecoverySpecification",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Ledger:
                Type: AWS::DynamoDB::GlobalTable
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
                  Replicas:
                    - Region: eu-west-1
                      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: false}
              Shop: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, BackupRetentionPeriod: 0}}
            """,
            at=(
                "Resources.Ledger.Properties.Replicas.0.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
                "Resources.Shop.Properties.BackupRetentionPeriod",
            ),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
          Sessions:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
          Offers:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              TimeToLiveSpecification: {AttributeName: until, Enabled: true}
          Shop: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        if next(app.resources("AWS::Backup::BackupSelection"), None) is not None:
            return
        for switch, value in _off(app):
            store = switch.resource
            if passing(store):
                continue
            reason = "" if app.production else _trial(app, store)
            yield self.finding(
                switch,
                f"{store.name} has no {'backups' if value == 7 else 'point-in-time recovery'}: what is overwritten or "
                "deleted in it is gone.",
                persona=Persona.PEDANTIC if reason else None,
                severity=Severity.LOW if reason else None,
                severity_reason=reason,
                edits=[Set(switch, value)],
                fix=FixSafety.UNSAFE if value == 7 else None,  # the first backup interrupts the database
            )


def _off(app: Application) -> Iterator[tuple[Property, object]]:
    """What would switch recovery on and is known not to, and the value that it wants."""
    for table in app.resources("AWS::DynamoDB::Table"):
        yield from _flag(table["PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"])
    for table in app.resources("AWS::DynamoDB::GlobalTable"):
        for replica in table["Replicas"].items():
            yield from _flag(replica["PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"])
    for table in app.resources("AWS::Cassandra::Table"):
        yield from _flag(table["PointInTimeRecoveryEnabled"])
    for database in app.resources("AWS::RDS::DBInstance"):
        kept = database["BackupRetentionPeriod"]
        copy = any(name in database.properties for name in ("DBClusterIdentifier", "SourceDBInstanceIdentifier"))
        if kept.number(1) == 0 and not copy:
            yield kept, 7


def _flag(switch: Property) -> Iterator[tuple[Property, object]]:
    if switch.flag(False) is False:
        yield switch, True


def _trial(app: Application, store: Resource) -> str:
    """Why the data matters little; empty where nothing says so."""
    if app.environment is not None and tries_out(app.environment.name):
        return app.environment.reason
    if store.body.get("DeletionPolicy") == "Delete":
        return "it is deleted with the application on purpose"
    return "its name says that it is for trying something out" if trial(store) else ""
