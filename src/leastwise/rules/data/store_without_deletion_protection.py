"""One call, or one wrong deployment, deletes the store with all that is in it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property, Resource
from leastwise.rules.data._names import passing, simple_table, trial
from leastwise.rules.environments import in_production, tries_out
from leastwise.rules.rule import Example, Rule


class StoreWithoutDeletionProtection(Rule):
    id = "store-without-deletion-protection"
    title = "Store without deletion protection"
    why = """
A stack that is deleted, a resource that is renamed or taken out, or a property that replaces it takes the data with
it, and so does one call of whoever has got the permission. Deletion protection makes that two deliberate steps. A store
that its deployment keeps (`DeletionPolicy: Retain` or `Snapshot`, which is the default of RDS; `prevent_destroy` in
Terraform) survives that at least.
What is there to try something out, or expires by itself, may go and is left out.
"""
    remediation = """
Protect it, and keep it when the application goes.

- Template: `DeletionProtectionEnabled: true` (DynamoDB, DSQL), `DeletionProtection: true` (RDS, DocumentDB, Neptune),
  `DeletionProtection: ACTIVE` (Cognito), with `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain`.
- Terraform: `deletion_protection_enabled = true` (DynamoDB, DSQL), `deletion_protection = true` (RDS, DocumentDB,
  Neptune), `deletion_protection = "ACTIVE"` (Cognito), with `lifecycle { prevent_destroy = true }`.
- Console: DynamoDB > the table > *Additional settings* > *Deletion protection*; RDS > the database > *Modify*.
- CLI: `aws dynamodb update-table --table-name TABLE --deletion-protection-enabled`,
  `aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    references = {
        "fsbp": ("Cognito.6", "DocumentDB.5", "DynamoDB.6", "Neptune.4", "RDS.7", "RDS.8"),
        "nist-800-53": ("CM-3", "SC-5(2)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP04",),
        "aws": (
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Neither the application can be taken down nor the store be replaced or removed by an update until the "
        "protection is off."
    )

    bad = (
        Example.cloudformation(
            """
            Parameters: {Stage: {Type: String, Default: prod}}
            Resources:
              Orders:
                Type: AWS::DynamoDB::Table
                Properties:
                  BillingMode: PAY_PER_REQUEST
                  AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
                  KeySchema: [{AttributeName: id, KeyType: HASH}]
              Shop: {Type: AWS::RDS::DBInstance, DeletionPolicy: Delete, Properties: {Engine: postgres}}
            """,
            at=(
                "Resources.Orders.Properties.DeletionProtectionEnabled",
                "Resources.Shop.Properties.DeletionProtection",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Users: {Type: AWS::Cognito::UserPool, Properties: {DeletionProtection: INACTIVE}}
            """,
            at="Resources.Users.Properties.DeletionProtection",
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
              DeletionProtectionEnabled: true
          Sessions:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
          Users: {Type: AWS::Cognito::UserPool, Properties: {DeletionProtection: ACTIVE}}
          Member: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: shop, Engine: aurora-mysql}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        if app.environment is not None and tries_out(app.environment.name):
            return
        for switch, on in _off(app):
            store = switch.resource
            if simple_table(store):
                switch = store[()]
            if passing(store) or trial(store):
                continue
            if _kept(store):
                yield self.finding(
                    switch,
                    f"Nothing protects {store.name} from being deleted.",
                    severity=Severity.LOW,
                    severity_reason="its deployment keeps it, or a snapshot of it",
                    persona=Persona.AUDITOR,
                    edits=[Set(switch, on)] if switch.path else (),
                )
            else:
                yield self.finding(
                    switch,
                    f"Nothing protects {store.name} from being deleted, and it goes when the application goes."
                    f"{_advice(store)}{in_production(app)}",
                    persona=Persona.REGULAR if app.production else None,
                    edits=[Set(switch, on)] if switch.path else (),
                )


def _advice(store: Resource) -> str:
    return " A simple table takes no protection; `DeletionPolicy: Retain` keeps it." if simple_table(store) else ""


_SWITCHES = {
    "AWS::DocDB::DBCluster": "DeletionProtection",
    "AWS::DynamoDB::Table": "DeletionProtectionEnabled",
    "AWS::RDS::DBCluster": "DeletionProtection",
    "AWS::RDS::DBInstance": "DeletionProtection",
}
"""Type that is not protected unless asked for → what asks for it."""

_EXPLICIT = {"AWS::DSQL::Cluster": "DeletionProtectionEnabled", "AWS::Neptune::DBCluster": "DeletionProtection"}
"""Type whose protection counts as switched off only where the template says so."""


def _off(app: Application) -> Iterator[tuple[Property, object]]:
    """What would protect a store and is known not to, and the value that it wants."""
    for types, default in ((_SWITCHES, False), (_EXPLICIT, None)):
        for type_, path in types.items():
            for store in app.resources(type_):
                member = type_ == "AWS::RDS::DBInstance" and "DBClusterIdentifier" in store.properties
                if store[path].flag(default) is False and not member:
                    yield store[path], True
    for table in app.resources("AWS::DynamoDB::GlobalTable"):
        for replica in table["Replicas"].items():
            if replica["DeletionProtectionEnabled"].flag(False) is False:
                yield replica["DeletionProtectionEnabled"], True
    for pool in app.resources("AWS::Cognito::UserPool"):
        if pool["DeletionProtection"].text("INACTIVE") == "INACTIVE":
            yield pool["DeletionProtection"], "ACTIVE"


def _kept(store: Resource) -> bool:
    """Whether the stack leaves a store, or a snapshot of it, behind; RDS makes a snapshot by default."""
    default = "Snapshot" if store.type.startswith("AWS::RDS::") else "Delete"
    return str(store.body.get("DeletionPolicy", default)) != "Delete"
