"""Every bad example must make a rule fire exactly at the places it names, no good one may make it fire.

The same must hold when the template is written as JSON and when its resources stand in another order. And where any one
value is not known before deployment, the rule must neither raise nor find more than it found before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.read.document import load
from leastwise.read.files import MemoryFiles
from leastwise.rules.discovery import faults
from leastwise.rules.example import TEMPLATE, Contents, Place, contents, expected, fired
from leastwise.rules.rule import Example, Rule, examples

_UNDECIDED = "NotDecidedBeforeDeployment"


def assert_examples(rule: type[Rule]) -> None:
    """Check a rule with its own examples.

    Raises:
        AssertionError: with everything that does not hold.
    """
    complain(rule, problems(rule))


def complain(rule: type[Rule], found: Iterable[str]) -> None:
    """Raise an `AssertionError` with all of these problems, where there are any."""
    lines = [f"- {problem}" for problem in found]
    if lines:
        raise AssertionError("\n".join([f"{rule.__qualname__}:", *lines]))


def problems(rule: type[Rule]) -> Iterator[str]:
    """What does not hold for a rule and its examples, for people."""
    incomplete = list(faults(rule))
    yield from incomplete
    if incomplete:
        return
    for kind, given in (("bad", rule.bad), ("good", rule.good)):
        for number, example in enumerate(examples(given), 1):
            for problem in _problems(rule, example):
                yield f"{kind} example {number}: {problem}"


def _problems(rule: type[Rule], example: Example) -> Iterator[str]:
    files = contents(example)
    found = fired(rule(), files)
    wanted = expected(example, rule)
    paths = {place.path for place in found}
    yield from (f"does not fire at {path}" for path in sorted(wanted - paths))
    yield from (f"fires at {place}" for place in sorted(found) if place.path not in wanted)
    template = load(MemoryFiles(files), TEMPLATE)
    for name, other in rewritten(example):
        now = fired(rule(), other)
        yield from (f"{name}, it does not fire at {place}" for place in sorted(found - now))
        yield from (f"{name}, it fires at {place}" for place in sorted(now - found))
    for path in list(_leaves(template)):
        name = f"with an unknown value at {'.'.join(map(str, path))}"
        try:
            now = fired(rule(), _as_json(example, _undecided(template, path)))
        except Exception as error:
            yield f"{name}, it raises {type(error).__name__}: {error}"
        else:
            yield from (f"{name}, it fires at {place}" for place in _created(found, now, ".".join(map(str, path))))


def _created(before: set[Place], now: set[Place], unknown: str) -> list[Place]:
    """The places that are new. A finding that stood where the unknown value is may have moved to its next cause."""
    moved = [place for place in before - now if f"{unknown}.".startswith(f"{place.path}.")]
    new = sorted(now - before)
    return new if len(new) > len(moved) else []


def rewritten(example: Example) -> Iterator[tuple[str, Contents]]:
    """Other ways to write an example: what they are, and its files."""
    template = load(MemoryFiles(contents(example)), TEMPLATE)
    yield "as JSON", _as_json(example, template)
    turned = {**template, "Resources": dict(reversed(template["Resources"].items()))}
    yield "with its resources in reverse order", _as_json(example, turned)


def _as_json(example: Example, template: dict[str, Any]) -> Contents:
    return {**example.files, "template.json": json.dumps(template, indent=1)}


def _undecided(template: dict[str, Any], path: tuple[str | int, ...]) -> dict[str, Any]:
    """The template with a reference to a parameter without a value in place of one value."""
    changed: dict[str, Any] = json.loads(json.dumps(template))
    changed.setdefault("Parameters", {})[_UNDECIDED] = {"Type": "String"}
    parent: Any = changed
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = {"Ref": _UNDECIDED}
    return changed


def _leaves(template: dict[str, Any]) -> Iterator[tuple[str | int, ...]]:
    """Paths of the scalar values of properties, in resources and in the global section of SAM."""
    for name, resource in template["Resources"].items():
        yield from _below(resource.get("Properties"), ("Resources", name, "Properties"))
    yield from _below(template.get("Globals"), ("Globals",))


def _below(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _below(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _below(item, (*path, index))
    elif value is not None:
        yield path
