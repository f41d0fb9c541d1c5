"""How the arguments of a call name what it works on: for whoever asks why a need is about this resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.needs.frozen import Field, Joined, Stored, Variable
from leastwise.code.needs.instances import Instance
from leastwise.code.needs.need import Naming
from leastwise.iam.filling import filled, found
from leastwise.iam.operations import Form, Requirement
from leastwise.model.value import Unknown, display


def named(requirement: Requirement, arguments: Any, starred: Any, instance: Instance) -> tuple[Naming, ...]:
    """Where the names come from that stand in the ARNs of a need; nothing about what the call itself says.

    Args:
        requirement: what is needed.
        arguments: of the call, before the settings of the function are put in.
        starred: the same after that.
        instance: these settings.
    """
    told: dict[Naming, None] = {}
    for group in requirement.resources:
        form = next((one for one in group if filled(one, starred)), None)
        told |= dict.fromkeys(_of_form(form or group[0], arguments, instance))
    return tuple(told)


def _of_form(form: Form, arguments: Any, instance: Instance) -> Iterator[Naming]:
    for hole in form.holes:
        name = ".".join(step for step in hole.path if step[:1] not in "[{").lstrip("@")
        values = list(found(arguments, hole.path))
        if not values and hole.default is None:
            yield Naming(name, "is not given in a way that is understood")
        for value in values:
            yield from _told(name, value, instance)


def _told(argument: str, value: Any, instance: Instance) -> Iterator[Naming]:
    match value:
        case Variable():
            yield _variable(argument, value, instance)
        case Field(path):
            known, field = instance.field(value), ".".join(("event", *path)).replace(".[", "[")
            if isinstance(known, Unknown):
                yield Naming(argument, f"{field} is decided by who calls")
            else:
                yield Naming(argument, f"{field} is {display(known)}, which starts the function")
        case Stored(name):
            yield Naming(argument, "it is what a parameter of Systems Manager holds")
            yield from _told(argument, name, instance)
        case Joined(parts):
            for part in parts:
                yield from _told(argument, part, instance)
        case Unknown(reason):
            yield Naming(argument, reason)


def _variable(argument: str, found_: Variable, instance: Instance) -> Naming:
    known, name = instance.variable(found_), found_.name
    if name.startswith("(") or instance.function is None:
        return Naming(argument, f"it is {name}" if name.startswith("(") else f"the variable {name}")
    if isinstance(known, Unknown) and not instance.sets(name):
        return Naming(argument, known.reason, instance.function.environment.location)
    shown = "not known" if isinstance(known, Unknown) else display(known)
    place = instance.function.environment[name].location if instance.sets(name) else None
    return Naming(argument, f"the variable {name} is {shown}", place)
