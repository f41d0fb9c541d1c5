"""Makes one finding out of what several rules, functions and worlds say about one place.

In one world: findings of a rule at one place (several functions inherit it) become one case, and a case inside the
scope of a stronger rule's case becomes a note of that. Over all worlds: cases at one place become one finding, which
says `when` it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Related
from leastwise.model.record import replace
from leastwise.model.resource import Property
from leastwise.rules.rule import Rule
from leastwise.rules.words import listing
from leastwise.rules.worlds import Worlds, deciding

Place = tuple[str, int, int, int, int]
"""A span, comparable: file and four offsets."""
Key = tuple[object, ...]
"""Rule and place of a case."""
Stronger = Mapping[str, frozenset[str]]
"""Rule → the rules that subsume it, directly or by way of others."""


class Case:
    """The findings of one rule at one place.

    Attributes:
        members: (index of the world, finding), in the order in which they were found.
        notes: key of a weaker case that this one subsumes → the note.
    """

    __slots__ = ("key", "members", "notes", "rule")

    def __init__(self, key: Key, rule: str) -> None:
        self.key = key
        self.rule = rule
        self.members: list[tuple[int, Finding]] = []
        self.notes: dict[Key, Related] = {}


@lru_cache(maxsize=4)
def stronger_rules(rules: tuple[Rule, ...]) -> Stronger:
    """For each rule that another one of these subsumes, by way of others of these too: all that do."""
    subsumes = {rule.id: rule.subsumes for rule in rules if rule.subsumes}
    found: dict[str, set[str]] = {}
    for strong in subsumes:
        ahead, reached = [strong], {strong}
        while ahead:
            for weak in subsumes.get(ahead.pop(), ()):
                if weak not in reached:
                    reached.add(weak)
                    ahead.append(weak)
                    found.setdefault(weak, set()).add(strong)
    nothing: set[str] = set()  # rules that subsume each other would hide each other: neither is the stronger one
    return {weak: frozenset(s for s in strong if weak not in found.get(s, nothing)) for weak, strong in found.items()}


def cases(findings: Iterable[Finding], world: int, once: frozenset[str], stronger: Stronger) -> Iterator[Case]:
    """The cases of one world, those that stronger ones subsume left out.

    Args:
        findings: of all rules, in this world.
        world: its index.
        once: rules of which one finding stands for the whole application.
        stronger: see `stronger_rules`.
    """
    found: dict[Key, Case] = {}
    for finding in findings:
        rule = finding.rule
        key: Key = (rule,) if rule in once else (rule, *_at(finding.place), finding.missing_property)
        case = found.get(key)
        if case is None:
            case = found[key] = Case(key, rule)
        case.members.append((world, finding))
    leads = {key: min(case.members, key=_rank) for key, case in found.items()} if stronger else {}
    above = _subsumed(found, leads, stronger) if stronger else {}
    for key, root in above.items():
        while root.key in above:
            root = above[root.key]
        root.notes[key] = Related(found[key].rule, leads[key][1].message)
    return (case for key, case in found.items() if key not in above)


def _subsumed(
    found: Mapping[Key, Case], leads: Mapping[Key, tuple[int, Finding]], stronger: Stronger
) -> dict[Key, Case]:
    """Key of each case that is subsumed → the case that does so directly, which may be subsumed itself.

    A case is never hidden under one that is less severe.
    """

    def order(case: Case) -> tuple[int, str, tuple[object, ...]]:
        lead = leads[case.key]
        return -lead[1].severity, case.rule, _rank(lead)

    strong_rules = frozenset().union(*stronger.values())
    best: dict[tuple[str, object], Case] = {}
    for case in found.values():
        if case.rule in strong_rules:
            for spot in {spot for _, finding in case.members for spot in _reach(finding)}:
                known = best.setdefault((case.rule, spot), case)
                if known is not case and order(case) < order(known):
                    best[case.rule, spot] = case
    above: dict[Key, Case] = {}
    for key, case in found.items():
        if case.rule in stronger and best:
            severity = leads[key][1].severity
            spots = {spot for _, finding in case.members for spot in _spots(finding.place)}
            fit = (best.get((rule, spot)) for rule in stronger[case.rule] for spot in spots)
            strong = {c.key: c for c in fit if c is not None and leads[c.key][1].severity >= severity}
            if strong:
                above[key] = min(strong.values(), key=order)
    return above


def merged(all_cases: Iterable[Case], worlds: Sequence[Application]) -> list[Finding]:
    """One finding for each key among the cases of all worlds."""
    found: dict[Key, Case] = {}
    for case in all_cases:
        known = found.setdefault(case.key, case)
        if known is not case:
            known.members.extend(case.members)
            for key, note in case.notes.items():
                known.notes.setdefault(key, note)
    table = Worlds([app.world for app in worlds])
    return _once(_finding(case, worlds, table) for case in found.values())


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that a reader could not tell apart as one: generated texts say several times what was written once."""
    found: dict[Key, Finding] = {}
    for finding in findings:
        if not finding.place.span[0].origins:
            found[len(found), finding.rule] = finding
            continue
        key = (finding.rule, finding.location, finding.missing_property, finding.message, finding.when)
        first = found.setdefault(key, finding)
        if first is not finding:
            found[key] = replace(
                first,
                functions=tuple(dict.fromkeys((*first.functions, *finding.functions))),
                edits=(*first.edits, *finding.edits),
                severity=max(first.severity, finding.severity),
                related=tuple(dict.fromkeys((*first.related, *finding.related))),
            )
    return list(found.values())


def _finding(case: Case, worlds: Sequence[Application], table: Worlds) -> Finding:
    if len(case.members) == len(worlds) == 1 and not case.notes:
        return case.members[0][1]
    members = sorted(case.members, key=_rank)
    first = members[0][1]
    holding = {world for world, _ in members}
    when = first.when
    if when is None and len(holding) < len(worlds):
        when = table.describe(holding, deciding(first, worlds))
    return replace(
        first,
        message=first.message + _others(members),
        functions=tuple(dict.fromkeys(name for _, finding in members for name in finding.functions)),
        edits=tuple(edit for _, finding in members for edit in finding.edits),
        when=when,
        related=(*first.related, *(case.notes[key] for key in sorted(case.notes, key=str))),
    )


def _others(members: Sequence[tuple[int, Finding]]) -> str:
    """The other resources of the same world that the place is written for: one value, inherited by several."""
    world, first = members[0]
    found = {
        finding.place.resource.name: None
        for index, finding in members
        if index == world and finding.message != first.message and finding.place.resource != first.place.resource
    }
    names = [name for name in found if name not in first.message]
    return f" The same is true of {listing(names, 3)}." if names else ""


def _rank(member: tuple[int, Finding]) -> tuple[int, int, str, int, str, str]:
    world, finding = member
    place = finding.place
    source, start = place.resource.span[0], place.resource.span[1]
    return -finding.severity, world, source.path, start, place.dotted, finding.message


def _at(place: Property) -> Place:
    source, key_from, key_to, value_from, value_to = place.span
    return source.path, key_from, key_to, value_from, value_to


def _reach(finding: Finding) -> Iterator[object]:
    """What a finding covers: its scope and everything in it, and whatever stands at the very same place."""
    yield finding.scope.resource.key, finding.scope.path
    yield _at(finding.scope)
    if finding.place is not finding.scope:
        yield _at(finding.place)


def _spots(place: Property) -> Iterator[object]:
    """What must be covered for a place to be covered: the place, one of its parents, or its span."""
    yield _at(place)
    path = place.path
    for length in range(len(path) + 1):
        yield place.resource.key, path[:length]
