"""Runs a rule on a small application and says where in the template it fires.

Rules' tests and their documentation rest on this, `leastwise.testing` offers it to people who write rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Finding
from leastwise.model.record import record
from leastwise.model.resource import CodePlace
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.document import load
from leastwise.read.encoding import decode
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import Reading
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import EXPECT, Example, Rule
from leastwise.suppress.note import Review

TEMPLATE = "template.yaml"
"""The name under which an example's template is read."""

Contents = Mapping[str, str]
"""Path → text of the files of an application."""


@record(order=True)
class Place:
    """Where a rule fired.

    Attributes:
        path: dotted path in the template (`Resources.Queue.Properties`), with `file#` before it for another file.
        missing: what is missing there, or nothing.
    """

    path: str
    missing: str = ""

    def __str__(self) -> str:
        return f"{self.path} (without {self.missing})" if self.missing else self.path


def contents(example: Example) -> dict[str, str]:
    """The files of an example."""
    return {**example.files, TEMPLATE: example.text}


def readings(files: Contents) -> list[Reading]:
    """An application that is given as texts, read."""
    return list(read(MemoryFiles(files), ("",)))


def findings(rule: Rule, files: Contents) -> list[Finding]:
    """What one rule says about an application that is given as texts. An exception of the rule is not caught."""
    if isinstance(rule, ReviewRule):
        return [finding for about in _reviews(files) for finding in rule.review(about)]
    return [finding for reading in readings(files) for app in reading.worlds for finding in rule.check(app)]


def _reviews(files: Contents) -> Iterator[Review]:
    """What becomes of the suppressions in an application when the rules that they name run."""
    from time import strftime

    from leastwise.rules.discovery import discover
    from leastwise.suppress.collect import notes_in
    from leastwise.suppress.ledger import Ledger
    from leastwise.suppress.note import spots

    rules = {rule.id: rule for rule in discover(installed=False)}
    memory = MemoryFiles(files)
    worlds = [app for reading in readings(files) for app in reading.worlds]
    ledger = Ledger(notes_in(worlds), strftime("%Y-%m-%d"))
    for name in {rule for note in ledger.notes for rule in note.rules} & rules.keys():
        for app in worlds:
            for finding in rules[name]().check(app):
                for spot in spots(finding):
                    ledger.see(spot)
    return ledger.reviews(ran=rules, known=rules, read=lambda path: decode(memory.read(path), path), applications={})


def fired(rule: Rule, files: Contents) -> set[Place]:
    """Where one rule fires in an application that is given as texts."""
    known = _paths(files)
    return {Place(_path(finding, known), finding.missing_property or "") for finding in findings(rule, files)}


def expected(example: Example, rule: type[Rule] | Rule) -> set[str]:
    """The paths of the places that an example names, each cut to what exists in its file; lines of code that say so."""
    return {_existing(contents(example), at) for at in example.at} | set(lines_expecting(rule.id, example.files))


def lines_expecting(rule: str, files: Contents) -> Iterator[str]:
    """The lines of code that say that a rule fires there: `os.system(text)  # leastwise: expect command-injection`."""
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            _, sign, rules = line.partition(EXPECT)
            if sign and rule in rules.replace(",", " ").split():
                yield f"{path}:{number}"


_Offsets = tuple[str, int, int, int, int]


def _paths(files: Contents) -> dict[_Offsets, str]:
    """Every place in the files → its path."""
    found: dict[_Offsets, str] = {}
    memory = MemoryFiles(files)
    for name in files:
        try:
            document = load(memory, name)
        except ReadError:
            continue
        prefix = "" if name.startswith("template.") else f"{name}#"
        for path, span in _places(document, ""):
            found.setdefault(_offsets(span), prefix + path)
    return found


def _places(value: Any, path: str) -> Iterator[tuple[str, Span]]:
    if isinstance(value, (Map, Seq)):
        for key, item, span in value.entries():
            inner = f"{path}.{key}" if path else str(key)
            yield inner, span
            yield from _places(item, inner)


def _offsets(span: Span) -> _Offsets:
    return span[0].path, span[1], span[2], span[3], span[4]


def _path(finding: Finding, known: Mapping[_Offsets, str]) -> str:
    where = finding.location
    if isinstance(finding.place, CodePlace):
        return f"{where.file}:{where.line}"
    return known.get(_offsets(finding.place.span), f"{where.file}:{where.line}:{where.column}")


def _existing(files: Contents, at: str) -> str:
    name, _, path = at.rpartition("#")
    known = dict(_places(load(MemoryFiles(files), name or TEMPLATE), ""))
    while path and path not in known:
        path = path.rpartition(".")[0]
    return f"{name}#{path}" if name else path
