"""A statement before a request: whether it applies, and whom it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.iam.evaluation.clause import Clause
from leastwise.iam.evaluation.condition import Context, meets
from leastwise.iam.evaluation.coverage import Rectangle
from leastwise.iam.evaluation.index import index
from leastwise.iam.evaluation.principal import NOT_NAMED, Caller, Naming, names, spares
from leastwise.iam.evaluation.request import Clauses, Request
from leastwise.iam.truth import Truth
from leastwise.model.record import record, replace


@record(eq=False)
class Judged:
    """A statement that may be for a request.

    Attributes:
        clause: the statement.
        rectangle: what it is about and on, and whether its condition holds and it names the caller.
        naming: how it names him, for a statement of a resource policy.
    """

    clause: Clause
    rectangle: Rectangle
    naming: Naming = NOT_NAMED

    def naming_only(self, named: Truth) -> Judged:
        """The same as far as it names the caller in some way."""
        rectangle = self.rectangle
        if named is Truth.YES:
            return self
        return replace(self, rectangle=Rectangle(rectangle.actions, rectangle.resources, rectangle.applies & named))


def judged(clauses: Clauses, request: Request, *, of_resource: bool = False) -> Iterator[Judged]:
    """The statements that may be for a request, those left out that are known not to be."""
    if not clauses:
        return
    for clause in index(clauses).about(request.actions):
        side = clause.resource_side_in(request.known)
        if side.touches(request.resources) is Truth.NO:
            continue
        applies = holds(clause, request.known)
        if applies is Truth.NO:
            continue
        named = naming(clause, request.principal) if of_resource else NOT_NAMED
        if of_resource:
            applies &= named.anyhow
            if applies is Truth.NO:
                continue
        yield Judged(clause, Rectangle(clause.action_side, side, applies), named)


def holds(clause: Clause, context: Context) -> Truth:
    """Whether the whole condition of a statement holds."""
    if clause.conditions is None:
        return Truth.UNKNOWN
    found = Truth.YES
    for condition in clause.conditions:
        found &= meets(condition, context)
        if found is Truth.NO:
            break
    return found


def naming(clause: Clause, caller: Caller | None) -> Naming:
    """How a statement of a resource policy names a caller. `NotPrincipal` names all others as themselves."""
    if clause.has_principals is clause.has_not_principals:
        return Naming(Truth.UNKNOWN, Truth.UNKNOWN, Truth.UNKNOWN)
    if clause.has_principals:
        return names(clause.principals, caller)
    return Naming(direct=~spares(clause.not_principals, caller))


def allowing(found: Iterable[Judged]) -> list[Judged]:
    """Those that allow, or may: what the effect of is not known."""
    return [_as_far_as(one, "Allow") for one in found if one.clause.effect != "Deny"]


def denying(found: Iterable[Judged]) -> list[Judged]:
    """Those that deny, or may."""
    return [_as_far_as(one, "Deny") for one in found if one.clause.effect != "Allow"]


def _as_far_as(one: Judged, effect: str) -> Judged:
    return one if one.clause.effect == effect else one.naming_only(Truth.UNKNOWN)
