"""Whether matching an expression can take exponential or polynomial time: told from the expression, which is never run.

Engines that try one way after the other need as many steps as there are ways to read the beginning of a text. These
are the paths of a Glushkov automaton, whose edges count how often each way is there: `(a*)*` has two from `a` to `a`.
Some texts have exponentially many where one state leads back to itself in two ways with the same characters, and
polynomially many where a state that leads to itself leads, with the same characters, to another that does too.

See Weideman et al., "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers by Using Ambiguity of
NFA", 2016, https://doi.org/10.1007/978-3-319-40946-7_27.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from leastwise.code.taint.positions import ALL, Automaton, Unsupported, automaton

MAX_PAIRS = 40_000
MAX_STEPS = 400_000
"""Edges that are gone through; an expression that needs more is not told about."""

MAX_TEXT = 1_000

_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")

Pair = tuple[int, int]


class _Enough(Exception):
    pass


def growth(pattern: str, *, whole: bool = False) -> str:
    """How the time of a match grows: `exponential`, `polynomial`; empty where it does not, or that is not told.

    Args:
        pattern: an expression of Python or JavaScript.
        whole: whether it has to match all of the text without saying so.
    """
    return judged(pattern, whole=whole)[0]


@cache
def judged(pattern: str, *, whole: bool = False) -> tuple[str, bool]:
    """The same, and whether it was too much to find out."""
    if len(pattern) > MAX_TEXT:
        return "", False
    try:
        made = automaton(_NAMED.sub("(?P<", pattern), whole=whole)
    except Unsupported:
        return "", False
    try:
        if _exponential(made):
            return "exponential", False
        return "polynomial" if _polynomial(made) else "", False
    except _Enough:
        return "", True


def _fails(made: Automaton, position: int) -> bool:
    """Whether some text makes the match fail behind this position, so that all other ways are tried."""
    if position not in made.last:
        return True
    ahead = made.masks[position]
    for following in made.follow[position]:
        ahead |= made.masks[following]
    return made.anchored and ahead != ALL


def _exponential(made: Automaton) -> bool:
    edges = _pairs(made)
    components = _components(edges)
    for component in components:
        inside = set(component)
        diagonal = [one for one in component if one[0] == one[1] and _fails(made, one[0])]
        if not diagonal:
            continue
        if any(first != second for first, second in component):
            return True
        for first, _ in component:
            for following, ways in made.follow[first].items():
                if ways > 1 and (following, following) in inside:
                    return True
    return False


def _pairs(made: Automaton) -> dict[Pair, list[Pair]]:
    """The pairs of positions that two ways with the same characters are in, from where they part."""
    edges: dict[Pair, list[Pair]] = {}
    ahead: list[Pair] = [(one, one) for one in range(len(made.masks))]
    spent = 0
    while ahead:
        pair = ahead.pop()
        if pair in edges:
            continue
        if len(edges) > MAX_PAIRS:
            raise _Enough
        found = edges[pair] = []
        for first in made.follow[pair[0]]:
            for second in made.follow[pair[1]]:
                spent += 1
                if made.masks[first] & made.masks[second]:
                    found.append((first, second))
        if spent > MAX_STEPS:
            raise _Enough
        ahead += [one for one in found if one not in edges]
    return edges


def _polynomial(made: Automaton) -> bool:
    """Whether there are two positions p and q, and characters that lead from p to p, from p to q and from q to q."""
    looping = [one for one in range(len(made.masks)) if _loops(made, one)]
    budget = MAX_STEPS
    for first in looping:
        for second in looping:
            if first == second or not _fails(made, second):
                continue
            budget, found = _leads(made, (first, first, second), (first, second, second), budget)
            if found:
                return True
    return False


def _loops(made: Automaton, position: int) -> bool:
    seen: set[int] = set()
    ahead = list(made.follow[position])
    while ahead:
        one = ahead.pop()
        if one == position:
            return True
        if one not in seen:
            seen.add(one)
            ahead += made.follow[one]
    return False


def _leads(made: Automaton, start: tuple[int, ...], goal: tuple[int, ...], budget: int) -> tuple[int, bool]:
    seen = {start}
    ahead = [start]
    masks = made.masks
    while ahead:
        one, two, three = ahead.pop()
        for a in made.follow[one]:
            for b in made.follow[two]:
                both = masks[a] & masks[b]
                budget -= 1
                if not both:
                    continue
                for c in made.follow[three]:
                    budget -= 1
                    if budget < 0:
                        raise _Enough
                    if both & masks[c]:
                        found = (a, b, c)
                        if found == goal:
                            return budget, True
                        if found not in seen:
                            seen.add(found)
                            ahead.append(found)
    return budget, False


def _components(edges: dict[Pair, list[Pair]]) -> list[list[Pair]]:
    """Strongly connected components of more than one node, or with an edge to itself (Tarjan, without recursion)."""
    index: dict[Pair, int] = {}
    low: dict[Pair, int] = {}
    stack: list[Pair] = []
    on: set[Pair] = set()
    found: list[list[Pair]] = []
    for begin, first in edges.items():
        if begin in index:
            continue
        work: list[tuple[Pair, Any]] = [(begin, iter(first))]
        index[begin] = low[begin] = len(index)
        stack.append(begin)
        on.add(begin)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component: list[Pair] = []
                    while not component or component[-1] != node:
                        component.append(stack.pop())
                        on.discard(component[-1])
                    if len(component) > 1 or node in edges[node]:
                        found.append(component)
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                on.add(following)
                work.append((following, iter(edges[following])))
            elif following in on:
                low[node] = min(low[node], index[following])
    return found


__all__ = ["growth"]
