"""Policies that name the roles they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.resource import Property, Resource

ATTACHED = {
    "AWS::IAM::ManagedPolicy": "Roles",
    "AWS::IAM::Policy": "Roles",
    "AWS::IAM::RolePolicy": "RoleName",
}
"""Type of a policy → the property that names the roles it belongs to: that is no use of them."""


def attached_to(app: Application, role: Resource) -> Iterator[Property]:
    """The property of each policy of a role that names the role."""
    return (roles for roles, _, _ in naming(app, role))


def naming(app: Application, role: Resource) -> Sequence[tuple[Property, Sequence[Property], int]]:
    """Of each policy of a role: the property that names it, where in there, and how many names there are."""
    return _naming(app).get(role, ())


@lru_cache(maxsize=1)
def _naming(app: Application) -> dict[Resource, list[tuple[Property, list[Property], int]]]:
    """The same for all roles: hundreds of policies may name hundreds of roles each."""
    found: dict[Resource, list[tuple[Property, list[Property], int]]] = {}
    for type_, name in ATTACHED.items():
        for policy in app.resources(type_):
            roles = policy[name]
            places = list(roles.each())
            own: dict[Resource, list[Property]] = {}
            for place in places:
                if (role := app.referenced(place.value)) is not None:
                    own.setdefault(role, []).append(place)
            for role, named in own.items():
                found.setdefault(role, []).append((roles, named, len(places)))
    return found
