"""The permissions as CSV, for spreadsheets: a row for each action that is granted, and for each line that needs one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from leastwise.report.clean import clean_name, clean_text, prose
from leastwise.report.csv import row
from leastwise.report.policies.collect import levels
from leastwise.report.policies.result import Grant, Need, PolicyResult, RoleEntry, Target
from leastwise.report.style import Style

COLUMNS = (
    *("application", "role", "functions", "used", "effect", "access_level", "action", "not_actions", "resources"),
    *("not_resources", "stores", "condition", "by", "via", "policy", "when", "file", "line"),
    *("source", "because", "certainty"),
)
"""Stable: new columns are added at the end. `effect` tells what a row is.

`Allow` and `Deny`: what is granted; `Needs`, `May need` and `Missing`: what is needed; `Uncertain`: a place because of
which a function may need more.
"""


def render(result: PolicyResult, style: Style) -> Iterator[str]:
    """The report: a header, what is granted, and what is needed."""
    yield row(COLUMNS)
    for role, grant in result.grants():
        yield row((*_cells(role, grant), "", "", ""))
    for role in result.roles.values():
        yield from _needed(role.application, role.id, "", role.needs, role.missing, "")
    for function in result.functions.values():
        of = (function.application, function.role or "", function.id)
        yield from _needed(*of, function.needs, function.missing, function.certainty)
        for reason in function.why:
            places = (clean_name(reason.location.file), str(reason.location.line))
            yield row(_line(*of, "Uncertain", None, "", places, prose(reason.text), function.certainty))


def _needed(
    application: str, role: str, function: str, needs: Iterable[Need], missing: Iterable[Need], certainty: str
) -> Iterator[str]:
    """A row for each line that needs something."""
    lacking = [(need.action, need.resources, need.condition) for need in missing]
    for need in needs:
        is_missing = (need.action, need.resources, need.condition) in lacking
        effect = "May need" if need.optional else "Missing" if is_missing else "Needs"
        for cause in need.because:
            place = (clean_name(cause.location.file), str(cause.location.line))
            yield row(
                _line(application, role, function, effect, need, need.source, place, clean_text(cause.note), certainty)
            )


def _line(
    application: str,
    role: str,
    function: str,
    effect: str,
    need: Need | None,
    source: str,
    place: tuple[str, str],
    because: str,
    certainty: str,
) -> Iterator[str]:
    yield from (clean_name(application), clean_name(role), clean_name(function), "yes", effect)
    if need is None:
        yield from ("",) * 11
    else:
        found = levels(need.action)
        yield from (found[0] if found else "", prose(need.action), "", _targets(need.resources), "")
        yield " ".join(dict.fromkeys(clean_name(target.name) for target in need.resources if target.name))
        yield prose(json.dumps(need.condition)) if need.condition is not None else ""
        yield from ("", "", "", prose(need.when))
    yield from (*place, source, because, certainty)


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
