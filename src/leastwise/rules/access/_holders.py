"""Who holds permissions, in words."""

from __future__ import annotations

from leastwise.model.application import Application
from leastwise.model.graph import Role
from leastwise.model.value import display
from leastwise.rules.words import listing


def holder(app: Application, role: Role) -> str:
    """What people call whoever has a role: the functions themselves where the framework made it for them."""
    if role.resource is None:
        return display(role.arn)
    users = app.users_of(role)
    if role.resource["AssumeRolePolicyDocument"].by == "framework":
        return listing([user.name for user in users], 2) if users else role.resource.name.removesuffix("Role")
    return role.resource.name
