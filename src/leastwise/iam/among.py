"""What the policies of single resources say where many are asked about: `s3:GetObject on *`.

The policy of a bucket that denies a role something takes away from "all", and one that lets it in adds to "some".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from leastwise.iam.evaluation import Clause, Decision, Policies, Request, decide
from leastwise.iam.evaluation.coverage import meet
from leastwise.iam.language import Pattern, arn_pattern, overlaps, text_pattern
from leastwise.iam.naming import own_arn
from leastwise.iam.resource_policies import resource_policies, unread_policies
from leastwise.iam.resources import parts_of
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.record import record, replace
from leastwise.model.resource import Resource

PolicyOf = Callable[[Resource], tuple[Clause, ...] | None]


@record(eq=False)
class Among:
    """The policies of an application's resources, for questions about many resources.

    Attributes:
        denying: what they deny, each statement on nothing but what its resource is.
        allowing: the policies with a statement that allows, each with the resources of these statements.
    """

    denying: tuple[Clause, ...]
    allowing: tuple[tuple[tuple[Clause, ...], tuple[Pattern, ...]], ...]


def asked_of_many(among: Among, request: Request, policies: Policies, *, some: bool) -> Decision:
    """The answer to a request for many resources, with what the policies of those in the application say."""
    near = tuple(clause for clause in among.denying if _near(clause.resources, request.resources))
    found = decide(request, replace(policies, among=near), some=some)
    if not some or found.allowed is Truth.YES:
        return found
    for clauses, patterns in among.allowing:
        if found.allowed is Truth.NO and not near and not _allow(clauses, request.actions):
            continue
        for pattern in patterns:
            if overlaps(pattern, request.resources) is Truth.NO:
                continue
            part = meet(pattern, request.resources)
            one = decide(
                replace(request, resource=part or pattern), replace(policies, resource=clauses, among=()), some=True
            )
            if one.allowed is Truth.YES and part is not None:
                return one
            if one.allowed is not Truth.NO and found.allowed is Truth.NO:
                found = replace(one, allowed=Truth.UNKNOWN)
    return found


def _allow(clauses: tuple[Clause, ...], actions: Pattern) -> bool:
    """Whether some statement allows, or may allow, one of some actions."""
    return any(one.effect != "Deny" and one.action_side.touches(actions) is not Truth.NO for one in clauses)


def _near(patterns: tuple[Pattern, ...], asked: Pattern) -> bool:
    return not patterns or any(overlaps(pattern, asked) is not Truth.NO for pattern in patterns)


@lru_cache(maxsize=4)
def _known(app: Application) -> list[Among]:
    return []


def among(app: Application, policy_of: PolicyOf) -> Among:
    """The policies of all resources of an application. Made once.

    Args:
        app: the application.
        policy_of: the statements of the policy of one of its resources.
    """
    known = _known(app)
    if not known:
        known.append(_among(app, policy_of))
    return known[0]


def _among(app: Application, policy_of: PolicyOf) -> Among:
    denying: list[Clause] = []
    allowing = []
    keys = {*resource_policies(app), *unread_policies(app)}
    for resource in (app.by_key[key] for key in sorted(keys)):
        found = policy_of(resource) or ()
        own = tuple(arn_pattern((*parts_of(app, own_arn(resource)), end)) for end in ("", "/*", ":*"))
        narrowed = [_narrowed(clause, own) for clause in found]
        denying += [clause for clause in narrowed if clause.effect != "Allow"]
        patterns = [pattern for one in narrowed if one.effect != "Deny" for pattern in one.resources]
        if patterns:
            allowing.append((tuple(narrowed), tuple(dict.fromkeys(patterns))))
    return Among(tuple(denying), tuple(allowing))


def _narrowed(clause: Clause, own: tuple[Pattern, ...]) -> Clause:
    """A statement on nothing but what its policy belongs to. Where that cannot be told, its effect is not known."""
    if clause.resources and not any(pattern.everything for pattern in clause.resources):
        return clause
    if clause.resources:
        return replace(clause, resources=own)
    actions = {} if clause.has_actions or clause.has_not_actions else {"actions": _of_service(own[0])}
    return replace(clause, effect=None, resources=own, not_resources=(), empty=frozenset(), **actions)


def _of_service(arn: Pattern) -> tuple[Pattern, ...]:
    """All actions of the service of an ARN."""
    parts = arn.start.split(":")
    return (text_pattern(f"{parts[2]}:*" if len(parts) > 3 else "*", ignore_case=True),)
