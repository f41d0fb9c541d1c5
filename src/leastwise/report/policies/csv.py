"""The permissions as CSV: a row for each action that is granted or denied, for spreadsheets."""

from __future__ import annotations

import json
from collections.abc import Iterator

from leastwise.report.clean import clean_name, prose
from leastwise.report.csv import row
from leastwise.report.policies.result import Grant, PolicyResult, RoleEntry, Target
from leastwise.report.style import Style

COLUMNS = (
    *("application", "role", "functions", "used", "effect", "access_level", "action", "not_actions", "resources"),
    *("not_resources", "stores", "condition", "by", "via", "policy", "when", "file", "line"),
)
"""Stable: new columns are added at the end."""


def render(result: PolicyResult, style: Style) -> Iterator[str]:
    """The report: a header, then the roles."""
    yield row(COLUMNS)
    for role, grant in result.grants():
        yield row(_cells(role, grant))


def _cells(role: RoleEntry, grant: Grant) -> Iterator[str]:
    yield from (clean_name(role.application), clean_name(role.id), " ".join(map(clean_name, role.functions)))
    yield from ("yes" if role.used else "no", grant.effect, grant.levels[0] if grant.levels else "")
    yield from (prose(grant.action), _texts(grant.not_actions), _targets(grant.resources))
    yield from (_targets(grant.not_resources), _texts(grant.stores))
    yield prose(json.dumps(grant.condition)) if grant.condition is not None else ""
    yield from (grant.by, grant.via, clean_name(grant.policy), prose(grant.when))
    yield from (clean_name(grant.location.file), str(grant.location.line))


def _texts(texts: tuple[str, ...]) -> str:
    return " ".join(map(clean_name, texts))


def _targets(targets: tuple[Target, ...]) -> str:
    return " ".join(clean_name(target.arn) for target in targets)
