"""Data classes, attrs, models of pydantic and named tuples: what their functions make of fields."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use, apply
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import NOTHING, Closure, Constant, Env, Object, Value, constant, one, unknown


def _field(machine: Any, use: Use) -> Value | None:
    """`field(default_factory=f)`, `Field(default, env="X")`: what the attribute is where nobody gives it."""
    default = use.given.keywords.get("default") or (use.at(0) if use.given.positional else None)
    if default is not None and isinstance(default.only, Constant) and default.only.value is ...:
        default = None
    names = [use.given.keywords[key] for key in ("env", "validation_alias", "alias") if key in use.given.keywords]
    for name in names:
        if name.texts and "env" in use.given.keywords:
            return one(Env(name.texts[0], default))
    for key in ("default_factory", "factory"):
        factory = use.given.keywords.get(key)
        if factory is not None:
            return apply(machine, factory, (), use)
    return default if default is not None else unknown("a field that is not given")


def _replace(machine: Any, use: Use) -> Value | None:
    """`dataclasses.replace(x, name=value)`: a copy with other fields."""
    value = use.at(0)
    only = value.only if value is not None else None
    if not isinstance(only, Object) or machine.shape(only).kind != "instance":
        return None
    shape = machine.shape(only)
    for name, held in use.given.keywords.items():
        shape = shape.put(name, held)
    return machine.make(shape)  # type: ignore[no-any-return]


def _named_tuple(machine: Any, use: Use) -> Value | None:
    """`namedtuple("P", ["x", "y"])` makes a class."""
    given = use.at(1, "field_names")
    if given is None:
        return None
    texts = given.literal
    if isinstance(texts, str):
        names = [constant(name) for name in texts.replace(",", " ").split()]
    else:
        items = machine.items(given, use.frame)
        if items is None:
            return None
        # `typing.NamedTuple("P", [("x", str)])` has pairs
        names = [_first(machine, item, use) for item in items]
    fields = {"(name)": use.at(0) or NOTHING, "(fields)": machine.make_list(names)}
    defaults = use.given.keywords.get("defaults")
    rest = machine.items(defaults, use.frame) if defaults is not None else None
    for name, held in zip(reversed(names), reversed(rest or []), strict=False):
        fields[name.literal] = held
    from leastwise.code.values import External

    return machine.make(  # type: ignore[no-any-return]
        Shape("class", fields, of=(one(External("collections", ("namedtuple",))),))
    )


def _first(machine: Any, item: Value, use: Use) -> Value:
    if isinstance(item.only, Object):
        return machine.index(item, constant(0), use.node, use.frame)  # type: ignore[no-any-return]
    return item


def _settings(machine: Any, use: Use) -> Value:
    return machine.make(Shape("dict", dict(use.given.keywords)))  # type: ignore[no-any-return]


def _depends(machine: Any, use: Use) -> Value | None:
    """`Depends(f)`: what `f` gives, or the first that it yields; of a class, an instance."""
    function = use.at(0, "dependency")
    if function is None:
        return None
    made = apply(machine, function, (), use)
    only = function.only
    return machine.element(made, use.frame) if isinstance(only, Closure) and only.function.generator else made


FUNCTIONS: dict[str, Native] = {
    "attr.attrib": _field, "attr.evolve": _replace, "attr.field": _field, "attr.ib": _field,
    "attrs.evolve": _replace, "attrs.field": _field, "collections.namedtuple": _named_tuple,
    "copy.replace": _replace, "dataclasses.field": _field, "dataclasses.replace": _replace,
    "fastapi.Depends": _depends, "fastapi.Security": _depends, "fastapi.param_functions.Depends": _depends,
    "pydantic.Field": _field, "pydantic.fields.Field": _field, "pydantic.ConfigDict": _settings,
    "pydantic_settings.SettingsConfigDict": _settings, "typing.NamedTuple": _named_tuple,
}  # fmt: skip
"""Name → function."""
