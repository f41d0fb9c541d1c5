"""What a role may do by its author's will: the statement, or the managed policy, by which it effectively may.

The decisions are those of `leastwise.iam.permissions`: denials, conditions, boundaries and the texts of AWS's managed
policies count. Only what is certain is said; what depends on something that is not known has the benefit of the doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from leastwise.iam.actions import expand, service
from leastwise.iam.circumstances import circumstances
from leastwise.iam.managed import breadth
from leastwise.iam.pattern import has_wildcard, matches
from leastwise.iam.reach import covers_everything, text_of
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.model.value import Concat, Parameter, Reference, Seq, Symbol, concat, references
from leastwise.read.graph.policies import condition_keys

if TYPE_CHECKING:
    from leastwise.iam.evaluation import Clause

PASS_ROLE = "iam:PassRole"
_SERVICE = "iam:passedtoservice"
_ANY = "leastwise-x9f3q7"
"""A name that nobody has given to anything."""

Values = Mapping[str, tuple[str, ...]]


@record
class Grant:
    """One thing that is allowed.

    Attributes:
        action: what.
        place: the action, or the managed policy, that allows it.
        statement: the statement around it; `None` for a managed policy of AWS.
    """

    action: str
    place: Property
    statement: Statement | None


class Allowance:
    """What one role may do by its author's will. For users and groups too, see `Application.identities`.

    A policy that is not part of the application is taken to deny nothing.

    Attributes:
        references: keys of the resources that its statements refer to.
    """

    __slots__ = (
        *("_allows", "_answers", "_app", "_circumstances", "_clauses", "_named", "_permissions", "_role"),
        "references",
    )

    def __init__(self, app: Application, role: Role) -> None:
        # Most applications are judged without the engine.
        from leastwise.iam.permissions import permissions

        self._app = app
        self._role = role
        self._permissions = permissions(app, role)
        self._clauses = tuple([c for c in self._permissions.clauses if c.statement is not None or c.effect is not None])
        self._allows: dict[str, list[tuple[str, int, Clause]]] = {}
        self._answers: dict[tuple[Any, ...], tuple[Clause, ...]] = {}
        self._named: dict[str, bool] = {}
        self._circumstances = circumstances(role)
        self.references = {found.resource for found in _referred(self._clauses)}
        for clause in self._clauses:
            if clause.effect == "Allow" and clause.by == "author" and _counts(clause):
                for index, pattern in _patterns(clause):
                    prefix = pattern.partition(":")[0]
                    bucket = "*" if has_wildcard(prefix) else prefix
                    self._allows.setdefault(bucket, []).append((pattern, index, clause))

    def everywhere(self, name: str, context: Values | None = None) -> Grant | None:
        """The grant of an action on whatever it works on, save what is named elsewhere; `None` where there is none."""
        for index, clause in self._naming(name):
            wide = [text_of(value) for value in _resources(clause) if covers_everything(value)]
            for resource in ["*"] if clause.not_resources else wide:
                if any(clause in self._deciding(name, probe, context) for probe in _probes(name, resource or "*")):
                    return self._grant(name, index, clause)
        return None

    def anywhere(self, name: str) -> Grant | None:
        """The grant of an action on some resource that is named, or on every one; `None` where there is none."""
        for index, clause in self._naming(name):
            if any(clause in self._deciding(name, value) for value in _resources(clause)):
                return self._grant(name, index, clause)
        return self.everywhere(name)

    def on(self, name: str, resource: Any, context: Values | None = None) -> Grant | None:
        """The grant of an action on one resource, given by its ARN or a reference to it; `None` where there is none."""
        if not self.names([name]):
            return None
        deciding = self._deciding(name, resource, context)
        found = ((index, clause) for index, clause in self._naming(name) if clause in deciding)
        return next((self._grant(name, index, clause) for index, clause in found), None)

    def passes(self, service: str, role: Any = None) -> Grant | None:
        """The grant to pass a role to a service: the one given, or whichever there is."""
        context = {_SERVICE: (service,)}
        return self.everywhere(PASS_ROLE, context) if role is None else self.on(PASS_ROLE, role, context)

    def names(self, actions: Iterable[str]) -> bool:
        """Whether each of these actions is named in some statement that allows: a cheap look before the others."""
        return all(map(self._is_named, actions))

    def _is_named(self, action: str) -> bool:
        known = self._named.get(action)
        if known is None:
            known = self._named[action] = next(iter(self._naming(action)), None) is not None
        return known

    def _deciding(self, name: str, resource: Any, context: Values | None = None) -> tuple[Clause, ...]:
        """The statements that allow an action on a resource, all of it; none where it is denied, or may be."""
        from leastwise.iam.evaluation import Policies, Request, decide
        from leastwise.iam.permissions import policy_on
        from leastwise.iam.resources import resource_pattern

        key = (name, resource if isinstance(resource, str) else repr(resource), *sorted((context or {}).items()))
        if key not in self._answers:
            pattern = resource_pattern(self._app, resource, variables=True)
            request = Request(name, pattern, self._permissions.caller, {**self._circumstances, **(context or {})})
            policies = Policies(self._clauses, self._permissions.boundary, resource=policy_on(self._app, resource))
            decision = decide(request, policies)
            self._answers[key] = decision.deciding if decision.allowed is Truth.YES else ()
        return self._answers[key]

    def _naming(self, name: str) -> Iterator[tuple[int, Clause]]:
        low = name.lower()
        for bucket in (low.partition(":")[0], "*", ""):
            for pattern, index, clause in self._allows.get(bucket, ()):
                if matches(pattern, low) if bucket else _spared(clause, low):
                    yield index, clause

    def _grant(self, name: str, index: int, clause: Clause) -> Grant | None:
        statement = clause.statement
        if statement is None:
            place = next((policy.property for policy in self._role.managed if policy.name == clause.policy), None)
            return None if place is None else Grant(name, place, None)
        place = statement.action_properties()[index] if index >= 0 else statement.property["NotAction"]
        return Grant(name, place, statement)


def allowance(app: Application, role: Role) -> Allowance:
    """What a role of an application may do. Made once."""
    made = _made(app)
    found = made.get(role.id)
    if found is None:
        found = made[role.id] = Allowance(app, role)
    return found


@lru_cache(maxsize=2)
def _made(app: Application) -> dict[str, Allowance]:
    return {}


def narrow(role: Role) -> bool:
    """Whether a role is allowed nothing on every resource, as its own policies show without a closer look."""
    statements = (s for s in role.statements if s.allows and s.by == "author")
    wide = any(s.not_resources or any(map(covers_everything, s.resources)) for s in statements)
    return not wide and not _holds_more(role)


def mentions(role: Role, actions: Collection[str]) -> bool:
    """Whether a role may be allowed any of some actions, given in lower case: a look that costs next to nothing."""
    if _holds_more(role):
        return True
    services = {action.partition(":")[0] for action in actions}
    for statement in role.statements:
        if statement.effect != "Deny" and statement.by == "author":
            for pattern in statement.actions if not statement.not_actions else ("*",):
                low = pattern.lower() if isinstance(pattern, str) else ""
                prefix = low.partition(":")[0]
                if low in actions or (has_wildcard(low) and (has_wildcard(prefix) or prefix in services)):
                    return True
    return False


def _holds_more(role: Role) -> bool:
    """Whether there are policies of AWS that allow much, or groups."""
    return bool(role.groups) or any(p.by == "author" and breadth(p.name or "") is not None for p in role.managed)


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
        if key != _SERVICE or test not in ("StringEquals", "StringLike", "StringEqualsIgnoreCase"):
            return None
        if not all(isinstance(one, str) for one in values):
            return None
        found.update(values)
    return frozenset(found) or None


def _counts(clause: Clause) -> bool:
    """Whether what a clause allows is the author's choice, rather than what AWS prescribes for a service's own role."""
    return clause.statement is not None or breadth(clause.policy) is not None


def _referred(clauses: Iterable[Clause]) -> Iterator[Reference]:
    for clause in clauses:
        for value in clause.statement.resources if clause.statement is not None else ():
            if isinstance(value, Symbol):
                yield from references(value)


def _resources(clause: Clause) -> Sequence[Any]:
    """The resources of a clause, as they are written."""
    return clause.statement.resources if clause.statement is not None else [p.source for p in clause.resources]


def _patterns(clause: Clause) -> Iterator[tuple[int, str]]:
    """The actions that a clause names, in lower case, by position; an empty text for what it does not name."""
    for index, pattern in enumerate(clause.actions):
        if isinstance(pattern.source, str):
            yield index, pattern.source.lower()
    if clause.not_actions:
        yield -1, ""


def _spared(clause: Clause, name: str) -> bool:
    """Whether none of the actions that a clause leaves out is, or may be, this one."""
    sources = [pattern.source for pattern in clause.not_actions]
    return all(isinstance(source, str) and not matches(source.lower(), name) for source in sources)


@lru_cache(maxsize=1024)
def _probes(name: str, wide: str) -> tuple[Concat | str, ...]:
    """Resources that no policy names, one of each kind that an action works on, as far as a wide resource has them."""
    known = service(name.partition(":")[0])
    formats = [arn for action in expand(name) or () for arn in known.formats(action)] if known else []
    if not formats:
        return ("*",)
    given = wide.split(":", 5)
    return tuple(_filled(arn.split(":", 5), given) for arn in formats)


def _filled(parts: list[str], given: list[str]) -> Any:
    """An ARN format with a name of nobody's, and with region and account as they are given, where they are."""
    own = ("", "", "", Parameter("AWS::Region"), Parameter("AWS::AccountId"))
    said = given if len(given) == 6 else ["*"] * 6
    head: list[Any] = ["arn", "aws", parts[2]]
    for place in (3, 4):
        literal = said[place] if not set(said[place]) & set("*?\0") else ""
        head.append((literal or own[place]) if parts[place] else "")
    last = re.sub(r"\$\{\w+\}", _ANY, parts[5])
    return concat([piece for part in head for piece in (part, ":")] + [last])
