"""The files of one module: its blocks, and who speaks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.fix.located import Places
from leastwise.fix.written import Spot
from leastwise.model.errors import PatchError, ReadError
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Path, same
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.hcl import Expression
from leastwise.read.terraform.roots import own_files

_WORD = r"(?<![\w.-]){}(?![\w-])"
_COMMENT = re.compile(r"(?m)^[ \t]*(?:#|//).*$")


class Module:
    """The files of a folder.

    Args:
        places: finds files by spans; what is opened here is known there.
        files: the root; without it only what `places` knows is looked at.
        folder: of the module.
    """

    def __init__(self, places: Places, files: Files | None, folder: str) -> None:
        self.folder = folder
        self._places = places
        self._given: dict[tuple[str, str], Any] = {}
        self._beside: dict[str, Spot] = {}
        self._spots: list[Spot] = []
        paths = set(own_files(files, folder)) if files is not None else set()
        paths |= {path for path in places.sources if path.rpartition("/")[0] == folder}
        for path in sorted(paths):
            try:
                known = places.sources.get(path)
                source = decode(files.read(path), path) if known is None and files is not None else known
                if source is not None:
                    self._spots.append(Spot(places.open(source), 0, ()))
            except (PatchError, ReadError):
                continue  # what cannot be read has no blocks

    def at(self, path: Path) -> Spot | None:
        """The place in one of the files where something stands at a path."""
        return next((spot.at(path) for spot in self._spots if spot.at(path).present), None)

    def blocks(self, kind: str, type_: str) -> Iterator[Spot]:
        """The blocks of one type: `resource`, `aws_sqs_queue`."""
        for spot in self._spots:
            found = spot.at((kind, type_)).raw
            for label in found if isinstance(found, Map) else ():
                yield spot.at((kind, type_, label))

    def sections(self, kind: str) -> Iterator[Spot]:
        """Blocks without labels: `locals`."""
        for spot in self._spots:
            found = spot.at((kind,)).raw
            for index in range(len(found)) if isinstance(found, Seq) else ():
                yield spot.at((kind, index))
            if isinstance(found, Map):
                yield spot.at((kind,))

    def uses(self, name: str, without: Iterable[Spot] = ()) -> Iterator[tuple[str, int]]:
        """Path and line of all that speaks of `var.name`, `local.name` or `type.label` outside of some blocks."""
        pattern = re.compile(_WORD.format(re.escape(name)))
        gone = [home for spot in without for home in _homes(spot)]
        for spot in self._spots:
            source = spot.file.source
            comments = [match.span() for match in _COMMENT.finditer(source.text)]
            for match in pattern.finditer(source.text):
                at = match.start()
                inside = any(path == source.path and start <= at < end for path, start, end in gone)
                if not inside and not any(start <= at < end for start, end in comments):
                    yield source.path, source.position(at)[0]

    def unused_without(self, type_: str, gone: Sequence[Spot]) -> Iterator[Spot]:
        """The data sources of a type that nothing speaks of any more once some blocks are gone."""
        for spot in self.blocks("data", type_):
            name = f"data.{type_}.{spot.path[-1]}"
            if any(self.uses(name)) and not any(self.uses(name, gone)):
                yield spot

    def own_names(self) -> dict[str, str]:
        """`data.aws_region.current` → what the module calls the same, where that is not its name here."""
        found = {}
        for type_ in ("aws_caller_identity", "aws_partition", "aws_region"):
            labels = [str(spot.path[-1]) for spot in self.blocks("data", type_) if not spot.raw]
            if labels and "current" not in labels:
                found[f"data.{type_}.current"] = f"data.{type_}.{labels[0]}"
        return found

    def named(self, spot: Spot, argument: str, address: str) -> bool:
        """Whether an argument of a block names a resource of this address."""
        raw = spot.below(argument).raw
        text = raw.text if isinstance(raw, Expression) else raw if isinstance(raw, str) else ""
        return re.match(_WORD.format(re.escape(address)), text.removeprefix("${")) is not None

    def free(self, type_: str, label: str, content: Any) -> str:
        """A label that no block of a type has; one that was given for the same content is the same one."""
        number = 1
        while True:
            chosen = label if number == 1 else f"{label}_{number}"
            key = (type_, chosen)
            if key not in self._given and self.at(("resource", *key)) is None:
                self._given[key] = content
            if key in self._given and same(self._given[key], content):
                return chosen
            number += 1

    def content(self, type_: str, label: str) -> Any:
        """What a block of a resource says, one that is there or one that was given this label."""
        there = self.at(("resource", type_, label))
        return self._given.get((type_, label)) if there is None else there.raw

    def beside(self, name: str, spot: Spot) -> Spot:
        """The block that something new of the module stands beside: for all fixes what the first of them chose."""
        return self._beside.setdefault(name, spot)


def _homes(spot: Spot) -> Iterator[tuple[str, int, int]]:
    raw = spot.raw
    if isinstance(raw, Map):
        yield raw.home[0].path, raw.home[1], raw.home[4]
