"""What must allow a request, by the documented order of evaluation.

Each need is a union of statements, and every need must be met: the flow charts of AWS, multiplied out. For a request
within an account that is `(identity or resource) and (boundary or direct) and (session or direct)`, where *direct* is a
statement of the resource policy that names the very caller (a user, a session, everybody), because "an implicit deny in
an identity-based policy, a permissions boundary, or a session policy does not impact the final decision" then. One that
names a role is limited by boundary and session; one that names the account leaves it to the policies of the account.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from leastwise.iam.evaluation.clause import Clause
from leastwise.iam.evaluation.coverage import NOT_KNOWN, Rectangle, meet
from leastwise.iam.evaluation.judged import Judged, allowing, denying, judged
from leastwise.iam.evaluation.principal import Naming
from leastwise.iam.evaluation.request import Policies, Request
from leastwise.iam.language import Pattern, arn_pattern, overlaps, text_pattern
from leastwise.iam.truth import Truth
from leastwise.model.record import record


class Reason(StrEnum):
    """Why a request is allowed or not."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicit-deny"
    RESOURCE_CONTROL = "resource-control"
    SERVICE_CONTROL = "service-control"
    IMPLICIT_DENY = "implicit-deny"
    BOUNDARY = "boundary"
    SESSION = "session"
    UNDECIDED = "undecided"


@record(eq=False)
class Need:
    """Statements of which some must allow a request, and what it is when none does."""

    reason: Reason
    allowing: tuple[Judged, ...]


@record(eq=False)
class Case:
    """Everything that has a say in a request: what may deny it, and what must allow it."""

    denying: tuple[Judged, ...]
    needs: tuple[Need, ...]


_MANDATORY = tuple(
    (text_pattern(action, ignore_case=True), arn_pattern(resource))
    for action, resource in (
        ("kms:*", "arn:*:kms:*:*:key/*"),
        ("sts:AssumeRole*", "arn:*:iam::*:role/*"),
        ("sts:TagSession*", "arn:*:iam::*:role/*"),
        ("sts:SetSourceIdentity*", "arn:*:iam::*:role/*"),
    )
)
"""Actions, and what they are on, that the policy of the key, or of the role, must allow whatever other policies say.

"IAM role trust policies and KMS key policies are exceptions to this logic, because they must explicitly allow access
for principals": the page that the module names.
"""

_UNSAID = (Judged(Clause(None, conditions=None), Rectangle(NOT_KNOWN, NOT_KNOWN, Truth.UNKNOWN)),)
"""What the policy of a resource says when nobody told it, of somebody who has no policies of his own."""


def case(request: Request, policies: Policies, *, same_account: bool) -> Case:
    """What has a say in a request, whether in the account of the caller or in another one."""
    caller = request.principal
    of_account = caller is None or caller.in_account
    identity = tuple(judged(policies.identity, request)) if of_account else ()
    boundary = tuple(judged(policies.boundary or (), request)) if of_account else ()
    session = tuple(judged(policies.session or (), request)) if of_account else ()
    resource = tuple(judged(policies.resource or (), request, of_resource=True))
    service_control = [tuple(judged(level, request)) for level in policies.service_control] if of_account else []
    resource_control = [tuple(judged(level, request)) for level in policies.resource_control]
    among = tuple(judged(policies.among, request, of_resource=True))
    groups = (identity, boundary, session, resource, *service_control, *resource_control, among)
    needs = [Need(Reason.SERVICE_CONTROL, tuple(allowing(level))) for level in service_control]
    # RCPFullAWSAccess is attached everywhere and cannot be detached, so only what is denied counts.
    # https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_evaluation.html
    allowed = tuple(allowing(resource))
    if not of_account:
        named = _named(allowed, lambda naming: naming.direct) if policies.resource is not None else _UNSAID
        needs.append(Need(Reason.IMPLICIT_DENY, named))
        return Case(tuple(denying([one for group in groups for one in group])), tuple(needs))
    direct = _named(allowed, lambda naming: naming.direct)
    entity = _named(allowed, lambda naming: naming.direct | naming.entity)
    any_way = _named(allowed, lambda naming: naming.anyhow)
    own = tuple(allowing(identity))
    root = caller is not None and caller.kind == "root"
    if not same_account:
        needs += [] if policies.resource is None else [Need(Reason.IMPLICIT_DENY, any_way)]
        needs += [] if root else [Need(Reason.IMPLICIT_DENY, own)]
        direct = ()
    elif policies.resource is not None and mandatory(request) == [request.actions]:
        needs += [Need(Reason.IMPLICIT_DENY, any_way)]
        needs += [] if root else [Need(Reason.IMPLICIT_DENY, own + entity)]
    elif not root:
        needs.append(Need(Reason.IMPLICIT_DENY, own + entity))
    if policies.boundary is not None:
        needs.append(Need(Reason.BOUNDARY, tuple(allowing(boundary)) + direct))
    if policies.session is not None:
        needs.append(Need(Reason.SESSION, tuple(allowing(session)) + direct))
    return Case(tuple(denying([one for group in groups for one in group])), tuple(needs))


def mandatory(request: Request) -> list[Pattern]:
    """The actions of a request that the policy of the resource must allow; wider ones where that is not told apart."""
    actions, resources = request.actions, request.resources
    if actions.literal is not None and not actions.literal.startswith(("kms:", "sts:")):
        return []
    found = []
    for action, resource in _MANDATORY:
        if overlaps(action, actions) is not Truth.NO and overlaps(resource, resources) is not Truth.NO:
            found.append(meet(actions, action) or action)
    return found


def _named(found: tuple[Judged, ...], how: Callable[[Naming], Truth]) -> tuple[Judged, ...]:
    named = [(one, how(one.naming)) for one in found]
    return tuple([one.naming_only(truth) for one, truth in named if truth is not Truth.NO])
