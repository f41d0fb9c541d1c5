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
_about: dict[StatementCheck, str] = {}


def for_policy(*codes: str) -> Callable[[PolicyCheck], PolicyCheck]:
    """Register a check of whole documents and the codes of what it finds."""
    return lambda given: _register(_policies, given, codes)


def for_statement(*codes: str, of: str = "") -> Callable[[StatementCheck], StatementCheck]:
    """Register a check of statements and the codes of what it finds.

    Args:
        *codes: the codes.
        of: `Condition`, `Principal` (or `NotPrincipal`) or `$`, where it has nothing to say of a statement without it:
            most statements have none of them.
    """

    def register(given: StatementCheck) -> StatementCheck:
        _about[given] = of
        return _register(_statements, given, codes)

    return register


def check(policy: Policy, app: Application | None = None, kind: str = "") -> Iterator[Issue]:
    """Every issue of a policy: those of the document first, then statement by statement.

    Args:
        policy: what to check.
        app: the application around it, for what its references mean; `None` for a policy that stands alone.
        kind: only issues of this kind; the other checks do not run.
    """
    for document_check in _of_policies(kind):
        for issue in document_check(policy, app):
            if issue.kind == kind or not kind:
                yield issue
    for statement in policy.statements:
        for statement_check in _of_statements(kind, *statement.marks):
            for issue in statement_check(statement, app):
                if issue.kind == kind or not kind:
                    yield issue


@cache
def _of_policies(kind: str) -> list[PolicyCheck]:
    """The checks of documents that can find something of a kind; all of them for none."""
    _load()
    return [one for one, codes in _policies if _finds(codes, kind)]


@cache
def _of_statements(kind: str, conditional: bool, named: bool, variable: bool) -> list[StatementCheck]:
    """Those of statements with, or without, a condition, principals and what may be a variable."""
    _load()
    written = {"": True, "Condition": conditional, "Principal": named, "$": variable}
    return [one for one, codes in _statements if written[_about[one]] and _finds(codes, kind)]


def _finds(codes: tuple[str, ...], kind: str) -> bool:
    return not kind or any(catalogue()[code]["kind"] == kind for code in codes)


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
