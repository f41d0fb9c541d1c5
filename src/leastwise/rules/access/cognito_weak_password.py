"""The users of an application may choose passwords that are guessed."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.access._user_pools import with_passwords
from leastwise.rules.rule import Example, Rule

_LEAST = 8
"""Characters that Cognito asks for by default, and that NIST SP 800-63B asks for at least."""

_CLASSES = ("RequireLowercase", "RequireUppercase", "RequireNumbers", "RequireSymbols")
_LONG_ENOUGH = 12


class CognitoWeakPassword(Rule):
    id = "cognito-weak-password"
    title = "User pool with a weak password policy"
    why = """
Left alone, Cognito asks for eight characters of four kinds. A password policy in the template replaces all of that:
what it does not ask for is not asked for any more. Short passwords are guessed online from lists, and each of these
users then has what the application gives to users.
"""
    remediation = """
Ask for eight characters or more; length helps more than kinds of characters. Or leave the policy out.

- Template: `Policies: {PasswordPolicy: {MinimumLength: 12, RequireLowercase: true, RequireNumbers: true}}`.
- Console: Cognito > User pools > the pool > *Authentication methods* > *Password policy* > *Edit*.
- CLI: `aws cognito-idp update-user-pool --user-pool-id ID --policies file://policies.json`, with all other settings of
  the pool, since those left out are reset.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-521",)
    references = {
        "owasp-serverless": ("A2:2017",),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("Cognito.3",),
        "nist-800-53": ("IA-5(1)",),
        "aws": (
            "https://docs.aws.amazon.com/config/latest/developerguide/cognito-user-pool-password-policy-check.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cognito-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Shorter passwords are refused when somebody registers or sets a new one: adapt what the sign-up page says."
    )

    bad = (
        Example.cloudformation(
            """
            Resources:
              Users:
                Type: AWS::Cognito::UserPool
                Properties: {Policies: {PasswordPolicy: {MinimumLength: 6}}}
            """,
            at="Resources.Users.Properties.Policies.PasswordPolicy.MinimumLength",
        ),
        Example.cloudformation(
            """
            Resources:
              Users:
                Type: AWS::Cognito::UserPool
                Properties: {Policies: {PasswordPolicy: {MinimumLength: 8, RequireNumbers: false}}}
            """,
            at="Resources.Users.Properties.Policies.PasswordPolicy",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Default: {Type: AWS::Cognito::UserPool}
          Long:
            Type: AWS::Cognito::UserPool
            Properties: {Policies: {PasswordPolicy: {MinimumLength: 14}}}
          Mixed:
            Type: AWS::Cognito::UserPool
            Properties: {Policies: {PasswordPolicy: {MinimumLength: 8, RequireNumbers: true, RequireLowercase: true}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for pool in with_passwords(app):
            policy = pool["Policies.PasswordPolicy"]
            place, alike = policy["MinimumLength"], not any(_asked(policy[name].value) for name in _CLASSES)
            length = place.number(_LEAST)
            longer = [Set(place, _LONG_ENOUGH if alike else _LEAST)]
            if length < _LEAST:
                message = f"{pool.name} takes passwords of {length:g} characters."
                yield self.finding(place, message, scope=policy, edits=longer)
            elif length < _LONG_ENOUGH and policy.present and alike:
                yield self.finding(
                    policy,
                    f"{pool.name} takes {length:g} characters of a single kind as a password.",
                    severity=Severity.LOW,
                    severity_reason="it is not shorter than Cognito's default",
                    persona=Persona.PEDANTIC,
                    edits=longer,
                )


def _asked(value: object) -> bool:
    """Whether a kind of character is asked for, or perhaps is."""
    return value is not None and value is not False and value not in ("false", "False")
