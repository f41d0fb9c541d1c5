"""All changes of a set of files, and the texts that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from leastwise.fix.comments import without_crossed
from leastwise.fix.resources import without_empty
from leastwise.fix.result import FileChange
from leastwise.model.source import Source
from leastwise.patch.change import Changes
from leastwise.patch.document import Document
from leastwise.patch.splice import Splice, ordered, spliced

Documents = dict[tuple[str, int], Document]
"""Path and number → a document that was parsed once for several sets of changes."""


class Edits:
    """Collects changes of files. Equal ones count once; contradicting ones are refused.

    Args:
        sources: path → the file as it is, for every file that may change.
        documents: what was parsed of them already; grows.
    """

    def __init__(self, sources: Mapping[str, Source], documents: Documents | None = None) -> None:
        self._sources = sources
        self._documents: Documents = {} if documents is None else documents
        self._changes: dict[tuple[str, int], Changes] = {}
        self._splices: dict[str, list[Splice]] = {}

    def add(self, changes: Iterable[FileChange]) -> None:
        """Add changes.

        Raises:
            PatchError: one of them contradicts another one; the set is of no use any more.
        """
        for item in changes:
            if isinstance(item.change, Splice):
                known = self._splices.setdefault(item.path, [])
                if item.change not in known:
                    known.append(item.change)
            else:
                self._changes.setdefault((item.path, item.number), Changes()).add([item.change])

    def splices(self) -> dict[str, list[Splice]]:
        """Path → what is replaced in the text of each file that changes.

        Raises:
            PatchError: a change cannot be made.
        """
        return self._all(lambda document, changes: document.patch(changes).splices)

    def planned(self) -> dict[str, list[Splice]]:
        """The same without reading the texts again: quicker, and nothing is promised.

        Raises:
            PatchError: a change cannot be made.
        """
        return self._all(Document.splices)

    def _all(self, make: Callable[[Document, Changes], Iterable[Splice]]) -> dict[str, list[Splice]]:
        found: dict[str, list[Splice]] = {path: list(splices) for path, splices in self._splices.items()}
        for place, changes in self._changes.items():
            path, number = place
            document = self._documents.get(place)
            if document is None:
                document = self._documents[place] = Document(self._sources[path], number=number)
            found.setdefault(path, []).extend(make(document, without_empty(document.data, changes)))
        return {path: ordered(without_crossed(splices)) for path, splices in found.items() if splices}

    def texts(self) -> dict[str, str]:
        """Path → text of each file that changes.

        Raises:
            PatchError: a change cannot be made.
        """
        return {path: spliced(self._sources[path].text, splices) for path, splices in self.splices().items()}


def texts(sources: Mapping[str, Source], changes: Iterable[FileChange]) -> dict[str, str]:
    """Path → text of the files after these changes alone.

    Raises:
        PatchError: a change cannot be made, or contradicts another one.
    """
    edits = Edits(sources)
    edits.add(changes)
    return edits.texts()
