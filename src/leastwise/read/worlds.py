"""The worlds of an application: ways to decide what its parameters leave open.

For every resource the variables that decide it or a resource beside it are taken in all combinations, at most 16.
Combinations that do not concern each other share a world, so there are few even where there are many variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product
from math import prod
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.value import references
from leastwise.read.decisions import Decisions

MAX_COMBINATIONS = 16
"""Ways to decide the neighbourhood of one resource."""

MAX_WORLDS = 48
"""Worlds of one application."""

MAX_EVALUATED = 15_000
"""Resources of one application, those of all its worlds together: the larger it is, the fewer worlds it has."""

MAX_NAMED = 8
"""Variables that are named in a message."""

MAX_TOLD = 1_000_000
"""The largest number of ways that is told as it is."""

_MAX_ROUNDS = 4


@record(frozen=False)
class Outcome:
    """One application evaluated in one world."""

    stacks: tuple[Stack, ...]
    unread: list[Unread]
    touched: dict[str, set[str]]
    decisions: Decisions


def all_worlds(evaluate: Callable[[Decisions], Outcome]) -> tuple[list[Outcome], list[Unread]]:
    """Evaluate an application in as many worlds as it takes, and say where there would have been more.

    `evaluate` is called once where nothing is open.
    """
    first = evaluate(Decisions())
    if not first.decisions.candidates:
        return [first], []
    outcomes = [first]
    limits: list[Unread] = []
    looked_at: list[dict[str, str]] = []
    # A branch not taken in one world may ask for a variable that was not met before, or not by this resource.
    for _ in range(_MAX_ROUNDS):
        candidates = _merged(outcome.decisions for outcome in outcomes)
        seen = candidates.all_candidates()
        wanted, limits = _combinations(outcomes, seen)
        if wanted == looked_at:
            break
        looked_at = wanted
        most = max(1, min(MAX_WORLDS, MAX_EVALUATED // _size(first)))
        worlds, dropped = _cover(wanted, most)
        if dropped:
            limits.append(_limit(first, f"{dropped:,} combinations of parameters were not looked at"))
        outcomes = []
        for choices in worlds:
            decisions = Decisions({**{n: v[0] for n, v in seen.items()}, **choices})
            decisions.candidates = {n: list(v) for n, v in candidates.candidates.items()}
            decisions.closed = set(candidates.closed)
            outcomes.append(evaluate(decisions))
    else:
        if _combinations(outcomes, _merged(outcome.decisions for outcome in outcomes).all_candidates())[0] != looked_at:
            limits.append(_limit(first, "conditions ask for ever more parameters; not all were looked at"))
    return outcomes or [first], limits


def _size(outcome: Outcome) -> int:
    """How many resources there are; one where there are none."""
    return sum(len(stack.resources) for stack in outcome.stacks) or 1


def _limit(outcome: Outcome, reason: str) -> Unread:
    return Unread(outcome.stacks[0].template, 1, "limit", f"{reason}: give some of them with --parameters")


def _merged(found: Iterable[Decisions]) -> Decisions:
    merged = Decisions()
    for decisions in found:
        merged.closed |= decisions.closed
        for name, values in decisions.candidates.items():
            known = merged.candidates.setdefault(name, [])
            known += [value for value in values if value not in known]
    return merged


def _combinations(
    outcomes: list[Outcome], candidates: dict[str, list[str]]
) -> tuple[list[dict[str, str]], list[Unread]]:
    """Every way to decide the neighbourhood of every resource, without repetition."""
    touched: dict[str, set[str]] = {}
    beside: dict[str, set[str]] = {}
    places: dict[str, Any] = {}
    for outcome in outcomes:
        for key, met in outcome.touched.items():
            touched.setdefault(key, set()).update(met)
        for stack in outcome.stacks:
            for resource in stack.resources.values():
                places[resource.key] = resource
                for reference in references(resource.body):
                    beside.setdefault(resource.key, set()).add(reference.resource)
                    beside.setdefault(reference.resource, set()).add(resource.key)
    wanted: dict[tuple[tuple[str, str], ...], None] = {}
    limits: dict[tuple[str, ...], Unread] = {}
    for key in sorted(touched.keys() | beside.keys()):
        around = {name for k in (key, *beside.get(key, ())) for name in touched.get(k, ())}
        names = sorted(around & candidates.keys())
        ways = prod(len(candidates[n]) for n in names)
        if ways > MAX_COMBINATIONS and tuple(names) not in limits and key in places:
            location = places[key].location
            told = f"{ways:,}" if ways < MAX_TOLD else f"more than {MAX_TOLD:,}"
            reason = (
                f"{told} ways to decide {_listed(names)} around {places[key].name}; "
                f"{MAX_COMBINATIONS} were looked at: give some of them with --parameters"
            )
            limits[tuple(names)] = Unread(location.file, location.line, "limit", reason)
        for values in islice(_ways([candidates[n] for n in names]), MAX_COMBINATIONS):
            wanted[tuple(zip(names, values, strict=True))] = None
    return [dict(way) for way in sorted(wanted, key=lambda way: (-len(way), way))], list(limits.values())


def _listed(names: list[str]) -> str:
    """The first of some variables, and how many more there are."""
    shown = ", ".join(names[:MAX_NAMED])
    return f"{shown} and {len(names) - MAX_NAMED:,} others" if len(names) > MAX_NAMED else shown


def _ways(values: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Every combination; first those in which one variable differs from its first value, so that each value occurs."""
    base = tuple(options[0] for options in values)
    seen = {base}
    yield base
    for index, options in enumerate(values):
        for option in options[1:]:
            way = (*base[:index], option, *base[index + 1 :])
            seen.add(way)
            yield way
    yield from (way for way in product(*values) if way not in seen)


def _cover(wanted: list[dict[str, str]], most: int = MAX_WORLDS) -> tuple[list[dict[str, str]], int]:
    """Few worlds that contain the wanted combinations, and how many combinations found no place in them.

    Each goes into the first world that it does not contradict.
    """
    worlds: list[dict[str, str]] = []
    dropped = 0
    for way in wanted:
        for world in worlds:
            if all(world.get(name, value) == value for name, value in way.items()):
                world.update(way)
                break
        else:
            if len(worlds) < most:
                worlds.append(dict(way))
            else:
                dropped += 1
    return worlds or [{}], dropped
