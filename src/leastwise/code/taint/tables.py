"""What calls of libraries mean to tainted data: sinks, sanitisers, checks, sources and stores, as data.

`data/README.md` tells how to add one: a row in a file of data, no code. A user's `leastwise.toml` has rows of the same
form.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from leastwise.code.sdk.libraries import Language
from leastwise.model.record import field, record

_FOLDER = os.path.join(os.path.dirname(__file__), "data")
EVENT = "event"
OUTSIDE = frozenset((EVENT, "model", "stored"))
"""What an outsider may have written: fields of the event, what a model says, what was stored away."""

RESPONSE = "response"
"""What another host answers: dangerous calls with it are for auditors."""

DISTRUSTED = "distrusted"
"""The same of calls that a user names: everybody wants to hear of these."""

_MOST_KNOWN = 20_000
"""Paths of calls for which the rows are kept."""

ANYTHING = "*"
"""The kind of a value that is safe for every sink: a number, an identifier of a fixed form."""


@record
class Argument:
    """Which argument of a call: by position, by name, and what in it.

    Attributes:
        position: from 0; -1 where it goes by its name only.
        name: empty where it goes by its position only.
        steps: fields of it: `("data",)` of `axios.post(url, {data})`.
        whole: `receiver`, `*` (every argument), `**` (those by names that are not known) or `result`, where it is none
            of these.
    """

    position: int
    name: str
    steps: tuple[str, ...] = ()
    whole: str = ""


@record
class Row:
    """What is known of some calls.

    Attributes:
        kind: `sink`, `sanitizer`, `check`, `source`, `store`, `input`, `propagator`, `decoder`, `fault`, `access`.
        calls: patterns of their paths: `sqlite3.**.execute`.
        rules: what a sink is reported as; what a sanitiser or check makes safe for.
        arguments: those that are dangerous, made safe, or checked.
        when: argument → the literals with which it means this; where it is not known it does.
        unless: argument → the literals with which it does not; `null` stands for "not given".
        form: what a text has to look like for the sink to be dangerous, see `leastwise.code.taint.forms`.
        facts: whatever else its row says.
    """

    kind: str
    calls: tuple[str, ...]
    rules: tuple[str, ...]
    arguments: tuple[Argument, ...]
    when: Mapping[str, Any] = field(default_factory=dict)
    unless: Mapping[str, Any] = field(default_factory=dict)
    form: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def marks(self) -> frozenset[str]:
        """What it is about, where that is not what an outsider may have written."""
        return frozenset(self.facts["from"]) if "from" in self.facts else OUTSIDE


class Tables:
    """Rows by the last name of the calls that they are about.

    Raises:
        ValueError: a row that does not have the form; the message says which, and what is wrong.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._known: dict[str, list[Row]] = {}
        self._by_name: dict[str, list[tuple[Row, str]]] = {}
        for row in rows:
            for pattern in row.calls:
                self._by_name.setdefault(pattern.rpartition(".")[2], []).append((row, pattern))

    def knows(self, name: str) -> bool:
        """Whether there are rows about calls of that name."""
        return name in self._by_name

    def of(self, path: str) -> list[Row]:
        """The rows about a call, by its path: `sqlite3.connect().cursor().execute`."""
        rows = self._by_name.get(path.rpartition(".")[2])
        if rows is None:
            return []
        known = self._known.get(path)
        if known is None:
            known = [row for row, pattern in rows if pattern == path or ("*" in pattern and _matches(pattern, path))]
            if ".default." in path:  # `require("axios").default` is what the module gives
                known += [row for row in self.of(path.replace(".default.", ".", 1)) if row not in known]
            if len(self._known) < _MOST_KNOWN:
                self._known[path] = known
        return known


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern is of a call; most say so by how they begin and end."""
    begin, among, end = pattern.partition("**.")
    of_it = begin.endswith(".")
    begin = begin.removesuffix(".")
    if "*" in begin or "*" in end:
        before, after = pattern.partition("*")[0].removesuffix("."), pattern.rpartition("*")[2]
        return path.startswith(before) and path.endswith(after) and _fits(pattern, path)
    if not among or len(path) < len(begin) + len(end) or not path.startswith(begin) or not path.endswith(end):
        return False
    between = path[len(begin) : len(path) - len(end)]
    if not of_it:
        return not between or between.endswith(".")
    while between.startswith("()"):
        between = between[2:]
    return between.startswith(".") and between.endswith(".")


def _fits(pattern: str, path: str) -> bool:
    """`a.**.b`: anything between, of `a` or of what it gives; `a.*.b`: one step; `{a,b}` was taken apart before.

    All places of the path that a part of the pattern may end at are known before the next part: there is no way back.
    """
    ends = {0}
    for part in _PARTS.split(pattern):
        if part == "*":
            ends = {at for end in _apart(ends, path) for at in range(end, _step(path, end) + 1)}
        elif part == "**.":
            ends |= {at + 1 for at in range(min(ends), len(path)) if path[at] == "."}
        elif part == ".**.":
            after = [_called(path, end) for end in ends]
            first = [at + 1 for several in after for at in several if path.startswith(".", at)]
            more = range(min(first), len(path)) if first else ()
            ends = {*first, *(at + 1 for at in more if path[at] == ".")}
        elif part:
            ends = {end + len(part) for end in ends if path.startswith(part, end)}
        if not ends:
            return False
    return len(path) in ends


def _apart(ends: set[int], path: str) -> list[int]:
    """The first of the ends in each step: from there on all of the step is reached."""
    return list({_step(path, end): end for end in sorted(ends, reverse=True)}.values())


def _step(path: str, begin: int) -> int:
    """Where a step ends."""
    end = path.find(".", begin)
    return len(path) if end < 0 else end


def _called(path: str, end: int) -> list[int]:
    """An end, and those after each of the calls that follow it: `()()`."""
    found = [end]
    while path.startswith("()", found[-1]):
        found.append(found[-1] + 2)
    return found


@cache
def tables(language: Language) -> Tables:
    """What leastwise knows of the libraries of a language."""
    return Tables(row for table in _files() for row in rows_of(table, language))


@cache
def _files() -> tuple[Mapping[str, Any], ...]:
    """The files of data, read once for all languages."""
    found = []
    for name in sorted(os.listdir(_FOLDER)):
        if name.endswith(".json") and name != "events.json":
            with open(os.path.join(_FOLDER, name), "rb") as file:
                found.append(json.load(file))
    return tuple(found)


@cache
def aws() -> Mapping[str, tuple[Row, ...]]:
    """The same for operations of AWS, whichever SDK calls them: `dynamodb:ExecuteStatement` → rows."""
    found: dict[str, list[Row]] = {}
    for row in (row for table in _files() for row in rows_of(table, "aws")):
        for call in row.calls:
            found.setdefault(call, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


@record
class UserRows:
    """What a user says of calls: of a language, and of operations of AWS."""

    tables: Tables
    aws: Mapping[str, tuple[Row, ...]]


def of_user(given: Mapping[str, Any], language: Language) -> UserRows | None:
    """What a configuration says of calls, checked before (`leastwise.config.taint`); `None` where it says nothing."""
    if not given:
        return None
    by_language = {
        several: {wanted: [_of_user(row) for row in rows if row["language"] == wanted] for wanted in (language, "aws")}
        for several, rows in given.items()
    }
    operations: dict[str, tuple[Row, ...]] = {}
    for row in rows_of(by_language, "aws"):
        for call in row.calls:
            operations[call] = (*operations.get(call, ()), row)
    return UserRows(Tables(rows_of(by_language, language)), operations)


_PARTS = re.compile(r"(\.\*\*\.|\*\*\.|\*)")


def _of_user(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "part": DISTRUSTED} if row.get("is") == RESPONSE else row


_KINDS = {
    "sinks": "sink", "sanitizers": "sanitizer", "checks": "check", "sources": "source", "stores": "store",
    "inputs": "input", "propagators": "propagator", "decoders": "decoder",
    "faults": "fault", "accesses": "access",
}  # fmt: skip


def rows_of(table: Mapping[str, Any], language: str) -> list[Row]:
    """The rows for a language (or `aws`) of one file of data."""
    found: list[Row] = []
    for several, kind in _KINDS.items():
        for row in table.get(several, {}).get(language, ()):
            found.append(row_of(row, kind, table.get("rule", "")))
            if kind == "sink" and "plain" in table and "form" in row:
                found.append(row_of({**row, "rules": [table["plain"]], "form": "plain"}, "fault"))
            if kind == "sink" and "behind" in table and row.get("form") in ("address", "location", "remote"):
                found.append(row_of({**row, **table["behind"], "form": "behind"}, kind, table["rule"]))
    return found


def row_of(row: Mapping[str, Any], kind: str, rule: str = "") -> Row:
    """One row."""
    own = ("calls", "rules", "arguments", "when", "unless", "form")
    calls = tuple(call for pattern in row["calls"] for call in _spread(pattern))
    rules = tuple(row.get("rules", (rule,) if rule else ()))
    arguments = tuple(map(argument, row.get("arguments", () if kind == "fault" else ("0",))))
    facts = {name: value for name, value in row.items() if name not in own}
    if kind == "fault":
        facts.setdefault("sure", True)  # nothing comes from outside: settings that are not known are no fault
    return Row(kind, calls, rules, arguments, row.get("when", {}), row.get("unless", {}), row.get("form", ""), facts)


def _spread(pattern: str) -> list[str]:
    """`a.{b,c}` as `a.b` and `a.c`."""
    before, brace, rest = pattern.partition("{")
    if not brace:
        return [pattern]
    inner, _, after = rest.partition("}")
    return [before + one + end for one in inner.split(",") for end in _spread(after)]


def steps_of(written: str) -> tuple[str, ...]:
    """A path in an event: `Records.[].body`; empty for all of it."""
    return tuple(written.split(".")) if written else ()


def argument(written: str) -> Argument:
    """`0 sql.text` as an argument: position, name, steps into it; `receiver`, `*` and `result` as themselves."""
    if written in ("receiver", "*", "**", "result"):
        return Argument(-1, "", (), written)
    first, *steps = written.split(".")
    position, _, name = first.partition(" ")
    if not position.isdecimal():
        return Argument(-1, position, tuple(steps))
    return Argument(int(position), name, tuple(steps))


__all__ = ["ANYTHING", "Argument", "Row", "Tables", "argument", "aws", "row_of", "rows_of", "steps_of", "tables"]
