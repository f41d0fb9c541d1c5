"""Edits that leave of a grant what the code needs, where the code is understood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from leastwise.iam.reach import covers_everything
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert, Remove, Set
from leastwise.model.graph import ManagedPolicy, Role, Statement
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Unknown, references
from leastwise.privilege.circles import needs as waits_for
from leastwise.privilege.comparison import Comparison, Part
from leastwise.privilege.needed import Need
from leastwise.privilege.statements import minimal
from leastwise.rules.access._apart import apart, whole, without
from leastwise.rules.access._code import granted_elsewhere, needed_of, shared
from leastwise.rules.access._using import around
from leastwise.rules.policies import document, one_or_list


def actions_left(app: Application, found: Comparison, statement: Statement, places: Collection[Property]) -> list[Edit]:
    """Put the needed actions in the place of wildcards; none where it is not known which is meant."""
    parts = [part for part in found.parts if part.granted.property in places]
    idle = [part.granted.property for part in parts if part.needless]
    if shared(app, statement.property) or len(parts) < len(places):
        return []
    if any(part.needless and granted_elsewhere(found, part) for part in parts):
        return []
    if len(idle) == len(statement.actions):
        return without(statement, idle)
    known = {str(action).lower() for action in statement.actions}
    edits: list[Edit] = [Remove(place) for place in idle]
    for part in parts:
        place = part.granted.property
        names = [name for name in part.actions if name.lower() not in known]
        known |= {name.lower() for name in names}
        if part.needless:
            continue
        if not names:
            edits.append(Remove(place))
        elif isinstance(place.path[-1], int):
            edits += [Set(place, names[0]), *(Insert(place.parent, name) for name in names[1:])]
        else:
            edits.append(Set(place, one_or_list(names)))
    return edits


def any_of_them(found: Comparison, places: Iterable[Property]) -> bool:
    """Whether the code only knows at run time which resource of a kind it works on."""
    values = [value for part in _needed(found, places) for value in _resources(part)]
    return bool(values) and all(map(_open, values))


def resources_left(
    app: Application, role: Role, found: Comparison, statement: Statement, wide: Property, free: Collection[Property]
) -> list[Edit] | None:
    """Put the needed resources in the place of `*`; `None` where nothing is needed of the statement.

    Actions that need `*` get a statement of their own; so do those at `free`, which take no resource. None where a
    resource needs what would name it, or shows only at run time.
    """
    parts = _needed(found, statement.action_properties())
    if not parts:
        return None
    stay = [part.granted.property for part in parts if _resources(part) == ["*"] or part.granted.property in free]
    stay += [place for place in free if place not in stay]
    kept = [part.granted.property for part in parts if part.granted.property not in stay]
    values = resources_needed(app, role, found, statement, kept)
    if not values or len(statement.resources) != 1:
        return []
    named = one_or_list(values)
    place = wide.parent if isinstance(named, list) and isinstance(wide.path[-1], int) else wide
    rest = apart(statement, stay, Resource="*") if stay else []
    return [Set(place, named), *rest] if rest or not stay else []


def resources_needed(
    app: Application, role: Role, found: Comparison, statement: Statement, places: Iterable[Property]
) -> list[Any]:
    """What the actions at some places are needed on; none where not all of it is known, or can be named there."""
    values = list(dict.fromkeys(value for part in _needed(found, places) for value in _resources(part)))
    if shared(app, statement.property) or any(map(_open, values)):
        return []
    if circles(app, role, statement.property.resource, values):
        return []
    return values


def policy_left(app: Application, role: Role, found: Comparison, policy: ManagedPolicy) -> list[Edit]:
    """Take an attached policy away, or put a policy with what is needed of it in its place; none where it cannot be."""
    resource = role.resource
    parts = [part for part in found.parts if part.granted.property == policy.property]
    if resource is None or any(part.needless and granted_elsewhere(found, part) and not _any(parts) for part in parts):
        return []
    needs = needed_of(found, [policy.property])
    if not needs:
        return [detached(role, policy.property)]
    values = [value for need in needs for value in need.resources]
    if any(isinstance(value, Unknown) for value in values) or circles(app, role, resource, values):
        return []
    generated = resource["AssumeRolePolicyDocument"].by == "framework"
    new = document([statement.document() for statement in minimal(needs)])
    if not generated:  # SAM, which makes a role, takes the document itself
        new = {"PolicyName": "Needed", "PolicyDocument": new}
    listed = resource["ManagedPolicyArns"]
    last = not generated and len(list(listed.items())) == 1
    return [Remove(listed if last else policy.property), Insert(resource["Policies"], new)]


def detached(role: Role, place: Property) -> Remove:
    """Take an attached policy away; the list with it where it is the last, unless a framework makes the role."""
    generated = role.resource is not None and role.resource["AssumeRolePolicyDocument"].by == "framework"
    return Remove(place) if generated else whole(place)


def circles(app: Application, role: Role, policy: Resource, values: Iterable[Any]) -> bool:
    """Whether a policy that names these would be needed by one of them."""
    wanted = {policy.key, *around(app, role)}
    named = {one.resource for value in values for one in references(value)}
    return bool(named & wanted) or any(
        key not in app.by_key or waits_for(app, app.by_key[key], wanted) for key in named
    )


def _open(value: Any) -> bool:
    """Whether it is one of a kind that shows only at run time."""
    return isinstance(value, Unknown) or (covers_everything(value) and not any(True for _ in references(value)))


def _any(parts: Iterable[Part]) -> bool:
    return any(not part.needless for part in parts)


def _needed(found: Comparison, places: Iterable[Property]) -> list[Part]:
    wanted = set(places)
    return [part for part in found.parts if part.granted.property in wanted and not part.needless]


def _resources(part: Part) -> Sequence[Any]:
    """The resources of what is needed of a grant, whatever it grants."""
    needs: Iterable[Need] = part.needs
    return list(dict.fromkeys(value for need in needs for value in need.resources))
