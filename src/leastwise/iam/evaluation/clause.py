"""Statements of policies in the form in which they are evaluated.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

from leastwise.iam.evaluation.condition import Condition, Context, conditions
from leastwise.iam.evaluation.coverage import EVERY, NOT_KNOWN, Side
from leastwise.iam.evaluation.variables import VERSION, in_pattern, literally, settled, with_variables
from leastwise.iam.language import Pattern, arn_pattern, text_pattern
from leastwise.model.graph import Principal, Statement
from leastwise.model.record import record
from leastwise.model.resource import Author, Property
from leastwise.model.value import Symbol, Unknown, as_text
from leastwise.read.graph.policies import PRINCIPAL_KINDS

MAX_STATEMENTS = 10_000
"""Statements of one document that are evaluated; the largest policy that AWS takes is 20 KB. What is beyond is one
clause of which nothing is known.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


@record(eq=False, cached=True)
class Clause:
    """One statement.

    Attributes:
        effect: `Allow` or `Deny`; `None` where it is neither, or not known.
        actions: the patterns of `Action`, which ignore case; those of `NotAction` are `not_actions`.
        resources: the patterns of `Resource`; those of `NotResource` are `not_resources`.
        principals: of `Principal`; those of `NotPrincipal` are `not_principals`.
        conditions: what must hold, all together; `None` where it is not known.
        statement: where it is written, when it is.
        policy: the name of the policy, for people.
        by: who wrote it.
        origin: where it comes from, for people, when there is no statement: the name of an AWS managed policy.
        empty: which of `Action`, `NotAction`, `Resource` and `NotResource` are written without anything in them.
    """

    effect: str | None
    actions: tuple[Pattern, ...] = ()
    not_actions: tuple[Pattern, ...] = ()
    resources: tuple[Pattern, ...] = ()
    not_resources: tuple[Pattern, ...] = ()
    principals: tuple[Principal, ...] = ()
    not_principals: tuple[Principal, ...] = ()
    conditions: tuple[Condition, ...] | None = ()
    statement: Statement | None = None
    policy: str = ""
    by: Author = "author"
    origin: str = ""
    empty: frozenset[str] = frozenset()

    @property
    def has_actions(self) -> bool:
        """Whether there is an `Action`."""
        return bool(self.actions) or "Action" in self.empty

    @property
    def has_not_actions(self) -> bool:
        """Whether there is a `NotAction`."""
        return bool(self.not_actions) or "NotAction" in self.empty

    @property
    def has_resources(self) -> bool:
        """Whether there is a `Resource`."""
        return bool(self.resources) or "Resource" in self.empty

    @property
    def has_not_resources(self) -> bool:
        """Whether there is a `NotResource`."""
        return bool(self.not_resources) or "NotResource" in self.empty

    @property
    def has_principals(self) -> bool:
        """Whether there is a `Principal`."""
        return bool(self.principals)

    @property
    def has_not_principals(self) -> bool:
        """Whether there is a `NotPrincipal`."""
        return bool(self.not_principals)

    @cached_property
    def action_side(self) -> Side:
        """What it is about; not known where it says both `Action` and `NotAction`, or neither."""
        if self.has_actions is self.has_not_actions:
            return NOT_KNOWN
        return Side(self.not_actions, but=True) if self.has_not_actions else Side(self.actions)

    @cached_property
    def resource_side(self) -> Side:
        """What it is on. Without a resource a statement with a principal is on whatever it is attached to: a role."""
        if self.resources and not self.not_resources and not self.empty:
            return Side(self.resources)
        if self.has_resources is self.has_not_resources:
            named = self.has_principals or self.has_not_principals
            return EVERY if named and not self.has_resources else NOT_KNOWN
        return Side(self.not_resources, but=True) if self.has_not_resources else Side(self.resources)

    def resource_side_in(self, context: Context) -> Side:
        """The same with the policy variables of a request."""
        if not self.variable:
            return self.resource_side
        found = [settled(pattern, context) for pattern in self.resources or self.not_resources]
        if None in found and self.not_resources:
            return NOT_KNOWN
        return Side(tuple([pattern for pattern in found if pattern is not None]), but=bool(self.not_resources))

    @cached_property
    def certain(self) -> bool:
        """Whether nothing but the resource decides if it is for a request for one of its actions."""
        return (
            self.conditions == ()
            and self.effect is not None
            and self.resource_side.known
            and not any([pattern.holes for pattern in self.resources or self.not_resources])
        )

    @cached_property
    def variable(self) -> bool:
        """Whether a policy variable stands in its resources."""
        return any([pattern.holes and in_pattern(pattern) for pattern in self.resources + self.not_resources])


_ELEMENTS = ("Action", "NotAction", "Resource", "NotResource")
_NONE: frozenset[str] = frozenset()
_NOBODY_KNOWN = (Principal("", None),)
"""What a `Principal` without any in it, or of a kind that there is not, is taken for: IAM refuses such a policy."""


