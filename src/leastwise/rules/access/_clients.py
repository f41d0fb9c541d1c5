"""Roles whose credentials are in the hands of an application's users: guests, and those who signed in.

The table is `data/client_actions.json`.

https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Resource
from leastwise.model.value import display
from leastwise.read.tables import table
from leastwise.rules.access._trust import tests

_POOL = "AWS::Cognito::IdentityPool"
_ISSUER = "cognito-identity.amazonaws.com"


@cache
def _patterns(kind: str) -> list[str]:
    return [pattern.lower() for pattern in table(__file__, "client_actions")[kind]]


def holders(app: Application, kind: str) -> Iterator[tuple[Role, Resource | None]]:
    """The roles of the identities of a pool, each with the pool where it is in the application.

    Args:
        app: the application.
        kind: `authenticated` or `unauthenticated`.
    """
    roles = {role.resource.key: role for role in app.roles if role.resource is not None}
    found: dict[str, Resource | None] = {}
    for attachment in app.resources("AWS::Cognito::IdentityPoolRoleAttachment"):
        pool = app.referenced(attachment.get("IdentityPoolId"), _POOL)
        values = [attachment.get(f"Roles.{kind}")]
        if kind == "authenticated":
            for mapping in attachment["RoleMappings"].items():
                values += [rule["RoleARN"].value for rule in mapping["RulesConfiguration.Rules"].each()]
        for value in values:
            role = app.referenced(value, "AWS::IAM::Role")
            if role is not None:
                found.setdefault(role.key, pool)
    if kind == "authenticated":
        for group in app.resources("AWS::Cognito::UserPoolGroup"):
            role = app.referenced(group.get("RoleArn"), "AWS::IAM::Role")
            if role is not None:
                found.setdefault(role.key, None)
    for key, role_of_trust in roles.items():
        for statement in role_of_trust.trust:
            if any(value == kind for _, value in tests(statement, f"{_ISSUER}:amr")):
                pools = (app.referenced(value, _POOL) for _, value in tests(statement, f"{_ISSUER}:aud"))
                found.setdefault(key, next(pools, None))
    for key, pool in found.items():
        if key in roles:
            yield roles[key], pool


def guests(app: Application) -> Iterator[tuple[Role, Resource | None]]:
    """The roles of guests, but not of those whose pool takes none."""
    for role, pool in holders(app, "unauthenticated"):
        if pool is None or pool["AllowUnauthenticatedIdentities"].flag(False) is not False:
            yield role, pool


def within_reach(pattern: str, pool: Resource | None) -> bool:
    """Whether guests can use some of the actions of a pattern, and strangers should not.

    In the basic flow there is no ceiling; a pool outside the application has the benefit of the doubt.
    """
    text = pattern.lower()
    if any(matches(harmless, text) for harmless in _patterns("harmless")):
        return False
    if pool is not None and pool["AllowClassicFlow"].flag(False) is True:
        return True
    return any(matches(allowed, text) or matches(text, allowed) for allowed in _patterns("ceiling"))


def mild(pattern: str) -> bool:
    """Whether an action belongs to a service that checks for itself, or where misuse means cost."""
    return pattern.partition(":")[0].lower() in table(__file__, "client_actions")["mild"]


def for_one_field(statement: Statement) -> bool:
    """Whether a statement lets its holder ask one field of a GraphQL API, and what the answer is made of.

    https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-iam-authorization
    """
    if not all(isinstance(name, str) and name.lower() == "appsync:graphql" for name in statement.actions):
        return False
    asked = set()
    for value in statement.resources:
        kind, _, field = display(value).rpartition("/types/")[2].partition("/")
        if not kind or "*" in kind or "/types/" not in display(value):
            return False
        if kind in ("Query", "Mutation", "Subscription"):
            asked.add((kind, field))
    return len(asked) == 1 and all(field.startswith("fields/") and "*" not in field for _, field in asked)
