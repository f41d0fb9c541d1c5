"""The permissions as Markdown: tables for each role. Nothing of the scanned files is markup in it (`inert.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.report.clean import clean_name, clean_text
from leastwise.report.inert import code, inline
from leastwise.report.policies.code import needed
from leastwise.report.policies.result import CODE, FunctionEntry, Need, PolicyResult, RoleEntry
from leastwise.report.policies.rows import (
    Row,
    actions_of,
    conditions,
    everything_needed,
    needing,
    origin,
    rows,
    some,
    targets_of,
)
from leastwise.report.style import Style
from leastwise.report.words import number

_MOST_USERS = 20
_MOST_PLACES = 3
_LONGEST = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""


def render(result: PolicyResult, style: Style) -> Iterator[str]:
    """The report. Where not all of it fits into a comment, the last roles are left out and counted."""
    roles = list(result.roles.values())
    yield "<!-- leastwise policy -->\n### leastwise: permissions\n\n"
    yield f"{number(len(roles), 'role')}, {number(len(result.functions), 'function')}"
    yield f", {number(len(result.unread), 'place')} not read.\n\n" if result.unread else ".\n\n"
    room = _LONGEST
    for index, role in enumerate(roles):
        text = "".join(_role(role, result))
        room -= len(text.encode("utf-8", "backslashreplace"))
        if room < 0:
            yield f"**{number(len(roles) - index, 'more role')}**: a comment holds no more than these.\n"
            return
        yield text
    held = {name for role in roles for name in role.functions}
    for function in result.functions.values():
        if function.id not in held and function.code:
            title = f"{code(clean_name(function.name))} of {code(clean_name(function.file or ''))}"
            text = f"#### {title}\n\n{''.join(_code(function, result))}"
            room -= len(text.encode("utf-8", "backslashreplace"))
            if room < 0:
                yield "**There are more functions**: a comment holds no more than these.\n"
                return
            yield text


def _role(role: RoleEntry, result: PolicyResult) -> Iterator[str]:
    users = result.users(role)
    yield f"#### {code(clean_name(role.name))}\n\n{_used(role, [user.name for user in users])}\n\n"
    shown = rows(grant for grant in role.grants if result.detailed or grant.by == "author")
    if shown:
        yield "| access | actions | resources | where |\n|---|---|---|---|\n"
        yield from map(_row, shown)
        yield "\n"
    framework = len(role.grants) - len([grant for grant in role.grants if grant.by == "author"])
    if framework and not result.detailed:
        yield f"The framework grants {number(framework, 'more action')}.\n\n"
    of_users = (need for user in users for need in user.missing if need.source not in CODE)
    missing = everything_needed(role, (), [*role.missing, *of_users])
    yield from map(_missing, missing)
    for reason in role.unknown:
        where = f"{reason.location.file}:{reason.location.line}"
        yield f"- not known: {code(clean_name(where))} {inline(clean_text(reason.text))}\n"
    yield "\n" if missing or role.unknown else ""
    for user in users:
        yield from _code(user, result)


def _code(function: FunctionEntry, result: PolicyResult) -> Iterator[str]:
    """What the code of a function needs, and where that is not certain."""
    if not function.code:
        return
    found = list(needed(function, all_=result.detailed))
    yield f"The code of {code(clean_name(function.name))} ({function.certainty}):\n\n"
    yield "| | what | because of |\n|---|---|---|\n"
    for one in found:
        places = list(dict.fromkeys(f"{cause.location.file}:{cause.location.line}" for cause in one.causes))
        if one.location is not None and not places:
            places = [f"{one.location.file}:{one.location.line}"]
        shown = places if result.detailed else places[:_MOST_PLACES]
        where = ", ".join(map(_cell, shown)) + (
            f" and {len(places) - len(shown)} more" if len(shown) < len(places) else ""
        )
        label = f"**{one.label}**" if one.label in ("missing", "uncertain") else one.label
        yield f"| {label} | {_cell(one.text)} | {where} |\n"
    yield "\n"


def _used(role: RoleEntry, functions: Sequence[str]) -> str:
    names = functions or role.used_by
    if not role.used:
        return "Nothing uses this role."
    if names:
        return f"Of {some([code(clean_name(name)) for name in names], _MOST_USERS)}."
    return "Of no function." if role.kind == "role" else f"A {role.kind}."


def _row(row: Row) -> str:
    grant = row.grant
    level = row.level.lower() or "unknown"
    access = level if grant.effect == "Allow" else f"**{grant.effect.lower()}** {level}"
    facts = [(word, text) for word, text in (("by", origin(grant)), ("if", conditions(grant.condition))) if text]
    facts += [("when", grant.when)] if grant.when else []
    more = "".join(f"<br>{word} {_cell(text)}" for word, text in facts)
    where = f"{grant.location.file}:{grant.location.line}"
    return f"| {access} | {_cell(actions_of(row))} | {_cell(targets_of(row))}{more} | {_cell(where)} |\n"


def _cell(text: str) -> str:
    return code(clean_text(text)).replace("|", "\\|")


def _missing(need: Need) -> str:
    return f"- **missing**: {inline(clean_text(needing(need)))}\n"
