"""What functions are shown to use, without their code: what they name in their settings, and what starts them."""

from __future__ import annotations

from collections.abc import Collection

from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.names import words_in
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol, references
from leastwise.privilege.circles import needs

__all__ = ["around", "needs", "settings", "shows_settings", "starters"]


def settings(app: Application, functions: Collection[Function], type_: str) -> list[Resource] | None:
    """The resources of a type that functions name in their settings.

    `None` where a setting that is called so names another one: `TABLE` with a name of which the application has none.
    """
    found: dict[str, Resource] = {}
    words = set(words_in(type_.rpartition(":")[2]))
    for function in functions:
        if not shows_settings(function):
            return None
        for setting in function.environment.items():
            named = app.referenced(setting.value)
            if named is None:
                if words <= set(words_in(setting.name)):
                    return None
                continue
            # One text may name several: `${Orders},${Archive}`.
            others = (app.by_key.get(reference.resource) for reference in references(setting.value))
            found |= {one.key: one for one in (named, *others) if one is not None and one.type == type_}
    return list(found.values())


def shows_settings(function: Function) -> bool:
    """Whether the settings of a function are written where they can be read, or it has none."""
    return not any(isinstance(v, Symbol) for v in (function.resource.get("Environment"), function.environment.value))


def starters(app: Application, functions: Collection[Function], type_: str) -> list[Resource]:
    """The resources of a type that start functions."""
    triggers = (trigger for function in functions for trigger in app.triggers_of(function))
    found = {trigger.resource.key: trigger.resource for trigger in triggers if trigger.resource is not None}
    return [resource for resource in found.values() if resource.type == type_]


def around(app: Application, role: Role) -> set[str]:
    """Keys of a role and of the functions that run with it: they cannot name what needs one of them."""
    return {user.resource.key for user in app.users_of(role)} | ({role.resource.key} if role.resource else set())
