"""What code needs, and what is not understood of it, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Location


@record
class Because:
    """A call that needs something: its place, and its text for people."""

    location: Location
    note: str


@record
class CodeNeed:
    """An action that has to be allowed because of what the code does; see `leastwise.iam.wiring.Need`."""

    action: str
    resources: tuple[Any, ...]
    source: str
    because: tuple[Because, ...]
    condition: Mapping[str, Any] | None = None
    optional: bool = False


@record
class Why:
    """A place at which more may be needed than is known, and the reason."""

    location: Location
    reason: str
