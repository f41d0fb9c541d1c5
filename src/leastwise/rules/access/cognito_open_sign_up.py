"""Anybody makes himself a user of the application."""

import re
from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.read.graph.user_pools import open_to_all
from leastwise.rules.access._user_pools import with_passwords
from leastwise.rules.rule import Example, Rule

_STAFF = r"(?i)(?<![a-z])(admins?|staff|employees?|internal|back[- ]?office|operators?)(?![a-z])"
_WORDS = r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+"


class CognitoOpenSignUp(Rule):
    id = "cognito-open-sign-up"
    title = "User pool in which anybody may register"
    why = """
By default everybody can register in a user pool through Cognito's public API, whatever pages the application has. That
is right for a shop. For a tool of the company's own it means that "signed in" says nothing: each route that asks for
any valid token is open to whoever has a mail address.
"""
    remediation = """
Let administrators make the users, or check in a trigger who may register.

- Template: `AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}`, or `LambdaConfig: {PreSignUp: …}`.
- Console: Cognito > User pools > the pool > *Sign-up* > *Self-service sign-up* > *Edit*.
- CLI: `aws cognito-idp update-user-pool --user-pool-id ID --admin-create-user-config AllowAdminCreateUserOnly=true`,
  with all other settings of the pool, since those left out are reset.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    cwe = ("CWE-284",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-2",),
        "aws": (
            "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-admin-create-user-policy.html",
            "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Nobody can register any more: an administrator has to create every new user."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Customers: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: customers}}
            """,
            at="Resources.Customers.Properties.AdminCreateUserConfig",
        ),
        Example.cloudformation(
            """
            Resources:
              Users:
                Type: AWS::Cognito::UserPool
                Properties: {UserPoolName: back-office, AdminCreateUserConfig: {AllowAdminCreateUserOnly: false}}
            """,
            at="Resources.Users.Properties.AdminCreateUserConfig.AllowAdminCreateUserOnly",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Staff:
            Type: AWS::Cognito::UserPool
            Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}}
          Checked:
            Type: AWS::Cognito::UserPool
            Properties: {LambdaConfig: {PreSignUp: arn:aws:lambda:eu-west-1:123456789012:function:check}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for pool in with_passwords(app):
            place = pool["AdminCreateUserConfig.AllowAdminCreateUserOnly"]
            if open_to_all(pool):
                staff = _for_staff(pool)
                yield self.finding(
                    place,
                    f"Anybody may register in {pool.name}{f', which is for {staff} by its name' if staff else ''}.",
                    severity=Severity.MEDIUM if staff else None,
                    severity_reason="it is meant for few" if staff else "",
                    persona=Persona.REGULAR if staff else None,
                    edits=[Set(place, True)],
                )


def _for_staff(pool: Resource) -> str:
    """The word in the pool's name that says that not everybody is meant; empty where there is none."""
    for name in (pool.name, pool["UserPoolName"].text() or ""):
        found = re.search(_STAFF, " ".join(re.split(_WORDS, name)))
        if found:
            return found[0].lower()
    return ""
