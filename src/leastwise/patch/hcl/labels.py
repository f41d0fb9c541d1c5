"""Which blocks a plain value stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import PatchError

LABELS = {
    True: dict.fromkeys(("resource", "data", "ephemeral", "action"), 2)
    | dict.fromkeys(("variable", "output", "module", "provider", "check", "run"), 1),
    False: dict.fromkeys(("provisioner", "dynamic", "backend", "provider_meta"), 1),
}
"""How many labels blocks of a type have, at the top of a file and elsewhere; those that have some.

https://developer.hashicorp.com/terraform/language
"""

Labelled = tuple[list[str], dict[str, Any]]
"""Labels and content of a block."""


def is_blocks(value: Any) -> bool:
    """Whether a value is a list of mappings, which says blocks without labels."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def blocks_of(value: Any, count: int) -> Iterator[Labelled]:
    """The blocks under a name that a value with this many levels of labels says.

    Raises:
        PatchError: its content is none of a block.
    """
    if count and isinstance(value, dict):
        for label, below in value.items():
            yield from (([label, *labels], content) for labels, content in blocks_of(below, count - 1))
    elif not count and isinstance(value, dict):
        yield [], value
    elif not count and is_blocks(value) and len(value) > 1:
        yield from (([], item) for item in value)
    else:
        raise PatchError("under its labels, the content of a block is a mapping, that of several blocks a list")
