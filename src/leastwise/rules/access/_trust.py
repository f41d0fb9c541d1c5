"""Who may take a role, as its trust policy says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from leastwise.iam.pattern import matches
from leastwise.iam.sources import strangers_denied
from leastwise.model.graph import Role, Statement
from leastwise.model.value import Seq, Symbol
from leastwise.read.graph.policies import condition_keys

_ASSUMING = ("sts:assumerole", "sts:assumerolewithwebidentity")


def assuming(role: Role) -> Iterator[Statement]:
    """The statements by which the author lets somebody take a role."""
    for statement in role.trust:
        wanted = statement.by == "author" and statement.allows and _assumes(statement)
        if wanted and not strangers_denied(role.trust, statement):
            yield statement


def _assumes(statement: Statement) -> bool:
    """Whether a statement is, for certain, about taking the role."""
    spared = statement.not_actions
    if spared:
        return all(isinstance(one, str) for one in spared) and not all(map(partial(_named, spared), _ASSUMING))
    return any(map(partial(_named, statement.actions), _ASSUMING))


def _named(patterns: Iterable[object], action: str) -> bool:
    return any(isinstance(pattern, str) and matches(pattern.lower(), action) for pattern in patterns)


def tests(statement: Statement, key: str) -> Iterator[tuple[str, object]]:
    """Operator in lower case and wanted value of every test of a condition key that admits rather than excludes."""
    for operator, found, wanted in condition_keys(statement):
        if found == key and "not" not in operator.lower() and operator.lower() != "null":
            for value in wanted if isinstance(wanted, Seq) else (wanted,):
                yield operator.lower(), value


def unread_condition(statement: Statement) -> bool:
    """Whether a part of the condition is not known, so that nothing can be said about what it lacks."""
    block = statement.condition.value
    return isinstance(block, Symbol) or (
        isinstance(block, dict) and any(isinstance(entries, Symbol) for entries in block.values())
    )
