"""What the interpreter knows of a value: a few alternatives, and from which fields of the event it was made.

A `Value` is one of its alternatives; more than `MAX_ALTERNATIVES` are widened to `Unknown`, which says why. What
belongs to a library stays readable: `boto3.resource("dynamodb").Table(x).put_item` is

    Member(Result(Member(Result(External("boto3", ("resource",)), …), "Table"), …), "put_item")

Values are immutable and can be compared and hashed. What can change is an `Object`, which is an address of the heap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.record import record
from leastwise.model.source import Span

MAX_ALTERNATIVES = 8
"""Alternatives of one value."""

MAX_TEXTS = 48
"""Alternatives of one value where all are known texts: names that a `switch` chooses from."""

MAX_OBJECTS = 24
"""The same where all are objects of the program: messages that a `switch` chooses from."""

MAX_ORIGINS = 16
"""Fields of the event that one value is made of; more of them are `event`."""

MAX_PARTS = 24
"""Parts of a text of which some are not known."""

MAX_TEXT = 20_000
"""Characters of a known text."""

MAX_NESTING = 12
"""Links of a chain of members and results, and steps of an event's path."""

ELEMENT = "[]"
"""The name of a member, or step of a path, that is not known, or is an item of a list."""

NEVER = "what never returns"
LATER = "what fails in any case, when it is waited for"
"""Reasons of values that are not known: a statement that comes to the first is the last that runs."""

Alternative = Any
"""One of the records below."""

Path = tuple[str, ...]
"""Steps into the event: `("Records", "[]", "s3")`."""

Origin = tuple[Path, frozenset[str]]
"""A field of the event, and the kinds of dangers that its content was made safe for."""

STORED = "(stored)"
"""Begins the path of what a store gives: the operation that reads it, the place of that, and the field follow."""

ANSWERED = "(response)"
"""Begins the path of what another host answers: the field follows."""
NAMED = "(named)"
"""Before the path of a field that names a function of a module, a library or an instance, in the origins of that."""

NO_ORIGINS: frozenset[Origin] = frozenset()

_OF_OTHERS: dict[Path, int] = {(STORED,): 3, (ANSWERED,): 1}
"""What paths begin with that go on with fields, and how many steps come before these."""

PART = "(part)"
"""Among the kinds of an origin: the value is a part of that field, and what is true of it is not true of all of it."""


PENDING = "once valid: "
"""Before a kind of sinks, among those of an origin: the value is safe for it where it was asked whether it is valid."""


@record
class Constant:
    """A literal. `kind` is the name of its type, so that `True` is not 1. Made by `constant`."""

    value: Any
    kind: str


@record
class Env:
    """An environment variable, and what stands for it where it is not set (`None`: nothing does)."""

    name: str
    default: Value | None = None


@record
class Event:
    """The event, or a field of it."""

    path: Path


@record
class Text:
    """Texts and alternatives put together, of which some are not known. Made by `joined`."""

    parts: tuple[Any, ...]


@record
class Object:
    """An object of the heap: what it holds is asked of the heap."""

    address: int


@record
class Closure:
    """A function with the variables around it.

    Attributes:
        function: its `Function`.
        scope: the variables around it.
        this: what it is bound to.
        owner: the class that it stands in.
    """

    function: Any
    scope: Any
    this: Value | None = None
    owner: Object | None = None


@record
class Builtin:
    """A function or method that the language has: by its name in the tables of the interpreter."""

    name: str
    this: Value | None = None


@record
class ModuleOf:
    """A module of the package, by the path of its file."""

    path: str


@record
class External:
    """A module of a library (no names), or what it gives out."""

    module: str
    names: tuple[str, ...] = ()


@record
class Member:
    """An attribute or item of what is not known further."""

    of: Alternative
    name: str


@record
class Result:
    """What a call of something external gives; with `new`, an instance."""

    callee: Alternative
    arguments: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()
    new: bool = False


@record
class Super:
    """What `super` is in a method of the class `owner`."""

    owner: Object
    this: Value


@record
class Test:
    """A comparison whose outcome is not known; `operator`: `==`, `in`, `<`, `truth` (of the left side)."""

    operator: str
    left: Value
    right: Value | None = None
    negated: bool = False


@record
class Unknown:
    """What cannot be told, why, and where that began."""

    reason: str
    place: Span | None = None


