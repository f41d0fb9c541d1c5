"""Values of variables: what is given, otherwise the default, otherwise a symbol.

https://developer.hashicorp.com/terraform/language/values/variables
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Parameter, Seq
from leastwise.read.hcl import parse_hcl
from leastwise.read.hcl.values import Expression
from leastwise.read.terraform.bodies import value_of
from leastwise.read.terraform.language import evaluate
from leastwise.read.terraform.module import Declared
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.surroundings import Surroundings
from leastwise.read.terraform.types import ANY, Type, convert, parse_type

_ENUMERATED = r"contains\s*\(\s*(\[[^\[\]()]*\])\s*,\s*var\.([\w-]+)\s*\)\s*"
_EITHER = r'var\.([\w-]+)\s*==\s*"([^"$%\\]*)"'


def inputs_of(scope: Surroundings, given: Mapping[str, Once]) -> dict[str, Once]:
    """The value of every variable of a module.

    Args:
        scope: the instance of the module.
        given: what it is called with, or what stands in files of variables and on the command line.
    """
    return {name: _input(scope, name, declared, given.get(name)) for name, declared in scope.module.variables.items()}


def _input(scope: Surroundings, name: str, declared: Declared, given: Once | None) -> Once:
    def value() -> Any:
        found = given.get() if given is not None else None
        body = declared.body
        if given is None or (found is None and body.get("nullable") is False):
            if "default" not in body:
                return _open(scope, name, declared)
            found = value_of(body["default"], body.span("default"), scope, None)
        return convert(found, type_of(declared), default)

    def default(start: int, end: int) -> Any:
        source, *_, at, _ = declared.body.span("type")
        text = _type_text(declared)[start:end]
        return evaluate(_literal(text), (source, at + start, at + start, at + start, at + end), scope)

    return Once(scope.room.waiting, f"var.{name}", declared.span, value)


def type_of(declared: Declared) -> Type:
    """The type constraint of a variable."""
    text = _type_text(declared)
    return parse_type(text) if text else ANY


def _type_text(declared: Declared) -> str:
    found = declared.body.get("type")
    text = found.text if isinstance(found, Expression) else found
    return text if isinstance(text, str) else ""


def _open(scope: Surroundings, name: str, declared: Declared) -> Parameter:
    """The symbol for a variable that has no value; where it can only take some, those are the candidates."""
    symbol = Parameter(scope.prefix + name)
    kind = type_of(declared).name
    scope.room.types[symbol.name] = kind
    allowed = ["true", "false"] if kind == "bool" else allowed_values(name, declared)
    if allowed:
        scope.room.decisions.allow(symbol.name, allowed)
    return symbol


def allowed_values(name: str, declared: Declared) -> list[str]:
    """The values that a variable's `validation` enumerates, by `contains([…], var.x)` or by comparisons with `||`."""
    blocks = declared.body.get("validation")
    for block in blocks if isinstance(blocks, Seq) else (blocks,) if isinstance(blocks, Map) else ():
        condition = block.get("condition") if isinstance(block, Map) else None
        text = condition.text if isinstance(condition, Expression) else condition
        if not isinstance(text, str):
            continue
        text = text.strip().removeprefix("${").removesuffix("}").strip()
        match = re.fullmatch(_ENUMERATED, text)
        if match and match[2] == name:
            return re.findall(r'"([^"$%\\]*)"', match[1]) or re.findall(r"-?\d+", match[1])
        parts = [re.fullmatch(_EITHER, part.strip()) for part in text.strip("()").split("||")]
        if len(parts) > 1 and all(part and part[1] == name for part in parts):
            return [part[2] for part in parts if part]
    return []


def _literal(text: str) -> Any:
    """A literal as it is read from HCL, given its text."""
    root, _ = parse_hcl(Source("", f"value = {text}\n"))
    found = root.get("value")
    return Expression(text) if isinstance(found, (Map, Seq, Expression)) or found is None else found


def value_of_text(text: str, type_: Type, span: Span, scope: Surroundings) -> Any:
    """What a value given on the command line says: a text where one is wanted, otherwise an expression.

    https://developer.hashicorp.com/terraform/language/values/variables#variables-on-the-command-line
    """
    if type_.name in ("string", "any") or not text.strip():
        return text
    if type_.name in ("number", "bool"):
        return convert(text.strip(), type_, lambda start, end: None)
    source = Source("(command line)", text)
    root: Span = (source, 0, 0, 0, len(text))
    return convert(evaluate(Expression(text), root, scope), type_, lambda start, end: None)
