"""In words, what is not known of a statement before a request."""

from __future__ import annotations

from itertools import islice

from leastwise.iam.evaluation.condition import meets
from leastwise.iam.evaluation.judged import Judged
from leastwise.iam.evaluation.request import Request
from leastwise.iam.language import Pattern, assumptions
from leastwise.iam.truth import Truth
from leastwise.model.graph import Principal
from leastwise.model.value import Symbol, display

MOST = 8
"""Alternatives that are named, and as many exceptions; further ones would not be read."""


def when(allowing: list[Judged], denying: list[Judged], request: Request) -> tuple[str, ...]:
    """The conditions under which a request that cannot be decided is allowed: one of the first, none of the others."""
    found: dict[str, None] = {}
    for one in islice(allowing, MOST):
        found[_unread(one, "allowed") or unknowns(one, request)] = None
    for one in islice(denying, MOST):
        found[f"unless {_unread(one, 'denied') or unknowns(one, request)}"] = None
    return tuple(found)


def _unread(one: Judged, verb: str) -> str:
    """Words for a statement of which nothing is known, empty for others."""
    clause = one.clause
    if clause.effect is not None or clause.conditions is not None or clause.action_side.known:
        return ""
    what = "which cannot be read" if clause.origin else "of which nothing is known"
    return f"it is {verb} by {clause.policy or 'a policy'}, {what}"


def unknowns(one: Judged, request: Request) -> str:
    """Under which conditions a statement applies to a request, as far as that is not known."""
    clause = one.clause
    if clause.effect is None and clause.conditions is None and not (clause.has_actions or clause.has_not_actions):
        return f"{clause.policy or clause.origin or 'a policy'}, which is not known, applies to it"
    found: list[str] = []
    if clause.effect is None:
        found.append(f"the effect of a statement{_of(one)} is as it has to be")
    if one.naming.anyhow is Truth.UNKNOWN:
        principals = clause.principals or clause.not_principals
        verb = "is" if clause.principals else "is not"
        found.append(f"the caller {verb} {' or '.join([_who(p) for p in principals])}")
    if clause.conditions is None:
        found.append(f"the condition of a statement{_of(one)} holds")
    for condition in clause.conditions or ():
        if meets(condition, request.known) is Truth.UNKNOWN:
            found.append(str(condition))
    for side, asked in ((one.rectangle.actions, request.actions), (one.rectangle.resources, request.resources)):
        if side.includes(asked) is Truth.UNKNOWN:
            found.append(_on(side.patterns, asked, but=side.but) if side.known else f"a statement{_of(one)} is for it")
    return " and ".join(dict.fromkeys(found)) or "a part of it is meant"


def _on(patterns: tuple[Pattern, ...], asked: Pattern, *, but: bool) -> str:
    assumed = () if but else assumptions(patterns, asked)
    if assumed:
        return " and ".join([f"{_name(symbol)} is {text}" for symbol, text in assumed])
    near = [str(pattern) for pattern in patterns][:3]
    return f"{asked} is {'not ' if but else ''}in {' or '.join(near)}"


def _who(principal: Principal) -> str:
    return "somebody whom the policy does not name" if principal.value is None else display(principal.value)


def _name(symbol: Symbol) -> str:
    return display(symbol).removeprefix("${").removesuffix("}")


def _of(one: Judged) -> str:
    policy = one.clause.policy or one.clause.origin
    return f" ({policy})" if policy else ""
