"""What the configuration leaves open, filled in from a plan; what it says keeps its value and its place."""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Symbol, Unknown, references
from leastwise.read.terraform.language.documents import placed
from leastwise.read.terraform.language.values import EncodedMap, EncodedSeq, encoded


def filled(written: Any, planned: Any, span: Span, firm: bool) -> Any:
    """A value of the configuration, with what it leaves open as it is planned.

    Args:
        written: as the configuration says it.
        planned: as it is planned; `None` where that is not known.
        span: where it stands.
        firm: nothing had to be decided on the way to it: otherwise texts and numbers are taken from the plan.
    """
    if planned is None:
        return written
    if isinstance(written, Map) and isinstance(planned, Map):
        return _with(written, {
            key: filled(item, planned.get(key), place, firm) for key, item, place in written.entries()
        })  # fmt: skip
    if isinstance(written, Seq) and isinstance(planned, Seq):
        return _list(written, planned, span, firm)
    number = isinstance(written, Symbol) and isinstance(planned, (bool, int, float))
    if not is_open(written) and not number and (firm or isinstance(written, (Map, Seq, Symbol))):
        return written
    if is_open(planned) or (isinstance(planned, Reference) and any(references(written))):
        return written
    return moved(planned, span)


def _list(written: Seq, planned: Seq, span: Span, firm: bool) -> Any:
    """Items in order where they are blocks; otherwise all of them, since Terraform sorts those of sets."""
    blocks = all(isinstance(item, Map) for item in (*written, *planned))
    if blocks and len(written) == len(planned):
        return _with(written, {
            index: filled(item, planned[index], place, firm) for index, item, place in written.entries()
        })  # fmt: skip
    if is_open(planned) or not is_open(written):
        return written
    made = moved(planned, span)
    if len(written) == len(planned):
        made.spans = [written.span(index) for index in range(len(written))]
    return made


def _with(container: Any, changes: dict[Any, Any]) -> Any:
    """The container with other values; itself where they are the same."""
    if all(container[key] is value for key, value in changes.items()):
        return container
    made = container.__class__(container.home, container)
    made.spans = container.spans
    if isinstance(made, (EncodedMap, EncodedSeq)):
        made.text = None
    for key, value in changes.items():
        made[key] = value
    return made


def moved(value: Any, span: Span) -> Any:
    """A value all of which stands at one place."""
    if not isinstance(value, (Map, Seq)):
        return value
    made = placed(value, lambda _: span)
    return encoded(made, value.text) if isinstance(value, (EncodedMap, EncodedSeq)) else made


def is_open(value: Any) -> bool:
    """Whether something in a value is not known, other than in which account and region it is deployed."""
    ahead = [value]
    while ahead:
        item = ahead.pop()
        if isinstance(item, Unknown) or (isinstance(item, Symbol) and _is_variable(item)):
            return True
        if isinstance(item, dict):
            ahead += item.values()
        else:
            ahead += item if isinstance(item, list) else getattr(item, "parts", ())
    return False


def _is_variable(symbol: Symbol) -> bool:
    name = getattr(symbol, "name", None)
    return isinstance(name, str) and not name.startswith("AWS::")
