"""What of an application somebody who has permissions on it would get more by: its strong roles and their functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from leastwise.iam.notable import power
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import record
from leastwise.model.value import Reference

MAX_TARGETS = 50
"""Strong roles with names of their own that are tried; one is enough for a finding."""

_USER, _ROLE, _FUNCTION = "AWS::IAM::User", "AWS::IAM::Role", "AWS::Lambda::Function"


@record
class Target:
    """What a way leads to: its ARN, what people call it, and what it may, to follow that (`has administrator…`).

    `able` is empty where it is the role itself that gets more.
    """

    arn: Any
    name: str
    able: str


def targets(
    app: Application, role: Role, kind: str, when: str, service: str, named: Collection[str]
) -> Iterator[Target]:
    """The targets of a kind that have more than a role has.

    Args:
        app: the application.
        role: who would get more.
        kind: as in the table of ways; `role`, `self`, `function`…
        when: what the role must have for the way to be of use to it.
        service: to which roles are passed, where they are.
        named: keys of the resources that the role's statements refer to. Others are targets only if they have a name of
            their own, by which a statement may mean them.
    """
    if kind in ("self", "role", "user"):
        yield from _itself(role, when, kind)
    leads = not when and (service or kind in ("role", "trusting role", "function"))
    if leads and (role.resource is None or role.resource.key not in _strong(app)):
        yield from _others(app, role, kind, service, named)


def _others(app: Application, role: Role, kind: str, service: str, named: Collection[str]) -> Iterator[Target]:
    if kind == "function" and not service:
        known, own = _functions(app), _with_names(app, _FUNCTION, "FunctionName")
    else:
        known, own = _strong(app), _with_names(app, _ROLE, "RoleName")
    for key in dict.fromkeys([*(key for key in named if key in known), *own]):
        other, target = known[key]
        if known is not _strong(app) or kind == "role" or _trusts(app, other, role, service):
            yield target


Known = dict[str, tuple[Role, Target]]
"""By key of the resource."""


@lru_cache(maxsize=2)
def _strong(app: Application) -> Known:
    """The roles of the application that are as good as the account, and why."""
    found: Known = {}
    for role in app.roles:
        able = power(role) if role.resource is not None else ""
        if able and role.resource is not None:
            found[role.resource.key] = role, Target(role.arn, role.resource.name, able)
    return found


@lru_cache(maxsize=2)
def _functions(app: Application) -> Known:
    """The functions that run with these roles."""
    found: Known = {}
    for role, target in _strong(app).values():
        for user in app.users_of(role):
            found[user.resource.key] = role, Target(Reference(user.resource.key, "Arn"), user.name, target.able)
    return found


@lru_cache(maxsize=4)
def _with_names(app: Application, type_: str, name: str) -> tuple[str, ...]:
    """Keys of the resources of a type that have a name of their own, not too many."""
    known = _functions(app) if type_ == _FUNCTION else _strong(app)
    found = (key for key in known if app.by_key[key][name].text() is not None)
    return tuple(islice(found, MAX_TARGETS))


def _itself(role: Role, when: str, kind: str) -> Iterator[Target]:
    """The role itself, where a way is of use to it: it takes away what keeps it down, or writes more into itself."""
    resource = role.resource
    type_ = _USER if "user" in f"{when}{kind}" else _ROLE
    if resource is None or resource.type != type_:
        return
    denies = any(statement.effect == "Deny" for statement in role.statements)
    if (role.boundary is not None) if when.startswith("boundary") else denies if when else True:
        yield Target(Reference(resource.key, "Arn"), "itself", "")


def _trusts(app: Application, other: Role, role: Role, service: str) -> bool:
    """Whether a role can be taken by a service, or by another role: it, or its whole account, is trusted."""
    for statement in other.trust:
        for principal in statement.principals if statement.allows else ():
            if service and principal.kind == "Service" and principal.value == service:
                return True
            if not service and principal.kind in ("AWS", "*") and not statement.conditional:
                text = text_of(principal.value) or ""
                if text == "*" or text.endswith(":root") or app.referenced(principal.value, _ROLE) == role.resource:
                    return True
    return False
