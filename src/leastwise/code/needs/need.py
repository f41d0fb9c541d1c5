"""What code needs, and what is not understood of it, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Location


@record
class Step:
    """A function on the way from the handler to a call, the handler first: where it is written."""

    location: Location
    name: str


@record
class Naming:
    """How one argument of a call names the resource.

    Attributes:
        argument: `Bucket`; of a client's address, `endpoint`.
        text: for people: `the variable BUCKET is Receipts`, `event.id is decided by who calls`.
        location: where the setting is written; `None` where it is none, or is nowhere.
    """

    argument: str
    text: str
    location: Location | None = None


@record
class Because:
    """A call that needs something.

    Attributes:
        location: its place.
        note: its text, for people.
        through: the functions that lead to it; empty for what runs when the module is loaded.
        naming: how its arguments name the resource, where they do not say it themselves.
    """

    location: Location
    note: str
    through: tuple[Step, ...] = ()
    naming: tuple[Naming, ...] = ()


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
