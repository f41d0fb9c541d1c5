"""Statements by which everybody may use a queue, a topic or a bus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.iam.reach import names_source
from leastwise.model.application import Application
from leastwise.model.graph import Function, Statement, Store, StoreKind


def for_everyone(statement: Statement) -> bool:
    """Whether a statement that the author wrote lets every AWS account in, or every service's every customer."""
    return (
        statement.by == "author"
        and statement.allows
        and any(p.kind in ("*", "AWS") and p.value == "*" for p in statement.principals)
        and not names_source(statement)
    )


def openings(app: Application, kind: StoreKind) -> Iterator[tuple[Store, Statement]]:
    """Every statement by which everybody may use a store of this kind."""
    for store in app.stores_of(kind):
        for statement in store.policy:
            if for_everyone(statement):
                yield store, statement


def allowed(statement: Statement) -> str:
    """The actions of a statement, for people."""
    return ", ".join(f"`{action}`" for action in statement.actions if isinstance(action, str)) or "everything"


def readers(app: Application, store: Store) -> Iterable[Function]:
    """The functions that a store starts."""
    return [t.function for t in app.all_triggers if t.resource is not None and t.resource.key == store.resource.key]
