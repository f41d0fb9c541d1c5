"""What a source of variables may ask of the configuration that it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from leastwise.model.finding import UnreadKind
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.files import Files


class Asking(Protocol):
    """A configuration while its variables are being resolved; see `Resolver`.

    Attributes:
        fault: why the last source that knew nothing did so.
        missing: the file that is not there.
        looked_for: files of which it is known for which stages there are others like it.
    """

    files: Files
    folder: str
    document: Map
    asked: str | None
    given: Mapping[str, Any]
    environment: Mapping[str, str]
    inherited: Mapping[str, Any]
    linked: bool
    stages: set[str]
    asked_for: set[str]
    sources: dict[str, Source]
    origins: dict[str, Span]
    fault: str
    missing: str
    looked_for: set[str]

    @property
    def stage(self) -> Any:
        """See `Resolver`."""

    @property
    def region(self) -> Any:
        """See `Resolver`."""

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """See `Resolver`."""

    def shallow(self, node: Any, span: Span) -> Any:
        """See `Resolver`."""

    def together(self, parts: tuple[Any, ...], span: Span) -> Any:
        """See `Resolver`."""
