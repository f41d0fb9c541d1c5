"""An identity pool gives AWS credentials to people who did not sign in."""

from collections.abc import Iterator

from leastwise.iam.managed import breadth
from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Role
from leastwise.model.resource import Resource
from leastwise.rules.access._clients import holders, within_reach
from leastwise.rules.rule import Example, Rule


class CognitoGuest(Rule):
    id = "cognito-guest"
    title = "Identity pool that takes guests"
    why = """
With guests allowed, everybody who knows the id of the pool, which is in every copy of the app, gets AWS credentials
without any proof of who he is. Whatever the guest role allows, now or after the next change, is open to the internet.
Pools whose guests may only send analytics or load maps are no finding.
"""
    remediation = """
Ask people to sign in, unless there is something that strangers have to do with AWS directly.

- Template: `AllowUnauthenticatedIdentities: false`, and no `unauthenticated` role in the role attachment.
- Console: Cognito > Identity pools > the pool > *User access* > *Guest access* > *Deactivate*.
- CLI: `aws cognito-identity update-identity-pool --identity-pool-id ID --identity-pool-name NAME
  --no-allow-unauthenticated-identities`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("Cognito.2",),
        "nist-800-53": ("AC-3", "AC-6", "AC-14"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "People who did not sign in get no AWS credentials any more, so what the app does before sign-in fails."

    bad = Example.cloudformation(
        """
        Resources:
          Pool: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: true}}
        """,
        at="Resources.Pool.Properties.AllowUnauthenticatedIdentities",
    )
    good = Example.cloudformation(
        """
        Resources:
          Pool: {Type: AWS::Cognito::IdentityPool, Properties: {AllowUnauthenticatedIdentities: false}}
          Open: {Type: AWS::Cognito::IdentityPool, Properties: {IdentityPoolName: open}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        roles = list(holders(app, "unauthenticated"))
        for pool in app.resources("AWS::Cognito::IdentityPool"):
            place = pool["AllowUnauthenticatedIdentities"]
            mine = [role for role, of in roles if of == pool]
            if place.flag() is not True or (mine and all(_harmless(role, pool) for role in mine)):
                continue
            useless = not mine and _attached_without_guests(app, pool)
            yield self.finding(
                place,
                f"{pool.name} gives AWS credentials to everybody, without signing in.",
                severity=Severity.LOW if useless else None,
                severity_reason="no role for guests is attached, so they get nothing yet" if useless else "",
                edits=[Set(place, False)],
            )


def _harmless(role: Role, pool: Resource) -> bool:
    """Whether, or perhaps, all that a guest role allows is what strangers may have."""
    patterns = [a for s in role.statements if s.allows for a in s.actions if isinstance(a, str)]
    managed = [policy for policy in role.managed if breadth(policy.name or "") is not None]
    return not managed and not any(within_reach(pattern, pool) for pattern in patterns)


def _attached_without_guests(app: Application, pool: Resource) -> bool:
    found = [
        attachment["Roles.unauthenticated"].absent
        for attachment in app.resources("AWS::Cognito::IdentityPoolRoleAttachment")
        if app.referenced(attachment.get("IdentityPoolId")) == pool
    ]
    return bool(found) and all(found)
