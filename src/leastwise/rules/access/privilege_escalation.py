"""With what it may do, it can give itself more."""

from collections.abc import Iterator, Sequence

from leastwise.iam.allowance import identities
from leastwise.iam.escalation import Escalation, escalations
from leastwise.iam.excess import policy_template
from leastwise.iam.managed import ADMINISTRATOR
from leastwise.iam.reach import runs_code, unlimited_action
from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Role
from leastwise.rules.access._holders import holder
from leastwise.rules.access._passing import limited, passes
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_MOST = 2
"""How many ways are told."""
_TRUST = """
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class PrivilegeEscalation(Rule):
    id = "privilege-escalation"
    title = "Permissions that lead to more permissions"
    why = """
Some permissions are worth more than they look: whoever may attach a policy to a role, pass any role to a new function,
or replace the code of a function that has a stronger role, can get what he was never given, often the whole account.
The known combinations, all that have been published, are looked for in what all policies of a role allow together:
denials, conditions, the permissions boundary and the texts of AWS's managed policies count. A permission for named
resources is told where the application shows that these have more. What is not known has the benefit of the doubt.
Roles of deployments and permissions of people are only told to the pedantic: they often must have them.
"""
    remediation = """
Take one action of each combination away, or allow it on named resources only.

- Template: name the roles that may be passed (`Resource: !GetAtt WorkerRole.Arn`) and the service
  (`Condition: {StringEquals: {iam:PassedToService: scheduler.amazonaws.com}}`), name the functions or stacks that may
  be changed, and set `PermissionsBoundary` on a role that must manage others.
