"""The checks of all files, run over one policy.

A check is a function with the codes that it can give above it: `@for_policy("MISSING_STATEMENT")` for one that looks at
the whole document, `@for_statement("INVALID_ACTION")` for one that looks at a statement. The files of this package are
imported by the first call of `check`: a new file is found without being named anywhere, and nothing of it costs a scan
that does not lint.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TypeVar

from leastwise.iam.lint.issue import Issue, catalogue
from leastwise.iam.lint.policy import Policy, Written
from leastwise.model.application import Application

PolicyCheck = Callable[[Policy, Application | None], Iterator[Issue]]
StatementCheck = Callable[[Written, Application | None], Iterator[Issue]]
C = TypeVar("C", PolicyCheck, StatementCheck)

_policies: list[tuple[PolicyCheck, tuple[str, ...]]] = []
_statements: list[tuple[StatementCheck, tuple[str, ...]]] = []


def for_policy(*codes: str) -> Callable[[PolicyCheck], PolicyCheck]:
    """Register a check of whole documents and the codes of what it finds."""
    return lambda given: _register(_policies, given, codes)


def for_statement(*codes: str) -> Callable[[StatementCheck], StatementCheck]:
    """Register a check of statements and the codes of what it finds."""
    return lambda given: _register(_statements, given, codes)


def check(policy: Policy, app: Application | None = None, kind: str = "") -> Iterator[Issue]:
    """Every issue of a policy: those of the document first, then statement by statement.

    Args:
        policy: what to check.
        app: the application around it, for what its references mean; `None` for a policy that stands alone.
        kind: only issues of this kind; the other checks do not run.
    """
    policies, statements = _checks(kind)
    for document_check in policies:
        yield from (issue for issue in document_check(policy, app) if issue.kind == kind or not kind)
    for statement in policy.statements:
        for statement_check in statements:
            yield from (issue for issue in statement_check(statement, app) if issue.kind == kind or not kind)


@cache
def _checks(kind: str) -> tuple[list[PolicyCheck], list[StatementCheck]]:
    """The checks that can find something of a kind; all of them for none."""
    _load()
    kinds = {code: entry["kind"] for code, entry in catalogue().items()}

    def finds(codes: tuple[str, ...]) -> bool:
        return not kind or any(kinds[code] == kind for code in codes)

    return [one for one, codes in _policies if finds(codes)], [one for one, codes in _statements if finds(codes)]


def codes() -> frozenset[str]:
    """The codes that some check can give."""
    _load()
    return frozenset(code for _, found in (*_policies, *_statements) for code in found)


@cache
def _load() -> None:
    for entry in sorted(os.listdir(os.path.dirname(__file__))):
        name, _, ending = entry.rpartition(".")
        if ending == "py" and not name.startswith("_"):
            import_module(f"leastwise.iam.lint.{name}")


def _register(known: list[tuple[C, tuple[str, ...]]], given: C, codes: tuple[str, ...]) -> C:
    known.append((given, codes))
    return given
