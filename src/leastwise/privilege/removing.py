"""Edits that take policies away, with all around them that would be empty."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Remove
from leastwise.model.graph import Role
from leastwise.model.resource import Property
from leastwise.model.value import Seq

_POLICIES = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")


def removed(app: Application, role: Role, places: Collection[Property]) -> Iterator[Remove]:
    """Take statements, policies or attachments away, each with what would be empty around it.

    A policy that is a resource of its own goes altogether where nothing is left of it.

    Args:
        app: the application.
        role: that has them.
        places: all that goes.
    """
    gone = {(place.resource.key, place.path): place for place in (*places, *_attachments(app, role, places))}
    found: dict[tuple[str, tuple[str | int, ...]], Property] = {}
    while gone:
        above: dict[tuple[str, tuple[str | int, ...]], Property] = {}
        for key, place in gone.items():
            outer = _outer(place, gone, role)
            if outer is None:
                found[key] = place
            else:
                above[outer.resource.key, outer.path] = outer
        gone = above
    yield from map(Remove, found.values())


def _outer(place: Property, gone: Collection[tuple[str, tuple[str | int, ...]]], role: Role) -> Property | None:
    """What is around a place and goes with it; `None` where it stays."""
    if not place.path:
        return None
    above, last = place.parent, place.path[-1]
    if last in ("Statement", "PolicyDocument"):
        own = place.resource.type in _POLICIES and len(place.path) == 1
        return Property(place.resource, ()) if own else above if place.path[:-1] else None
    if not isinstance(last, int) or not isinstance(above.value, Seq):
        return None
    siblings = [(place.resource.key, (*above.path, index)) for index in range(len(above.value))]
    if not all(one in gone for one in siblings):
        return None
    # A framework that makes the role has one list for all of its policies.
    generated = role.resource is not None and place.resource == role.resource and _generated(role)
    return above if not generated or (above.name == "Statement" and place.resource.framework == "sam") else None


def _attachments(app: Application, role: Role, places: Collection[Property]) -> Iterator[Property]:
    """Where a role names managed policies of which nothing is left."""
    gone = {(place.resource.key, place.path) for place in places}
    for policy in {place.resource.key: place.resource for place in places}.values():
        listed = policy["PolicyDocument.Statement"].value if policy.type == "AWS::IAM::ManagedPolicy" else None
        several = range(len(listed)) if isinstance(listed, Seq) else ()
        if several and all((policy.key, ("PolicyDocument", "Statement", index)) in gone for index in several):
            if role.resource is None or policy.framework == "terraform":  # there they are blocks, and go with it
                continue
            listed = role.resource["ManagedPolicyArns"]
            yield from (place for place in listed.items() if app.referenced(place.value) == policy)


def _generated(role: Role) -> bool:
    return role.resource is not None and role.resource["AssumeRolePolicyDocument"].by == "framework"
