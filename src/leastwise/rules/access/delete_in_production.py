"""In production, one mistake or one intruder can delete what keeps the data."""

from collections.abc import Iterator, Sequence

from leastwise.iam.actions import expand
from leastwise.iam.allowance import Allowance, Grant, allowance, identities
from leastwise.iam.naming import kinds, readable
from leastwise.iam.notable import destructive
from leastwise.iam.reach import deploys
from leastwise.iam.validity import limits, never_works
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.resource import Resource
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_PROTECTED = {
    "AWS::DynamoDB::Table": ("DeletionProtectionEnabled", "dynamodb:UpdateTable"),
    "AWS::DocDB::DBCluster": ("DeletionProtection", "rds:ModifyDBCluster"),
    "AWS::RDS::DBCluster": ("DeletionProtection", "rds:ModifyDBCluster"),
    "AWS::RDS::DBInstance": ("DeletionProtection", "rds:ModifyDBInstance"),
}
"""Type → the property that makes AWS refuse to delete it, and the action that takes it back."""
_EMPTYING = {"s3:DeleteBucket": "s3:DeleteObject"}
"""Only an empty bucket can be deleted."""


class DeleteInProduction(Rule):
    id = "delete-in-production"
    title = "Permission to delete data stores in production"
    why = """
Applications write and delete items, not tables. Permission to delete the table, the key, the queue or the backup
turns a fault, a wrong script or a stolen key into a loss that a restore, if there is one, takes hours to undo.
What only deployments use, and stores with deletion protection, are no finding. The rule speaks where a stage, a
parameter or a tag says that this is production.
"""
    remediation = """
Take the deleting actions out, and protect the stores.

- Template: name the actions on items (`dynamodb:DeleteItem`, `s3:DeleteObject`) instead; set
  `DeletionProtectionEnabled: true` on tables, `DeletionProtection: true` on databases, `DeletionPolicy: Retain` on all.
- Console: IAM > Roles > the role > *Permissions* > the policy > *Edit*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`, and
  `aws dynamodb update-table --table-name TABLE --deletion-protection-enabled`.
"""
    severity = Severity.MEDIUM
    exposed = True
    cwe = ("CWE-250", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-6",),
        "well-architected": ("SEC03-BP02", "SEC08-BP04"),
        "aws": (
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_protect_data_rest_access_control.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Parameters:
              Stage: {Type: String, Default: prod}
            Resources:
              Tenants:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: [dynamodb:GetItem, dynamodb:DeleteTable], Resource: !GetAtt Table.Arn}
              Keys:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies: [Statement: [{Effect: Allow, Action: kms:ScheduleKeyDeletion, Resource: "*"}]]
              Table: {Type: AWS::Serverless::SimpleTable}
            """,
            at=(
                "Resources.Tenants.Properties.Policies.0.Statement.0.Action.1",
                "Resources.Keys.Properties.Policies.0.Statement.0.Action",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Operator:
                Type: AWS::IAM::User
                Properties:
                  Tags: [{Key: environment, Value: production}]
                  Policies:
                    - PolicyName: databases
                      PolicyDocument: {Statement: {Effect: Allow, Action: "rds:Delete*", Resource: "*"}}
            """,
            at="Resources.Operator.Properties.Policies.0.PolicyDocument.Statement.Action",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Stage: {Type: String, Default: prod}
        Resources:
          Tenants:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.13
              Handler: app.handler
              InlineCode: "def handler(event, context): pass"
              Policies:
                - DynamoDBCrudPolicy: {TableName: !Ref Table}
                - Statement:
                    - {Effect: Allow, Action: dynamodb:DeleteTable, Resource: !GetAtt Table.Arn}
                    - {Effect: Allow, Action: dynamodb:DeleteTable, Resource: "arn:aws:dynamodb:*:*:table/scratch-*"}
                    - {Effect: Allow, Action: s3:DeleteBucket, Resource: "*"}
                    - {Effect: Allow, Action: sqs:PurgeQueue, Resource: "*"}
                    - {Effect: Deny, Action: sqs:PurgeQueue, Resource: "*"}
          Table:
            Type: AWS::DynamoDB::Table
            Properties:
              DeletionProtectionEnabled: true
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in identities(app) if app.production else ():
            users = app.users_of(role)
            if (deploys(role) and not users) or _only_deployments(app, users):
                continue
            allowed = allowance(app, role)
            found = [(grant, told) for action in destructive() for grant, told in _deletions(app, allowed, action)]
            if found:
                actions = listing(dict.fromkeys(f"`{grant.action}`" for grant, _ in found), 3)
                what = listing(dict.fromkeys(told for _, told in found), 3)
                yield self.finding(
                    found[0][0].place,
                    f"{holder(app, role)} may delete {what} in production ({app.production}): {actions}.",
                    functions=users,
                )


def _only_deployments(app: Application, users: Sequence[Function]) -> bool:
    """Whether nothing but CloudFormation starts these functions: what they create, they must be able to delete."""
    kinds = {trigger.kind for user in users for trigger in app.triggers_of(user)}
    return kinds == {TriggerKind.CUSTOM_RESOURCE}


def _deletions(app: Application, allowed: Allowance, action: str) -> Iterator[tuple[Grant, str]]:
    """The grant of an action that deletes stores, and what it deletes."""
    first = _EMPTYING.get(action)
    if first and allowed.everywhere(first) is None and allowed.anywhere(first) is None:
        return
    wide = allowed.everywhere(action)
    if wide is not None:
        yield wide, f"every {listing(map(readable, kinds(expand(action) or ())))}"
        return
    from leastwise.iam.naming import own_arn

    found: dict[str, Grant] = {}
    for store in app.stores if allowed.names([action]) else ():
        arn = own_arn(store.resource)
        grant = None if never_works(expand(action) or (), limits(app, [arn])) else allowed.on(action, arn)
        if grant is not None and not _protected(allowed, store.resource):
            found.setdefault(store.resource.name, grant)
    if found:
        yield next(iter(found.values())), listing(found)


def _protected(allowed: Allowance, store: Resource) -> bool:
    name, undone = _PROTECTED.get(store.type, ("", ""))
    known = bool(name) and store[name].flag(False) is not False
    return known and allowed.anywhere(undone) is None and allowed.everywhere(undone) is None
