"""Parts of a policy that others say already, decided on the texts that the patterns stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from leastwise.iam.language import Pattern, arn_pattern, includes, text_pattern
from leastwise.iam.lint.check import for_policy, for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import TRUST, Policy, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.value import Map, Seq, Symbol, Unknown, display

_KINDS = {"Action": "REDUNDANT_ACTION", "Resource": "REDUNDANT_RESOURCE"}

MAX_VALUES = 500
"""Values of an element, and statements of a policy, that are compared with one another. A managed policy of the largest
size has about 300 values."""


@for_statement(*_KINDS.values())
def covered_values(statement: Written, app: Application | None) -> Iterator[Issue]:
    """An action or a resource that others beside it cover."""
    for kind, code in _KINDS.items():
        for element in (kind, f"Not{kind}"):
            written = statement.value.get(element)
            if isinstance(written, Seq) and 1 < len(written) <= MAX_VALUES:
                for index, others in _covered(kind, written):
                    by = " and ".join(display(written[other]) for other in others)
                    yield issue(code, statement.place[(element, index)], written[index], by=by)


@for_statement("REDUNDANT_CONDITION_VALUE_NUM")
def weaker_bounds(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Several bounds of one number, of which the widest decides."""
    for test in statement.conditions:
        less, more = "LessThan" in (test.operator or ""), "GreaterThan" in (test.operator or "")
        if test.type == "Numeric" and (less or more) and isinstance(test.value, Seq):
            known = [value for value in test.value if not isinstance(value, Symbol)]
            if len(test.value) > 1 and len(known) == len(test.value):
                which = "greatest" if less else "least"
                yield issue("REDUNDANT_CONDITION_VALUE_NUM", test.place, test.key, operator=test.written, which=which)


