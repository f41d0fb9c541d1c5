"""What a setting is in one stage, with the place where it is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map
from leastwise.read.reading import ReadSettings


class Settings:
    """Mappings in which a setting is looked up, the nearest first."""

    def __init__(self, layers: Iterable[Any], home: Span) -> None:
        self.layers = [layer for layer in layers if isinstance(layer, Map)]
        self.home = self.layers[0].home if self.layers else home

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a setting."""
        return next((layer[name] for layer in self.layers if name in layer), default)

    def span(self, name: str) -> Span:
        """Its place; that of the nearest mapping where nobody wrote it."""
        return next((layer.span(name) for layer in self.layers if name in layer), self.home)

    def flag(self, name: str, *, default: bool) -> bool:
        """A setting that is on or off; what is neither counts as not written."""
        found = self.get(name, default)
        return found if isinstance(found, bool) else default

    def text(self, name: str, default: str = "") -> str:
        """A setting that is a text."""
        found = self.get(name)
        return found if isinstance(found, str) else default

    def merged(self, name: str) -> Map:
        """A mapping that is put together from all layers; the nearest one's entries win."""
        made = Map(self.span(name))
        for layer in reversed(self.layers):
            found = layer.get(name)
            for key, value, span in found.entries() if isinstance(found, Map) else ():
                made.put(key, value, span)
        return made


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
