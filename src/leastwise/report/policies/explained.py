"""Why a function needs an action, and who grants it, for people: `leastwise explain s3:GetObject`."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from leastwise.model.record import replace
from leastwise.model.source import Location
from leastwise.report.clean import clean, clean_name
from leastwise.report.policies.result import Cause, FunctionEntry, Grant, Need, PolicyResult, RoleEntry
from leastwise.report.policies.rows import called, conditions, some
from leastwise.report.style import Style

_MOST_OTHERS = 6
_MOST_WHY = 5
_LABEL = 9


def explained(
    function: FunctionEntry, role: RoleEntry | None, needs: list[Need], grants: list[Grant], named: str, style: Style
) -> Iterator[str]:
    """What there is to say about one function, in lines.

    Args:
        function: the function.
        role: its role, as far as it is known.
        needs: those of the function that the question is about.
        grants: what covers them, or all of the action where there are none.
        named: the action, as it was asked for.
        style: of the terminal.
    """
    yield style(clean_name(function.name), "bold") + style(f"  {clean_name(function.file or '')}", "dim")
    for need in _merged(needs):
        yield from _need(function, need, style)
    if not needs:
        yield from _not_needed(function, named, style)
    for reason in function.why[:_MOST_WHY]:
        yield from _row("uncertain", clean(reason.text), style, "yellow", reason.location)
    if len(function.why) > _MOST_WHY:
        yield from _row("", f"and {len(function.why) - _MOST_WHY} more places", style)
    idle = not needs and function.certainty == "complete"
    yield from _granted(role, grants, style, needed=bool(needs), idle=idle)
    missing = [one for one in function.missing if any(one.action == need.action for need in needs)]
    for need in missing:
        yield from _row("missing", f"{need.action} on {clean(called(need.resources, all_=True))}", style, "red")
    yield ""


def _merged(needs: list[Need]) -> list[Need]:
    """Needs with those in one that the same calls have: of a helper that is called for several resources."""
    found: dict[str, Need] = {}
    for need in needs:
        calls = [(cause.location, cause.note) for cause in need.because]
        key = repr((need.action, need.condition, need.optional, need.when, calls))
        known = found.get(key, need)
        causes = tuple(
            replace(one, naming=tuple(dict.fromkeys((*one.naming, *other.naming))))
            for one, other in zip(known.because, need.because, strict=True)
        )
        targets = tuple(dict.fromkeys((*known.resources, *need.resources)))
        found[key] = replace(known, resources=targets, because=causes)
    return list(found.values())


def _need(function: FunctionEntry, need: Need, style: Style) -> Iterator[str]:
    label, when = "may need" if need.optional else "needs", f" when {clean(need.when)}" if need.when else ""
    under = f" if {clean(conditions(need.condition))}" if need.condition is not None else ""
    what = f"{need.action} on {clean(called(need.resources, all_=True))}{under}{when}"
    yield from _row(label, what, style, "cyan")
    for cause in need.because:
        deep = " " * (_LABEL + 4)
        yield from _wrapped(
            clean(cause.note), deep + "  ", [(deep, ""), (_place(cause.location), "dim"), ("  ", "")], style
        )
        for fact in _facts(function, need, cause):
            yield from (style(line, "dim") for line in style.wrap(clean(fact), deep + "    ", deep + "  "))


def _facts(function: FunctionEntry, need: Need, cause: Cause) -> Iterator[str]:
    """How a call is reached, and how its arguments name the resource."""
    chain = [f"{step.name} ({_place(step.location)})" for step in cause.through]
    starts = [f"{one.text} ({_place(one.location)})" for one in function.triggers]
    if chain:
        yield f"called by: {' → '.join([*([some(starts, 2)] if starts else []), *chain])}"
    elif need.source in ("code", "library", "argument"):
        yield "called when the module is loaded"
    for one in cause.naming:
        yield f"{one.argument}: {one.text}{f' ({_place(one.location)})' if one.location else ''}"


def _not_needed(function: FunctionEntry, named: str, style: Style) -> Iterator[str]:
    if not function.code:
        yield from _row("unknown", f"whether it needs {named}: its code was not read", style, "yellow")
    elif function.certainty == "complete":
        yield from _row("no need", f"it does not need {named}: all that its code and wiring need is known", style)
    else:
        yield from _row("perhaps", f"it is not known to need {named}, but it may need more than is known", style)
    service = named.partition(":")[0].lower()
    others = dict.fromkeys(need.action for need in function.needs if need.action.lower().startswith(f"{service}:"))
    what = some(list(others), _MOST_OTHERS) if others else f"nothing of {service}"
    yield from _row("", f"{'of this service it needs' if others else 'it needs'} {what}", style)


def _granted(role: RoleEntry | None, grants: list[Grant], style: Style, *, needed: bool, idle: bool) -> Iterator[str]:
    for grant in grants:
        label = {"Allow": "granted", "Deny": "denied"}.get(grant.effect, "perhaps")
        words = f"{clean(grant.action)} on {clean(called(grant.resources, all_=True))}"
        words += f" if {clean(conditions(grant.condition))}" if grant.condition is not None else ""
        words += f" when {clean(grant.when)}" if grant.when else ""
        words += f", by the {grant.by}: {clean_name(grant.policy or grant.via)}"
        words += ", though nothing needs it" if idle and grant.effect == "Allow" else ""
        yield from _row(label, words, style, "green" if grant.effect == "Allow" else "blue", grant.location)
    if not grants:
        text = "nowhere" if role is not None and role.location is not None else "what its role grants is not known here"
        yield from _row("granted", text, style, "red" if needed else "")
    for reason in role.unknown if role is not None else ():
        yield from _row("not known", clean(reason.text), style, "yellow", reason.location)


def _row(label: str, text: str, style: Style, colour: str = "", location: Location | None = None) -> Iterator[str]:
    """A label, a place, and a text that goes on below."""
    begin = [("  ", ""), (label, colour), (" " * (_LABEL - len(label) + 2), "")]
    begin += [(_place(location), "dim"), ("  ", "")] if location is not None else []
    yield from _wrapped(text, " " * (_LABEL + 4), begin, style)


def _wrapped(text: str, indent: str, begin: list[tuple[str, str]], style: Style) -> Iterator[str]:
    """A text below what it begins with, in colours, which have no width."""
    plain = "".join(part for part, _ in begin)
    first, *more = style.wrap(text, indent, plain)
    yield "".join(style(part, colour) if colour else part for part, colour in begin) + first.removeprefix(plain)
    yield from more


def _place(location: Location) -> str:
    return clean_name(f"{location.file}:{location.line}")


def others(result: PolicyResult, told: Collection[str], style: Style) -> Iterator[str]:
    """The functions about which there is nothing to say, in one line or two."""
    left = [function for function in result.functions.values() if function.id not in told]
    for certainty, text in (
        ("complete", "Neither needed by nor granted to"),
        ("uncertain", "Not known to be needed by, nor granted to"),
    ):
        names = [clean_name(function.name) for function in left if function.certainty == certainty]
        if names:
            yield from style.wrap(f"{text} {some(names, _MOST_OTHERS)}", "  ", "")