- Console: IAM > Roles > the role > *Permissions*: the policy > *Edit*, and *Permissions boundary*.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`, and
  `aws iam put-role-permissions-boundary --role-name ROLE --permissions-boundary ARN`.
"""
    severity = Severity.HIGH
    exposed = True
    cwe = ("CWE-269", "CWE-250")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6", "AC-6(10)"),
        "well-architected": ("SEC03-BP02", "SEC03-BP05"),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "A role that the fix does not name can no longer be passed, so what is made with one is refused."
    subsumes = ("wildcard-action", "broad-managed-policy", "pass-role-any", "permissions-management")

    bad = (
        Example.sam(
            """
            Resources:
              Scheduler:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - Effect: Allow
                          Action: [lambda:CreateFunction, lambda:InvokeFunction]
                          Resource: !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:job-*
                        - Effect: Allow
                          Action: iam:PassRole
                          Resource: "*"
              Worker:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
              Deployer:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies: [AWSLambda_FullAccess]
            """,
            at=(
                "Resources.Scheduler.Properties.Policies.0.Statement.1.Action",
                "Resources.Deployer.Properties.Policies.0",
            ),
        ),
        Example.cloudformation(
            f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: tenants
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: [iam:CreateRole, iam:PutRolePolicy], Resource: "*"}}
            """,
            at="Resources.Role.Properties.Policies.0.PolicyDocument.Statement.0.Action.1",
        ),
        Example.cloudformation(
            f"""
Resources:
  Release:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: release
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: lambda:UpdateFunctionCode, Resource: !GetAtt Setup.Arn}}]
  Setup:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Admin.Arn
      Code: {{ZipFile: "def handler(event, context): pass"}}
  Admin:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
            """,
            at="Resources.Release.Properties.Policies.0.PolicyDocument.Statement.0.Action",
        ),
        Example.cloudformation(
            f"""
Resources:
  Release:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: release
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: states:UpdateStateMachine, Resource: !Ref Nightly}}]
  Nightly:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{RoleArn: !GetAtt Strong.Arn, DefinitionString: "{{}}"}}
  Strong:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: all
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: "dynamodb:*", Resource: "*"}}]}}
  Versions:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: versions
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: iam:CreatePolicyVersion
              Resource: !Sub arn:aws:iam::${{AWS::AccountId}}:policy/versions
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: versions
      Roles: [!Ref Versions]
      PolicyDocument: {{Statement: [{{Effect: Allow, Action: sqs:SendMessage, Resource: "*"}}]}}
            """,
            at=(
                "Resources.Release.Properties.Policies.0.PolicyDocument.Statement.0.Action",
                "Resources.Versions.Properties.Policies.0.PolicyDocument.Statement.Action",
            ),
        ),
    )
    good = Example.cloudformation(
        f"""
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
  Scheduler:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: schedules
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: [lambda:CreateFunction, lambda:InvokeFunction], Resource: "*"}}
              - {{Effect: Allow, Action: iam:PassRole, Resource: !GetAtt Worker.Arn}}
  Releaser:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: machines
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: states:UpdateStateMachine, Resource: !Ref Plain}}]}}
  Plain:
    Type: AWS::StepFunctions::StateMachine
    Properties: {{RoleArn: !GetAtt Worker.Arn, DefinitionString: "{{}}"}}
  Tenants:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      PermissionsBoundary: arn:aws:iam::123456789012:policy/tenants
      Policies:
        - PolicyName: roles
          PolicyDocument:
            Statement: [{{Effect: Allow, Action: iam:PutRolePolicy, Resource: "*"}}]
  Denied:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: functions
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: "lambda:Update*", Resource: "*"}}
              - {{Effect: Deny, Action: "lambda:UpdateFunctionCo*", Resource: "*"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in identities(app):
            found = [] if _has_everything(role) else escalations(app, role)
            if found:
                confined = all(escalation.way.confined for escalation in found)
                yield self.finding(
                    found[0].grants[0].place,
                    f"{holder(app, role)} can get more than it was given: {_told(found)}.",
                    functions=app.users_of(role),
                    severity=Severity.MEDIUM if confined else None,
                    severity_reason="what it leads to is only a part of the account" if confined else "",
                    persona=None if runs_code(app, role) else Persona.PEDANTIC,
                    edits=_limited(app, role, found),
                )


def _has_everything(role: Role) -> bool:
    """Whether there is nothing more to get: what admin-policy and broad-managed-policy are about."""
    return any(policy.name in ADMINISTRATOR for policy in role.managed) or any(
        place.value in ("*", "*:*") for s in role.statements if s.allows and (place := unlimited_action(s))
    )


def _limited(app: Application, role: Role, found: Sequence[Escalation]) -> list[Edit]:
    """Edits that close all the ways, where each of them rests on passing any role; none where that is not known."""
    edits: list[Edit] = []
    for place, statement in {e.grants[0].place: e.grants[0].statement for e in found}.items():
        if statement is None or not passes(place.value) or policy_template(statement):
            return []
        own = limited(app, role, statement, place)
        if not own:
            return []
        edits += own
    return edits


def _told(found: Sequence[Escalation]) -> str:
    """The ways, each once, in the words of the table."""
    ways = {_outcome(escalation): _way(escalation) for escalation in found[::-1]}
    rest = len(ways) - _MOST
    more = [f"and {rest} more {'way' if rest == 1 else 'ways'}"] if rest > 0 else []
    return "; ".join([*list(ways.values())[: -_MOST - 1 : -1], *more])


def _way(escalation: Escalation) -> str:
    """What opens a way, where it leads, and its name where it is not an action's."""
    way = escalation.way
    actions = listing((f"`{grant.action}`" for grant in escalation.grants), 4)
    on = escalation.target
    itself = f" on {on.name}" if on is not None and not on.able else ""
    name = "" if way.id in (*way.everywhere, way.gains) else f" ({way.id})"
    return f"with {actions}{itself} it {_outcome(escalation)}{name}"


def _outcome(escalation: Escalation) -> str:
    target = escalation.target
    return f"is as good as {target.name}, which {target.able}" if target and target.able else escalation.way.gains
