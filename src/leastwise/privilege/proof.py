"""Whether what is needed stays allowed when policies change: decided by the policy engine, need by need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.iam.lint.policies import policies
from leastwise.iam.lint.sizes import sizes
from leastwise.iam.permissions import Permissions
from leastwise.iam.truth import Truth, every
from leastwise.iam.wiring import role_needs
from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.record import replace
from leastwise.model.value import Concat, Parameter, concat
from leastwise.privilege.circumstances import circumstances
from leastwise.privilege.needed import Need, needed

_ORDER = (Truth.NO, Truth.UNKNOWN, Truth.YES)


def lost(before: Application, after: Application) -> Iterator[str]:
    """What is needed and was allowed, or may have been, and is so no more: for people.

    Args:
        before: an application; what is needed is taken from here.
        after: the same with other policies, in the same world.
    """
    functions = {function.id: function for function in after.all_functions}
    for function in before.all_functions:
        other = functions.get(function.id)
        if other is None:
            yield f"{function.name} is gone"
        elif function.role is not None:
            yield from _between(before, function.role, after, other.role, needed(before, function).needs, function.name)
    roles = {role.id: role for role in after.roles}
    for role in before.roles:
        wanted = role_needs(before, role)
        if wanted:
            yield from _between(before, role, after, roles.get(role.id), wanted, role.id.rpartition(":")[2])


def outgrown(before: Application, after: Application) -> Iterator[str]:
    """Policies that are larger than AWS takes and were not so before: for people."""
    had = {place for place, _ in _oversized(before)}
    for place, message in _oversized(after):
        if place not in had:
            yield f"{place[0].rpartition(':')[2]}: {message}"


def _oversized(app: Application) -> Iterator[tuple[tuple[str, str], str]]:
    for policy in policies(app):
        for one in sizes(policy, app):
            yield (policy.place.resource.key, one.code), one.message


def _between(
    before: Application, role: Role, after: Application, other: Role | None, needs: tuple[Need, ...], name: str
) -> Iterator[str]:
    held, holding = _unbounded(before, role), None if other is None else _unbounded(after, other)
    for need in needs:
        contexts = circumstances(need, needs)
        for value in need.resources:
            had = _allowed(held, need, value, contexts)
            has = Truth.NO if holding is None else _allowed(holding, need, value, contexts)
            if _ORDER.index(has) < _ORDER.index(had):
                yield f"{name} would no longer be allowed {need.action}"
                break


def _unbounded(app: Application, role: Role) -> Permissions:
    """What the policies of a role allow; a permissions boundary is somebody else's decision."""
    return Permissions(app, replace(role, boundary=None, bounds=None))


def _allowed(held: Permissions, need: Need, value: object, contexts: Iterable[Mapping[str, Any]]) -> Truth:
    return every(_allowed_in(held, need, value, context) for context in contexts)


def _allowed_in(held: Permissions, need: Need, value: object, context: Mapping[str, Any]) -> Truth:
    meant = (value, _deployed(held.app, held.role, value))
    if any(held.may(need.action, one, context).allowed is Truth.YES for one in meant):
        return Truth.YES
    part = held.may(need.action, value, context, some=True).allowed
    return Truth.NO if part is Truth.NO else Truth.UNKNOWN


def _deployed(app: Application, role: Role, value: object) -> object:
    """A value with what its parameters are in this world: policies that name them are read so."""
    stack = next((one for one in app.stacks if role.resource is not None and one.key == role.resource.stack), None)
    if stack is None or not isinstance(value, (Concat, Parameter)):
        return value
    parts = value.parts if isinstance(value, Concat) else (value,)
    decided = {name: text for name, text in app.world.choices if text and not text.startswith("(")}
    known = {**decided, **stack.parameters}
    return concat(known.get(one.name, one) if isinstance(one, Parameter) else one for one in parts)
