"""What a role may do, all its policies together, decided as AWS decides it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cached_property, lru_cache, partial
from typing import Any

from leastwise.iam.actions import expand, service
from leastwise.iam.among import among, asked_of_many
from leastwise.iam.evaluation import Caller, Clause, Decision, Policies, Reason, Request, clause, clauses, decide
from leastwise.iam.granted import ALL, Granted, grants
from leastwise.iam.held import Unread, document_of, held, unread, unread_boundary
from leastwise.iam.language import Pattern, arn_pattern
from leastwise.iam.naming import own_arn
from leastwise.iam.reached import stores
from leastwise.iam.resource_policies import resource_policies, unread_policies
from leastwise.iam.resources import resource_pattern
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record, replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol, Unknown, display

__all__ = ["EVERYTHING", "SOMETHING", "Granted", "Permissions", "grants", "permissions", "stores"]


class Extent(Enum):
    """How much is asked for where no resource is named."""

    EVERYTHING = "everything"
    SOMETHING = "something"


EVERYTHING, SOMETHING = Extent.EVERYTHING, Extent.SOMETHING

_CALLERS = {"AWS::IAM::User": "user", "AWS::IAM::Role": "role"}


@record(eq=False, cached=True)
class Permissions:
    """What the policies of one role, user or group allow and deny.

    Attributes:
        app: the application that it is part of.
        role: whose permissions these are.
    """

    app: Application
    role: Role

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The statements of its policies, also those of AWS's; one without anything known for each that is unread."""
        found: list[Clause] = []
        for one in held(self.app, self.role):
            if one.statement is not None:
                found.append(self._clause(one.statement))
            elif one.document is not None:
                found += clauses(one.document.document, one.policy, one.by, one.policy)
        if self.role.resource is None:
            found.append(_not_known("", f"{display(self.role.arn)} is not part of the application"))
        found += [_not_known(_shown(place), why) for place, why in unread(self.app, self.role)]
        return tuple(found)

    @cached_property
    def boundary(self) -> tuple[Clause, ...] | None:
        """The statements of its permissions boundary, `None` where it has none."""
        if self.role.boundary is None:
            return None
        if self.role.bounds is not None:
            unknown = [_not_known(_shown(place), why) for place, why in unread_boundary(self.app, self.role)]
            return (*map(self._clause, self.role.bounds), *unknown)
        document = document_of(self.role.boundary)
        if document is None:
            return (_not_known("the permissions boundary", display(self.role.boundary)),)
        return clauses(document.document, document.name, self.role.by, document.name)

    @cached_property
    def unknown(self) -> tuple[Unread, ...]:
        """What of it cannot be read, and why: imported policies, documents that are parameters."""
        return (*unread(self.app, self.role), *unread_boundary(self.app, self.role))

    @property
    def caller(self) -> Caller | None:
        """Who sends its requests; `None` for a group or a policy on its own."""
        resource = self.role.resource
        kind = "role" if resource is None else _CALLERS.get(resource.type)
        return None if kind is None else Caller(kind, self.role.arn)

    def may(
        self,
        action: str,
        resource: Any = EVERYTHING,
        context: Mapping[str, Any] | None = None,
        *,
        some: bool = False,
    ) -> Decision:
        """Whether it may do something; with the policy of the resource, where that is in the application.

        Args:
            action: `dynamodb:GetItem`, or with wildcards: all of these.
            resource: an ARN, a reference, or a pattern of ARNs, all of which are asked about; `EVERYTHING`, or
                `SOMETHING` where one resource is enough.
            context: what is known of the request, by condition keys in lower case; the others may be anything.
            some: whether a part of what is asked about is enough, as it is with `SOMETHING`.
        """
        some = some or resource is SOMETHING
        pattern = pattern_of(self.app, resource)
        request = Request(action, pattern, self.caller, context or {})
        return asked(self.app, request, resource, Policies(self.clauses, self.boundary), some=some)

    def _clause(self, statement: Statement) -> Clause:
        return clause(statement, partial(resource_pattern, self.app))


def _not_known(policy: str, why: str) -> Clause:
    """A policy that may allow or deny anything."""
    return Clause(None, conditions=None, policy=policy, origin=why)


def _shown(place: Property) -> str:
    """A policy for people: its name where it is attached, otherwise the place of its document."""
    value = place.value
    return display(value) if isinstance(value, (str, Symbol)) else place.called


