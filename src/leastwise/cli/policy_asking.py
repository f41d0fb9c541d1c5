"""Answers questions about permissions: finds what is meant in an application, and asks the policy engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import Any, TypeVar

from leastwise.cli.policy_callers import caller_of, of_the_resource
from leastwise.cli.policy_public import barred
from leastwise.cli.policy_question import Question
from leastwise.iam.actions import expand
from leastwise.iam.evaluation import ABSENT, Caller, Clause, Decision, Reason, Request
from leastwise.iam.language import Pattern, overlaps, text_pattern
from leastwise.iam.naming import arn_facts, own_arn, reference_to
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.permissions import EVERYTHING, asked, pattern_of, permissions, policy_on, resource_in
from leastwise.iam.resource_policies import resource_policies
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.errors import UsageError, nearest
from leastwise.model.graph import Function, Role
from leastwise.model.record import record, replace
from leastwise.model.resource import Resource
from leastwise.model.value import Reference, concat
from leastwise.report.policies.answers import Answer, Deciding
from leastwise.report.policies.clauses import in_words

Named = TypeVar("Named", Function, Role)

_MOST_TOLD = 20
_MOST_WORK = 30_000
"""Actions times statements that are asked about one by one; beyond, it is asked of all of these actions at once."""


@record
class Meant:
    """What a question is about in one application.

    Attributes:
        resources: values for the model; `EVERYTHING` for `*`.
        role: whose permissions count, where they are in the application.
        caller: who sends the request.
    """

    resources: tuple[Any, ...]
    role: Role | None
    caller: Caller | None


def meant(app: Application, question: Question) -> Meant | None:
    """What a question is about in an application; `None` where it knows the resource or the principal not."""
    resources = _resources(app, question)
    found = _principal(app, question)
    return None if resources is None or found is None else Meant(resources, *found)


def not_found(apps: Iterable[Application], question: Question) -> UsageError:
    """What there is to say where no application knows what a question is about."""
    apps = list(apps)
    if not any(_principal(app, question) for app in apps):
        known = sorted({name for app in apps for name in _principals(app)})
        missing = f"no function, role or user is called '{question.principal}'{_hint(question.principal, known)}"
        other = "an ARN, a service (events.amazonaws.com) or * for anybody would do as well"
    else:
        named = {resource.name: resource for app in apps for resource in app.resources() if resource.by == "author"}
        types = {reference[0] for kind in _kinds(question.action) if (reference := reference_to(kind)) is not None}
        fitting = [name for name, resource in sorted(named.items()) if resource.type in types]
        missing = f"no resource is called '{question.resource}'{_hint(question.resource, named, fitting)}"
        other = "an ARN or * would do as well"
    return UsageError(f"{question.text}: {missing}{'' if missing.endswith('?') else f'; {other}'}")


def _hint(name: str, known: Iterable[str], fitting: Sequence[str] = ()) -> str:
    listed = fitting or sorted(known)
    return nearest(name, known) or (f"; there are {', '.join(listed[:8])}" if listed else "")


def answered(app: Application, question: Question, about: Meant) -> Answer:
    """The answer in one application, where a name may stand for several resources.

    A yes is expected of everything that is asked about, a no as well: then the answer is yes where a part is allowed.
    """
    actions = _actions(question)
    said = () if about.role is None else permissions(app, about.role).clauses
    found: list[Decision] = []
    if len(actions) * len(said) > _MOST_WORK:
        found += (_at_once(app, question, about, resource) for resource in about.resources)
        actions = []
    for resource, action in product(about.resources, actions):
        found.append(_decided(app, question, about, action, resource))
        if found[-1].allowed is Truth.of(not question.expected) and len(found) >= _MOST_TOLD:
            break  # nothing that follows changes the answer
    if actions and all(one.allowed is Truth.NO for one in found):
        found += _not_listed(app, question, about, actions)
    least = min if question.expected else max
    worst = least(found, key=lambda decision: decision.allowed.value)
    unknown = permissions(app, about.role).unknown if about.role is not None else ()
    why = tuple((place.location, text) for place, text in unknown) if worst.allowed is Truth.UNKNOWN else ()
    alike = [decision for decision in found if decision.allowed is worst.allowed]
    deciding = {repr(one): one for decision in alike[:_MOST_TOLD] for one in _told(decision, about.role)}
    return Answer(
        question.text,
        question.expected,
        worst.allowed.name.lower(),
        str(worst.reason),
        tuple(deciding.values()),
        tuple(dict.fromkeys(text for decision in alike for text in decision.when)),
        why_unknown=why,
    )


def context_of(question: Question) -> dict[str, Any]:
    """What the request says, for the engine."""
    return {key: values or ABSENT for key, values in question.context}


def _actions(question: Question) -> list[str]:
    """The actions that are asked about. That none may be allowed is asked of those that there are, one by one."""
    if question.expected or not has_wildcard(question.action):
        return [question.action]
    return list(map(str, expand(question.action) or ())) or [question.action]


def _at_once(app: Application, question: Question, about: Meant, resource: Any) -> Decision:
    """The answer for all actions together: a no where nothing may allow any, otherwise that it is not known."""
    action, pattern = text_pattern(question.action, ignore_case=True), pattern_of(app, resource)
    may = [one for one in _saying(app, about, resource) if one.effect != "Deny" and _touches(one, action, pattern)]
    if not may:
        return Decision(Truth.NO, Reason.IMPLICIT_DENY)
    why = "there are too many statements to ask about each action"
    return Decision(Truth.UNKNOWN, Reason.UNDECIDED, tuple(may[:_MOST_TOLD]), (why,))


def _touches(clause: Clause, action: Pattern, resource: Pattern) -> bool:
    near = clause.action_side.touches(action) is not Truth.NO
    return near and clause.resource_side.touches(resource) is not Truth.NO


def _not_listed(app: Application, question: Question, about: Meant, actions: Sequence[str]) -> Iterator[Decision]:
    """The answers for actions that the policies name and the data about actions does not have: never a yes."""
    asked_about = text_pattern(question.action, ignore_case=True)
    known = {action.lower() for action in actions}
    for resource in about.resources:
        clauses = [clause for clause in _saying(app, about, resource) if clause.effect != "Deny"]
        named = dict.fromkeys(pattern for clause in clauses for pattern in clause.actions)
        for pattern in islice((one for one in named if one.start.partition(":")[1]), _MOST_WORK):
            if pattern.holes or overlaps(pattern, asked_about) is Truth.NO:
                continue
            if any(pattern.matches(action) is Truth.YES for action in known):
                continue
            found = _decided(app, question, about, str(pattern), resource)
            if found.allowed is not Truth.NO:
                why = f"{pattern}, which the data about actions does not have, is an action"
                yield replace(found, allowed=Truth.UNKNOWN, reason=Reason.UNDECIDED, when=(why,))


def _saying(app: Application, about: Meant, resource: Any) -> Iterator[Clause]:
    """The statements that may allow what is asked: of the role, and of the policies of resources."""
    if about.role is not None:
        yield from permissions(app, about.role).clauses
    if resource_in(app, resource) is not None:
        yield from policy_on(app, resource) or ()
    elif resource is EVERYTHING or has_wildcard(str(resource)):
        for key in resource_policies(app):
            yield from policy_on(app, own_arn(app.by_key[key])) or ()


def _decided(app: Application, question: Question, about: Meant, action: str, resource: Any) -> Decision:
    context = context_of(question)
    if about.role is not None:
        return permissions(app, about.role).may(action, resource, context, some=not question.expected)
    somewhere = resource is not EVERYTHING and resource_in(app, resource) is None
    policies = of_the_resource(about.caller, question.resource, None if somewhere else ())
    policies = replace(policies, resource_control=barred(app, resource, about.caller))
    request = Request(action, pattern_of(app, resource), about.caller, context)
    return asked(app, request, resource, policies, some=not question.expected)


def _told(decision: Decision, role: Role | None) -> Iterator[Deciding]:
    """The statements that decide; one of a policy of AWS stands where that is attached."""
    attached = {policy.name: policy.property.location for policy in role.managed} if role is not None else {}
    for clause in decision.deciding:
        told = in_words(clause)
        yield replace(told, location=attached[clause.origin]) if clause.origin in attached else told


def _resources(app: Application, question: Question) -> tuple[Any, ...] | None:
    """The resources that are meant, as values; `None` where the application has none of this name."""
    text = question.resource
    if text == "*":
        return (EVERYTHING,)
    if text.startswith("arn:"):
        return (text,)
    found = _named(app, text)
    if found is None:
        return None
    resource, rest = found
    if rest:
        return (concat((own_arn(resource), rest)),)
    return tuple(_of_kinds(resource, question.action)) or (own_arn(resource),)


def _of_kinds(resource: Resource, action: str) -> Iterator[Any]:
    """The ARNs that actions take for a resource: `s3:GetObject` on a bucket is about all that is in it."""
    for type_, attribute, suffix in sorted(filter(None, map(reference_to, _kinds(action)))):
        if type_ == resource.type:
            yield concat((Reference(resource.key, attribute), suffix))


def _kinds(action: str) -> set[str]:
    """The kinds of resources that actions work on: `s3:object`."""
    return {f"{one.service}:{kind}" for one in expand(action) or () for kind in one.resource_types}


def _named(app: Application, text: str) -> tuple[Resource, str] | None:
    """The resource of a name and what follows it: `Orders/index/*`. The longest counts; of several, none does."""
    best: tuple[Resource, str] | None = None
    alike: set[str] = set()
    for resource in app.resources():
        for name in (resource.name, resource.id, *_physical(app, resource)):
            rest = text[len(name) :]
            fits = text == name or (text.startswith(name) and rest[0] in "/:")
            if not fits:
                continue
            if best is None or _order(resource, rest) < _order(*best):
                best, alike = (resource, rest), {resource.id}
            elif _order(resource, rest) == _order(*best) and resource.name == best[0].name:
                alike.add(resource.id)
    if len(alike) > 1:
        raise _several(text, alike)
    return best


def _order(resource: Resource, rest: str) -> tuple[int, bool]:
    return len(rest), resource.by != "author"


def _physical(app: Application, resource: Resource) -> Iterator[str]:
    """The name by which the service knows a resource, where the author gives it one."""
    own = resource.get(arn_facts(resource.type).get("name", ""))
    if isinstance(own, str) and own:
        yield own


def _principal(app: Application, question: Question) -> tuple[Role | None, Caller | None] | None:
    """Whose permissions count and who calls; `None` where the application has nobody of this name."""
    name = question.principal
    known = app.role_of(name) if name.startswith("arn:") else None
    if known is not None:
        return known, None
    caller = caller_of(question)
    if caller is not None:
        return None, caller
    functions = [one for one in app.all_functions if name in (one.name, one.id)]
    if functions:
        function = _only(name, functions)
        return function.role, None if function.role is not None else Caller("role")
    roles = {one.id: one for one in (*app.roles, *app.identities) if _is_called(one, name)}
    return (_only(name, list(roles.values())), None) if roles else None


def _only(name: str, found: list[Named]) -> Named:
    """The one that is called so.

    Raises:
        UsageError: there are several, in stacks of one application.
    """
    ids = {one.id for one in found}
    if len(ids) > 1:
        raise _several(name, ids)
    return found[0]


def _several(name: str, ids: Iterable[str]) -> UsageError:
    return UsageError(f"'{name}' may be {' or '.join(sorted(ids)[:6])}; name the one that is meant like that")


def _is_called(role: Role, name: str) -> bool:
    named = role.resource
    return role.id == name or (named is not None and name in (named.name, _own_name(named)))


def _own_name(resource: Resource) -> str | None:
    return resource["RoleName"].text() or resource["UserName"].text()


def _principals(app: Application) -> Iterator[str]:
    yield from (function.name for function in app.all_functions)
    for role in (*app.roles, *app.identities):
        if role.resource is not None:
            yield role.resource.name
