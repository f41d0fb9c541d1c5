"""Who can reach each function with input of his own, directly or through other functions.

A function that only a queue starts gets what the functions say that write to the queue, and these get what the
internet says. The widest way in counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from leastwise.iam.pattern import matches
from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Exposure, Role, Trigger, TriggerKind
from leastwise.model.record import record, replace
from leastwise.read.graph.senders import SENDING, WIDEST_FIRST

_OUTSIDE = frozenset({Exposure.INTERNET, Exposure.AUTHENTICATED, Exposure.PRIVATE, Exposure.ACCOUNT})
"""Those who are not the application."""

_CLOSED = frozenset(
    {TriggerKind.SCHEDULE, TriggerKind.CUSTOM_RESOURCE, TriggerKind.SECRET_ROTATION, TriggerKind.CONFIG}
)
"""Kinds whose events nobody but the account's own operators can shape."""

_INVOKE = ("lambda:invokefunction", "lambda:invokeasync")


@record
class Reach:
    """How input comes to a function.

    Attributes:
        exposure: who can send it.
        trigger: the trigger by which it enters the application.
        auth: how the caller is known, where it enters over HTTP.
        through: ids of the functions that pass it on, the outermost first; empty where it comes directly.
        closed: whether nothing at all brings input from outside: only the account's operators shape the events.
    """

    exposure: Exposure
    trigger: Trigger | None = None
    auth: AuthKind | None = None
    through: tuple[str, ...] = ()
    closed: bool = False

    @property
    def open(self) -> bool:
        """Whether anybody on the internet can call the function itself. An API key is no authentication."""
        return self.exposure is Exposure.INTERNET and not self.through

    @property
    def outside(self) -> bool:
        """Whether input comes from somebody who is not the application."""
        return self.exposure in _OUTSIDE


@lru_cache(maxsize=1)
def reaches(app: Application) -> dict[str, Reach]:
    """Function id → how input comes to it, by the widest way; one without triggers is not in it."""
    found: dict[str, Reach] = {}
    for function in app.all_functions:
        triggers = app.triggers_of(function)
        if triggers:
            found[function.id] = _direct(triggers)
    feeds = dict(_feeds(app)) if any(reach.outside for reach in found.values()) else {}
    ahead = sorted(
        (i for i, reach in found.items() if reach.outside), key=lambda i: WIDEST_FIRST.index(found[i].exposure)
    )
    while ahead:
        sender = ahead.pop(0)
        passed = found[sender]
        for receiver in feeds.get(sender, ()):
            known = found.get(receiver)
            if known is None or WIDEST_FIRST.index(passed.exposure) < WIDEST_FIRST.index(known.exposure):
                found[receiver] = replace(passed, through=(*passed.through, sender), closed=False)
                ahead.append(receiver)
    return found


def _direct(triggers: list[Trigger]) -> Reach:
    widest = min(triggers, key=_rank)
    return Reach(
        widest.exposure,
        widest,
        widest.route.auth if widest.route else None,
        closed=all(t.kind in _CLOSED and t.exposure is Exposure.INTERNAL for t in triggers),
    )


def _rank(trigger: Trigger) -> tuple[int, bool]:
    """The widest first; of these, one without even an API key."""
    key = trigger.route is not None and trigger.route.auth is AuthKind.API_KEY
    return WIDEST_FIRST.index(trigger.exposure), key


def _feeds(app: Application) -> Iterator[tuple[str, list[str]]]:
    """Each function with the functions that get events from it, by what its role lets it send and invoke."""
    actions = {s.resource.key: SENDING[s.kind] for s in app.stores if s.kind in SENDING and app.started_by(s.resource)}
    by_role: dict[str, list[str]] = {}
    for function in app.all_functions:
        role = function.role
        if role is None:
            continue
        if role.id not in by_role:
            by_role[role.id] = list(_receivers(app, role, actions))
        fed = [name for name in by_role[role.id] if name != function.id]
        if fed:
            yield function.id, fed


def _receivers(app: Application, role: Role, actions: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The functions that get what this role sends. A resource that is not named is not counted."""
    for statement in role.statements:
        if not statement.allows:
            continue
        patterns = [action.lower() for action in statement.actions if isinstance(action, str)]
        invokes = _any(patterns, _INVOKE)
        for value in statement.resources:
            if isinstance(value, str) and value == "*":
                continue
            resource = app.referenced(value)
            if resource is not None and _any(patterns, actions.get(resource.key, ())):
                yield from (function.id for function in app.started_by(resource))
            elif invokes:
                invoked = app.function_of(value)
                if invoked is not None:
                    yield invoked.id


def _any(patterns: list[str], wanted: tuple[str, ...]) -> bool:
    return any(matches(pattern, action) for pattern in patterns for action in wanted)
