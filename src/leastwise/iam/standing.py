"""What is left of a statement or a managed policy once the denials and the permissions boundary have their say.

Only what is certain to be left counts, in the case that its conditions are met: a denial or a boundary that is not
known has the benefit of the doubt, and a denial under a condition takes nothing away for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record, replace
from leastwise.model.resource import Property

if TYPE_CHECKING:
    from leastwise.iam.evaluation import Clause
    from leastwise.iam.evaluation.index import Index
    from leastwise.iam.permissions import Permissions


@record
class Attached:
    """What one statement of a policy of AWS allows.

    Attributes:
        place: where the policy is attached.
        policy: its name.
        actions: `Action`, or `*` for `NotAction`, without what is taken away.
        resources: `Resource`, or `*` for `NotResource`.
        conditional: whether it has a condition.
    """

    place: Property
    policy: str
    actions: tuple[str, ...]
    resources: tuple[object, ...]
    conditional: bool


def left(
    app: Application,
    role: Role,
    statement: Statement,
    actions: Iterable[str] | None = None,
    resource: object = None,
) -> list[str]:
    """Those of some actions of a statement that are left on some of what it names.

    Args:
        app: the application.
        role: who has the statement.
        statement: one that allows.
        actions: which are asked about; all of the statement, if none are given.
        resource: one of its resources, where not all are asked about.
    """
    asked = [a for a in statement.actions if isinstance(a, str)] if actions is None else list(actions)
    if statement.not_actions and actions is None:
        asked = ["*"]
    if not limited(app, role):
        return asked
    around = _around(app, role)
    own = around.own.get(id(statement))
    if own is None or own.conditions is None:
        return asked
    resources = statement.resources if resource is None else (resource,)
    return [action for action in asked if _stands(around, own, action, resources)]


def stands(app: Application, role: Role, statement: Statement, resource: object = None) -> bool:
    """Whether anything is left of what a statement allows, on one of its resources or on any."""
    known = all(isinstance(action, str) for action in statement.actions)
    return (not known and not limited(app, role)) or bool(left(app, role, statement, resource=resource))


def policies_of_aws(app: Application, role: Role) -> Iterator[Attached]:
    """What the policies of AWS that an author attached to a role allow and nothing takes away."""
    attached = {policy.name: policy.property for policy in role.managed if policy.by == "author" and policy.name}
    if not attached:
        return
    from leastwise.iam.permissions import permissions

    bound = limited(app, role)
    for clause in permissions(app, role).clauses:
        place = attached.get(clause.policy) if clause.statement is None else None
        if place is None or clause.effect != "Allow":
            continue
        named = [str(pattern.source) for pattern in clause.actions] if clause.actions else ["*"]
        resources = tuple(pattern.source for pattern in clause.resources) if clause.resources else ("*",)
        actions = tuple(name for name in named if not bound or _stands(_around(app, role), clause, name, resources))
        if actions:
            yield Attached(place, clause.policy, actions, resources, clause.conditions != ())


def limited(app: Application, role: Role) -> bool:
    """Whether there is anything that could take away what is allowed: a look that costs next to nothing."""
    return _around(app, role).limited


def _denies(arn: object) -> bool:
    from leastwise.iam.held import document_of

    found = document_of(arn)
    written = found.document["Statement"] if found is not None else []
    return any(one.get("Effect") == "Deny" for one in (written if isinstance(written, list) else [written]))


@lru_cache(maxsize=2)
def _stores_deny(app: Application) -> bool:
    return any(statement.effect != "Allow" for store in app.stores for statement in store.policy)


def _stands(around: _Around, own: Clause, action: str, resources: Iterable[object]) -> bool:
    from leastwise.iam.evaluation import Policies, Request
    from leastwise.iam.permissions import EVERYTHING, alone, asked, pattern_of

    app, held = around.app, around.held
    met = _met(own)
    denials = [clause for clause in around.denials(action) if clause.statement is not own.statement]
    for resource in resources or (EVERYTHING,):
        request = Request(action, pattern_of(app, resource), held.caller)
        near = [c for c in denials if c.variable or c.resource_side.touches(request.resources) is not Truth.NO]
        whole = not near and around.bounds is None and not own.variable and alone(app, resource)
        if (
            whole
            and own.action_side.includes(request.actions) is own.resource_side.includes(request.resources) is Truth.YES
        ):
            return True
        if asked(app, request, resource, Policies((met, *near), around.bounds), some=True).allowed is Truth.YES:
            return True
    return False


@record(eq=False, cached=True)
class _Around:
    """What may take something away from the statements of a role, looked up once."""

    app: Application
    role: Role

    @cached_property
    def limited(self) -> bool:
        """See `limited`."""
        role = self.role
        return (
            role.boundary is not None
            or bool(role.groups)
            or any(statement.effect != "Allow" for statement in role.statements)
            or any(policy.by == "author" and _denies(policy.arn) for policy in role.managed)
            or _stores_deny(self.app)
        )

    @cached_property
    def held(self) -> Permissions:
        """All that the role has."""
        from leastwise.iam.permissions import permissions

        return permissions(self.app, self.role)

    @cached_property
    def own(self) -> dict[int, Clause]:
        """Identity of a statement → the same as it is evaluated."""
        return {id(clause.statement): clause for clause in reversed(self.held.clauses) if clause.statement is not None}

    @cached_property
    def bounds(self) -> tuple[Clause, ...] | None:
        """The boundary, in the case that its conditions are met; but for its denials under a condition."""
        found = self.held.boundary
        return None if found is None else tuple([_met(c) for c in found if c.effect != "Deny" or not c.conditions])

    def denials(self, action: str) -> tuple[Clause, ...]:
        """The denials without a condition that are, or may be, about an action, or one of those of a pattern."""
        found = self._about.get(action)
        if found is None:
            from leastwise.iam.language import text_pattern

            asked = text_pattern(action, ignore_case=True)
            near = [
                clause for clause in self._denials.about(asked) if clause.action_side.touches(asked) is not Truth.NO
            ]
            found = self._about[action] = tuple(near)
        return found

    @cached_property
    def _denials(self) -> Index:
        from leastwise.iam.evaluation.index import Index

        return Index(tuple([c for c in self.held.clauses if c.effect != "Allow" and not c.conditions]))

    @cached_property
    def _about(self) -> dict[str, tuple[Clause, ...]]:
        return {}


def _around(app: Application, role: Role) -> _Around:
    """What is around the statements of a role. Made once."""
    known = _known(app)
    found = known.get(role.id)
    if found is None:
        found = known[role.id] = _Around(app, role)
    return found


@lru_cache(maxsize=2)
def _known(app: Application) -> dict[str, _Around]:
    return {}


def _met(clause: Clause) -> Clause:
    """A statement as it is when its condition, as far as it is known, is met."""
    return replace(clause, conditions=()) if clause.conditions else clause