class Value:
    """Alternatives, and the fields of the event that they are made of."""

    __slots__ = ("_hash", "alternatives", "origins")

    alternatives: tuple[Alternative, ...]
    origins: frozenset[Origin]

    def __init__(self, alternatives: tuple[Alternative, ...], origins: frozenset[Origin] = NO_ORIGINS) -> None:
        self.alternatives = alternatives
        self.origins = origins
        self._hash = 0

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Value) or hash(self) != hash(other):
            return False
        if self.alternatives is not other.alternatives:
            if self.alternatives != other.alternatives:
                return False
            other.alternatives = self.alternatives  # the next time that is seen at once
        return self.origins == other.origins

    def __hash__(self) -> int:
        if not self._hash:
            self._hash = hash((self.alternatives, self.origins)) or 1
        return self._hash

    def __repr__(self) -> str:
        return f"Value({' | '.join(map(repr, self.alternatives))})"

    def __iter__(self) -> Iterator[Alternative]:
        return iter(self.alternatives)

    @property
    def only(self) -> Alternative | None:
        """The alternative, where there is one."""
        return self.alternatives[0] if len(self.alternatives) == 1 else None

    @property
    def literals(self) -> tuple[Any, ...] | None:
        """The literals that it may be; `None` where it may be something else."""
        found = [one.value for one in self.alternatives if one.__class__ is Constant]
        return tuple(found) if len(found) == len(self.alternatives) else None

    @property
    def literal(self) -> Any:
        """The one literal that it is; `...` where it is not one."""
        one = self.alternatives[0] if len(self.alternatives) == 1 else None
        return one.value if one.__class__ is Constant else ...

    @property
    def texts(self) -> list[str]:
        """The known texts among its alternatives."""
        return [one.value for one in self.alternatives if one.__class__ is Constant and isinstance(one.value, str)]

    def tainted(self, origins: frozenset[Origin]) -> Value:
        """The same, made of these fields too."""
        if not origins or origins <= self.origins:
            return self
        return Value(self.alternatives, bounded(self.origins | origins))


def bounded(origins: frozenset[Origin]) -> frozenset[Origin]:
    """The same fields, or the whole event where they are too many."""
    if len(origins) <= MAX_ORIGINS:
        return origins
    fewer = frozenset((path[:1] if path[:1] == (ANSWERED,) else path, kinds) for path, kinds in origins)
    if len(fewer) <= MAX_ORIGINS:
        return fewer
    kinds = frozenset.intersection(*(kinds for _, kinds in origins))
    return frozenset(((), kinds) for _ in range(1))


def constant(value: Any) -> Value:
    """A literal."""
    return Value((Constant(value, type(value).__name__),))


NOTHING = constant(None)
TRUE, FALSE = constant(True), constant(False)


def one(alternative: Alternative, origins: frozenset[Origin] = NO_ORIGINS) -> Value:
    """A value that is one thing."""
    return Value((alternative,), origins)


def unknown(reason: str, place: Span | None = None, origins: frozenset[Origin] = NO_ORIGINS) -> Value:
    """A value that cannot be told."""
    return Value((Unknown(reason, place),), origins)


def event(path: Path, kinds: frozenset[str] = frozenset()) -> Value:
    """A field of the event."""
    return Value((Event(path),), frozenset(((path, kinds),)))


def join(values: Iterable[Value]) -> Value:
    """What may be any of these; `Unknown` where there are none."""
    first: Value | None = None
    alternatives: dict[Alternative, None] = {}
    origins = NO_ORIGINS
    for value in values:
        if first is None:
            first = value
            continue
        if value is first or (not alternatives and value == first):
            continue
        if not alternatives:
            alternatives = dict.fromkeys(first.alternatives)
            origins = first.origins
        alternatives.update(dict.fromkeys(value.alternatives))
        origins = origins | value.origins
    if first is None:
        return unknown("nothing is known to be here")
    if not alternatives:
        return first
    if len(alternatives) > MAX_ALTERNATIVES and not _of_one_kind(alternatives):
        kept = [found for found in alternatives if found.__class__ is not Unknown][: MAX_ALTERNATIVES - 1]
        alternatives = dict.fromkeys([*kept, Unknown("one of many values")])
    return Value(tuple(alternatives), bounded(origins))


def _of_one_kind(found: dict[Alternative, None]) -> bool:
    """Whether all are texts, or all are objects, and no more than are kept of these."""
    if len(found) <= MAX_OBJECTS and all(one.__class__ is Object for one in found):
        return True
    return len(found) <= MAX_TEXTS and all(one.__class__ is Constant and isinstance(one.value, str) for one in found)


def deeper(origins: frozenset[Origin], name: str) -> frozenset[Origin]:
    """The same of a member: what was stored away is told by the field of it, `("(stored)", …, "Item", "name")`."""
    if not any(path[:1] in _OF_OTHERS for path, _ in origins):
        return origins
    return frozenset(
        ((*path, name) if path[:1] in _OF_OTHERS and len(path) < MAX_NESTING else path, kinds)
        for path, kinds in origins
    )


def shallower(origins: frozenset[Origin], name: str) -> frozenset[Origin]:
    """The same of what a method is called of: what `deeper` put behind is no field."""
    if not any(path[:1] in _OF_OTHERS for path, _ in origins):
        return origins
    return frozenset(
        (path[:-1] if len(path) > _OF_OTHERS.get(path[:1], len(path)) and path[-1] == name else path, kinds)
        for path, kinds in origins
    )


def origins_of(values: Iterable[Value]) -> frozenset[Origin]:
    """The fields that any of these is made of."""
    found = NO_ORIGINS
    for value in values:
        if value.origins and not value.origins <= found:
            found = found | value.origins
    return bounded(found)
