"""A statement says what is not allowed, and so allows all the rest."""

from collections.abc import Iterator, Sequence

from leastwise.iam.allowance import identities
from leastwise.iam.excess import policy_template
from leastwise.iam.reach import covers_everything
from leastwise.iam.sources import strangers_denied
from leastwise.iam.standing import stands
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Principal, Role, Statement
from leastwise.model.value import display
from leastwise.rules.access._holders import holder
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_TRUST = """
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
"""


class InvertedStatement(Rule):
    id = "inverted-statement"
    title = "Statement that allows everything but what it names"
    why = """
`NotAction`, `NotResource` and `NotPrincipal` in a statement that allows are lists of exceptions: everything else is
allowed, in every service, also what AWS adds tomorrow. `NotPrincipal` lets in everybody who is not named, without
signing in. In a statement that denies they are useful, and no finding.
"""
    remediation = """
Say what is allowed; take away from that with a statement that denies.

- Template: `Action`, `Resource` and `Principal` with what is needed; a second statement with `Effect: Deny` for the
  exceptions.
- Console: IAM > Policies > the policy > *Edit* (for a resource: its *Permissions* or *Access policy*).
- CLI: `aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-183", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
        ),
    }
    subsumes = ("privilege-escalation", "data-exfiltration", "risky-policy")

    bad = (
        Example.sam(
            """
            Resources:
              Worker:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Policies:
                    - Statement:
                        - {Effect: Allow, NotAction: [iam:*, organizations:*], Resource: "*"}
                        - {Effect: Allow, Action: s3:GetObject, NotResource: "arn:aws:s3:::payroll/*"}
            """,
            at=(
                "Resources.Worker.Properties.Policies.0.Statement.0.NotAction",
                "Resources.Worker.Properties.Policies.0.Statement.1.NotResource",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Queue]
                  PolicyDocument:
                    Statement:
                      Effect: Allow
                      NotPrincipal: {AWS: "123456789012"}
                      Action: sqs:SendMessage
                      Resource: !GetAtt Queue.Arn
            """,
            at="Resources.Policy.Properties.PolicyDocument.Statement.NotPrincipal",
        ),
    )
    good = Example.cloudformation(
        f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      Policies:
        - PolicyName: limits
          PolicyDocument:
            Statement:
              - {{Effect: Allow, Action: s3:GetObject, Resource: !Sub "${{Bucket.Arn}}/*"}}
              - {{Effect: Deny, NotAction: s3:GetObject, Resource: "*"}}
              - {{Effect: Deny, Action: s3:GetObject, NotResource: !Sub "${{Bucket.Arn}}/*"}}
  Bounded:
    Type: AWS::IAM::Role
    Properties:{_TRUST}
      PermissionsBoundary: !Ref Boundary
      Policies:
        - PolicyName: nothing
          PolicyDocument: {{Statement: [{{Effect: Allow, NotAction: ["sqs:*", "iam:*"], Resource: "*"}}]}}
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties: {{PolicyDocument: {{Statement: [{{Effect: Allow, Action: "sqs:*", Resource: "*"}}]}}}}
  Bucket: {{Type: AWS::S3::Bucket}}
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Statement:
          - Effect: Deny
            NotPrincipal: {{AWS: !GetAtt Role.Arn}}
            Action: s3:GetObject
            Resource: !Sub "${{Bucket.Arn}}/*"
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, around, statement in _statements(app):
            found = _inverted(statement) if statement.allows and not policy_template(statement) else None
            if found is not None and not _stands(app, role, around, statement):
                continue
            if found is not None:
                name, message, severe = found
                severe = severe and not statement.conditional and (role is None or role.boundary is None)
                yield self.finding(
                    statement.property[name],
                    f"{_told(app, role, statement)} {message}.",
                    scope=statement.property,
                    functions=app.users_of(role) if role is not None else (),
                    severity=Severity.HIGH if severe else None,
                    severity_reason="nothing limits the rest" if severe else "",
                )


def _statements(app: Application) -> Iterator[tuple[Role | None, Sequence[Statement], Statement]]:
    """Whose statement it is, where not a store's; the policy it is in, where others are let in by it; the statement."""
    for role in identities(app):
        for statement in role.statements:
            if statement.by == "author":
                yield role, (), statement
        for statement in role.trust:
            if statement.by == "author":
                yield role, role.trust, statement
    for store in app.stores:
        for statement in store.policy:
            yield None, store.policy, statement


def _stands(app: Application, role: Role | None, around: Sequence[Statement], statement: Statement) -> bool:
    """Whether nothing else takes away all that a statement allows."""
    if around:
        return not strangers_denied(around, statement)
    return role is None or stands(app, role, statement)


def _told(app: Application, role: Role | None, statement: Statement) -> str:
    """Who is allowed by a statement, or what it belongs to."""
    if role is None:
        owner = next(store for store in app.stores if statement in store.policy)
        return f"The policy of {owner.resource.name}"
    return f"The trust policy of {holder(app, role)}" if statement in role.trust else holder(app, role)


def _inverted(statement: Statement) -> tuple[str, str, bool] | None:
    """The element that is inverted, what comes of it, and whether that is without bounds."""
    if statement.not_principals:
        return "NotPrincipal", f"lets in everybody but {_names(statement.not_principals)}", True
    if statement.not_actions:
        wide = any(map(covers_everything, statement.resources))
        where = "every resource" if wide else _names(statement.resources) or "every resource but those named"
        return "NotAction", f"is allowed every action but {_names(statement.not_actions)} on {where}", wide
    if statement.not_resources:
        actions = _names(statement.actions)
        return "NotResource", f"is allowed {actions} on every resource but {_names(statement.not_resources)}", False
    return None


def _names(values: tuple[object, ...]) -> str:
    shown = (value.value if isinstance(value, Principal) else value for value in values)
    return listing((f"`{display(value)}`" for value in shown), 3)
