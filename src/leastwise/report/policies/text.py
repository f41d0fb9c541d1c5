"""The permissions for people: by role, what it may do, the highest access level first, then a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leastwise.model.source import Location
from leastwise.report.clean import clean, clean_name
from leastwise.report.policies.code import certainties, needed, seen_in
from leastwise.report.policies.remedy import ahead, remedy
from leastwise.report.policies.result import CODE, FunctionEntry, Need, PolicyResult, RoleEntry
from leastwise.report.policies.rows import (
    Row,
    actions_of,
    called,
    conditions,
    everything_needed,
    kinds_of,
    needing,
    origin,
    rows,
    some,
    targets_of,
    wide,
)
from leastwise.report.style import Style
from leastwise.report.text import not_read
from leastwise.report.words import application_name, number, own_name

_LABELS = {
    "Permissions management": ("permissions", "red"),
    "Write": ("write", "yellow"),
    "Tagging": ("tagging", "cyan"),
    "Read": ("read", "green"),
    "List": ("list", "green"),
}
_LABEL = 13
_LABEL_COLOURS = {"missing": "red", "needs": "cyan", "may need": "dim", "uncertain": "yellow", "complete": "dim"}
_COLOURS = {"missing": "red", "complete": "dim"}
_DEEP, _DEEPER = " " * (4 + _LABEL), " " * (8 + _LABEL)
_MOST_UNUSED = 4
_MOST_EXCESS = 3
_MOST_USERS = 6

Word = tuple[str, str]
"""A text and its colour, or no colour."""


def render(result: PolicyResult, style: Style) -> Iterator[str]:
    """The report in lines."""
    for line in _lines(result, style):
        yield line + "\n"


def _lines(result: PolicyResult, style: Style) -> Iterator[str]:
    several = len(result.applications) > 1
    application = None
    shown = [role for role in result.roles.values() if result.detailed or not result.of_framework(role)]
    for role in sorted(shown, key=lambda role: result.applications.index(role.application)):
        if several and role.application != application:
            application = role.application
            name = clean(application_name(application))
            yield style(name, "bold")
            yield style("═" * min(style.width, max(20, len(name))), "dim")
            yield ""
        yield from _role(role, result, style)
    held = {name for role in shown for name in role.functions}
    for function in result.functions.values():
        if function.id not in held and function.code:
            yield style(clean_name(function.name), "bold") + style(f"  {clean_name(function.file or '')}", "dim")
            yield from _code(function, style, titled=False, all_=result.detailed)
            yield ""
    if result.rewriting is not None:
        yield from remedy(result.rewriting, style)
    yield from _summary(result, style)


def _role(role: RoleEntry, result: PolicyResult, style: Style) -> Iterator[str]:
    users = result.users(role)
    title, (about, colour) = _title(role, users), _subtitle(role, users)
    first, *others = style.wrap(about, "    ", f"{title}  ")
    yield style(title, "bold") + style(first.removeprefix(title), colour)
    yield from (style(line, colour) for line in others)
    shown = [grant for grant in role.grants if result.detailed or grant.by == "author"]
    granted = rows(shown, all_=result.detailed)
    needs = everything_needed(role, (need for user in users for need in user.needs if need.source not in CODE))
    missing = everything_needed(role, _missing(users), role.missing)
    for row in granted:
        yield from _row(row, style, all_=result.detailed)
    if not role.grants and not role.unknown:
        yield f"  {style('nothing is granted' if role.location else 'what it may do is not known here', 'dim')}"
    excess = rows(result.excess(role), all_=result.detailed)
    if excess:
        told = some([clean(actions_of(row)) for row in excess], _MOST_EXCESS)
        yield from _line(
            ("excess", "red"), None, [(word, "") for word in f"{told}: more than is needed".split(" ")], style
        )
    if role.boundary:
        yield f"  {'boundary':<{_LABEL}}{clean_name(role.boundary)}"
    yield from _needs([need for need in needs if need not in missing], missing, style, all_=result.detailed)
    if role.unused:
        told = clean(f"{some(role.unused, _MOST_UNUSED)}, says IAM Access Analyzer")
        yield from _line(("unused", "dim"), None, [(word, "dim") for word in told.split(" ")], style)
    for user in users:
        yield from _code(user, style, titled=len(users) > 1, all_=result.detailed)
    if not result.detailed:
        yield from _aside(role, needs, missing, style)
    for reason in role.unknown:
        yield from _line(("not known", "yellow"), reason.location, [(clean(reason.text), "")], style)
    yield ""


def _code(function: FunctionEntry, style: Style, *, titled: bool, all_: bool) -> Iterator[str]:
    """What the code of a function needs; titled with its name where it shares its role."""
    found = list(needed(function, all_=all_))
    if titled and found:
        yield f"  {style(clean_name(function.name), 'bold')}"
    yield from _refused(function, style)
    for row in found:
        words = [(word, _COLOURS.get(row.label, "")) for word in clean(row.text).split(" ")]
        lines = row.causes if all_ else ()
        yield from _line((row.label, _LABEL_COLOURS.get(row.label, "")), None if lines else row.location, words, style)
        for cause in lines:
            place = clean_name(f"{cause.location.file}:{cause.location.line}")
            told = style.wrap(clean(cause.note), _DEEPER, f"{_DEEP}{place}  ")
            yield from (style(line, "dim") for line in told)


def _refused(function: FunctionEntry, style: Style) -> Iterator[str]:
    """What it was seen to try in vain. Where no code does that, perhaps it is not the author who tries it."""
    for row in function.seen:
        if row.kind == "denied":
            last = f", last on {row.last[:10]}" if row.last else ""
            where = called(row.resources) or "something"
            who = "its code needs it" if row.needed else "no code does that"
            text = f"{row.action} on {where}, {number(row.count, 'time')}{last}; {who}"
            yield from _line(("refused", "yellow"), None, [(word, "") for word in clean(text).split(" ")], style)


def _missing(users: Iterable[FunctionEntry]) -> Iterator[Need]:
    return (need for user in users for need in user.missing if need.source not in CODE)


def _title(role: RoleEntry, users: Sequence[FunctionEntry]) -> str:
    """A role that a framework made for one function goes by the function's name."""
    return clean_name(users[0].name if len(users) == 1 and role.generated else role.name)


