"""Statements by which everybody may use a queue, a topic or a bus."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.sources import open_to_everyone
from leastwise.model.application import Application
from leastwise.model.finding import Finding
from leastwise.model.graph import Statement, Store, StoreKind
from leastwise.rules.rule import Rule
from leastwise.rules.words import actions_of


def for_everyone(statement: Statement) -> bool:
    """Whether a statement that the author wrote lets every AWS account in, or every service's every customer."""
    return statement.by == "author" and statement.allows and open_to_everyone(statement)


def openings(app: Application, kind: StoreKind) -> Iterator[tuple[Store, Statement]]:
    """Every statement by which everybody may use a store of this kind."""
    for store in app.stores_of(kind):
        for statement in store.policy:
            if for_everyone(statement):
                yield store, statement


def opening(rule: Rule, app: Application, store: Store, statement: Statement) -> Finding:
    """A rule's finding for such a statement."""
    return rule.finding(
        statement.property["Principal"],
        f"Every AWS account is allowed {actions_of(statement) or 'everything'} on {store.resource.name}.",
        scope=statement.property,
        functions=app.started_by(store.resource),
    )