def permissions(app: Application, role: Role) -> Permissions:
    """The permissions of a role of an application. Made once."""
    made = _made(app)
    found = made.get(role.id)
    if found is None:
        found = made[role.id] = Permissions(app, role)
    return found


@lru_cache(maxsize=4)
def _made(app: Application) -> dict[str, Permissions]:
    return {}


def policy_on(app: Application, value: Any) -> tuple[Clause, ...] | None:
    """The statements of the policy of the resource that a value names; `None` where it is not in the application.

    A key that has no policy of its own gets one that leaves everything to the account's policies.
    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    resource = resource_in(app, value)
    if resource is None:
        return None
    known = _policies(app)
    if resource.key not in known:
        found = resource_policies(app).get(resource.key, (resource, ()))[1]
        made = [clause(_on(resource, statement), partial(resource_pattern, app)) for statement in found]
        if resource.key in unread_policies(app):
            made.append(_not_known(f"the policy of {resource.name}", "it cannot be read"))
        known[resource.key] = None if not made and _by_default(resource) else tuple(made)
    return known[resource.key]


@lru_cache(maxsize=4)
def _policies(app: Application) -> dict[str, tuple[Clause, ...] | None]:
    return {}


def pattern_of(app: Application, resource: Any) -> Pattern:
    """What is asked about, as a pattern: `EVERYTHING`, a value, or a pattern already."""
    if isinstance(resource, Extent):
        return arn_pattern("*")
    return resource if isinstance(resource, Pattern) else resource_pattern(app, resource)


def alone(app: Application, resource: Any) -> bool:
    """Whether no policy of a resource takes anything away from what is allowed on a value."""
    if resource_in(app, resource) is not None:
        return policy_on(app, resource) is None
    return not among(app, lambda one: policy_on(app, own_arn(one))).denying


def asked(app: Application, request: Request, resource: Any, policies: Policies, *, some: bool) -> Decision:
    """The answer to a request, with the policies of what it is on, as far as they are in the application."""
    policy = None if isinstance(resource, (Extent, Pattern)) else policy_on(app, resource)
    if policy is not None:
        return decide(request, replace(policies, resource=policy), some=some)
    if request.resources.literal is not None or resource_in(app, resource) is not None:
        return decide(request, policies, some=some)
    policies_of = among(app, lambda one: policy_on(app, own_arn(one)))
    found = asked_of_many(policies_of, request, policies, some=some)
    if not some or found.allowed is not Truth.YES or not request.resources.everything:
        return found
    kinds = _kinds(request.actions.literal or "")
    if not kinds or any(
        asked_of_many(policies_of, replace(request, resource=kind), policies, some=True).allowed is not Truth.NO
        for kind in kinds
    ):
        return found
    shown = ", ".join(map(str, kinds))
    return replace(found, allowed=Truth.UNKNOWN, reason=Reason.UNDECIDED, when=(f"it is also for others than {shown}",))


@lru_cache(maxsize=256)
def _kinds(action: str) -> tuple[Pattern, ...]:
    """The ARNs that an action works on; none where that is not known, and for one that needs no resource."""
    known = service(action.partition(":")[0])
    formats = {
        re.sub(r"\$\{[^}]*\}", "*", format_)
        for one in expand(action) or ()
        if known is not None and one.takes_resource
        for format_ in known.formats(one)
    }
    return tuple(map(arn_pattern, sorted(formats)))


def resource_in(app: Application, value: Any) -> Resource | None:
    """The resource of the application that a value names."""
    named = None if isinstance(value, (Extent, Pattern)) else value
    return app.referenced(named) or app.lookup.function(named)


def _by_default(resource: Resource) -> bool:
    """Whether a resource without a policy of its own gets one."""
    return resource.type in ("AWS::KMS::Key", "AWS::KMS::ReplicaKey") and resource["KeyPolicy"].absent


def _on(resource: Resource, statement: Statement) -> Statement:
    """The policy of a role or an event bus names no resource: it is about what it belongs to.

    That of an API may leave out the ARN of the API, `execute-api:/*`.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-policy-language-overview.html
    """
    named = statement.resources or statement.not_resources or "Resource" in (statement.property.value or ())
    if not named:
        return replace(statement, resources=(own_arn(resource),))
    if resource.type != "AWS::ApiGateway::RestApi":
        return statement
    both = (tuple(map(_of_api, values)) for values in (statement.resources, statement.not_resources))
    return replace(statement, **dict(zip(("resources", "not_resources"), both, strict=True)))


def _of_api(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("execute-api:/"):
        return value
    return ALL if value == "execute-api:/*" else Unknown("a part of an API")
