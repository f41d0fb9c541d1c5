"""Where what a rule wants changed in the model is written: changes of the author's own documents.

    written    a file as its author wrote it; spans → places in it
    located    a property of the model → the place, by span, below its nearest parent, or in SAM's words
    sam        these words (data/sam.json); who inherits from Globals
    computed   the branch, default or entry of a mapping that a computed value comes from
    values     symbols → functions of the template
    naming, resources, routes    logical ids; whole resources; who may call what events make
    lowering   the edits of one finding together

Whatever cannot be told for certain is refused with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leastwise.fix.located import Places
from leastwise.fix.lowering import Lowering
from leastwise.fix.naming import Names
from leastwise.fix.result import FileChange
from leastwise.model.edit import Edit
from leastwise.model.source import Source
from leastwise.read.reading import Reading


class Intentions:
    """Turns the edits of findings into changes of files.

    Args:
        readings: the applications that the findings are about.
    """

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._apps = [app for reading in readings for app in reading.worlds]
        self._places = Places()
        self._names = Names(self._apps)

    @property
    def sources(self) -> dict[str, Source]:
        """Path → every file that changes were looked up in."""
        return self._places.sources

    def changes(self, edits: Sequence[Edit]) -> list[FileChange]:
        """What the edits of one finding mean for the files. Equal resources that several findings add are one.

        Raises:
            PatchError: one of them cannot be made where the author would make it. The message says why.
        """
        return Lowering(self._apps, self._places, self._names, edits).changes()
