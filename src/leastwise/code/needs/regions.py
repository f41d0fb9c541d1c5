"""Clients that are made for another region than the function's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from leastwise.code.needs.frozen import Seen, frozen
from leastwise.code.needs.kinds import Client, ResourceOf
from leastwise.code.needs.things import Things
from leastwise.code.observers import Call
from leastwise.iam.wiring.arns import PSEUDO
from leastwise.model.record import record
from leastwise.model.value import Concat, Unknown, concat

if TYPE_CHECKING:
    from leastwise.code.needs.instances import Instance

ALL = "*"

_OWN = repr(PSEUDO["Region"])


@record(eq=False)
class Made:
    """Clients that are made for a region: those of these services, and what the region may be."""

    services: tuple[str, ...]
    regions: tuple[Any, ...]


def made(call: Call, things: Things, seen: Seen) -> Made | None:
    """The clients that a call makes for a region that it names; `None` where it names none."""
    value = call.keywords.get("region_name")
    if value is None and things.language != "python" and call.new and call.arguments:
        value = call.heap.field(call.arguments[0], "region")
    if value is None:
        return None
    return Made(tuple(_services(call, things)) or (ALL,), tuple(frozen(value, seen)))


def _services(call: Call, things: Things) -> Iterator[str]:
    for thing in things.of_value(call.result):
        if isinstance(thing, (Client, ResourceOf)) and thing.service:
            yield thing.service


def elsewhere(clients: Iterable[Made], instance: Instance) -> frozenset[str]:
    """The services for which there are clients of another region; `*` for all.

    A region that nobody can tell is taken to be the function's own, as it nearly always is.
    """
    others = (one for one in clients if any(_is_other(instance.value(region)) for region in one.regions))
    return frozenset(name for one in others for name in one.services)


def _is_other(region: Any) -> bool:
    return region not in (None, "") and not isinstance(region, Unknown) and repr(region) != _OWN


def anywhere(arn: Any) -> Any:
    """An ARN of any region instead of the application's own."""
    if not isinstance(arn, Concat):
        return arn
    return concat(ALL if repr(part) == _OWN else part for part in arn.parts)