def clause(statement: Statement, resource: Callable[[Any], Pattern] = arn_pattern) -> Clause:
    """A statement of the application.

    Args:
        statement: as the graph has it.
        resource: what makes a pattern of a resource; one that knows the application expands references to ARNs.
    """
    place = statement.property
    written = place.value
    depth = 2 if place.path and isinstance(place.path[-1], int) else 1
    version = Property(place.resource, (*place.path[:-depth], "Version")).value if place.path else VERSION
    variables = isinstance(version, Symbol) or version == VERSION
    return _clause(
        written if isinstance(written, Mapping) else {},
        statement.effect,
        statement.actions,
        statement.not_actions,
        _patterns(statement.resources, resource, variables=variables),
        _patterns(statement.not_resources, resource, variables=variables),
        principals=statement.principals,
        not_principals=statement.not_principals,
        conditions=conditions(statement.condition.value, variables=variables),
        statement=statement,
        policy=statement.policy,
        by=statement.by,
    )


def clauses(document: Any, policy: str = "", by: Author = "author", origin: str = "") -> tuple[Clause, ...]:
    """The statements of a policy document in plain JSON. What cannot be read is a clause of which nothing is known."""
    if not isinstance(document, Mapping):
        return (Clause(None, conditions=None, policy=policy, by=by, origin=origin),)
    written = document.get("Statement")
    items = written if isinstance(written, (list, tuple)) else (written,)
    variables = document.get("Version") == VERSION
    found = [_of_json(item, policy, by, origin, variables=variables) for item in items[:MAX_STATEMENTS]]
    if len(items) > MAX_STATEMENTS:
        found.append(_of_json(None, policy, by, origin, variables=variables))
    return tuple(found)


def _of_json(value: Any, policy: str, by: Author, origin: str, *, variables: bool) -> Clause:
    if not isinstance(value, Mapping):
        return Clause(None, conditions=None, policy=policy, by=by, origin=origin)
    effect = value.get("Effect")
    return _clause(
        value,
        effect if isinstance(effect, str) else None,
        _items(value, "Action"),
        _items(value, "NotAction"),
        _patterns(_items(value, "Resource"), arn_pattern, variables=variables),
        _patterns(_items(value, "NotResource"), arn_pattern, variables=variables),
        principals=_principals(value, "Principal"),
        not_principals=_principals(value, "NotPrincipal"),
        conditions=conditions(value.get("Condition"), variables=variables),
        policy=policy,
        by=by,
        origin=origin,
    )


def _clause(
    written: Mapping[str, Any],
    effect: str | None,
    actions: tuple[Any, ...],
    not_actions: tuple[Any, ...],
    resources: tuple[Pattern, ...],
    not_resources: tuple[Pattern, ...],
    *,
    principals: tuple[Principal, ...],
    not_principals: tuple[Principal, ...],
    **more: Any,
) -> Clause:
    elements = (actions, not_actions, resources, not_resources)
    empty = [name for name, items in zip(_ELEMENTS, elements, strict=True) if not items and name in written]
    return Clause(
        effect if effect in ("Allow", "Deny") else None,
        tuple([_action(action) for action in actions]),
        tuple([_action(action) for action in not_actions]) if not_actions else (),
        resources,
        not_resources,
        principals or (_NOBODY_KNOWN if "Principal" in written else ()),
        not_principals or (_NOBODY_KNOWN if "NotPrincipal" in written else ()),
        empty=frozenset(empty) if empty else _NONE,
        **more,
    )


def _patterns(values: tuple[Any, ...], pattern: Callable[[Any], Pattern], *, variables: bool) -> tuple[Pattern, ...]:
    if not values:
        return ()
    if pattern is arn_pattern:
        return tuple([_arn(value, variables) for value in values])
    if variables:
        return tuple([_settled(pattern(with_variables(value))) for value in values])
    return tuple([literally(pattern(value)) for value in values])


def _action(value: Any) -> Pattern:
    return _action_of_text(value) if value.__class__ is str else text_pattern(value, ignore_case=True)


@lru_cache(maxsize=8192)
def _action_of_text(text: str) -> Pattern:
    return text_pattern(text, ignore_case=True)


def _arn(value: Any, variables: bool) -> Pattern:
    if value.__class__ is str:
        return _arn_of_text(value, variables)
    return _settled(arn_pattern(with_variables(value))) if variables else literally(arn_pattern(value))


@lru_cache(maxsize=8192)
def _arn_of_text(text: str, variables: bool) -> Pattern:
    return _settled(arn_pattern(with_variables(text))) if variables else literally(arn_pattern(text))


def _settled(pattern: Pattern) -> Pattern:
    """With those variables filled in that mean the same in every request: `${*}`."""
    return (settled(pattern, {}) or pattern) if in_pattern(pattern) else pattern


def _items(statement: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    if name not in statement:
        return ()
    value = statement[name]
    if value.__class__ is str:
        return (value,)
    return tuple([_item(item) for item in value]) if isinstance(value, (list, tuple)) else (_item(value),)


def _item(value: Any) -> Any:
    if value.__class__ is str or isinstance(value, (str, Symbol)):
        return value
    return as_text(value) if isinstance(value, (bool, int, float)) else Unknown("neither a text nor a reference")


def _principals(statement: Mapping[str, Any], name: str) -> tuple[Principal, ...]:
    if name not in statement:
        return ()
    value = statement[name]
    if not isinstance(value, Mapping):
        return tuple([Principal("*" if item == "*" else "AWS", item) for item in _items(statement, name)])
    return tuple(
        [Principal(kind if kind in PRINCIPAL_KINDS else "", item) for kind in value for item in _items(value, kind)]
    )
