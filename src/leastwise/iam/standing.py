"""What is left of a statement or a managed policy once the denials and the permissions boundary have their say.

Only what is certain to be left counts, in the case that its conditions are met: a denial or a boundary that is not
known has the benefit of the doubt, and a denial under a condition takes nothing away for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record, replace
from leastwise.model.resource import Property

if TYPE_CHECKING:
    from leastwise.iam.evaluation import Clause


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
    from leastwise.iam.permissions import permissions

    own = next((clause for clause in permissions(app, role).clauses if clause.statement is statement), None)
    if own is None or own.conditions is None:
        return asked
    resources = statement.resources if resource is None else (resource,)
    return [action for action in asked if _stands(app, role, own, action, resources)]


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
        actions = tuple(name for name in named if not bound or _stands(app, role, clause, name, resources))
        if actions:
            yield Attached(place, clause.policy, actions, resources, clause.conditions != ())


def limited(app: Application, role: Role) -> bool:
    """Whether there is anything that could take away what is allowed: a look that costs next to nothing."""
    return (
        role.boundary is not None
        or bool(role.groups)
        or any(statement.effect != "Allow" for statement in role.statements)
        or any(policy.by == "author" and _denies(policy.arn) for policy in role.managed)
        or _stores_deny(app)
    )


def _denies(arn: object) -> bool:
    from leastwise.iam.held import document_of

    found = document_of(arn)
    written = found.document["Statement"] if found is not None else []
    return any(one.get("Effect") == "Deny" for one in (written if isinstance(written, list) else [written]))


@lru_cache(maxsize=2)
def _stores_deny(app: Application) -> bool:
    return any(statement.effect != "Allow" for store in app.stores for statement in store.policy)


def _stands(app: Application, role: Role, own: Clause, action: str, resources: Iterable[object]) -> bool:
    from leastwise.iam.evaluation import Policies, Request
    from leastwise.iam.permissions import EVERYTHING, asked, pattern_of, permissions
    from leastwise.iam.truth import Truth

    held = permissions(app, role)
    denials = [c for c in held.clauses if c.effect != "Allow" and c.statement is not own.statement and not c.conditions]
    bounds = (
        None
        if held.boundary is None
        else tuple([_met(c) for c in held.boundary if c.effect != "Deny" or not c.conditions])
    )
    policies = Policies((_met(own), *denials), bounds)
    for resource in resources or (EVERYTHING,):
        request = Request(action, pattern_of(app, resource), held.caller)
        if asked(app, request, resource, policies, some=True).allowed is Truth.YES:
            return True
    return False


def _met(clause: Clause) -> Clause:
    """A statement as it is when its condition, as far as it is known, is met."""
    return replace(clause, conditions=()) if clause.conditions else clause
