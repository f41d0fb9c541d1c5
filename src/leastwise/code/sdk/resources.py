"""boto3's resources: `resource("dynamodb").Table(name).put_item(…)` as the operation that it calls.

The tables are boto3's own (`data/resources/`), made by `tools/refresh_boto3.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from leastwise.model.record import record
from leastwise.read.tables import table

SERVICES = frozenset("cloudformation cloudwatch dynamodb ec2 glacier iam s3 sns sqs".split())
_KINDS = ("actions", "collections", "batch", "waiters")


@record
class Made:
    """A resource that a member gives back.

    Attributes:
        type: `Bucket`.
        identifiers: name → where it comes from: `?` is what the caller gives (in this order), `x` an identifier of the
            resource that was asked, `!Key` an argument of the call, `>Path` the answer, `.x` an attribute.
    """

    type: str
    identifiers: Mapping[str, Any]


@record
class Member:
    """A method or attribute of a resource.

    Attributes:
        kind: what it is. One of a collection is called when it is iterated over; `load` is an attribute, which is
            fetched when it is first read.
        operation: of the API; empty for `has`, which only makes another resource.
        arguments: what is filled in: API argument → where it comes from, as in `Made`, or `{"value": …}`.
        made: the resource that it gives back; for a collection, each of its items.
    """

    kind: Literal["actions", "collections", "batch", "waiters", "has", "load"]
    operation: str
    arguments: Mapping[str, Any]
    made: Made | None = None


def identifiers(service: str, kind: str) -> tuple[str, ...]:
    """The identifiers of a type of resource in the order in which they are given."""
    return tuple(_types(service).get(kind, {}).get("identifiers", ()))


@cache
def member(service: str, kind: str, name: str) -> Member | None:
    """A member of a type of resource; `None` where it has none of that name.

    Args:
        service: as boto3 calls it.
        kind: the type, `Table`; empty for the service itself, `resource("dynamodb")`.
        name: of the member: `put_item`, `Table`, `objects`, `wait_until_exists`.
    """
    row = _types(service).get(kind)
    if row is None:
        return None
    for what in _KINDS:
        if name in row.get(what, ()):
            found = row[what][name]
            return Member(what, found[0], found[1], _made(found[2]) if len(found) > 2 else None)  # type: ignore[arg-type]
    if name in row.get("has", ()):
        return Member("has", "", {}, _made(row["has"][name]))
    if not kind and name in _types(service):
        return Member("has", "", {}, Made(name, dict.fromkeys(identifiers(service, name), "?")))
    if "load" in row and (name in ("load", "reload") or name in row.get("attributes", ())):
        return Member("load", row["load"][0], row["load"][1])
    return None


def on_items(service: str, kind: str, collection: str, name: str) -> Member | None:
    """A method of a collection that works on all its items at once: `bucket.objects.delete()`."""
    of = member(service, kind, collection)
    made = of.made if of is not None else None
    found = _types(service).get(made.type, {}).get("batch", {}).get(name) if made is not None else None
    return None if found is None else Member("batch", found[0], found[1])


def _made(row: Any) -> Made:
    return Made(row[0], row[1])


def _types(service: str) -> dict[str, Any]:
    types: dict[str, Any] = table(__file__, f"resources/{service}")["types"] if service in SERVICES else {}
    return types
