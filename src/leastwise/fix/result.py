"""What becomes of the fixes of an application."""

from __future__ import annotations

from collections.abc import Mapping

from leastwise.model.finding import Finding
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.patch.change import Change, Set
from leastwise.patch.splice import Splice


@record
class FileChange:
    """One change of one file.

    Attributes:
        path: of the file, relative to the root.
        change: of a document's entry, or a splice of code.
        number: which document of a YAML stream, from 0.
    """

    path: str
    change: Change | Splice
    number: int = 0


def defaulted(item: FileChange) -> str:
    """The name of the parameter that gets another default; empty where a change is of another kind."""
    match item.change:
        case Set(("Parameters", str(name), "Default")):
            return name
    return ""


@record
class Fixed:
    """A finding whose fix can be made: afterwards the rule is silent, and no other one has spoken up.

    `changes` are all that it needs; another finding may need some of them too. There are none where it is gone with
    what others need.
    """

    finding: Finding
    changes: tuple[FileChange, ...]


@record
class Left:
    """A finding that a rule has a fix for and that stays, and why, for people."""

    finding: Finding
    reason: str


@record(kw_only=True)
class Repair:
    """What a group of templates becomes.

    Attributes:
        before: the files that change, as they are.
        after: path → text of the same files with all fixes made.
        fixed: the findings that are gone then, in the order of the report.
        left: those that stay.
        earlier: paths of the files that the rounds of this group before this one have changed.
    """

    before: Mapping[str, Source]
    after: Mapping[str, str]
    fixed: tuple[Fixed, ...] = ()
    left: tuple[Left, ...] = ()
    earlier: tuple[str, ...] = ()
