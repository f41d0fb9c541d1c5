"""Whoever changes the pipeline, or what it builds, has the account."""

from collections.abc import Iterator

from leastwise.iam.managed import ADMINISTRATOR
from leastwise.iam.reach import deploys, runs_application, unlimited_action
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Role
from leastwise.model.resource import Property
from leastwise.rules.access._ci import trusted
from leastwise.rules.access._trust import assuming
from leastwise.rules.rule import Example, Rule


class DeployRoleAdmin(Rule):
    id = "deploy-role-admin"
    title = "Deployment role with administrator permissions"
    why = """
A role that builds or deploys runs what others wrote: build scripts, dependencies, actions. With administrator
permissions and no boundary each of these, and everybody who may change the repository, can do anything in the account,
also to what this pipeline never touches.
"""
    remediation = """
Let the pipeline pass a role that may do what this application needs, and no more.

- Template: list the services that the stack uses, limit names to the stack's prefix, and set `PermissionsBoundary`.
- Console: IAM > Roles > the role > *Generate policy based on CloudTrail events* shows what it has used.
- CLI: `aws iam put-role-permissions-boundary --role-name NAME --permissions-boundary POLICY_ARN`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-250", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "cis-aws": ("1.15",),
        "fsbp": ("IAM.1",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html",
            "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-permissions-cloudformation.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Deploy:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - {Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: sts:AssumeRole}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
            """,
            at="Resources.Deploy.Properties.ManagedPolicyArns.0",
        ),
        Example.cloudformation(
            """
            Resources:
              Deploy:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal:
                          Federated: arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com
                        Action: sts:AssumeRoleWithWebIdentity
                        Condition:
                          StringEquals:
                            "token.actions.githubusercontent.com:sub": repo:acme/shop:environment:production
                  Policies:
                    - PolicyName: deploy
                      PolicyDocument: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
            """,
            at="Resources.Deploy.Properties.Policies.0.PolicyDocument.Statement.0.Action",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Bounded:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: codebuild.amazonaws.com}, Action: sts:AssumeRole}]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
              PermissionsBoundary: arn:aws:iam::123456789012:policy/deployments
          Deploy:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: cloudformation.amazonaws.com}, Action: sts:AssumeRole}]
              ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSLambda_FullAccess]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            if role.boundary is not None or runs_application(app, role) or not _deploys(app, role):
                continue
            for statement in role.statements:
                place = unlimited_action(statement) if statement.allows and statement.by == "author" else None
                if place is not None:
                    yield self._found(role, place, f"is allowed `{place.value}` on every resource")
            for policy in role.managed:
                if policy.name in ADMINISTRATOR and policy.by == "author":
                    yield self._found(role, policy.property, f"has `{policy.name}`")

    def _found(self, role: Role, place: Property, what: str) -> Finding:
        name = role.resource.name if role.resource is not None else "The role"
        return self.finding(place, f"{name} {what}: whoever can change what it builds or deploys has the account.")


def _deploys(app: Application, role: Role) -> bool:
    return deploys(role) or any(any(trusted(app, statement)) for statement in assuming(role))
