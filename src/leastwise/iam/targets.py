"""What of an application somebody who has permissions on it would get more by: its strong roles and their functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from leastwise.iam.naming import own_arn
from leastwise.iam.notable import power
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import record
from leastwise.model.value import Reference

MAX_TARGETS = 50
"""Strong roles with names of their own that are tried; one is enough for a finding."""

_USER, _ROLE, _GROUP = "AWS::IAM::User", "AWS::IAM::Role", "AWS::IAM::Group"
_FUNCTION = "AWS::Lambda::Function"
_RUNNING = {
    "function": (_FUNCTION, "FunctionName"),
    "state machine": ("AWS::StepFunctions::StateMachine", "StateMachineName"),
}
"""Kinds of targets that run with a role → their type, and the property with their name."""
_GROUPS = (_GROUP, "GroupName")


@record
class Target:
    """What a way leads to: its ARN, what people call it, and what it may, to follow that (`has administrator…`).

    `able` is empty where it is the role itself that gets more: `itself`, `its own policy …`.
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
        kind: as in the table of ways; `role`, `self`, `function`, `policy`…
        when: what the role must have for the way to be of use to it.
        service: to which roles are passed, where they are.
        named: keys of the resources that the role's statements refer to. Others are targets only if they have a name of
            their own, by which a statement may mean them.
    """
    if kind in ("self", "role", "user"):
        yield from _itself(role, when, kind)
    elif kind in ("policy", "group"):
        yield from _held(app, role, kind)
    if kind == "named role":
        yield from _foreign(role)
    leads = not when and (service or kind in ("role", "trusting role", *_RUNNING, "group"))
    if leads and (role.resource is None or role.resource.key not in _strong(app)):
        yield from _others(app, role, kind, service, named)


def _others(app: Application, role: Role, kind: str, service: str, named: Collection[str]) -> Iterator[Target]:
    if kind in (*_RUNNING, "group") and not service:
        type_, name = _RUNNING.get(kind, _GROUPS)
        known, own = _holding(app, type_), _with_names(app, type_, name)
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
        able = power(app, role) if role.resource is not None else ""
        if able and role.resource is not None:
            found[role.resource.key] = role, Target(role.arn, role.resource.name, able)
    return found


@lru_cache(maxsize=8)
def _holding(app: Application, type_: str) -> Known:
    """The functions or state machines that run with these roles, or the groups that are as strong."""
    found: Known = {}
    if type_ == _GROUP:
        for group in app.identities:
            able = power(app, group) if group.resource is not None and group.resource.type == _GROUP else ""
            if able and group.resource is not None:
                found[group.resource.key] = group, Target(group.arn, group.resource.name, able)
    elif type_ == _FUNCTION:
        for role, target in _strong(app).values():
            for user in app.users_of(role):
                found[user.resource.key] = role, Target(Reference(user.resource.key, "Arn"), user.name, target.able)
    else:
        for machine in app.resources(type_):
            runs_with = app.referenced(machine.get("RoleArn"), _ROLE)
            if runs_with is not None and runs_with.key in _strong(app):
                role, target = _strong(app)[runs_with.key]
                found[machine.key] = role, Target(own_arn(machine), machine.name, target.able)
    return found


@lru_cache(maxsize=8)
def _with_names(app: Application, type_: str, name: str) -> tuple[str, ...]:
    """Keys of the resources of a type that have a name of their own, not too many."""
    known = _strong(app) if type_ == _ROLE else _holding(app, type_)
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


def _held(app: Application, role: Role, kind: str) -> Iterator[Target]:
    """The policies of its own, or the groups that it is in: more in them is more for itself."""
    if kind == "policy":
        held = {s.property.resource.key: s.property.resource for s in role.statements}
        own = [policy for policy in held.values() if policy.type == "AWS::IAM::ManagedPolicy"]
    else:
        groups = (app.referenced(place.value, _GROUP) for place in role.groups)
        own = [group for group in groups if group is not None]
    for resource in own[:MAX_TARGETS]:
        yield Target(own_arn(resource), f"its own {kind} {resource.name}", "")


def _foreign(role: Role) -> Iterator[Target]:
    """The roles of other stacks that its statements name, each whole: what they may do is not known."""
    texts = (text_of(value) for s in role.statements if s.allows for value in s.resources)
    named = (text for text in texts if text and ":iam::" in text and ":role/" in text and not set(text) & set("*?$\0"))
    yield from (Target(arn, arn.rpartition("/")[2], "") for arn in islice(dict.fromkeys(named), MAX_TARGETS))


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
