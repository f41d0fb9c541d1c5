"""Policies that name the roles they belong to."""

from __future__ import annotations

from collections.abc import Iterator

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
    for type_, name in ATTACHED.items():
        for policy in app.resources(type_):
            if any(app.referenced(place.value) == role for place in policy[name].each()):
                yield policy[name]
