"""Small applications that are fixed as `leastwise fix --unsafe` would, for the tests of frameworks."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import unified_diff
from textwrap import dedent

from leastwise.engine import JudgeSettings
from leastwise.fix.repair import repair
from leastwise.fix.trial import Workshop
from leastwise.model.finding import Persona
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover


class Repaired:
    """What becomes of an application when the findings of some rules are fixed.

    Args:
        files: path → text.
        rules: their ids.

    Attributes:
        files: path → text, afterwards.
        left: why findings stay.
    """

    def __init__(self, files: Mapping[str, str], *rules: str) -> None:
        self.before = {path: dedent(text).lstrip("\n") for path, text in files.items()}
        self.files = dict(self.before)
        self.left: list[str] = []
        chosen = frozenset(rules)
        settings = JudgeSettings(persona=Persona.AUDITOR, select=chosen)
        known = [rule() for rule in discover(installed=False) if rule.id in chosen]
        assert {rule.id for rule in known} == chosen
        workshop = Workshop(ReadSettings(), settings, known, lambda finding: finding.rule in chosen)
        for done in repair(MemoryFiles(self.files), ("",), workshop):
            self.files = {**self.files, **done.after}
            self.left += [entry.reason for entry in done.left]
        self.unread = [note.reason for reading in read(MemoryFiles(self.files)) for note in reading.unread]

    def diff(self, path: str) -> str:
        """The lines of a file that went and came."""
        lines = unified_diff(self.before[path].splitlines(), self.files[path].splitlines(), lineterm="", n=0)
        return "".join(f"{line}\n" for line in list(lines)[2:] if not line.startswith("@@"))
