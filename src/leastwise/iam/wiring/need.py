"""A need: an action that must be allowed, and the wiring that asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from leastwise.model.application import Application
from leastwise.model.record import record, replace
from leastwise.model.resource import Property
from leastwise.model.value import Symbol, Unknown

_NO_TEXT = "something else than a text stands where an ARN is needed"

Source = Literal[
    "event-source",
    "destination",
    "dlq",
    "vpc",
    "tracing",
    "logs",
    "durable",
    "efs",
    "extension",
    "kms",
    "pass-role",
    "integration",
]
"""Why something is needed, in the words of the JSON of `policy`; `integration` is what another role is used for."""


@record
class Because:
    """A place that causes a need, and what Lambda or another service does there."""

    property: Property
    note: str


@record
class Need:
    """An action that has to be allowed.

    Attributes:
        action: `sqs:ReceiveMessage`.
        resources: ARNs as values of the model: references, texts put together, `*`. An `Unknown` among them stands for
            one resource that is decided at run time.
        condition: the condition under which it is enough to be allowed, as in a policy; `None` for none.
        source: why.
        because: the places that cause it.
        optional: documented as needed in some cases only: its absence is no fault, its presence no excess.
    """

    action: str
    resources: tuple[Any, ...]
    source: str
    because: tuple[Because, ...]
    condition: Mapping[str, Any] | None = None
    optional: bool = False


@record
class Unclear:
    """A place where something is needed that cannot be told, and why."""

    property: Property
    reason: str


@record
class Wiring:
    """What is needed, and where that is not known."""

    needs: tuple[Need, ...] = ()
    unclear: tuple[Unclear, ...] = ()


class Collector:
    """Gathers needs; one that comes up twice gets both reasons.

    Attributes:
        app: the application they are of.
    """

    def __init__(self, app: Application) -> None:
        self.app = app
        self._needs: dict[Any, Need] = {}
        self._unclear: list[Unclear] = []

    def add(
        self,
        actions: Iterable[str],
        resources: Iterable[Any],
        source: Source,
        because: Because,
        *,
        condition: Mapping[str, Any] | None = None,
        optional: bool = False,
    ) -> None:
        """Note that actions are needed on resources."""
        where = tuple(value if isinstance(value, (str, Symbol)) else Unknown(_NO_TEXT) for value in resources)
        for action in actions:
            key = action, where, None if condition is None else repr(condition)
            known = self._needs.get(key)
            if known is None:
                self._needs[key] = Need(action, where, source, (because,), condition, optional)
            else:
                more = () if because in known.because else (because,)
                self._needs[key] = replace(known, because=(*known.because, *more), optional=known.optional and optional)

    def note(self, place: Property, reason: str) -> None:
        """Note that something is needed and cannot be told what."""
        self._unclear.append(Unclear(place, reason))

    def found(self) -> tuple[Need, ...]:
        """The needs so far, in the order in which they came up."""
        return tuple(self._needs.values())

    def wiring(self) -> Wiring:
        """All that was noted."""
        return Wiring(self.found(), tuple(self._unclear))


def remembered(app: Application, key: Any, make: Callable[[], Wiring]) -> Wiring:
    """A wiring that is worked out once for each application."""
    known: dict[Any, Wiring] = vars(app).setdefault("wiring", {})
    if key not in known:
        known[key] = make()
    return known[key]


def indexed(app: Application, make: Callable[[Application], dict[Any, Any]]) -> dict[Any, Any]:
    """An index over an application that is made once."""
    known: dict[Any, dict[Any, Any]] = vars(app).setdefault("wiring by", {})
    if make not in known:
        known[make] = make(app)
    return known[make]
