"""How often a block is there: `count` and `for_each`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.finding import UnreadKind
from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown, as_text, display
from leastwise.read.terraform.bodies import MAX_REPEATED, Local, value_of
from leastwise.read.terraform.language import Names
from leastwise.read.terraform.module import Declared

Note = Callable[[Span, str, UnreadKind], None]
"""Takes what could not be read: where, why, and of which kind it is."""


@record(eq=False)
class Repeat:
    """One of the instances that a block makes.

    Attributes:
        suffix: what stands behind its address: `[0]`, `["eu"]`, or nothing.
        key: index or key; `None` where there is neither.
        local: `count` or `each`.
    """

    suffix: str
    key: Any
    local: Local | None


@record(eq=False)
class Repeats:
    """All instances that a block makes.

    Attributes:
        kind: what repeats it.
        known: whether it is known how many there are; otherwise there is one that stands for all.
        items: the instances.
    """

    kind: str
    known: bool
    items: tuple[Repeat, ...]


ONE = Repeats("", True, (Repeat("", None, None),))


def repeats(names: Names, declared: Declared, note: Note) -> Repeats:
    """How often a block is there.

    https://developer.hashicorp.com/terraform/language/meta-arguments/count and …/for_each
    """
    body = declared.body
    if "count" in body:
        span = body.span("count")
        return _counted(declared, value_of(body["count"], span, names, None), span, note)
    if "for_each" in body:
        span = body.span("for_each")
        return _for_each(declared, value_of(body["for_each"], span, names, None), span, note)
    return ONE


def _counted(declared: Declared, count: Any, span: Span, note: Note) -> Repeats:
    if isinstance(count, str) and count.strip().isdecimal() and len(count) < 10:
        count = int(count)
    if isinstance(count, bool) or not isinstance(count, (int, float)):
        if not isinstance(count, Symbol):
            note(span, f"count of {declared.address} is no number; it is taken for one instance", "reference")
        index = Unknown("count is not known", (count,) if isinstance(count, Symbol) else ())
        return Repeats("count", False, (Repeat("", None, {"count": Map(span, {"index": index})}),))
    number = int(max(0, min(count, MAX_REPEATED)))
    if count > MAX_REPEATED:
        _beyond(declared, span, note)
    return Repeats(
        "count",
        True,
        tuple(Repeat(f"[{index}]", index, {"count": Map(span, {"index": index})}) for index in range(number)),
    )


def _for_each(declared: Declared, wanted: Any, span: Span, note: Note) -> Repeats:
    if isinstance(wanted, Symbol) or not isinstance(wanted, (Map, Seq)):
        if not isinstance(wanted, Symbol):
            note(span, f"for_each of {declared.address} is no map or set; it is taken for one instance", "reference")
        about = (wanted,) if isinstance(wanted, Symbol) else ()
        each = Map(span, {name: Unknown("for_each is not known", about) for name in ("key", "value")})
        return Repeats("each", False, (Repeat("", None, {"each": each}),))
    found: dict[str, Repeat] = {}
    for key, value, place in wanted.entries():
        name = key if isinstance(wanted, Map) else value
        if isinstance(name, (Map, Seq)) or name is None:
            note(place, f"for_each of {declared.address} has what is no key", "reference")
            continue
        text = display(name) if isinstance(name, Symbol) else as_text(name)
        if len(found) >= MAX_REPEATED and text not in found:
            _beyond(declared, span, note)
            break
        each = Map(place)
        each.put("key", name, place)
        each.put("value", value, place)
        found[text] = Repeat(f'["{text}"]', text, {"each": each})
    return Repeats("each", True, tuple(found.values()))


def _beyond(declared: Declared, span: Span, note: Note) -> None:
    note(span, f"{declared.address} makes more than {MAX_REPEATED} instances; the rest is not read", "limit")
