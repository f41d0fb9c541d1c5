"""A stolen password is all it takes to be one of the users."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Insert, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.access._user_pools import is_off, with_passwords
from leastwise.rules.environments import in_production
from leastwise.rules.rule import Example, Rule


class CognitoNoMfa(Rule):
    id = "cognito-no-mfa"
    title = "User pool without a second factor"
    why = """
Passwords are reused and leak elsewhere. Where users cannot even choose a second factor, whoever has bought a list of
passwords is one of your users as soon as one of them fits. It is off unless the template says otherwise.
"""
    remediation = """
Offer an authenticator app to everybody, and demand it of those who can do damage.

- Template: `MfaConfiguration: OPTIONAL` (or `"ON"`) with `EnabledMfas: [SOFTWARE_TOKEN_MFA]`.
- Console: Cognito > User pools > the pool > *Sign-in* > *Multi-factor authentication* > *Edit*.
- CLI: `aws cognito-idp set-user-pool-mfa-config --user-pool-id ID --mfa-configuration OPTIONAL
  --software-token-mfa-configuration Enabled=true`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    cwe = ("CWE-308",)
    references = {
        "owasp-serverless": ("A2:2017",),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("Cognito.5",),
        "nist-800-53": ("IA-2(1)", "IA-2(2)"),
        "aws": (
            "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "The app has to offer to set up an authenticator, and to ask for its code when somebody who has one signs in."
    )

    bad = (
        Example.cloudformation(
            """
            Resources:
              Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolName: users}}
            """,
            at="Resources.Users.Properties.MfaConfiguration",
        ),
        Example.cloudformation(
            """
            Resources:
              Users: {Type: AWS::Cognito::UserPool, Properties: {MfaConfiguration: "OFF"}}
            """,
            at="Resources.Users.Properties.MfaConfiguration",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Optional:
            Type: AWS::Cognito::UserPool
            Properties: {MfaConfiguration: OPTIONAL, EnabledMfas: [SOFTWARE_TOKEN_MFA]}
          Passkeys:
            Type: AWS::Cognito::UserPool
            Properties: {Policies: {SignInPolicy: {AllowedFirstAuthFactors: [WEB_AUTHN]}}, MfaConfiguration: "OFF"}
          Demanded: {Type: AWS::Cognito::UserPool, Properties: {MfaConfiguration: "ON"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for pool in with_passwords(app):
            place = pool["MfaConfiguration"]
            if is_off(place):
                yield self.finding(
                    place,
                    f"The users of {pool.name} sign in with a password alone.{in_production(app)}",
                    persona=Persona.REGULAR if app.production else None,
                    edits=[Set(place, "OPTIONAL"), Insert(pool["EnabledMfas"], "SOFTWARE_TOKEN_MFA")],
                )
