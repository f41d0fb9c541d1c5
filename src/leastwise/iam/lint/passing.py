"""Statements that let somebody pass any role to a service, or have any service-linked role created.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.actions import facts
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import IDENTITY, Written
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Symbol

PASS_ROLE, CREATE_ROLE = "iam:passrole", "iam:createservicelinkedrole"

_FORMS = {
    ("Action", "NotResource"): "NOT_RESOURCE",
    ("wildcard", "NotResource"): "STAR_IN_ACTION_AND_NOT_RESOURCE",
    ("NotAction", "NotResource"): "NOT_ACTION_AND_NOT_RESOURCE",
    ("Action", "Resource"): "STAR_IN_RESOURCE",
    ("wildcard", "Resource"): "STAR_IN_ACTION_AND_RESOURCE",
    ("NotAction", "Resource"): "STAR_IN_RESOURCE_AND_NOT_ACTION",
}
"""How the action and the resource are named → the end of the code."""

_LINKED = "role/aws-service-role/"


@for_statement(*(f"PASS_ROLE_WITH_{form}" for form in _FORMS.values()))
def passes_any_role(statement: Written, app: Application | None) -> Iterator[Issue]:
    """`iam:PassRole` on more than named roles, for any service."""
    yield from _found(statement, PASS_ROLE, "PASS_ROLE_WITH_", "iam:passedtoservice")


@for_statement(*(f"CREATE_SLR_WITH_{form}" for form in _FORMS.values()))
def creates_any_linked_role(statement: Written, app: Application | None) -> Iterator[Issue]:
    """`iam:CreateServiceLinkedRole` for more than one service."""
    yield from _found(statement, CREATE_ROLE, "CREATE_SLR_WITH_", "iam:awsservicename")


def _found(statement: Written, action: str, code: str, key: str) -> Iterator[Issue]:
    if statement.policy.kind != IDENTITY or statement.effect != "Allow":
        return
    named = _action(statement, action)
    if named is None or _limited(statement, key):
        return
    how, place = named
    if statement.has("NotResource"):
        yield issue(code + _FORMS[how, "NotResource"], statement.place["NotResource"], place.value)
        return
    wide = _any_role if action == PASS_ROLE else _any_service
    for where, value in statement.each("Resource"):
        text = text_of(value)
        if text is not None and wide(text):
            subject = "NotAction" if how == "NotAction" else place.value
            yield issue(code + _FORMS[how, "Resource"], place if how != "NotAction" else where, subject)
            return


def _limited(statement: Written, key: str) -> bool:
    """Whether a condition says for which service, or may say so."""
    written = statement.value.get("Condition")
    return isinstance(written, Symbol) or any(test.low == key for test in statement.conditions)


def _action(statement: Written, action: str) -> tuple[str, Property] | None:
    """How an action is named, `Action`, `wildcard` or `NotAction`, and where; `None` where it is not."""
    star = None
    for place, text in statement.texts("Action"):
        if has_wildcard(text):
            star = star or (("wildcard", place) if matches(text.lower(), action) else None)
        elif len(text) == len(action) and text.lower() == action:
            return "Action", place
    if star is not None or "NotAction" not in statement.value:
        return star
    kept = [value for _, value in statement.each("NotAction")]
    known = all(isinstance(value, str) for value in kept)
    inside = known and not any(matches(value.lower(), action) for value in kept)
    return ("NotAction", statement.place["NotAction"]) if inside else None


def _any_role(resource: str) -> bool:
    """Whether a resource is more than one role, and not those that bear the name of a service: `role/Lambda*`."""
    rest = _of_iam(resource)
    if rest is None or not has_wildcard(rest):
        return rest == "*"
    start = rest.replace("?", "*").partition("*")[0]
    if not (start.startswith("role/") or "role/".startswith(start)):
        return False
    name = start.rpartition("/")[2].lower().removeprefix("aws").removeprefix("amazon").strip("-_")
    return not (name and name in _services())


def _any_service(resource: str) -> bool:
    """Whether a resource is the linked roles of more than one service."""
    rest = _of_iam(resource)
    if rest is None:
        return False
    return all(matches(rest, f"{_LINKED}{name}.amazonaws.com/AWSServiceRoleForThis") for name in ("ecs", "rds"))


def _of_iam(resource: str) -> str | None:
    """What a resource says after the account, if it can be one of IAM; the wildcard alone for everything."""
    if set(resource) == {"*"}:
        return "*"
    parts = resource.split(":", 5)
    return parts[5] if len(parts) == 6 and matches(parts[2].lower(), "iam") else None


def _services() -> frozenset[str]:
    found = facts("services")
    return frozenset(found) if isinstance(found, (list, dict)) else frozenset()
