"""Parts of a policy that others say already, decided on the texts that the patterns stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any

from leastwise.iam.language import Pattern, arn_pattern, includes, text_pattern
from leastwise.iam.lint.check import for_policy, for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import TRUST, Comparing, Policy, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.reach import text_of
from leastwise.iam.truth import Truth
from leastwise.model.application import Application
from leastwise.model.value import Map, Seq, Symbol, Unknown, display

_KINDS = {"Action": "REDUNDANT_ACTION", "Resource": "REDUNDANT_RESOURCE"}

MAX_VALUES = 500
"""Values of an element, and statements of a policy, that are compared with one another. A managed policy of the largest
size has about 300 values."""

_COLONS = 4
"""Colons of an ARN beyond which nothing of it is missing."""

_FEW = 4
"""Runs of wildcards in a value up to which comparing it is next to nothing."""


class _Enough(Exception):
    """What there is to compare is more than a policy may cost."""


@for_statement(*_KINDS.values())
def covered_values(statement: Written, app: Application | None) -> Iterator[Issue]:
    """An action or a resource that others beside it cover."""
    for kind, code in _KINDS.items():
        for element in (kind, f"Not{kind}"):
            written = statement.value.get(element)
            if not isinstance(written, Seq) or len(written) < 2:
                continue
            place, comparing = statement.place[(element,)], statement.policy.comparing
            try:
                for index, others in _covered(kind, written, comparing):
                    by = " and ".join(display(written[other]) for other in others)
                    yield issue(code, place[index], written[index], by=by)
            except _Enough:
                comparing.left_out[place] = f"which of the {len(written):,} values of {element} others cover"


@for_statement("REDUNDANT_CONDITION_VALUE_NUM", of="Condition")
def weaker_bounds(statement: Written, app: Application | None) -> Iterator[Issue]:
    """Several bounds of one number, of which the widest decides."""
    for test in statement.conditions:
        less, more = "LessThan" in (test.operator or ""), "GreaterThan" in (test.operator or "")
        if test.type == "Numeric" and (less or more) and isinstance(test.value, Seq):
            known = [value for value in test.value if not isinstance(value, Symbol)]
            if len(test.value) > 1 and len(known) == len(test.value):
                which = "greatest" if less else "least"
                yield issue("REDUNDANT_CONDITION_VALUE_NUM", test.place, test.key, operator=test.written, which=which)


@for_statement("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", of="Principal")
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
    if len(statements) > MAX_VALUES:
        policy.comparing.left_out[policy.place["Statement"]] = _of_statements(statements)
        return
    said: dict[int, int] = {}
    try:
        _compare(statements, policy.comparing, said)
    except _Enough:
        policy.comparing.left_out[policy.place["Statement"]] = _of_statements(statements)
    for index, by in sorted(said.items()):
        while by in said:
            by = said[by]
        name = statements[by].value.get("Sid")
        told = name if isinstance(name, str) and name else f"statement {by + 1}"
        yield issue("REDUNDANT_STATEMENT", statements[index].place, by=told)


def _of_statements(statements: Sequence[Written]) -> str:
    return f"which of the {len(statements):,} statements others cover"


def _compare(statements: Sequence[Written], comparing: Comparing, said: dict[int, int]) -> None:
    """Enter the statements that another one covers, each with that one."""
    groups: dict[Any, list[int]] = {}
    for index, statement in enumerate(statements):
        key = _rest(statement)
        if key is not None:
            groups.setdefault(key, []).append(index)
    for members in groups.values():
        others_of: dict[frozenset[str], list[int]] = {}
        found = _coverable(statements, members)
        reaches = {index: _Reach(statements[index]) for index in (members if found else ())}
        for index in found:
            near = others_of.get(reaches[index].services)
            if near is None:
                near = others_of[reaches[index].services] = [
                    one for one in members if reaches[one].may_cover(reaches[index])
                ]
            others = (other for other in near if other != index and other not in said)
            by = next((other for other in others if reaches[other].covers(reaches[index], comparing)), None)
            if by is not None:
                said[index] = by


def _coverable(statements: Sequence[Written], members: list[int]) -> list[int]:
    """Those of some statements that another one may cover, from the last: its first resource is there as well.

    A text that is there once is in nothing but a pattern that begins like it.
    """
    firsts, seen, starts = dict[int, str](), dict[str, int](), list[str]()
    if len(members) < 2:
        return []
    for index in members:
        for number, (_, value) in enumerate(statements[index].each("Resource")):
            if value.__class__ is str and value.count(":") > _COLONS and not _OPEN.search(value):
                seen[value] = seen.get(value, 0) + 1
                if number == 0:
                    firsts[index] = value
            else:
                starts.append(_OPEN.split(text_of(value) or "", maxsplit=1)[0])
    return [
        index
        for index in reversed(members)
        if (first := firsts.get(index)) is None
        or seen[first] > 1
        or any(first.startswith(start) or start.startswith(first) for start in starts)
    ]


def _rest(statement: Written) -> Any:
    """What two statements must have in common beside actions and resources; `None` where one of them is not known."""
    value = statement.value
    kept = {name: value[name] for name in value if name not in ("Sid", "Action", "Resource", "Effect")}
    if statement.effect not in ("Allow", "Deny") or "Action" not in value or _unknown(kept):
        return None
    named = statement.each("Action", "Resource") if statement.marks[2] else ()
    if not all(isinstance(item, (str, Symbol)) for _, item in named):
        return None
    return statement.effect, _frozen(kept) if kept else frozenset()


class _Reach:
    """The actions and resources of a statement as patterns."""

    def __init__(self, statement: Written) -> None:
        self.actions = [_value("Action", value) for _, value in statement.each("Action")]
        self._statement = statement
        self.named = statement.has("Resource")
        self.services = frozenset(value.service for value in self.actions)

    @cached_property
    def resources(self) -> list[_Value]:
        return [_value("Resource", value) for _, value in self._statement.each("Resource")]

    def may_cover(self, other: _Reach) -> bool:
        """Whether its actions are of all the services of another one's, so that comparing them is worth its while."""
        return "" in self.services or other.services <= self.services

    def covers(self, other: _Reach, comparing: Comparing) -> bool:
        """Whether all of another statement is in this one. One about nothing is another issue."""
        if self.named is not other.named or not (self.actions and other.actions):
            return False
        return _all_in(self.actions, other.actions, comparing) and _all_in(self.resources, other.resources, comparing)


