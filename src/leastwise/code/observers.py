"""What the interpreter tells whoever watches: the calls of everything that is not code of the package."""

from __future__ import annotations

from typing import Any, Protocol

from leastwise.code.values import Alternative, Test, Value
from leastwise.model.record import record
from leastwise.model.source import Location, Span, value_location


class Heap(Protocol):
    """What objects hold, as of now."""

    def field(self, value: Value, name: str) -> Value | None:
        """What an object or dictionary has under a name; `None` for certainly nothing."""

    def keys(self, value: Value) -> tuple[str, ...]:
        """The known names in an object or dictionary."""

    def items(self, value: Value) -> tuple[Value, ...] | None:
        """The items of a list; `None` where their number is not known, see `element`."""

    def at(self, value: Value, position: int) -> Value | None:
        """What may stand at a position of a list; `None` where nothing does."""

    def element(self, value: Value) -> Value | None:
        """What any item or entry may be; `None` where there is none."""

    def rest(self, value: Value) -> Value | None:
        """What entries whose names are not known may hold; `None` where there are none."""


@record(eq=False)
class Guard:
    """A condition that holds, or does not, where a call is made."""

    test: Test
    holds: bool


class Judged(Value):
    """True or false, as a function of the package found out: what holds where it is true, and where it is not."""

    __slots__ = ("no", "yes")

    def __init__(self, value: Value, yes: tuple[Guard, ...], no: tuple[Guard, ...]) -> None:
        super().__init__(value.alternatives, value.origins)
        self.yes = yes
        self.no = no

    def __eq__(self, other: object) -> bool:
        """The same conditions, too: who is given it acts on what they prove."""
        if self is other:
            return True
        same = isinstance(other, Judged) and self.yes == other.yes and self.no == other.no
        return same and super().__eq__(other)

    __hash__ = Value.__hash__


@record(eq=False)
class Call:
    """A call of something that is not of the package.

    Attributes:
        callee: what is called: an `External`, a `Member`, a `Result`, an `Event`, `Unknown`.
        path: the same for people and tables, without arguments: `boto3.resource().Table().put_item`.
        receiver: what it is a member of; `None` for a function.
        arguments: by position; of JavaScript, all of them.
        keywords: by name.
        rest: what further positions may hold, of a spread that is not known.
        rest_keywords: what further names may hold.
        span: its place.
        function: name of the function that it stands in; empty in a module.
        guards: conditions under which it is made.
        heap: what objects hold at this moment.
        result: what it gives.
        new: whether it makes an instance.
    """

    callee: Alternative
    path: str
    receiver: Value | None
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]
    rest: Value | None
    rest_keywords: Value | None
    span: Span
    function: str
    guards: tuple[Guard, ...]
    heap: Heap
    result: Value
    new: bool = False

    @property
    def place(self) -> Location:
        """File, line and column."""
        return value_location(self.span)

    def argument(self, position: int, name: str = "") -> Value | None:
        """An argument by position or name; `None` where it is not given."""
        if name and name in self.keywords:
            return self.keywords[name]
        if 0 <= position < len(self.arguments):
            return self.arguments[position]
        if name and self.rest_keywords is not None:
            return self.rest_keywords
        return self.rest


@record
class Uncertain:
    """A place at which more may happen than is known, and why."""

    span: Span
    reason: str


class Observer(Protocol):
    """Somebody who watches calls."""

    def call(self, call: Call) -> Value | None:
        """A call is made. What it gives, where the observer knows better than that it is the `Result` of it.

        Must depend on nothing but the call: one that was seen before in the same circumstances is not told again.
        """


RETURN, ASSIGN, KEEP, SET = "(return)", "(assign)", "(keep)", "(set)"
CHOOSE, ANSWER = "(choose)", "(answer)"
"""Paths of what is told as a call to observers with `statements`, and is none: what a function gives, where that is an
object; setting an item by a name that the event shapes; setting a variable of a module in a function; after the path of
what a library holds, setting that; calling what was chosen by a name of the event's; after the path of what calls a
function of the package, what that gives it."""


Log = list[Any]
"""Calls, `Uncertain` places, functions that ran, and logs within it, in the order of the program."""
