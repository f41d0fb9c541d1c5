"""What a role needs to send something to a target: a queue, a topic, a function, a bus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.iam.wiring.arns import arn_of, is_value, made, service_of
from leastwise.iam.wiring.need import Because, Collector, Source
from leastwise.model.application import Application
from leastwise.model.resource import Property
from leastwise.model.value import Unknown
from leastwise.read.tables import table


def kind_of(app: Application, value: Any) -> str:
    """The kind of target that a value names; empty where it cannot be told."""
    tables = table(__file__, "targets")
    resource = app.referenced(value)
    if resource is not None and resource.type in tables["kinds"]:
        return str(tables["kinds"][resource.type])
    service, rest = service_of(value)
    if service == "events":
        return "api-destination" if rest.startswith("api-destination/") else "events" if rest[:4] == "even" else ""
    if service == "ssm" and rest.startswith("automation-definition/"):
        return "ssm-automation"
    return str(tables["services"].get(service, ""))


def send(needs: Collector, place: Property, sender: str, source: Source, note: str) -> str:
    """Note what is needed to send to what a place names; gives the kind of the target.

    Args:
        needs: where it is noted.
        place: of the target's ARN.
        sender: who sends, as in the table: `destination`, `rule`, `pipe`…
        source: the reason.
        note: what happens, for people.
    """
    value = place.value
    if not is_value(value):
        return ""
    kind = kind_of(needs.app, value)
    if not kind:
        why = value.reason if isinstance(value, Unknown) else "it does not say which service it belongs to"
        needs.note(place, f"what is needed to send to this target is not known: {why}")
        return ""
    by_sender = table(__file__, "targets")["targets"][kind]
    entries(needs, by_sender.get(sender, by_sender["any"]), arn_of(needs.app, value), source, Because(place, note))
    return kind


def entries(
    needs: Collector,
    rows: list[dict[str, Any]],
    arn: Any,
    source: Source,
    because: Because,
    condition: Mapping[str, Any] | None = None,
) -> None:
    """Note the rows of a table of needs: actions, and the resource as a form in which `@` is the ARN."""
    for row in rows:
        where, optional = (made(row["on"], arn),), row.get("optional", False)
        needs.add(row["actions"], where, source, because, condition=condition, optional=optional)