def _subtitle(role: RoleEntry, users: Sequence[FunctionEntry]) -> Word:
    if not role.used:
        return "nothing uses this role", "yellow"
    if len(users) == 1 and role.generated:
        return "its own role", "dim"
    if not users:
        return _otherwise(role), "dim"
    shared = [clean_name(own_name(name)) for name in role.functions]
    names = some(shared, _MOST_USERS)
    return (f"{number(len(shared), 'function')}: {names}" if len(shared) > 1 else f"of {names}"), "dim"


def _otherwise(role: RoleEntry) -> str:
    """What a role is for that no function has."""
    if role.location is None:
        return "outside of the application"
    if role.used_by:
        return f"of {some(list(map(clean_name, role.used_by)), _MOST_USERS)}"
    return "no function" if role.kind == "role" else f"a {role.kind}"


def _row(row: Row, style: Style, *, all_: bool) -> Iterator[str]:
    grant = row.grant
    label = _LABELS.get(row.level, ("unknown", "magenta"))
    if grant.effect != "Allow":
        label = ("deny" if grant.effect == "Deny" else "allow?", "blue")
    elif grant.by == "framework":
        label = (label[0], "dim")
    words: list[Word] = []
    shown = clean(actions_of(row, all_=all_))
    words += [(word, "bold" if wide(word) and grant.effect == "Allow" else "") for word in shown.split(" ")]
    words.append(("on", "dim"))
    danger = "red" if grant.effect == "Allow" and row.level != "List" else ""
    words += [(word, danger if row.everything else "") for word in clean(targets_of(row, all_=all_)).split(" ")]
    for word, text in (("by", origin(grant, all_=all_)), ("if", conditions(grant.condition)), ("when", grant.when)):
        if text:
            words += [(part, "dim") for part in f"{word} {clean(text)}".split(" ")]
    yield from _line(label, grant.location, words, style)


