"""Settings that a template takes from its parameters: policies name the parameter, not what it is by default."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.application import Application, Stack
from leastwise.model.value import Concat, Map, Parameter, concat

_REF = re.compile(r"""(?:!Ref |["']?Ref["']?: ?)["']?(\w+)["']?""")
_VARIABLE = re.compile(r"var\.(\w+)")
_SUB = re.compile(r"""(?:!Sub |["']?Fn::Sub["']?: ?)?["']?""")
_LONGEST = 2_000
"""Characters of a setting, as it is written, that are looked at."""

_HOLE = re.compile(r"\$\{(?:var\.)?([\w.:]+)\}")


def defaults(app: Application) -> dict[str, str]:
    """The parameters of an application that have a value, and this as a text."""
    return {name: value for stack in app.stacks for name, value in _defaults(stack)}


def with_parameters(settings: Any, names: Mapping[str, str]) -> dict[str, Any]:
    """Those entries of a mapping of a template that are parameters, or texts with such in them.

    Args:
        settings: variables of a function, properties of a custom resource; as evaluated.
        names: as `defaults` gives them.
    """
    found = {}
    for name, value, span in settings.entries() if isinstance(settings, Map) and names else ():
        if isinstance(value, Concat) or (isinstance(value, str) and value):
            source, _, _, start, end = span
            made = _written(source.text[start:end], value, names)
            if made is not None:
                found[name] = made
    return found


def _defaults(stack: Stack) -> Iterator[tuple[str, str]]:
    for declared in stack.declared:
        value = stack.parameters.get(declared.name, declared.get("Default"))
        if not isinstance(value, (str, int)) or isinstance(value, bool) or value == "":
            continue
        text, name = str(value), declared.name
        # Of an address, or an ARN that its name does not tell, the ARN is made by taking it apart.
        if "://" not in text and (not text.startswith("arn:") or name.lower().endswith("arn")):
            yield name, text


def _written(text: str, value: str | Concat, names: Mapping[str, str]) -> Any:
    """What stands in the template, with parameters in it; `None` where it is something else than the known value."""
    if len(text) > _LONGEST:
        return None
    _, colon, after = text.partition(":")
    for written in (text, after) if colon else (text,):
        plain = " ".join(written.split())
        plain = plain[1:-1].strip() if plain.startswith("{") else plain
        only = _REF.fullmatch(plain) or _VARIABLE.fullmatch(plain)
        if only is not None and names.get(only[1]) == value:
            return Parameter(only[1])
        start = _SUB.match(plain)
        pieces = _HOLE.split(plain[start.end() if start is not None else 0 :].rstrip("\"'"))
        made = _put_back(pieces, value, names) if not names.keys().isdisjoint(pieces[1::2]) else None
        if made is not None:
            return made
    return None


def _put_back(pieces: list[str], value: str | Concat, names: Mapping[str, str]) -> Any:
    """A value with the parameters that it was made of; `None` where the pieces of a text do not come to it.

    Args:
        pieces: what is between holes, and in them, by turns. What else is in a hole is a symbol of the value.
        value: as evaluated.
        names: as `defaults` gives them.
    """
    ahead: list[Any] = [*(value.parts if isinstance(value, Concat) else (value,))]
    made: list[Any] = []
    for at, piece in enumerate(pieces):
        known = names.get(piece) if at % 2 else piece
        if known is None:
            if not ahead or isinstance(ahead[0], str):
                return None
            made.append(ahead.pop(0))
        elif known:
            if not ahead or not isinstance(ahead[0], str) or not ahead[0].startswith(known):
                return None
            ahead[:1] = [ahead[0][len(known) :]] if ahead[0] != known else []
            made.append(Parameter(piece) if at % 2 else piece)
    return concat(made) if not ahead else None
