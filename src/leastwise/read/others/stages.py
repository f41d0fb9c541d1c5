"""What a setting is in one stage, with the place where it is written."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.document import load
from leastwise.read.files import Files
from leastwise.read.reading import ReadSettings


class Settings:
    """Mappings in which a setting is looked up, the nearest first.

    Attributes:
        unread: the settings that are not of the kind that they have to be; they count as not written.
    """

    def __init__(self, layers: Iterable[Any], home: Span, unread: list[Unread]) -> None:
        self.layers = [layer for layer in layers if isinstance(layer, Map)]
        self.home = self.layers[0].home if self.layers else home
        self.unread = unread

    def __contains__(self, name: str) -> bool:
        return any(name in layer for layer in self.layers)

    def get(self, name: str) -> Any:
        """The value of a setting, of whatever kind."""
        return next((layer[name] for layer in self.layers if name in layer), None)

    def span(self, name: str) -> Span:
        """The place of a setting; that of the nearest mapping where nobody wrote it."""
        return next((layer.span(name) for layer in self.layers if name in layer), self.home)

    def flag(self, name: str, *, default: bool) -> bool:
        """A setting that is on or off."""
        found = self._found(name, "true or false", bool)
        return default if found is None else bool(found)

    def text(self, name: str, default: str = "") -> str:
        """A setting that is a text."""
        found = self._found(name, "a text", str)
        return default if found is None else str(found)

    def number(self, name: str, default: int | None = None) -> Any:
        """A setting that is a number; `Unknown` for what is none."""
        found = self._found(name, "a number", int, float)
        unknown = found is None and self.get(name) is not None
        return Unknown(f"{name} is no number") if unknown else default if found is None else found

    def items(self, name: str) -> Seq | None:
        """A setting that is a list."""
        found: Seq | None = self._found(name, "a list", Seq)
        return found

    def mapping(self, name: str) -> Map | None:
        """A setting that is a mapping."""
        found: Map | None = self._found(name, "a mapping", Map)
        return found

    def merged(self, name: str) -> Map:
        """A mapping that is put together from all layers; the nearest one's entries win."""
        made = Map(self.span(name))
        for layer in reversed(self.layers):
            found = inner_mapping(layer, name, self.unread)
            for key, value, span in found.entries() if found is not None else ():
                made.put(key, value, span)
        return made

    def _found(self, name: str, what: str, *kinds: type) -> Any:
        value = self.get(name)
        if isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool)):
            return value
        if value is not None:
            note(self.unread, self.span(name), "template", f"{name} is not {what}; it is not read")
        return None


def note(unread: list[Unread], span: Span, kind: UnreadKind, reason: str) -> None:
    """Say once that something at a place is not read."""
    found = Unread(span[0].path, span[0].position(span[1])[0], kind, reason)
    if found not in unread:
        unread.append(found)


def inner_mapping(holder: Map, name: str, unread: list[Unread]) -> Map | None:
    """The mapping under a key; what stands there and is none is said."""
    found = holder.get(name)
    if isinstance(found, Map):
        return found
    if found is not None:
        note(unread, holder.span(name), "template", f"{name} is not a mapping; it is not read")
    return None


def policy(files: Files, settings: Settings, name: str, file: str) -> Any:
    """The policy in a file that a setting names, as seen from the file that the setting is in."""
    place = settings.span(name)
    path = files.join(posixpath.dirname(place[0].path), file)
    try:
        if path is None:
            raise ReadError("leads outside the root")
        return load(files, path)
    except ReadError as error:
        note(settings.unread, place, "reference", f"the policy {file[:200]} {error.reason}")
        return Unknown("a policy that cannot be read")


def chosen(settings: ReadSettings, known: list[str], default: str, path: str) -> tuple[list[str | None], list[Unread]]:
    """The stages to read, and what there is to say about those that were asked for.

    Args:
        settings: what was asked for.
        known: the stages that the application has.
        default: the one that is read when nothing is asked for.
        path: of the configuration.
    """
    wanted: list[str | None] = [stage for stage in settings.stages if stage in known]
    if "all" in settings.stages:
        wanted = [*known]
    if wanted:
        return wanted, []
    notes = []
    if settings.stages and known:
        reason = f"has no stage {' or '.join(settings.stages)}; {default} was judged"
        notes.append(Unread(path, 1, "reference", reason))
    return [None], notes
