"""A wildcard grants actions that nobody meant to grant."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from leastwise.iam.actions import Action, expand
from leastwise.iam.excess import policy_template, too_wide, whole_service
from leastwise.iam.notable import telling
from leastwise.iam.validity import limits, never_works
from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.paths.exposure import reaches
from leastwise.rules.access._code import needed_of, steps, told, understood
from leastwise.rules.access._exact import actions_left
from leastwise.rules.rule import Example, Rule
from leastwise.rules.severity import only_inside, open_door
from leastwise.rules.weight import COSTS, only_costs
from leastwise.rules.words import listing


class WildcardAction(Rule):
    id = "wildcard-action"
    title = "Wildcard in the allowed actions"
    why = """
A wildcard allows what nobody thought of, and grows with every action that AWS adds. `dynamodb:*` is not "read and write
items": it deletes the table, its backups and its resource policy as well. Code that is taken over can use all of it.
A wildcard that only covers reading (`s3:GetObject*`), or a single action that changes something (`sqs:SendMessage*`),
is no finding.
Where the code of all that runs with the role is understood, the finding says which of the actions it needs, and the fix
writes these.
"""
    remediation = """
Write the actions that the code calls, one by one.

- Template: `Action: [dynamodb:GetItem, dynamodb:PutItem]`, or a SAM policy template that fits (`DynamoDBCrudPolicy`).
- Terraform: `actions` in an `aws_iam_policy_document`, or `Action` in `jsonencode`.
- serverless.yml: `Action` under `provider.iam.role.statements`.
- Console: IAM > Roles > the role > *Last Accessed* shows which actions were used.
- CLI: `aws iam generate-service-last-accessed-details --granularity ACTION_LEVEL --arn ROLE_ARN`, then
  `aws iam get-service-last-accessed-details --job-id ID`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-250", "CWE-269")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-04",),
        "fsbp": ("IAM.21",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Actions that the code is not seen to call are refused: see *Last Accessed* first."
    subsumes = ("excess-permission", "wildcard-resource", "data-exfiltration", "delete-in-production")

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
                    - Version: "2012-10-17"
                      Statement:
                        - Effect: Allow
                          Action:
                            - logs:PutLogEvents
                            - dynamodb:*
                          Resource: "*"
            """,
            at="Resources.Orders.Properties.Policies.0.Statement.0.Action.1",
        ),
        Example.cloudformation(
            """
            Resources:
              Role:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}
              Policy:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: queue
                  Roles: [!Ref Role]
                  PolicyDocument:
                    Statement: {Effect: Allow, Action: "sqs:*", Resource: !GetAtt Queue.Arn}
              Queue: {Type: AWS::SQS::Queue}
            """,
            at="Resources.Policy.Properties.PolicyDocument.Statement.Action",
        ),
    )
    good = Example.sam(
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
                    - {Effect: Allow, Action: [s3:GetObject*, s3:List*], Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
                    - {Effect: Allow, Action: "sqs:SendMessage*", Resource: !GetAtt Queue.Arn}
                    - {Effect: Allow, Action: "ec2:Describe*", Resource: "*"}
                    - {Effect: Deny, Action: "iam:*", Resource: "*"}
          Bucket: {Type: AWS::S3::Bucket}
          Queue: {Type: AWS::SQS::Queue}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        known = reaches(app)
        for role, statement in app.granted():
            if not any(map(too_wide, statement.actions)):
                continue
            own = (place for place in statement.action_properties() if place.by == "author")
            wide = [place for place in own if too_wide(place.value)]
            texts = limits(app, statement.resources) if wide else []
            wide = [place for place in wide if _works(place.value, texts) != ()]
            if wide and not policy_template(statement):
                users = app.users_of(role)
                names = [user.id for user in users]
                severity, reason = _severity(
                    [place.value for place in wide], texts, open_door(names, known), only_inside(names, app, known)
                )
                found = understood(app, role)
                yield self.finding(
                    wide[0],
                    listing(_told(place.value, texts) for place in wide) + "." + told(app, role, wide),
                    scope=statement.property,
                    functions=users,
                    severity=severity,
                    severity_reason=reason,
                    edits=actions_left(app, found, statement, wide) if found is not None else (),
                    trace=steps(needed_of(found, wide)) if found is not None else (),
                )


def _works(pattern: str, texts: list[str]) -> Sequence[Action] | None:
    """The actions that a pattern covers and that can be used on resources; `None` where they are not known.

    An action that takes no resource needs `*`: beside an ARN nothing says that it is allowed.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    return _usable(pattern, tuple(texts))


@lru_cache(maxsize=1024)
def _usable(pattern: str, texts: tuple[str, ...]) -> Sequence[Action] | None:
    actions = expand(pattern)
    if not actions or not texts:
        return actions
    return tuple(action for action in actions if action.resource_types and not never_works((action,), texts))


def _severity(patterns: list[str], texts: list[str], door: str, inside: str) -> tuple[Severity, str]:
    """The rule's where a whole service can be opened to others, or where anybody can start the function."""
    whole = [pattern for pattern in patterns if whole_service(pattern)]
    opens = any(_opens(_works(pattern, texts)) for pattern in whole)
    if all(map(only_costs, patterns)):
        return Severity.MEDIUM, COSTS
    if door and not opens:
        return Severity.HIGH, door
    if inside:
        return Severity.MEDIUM if opens else Severity.LOW, inside
    if opens:
        return Severity.HIGH, ""
    if any(_opens(expand(pattern)) for pattern in whole):
        return Severity.MEDIUM, "what opens the service to other accounts comes to nothing on this resource"
    if whole:
        return Severity.MEDIUM, "the service has nothing that can be shared with other accounts"
    return Severity.MEDIUM, "only some actions of the service"


def _opens(actions: Sequence[Action] | None) -> bool:
    """Whether opening something to somebody else is, or may be, among actions."""
    return actions is None or any(a.manages_permissions or a.name == "PutResourcePolicy" for a in actions)


def _told(pattern: str, texts: list[str]) -> str:
    actions = _works(pattern, texts) or ()
    if not actions:
        return f"`{pattern}` grants everything it can stand for"
    names = " and ".join(action.name for action in telling(actions))
    return f"`{pattern}` grants {len(actions)} actions (among them {names})"
