"""Whether a request is allowed, and by what.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from leastwise.iam.actions import expand
from leastwise.iam.evaluation.case import Case, Reason, case, mandatory
from leastwise.iam.evaluation.clause import Clause
from leastwise.iam.evaluation.condition import Context
from leastwise.iam.evaluation.coverage import covers
from leastwise.iam.evaluation.index import Entry
from leastwise.iam.evaluation.judged import Judged, holds
from leastwise.iam.evaluation.request import Policies, Request
from leastwise.iam.evaluation.somewhere import candidates, excluded
from leastwise.iam.evaluation.wording import when
from leastwise.iam.language import Pattern, arn_pattern, includes
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.truth import Truth, every
from leastwise.model.record import record, replace

EVERYTHING = arn_pattern("*")
_MAX_KEPT = 1_024
"""Answers about one action of some policies that are kept."""
_NO_RESOURCE = Pattern(("*",), "arn", "*")
"""What stands in the request of an action that is on no resource: a star, as text."""

_OPEN = {
    "sts:getcalleridentity": ("role", "user", "root", "federated-user"),
    "sts:getsessiontoken": ("user", "root"),
}
"""Actions that no policy allows or denies, and who may use them.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
"""


@record(eq=False)
class Decision:
    """The answer to a request.

    Attributes:
        allowed: whether it is allowed; `UNKNOWN` is neither a yes nor a no.
        reason: why.
        deciding: the statements that decide: those that allow it or deny it, and where it is not known, those that may.
        when: under which conditions it would be allowed where it is not known: the alternatives, and what must not hold
            (`unless …`).
    """

    allowed: Truth
    reason: Reason
    deciding: tuple[Clause, ...] = ()
    when: tuple[str, ...] = ()


def decide(request: Request, policies: Policies, *, some: bool = False) -> Decision:
    """Whether a request is allowed.

    Args:
        request: what is asked. Where it is a set of requests, whether all of them are allowed.
        policies: what has a say.
        some: ask of a set of requests whether some of them are allowed.
    """
    caller = request.principal
    if caller is not None and isinstance(request.action, str) and caller.kind in _OPEN.get(request.action.lower(), ()):
        return Decision(Truth.YES, Reason.ALLOWED)
    decision = _quickly(request, policies)
    if decision is not None:
        return decision
    parts = mandatory(request) if policies.resource is not None else []
    if parts and parts != [request.actions]:
        return _in_parts(request, parts, policies, some=some)
    return _by_account(request, policies, some=some)


def _in_parts(request: Request, parts: list[Pattern], policies: Policies, *, some: bool) -> Decision:
    """Actions of which the policy of the resource must allow some, `*` on a key: those are asked about as well."""
    whole = _by_account(request, policies, some=some)
    if whole.allowed is Truth.NO:
        return whole
    found = [_by_account(replace(request, action=part), policies, some=some) for part in parts]
    inside = [includes((request.actions,), part) is Truth.YES for part in parts]
    if some:
        best = [one for one, sure in zip(found, inside, strict=True) if sure and one.allowed is Truth.YES]
        return best[0] if best else _open(whole, found)
    if all(one.allowed is Truth.YES for one in (whole, *found)):
        return whole
    worst = [one for one, sure in zip(found, inside, strict=True) if sure and one.allowed is Truth.NO]
    return worst[0] if worst else _open(whole, found)


def _open(whole: Decision, found: list[Decision]) -> Decision:
    """Neither yes nor no: it depends on which of the actions is meant."""
    decisions = (whole, *found)
    deciding = dict.fromkeys(clause for one in decisions for clause in one.deciding)
    conditions = [text for one in decisions for text in one.when] or ["the policy of the resource allows it as well"]
    return Decision(Truth.UNKNOWN, Reason.UNDECIDED, tuple(deciding), tuple(dict.fromkeys(conditions)))


def _by_account(request: Request, policies: Policies, *, some: bool) -> Decision:
    """The answer, also where it is not known whether caller and resource are of one account."""
    if policies.same_account is not Truth.UNKNOWN:
        return _decide(request, policies, some=some, same_account=policies.same_account is Truth.YES)
    within = _decide(request, policies, some=some, same_account=True)
    across = _decide(request, policies, some=some, same_account=False)
    if within.allowed is across.allowed:
        return across
    way = "in the caller's account" if within.allowed is Truth.YES else "in another account"
    deciding = tuple(dict.fromkeys(within.deciding + across.deciding))
    conditions = (f"the resource is {way}", *within.when, *across.when)
    return Decision(Truth.UNKNOWN, Reason.UNDECIDED, deciding, tuple(dict.fromkeys(conditions)))


def _quickly(request: Request, policies: Policies) -> Decision | None:
    """The answer where nothing but the caller's own policies has a say in one action on one resource.

    That is most questions. `None` where there is more to it, or where something is not known.
    """
    action, resource, caller = request.action, request.resource, request.principal
    index = policies.alone
    if index is None or not (caller is None or caller.kind in ("role", "user")):
        return None
    if action.__class__ is not str or resource.__class__ is not str:
        return None
    asked = index.known.get(action) or index.exactly(action)
    if asked is None:
        return None
    answer: Decision | None = asked.answers.get(resource)
    if answer is not None or has_wildcard(resource) or resource.count(":") < 5:
        return answer
    if not asked.certain:
        found = _applying(asked.entries, resource, request.known)
        return None if found is None else _decided(found)
    answer = _decided(
        [
            clause
            for clause, texts, starts, side in asked.sides
            if resource in texts
            or (starts and resource.startswith(starts))
            or (side is not None and side.has(resource) is _YES)
        ]
    )
    if len(asked.answers) < _MAX_KEPT:
        asked.answers[resource] = answer
    return answer


def _applying(entries: list[Entry], resource: str, context: Context) -> list[Clause] | None:
    """The statements that are for a resource; `None` where that is not known of one."""
    applying: list[Clause] = []
    for clause, side, about in entries:
        found = (side or clause.resource_side_in(context)).has(resource)
        if found is not Truth.NO and clause.conditions != ():
            found &= holds(clause, context)
        if found is Truth.NO:
            continue
        if found is not Truth.YES or about is not Truth.YES or clause.effect is None:
            return None
        applying.append(clause)
    return applying


def _decided(applying: list[Clause]) -> Decision:
    """What the statements that are for a request make of it."""
    if not applying:
        return _NOT_ALLOWED
    denying = [clause for clause in applying if clause.effect == "Deny"]
    if denying:
        return Decision(Truth.NO, Reason.EXPLICIT_DENY, tuple(denying))
    return Decision(Truth.YES, Reason.ALLOWED, tuple(applying))


_YES = Truth.YES
_NOT_ALLOWED = Decision(Truth.NO, Reason.IMPLICIT_DENY)


def _decide(request: Request, policies: Policies, *, some: bool, same_account: bool) -> Decision:
    found = case(request, policies, same_account=same_account)
    action, resource = request.actions, request.resources
    if resource.everything and _without_resource(found, action):
        resource = _NO_RESOURCE
    decision = _all(found, request, action, resource)
    single = action.literal is not None and resource.literal is not None
    if not some or single or decision.allowed is Truth.YES:
        return decision
    if excluded(found, action, resource):
        return _excluded(found, action, resource)
    for part in candidates(found, action, resource):
        if (
            _is_arn(part[1])
            and _met(found, *part) is Truth.YES
            and covers([one.rectangle for one in found.denying], *part) is Truth.NO
        ):
            return Decision(Truth.YES, Reason.ALLOWED, _allowing(found, *part))
    return _undecided(found, request, action, resource)


def _is_arn(resource: Pattern) -> bool:
    """Whether there may be ARNs among the texts of a pattern: IAM refuses a policy with a resource of another sort."""
    return resource.start.startswith("arn:"[: len(resource.start)]) or resource.literal == "*"


def _without_resource(found: Case, action: Pattern) -> bool:
    """Whether an action is on no resource at all, and that matters: statements on some resource are not for it.

    Such an action is allowed by `*` alone, and what is denied on a resource does not concern it. "All resources" is not
    what is asked then.
    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """
    sides = [
        one.rectangle.resources for one in (*found.denying, *(one for need in found.needs for one in need.allowing))
    ]
    if action.literal is None or all(side.includes(EVERYTHING) is Truth.YES for side in sides):
        return False
    known = expand(action.literal)
    return bool(known) and not any(one.resource_types for one in known or ())


def _all(found: Case, request: Request, action: Pattern, resource: Pattern) -> Decision:
    """Whether every one of some actions is allowed on every one of some resources."""
    denials = [(one, _touching(one, action, resource)) for one in found.denying]
    denied = [one.clause for one, truth in denials if truth is Truth.YES]
    if denied:
        return Decision(Truth.NO, Reason.EXPLICIT_DENY, tuple(denied))
    answer = Truth.YES
    for need in found.needs:
        met = covers([one.rectangle for one in need.allowing], action, resource)
        if met is Truth.NO:
            return Decision(Truth.NO, need.reason)
        answer &= met
    if answer is Truth.YES and all(truth is Truth.NO for _, truth in denials):
        return Decision(Truth.YES, Reason.ALLOWED, _allowing(found, action, resource))
    return _undecided(found, request, action, resource)


def _met(found: Case, action: Pattern, resource: Pattern) -> Truth:
    return every(covers([one.rectangle for one in need.allowing], action, resource) for need in found.needs)


def _touching(one: Judged, action: Pattern, resource: Pattern) -> Truth:
    rectangle = one.rectangle
    found = rectangle.applies & rectangle.actions.touches(action)
    return found if found is Truth.NO else found & rectangle.resources.touches(resource)


def _allowing(found: Case, action: Pattern, resource: Pattern) -> tuple[Clause, ...]:
    """The statements that certainly allow some of it."""
    near = [one for need in found.needs for one in need.allowing]
    return tuple(dict.fromkeys([one.clause for one in near if _touching(one, action, resource) is Truth.YES]))


def _undecided(found: Case, request: Request, action: Pattern, resource: Pattern) -> Decision:
    """Neither yes nor no: the statements on which it depends, and on what they depend."""
    allowing: list[Judged] = []
    for need in found.needs:
        if covers([one.rectangle for one in need.allowing], action, resource) is not Truth.YES:
            allowing += [one for one in need.allowing if _touching(one, action, resource) is not Truth.NO]
    denying = [one for one in found.denying if _touching(one, action, resource) is not Truth.NO]
    unknown = [one for one in allowing if _inside(one, action, resource) is not Truth.YES]
    deciding = dict.fromkeys([one.clause for one in (*allowing, *denying)])
    return Decision(Truth.UNKNOWN, Reason.UNDECIDED, tuple(deciding), when(unknown, denying, request))


def _inside(one: Judged, action: Pattern, resource: Pattern) -> Truth:
    rectangle = one.rectangle
    return rectangle.applies & rectangle.actions.includes(action) & rectangle.resources.includes(resource)


def _excluded(found: Case, action: Pattern, resource: Pattern) -> Decision:
    """Nothing of a set of requests is allowed: it is denied, or nothing allows it, or a bit of both."""
    touching = [one for one in found.denying if _touching(one, action, resource) is not Truth.NO]
    deciding = tuple(dict.fromkeys([one.clause for one in touching]))
    if covers([one.rectangle for one in touching], action, resource) is Truth.YES:
        return Decision(Truth.NO, Reason.EXPLICIT_DENY, deciding)
    for need in found.needs:
        if all(_touching(one, action, resource) is Truth.NO for one in need.allowing):
            return Decision(Truth.NO, need.reason)
    return Decision(Truth.NO, Reason.EXPLICIT_DENY, deciding)
