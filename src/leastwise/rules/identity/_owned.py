"""Whether what a call gets or changes is somebody's, and nobody asks whose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.source import value_text
from leastwise.rules.identity._callers import OWNER

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.observers import Call
    from leastwise.code.taint.found import Seen
    from leastwise.code.taint.observer import Hit
    from leastwise.read.script.nodes import Function as Lowered

_ASKS = re.compile(
    r"requestContext|request_context|authori[sz]|claims|identity|principal|cognito|\bsub\b|owner|belongs|\bown[s_]"
    r"|ConditionExpression|permi|allow|forbid|\b40[13]\b"
    r"|\b(?:may|can|check|verify|ensure|assert|require|guard|validate)(?:_\w+|[a-z]\w*)?\(",
    re.IGNORECASE,
)
"""What stands in a function that may ask whose something is."""

_BY_KEY = ("dynamodb:GetItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem")
_ANSWERS = ("(return)", "json.dumps", "global.JSON.stringify")


def owned(app: Application, function: Function, known: Seen, hit: Hit, through: Sequence[Lowered]) -> tuple[str, ...]:
    """The fields that say whose the item is that a call is about; none where nobody's, or where that is asked."""
    from leastwise.code.taint.written import ledger

    sources = sources_of(app)
    operation = next((one for one in known.taint.operations(hit.call) if one in _BY_KEY), "")
    if not operation or not through or sources is None:
        return ()
    answers = list(_answers(known, hit))
    if (operation == "dynamodb:GetItem" and not answers) or any(map(_asks_who, (hit.call, *answers))):
        return ()
    text = value_text(through[-1].span)
    if _ASKS.search(text):
        return ()
    names = ledger(app, sources).owners(function, hit.row, operation, hit.call)
    if any(name in text for name in names):
        return ()
    return tuple(sorted(filter(OWNER.fullmatch, names), key=len))


def keyed_by_caller(known: Seen, hit: Hit) -> bool:
    """Whether the same table or bucket is asked elsewhere for what is the caller's, by a key of the same form."""
    from leastwise.code.taint.trust import is_caller

    return bool(hit.form) and any(
        one.row.kind == "access" and any(map(is_caller, one.paths)) and hit.form == one.form
        for call, _ in known.calls
        for one in known.taint.hits.get(id(call), (None, ()))[1]
        if call is not hit.call
    )


def _answers(known: Seen, hit: Hit) -> Iterator[Call]:
    """Calls that make an answer of what a call gets."""
    places = {place for place, every in known.taint.kept.taken.items() if any(one.call is hit.call for one in every)}
    for call, _ in known.calls:
        paths = (path for value in call.arguments for path, _ in value.origins)
        if call.path in _ANSWERS and any(path[2:3] and path[2] in places for path in paths):
            yield call


def _asks_who(call: Call) -> bool:
    """Whether a condition under which a call is made depends on who asks."""
    from leastwise.code.taint.trust import is_caller

    sides = (value for guard in call.guards for value in (guard.test.left, guard.test.right) if value is not None)
    return any(is_caller(path) for value in sides for path, _ in value.origins)
