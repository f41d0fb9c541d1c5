"""The resources of statements and needs, as they are called in the application."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.naming import arn_attribute, arn_facts, arn_format
from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import Symbol, display
from leastwise.report.policies.plain import short
from leastwise.report.policies.result import Target
from leastwise.report.policies.rows import wide

_LOGS = re.compile(r"arn:(?:\$\{AWS::Partition\}|[\w-]+):logs:")
"""Log groups are named after what writes to them."""


def targets(app: Application, resources: tuple[Any, ...]) -> tuple[Target, ...]:
    """The resources of a statement for people; all of its actions have the same."""
    known = _shown(app)
    found = known.get(resources)
    if found is None:
        found = known[resources] = tuple(_each_target(app, resources))
    return found


@lru_cache(maxsize=4)
def _shown(app: Application) -> dict[tuple[Any, ...], tuple[Target, ...]]:
    return {}


def _each_target(app: Application, resources: Iterable[Any]) -> Iterator[Target]:
    for value in resources:
        named, text = app.referenced(value), short(display(value))
        if named is None or (_LOGS.match(text) and not named.type.startswith("AWS::Logs::")):
            yield Target(text)
        else:
            yield Target(text, named.name, _rest(named, text))


def _rest(resource: Resource, text: str) -> str | None:
    """What follows a resource in an ARN that names it; `None` where that is of any account or region."""
    name, facts = resource.name, arn_facts(resource.type)
    starts = [f"${{{name}{attribute}}}" for attribute in ("", ".Arn", ".arn", ".id", ".name")]
    own = resource.get(facts.get("name", ""))
    format_ = arn_format(resource.type, arn_attribute(resource.type) or "")
    if format_ is not None and isinstance(own, (str, Symbol)) and display(own):
        starts.append(":" + format_.split(":", 5)[-1].partition("${")[0] + display(own))
    found = next((text.partition(start) for start in starts if start in text), None)
    if found is None:
        return None if wide(text) else ""
    return None if wide(found[0]) else found[2]