class _Value:
    """An action or a resource, made a pattern when somebody compares it.

    Attributes:
        start: what its texts begin with, as far as it is known.
        wild: whether it stands for more than one text.
        stars: how many runs of wildcards it has, about.
        plain: whether it is one known text, which covers nothing but itself; IAM completes an ARN that is too short.
        equal: what equal ones have in common; `None` where it is not known.
    """

    def __init__(self, element: str, value: Any) -> None:
        text = text_of(value) or ""
        text = text.lower() if element == "Action" else text
        self.wild = has_wildcard(text)
        self.stars = text.count("*")
        self.start = _OPEN.split(text, maxsplit=1)[0]
        self.equal = None if isinstance(value, Unknown) else text if isinstance(value, str) else value
        self.plain = not self.wild and self.start == text and (element == "Action" or text.count(":") > _COLONS)
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


def _value(element: str, value: Any) -> _Value:
    """A text recurs in the statements of an application, and what is found of it is kept on it."""
    return _of_text(element, value) if value.__class__ is str else _Value(element, value)


@lru_cache(maxsize=4096)
def _of_text(element: str, text: str) -> _Value:
    return _Value(element, text)


_OPEN = re.compile(r"[*?$\0]")
"""Where a text begins to be open: wildcards, policy variables, symbols."""


def _in(values: Iterable[_Value], other: _Value, comparing: Comparing) -> list[_Value]:
    """Those of the values that cover another one: a single one where there is such a one; none where they do not.

    Raises `_Enough` where that is more to compare than is left to spend.
    """
    near = [value for value in values if value.may_cover(other)]
    for value in near:
        if value.equal is not None and value.equal == other.equal:
            return [value]
        if not value.plain and _includes([value], other, comparing):
            return [value]
    return near if len(near) > 1 and other.wild and _includes(near, other, comparing) else []


def _includes(values: Sequence[_Value], other: _Value, comparing: Comparing) -> bool:
    costly = sum(max(0, value.stars - _FEW) for value in (other, *values))
    if not comparing.affords(1 + 4 * costly):
        raise _Enough
    return includes([value.pattern for value in values], other.pattern) is Truth.YES


def _all_in(wide: Sequence[_Value], narrow: Sequence[_Value], comparing: Comparing) -> bool:
    return all(_in(wide, one, comparing) for one in narrow)


def _covered(element: str, written: Sequence[Any], comparing: Comparing) -> Iterator[tuple[int, list[int]]]:
    """The values that others cover, the later one of two that are equal, and those that cover each."""
    plain = all(value.__class__ is str and not has_wildcard(value) for value in written)
    if plain and len({value.lower() if element == "Action" else value for value in written}) == len(written):
        return
    values = [_Value(element, value) for value in written]
    if not any(value.wild for value in values) and len({str(value.equal) for value in values}) == len(values):
        return
    if len(values) > MAX_VALUES:
        raise _Enough
    numbers = {id(value): index for index, value in enumerate(values)}
    left = [value for value, text in zip(values, written, strict=True) if isinstance(text, (str, Symbol))]
    for value in reversed(list(left)):
        others = [other for other in left if other is not value]
        near = (one for one in others if one.wild or one.equal == value.equal)
        by = [] if value.equal is None else _in(near, value, comparing)
        if by:
            left = others
            yield numbers[id(value)], [numbers[id(one)] for one in by]


def _unknown(value: object) -> bool:
    """Whether something in a value is not known."""
    if isinstance(value, (Map, Seq)):
        return any(map(_unknown, value.values() if isinstance(value, Map) else value))
    return isinstance(value, Unknown)


def _frozen(value: object) -> Any:
    """A value that can be compared and hashed: the order of names is none."""
    if isinstance(value, (Map, dict)):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    if isinstance(value, Seq):
        items = [_frozen(item) for item in value]
        return items[0] if len(items) == 1 else frozenset(items)
    return (type(value).__name__, value)
