"""The issues of IAM Access Analyzer as findings: of every policy in an application, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.rules.words import listing

if TYPE_CHECKING:  # a scan that judges by other rules needs nothing of it
    from leastwise.iam.lint import Issue, Policy

_KINDS = {
    "identity": "policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "trust": "trust policy",
    "resource": "policy",
    "endpoint": "policy",
    "service-control": "service control policy",
    "resource-control": "resource control policy",
}


_TOLD = frozenset(
    {
        "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
        "INVALID_ACTION",
        "INVALID_SERVICE_IN_ACTION",
        "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    }
)
"""What `invalid-action` and `wildcard-action` say about whatever roles, users and groups may do."""

_JUDGED = (
    "ALLOW_WITH_NOT_PRINCIPAL",
    "CREATE_SLR_",
    "MISSING_CONDITION_KEY_FOR_OIDC",
    "MISSING_GITHUB_REPO",
    "PASS_ROLE_",
    "RESTRICT_ACCESS_",
    "SPECIFIC_GITHUB_REPO",
)
"""Beginnings of the codes of what a rule of ours weighs: `pass-role-any`, `privilege-escalation`, `inverted-statement`,
`confused-deputy`, `oidc-trust-wide`. Where it says nothing, Access Analyzer's word is for auditors."""


@lru_cache(maxsize=2)
def policies_of(app: Application) -> tuple[Policy, ...]:
    """The policies that the author wrote; asked for by several rules in a row."""
    from leastwise.iam.lint.policies import policies

    return tuple(policy for policy in policies(app) if policy.by == "author")


def places(app: Application, kind: str) -> Iterator[tuple[Policy, list[Issue]]]:
    """The issues of a kind in what the author wrote: those at one place, and those alike in one list, together."""
    from leastwise.iam.lint import check

    for policy in policies_of(app):
        groups: dict[tuple[object, ...], list[Issue]] = {}
        for issue in check(policy, app, kind):
            if issue.place.by == "author" and not (policy.kind == "identity" and issue.code in _TOLD):
                source, *offsets = issue.place.span
                missing = "" if policy.text else issue.place.missing  # all of a text stands at one place
                groups.setdefault((source.path, *offsets, missing), []).append(issue)
        alike: dict[tuple[object, ...], list[Issue]] = {}
        for group in groups.values():
            path, codes = group[0].place.path, {issue.code for issue in group}
            listed = bool(path) and isinstance(path[-1], int) and path[-2:-1] != ("Statement",)
            alike.setdefault((path[:-1] if listed else path, listed, *sorted(codes)), []).extend(group)
        for group in alike.values():
            yield policy, sorted(group, key=lambda issue: issue.code)


def judged(issues: Sequence[Issue]) -> bool:
    """Whether a rule of ours weighs all of this: then it is for auditors, beside what that rule says."""
    return all(issue.code.startswith(_JUDGED) for issue in issues)


def told(policy: Policy, issues: Sequence[Issue]) -> str:
    """What is wrong at one place, with Access Analyzer's codes."""
    found = dict.fromkeys(f"{issue.message} (`{issue.code}`)" for issue in issues)
    name = policy.place.resource.name
    return f"{_KINDS.get(policy.kind, 'policy').capitalize()} of {name}: {listing(found, 3)}."


@lru_cache(maxsize=2)
def _users(app: Application) -> dict[str, list[Function]]:
    """Key of a role, or of a policy that is attached to one → the functions that have it."""
    found: dict[str, dict[str, Function]] = {}
    for role in app.roles:
        users = {function.id: function for function in app.users_of(role)}
        keys = {statement.property.resource.key for statement in role.statements} if users else ()
        for key in (*keys, *((role.resource.key,) if role.resource is not None and users else ())):
            found.setdefault(key, {}).update(users)
    return {key: list(users.values()) for key, users in found.items()}


def users(app: Application, policy: Policy) -> list[Function]:
    """The functions whose role a policy is about."""
    return _users(app).get(policy.place.resource.key, [])
