"""Parsers of settings, as `configparser` has them: what the program puts in is what it gets out, by section and name.

https://docs.python.org/3/library/configparser.html
"""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import NOTHING, Builtin, External, Member, Object, Result, Value, join, one

_BASE = "(base)"
_PARSER = External("configparser", ("ConfigParser",))
_METHODS = ("add_section", "get", "set")


def _parser(machine: Any, use: Use) -> Value:
    """A parser holds its sections by their names, beside its methods; the library answers whatever else is asked."""
    made: Value = machine.make(Shape("instance", {_BASE: one(Result(_PARSER))}))
    found: Object = made.alternatives[0]
    methods = {name: one(Builtin(f"settings.{name}", made)) for name in _METHODS}
    machine.change(found, machine.shape(found).update(methods))
    return made


def _here(machine: Any, use: Use) -> tuple[Object, Shape]:
    found: Object = use.receiver.alternatives[0]
    return found, machine.shape(found)


def _add(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    name = (use.at(0, "section") or NOTHING).literal
    if isinstance(name, str):
        machine.change(found, shape.put(name, machine.make(Shape("dict"))))
    return NOTHING


def _set(machine: Any, use: Use) -> Value:
    found, shape = _here(machine, use)
    section, option = use.at(0, "section") or NOTHING, use.at(1, "option") or NOTHING
    content = use.at(2, "value") or NOTHING
    name = section.literal
    if not isinstance(name, str):
        machine.change(found, shape.somewhere(content))
        return NOTHING
    if name not in shape.fields:
        machine.change(found, shape.put(name, machine.make(Shape("dict"))))
    machine.set_index(machine.shape(found).fields[name], option, content, use.frame)
    return NOTHING


def _get(machine: Any, use: Use) -> Value:
    _, shape = _here(machine, use)
    section, option = (use.at(0, "section") or NOTHING).literal, use.at(1, "option") or NOTHING
    held = shape.fields.get(section) if isinstance(section, str) else None
    inner = held.only if held is not None else None
    if isinstance(inner, Object) and isinstance(option.literal, str):
        fields = machine.shape(inner).fields
        same = [value for name, value in fields.items() if str(name).lower() == option.literal.lower()]
        if same:
            return same[-1]  # type: ignore[no-any-return]
    found = [machine.external(Member(shape.fields[_BASE].only, "get"), use.given, use.node, use.frame, new=False)]
    found += [inside for inside in (shape.rest, use.given.keywords.get("fallback")) if inside is not None]
    if not isinstance(section, str) or not isinstance(option.literal, str):
        for value in shape.fields.values():
            only = value.only
            found += machine.shape(only).all() if isinstance(only, Object) else []
    return join(found)


METHODS: dict[str, Native] = {"settings.add_section": _add, "settings.get": _get, "settings.set": _set}
"""Name → method."""

FUNCTIONS: dict[str, Native] = {
    f"configparser.{name}": _parser for name in ("ConfigParser", "RawConfigParser", "SafeConfigParser")
}
"""Name → function."""
