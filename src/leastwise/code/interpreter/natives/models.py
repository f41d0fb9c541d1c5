"""Models of pydantic that are made of what somebody sent.

https://docs.pydantic.dev/latest/concepts/models/#validating-data
https://docs.powertools.aws.dev/lambda/python/latest/utilities/parser/
"""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import Object, Value, constant


def _validated(machine: Any, use: Use) -> Value | None:
    """`Order.model_validate(body)`."""
    given = use.at(0)
    only = use.receiver.only
    if given is None or not machine.watchers or not isinstance(only, Object) or not given.origins:
        return None
    return machine.modelled(only, given, use.frame)  # type: ignore[no-any-return]


def _parsed(machine: Any, use: Use) -> Value | None:
    """`parse(event, model=Order, envelope=ApiGatewayEnvelope)`."""
    given, model, around = use.at(0, "event"), use.at(1, "model"), use.at(2, "envelope")
    only = model.only if model is not None else None
    if given is None or not machine.watchers or not isinstance(only, Object) or not machine.is_model(only):
        return None
    if around is not None:
        of = around.alternatives[0]
        name = (getattr(of, "names", None) or ("",))[-1]
        if not name.startswith(("Api", "Lambda")):
            return None
        given = machine.index(given, constant("body"), use.node, use.frame)
    return machine.modelled(only, given, use.frame)  # type: ignore[no-any-return]


def _dumped(machine: Any, use: Use) -> Value:
    """`order.model_dump()`: what it holds, by the names of its fields."""
    only = use.receiver.only
    names = machine.record_fields(only)
    held = {name: machine.attribute(use.receiver, name, use.node, use.frame) for name in names}
    return machine.make(Shape("dict", held))  # type: ignore[no-any-return]


METHODS: dict[str, Native] = {
    f"class.{name}": _validated
    for name in ("model_validate", "model_validate_json", "model_validate_strings", "parse_obj", "parse_raw")
} | {"model.model_dump": _dumped, "model.dict": _dumped}

FUNCTIONS: dict[str, Native] = {
    f"aws_lambda_powertools.utilities.parser.{name}": _parsed for name in ("parse", "parser.parse")
}
