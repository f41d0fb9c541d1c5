"""The arguments and nested blocks of a block, with what `dynamic` makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.hcl.values import Block, Blocks, Expression, Labels, blocks
from leastwise.read.terraform.language import Names, evaluate, evaluate_text

MAX_REPEATED = 200
"""Instances of one block that `count`, `for_each` or `dynamic` makes."""

MAX_BLOCKS = 20_000
"""Blocks that are evaluated in one world: repeated blocks in repeated blocks grow without bound."""

Local = dict[str, Any]

_EACH = r"\beach\.value\.([\w-]+)"


def argument(body: Map, name: str, names: Any, local: Local | None) -> tuple[Any, Span] | None:
    """The value of an argument, or of all blocks of a name, and its place; nothing where there is none.

    Args:
        body: the block.
        name: of the argument or of the nested blocks.
        names: the instance of the module, see `Surroundings`.
        local: `each`, `count` and the iterators around it.
    """
    value, span = body.get(name), body.span(name)
    if value is not None and not isinstance(value, (Block, Blocks, Labels)):
        result = value_of(value, span, names, local)
        return result, _given(value, names, local) or names.stands(value, span, result)
    found = Seq(value.home if isinstance(value, Blocks) else span)
    for _, block, place in value.entries() if isinstance(value, Blocks) else ():
        found.put(evaluated_body(block, names, local), names.stands(None, place))
    for dynamic, place in _dynamic(body, name):
        where = names.stands(dynamic.get("for_each"), place)
        span = span if found else place
        for made in _repeated(dynamic, name, place, names, local):
            found.put(made, where)
    return (found, names.stands(None, span) if isinstance(value, Blocks) else found.span(0)) if found else None


def _given(written: Any, names: Any, local: Local | None) -> Span | None:
    """Where the author gives what somebody else's module makes of `each.value.name`: the last such that is there."""
    each = local.get("each") if local is not None and names.call is not None else None
    inner = each.get("value") if isinstance(each, Map) else None
    if not isinstance(inner, Map) or not isinstance(written, Expression):
        return None
    known = [name for name in re.findall(_EACH, written.text) if name in inner]
    found = inner.span(known[-1]) if known else None
    return found if found is not None and found[0] is names.call.span[0] else None


def argument_names(body: Map) -> list[str]:
    """The names of all arguments and nested blocks."""
    found = dict.fromkeys(
        name for name, value in body.items() if name != "dynamic" and not isinstance(value, (Block, Labels))
    )
    dynamic = body.get("dynamic")
    for holder in (dynamic,) if isinstance(dynamic, Map) else dynamic if isinstance(dynamic, Seq) else ():
        if isinstance(holder, Map):
            found.update(dict.fromkeys(holder))
    return list(found)


def evaluated_body(body: Map, names: Any, local: Local | None) -> Map:
    """All arguments and blocks of a block. What is `null` is not there."""
    result = Map(body.home)
    names.room.blocks_left -= 1
    if names.room.blocks_left < 0:
        if names.room.blocks_left == -1:
            reason = f"more than {MAX_BLOCKS:,} blocks once they are repeated; the rest is not read"
            names.note(body.home, reason, "limit")
        return result
    for name in argument_names(body):
        found = argument(body, name, names, local)
        if found is not None and found[0] is not None:
            result.put(name, *found)
    return result


def value_of(value: Any, span: Span, names: Names, local: Local | None) -> Any:
    """The value of an argument in either syntax."""
    if span[0].path.endswith(".json"):
        return _json(value, span, names, local)
    return evaluate(value, span, names, local)


def _json(value: Any, span: Span, names: Names, local: Local | None) -> Any:
    if isinstance(value, str):
        return evaluate_text(value, span, names, local)
    if isinstance(value, Map):
        entries = Map(value.home)
        for name, item, place in value.entries():
            if name == "dynamic" and isinstance(item, Map):
                continue
            entries.put(name, _json(item, place, names, local), place)
        if isinstance(value.get("dynamic"), Map):
            for name in value["dynamic"]:
                found = argument(value, name, names, local)
                if found is not None:
                    entries.put(name, *found)
        return entries
    if isinstance(value, Seq):
        items = Seq(value.home)
        for _, item, place in value.entries():
            items.put(_json(item, place, names, local), place)
        return items
    return value


def _dynamic(body: Map, name: str) -> Iterator[tuple[Map, Span]]:
    """The blocks `dynamic` of a name."""
    found = body.get("dynamic")
    for holder in (found,) if isinstance(found, Map) else found if isinstance(found, Seq) else ():
        inner = holder.get(name) if isinstance(holder, Map) else None
        if isinstance(inner, (Block, Blocks)):
            for block in blocks(inner):
                yield block, holder.span(name) if isinstance(inner, Block) else block.home
        elif isinstance(inner, Map):
            yield inner, holder.span(name)
        elif isinstance(inner, Seq):
            yield from ((item, place) for _, item, place in inner.entries() if isinstance(item, Map))


def _repeated(dynamic: Map, name: str, span: Span, names: Any, local: Local | None) -> Iterator[Map]:
    """What one block `dynamic` makes.

    https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks
    """
    content = dynamic.get("content")
    body = content if isinstance(content, Map) else content[0] if isinstance(content, Seq) and content else None
    if not isinstance(body, Map) or "for_each" not in dynamic:
        names.note(span, f"dynamic {name} has no for_each or no content")
        return
    iterator = dynamic.get("iterator")
    written = getattr(iterator, "text", iterator)
    word = written if isinstance(written, str) and written else name
    wanted = value_of(dynamic["for_each"], dynamic.span("for_each"), names, local)
    for count, (key, value, place) in enumerate(pairs(wanted, dynamic.span("for_each"))):
        if count >= MAX_REPEATED:
            names.note(span, f"dynamic {name} makes more than {MAX_REPEATED} blocks; the rest is not read", "limit")
            return
        each = Map(span)
        each.put("key", key, place)
        each.put("value", value, place)
        yield evaluated_body(body, names, {**(local or {}), word: each})


def pairs(wanted: Any, span: Span) -> Iterator[tuple[Any, Any, Span]]:
    """Key, value and place of everything that `for_each` goes through; one of which nothing is known for a symbol."""
    if isinstance(wanted, Symbol):
        yield Unknown("for_each is not known", (wanted,)), Unknown("for_each is not known", (wanted,)), span
    elif isinstance(wanted, Map):
        for key, value, place in wanted.entries():
            yield key, value, place
    elif isinstance(wanted, Seq):
        for index, value, place in wanted.entries():
            yield index, value, place
