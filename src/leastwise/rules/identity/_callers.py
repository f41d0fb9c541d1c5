"""What functions know of their callers: whether a route proves who they are, and whether the code looks at that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Function, Trigger

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.values import Value

PROVED = frozenset((AuthKind.COGNITO, AuthKind.JWT, AuthKind.LAMBDA, AuthKind.IAM))
"""How routes know their callers that tell the function who it is."""

OWNER = re.compile(
    r"(?:(?:user|owner|customer|account|tenant|member|patient|employee|student|profile|client|org|organi[sz]ation)"
    r"[_-]?(?:id|uuid|name|sub|email|key)|sub|email|e[_-]?mail|cognito[_-]?(?:id|sub|username)|identity[_-]?id"
    r"|user|owner|tenant)",
    re.IGNORECASE,
)
"""Names of fields that say whose something is."""


def shaped(app: Application, function: Function, path: tuple[Any, ...]) -> tuple[bool, Trigger | None]:
    """Whether an outsider shapes a field of the event, and by which trigger; none where nothing says what starts it."""
    from leastwise.code.taint.reading import mark
    from leastwise.code.taint.trust import fields, shaping

    if mark(path) or not path:
        return False, None
    triggers = app.triggers_of(function)
    found = shaping(triggers, path)
    return found is not None or (not triggers and fields()["unknown"].shaped(path)), found


def given(call: Call) -> Iterator[Value]:
    """Everything that a call is given, and the conditions under which it is made."""
    yield from (*call.arguments, *call.keywords.values())
    yield from (value for value in (call.receiver, call.rest, call.rest_keywords) if value is not None)
    for guard in call.guards:
        yield from (value for value in (guard.test.left, guard.test.right) if value is not None)


def asks_who(known: Seen) -> bool:
    """Whether anything in the function depends on what the API found out about the caller."""
    from leastwise.code.taint.trust import is_caller

    taint = known.taint
    for call, _ in known.calls:
        paths = [path for value in given(call) for path, _ in value.origins]
        paths += [path for hit in taint.hits.get(id(call), (None, ()))[1] for path in hit.paths]
        paths += [
            path for put in taint.kept.put.get(id(call), (None, ()))[1] for own in put.fields.values() for path in own
        ]
        if any(map(is_caller, paths)):
            return True
    return False