@for_statement("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY")
def sessions_of_roles(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A session beside its role."""
    if statement.policy.kind != TRUST:
        return
    for element in ("Principal", "NotPrincipal"):
        named = list(statement.principals(element))
        roles = {text_of(value): value for _, kind, value in named if kind == "AWS" and not isinstance(value, Unknown)}
        for place, kind, value in named:
            before, session, rest = (text_of(value) or "").partition(":assumed-role/")
            role = f"{before.replace(':sts:', ':iam:')}:role/{rest.partition('/')[0]}"
            if kind == "AWS" and session and "\0" not in role and role in roles:
                yield issue("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", place, value, role=role)


@for_policy("REDUNDANT_STATEMENT")
def covered_statements(policy: Policy, app: Application | None) -> Iterator[Issue]:
    """A statement whose permissions another one gives already."""
    statements = policy.statements
    if not 1 < len(statements) <= MAX_VALUES:
        return
    said: dict[int, int] = {}
    groups: dict[Any, list[int]] = {}
    for index, statement in enumerate(statements):
        key = _rest(statement)
        if key is not None:
            groups.setdefault(key, []).append(index)
    for members in groups.values():
        reaches = {index: _Reach(statements[index]) for index in (members if len(members) > 1 else ())}
        for index in reversed(members):
            others = (other for other in members if other != index and other not in said)
            by = next((other for other in others if reaches[other].covers(reaches[index])), None)
            if by is not None:
                said[index] = by
    for index, by in sorted(said.items()):
        while by in said:
            by = said[by]
        name = statements[by].value.get("Sid")
        told = name if isinstance(name, str) and name else f"statement {by + 1}"
        yield issue("REDUNDANT_STATEMENT", statements[index].place, by=told)


def _rest(statement: Written) -> Any:
    """What two statements must have in common beside actions and resources; `None` where one of them is not known."""
    value = statement.value
    kept = {name: value[name] for name in value if name not in ("Sid", "Action", "Resource", "Effect")}
    if statement.effect not in ("Allow", "Deny") or "Action" not in value or _unknown(kept):
        return None
    if not all(isinstance(item, (str, Symbol)) for _, item in statement.each("Action", "Resource")):
        return None
    return statement.effect, _frozen(kept)


class _Reach:
    """The actions and resources of a statement as patterns."""

    def __init__(self, statement: Written) -> None:
        self.actions = [_Value("Action", value) for _, value in statement.each("Action")]
        self.resources = [_Value("Resource", value) for _, value in statement.each("Resource")]
        self.named = statement.has("Resource")
        self.services = frozenset(value.service for value in self.actions)

    def covers(self, other: _Reach) -> bool:
        """Whether all of another statement is in this one. One about nothing is another issue."""
        if self.named is not other.named or not (self.actions and other.actions):
            return False
        if "" not in self.services and not other.services <= self.services:
            return False
        return _all_in(self.actions, other.actions) and _all_in(self.resources, other.resources)


class _Value:
    """An action or a resource, made a pattern when somebody compares it.

    Attributes:
        start: what its texts begin with, as far as it is known.
        wild: whether it stands for more than one text.
        plain: whether it is one known text, which covers nothing but itself; IAM completes an ARN that is too short.
        equal: what equal ones have in common; `None` where it is not known.
    """

    def __init__(self, element: str, value: Any) -> None:
        text = text_of(value) or ""
        text = text.lower() if element == "Action" else text
        self.wild = has_wildcard(text)
        self.start = _OPEN.split(text, maxsplit=1)[0]
        self.equal = None if isinstance(value, Unknown) else text if isinstance(value, str) else value
        self.plain = not self.wild and self.start == text and (element == "Action" or text.count(":") > 4)
        self._made = element, value

    @cached_property
    def pattern(self) -> Pattern:
        element, value = self._made
        return text_pattern(value, ignore_case=True) if element == "Action" else arn_pattern(value, variables=True)

    @property
    def service(self) -> str:
        """The service of an action; empty where it is open."""
        service, colon, _ = self.start.partition(":")
        return service if colon else ""

    def may_cover(self, other: _Value) -> bool:
        """Whether they begin alike, so that comparing them is worth its while."""
        return self.start.startswith(other.start) or other.start.startswith(self.start)


_OPEN = re.compile(r"[*?$\0]")
"""Where a text begins to be open: wildcards, policy variables, symbols."""


def _in(values: Iterable[_Value], other: _Value) -> list[_Value]:
    """Those of the values that cover another one: a single one where there is such a one; none where they do not."""
    near = [value for value in values if value.may_cover(other)]
    for value in near:
        if value.equal is not None and value.equal == other.equal:
            return [value]
        if not value.plain and includes([value.pattern], other.pattern) is _YES:
            return [value]
    several = len(near) > 1 and other.wild and includes([value.pattern for value in near], other.pattern) is _YES
    return near if several else []


_YES = Truth.YES


def _all_in(wide: Sequence[_Value], narrow: Sequence[_Value]) -> bool:
    return all(_in(wide, one) for one in narrow)


def _covered(element: str, written: Sequence[Any]) -> Iterator[tuple[int, list[int]]]:
    """The values that others cover, the later one of two that are equal, and those that cover each."""
    values = [_Value(element, value) for value in written]
    if not any(value.wild for value in values) and len({str(value.equal) for value in values}) == len(values):
        return
    numbers = {id(value): index for index, value in enumerate(values)}
    left = [value for value, text in zip(values, written, strict=True) if isinstance(text, (str, Symbol))]
    for value in reversed(list(left)):
        others = [other for other in left if other is not value]
        by = [] if value.equal is None else _in((o for o in others if o.wild or o.equal == value.equal), value)
        if by:
            left = others
            yield numbers[id(value)], [numbers[id(one)] for one in by]


def _unknown(value: object) -> bool:
    """Whether something in a value is not known."""
    if isinstance(value, Map):
        return any(_unknown(item) for item in value.values())
    if isinstance(value, Seq):
        return any(_unknown(item) for item in value)
    return isinstance(value, Unknown)


def _frozen(value: object) -> Any:
    """A value that can be compared and hashed: the order of names is none."""
    if isinstance(value, (Map, dict)):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, Seq):
        items = [_frozen(item) for item in value]
        return items[0] if len(items) == 1 else frozenset(items)
    return (type(value).__name__, value)
