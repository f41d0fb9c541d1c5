"""What a role has to be allowed: what the code of its functions needs, what their wiring does, what else uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leastwise.code.sources import sources_of
from leastwise.iam.reach import text_of
from leastwise.iam.wiring import Need as Wired
from leastwise.iam.wiring import needs as wired
from leastwise.iam.wiring import role_needs, unclear
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role
from leastwise.model.record import record
from leastwise.model.source import Location
from leastwise.model.value import display

if TYPE_CHECKING:
    from leastwise.code.needs import CodeNeed

    Need = Wired | CodeNeed
else:
    Need = Any


_KNOWN = frozenset(
    "apigateway appsync cognito-idp edgelambda events firehose iot lambda logs pipes s3 scheduler states".split()
)
"""The services of which it is known what they do with a role: run functions, or what `iam.wiring` lists."""


@record
class Doubt:
    """A place because of which more may be needed than is known, and the reason."""

    location: Location
    reason: str


@record
class Needed:
    """What is needed.

    Attributes:
        needs: actions on resources, each with what needs it.
        doubts: why that may not be all.
        read: whether code was read at all: without it nothing can be said to be needless.
    """

    needs: tuple[Need, ...]
    doubts: tuple[Doubt, ...]
    read: bool

    @property
    def complete(self) -> bool:
        """Whether nothing else can be needed."""
        return self.read and not self.doubts


def needed(app: Application, function: Function) -> Needed:
    """What the role of a function needs for it."""
    known = _needed(app)
    if function.id not in known:
        known[function.id] = _of_function(app, function)
    return known[function.id]


@lru_cache(maxsize=4)
def _needed(app: Application) -> dict[str, Needed]:
    return {}


def _of_function(app: Application, function: Function) -> Needed:
    return _with_usage(app, function, _by_itself(app, function))


def _by_itself(app: Application, function: Function) -> Needed:
    needs: list[Need] = [*wired(app, function)]
    doubts = [Doubt(one.property.location, one.reason) for one in unclear(app, function)]
    if sources_of(app) is None:
        return Needed(tuple(needs), tuple(doubts), read=False)
    from leastwise.code.needs import understood  # the engine is imported where there is code to read

    found = understood(app, function)
    assert found is not None
    needs += found.needs
    doubts += [Doubt(one.location, one.reason) for one in found.why]
    return Needed(tuple(needs), tuple(dict.fromkeys(doubts)), read=True)


def needed_of_role(app: Application, role: Role) -> Needed:
    """What all that runs with a role needs of it."""
    users = [needed(app, function) for function in app.users_of(role)]
    needs = [*role_needs(app, role), *(need for one in users for need in one.needs)]
    doubts = [*_unclear(app, role), *_others(role), *(doubt for one in users for doubt in one.doubts)]
    found = Needed(tuple(_once(needs)), tuple(dict.fromkeys(doubts)), all(one.read for one in users))
    return _with_usage(app, role, found)


def needed_besides(app: Application, role: Role) -> tuple[Need, ...]:
    """What a role needs besides what its functions do: for what else uses it, and what was seen of it."""
    own = Needed(tuple(role_needs(app, role)), (), read=True)
    if getattr(app.files, "usage", None) is None:
        return own.needs
    users = [need for function in app.users_of(role) for need in needed(app, function).needs]
    known = (*own.needs, *users)
    return (*own.needs, *_with_usage(app, role, Needed(known, (), read=True)).needs[len(known) :])


def _with_usage(app: Application, of: Function | Role, found: Needed) -> Needed:
    """The same with what was seen to be used and is not known to be needed."""
    if getattr(app.files, "usage", None) is None:
        return found
    from leastwise.privilege.usage.evidence import usage_doubts, usage_needs

    more = tuple(usage_needs(app, of, found.needs))
    doubts = tuple(Doubt(*one) for one in usage_doubts(app, of, found.needs))
    return Needed((*found.needs, *more), (*found.doubts, *doubts), found.read)


def _unclear(app: Application, role: Role) -> Iterator[Doubt]:
    return (Doubt(one.property.location, one.reason) for one in unclear(app, role))


def _others(role: Role) -> Iterator[Doubt]:
    """Who else may take a role, to do with it what nobody here knows."""
    for statement in role.trust:
        for principal in statement.principals:
            service = (text_of(principal.value) or "").partition(".")[0].lower()
            if principal.kind != "Service" or service not in _KNOWN:
                who = display(principal.value) if principal.kind != "*" else "anybody"
                yield Doubt(statement.property.location, f"{who} may work with the role as well")


def _once(needs: Iterable[Need]) -> Iterable[Need]:
    return {repr(need): need for need in needs}.values()
