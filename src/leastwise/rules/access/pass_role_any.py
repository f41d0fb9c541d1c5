"""It may hand any role of the account to a service."""

from collections.abc import Collection, Iterator

from leastwise.iam.allowance import allowance, passed_to, written
from leastwise.iam.excess import policy_template
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import covers_everything, deploys
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.value import display
from leastwise.rules.access._holders import holder
from leastwise.rules.access._passing import limited, passes, taker
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_ROLE = """
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class PassRoleAny(Rule):
    id = "pass-role-any"
    title = "Any role may be passed to a service"
    why = """
`iam:PassRole` decides with which permissions a service works for whoever asks it to. With every role to choose from,
code that is taken over picks the strongest one of the account and lets a function, a task or a schedule use it.
Without `iam:PassedToService` even a role that is meant for one service can be given to another one that it trusts.
"""
    remediation = """
Name the role, and the service that it is for.

- Template: `Resource: !GetAtt WorkerRole.Arn` and
  `Condition: {StringEquals: {iam:PassedToService: scheduler.amazonaws.com}}`.
- Console: IAM > Roles > the role > *Permissions* > the policy > *Edit*: add the ARN and a request condition.
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-269", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Passing another role than those that the fix names, or one to another service, is refused."
    subsumes = ("wildcard-resource", "risky-policy")

    bad = (
        Example.sam(
            """
            Parameters: {StreamArn: {Type: String}}
            Resources:
              Scheduler:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - {Effect: Allow, Action: firehose:CreateDeliveryStream, Resource: !Ref StreamArn}
                        - {Effect: Allow, Action: iam:PassRole, Resource: "*"}
              Runner:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: {Effect: Allow, Principal: {Service: firehose.amazonaws.com}, Action: sts:AssumeRole}
            """,
            at="Resources.Scheduler.Properties.Policies.0.Statement.1.Action",
        ),
        Example.cloudformation(
            f"""
Resources:
  Scheduler:{_ROLE}
      Policies:
        - PolicyName: pass
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [iam:GetRole, iam:PassRole]
                Resource: !Sub arn:aws:iam::${{AWS::AccountId}}:role/*
                Condition: {{StringLike: {{iam:PassedToService: states.amazonaws.com}}}}
              - Effect: Allow
                Action: [iam:PassRole]
                Resource: arn:aws:iam::123456789012:role/worker
              - {{Effect: Allow, Action: states:CreateStateMachine, Resource: "arn:aws:states:*:*:stateMachine:a"}}
            """,
            at=(
                "Resources.Scheduler.Properties.Policies.0.PolicyDocument.Statement.0.Action.1",
                "Resources.Scheduler.Properties.Policies.0.PolicyDocument.Statement.1.Action.0",
            ),
        ),
    )
    good = Example.cloudformation(
        f"""
Resources:
  Worker:{_ROLE}
  Scheduler:{_ROLE}
      Policies:
        - PolicyName: pass
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: iam:PassRole, Resource: !GetAtt Worker.Arn}}
              - Effect: Allow
                Action: iam:PassRole
                Resource: arn:aws:iam::123456789012:role/worker
                Condition: {{StringEquals: {{iam:PassedToService: lambda.amazonaws.com}}}}
              - Effect: Allow
                Action: iam:PassRole
                Resource: "*"
                Condition: {{StringEquals: {{iam:ResourceTag/team: orders}}}}
              - {{Effect: Deny, NotAction: [sqs:SendMessage, iam:PassRole], Resource: "*"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, statement in written(app):
            index = next((i for i, action in enumerate(statement.actions) if passes(action)), None)
            if index is None or not statement.allows or policy_template(statement):
                continue
            place = statement.action_properties()[index]
            found = self._judged(app, role, statement)
            if found is not None:
                message, severity, reason = found
                alone = len(statement.actions) == 1
                pedantic = severity is Severity.LOW or (not app.users_of(role) and deploys(role))
                yield self.finding(
                    place,
                    message,
                    scope=statement.property if alone else place,
                    functions=app.users_of(role),
                    severity=severity,
                    severity_reason=reason,
                    persona=Persona.PEDANTIC if pedantic else None,
                    edits=limited(app, role, statement, place),
                )

    def _judged(self, app: Application, role: Role, statement: Statement) -> tuple[str, Severity, str] | None:
        services = passed_to(statement)
        if (statement.conditional and services is None) or not _stands(app, role, statement, services):
            return None
        known = services is not None and not any(map(has_wildcard, services))
        who = holder(app, role)
        if any(map(covers_everything, statement.resources)):
            if known:
                only = listing(f"`{service}`" for service in sorted(services or ()))
                return f"{who} may pass every role that trusts {only}.", Severity.MEDIUM, "only to some services"
            service = taker(role)
            hint = f" (here: `{service}`)" if service else ""
            return f"{who} may pass every role of the account to every service{hint}.", self.severity, ""
        # What a role of the application trusts is known: a condition would say it again.
        outside = [r for r in statement.resources if app.referenced(r, "AWS::IAM::Role") is None]
        if statement.conditional or not outside or any(display(r).startswith("${?}") for r in outside):
            return None
        names = listing(f"`{display(resource)}`" for resource in outside)
        return f"{who} may pass {names} to every service that it trusts.", Severity.LOW, "only named roles"


def _stands(app: Application, role: Role, statement: Statement, services: Collection[str] | None) -> bool:
    """Whether nothing else takes away all that a statement allows: a denial, a permissions boundary."""
    allowed = allowance(app, role)
    wide = any(map(covers_everything, statement.resources))
    for service in services or ("",):
        if (wide and allowed.passes(service)) or any(allowed.passes(service, r) for r in statement.resources):
            return True
    return False
