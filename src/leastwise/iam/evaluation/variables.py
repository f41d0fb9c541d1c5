"""Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`.

They stand in resources, and in conditions that compare texts or ARNs; in documents of the version 2012-10-17 only.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from leastwise.iam.language import Hole, Pattern, PolicyVariable
from leastwise.model.record import replace
from leastwise.model.value import Concat, Symbol, Unknown, concat

VERSION = "2012-10-17"
"""The version of the policy language that has variables. Without it they are plain text."""

_VARIABLE = r"\$\{(?:([*?$])|\s*([^{}',]+?)\s*(?:,\s*'([^']*)'\s*)?)\}"
_SIGNS = frozenset("*?$")


def with_variables(value: Any) -> Any:
    """A text, or a computed one, with a symbol for every variable in it; anything else as it is.

    What protects one character (`${*}`) is a variable of that name here: as a text it would be a wildcard.
    """
    if isinstance(value, str):
        return concat(_pieces(value)) if "${" in value else value
    if isinstance(value, Concat) and any(isinstance(part, str) and "${" in part for part in value.parts):
        return concat([piece for part in value.parts for piece in _pieces(part)])
    return value


def _pieces(text: str | Symbol) -> list[str | Symbol]:
    if not isinstance(text, str):
        return [text]
    pieces: list[str | Symbol] = []
    end = 0
    for found in re.finditer(_VARIABLE, text):
        sign, key, default = found.groups()
        pieces += [text[end : found.start()], PolicyVariable(sign or key.lower(), default)]
        end = found.end()
    return [*pieces, text[end:]]


def in_value(value: Any) -> bool:
    """Whether there are variables in a value as `with_variables` returns it."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    return any(isinstance(part, PolicyVariable) for part in parts)


def in_pattern(pattern: Pattern) -> bool:
    """Whether there are variables in a pattern."""
    return any(isinstance(hole.symbol, PolicyVariable) for hole in pattern.holes)


def resolved(value: Any, context: Mapping[str, Any]) -> Any:
    """A value with its variables as a request has them; `None` where the request is without one, and so is the policy.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-default-values
    """
    parts: list[Any] = []
    for part in value.parts if isinstance(value, Concat) else (value,):
        part = _meaning(part, context) if isinstance(part, PolicyVariable) else part
        if part is None:
            return None
        parts.append(part)
    return concat(parts)


def settled(pattern: Pattern, context: Mapping[str, Any]) -> Pattern | None:
    """A pattern with its variables as a request has them, wildcards in which are none; `None` as with `resolved`."""
    atoms: list[Any] = []
    for atom in pattern.atoms:
        if isinstance(atom, Hole) and isinstance(atom.symbol, PolicyVariable):
            meaning = _meaning(atom.symbol, context)
            if meaning is None:
                return None
            atom = meaning if isinstance(meaning, str) else atom if meaning is atom.symbol else Hole(meaning)
        _append(atoms, atom)
    return replace(pattern, atoms=tuple(atoms))


def literally(pattern: Pattern) -> Pattern:
    """A pattern of a document whose version has no variables: `${aws:username}` is plain text."""
    if not in_pattern(pattern):
        return pattern
    atoms: list[Any] = []
    for atom in pattern.atoms:
        plain = isinstance(atom, Hole) and isinstance(atom.symbol, PolicyVariable)
        _append(atoms, str(atom.symbol) if isinstance(atom, Hole) and plain else atom)
    return replace(pattern, atoms=tuple(atoms))


def _append(atoms: list[Any], atom: Any) -> None:
    """Add an atom, a text to the text before it."""
    if isinstance(atom, str) and atoms and isinstance(atoms[-1], str):
        atoms[-1] += atom
    elif atom != "" or not isinstance(atom, str):
        atoms.append(atom)


def _meaning(variable: PolicyVariable, context: Mapping[str, Any]) -> Any:
    """What a variable stands for: a text, a symbol (itself where the request does not tell), `None` for nothing."""
    if variable.name in _SIGNS:
        return variable.name
    values = context.get(variable.name.lower(), variable)
    if values is variable or isinstance(values, str):
        return values
    if not isinstance(values, tuple) or not values:
        return variable.default
    return values[0] if len(values) == 1 else Unknown("a key of several values is no variable")
