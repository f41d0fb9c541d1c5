"""The variable or local value that alone decides an argument."""

from __future__ import annotations

import re
from typing import Any

from leastwise.fix.terraform.module import Module
from leastwise.fix.written import Spot
from leastwise.model.errors import PatchError
from leastwise.patch.change import Path, same
from leastwise.patch.plan import plain
from leastwise.read.hcl import Expression

_PLAIN = re.compile(r'[a-z]\w*(?:\.[\w-]+)+\Z|"[^"]*"\Z')
"""References to resources, and texts with such in them: as good as literal."""

_DECIDED = re.compile(r"\b(?:count|data|each|local|module|path|terraform|var)\.")

_NAMED = re.compile(r"(?:\$\{)?(var|local)\.([\w-]+)\}?\Z")


def decided_by(module: Module, spot: Spot, value: Any) -> Spot:
    """The place whose text decides a value that is written as an expression.

    Args:
        module: that it is in.
        spot: where the expression stands.
        value: what it comes to.

    Raises:
        PatchError: it is computed, or something else needs the same text.
    """
    raw = spot.raw
    text = raw.text if isinstance(raw, Expression) else str(raw)
    match = _NAMED.match(text)
    if match is None and _PLAIN.match(text) and not _DECIDED.search(text):
        return spot
    if match is None:
        raise PatchError(f"{spot} is computed: {text[:60]}")
    kind, name = match.groups()
    word = "variable" if kind == "var" else "local value"
    where = _declared(module, kind, name)
    if where is None or not where.present:
        raise PatchError(f"the value is the {word} {name}, which has no default: change the value that it is given")
    if sum(1 for _ in module.uses(f"{kind}.{name}")) != 1:
        raise PatchError(f"the value is the {word} {name}, which is used in more places")
    if isinstance(where.raw, Expression):
        return decided_by(module, where, value)
    if not same(plain(where.raw), plain(value)):
        raise PatchError(f"the value is the {word} {name}, which is set elsewhere: change it there")
    return where


def _declared(module: Module, kind: str, name: str) -> Spot | None:
    if kind == "var":
        found = module.at(("variable", name))
        return None if found is None else found.below("default")
    for spot in module.sections("locals"):
        path: Path = (*spot.path, name)
        if spot.at(path).present:
            return spot.at(path)
    return None