def _aside(role: RoleEntry, needs: Sequence[Need], missing: Sequence[Need], style: Style) -> Iterator[str]:
    """What the framework adds and what the wiring needs, in a line."""
    allowed = {grant.action for grant in role.grants if grant.by == "framework" and grant.effect == "Allow"}
    facts = []
    if allowed:
        services = ", ".join(sorted({action.partition(":")[0] for action in allowed}))
        facts.append(f"{number(len(allowed), 'action')} by the framework ({clean(services)})")
    needs = [need for need in needs if not need.optional]
    if needs:
        state = "all granted" if not missing else f"{len(missing)} missing"
        count = number(len({need.action for need in needs}), "action")
        facts.append(f"wiring needs {count} ({kinds_of(needs)}), {state}")
    if facts:
        told = style.wrap("; ".join(facts), " " * (2 + _LABEL), f"  {'and':<{_LABEL}}")
        yield from (style(line, "dim") for line in told)


def _needs(needs: Sequence[Need], missing: Sequence[Need], style: Style, *, all_: bool) -> Iterator[str]:
    for need in (*missing, *(needs if all_ else ())):
        label = ("missing", "red") if need in missing else ("may need" if need.optional else "needs", "dim")
        words = [(word, "" if need in missing else "dim") for word in clean(needing(need)).split(" ")]
        yield from _line(label, need.because[0].location if need.because else None, words, style)


def _place(location: Location) -> str:
    return clean_name(f"{location.file}:{location.line}:{location.column}")


def _line(label: Word, location: Location | None, words: Iterable[Word], style: Style) -> Iterator[str]:
    """A label, words that go on below each other where the line is full, and a place at the right."""
    indent = " " * (2 + _LABEL)
    line, used = f"  {style(label[0], label[1])}{' ' * (_LABEL - len(label[0]))}", len(indent)
    for text, kind in words:
        if used > len(indent) and used + 1 + len(text) > style.width:
            yield line
            line, used = indent, len(indent)
        line += (" " if used > len(indent) else "") + (style(text, kind) if kind else text)
        used += len(text) + (1 if used > len(indent) else 0)
    place = _place(location) if location is not None else ""
    if place and used + 2 + len(place) > style.width:
        yield line
        line, used = indent, len(indent)
    yield line + (" " * max(2, style.width - used - len(place)) + style(place, "dim") if place else "")


def _summary(result: PolicyResult, style: Style) -> Iterator[str]:
    yield style("─" * min(style.width, 60), "dim")
    unused = [clean_name(role.name) for role in result.roles.values() if not role.used]
    own = [role for role in result.roles.values() if result.of_framework(role)]
    told = f"; {len(unused):,} that nothing uses: {some(unused, _MOST_UNUSED)}" if unused else ""
    told += f"; {len(own):,} of the framework's own" if own and not result.detailed else ""
    if result.roles:
        yield style("Roles      ", "bold") + f"{number(len(result.roles), 'role')}{told}"
        counts = {by: len([g for _, g in result.grants() if g.by == by]) for by in ("author", "framework")}
        listed = ", ".join(f"{count:,} by the {by}" for by, count in counts.items() if count)
        yield style("Granted    ", "bold") + (f"{listed} (action patterns)" if listed else "nothing")
    excess = sum(len(result.excess(role)) for role in result.roles.values())
    if excess:
        yield style("Excess     ", "bold") + f"{excess:,} of them more than is needed"
    if result.missing:
        yield style("Missing    ", "bold") + f"{number(len(result.missing), 'permission')} needed and granted nowhere"
    read = number(len(result.functions), "function" if result.applications else "handler")
    read = f"{number(len(result.applications), 'application')}, {read}" if result.applications else read
    told = certainties(result, _MOST_UNUSED)
    if told:
        first, *more = style.wrap(clean(told), " " * 11, "Code       ")
        yield style("Code       ", "bold") + first.removeprefix("Code       ")
        yield from more
    if result.evidence:
        yield style("Seen       ", "bold") + clean(seen_in(result))
    without = "" if told or not result.functions else "; without their code"
    yield style("Read       ", "bold") + f"{read} in {result.seconds:.2f} s{without}"
    yield from not_read(result.unread, style)
    yield from ahead(result, style)
