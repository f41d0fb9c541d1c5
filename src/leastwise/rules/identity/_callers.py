"""What functions know of their callers: whether a route proves who they are, and whether the code looks at that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Function, Trigger

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call, Guard
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


def asks_who(known: Seen, about: Call | None = None) -> bool:
    """Whether anything in the function depends on what the API found out about the caller.

    Args:
        known: what the function does.
        about: what it has to be asked for: not what is done for others than that, nor what is the caller's own.
    """
    from leastwise.code.taint.trust import is_caller

    if about is not None and any(map(_is_found_out, about.guards)):
        return True
    for call, _ in known.calls:
        if about is not None and call is not about and (
            _is_apart(call, about) or (_checks_nothing(known, call) and not any(map(_is_about_caller, call.guards)))
        ):  # fmt: skip
            continue
        if any(map(is_caller, _paths(known, call))):
            return True
    return False


def _paths(known: Seen, call: Call) -> Iterator[tuple[Any, ...]]:
    """The fields that a call is given, and that its conditions are about."""
    yield from (path for value in given(call) for path, _ in value.origins)
    yield from (path for hit in known.taint.hits.get(id(call), (None, ()))[1] for path in hit.paths)
    every = known.taint.kept.put.get(id(call), (None, ()))[1]
    yield from (path for put in every for own in put.fields.values() for path in own)


def _checks_nothing(known: Seen, call: Call) -> bool:
    """Whether a call says nothing of who may: what reads or writes data, what makes an answer, what logs."""
    operations = known.taint.operations(call)
    if operations:
        return all(one.startswith(_DATA) for one in operations)
    return _TELLS.fullmatch(call.path) is not None


def _is_found_out(guard: Guard) -> bool:
    """Whether a condition is about something that was looked up before, or that somebody else decided."""
    from leastwise.code.chains import path_of
    from leastwise.code.taint.reading import mark
    from leastwise.code.values import Member, Result

    for value in (guard.test.left, guard.test.right):
        for one in value.alternatives if value is not None else ():
            found = one
            while isinstance(found, Member):
                found = found.of
            given = found.arguments if isinstance(found, Result) else ()
            calls = [path_of(inner) for inner in (found, *(a for v in given for a in v.alternatives))]
            if isinstance(found, Result) and any(map(_DECIDES.search, calls)):
                return True
    return any(mark(path) == "stored" for path in _asked(guard))


_DECIDES = re.compile(r"authori[sz]|enforce|permi(?:t|ssion)|allow|forbid", re.IGNORECASE)


def _is_about_caller(guard: Guard) -> bool:
    from leastwise.code.taint.trust import is_caller

    return any(map(is_caller, _asked(guard)))


def _asked(guard: Guard) -> Iterator[tuple[Any, ...]]:
    for value in (guard.test.left, guard.test.right):
        yield from (path for path, _ in value.origins) if value is not None else ()


def _is_apart(one: Call, other: Call) -> bool:
    """Whether no request leads to both calls: the cases of a `switch`."""
    return any(_excludes(a, b) for a in one.guards for b in other.guards)


def _excludes(one: Guard, other: Guard) -> bool:
    a, b = one.test, other.test
    if a.operator != b.operator or a.left != b.left:
        return False
    holds, other_holds = one.holds is not a.negated, other.holds is not b.negated
    if a.right == b.right:
        return holds is not other_holds
    literals = [value.literal if value is not None else ... for value in (a.right, b.right)]
    return a.operator == "==" and holds and other_holds and ... not in literals


_DATA = ("dynamodb:", "s3:")
_TELLS = re.compile(
    r"\((?:return|callback|assign)\)|json\.dumps|global\.JSON\.stringify|builtins\.(?:print|str)|global\.console\.\w+"
    r"|(?:logging|aws_lambda_powertools|@aws-lambda-powertools/logger)\b.*\.(?:debug|info|warning|warn|error|exception|log)"
)
