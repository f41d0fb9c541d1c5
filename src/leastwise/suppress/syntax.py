"""What a note says: `ignore[rule-id, other-id] until=2027-01-31 reason=…`, the same in every language's comments."""

from __future__ import annotations

import re

from leastwise.config.dates import is_date
from leastwise.model.record import record

MAX_REASON = 1_000
"""Characters of a reason that are kept."""

MAX_RULES = 100
"""Rules that one note may name."""

_HEAD = re.compile(r"([\w-]*)[ \t]*(\[[^\]]*\]?)?[ \t]*")
_PAIR = re.compile(r"([\w-]+)[ \t]*=[ \t]*")

_FORM = "write `leastwise: ignore[rule-id] until=2027-01-31 reason=…`"


@record
class Said:
    """What a note says; `fault` is what is wrong with it, for people."""

    rules: tuple[str, ...] = ()
    until: str = ""
    reason: str = ""
    fault: str = ""


def parse_note(text: str) -> Said | None:
    """The rest of a comment after `leastwise:`; `None` where it is prose rather than a note."""
    head = _HEAD.match(text)
    assert head is not None  # it matches the empty text too
    word, rules = head[1], head[2]
    if word != "ignore":
        return Said(fault=f"`{word or rules}` is not understood; {_FORM}") if rules or _resembles(word) else None
    if not rules:
        return Said(fault=f"it names no rule; {_FORM}")
    if not rules.endswith("]"):
        return Said(fault=f"the bracket is not closed; {_FORM}")
    names = tuple(name.strip() for name in rules[1:-1].split(","))
    return _rest(names, text[head.end() :].strip())


def _rest(names: tuple[str, ...], text: str) -> Said:
    given: dict[str, str] = {}
    while text and not text.startswith("#"):  # another tool's comment may follow
        pair = _PAIR.match(text)
        if pair is None or pair[1] not in ("until", "reason"):
            word = pair[1] if pair else text.split(maxsplit=1)[0]
            return said(names, fault=f"`{word[:40]}` is not understood; {_FORM}")
        name, text = pair[1], text[pair.end() :]
        if name in given:
            return said(names, fault=f"`{name}` stands there twice")
        if name == "until":
            given[name], _, text = text.replace("\t", " ").partition(" ")
            if not given[name]:
                return said(names, fault=f"`until` has no date; {_FORM}")
        elif text.startswith('"') and '"' in text[1:]:
            given[name], _, text = text[1:].partition('"')
        else:
            given[name], text = text, ""
        text = text.strip()
    return said(names, given.get("until", ""), given.get("reason", ""))


def said(names: tuple[str, ...], until: str = "", reason: str = "", fault: str = "") -> Said:
    """A note with these parts, and what is wrong with them."""
    if not fault and not all(names):
        fault = f"a name in it is empty; {_FORM}" if any(names) else f"it names no rule; {_FORM}"
    if not fault and len(names) > MAX_RULES:
        fault = f"it names more than {MAX_RULES} rules"
    if not fault and until and not is_date(until):
        fault = f"`{until[:40]}` is no date; write it as 2027-01-31"
    if fault:
        return Said(fault=fault)
    return Said(tuple(dict.fromkeys(names)), until, reason[:MAX_REASON])


def _resembles(word: str) -> bool:
    from difflib import get_close_matches

    first = word.lower().partition("-")[0]  # of `ignore-all` and the like
    return bool(get_close_matches(first, ["ignore", "disable", "suppress", "skip"], n=1, cutoff=0.8))
