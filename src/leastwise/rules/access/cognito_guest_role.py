"""Strangers get credentials with which they can do more than they should."""

from collections.abc import Iterator

from leastwise.iam.notable import power
from leastwise.iam.sources import names_source
from leastwise.iam.standing import left, policies_of_aws, stands
from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property, Resource
from leastwise.model.value import display
from leastwise.rules.access._apart import whole, without
from leastwise.rules.access._clients import for_one_field, guests, mild, within_reach
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_POOL = """
              Pool: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: true}}
              Attach:
                Type: AWS::Cognito::IdentityPoolRoleAttachment
                Properties: {IdentityPoolId: !Ref Pool, Roles: {unauthenticated: !GetAtt Guest.Arn}}
              Guest:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Federated: cognito-identity.amazonaws.com}
                        Action: sts:AssumeRoleWithWebIdentity
                        Condition:
                          StringEquals: {"cognito-identity.amazonaws.com:aud": !Ref Pool}
                          ForAnyValue:StringLike: {"cognito-identity.amazonaws.com:amr": unauthenticated}
"""


class CognitoGuestRole(Rule):
    id = "cognito-guest-role"
    title = "Guests may do more than send analytics"
    why = """
An identity pool gives AWS credentials for the guest role to everybody who knows its id, which stands in every copy of
the web page or app. What the role allows, the whole internet is allowed: it reads the table, sends to the queue and
invokes the function, past API, authorizer and firewall, with a script instead of your app.
"""
    remediation = """
Let guests do nothing but what a stranger may do, and everything else through an API.

- Template: take the statement off the role in `Roles.unauthenticated`, or set `AllowUnauthenticatedIdentities: false`.
- Console: Cognito > Identity pools > the pool > *User access* > *Guest access* > the role.
- CLI: `aws iam delete-role-policy --role-name ROLE --policy-name POLICY`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-269", "CWE-306")
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02", "SAS-04"),
        "fsbp": ("Cognito.2",),
        "nist-800-53": ("AC-3", "AC-6", "AC-14"),
        "well-architected": ("SEC03-BP02", "SEC03-BP07"),
        "aws": (
            "https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "What the app does for people who did not sign in fails, as far as it needs the actions that are taken away."
    )

    bad = (
        Example.cloudformation(
            f"""
            Resources:{_POOL}
                  Policies:
                    - PolicyName: guest
                      PolicyDocument:
                        Statement:
                          - {{Effect: Allow, Action: [rum:PutRumEvents, dynamodb:PutItem], Resource: "*"}}
                    - PolicyName: more
                      PolicyDocument: {{Statement: [{{Effect: Allow, Action: "sqs:*", Resource: "*"}}]}}
            """,
            at=(
                "Resources.Guest.Properties.Policies.0.PolicyDocument.Statement.0.Action.1",
                "Resources.Guest.Properties.Policies.1.PolicyDocument.Statement.0.Action",
            ),
        ),
        Example.cloudformation(
            f"""
            Resources:{_POOL}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonS3FullAccess]
            """,
            at="Resources.Guest.Properties.ManagedPolicyArns.0",
        ),
        Example.cloudformation(
            f"""
            Resources:{_POOL}
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess]
                  Policies:
                    - PolicyName: guest
                      PolicyDocument: {{Statement: [{{Effect: Allow, NotAction: "iam:*", Resource: "*"}}]}}
            """,
            at=(
                "Resources.Guest.Properties.ManagedPolicyArns.0",
                "Resources.Guest.Properties.Policies.0.PolicyDocument.Statement.0.NotAction",
            ),
        ),
    )
    good = Example.cloudformation(
        f"""
            Resources:{_POOL}
                  Policies:
                    - PolicyName: guest
                      PolicyDocument:
                        Statement:
                          - {{Effect: Allow, Action: "rum:PutRumEvents", Resource: "*"}}
                          - {{Effect: Allow, Action: ["mobileanalytics:PutEvents", "cognito-sync:*"], Resource: "*"}}
                          - {{Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: "*"}}
                          - {{Effect: Allow, Action: ["rum:PutRumEvents", "sqs:SendMessage"], Resource: "*"}}
                          - {{Effect: Deny, Action: "sqs:*", Resource: "*"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role, pool in guests(app):
            for statement in role.statements:
                places = _risky(app, role, statement, pool)
                if places and not for_one_field(statement) and not names_source(statement):
                    patterns = [str(place.value) for place in places]
                    on = listing([f"`{name}`" for name in map(display, statement.resources) if name != "*"], 2)
                    if statement.not_actions:
                        patterns = ["*"]
                        spared = listing([f"`{display(name)}`" for name in statement.not_actions], 3)
                        on = f"{on or 'everything'}, but for {spared},"
                    yield self._found(app, role, places[0], patterns, without(statement, places), on)
            attached: dict[Property, list[str]] = {}
            for one in policies_of_aws(app, role):
                patterns = [action for action in one.actions if within_reach(action, pool)]
                if patterns and not one.conditional:
                    attached.setdefault(one.place, []).extend(patterns)
            for place, patterns in attached.items():
                yield self._found(app, role, place, patterns, [whole(place)])

    def _found(
        self, app: Application, role: Role, place: Property, patterns: list[str], edits: list[Edit], on: str = ""
    ) -> Finding:
        severity, reason = None, ""
        if all(mild(pattern) for pattern in patterns):
            severity, reason = Severity.MEDIUM, "the service checks for itself, or misuse means cost"
        elif able := power(app, role):
            severity, reason = Severity.CRITICAL, f"{role.resource.name if role.resource else 'the role'} {able}"
        return self.finding(
            place,
            f"Everybody on the internet is allowed {listing([f'`{p}`' for p in patterns], 3)}{on and f' on {on}'}, "
            "as a guest.",
            severity=severity,
            severity_reason=reason,
            edits=edits,
        )


def _risky(app: Application, role: Role, statement: Statement, pool: Resource | None) -> list[Property]:
    """The actions of a statement that strangers should not have; `NotAction` where it leaves them some."""
    if statement.by != "author" or not statement.allows:
        return []
    if statement.not_actions:
        spared = [name for name in statement.not_actions if isinstance(name, str)]
        some = len(spared) == len(statement.not_actions) and not set(spared) & {"*", "*:*"}
        return [statement.property["NotAction"]] if some and stands(app, role, statement) else []
    places = [p for p in statement.action_properties() if isinstance(p.value, str) and within_reach(p.value, pool)]
    remaining = left(app, role, statement, [place.value for place in places])
    return [place for place in places if place.value in remaining]
