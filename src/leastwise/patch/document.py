"""A document that can be changed without disturbing what is not asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from leastwise.model.errors import PatchError, ReadError
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.patch.change import Change, Changes, same
from leastwise.patch.plan import Step, applied, steps
from leastwise.patch.splice import Splice, inverse, ordered, spliced

FORMATS = ("yaml", "json", "hcl")
"""The formats that can be changed. Each has a module here, with the functions `read` and `writer`.

Where it has a function `arranged` too, that says first what it makes of the steps: HCL has no empty lists of blocks.
"""

_HCL = (".tf", ".tofu", ".hcl", ".tfvars")
_LINE_END = re.compile(r"\r\n|\n|\r")


@record
class Patch:
    """A change of a document that was made and checked.

    Attributes:
        text: the whole text afterwards.
        splices: what was replaced in the text before, in order.
        undo: what makes the text before out of the text afterwards.
    """

    text: str
    splices: tuple[Splice, ...]
    undo: tuple[Splice, ...]


class Document:
    """One document of a YAML stream, or a JSON or HCL file.

    Args:
        source: the text.
        format: one of `FORMATS`; by the file's name and content where it is not given.
        number: which document of a YAML stream, from 0.

    Attributes:
        data: its content: `Map`, `Seq` and scalars with their places. HCL is what Terraform's JSON syntax would say.

    Raises:
        ReadError: the text is not what it should be.
        PatchError: the stream has no such document.
    """

    def __init__(self, source: Source, format: str | None = None, number: int = 0) -> None:
        self.source = source
        opened = _opened(source) if format is None else (format, _module(format).read(source))
        self.format: str = opened[0]
        self._all: list[Any] = opened[1]
        self._format = _module(self.format)
        self.number = number
        if not 0 <= number < len(self._all):
            raise PatchError(f"{source.path} has no document {number}")
        self._write: Callable[[Sequence[Step]], list[Splice]] = self._format.writer(source, self.data)

    @property
    def data(self) -> Any:
        """See the class."""
        return self._all[self.number]

    @property
    def stream(self) -> Sequence[Any]:
        """The contents of all documents of the stream, this one among them."""
        return self._all

    def patch(self, changes: Changes | Iterable[Change]) -> Patch:
        """Make changes. The result is read again: it holds what was asked for, and all else as it was.

        Raises:
            PatchError: a change cannot be made, or not without changing something else, as with a value that other
                places share by an alias.
        """
        with self._failing():
            todo, splices = self._planned(changes)
            text = spliced(self.source.text, splices)
            self._check(text, todo)
        return Patch(text, tuple(splices), tuple(inverse(self.source.text, splices)))

    def splices(self, changes: Changes | Iterable[Change]) -> list[Splice]:
        """What changes mean for the text, in order; nothing is read again, so nothing is promised either.

        Raises:
            PatchError: a change cannot be made.
        """
        with self._failing():
            return self._planned(changes)[1]

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """A writer that fails must not cost the other fixes of a run: it is a refusal, with its cause for the tests."""
        try:
            yield
        except (LookupError, ValueError, AssertionError, TypeError, AttributeError, RecursionError) as error:
            reason = f"an internal error ({type(error).__name__}); please report it"
            raise PatchError(f"{self.source.path} cannot be changed here: {reason}") from error

    def _planned(self, changes: Changes | Iterable[Change]) -> tuple[list[Step], list[Splice]]:
        wanted = changes if isinstance(changes, Changes) else Changes(changes)
        todo = steps(self.data, wanted.root)
        if arranged := getattr(self._format, "arranged", None):
            todo = arranged(self.data, todo)
        return todo, ordered(_with_line_ends(self.source.text, self._write(todo)))

    def _check(self, text: str, todo: list[Step]) -> None:
        try:
            read = self._format.read(Source(self.source.path, text, self.source.encoding))
        except ReadError as error:
            raise PatchError(f"{self.source.path}: the changed document {error.reason} (line {error.line})") from error
        wanted = [applied(data, todo) if n == self.number else data for n, data in enumerate(self._all)]
        if len(read) != len(wanted) or not all(map(same, read, wanted)):
            where = next((d for one, other in zip(read, wanted, strict=False) if (d := difference(one, other))), "")
            raise PatchError(f"{self.source.path}: the change would not be exact{f' at {where}' if where else ''}")


def _opened(source: Source) -> tuple[str, list[Any]]:
    """The format of a text, by its file's name and how it begins, and what it holds."""
    if source.path.lower().endswith(_HCL):
        return "hcl", _module("hcl").read(source)
    if source.text.lstrip()[:1] in ("{", "["):
        with suppress(ReadError):  # YAML in flow style
            return "json", _module("json").read(source)
    return "yaml", _module("yaml").read(source)


def difference(one: Any, other: Any, path: str = "") -> str:
    """The dotted path of the first place where two values differ; empty where none does."""
    if same(one, other):
        return ""
    pairs: Iterable[tuple[Any, Any, Any]] = ()
    if isinstance(one, dict) and isinstance(other, dict):
        pairs = ((key, one.get(key), other.get(key)) for key in (*one, *(key for key in other if key not in one)))
    elif isinstance(one, list) and isinstance(other, list):
        pairs = ((index, *both) for index, both in enumerate(zip(one, other, strict=False)))
    for key, left, right in pairs:
        if found := difference(left, right, f"{path}.{key}" if path else str(key)):
            return found
    return path or "the top"


def _module(format: str) -> Any:
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    return import_module(f"leastwise.patch.{format}")


def _with_line_ends(text: str, splices: Iterable[Splice]) -> list[Splice]:
    """Splices whose lines end as those of the text do: as its first line does."""
    first = _LINE_END.search(text)
    end = first.group() if first else "\n"
    if end == "\n":
        return list(splices)
    return [Splice(splice.start, splice.end, splice.text.replace("\n", end)) for splice in splices]
