"""The texts of lines, read again when a report shows them.

They are not kept beside the findings: a line may hold a secret, and most reports show none.
"""

from __future__ import annotations

from leastwise.model.errors import ReadError
from leastwise.model.source import Location, Source
from leastwise.read.encoding import decode
from leastwise.read.files import Files

_LONGEST = 2_000


class Lines:
    """The lines of the files of one root."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._last = Source("", "")

    def line(self, place: Location) -> str:
        """The text of the line where a place begins, cut to a page; empty where it is not there."""
        if self._last.path != place.file:
            try:
                self._last = decode(self._files.read(place.file), place.file)
            except ReadError:
                self._last = Source(place.file, "")
            if _is_plan(self._last):
                self._last = Source(place.file, "")
        return self._last.line(place.line)[:_LONGEST]


def _is_plan(source: Source) -> bool:
    """Whether a file is a plan or state of Terraform: those hold sensitive values, often all of them in one line."""
    if source.raw is None or not source.text.startswith("{"):
        return False
    from leastwise.read.survey import holds_plan

    return holds_plan(source.raw)
