"""A build of anybody's repository can take this role."""

import re
from collections.abc import Iterator

from leastwise.iam.managed import administrator
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Role, Statement
from leastwise.model.value import Seq
from leastwise.read.graph.policies import condition_keys
from leastwise.rules.access._ci import Provider, trusted
from leastwise.rules.access._trust import assuming, unread_condition
from leastwise.rules.rule import Example, Rule

_ROLE = """
              Deploy:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal:
                          Federated: !Sub "arn:aws:iam::${AWS::AccountId}:oidc-provider/token.actions.githubusercontent.com"
                        Action: sts:AssumeRoleWithWebIdentity
                        Condition:
                          StringEquals: {"token.actions.githubusercontent.com:aud": sts.amazonaws.com}
"""  # noqa: E501


class OidcTrustWide(Rule):
    id = "oidc-trust-wide"
    title = "Deployment role open to other people's builds"
    why = """
GitHub, GitLab and others sign the tokens of all their customers with the same keys under the same address. Only the
claims of a token say whose build it comes from: a role that does not ask for `sub`, or asks for a pattern that other
owners can register a name for, is taken by a workflow in anybody's repository. IAM refuses to create or change such a
role where nothing is asked for at all, so that the next deployment fails; roles from before stay open.
"""
    remediation = """
Name the repository, and the branch or environment that may deploy.

- Template: `Condition: {StringEquals: {"token.actions.githubusercontent.com:sub":
  repo:OWNER/REPOSITORY:environment:production}}` beside the one on `aud`.
- Console: IAM > Roles > the role > *Trust relationships* > *Edit trust policy*.
- CLI: `aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-345")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03", "SAS-04"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        ),
    }
    subsumes = ("risky-policy", "policy-warning")

    bad = (
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
            """,
            at="Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement.0.Condition",
        ),
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          StringLike: {{"token.actions.githubusercontent.com:sub": ["repo:acme*:*"]}}
            """,
            at="Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement.0.Condition",
        ),
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          StringLike: {{"token.actions.githubusercontent.com:sub": "*:environment:production"}}
                          StringEqualsIfExists: {{"token.actions.githubusercontent.com:enterprise_id": "4711"}}
            """,
            at="Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement.0.Condition",
        ),
        Example.cloudformation(
            """
            Resources:
              GitLab: {Type: AWS::IAM::OIDCProvider, Properties: {Url: "https://gitlab.com"}}
              Deploy:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      Effect: Allow
                      Principal: {Federated: !Ref GitLab}
                      Action: sts:AssumeRoleWithWebIdentity
            """,
            at="Resources.Deploy.Properties.AssumeRolePolicyDocument.Statement.Principal",
        ),
    )
    good = (
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          StringLike: {{"token.actions.githubusercontent.com:sub": "repo:acme/shop:*"}}
            """
        ),
        Example.cloudformation(
            f"""
            Parameters:
              Owner: {{Type: String}}
            Resources:{_ROLE}
                          StringLike: {{"token.actions.githubusercontent.com:sub": !Sub "repo:${{Owner}}/*"}}
            """
        ),
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          StringEqualsIfExists: {{"token.actions.githubusercontent.com:repository_id": "4711"}}
            """
        ),
        Example.cloudformation(
            f"""
            Resources:{_ROLE}
                          StringLike: {{"token.actions.githubusercontent.com:sub": "*:environment:production"}}
                      - Effect: Deny
                        Principal: "*"
                        Action: sts:AssumeRoleWithWebIdentity
                        Condition:
                          StringNotLike: {{"token.actions.githubusercontent.com:sub": "repo:acme/*"}}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for role in app.roles:
            for statement in assuming(role):
                if unread_condition(statement):
                    continue
                for provider, issuer in trusted(app, statement):
                    wide = _wide(role, statement, provider, issuer)
                    if wide is not None:
                        yield self._found(role, statement, provider, wide)

    def _found(self, role: Role, statement: Statement, provider: Provider, pattern: str) -> Finding:
        name = role.resource.name if role.resource is not None else "the role"
        condition = statement.property["Condition"]
        how = f"`{pattern}` also stands for owners that others can register" if pattern else "`sub` is not asked for"
        severity, reason = None, ""
        if not provider.shared:
            severity, reason = Severity.MEDIUM, f"only {provider.name} builds of one customer get in"
            how = "`sub` is not asked for" if set(pattern) <= {"*", "?"} else f"`{pattern}` stands for all of them"
        elif administrator(role):
            severity, reason = Severity.CRITICAL, f"{name} has administrator permissions"
        return self.finding(
            condition if condition.present else statement.property["Principal"],
            f"Every {provider.who} may assume {name}: {how}.",
            scope=statement.property,
            severity=severity,
            severity_reason=reason,
        )


def _wide(role: Role, statement: Statement, provider: Provider, issuer: str) -> str | None:
    """The pattern that lets strangers in, empty where nothing is asked for; `None` where only the right ones get in."""
    found = ""
    for claim in ("sub", *provider.claims):
        for operator, values in _asked(statement, f"{issuer}:{claim}", denies=False):
            if claim in provider.optional and (operator.endswith("ifexists") or operator.startswith("forall")):
                continue
            wide = [text for text in values if text is not None and _lets_in(operator, claim, text, provider)]
            if not wide:
                return None
            found = found or wide[0]
        for other in role.trust:
            if other.effect == "Allow":
                continue
            for operator, values in _asked(other, f"{issuer}:{claim}", denies=True):
                if not any(text is not None and _lets_in(operator, claim, text, provider) for text in values):
                    return None
    return found


def _asked(statement: Statement, key: str, *, denies: bool) -> Iterator[tuple[str, list[str | None]]]:
    """Every test of a claim: its operator in lower case, and its values; those that exclude where it is to deny."""
    for operator, found, wanted in condition_keys(statement):
        low = operator.lower()
        if found == key and ("not" in low) is denies and low != "null":
            yield low, [text_of(value) for value in (wanted if isinstance(wanted, Seq) else (wanted,))]


def _lets_in(operator: str, claim: str, text: str, provider: Provider) -> bool:
    """Whether other customers, or everybody of the one, get in by what a claim may be: `*`, `repo:acme*`, `repo:*`."""
    like = "like" in operator
    if claim == "sub":
        return _strangers(text if like else re.sub("[*?]", "x", text), provider)
    return like and _loose(text, "", provider)


def _strangers(subject: str, provider: Provider) -> bool:
    """Whether a pattern of subjects leaves open whose token it is: no owner stands before the first wildcard."""
    names = [name for name in provider.owners if name in subject]
    if names or not provider.owners:
        return all(_loose(subject, name, provider) for name in names or ("",))
    return "\0" not in subject and (has_wildcard(subject) or subject.startswith(provider.open))


def _loose(subject: str, name: str, provider: Provider) -> bool:
    """Whether what follows a name in a pattern may go on with anything: `repo:acme*` may be of `acme-evil`."""
    before, _, after = subject.partition(name) if name else ("", "", subject)
    parts = re.split("[/:@]", after.removeprefix("{"))
    if not provider.shared:  # who is not told may still be named by the rest
        return all(has_wildcard(part) or not part for part in (parts[0], parts[-1]))
    return has_wildcard(before) or has_wildcard(parts[0]) or not parts[0]
