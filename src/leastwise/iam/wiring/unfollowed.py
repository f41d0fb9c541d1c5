"""What the reader of a framework saw being done to a function or a role, and could not follow."""

from __future__ import annotations

from leastwise.iam.wiring.need import Collector, indexed
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import references

_TYPE = "Leastwise::Cdk::Unfollowed"
_ANY = ""


def doubt(needs: Collector, key: str, *, function: bool) -> None:
    """Note that more may be needed of a resource than is known; what may be about any function is about each.

    Args:
        needs: where that is noted.
        key: of the resource.
        function: whether it is a function.
    """
    known = indexed(needs.app, _by_resource)
    for one in [*known.get(key, ()), *(known.get(_ANY, ()) if function else ())]:
        needs.note(one[()], one["Reason"].text() or "")


def _by_resource(app: Application) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for one in app.resources(_TYPE):
        keys = [reference.resource for reference in references(one.properties.get("Of"))]
        found.setdefault(keys[0] if keys else _ANY, []).append(one)
    return found
