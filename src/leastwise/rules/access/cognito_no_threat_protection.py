"""Nobody looks for leaked passwords and odd sign-ins."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.access._user_pools import is_off, with_passwords
from leastwise.rules.rule import Example, Rule


class CognitoNoThreatProtection(Rule):
    id = "cognito-no-threat-protection"
    title = "User pool without threat protection"
    why = """
Threat protection compares passwords with those that have leaked, and blocks sign-ins or asks for a second factor when
place or device are unlikely. Without it, somebody can try a leaked list against the pool from many addresses, and
nothing shows it. It belongs to the Plus plan, which costs more for each user.
"""
    remediation = """
Turn it on where an account is worth the price; begin with auditing.

- Template: `UserPoolTier: PLUS` and `UserPoolAddOns: {AdvancedSecurityMode: ENFORCED}`.
- Console: Cognito > User pools > the pool > *Threat protection* > *Activate*.
- CLI: `aws cognito-idp set-risk-configuration --user-pool-id ID --compromised-credentials-risk-configuration
  Actions={EventAction=BLOCK}`, after the pool has the plan.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-307",)
    references = {
        "owasp-serverless": ("A2:2017",),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("Cognito.1",),
        "nist-800-53": ("AC-7", "SI-4"),
        "aws": (
            "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html",
        ),
    }

    bad = Example.cloudformation(
        """
        Resources:
          Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolAddOns: {AdvancedSecurityMode: "OFF"}}}
        """,
        at="Resources.Users.Properties.UserPoolAddOns.AdvancedSecurityMode",
    )
    good = Example.cloudformation(
        """
        Resources:
          Users: {Type: AWS::Cognito::UserPool, Properties: {UserPoolAddOns: {AdvancedSecurityMode: AUDIT}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for pool in with_passwords(app):
            place = pool["UserPoolAddOns.AdvancedSecurityMode"]
            if is_off(place):
                yield self.finding(place, f"Leaked passwords and odd sign-ins are not noticed in {pool.name}.")
