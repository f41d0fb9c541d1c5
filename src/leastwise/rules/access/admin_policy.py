"""Whoever takes over this function or state machine has taken over the account."""

from collections.abc import Iterator

from leastwise.iam.managed import ADMINISTRATOR
from leastwise.iam.reach import runs_application, unlimited_action
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Role
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule

_TRUST = """
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
"""


class AdminPolicy(Rule):
    id = "admin-policy"
    title = "Administrator permissions for application code"
    why = """
A role that allows every action on every resource makes each fault in the code, and each compromised dependency, a
fault of the whole account: one injected expression can read every table, create users and delete the backups.
The same holds for a role that may change IAM freely, because it can give itself the rest.
"""
    remediation = """
List the actions the code calls and name the resources it calls them on.

- Template: replace `Action: "*"` by these actions and `Resource: "*"` by references (`!GetAtt Table.Arn`); replace
  `AdministratorAccess` by SAM policy templates (`DynamoDBCrudPolicy`) or statements of your own.
- Console: IAM > Roles > the role > *Generate policy based on CloudTrail events* shows what it has used.
- CLI: `aws iam generate-service-last-accessed-details --arn ROLE_ARN`, then
  `aws iam get-service-last-accessed-details --job-id ID`.
"""
    severity = Severity.CRITICAL
    cwe = ("CWE-250", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "cis-aws": ("1.15",),
        "fsbp": ("IAM.1",),
        "nist-800-53": ("AC-3", "AC-6", "AC-6(10)"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1",
            "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_permissions_least_privileges.html",
        ),
    }
    subsumes = (
        "wildcard-action",
        "wildcard-resource",
        "broad-managed-policy",
        "privilege-escalation",
        "data-exfiltration",
        "delete-in-production",
    )

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: "*"
                          Resource: "*"
            """,
            at="Resources.Orders.Properties.Policies.0.Statement.0.Action",
        ),
        Example.sam(
            """
            Resources:
              Flow:
                Type: AWS::Serverless::StateMachine
                Properties:
                  Definition: {StartAt: Done, States: {Done: {Type: Succeed}}}
                  Policies: [AdministratorAccess]
            """,
            at="Resources.Flow.Properties.Policies.0",
        ),
        Example.cloudformation(
            f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      ManagedPolicyArns:
        - !Sub arn:${{AWS::Partition}}:iam::aws:policy/PowerUserAccess
      Policies:
        - PolicyName: more
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: ["iam:*"], Resource: ["*"]}}
            """,
            at=(
                "Resources.Role.Properties.ManagedPolicyArns.0",
                "Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Action.0",
            ),
        ),
    )
    good = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - DynamoDBReadPolicy: {TableName: !Ref Table}
                    - Statement: [{Effect: Deny, Action: "*", Resource: "*"}]
              Table: {Type: AWS::Serverless::SimpleTable}
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Build:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - {Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in app.granted():
            place = unlimited_action(statement)
            if place is not None and runs_application(app, role):
                yield self._found(app, role, place, statement.property, f"Allows `{place.value}` on every resource")
        for role in app.roles:
            for policy in role.managed:
                if policy.name in ADMINISTRATOR and policy.by == "author" and runs_application(app, role):
                    yield self._found(app, role, policy.property, policy.property, f"`{policy.name}` is attached")

    def _found(self, app: Application, role: Role, place: Property, scope: Property, what: str) -> Finding:
        bounded = role.boundary is not None
        return self.finding(
            place,
            f"{what}: whoever takes over the code has the account.",
            scope=scope,
            functions=app.users_of(role),
            severity=Severity.HIGH if bounded else None,
            severity_reason="the role has a permissions boundary" if bounded else "",
        )
