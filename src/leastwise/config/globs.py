"""Patterns for files: `*` and `?` inside one name, `**` for any folders between; a folder stands for all in it.

A pattern without `/` fits a name at any depth, as in .gitignore; any other is seen from the folder of the
configuration.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from leastwise.iam.pattern import matches


def covers(pattern: str, path: str) -> bool:
    """Whether a pattern fits a path, or a folder that it lies in. The cost is bounded by the two lengths multiplied."""
    steps = _steps(pattern)
    reached = _after_stars(steps, {0})
    for name in path.split("/"):
        reached = _after_stars(steps, _advanced(steps, reached, name))
        if len(steps) in reached:
            return True
        if not reached:
            return False
    return False


def any_covers(patterns: Iterable[str], path: str) -> bool:
    """Whether one of several patterns does."""
    return any(covers(pattern, path) for pattern in patterns)


@lru_cache(maxsize=1024)
def _steps(pattern: str) -> tuple[str, ...]:
    parts = [part for part in pattern.removeprefix("./").split("/") if part]
    floating = "/" not in pattern.removeprefix("./").rstrip("/")
    return ("**", *parts) if floating and parts != ["**"] else tuple(parts)


def _after_stars(steps: tuple[str, ...], states: set[int]) -> set[int]:
    """Where the matching can stand, `**` also taken for no folder at all."""
    found = set(states)
    for state in sorted(states):
        while state < len(steps) - 1 and steps[state] == "**":
            state += 1
            found.add(state)
    return found


def _advanced(steps: tuple[str, ...], states: set[int], name: str) -> set[int]:
    found: set[int] = set()
    for state in states:
        if state < len(steps):
            step = steps[state]
            if step == "**":
                found.add(state if state < len(steps) - 1 else len(steps))
            elif matches(step, name):
                found.add(state + 1)
    return found
