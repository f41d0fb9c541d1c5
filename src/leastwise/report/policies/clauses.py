"""A statement of a policy in one line, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.iam.evaluation import Clause
from leastwise.iam.language import Pattern
from leastwise.model.source import Location
from leastwise.model.value import display
from leastwise.report.policies.answers import Deciding
from leastwise.report.policies.rows import some

_MOST = 4


def in_words(clause: Clause) -> Deciding:
    """What a statement says and where it stands."""
    return Deciding(
        clause.effect or "?",
        " ".join(_parts(clause)),
        clause.origin or ("" if clause.statement else clause.policy),
        _place(clause),
    )


def _parts(clause: Clause) -> Iterator[str]:
    statement = clause.statement
    of: Any = clause if statement is None else statement
    actions, not_actions, resources, not_resources = of.actions, of.not_actions, of.resources, of.not_resources
    if not (actions or not_actions):
        yield "a policy that is not known"
        return
    yield _listed(actions) if actions else f"everything but {_listed(not_actions)}"
    if resources or not_resources:
        yield f"on {_listed(resources) if resources else f'everything but {_listed(not_resources)}'}"
    if clause.principals or clause.not_principals:
        whom = clause.principals or clause.not_principals
        yield f"{'to' if clause.principals else 'to all but'} {_listed(one.value for one in whom)}"
    if clause.conditions:
        yield f"if {' and '.join(map(str, clause.conditions))}"


def _listed(values: Iterable[object]) -> str:
    return some([display(value.source if isinstance(value, Pattern) else value) for value in values], _MOST)


def _place(clause: Clause) -> Location | None:
    if clause.statement is None:
        return None
    element = "Action" if clause.statement.actions else "NotAction"
    place = clause.statement.property[element]
    return (place if place.present else clause.statement.property).location
