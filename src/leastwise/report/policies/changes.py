"""What a change does to permissions, for people, for programs, and as a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise import __version__
from leastwise.model.record import replace
from leastwise.report.clean import clean, clean_name, clean_text
from leastwise.report.inert import code, inline
from leastwise.report.json import dumps
from leastwise.report.policies.changed import ChangeRow, DiffResult, RoleChange
from leastwise.report.policies.result import LEVELS
from leastwise.report.policies.rows import called, some
from leastwise.report.style import Style
from leastwise.report.words import number

_TITLES = {"granted": "newly granted", "removed": "granted no more", "missing": "missing since"}
_SIGNS = {"granted": ("+", "yellow"), "removed": ("-", "green"), "missing": ("!", "red")}
_VERDICTS = {
    "needed": "needed",
    "wide": "wider than needed",
    "needless": "nothing needs it",
    "unknown": "not known whether it is needed",
    "framework": "by the framework",
    "denial": "is no longer denied",
    "part": "a part of it still is",
}
_COLOURS = {"needless": "red", "wide": "yellow", "denial": "red", "needed": "green"}
_MOST_FUNCTIONS = 6
_MOST_ACTIONS = 6
_MOST_ENOUGH = 8
_LONGEST = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""


def text(result: DiffResult, style: Style) -> Iterator[str]:
    """For people: role by role, then a summary."""
    for role in _shown(result):
        names = some([clean_name(name) for name in role.functions], _MOST_FUNCTIONS)
        yield style(clean_name(role.role), "bold") + style(f"  of {names}" if names else "", "dim") + "\n"
        for row in _grouped(role):
            sign, colour = _SIGNS[row.kind]
            place = clean_name(f"{row.file}:{row.line}") if row.file else ""
            yield f"  {style(sign, colour)} {clean(_what(row))}  {style(place, 'dim')}\n"
            verdict = _verdict(row)
            if verdict:
                yield f"      {style(clean(verdict), _COLOURS.get(row.verdict, 'dim'))}\n"
            yield from (f"      {style(clean(one), 'dim')}\n" for one in row.because)
        yield "\n"
    yield f"{_summary(result)}\n"


def markdown(result: DiffResult, style: Style) -> Iterator[str]:
    """A comment on a pull request. Nothing of the scanned files is markup in it (`inert.py`)."""
    yield "<!-- leastwise policy diff -->\n### leastwise: what this change grants\n\n"
    yield f"{inline(_summary(result))}\n\n"
    room = _LONGEST
    shown = _shown(result)
    for index, role in enumerate(shown):
        block = "".join(_block(role))
        room -= len(block.encode("utf-8", "backslashreplace"))
        if room < 0:
            yield f"**{number(len(shown) - index, 'more role')}**: a comment holds no more than these.\n"
            return
        yield block


def _block(role: RoleChange) -> Iterator[str]:
    functions = some([code(clean_name(name)) for name in role.functions], _MOST_FUNCTIONS)
    yield f"#### {code(clean_name(role.role))}\n\n" + (f"Of {functions}.\n\n" if functions else "")
    yield "| | what | needed? | because of | where |\n|---|---|---|---|---|\n"
    for row in _grouped(role):
        label = {"granted": "**new**", "removed": "gone", "missing": "**missing**"}[row.kind]
        because = "<br>".join(_cell(one) for one in row.because)
        where = _cell(f"{row.file}:{row.line}") if row.file else ""
        yield f"| {label} | {_cell(_what(row))} | {inline(clean_text(_verdict(row)))} | {because} | {where} |\n"
    yield "\n"


def _cell(told: str) -> str:
    return code(clean_text(told)).replace("|", "\\|")


def json(result: DiffResult, style: Style) -> Iterator[str]:
    """For programs, schema 1: fields may be added, none is renamed or taken away."""
    yield dumps(document(result), indent=2) + "\n"


def document(result: DiffResult) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "schema": 1,
        "tool": {"name": "leastwise", "version": __version__},
        "root": result.root,
        "base": {"name": result.base, "commit": result.base_commit},
        "head": {"name": result.head, "commit": result.head_commit},
        "failing": result.failing,
        "roles": [
            {
                "id": role.role,
                "application": role.application,
                "functions": list(role.functions),
                **{kind: [_entry(row) for row in role.rows if row.kind == kind] for kind in _TITLES},
            }
            for role in result.roles
        ],
        "stats": {**{kind: len(result.rows(kind)) for kind in _TITLES}, "unread": result.unread},
    }


def _entry(row: ChangeRow) -> dict[str, Any]:
    return {
        "action": row.action,
        "resources": [{"arn": one.arn, "logical_id": one.name} for one in row.resources],
        "condition": row.condition or None,
        "effect": row.effect,
        "access_level": row.level or None,
        "verdict": row.verdict or None,
        "file": row.file or None,
        "line": row.line or None,
        "because": list(row.because),
        "enough": _enough(row),
    }


def _enough(row: ChangeRow) -> dict[str, Any] | None:
    return {"actions": list(row.enough), "resources": [one.arn for one in row.enough_on]} if row.enough else None


def _shown(result: DiffResult) -> list[RoleChange]:
    """The roles of which there is something to read: what frameworks grant by themselves is not."""
    return [role for role in result.roles if any(row.verdict != "framework" for row in role.rows)]


def _grouped(role: RoleChange) -> list[ChangeRow]:
    """The rows of a role for people: those that differ in nothing but the action are one."""
    groups: dict[Any, list[ChangeRow]] = {}
    for row in role.rows:
        if row.verdict != "framework":
            alike = replace(row, action="", level="", line=0, enough=(), because=row.because)
            groups.setdefault(alike, []).append(row)
    return [_one(rows) for rows in groups.values()]


def _one(rows: list[ChangeRow]) -> ChangeRow:
    actions = tuple(dict.fromkeys(row.action for row in rows))
    found = [row.level for row in rows if row.level]
    highest = min(found, key=LEVELS.index, default="")
    enough = tuple(dict.fromkeys(action for row in rows for action in row.enough))
    return replace(rows[0], action=some(actions, _MOST_ACTIONS), level=highest, enough=enough)


def _what(row: ChangeRow) -> str:
    level = f" ({row.level.lower()})" if row.level else ""
    condition = f" if {row.condition}" if row.condition else ""
    denied = "denied: " if row.effect == "Deny" and row.kind == "removed" else ""
    return f"{denied}{row.action} on {called(row.resources)}{level}{condition}"


def _verdict(row: ChangeRow) -> str:
    if row.kind == "missing":
        return "needed, and granted nowhere"
    verdict = _VERDICTS.get(row.verdict, "")
    if row.enough:
        verdict += f": {some(row.enough, _MOST_ENOUGH)} on {called(row.enough_on)} is enough"
    return verdict


def _summary(result: DiffResult) -> str:
    granted, removed = result.rows("granted"), result.rows("removed")
    missing = result.rows("missing")
    if not (granted or removed or missing):
        return "The change grants nothing new and takes nothing away."
    needless = len([row for row in granted if row.verdict in ("needless", "wide")])
    unknown = len([row for row in granted if row.verdict == "unknown"])
    frameworks = len([row for row in (*granted, *removed) if row.verdict == "framework"])
    granted, removed = ([row for row in rows if row.verdict != "framework"] for rows in (granted, removed))
    told = [f"{len(granted):,} newly granted"]
    told += [f"{needless:,} of them not needed or wider than needed"] if needless else []
    told += [f"{unknown:,} not known whether needed"] if unknown else []
    told += [f"{len(removed):,} granted no more"] if removed else []
    told += [f"{len(missing):,} missing"] if missing else []
    told += [f"besides, frameworks change {frameworks:,} of their own"] if frameworks else []
    return "; ".join(told) + "."
