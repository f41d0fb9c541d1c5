"""Notes that were written for other tools, read on request (`--suppressions-from`).

- checkov: `# checkov:skip=CKV_AWS_18:reason` anywhere inside a resource, and
  `Metadata: {checkov: {skip: [{id, comment}]}}`.
  https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
- cfn_nag: `Metadata: {cfn_nag: {rules_to_suppress: [{id, reason}]}}`.
  https://github.com/stelligent/cfn_nag#per-resource-rule-suppression

They cover the whole resource. `data/tools.toml` says which of their checks ask what a rule of ours asks.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from leastwise.model.record import replace
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.suppress.note import Note, Tool
from leastwise.suppress.syntax import MAX_REASON

TOOLS: tuple[Tool, ...] = ("checkov", "cfn-nag")
"""Other tools whose notes can be read."""

_SKIP = re.compile(r"checkov:skip=[ ]*([A-Za-z0-9_,-]+)(?::(.*))?")
_LISTS: Mapping[str, tuple[Tool, str, str]] = {
    "checkov": ("checkov", "skip", "comment"),
    "cfn_nag": ("cfn-nag", "rules_to_suppress", "reason"),
}
"""Key in `Metadata` → whose it is, the name of its list, and what an item calls the reason."""


def checkov_comment(source: Source, text: str, span: tuple[int, int, int, int]) -> Iterator[Note]:
    """The note in a comment that says `checkov:skip=`; outside a block it covers nothing."""
    match = _SKIP.search(text)
    # What follows the last value of a block is outside it; the beginning of that line is not.
    address = source.block_at(span[0]) or source.block_at(source.offset(source.position(span[0])[0]))
    if match is not None and address is not None:
        ids = tuple(name for name in match[1].split(",") if name)
        yield Note("inline", source.path, span, ids, address, reason=_short(match[2] or ""), tool="checkov")


def notes_of_tool(source: Source, address: str | None, key: str, value: Any, span: Span) -> Iterator[Note]:
    """The notes under another tool's key of a resource's `Metadata`. What it would not understand is left out."""
    tool, name, why = _LISTS[key]
    given = value.get(name) if isinstance(value, Map) else None
    if address is None or not isinstance(given, Seq):
        return
    for _, item, place in given.entries():
        if isinstance(item, Map) and isinstance(item.get("id"), str):
            reason = item.get(why)
            text = reason if isinstance(reason, str) else ""
            yield Note("metadata", source.path, place[1:], (item["id"],), address, reason=_short(text), tool=tool)


def translated(notes: Iterable[Note], tools: Collection[str]) -> tuple[list[Note], dict[str, int]]:
    """Notes with the ids of our rules: our own, and those of the tools that were asked for.

    Returns:
        the notes, and for each of these tools how many of its ids no rule answers to.
    """
    found: list[Note] = []
    without: dict[str, int] = {}
    for note in notes:
        if note.tool == "leastwise":
            found.append(note)
        elif note.tool in tools:
            known = table()[note.tool]
            rules = tuple(dict.fromkeys(rule for name in note.rules for rule in known.get(name, ())))
            without[note.tool] = without.get(note.tool, 0) + sum(name not in known for name in note.rules)
            if rules:
                found.append(replace(note, rules=rules, reason=_because(note)))
    return found, {tool: count for tool, count in without.items() if count}


def _short(reason: str) -> str:
    return reason.strip()[:MAX_REASON]


def _because(note: Note) -> str:
    ids = f"{note.tool} {', '.join(note.rules)}"
    return f"{ids}: {note.reason}" if note.reason else ids


@cache
def table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Tool → id of its check → the rules that ask the same."""
    from tomllib import load

    with open(os.path.join(os.path.dirname(__file__), "data", "tools.toml"), "rb") as file:
        content = load(file)
    return {tool: {name: tuple(rules) for name, rules in content[tool].items()} for tool in TOOLS}
