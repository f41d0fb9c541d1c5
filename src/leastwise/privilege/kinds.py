"""What actions can be about: a resource of another kind that a statement names as well allows nothing by that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from leastwise.iam.actions import expand, service
from leastwise.iam.language import Pattern, arn_pattern, includes, overlaps
from leastwise.iam.managed import customary
from leastwise.iam.resources import resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.value import Parameter, Reference, concat
from leastwise.privilege.statements import OWN


def wider(app: Application, actions: Iterable[str], granted: Sequence[Any], wanted: Iterable[Any]) -> bool:
    """Whether actions are allowed on more than they are needed on; what AWS itself allows on everything never is."""
    actions = tuple(actions)
    if all(customary(action) for name in actions for action in expand(name) or ()):
        return False
    values = tuple(wanted)
    patterns = [resource_pattern(app, value) for value in values]
    if "*" in granted and all(isinstance(value, Reference) for value in values):  # each returns one ARN
        return True
    others = [value for value in granted if includes(patterns, resource_pattern(app, value)) is Truth.NO]
    return any(works_on(app, actions, value) for value in others)


def works_on(app: Application, actions: Iterable[str], value: Any) -> bool:
    """Whether one of some actions can be about a resource, by the formats that the ARNs of its resources have."""
    pattern = resource_pattern(app, value)
    kinds = [_kinds(name) for name in actions]
    return not all(kinds) or any(overlaps(pattern, one) is not Truth.NO for some in kinds for one in some)


@lru_cache(maxsize=4096)
def _kinds(name: str) -> tuple[Pattern, ...]:
    """The ARNs that an action can be about, as patterns; nothing where that is not known."""
    found = service(name.partition(":")[0])
    known = expand(name) or ()
    if found is None or not all(action.takes_resource for action in known):
        return ()
    formats = dict.fromkeys(text for action in known for one in found.formats(action) for text in one.split(", "))
    return tuple(arn_pattern(concat(_holes(text))) for text in formats)


def _holes(format_: str) -> Iterator[str | Parameter]:
    for text, name in re.findall(r"([^$]*)(?:\$\{(\w+)\})?", format_):
        yield text
        if name:  # a wildcard in the place of an account would match what is behind it too
            yield Parameter(OWN[name]) if name in OWN else "*"
