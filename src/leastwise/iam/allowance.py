"""What a role may do, all its statements together: what one allows, another may deny.

Only what the author of the application allows counts, and only what is known: a condition, or a denial that may apply,
has the benefit of the doubt.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.iam.actions import expand
from leastwise.iam.managed import powers
from leastwise.iam.pattern import matches
from leastwise.iam.reach import covers_everything, text_of, works_on
from leastwise.model.application import Application
from leastwise.model.graph import ManagedPolicy, Role, Statement
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Seq
from leastwise.read.graph.policies import condition_keys

PASS_ROLE = "iam:PassRole"


@record
class Grant:
    """One thing that is allowed.

    Attributes:
        action: what.
        place: the action, or the managed policy, that allows it.
        statement: the statement around it; `None` for a managed policy.
        services: for `iam:PassRole`, the services that it is limited to; `None` for no limit.
    """

    action: str
    place: Property
    statement: Statement | None
    services: frozenset[str] | None = None


class Allowance:
    """What one role may do by its author's will. For users and groups too, see `Application.identities`."""

    __slots__ = ("_allows", "_denies", "_managed")

    def __init__(self, role: Role) -> None:
        self._denies = [s for s in role.statements if s.effect != "Allow"]
        self._managed = _held(role)
        self._allows: dict[str, list[tuple[str, int, Statement]]] = {}
        for statement in role.statements:
            if statement.allows and statement.by == "author":
                for index, pattern in _patterns(statement):
                    self._allows.setdefault(pattern.partition(":")[0], []).append((pattern, index, statement))

    def everywhere(self, name: str) -> Grant | None:
        """The grant of an action on every resource that it works on, `None` where there is none."""
        return next(self._grants(name, wide=True), None)

    def anywhere(self, name: str) -> Grant | None:
        """The grant of an action on some resource, `None` where there is none. Managed policies are left out."""
        return next(self._grants(name, wide=False), None)

    def passes(self, service: str) -> Grant | None:
        """The grant to pass every role to a service."""
        found = self._grants(PASS_ROLE, wide=True)
        return next((grant for grant in found if grant.services is None or service in grant.services), None)

    def _grants(self, name: str, *, wide: bool) -> Iterator[Grant]:
        low = name.lower()
        prefix = low.partition(":")[0]
        for bucket in (prefix, "*", ""):
            for pattern, index, statement in self._allows.get(bucket, ()):
                meant = matches(pattern, low) if bucket else _spared(statement.not_actions, low)
                services = passed_to(statement) if name == PASS_ROLE and statement.conditional else None
                if not meant or (statement.conditional and services is None) or self.denies(low):
                    continue
                if not wide or _on_everything(statement, name):
                    place = statement.action_properties()[index] if bucket else statement.property["NotAction"]
                    yield Grant(name, place, statement, services)
        for policy, held in self._managed:
            if name in held and not self.denies(low):
                yield Grant(name, policy.property, None, held[name])

    def denies(self, name: str) -> bool:
        """Whether an action, in lower case, is denied altogether, or may be."""
        return any(_denies(statement, name) for statement in self._denies)


def identities(app: Application) -> tuple[Role, ...]:
    """Roles, users and groups, and policies that nobody in the application has."""
    return app.roles + app.identities


def written(app: Application) -> Iterator[tuple[Role, Statement]]:
    """Every statement that the author wrote for a role, user or group."""
    for role in identities(app):
        for statement in role.statements:
            if statement.by == "author":
                yield role, statement


def passed_to(statement: Statement) -> frozenset[str] | None:
    """The services to which alone a statement lets roles be passed; `None` where it says more, or is not known.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_PassedToService
    """
    found: set[str] = set()
    for test, key, value in condition_keys(statement):
        values = list(value) if isinstance(value, Seq) else [value]
        if key != "iam:passedtoservice" or test not in ("StringEquals", "StringLike", "StringEqualsIgnoreCase"):
            return None
        if not all(isinstance(one, str) for one in values):
            return None
        found.update(values)
    return frozenset(found) or None


def narrow(role: Role) -> bool:
    """Whether a role is allowed nothing on every resource, or at least nothing that `Allowance` would say of."""
    statements = (s for s in role.statements if s.allows and s.by == "author")
    return not any(covers_everything(resource) for s in statements for resource in s.resources) and not _held(role)


def _held(role: Role) -> list[tuple[ManagedPolicy, dict[str, frozenset[str] | None]]]:
    """The managed policies that the author attached and that allow something notable on every resource."""
    named = ((policy, policy.name) for policy in role.managed if policy.by == "author")
    return [(policy, held) for policy, name in named if name and (held := powers(name))]


def _patterns(statement: Statement) -> Iterator[tuple[int, str]]:
    """The actions that a statement names, in lower case, by position; an empty text for what it does not name."""
    for index, pattern in enumerate(statement.actions):
        if isinstance(pattern, str):
            yield index, pattern.lower()
    if statement.not_actions:
        yield 0, ""


def _on_everything(statement: Statement, name: str) -> bool:
    wide = [resource for resource in statement.resources if covers_everything(resource)]
    return bool(wide) and any(works_on(action, resource) for action in expand(name) or () for resource in wide)


def _spared(patterns: Iterable[object], name: str) -> bool:
    """Whether none of the patterns is, or may be, for an action."""
    return all(isinstance(pattern, str) and not matches(pattern.lower(), name) for pattern in patterns)


def _denies(statement: Statement, name: str) -> bool:
    """Whether a statement denies, or may deny, an action altogether.

    A denial of everything under some condition is about regions, times or networks: it leaves most as it is.
    """
    meant = not _spared(statement.actions, name)
    if statement.not_actions:
        meant = any(not isinstance(p, str) for p in statement.not_actions) or _spared(statement.not_actions, name)
    if not meant:
        return False
    if statement.effect == "Deny" and statement.conditional and (statement.not_actions or "*" in statement.actions):
        return False
    return bool(statement.not_resources) or any(map(_may_be_everything, statement.resources))


def _may_be_everything(resource: object) -> bool:
    text = text_of(resource)
    return text is None or text == "\0" or covers_everything(resource)
