"""Terraform's JSON syntax, brought into the shape that HCL is read in (`leastwise.read.hcl`).

What is worked out stays a text with `${…}` in it, and what may be a block in a block stays a `Map` or `Seq`.

https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.read.builder import Builder
from leastwise.read.hcl.values import Block, Blocks, Labels
from leastwise.read.json import parse_json

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
"""How many labels the blocks of a type have; all others have none."""


def parse_tf_json(source: Source) -> tuple[Block, list[Unread]]:
    """The content of a `.tf.json` file, and what was odd about it.

    Raises:
        ReadError: it is no JSON object, or larger or deeper than a configuration can be.
    """
    builder = Builder(source)
    document = parse_json(builder)
    if not isinstance(document, Map):
        raise ReadError("holds no mapping at its top level")
    root = Block((source, 0, 0, 0, len(source.text)))
    for kind, found, span in document.entries():
        depth = _LABELS.get(kind, 0)
        if depth == 0:
            known = root.setdefault(kind, Blocks(span))
            root.spans.setdefault(kind, span)
            for body, place in _items(found, span):
                known.put(_block(body, place), place)
            continue
        holder = root.setdefault(kind, Labels(span))
        for part, _ in _items(found, span):
            _labelled(holder, part, depth)
    return root, builder.notes


def _labelled(holder: Map, found: Map, depth: int) -> None:
    for name, inner, span in found.entries():
        if depth > 1:
            below = holder.get(name)
            if below is None:
                below = Labels(span)
                holder.put(name, below, span)
            for part, _ in _items(inner, span):
                _labelled(below, part, depth - 1)
            continue
        for body, _ in _items(inner, span):
            holder.put(name, _block(body, span), span)


def _items(found: Any, span: Span) -> Iterator[tuple[Map, Span]]:
    """The mappings in what is either one or a list of them."""
    if isinstance(found, Map):
        yield found, span
    elif isinstance(found, Seq):
        for _, item, place in found.entries():
            if isinstance(item, Map):
                yield item, place


def _block(body: Map, span: Span) -> Block:
    block = Block(span)
    for name, value, place in body.entries():
        if name != "//":
            block.put(name, value, place)
    return block
