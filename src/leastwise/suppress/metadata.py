"""Notes in `Metadata`, for JSON, CDK and whoever prefers them to comments.

Metadata:
  leastwise:
    ignore:
      - open-cors
      - {rule: public-function-url, until: 2027-01-31, reason: behind CloudFront}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.suppress.note import Note
from leastwise.suppress.syntax import Said, said

_FORM = "write `leastwise: {ignore: [rule-id, …]}`, an item as an id or as `{rule: …, until: …, reason: …}`"


def notes_of_metadata(source: Source, address: str | None, tool: str, value: Any, span: Span) -> Iterator[Note]:
    """The notes under one key of `Metadata`: of a block, or of the whole file (`address` is `None`)."""
    if tool != "leastwise":
        from leastwise.suppress.foreign import notes_of_tool

        yield from notes_of_tool(source, address, tool, value, span)
        return
    unknown = [key for key in value if key != "ignore"] if isinstance(value, Map) else []
    if not isinstance(value, Map) or unknown:
        wrong = f"`{str(unknown[0])[:40]}` is not understood" if unknown else "it is no mapping"
        yield _note(source, address, value.span(unknown[0]) if unknown else span, Said(fault=f"{wrong}; {_FORM}"))
    if isinstance(value, Map) and "ignore" in value:
        given = value["ignore"]
        if isinstance(given, Seq):
            for _, item, place in given.entries():
                yield _note(source, address, place, _said(item))
        else:
            yield _note(source, address, value.span("ignore"), _said(given))


def _said(item: Any) -> Said:
    if isinstance(item, str):
        return said((item.strip(),))
    if not isinstance(item, Map):
        return Said(fault=f"it is no id of a rule; {_FORM}")
    for key, value in item.items():
        if key not in ("rule", "until", "reason"):
            return Said(fault=f"`{key[:40]}` is not understood; {_FORM}")
        if not isinstance(value, str):
            return Said(fault=f"`{key}` is no text; {_FORM}")
    return said((item.get("rule", "").strip(),), item.get("until", ""), item.get("reason", ""))


def _note(source: Source, address: str | None, span: Span, what: Said) -> Note:
    return Note("metadata", source.path, span[1:], what.rules, address, what.until, what.reason, what.fault)
