"""What all parts of the interpreter share: the state of the program, limits, and the tables of what nodes mean.

The parts are small classes that build on each other's abstract methods here; `Interpreter` (in `whole`) is all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from leastwise.code.interpreter.scopes import Frame, Module
from leastwise.code.interpreter.shapes import EMPTY, Kind, Shape, listing
from leastwise.code.interpreter.store import Store
from leastwise.code.observers import Log, Observer, Uncertain
from leastwise.code.values import (
    NEVER,
    NO_ORIGINS,
    Alternative,
    Closure,
    Object,
    Origin,
    Unknown,
    Value,
    one,
    unknown,
)
from leastwise.model.record import record
from leastwise.model.source import Span
from leastwise.read.script.nodes import Body

MAX_STEPS = 40_000
"""Expressions and statements that are gone through from one entry. The largest real handlers need some 2,000."""

SHARE = 6
"""As a power of two: how many cells that are gone through where branches meet, and for observers, count as one step."""

MAX_CALLS = 40
"""Calls within each other."""


class Exhausted(Exception):
    """The limit of steps is reached."""


@record(eq=False)
class Arguments:
    """What a call is given; see `leastwise.code.observers.Call`."""

    positional: tuple[Value, ...] = ()
    keywords: dict[str, Value] = EMPTY
    rest: Value | None = None
    rest_keywords: Value | None = None

    def at(self, position: int, name: str = "") -> Value | None:
        """An argument by position or name; `None` where it is not given."""
        if name and name in self.keywords:
            return self.keywords[name]
        if position < len(self.positional):
            return self.positional[position]
        return self.rest

    def all(self) -> list[Value]:
        """Everything that is given."""
        more = [found for found in (self.rest, self.rest_keywords) if found is not None]
        return [*self.positional, *self.keywords.values(), *more]


class Machine:
    """The state of the program, and what its parts do for each other.

    Attributes:
        store: what variables and objects hold.
        observers: who is told of calls.
        log: what happens, for who asks what an entry reaches.
        steps: how many more are gone through.
        calls: functions that run, the innermost last.
        lent: instances and classes whose methods a library calls right now.
        answering: id of a function that a library calls → the path of what calls it.
        given_back: address of an object that a function gave back → what it held then.
        outcomes: id of an operand of `and`, `or`, `not` → what it came to the last time.
        namespaces: addresses of what `globals()` gave.
        annotations: types that say more than a type, as `Annotated[…]` does, by the names of their values.
    """

    expressions: ClassVar[dict[type, Callable[..., Any]]] = {}
    statements: ClassVar[dict[type, Callable[..., Any]]] = {}

    def __init__(self, observers: Iterable[Observer]) -> None:
        self.store = Store()
        self.observers = tuple(observers)
        self.readers = tuple(one_of for one_of in self.observers if hasattr(one_of, "reads"))
        self.watchers = tuple(one_of for one_of in self.observers if getattr(one_of, "statements", False))
        self.log: Log = []
        self.steps = MAX_STEPS
        self.program = ""  # the file that is started as a program
        self.calls: list[Any] = []
        self.lent: set[Any] = set()
        self.namespaces: set[int] = set()
        self.annotations: dict[str, tuple[Any, Frame]] = {}
        self.outcomes: dict[int, Value] = {}
        self.given_back: dict[int, Shape] = {}
        self.answering: dict[int, str] = {}
        self.begun = 0  # objects with an address up to this one were there before the handler began

    def value(self, node: Any, frame: Frame) -> Value:
        """What an expression comes to."""
        self.steps -= 1
        if self.steps < self.store.spent >> SHARE:
            self.uncertain(node.span, "the limit of steps is reached; what comes after is not followed")
            raise Exhausted
        found: Value = self.expressions[node.__class__](self, node, frame)
        return found

    def run(self, body: Body, frame: Frame) -> bool:
        """Run statements; whether what comes after them is reached."""
        statements = self.statements
        for node in body:
            meaning = statements.get(node.__class__)
            if meaning is None:
                found = self.value(node, frame).alternatives
                if len(found) == 1 and found[0].__class__ is Unknown and found[0].reason == NEVER:
                    return False
            else:
                self.steps -= 1
                if not meaning(self, node, frame):
                    return False
        return True

    def uncertain(self, span: Span, reason: str) -> None:
        """Note a place at which more may happen than is known."""
        self.log.append(Uncertain(span, reason))

    def make(self, shape: Shape) -> Value:
        """A new object."""
        address = self.store.new()
        self.store.write(address, shape)
        return one(Object(address))

    def make_list(self, items: Iterable[Value], kind: Kind = "list") -> Value:
        """A new list."""
        return self.make(listing(items, kind))

    def make_of(self, element: Value | None, kind: Kind = "list") -> Value:
        """A new list of which only is known what its items are."""
        return self.make(Shape(kind, EMPTY, None, element))

    def shape(self, found: Object) -> Shape:
        """What an object holds now."""
        shape = self.store.read(found.address)
        return shape if isinstance(shape, Shape) else Shape("object", EMPTY, None, unknown("it is not there any more"))

    def change(self, found: Object, shape: Shape) -> None:
        """Let an object hold something else."""
        self.store.write(found.address, shape)

    # What the parts are for each other.

    def tell_set(self, holder: Value, name: str, value: Value, span: Span, frame: Frame) -> None:
        """Tell that something of what a library holds is set."""
        raise NotImplementedError

    def holds(self, value: Value) -> bool:
        """Whether it, or an object that it is, has something of the event."""
        raise NotImplementedError

    def tell_kept(self, holder: Value, value: Value, span: Span, frame: Frame, *, more: bool = False) -> None:
        """Tell that something which outlives the handler is given data."""
        raise NotImplementedError

    def tell(self, path: str, given: tuple[Value, ...], span: Span, frame: Frame) -> None:
        """Tell a statement to who watches statements; see `leastwise.code.observers`."""
        raise NotImplementedError

    def given_by(self, found: Alternative, value: Value) -> Value:
        """What a library holds, or calls a function with: a field of the event, where somebody knows that it is."""
        raise NotImplementedError

    def settled(self, value: Value, before: Any, frame: Frame, *, alone: bool = False) -> Value:
        """A value where the conditions end that hold since `before`: what they proved of it stays with it.

        Args:
            value: what goes on.
            before: the conditions that go on to hold.
            frame: where that is.
            alone: whether it goes on alone, and not with what other branches give.
        """
        raise NotImplementedError

    def guarded(self, test: Any, outcome: Value, holds: bool, frame: Frame) -> None:
        """Keep what holds from here on, where a test came out true, or false."""
        raise NotImplementedError

    def branches(self, runs: Iterable[Callable[[], bool]]) -> bool:
        """Run each as if the others had not; whether what comes after any of them is reached."""
        raise NotImplementedError

    def call(self, callee: Value, given: Arguments, node: Any, frame: Frame, *, new: bool = False) -> Value:
        """Call a value."""
        raise NotImplementedError

    def call_closure(self, found: Closure, given: Arguments, node: Any, frame: Frame) -> Value:
        """Call a function of the package."""
        raise NotImplementedError

    def instance(self, found: Object, given: Arguments, node: Any, frame: Frame) -> Value:
        """Make an instance of a class."""
        raise NotImplementedError

    def external(
        self,
        callee: Alternative,
        given: Arguments,
        node: Any,
        frame: Frame,
        *,
        new: bool,
        origins: frozenset[Origin] = NO_ORIGINS,
        receiver: Value | None = None,
    ) -> Value:
        """Call something that is not of the package."""
        raise NotImplementedError

    def attribute(self, value: Value, name: str, node: Any, frame: Frame) -> Value:
        """An attribute of a value."""
        raise NotImplementedError

    def index(self, value: Value, key: Value, node: Any, frame: Frame) -> Value:
        """An item of a value."""
        raise NotImplementedError

    def named(self, made: Value, value: Value, key: Value, *, python: bool) -> Value:
        """What something has under a name that the event shapes."""
        raise NotImplementedError

    def set_attribute(self, value: Value, name: str, content: Value, frame: Frame) -> None:
        """Set an attribute."""
        raise NotImplementedError

    def set_index(self, value: Value, key: Value, content: Value, frame: Frame) -> None:
        """Set an item."""
        raise NotImplementedError

    def assign(self, target: Any, value: Value, frame: Frame, declares: str = "") -> None:
        """Give a target a value."""
        raise NotImplementedError

    def lookup(self, name: str, frame: Frame, span: Span) -> Value:
        """What a variable holds."""
        raise NotImplementedError

    def items(self, value: Value, frame: Frame) -> list[Value] | None:
        """The items that are gone through in a value, in order; `None` where they are not known one by one."""
        raise NotImplementedError

    def element(self, value: Value, frame: Frame) -> Value:
        """What any of the items is that are gone through in a value."""
        raise NotImplementedError

    def imported(self, module: Module, name: str, span: Span) -> Value:
        """A module, by its name in an import."""
        raise NotImplementedError

    def export(self, path: str, name: str, seen: int = 0, frame: Frame | None = None) -> Value:
        """What a module of the package gives out under a name; with a frame, also what its `__getattr__` gives."""
        raise NotImplementedError

    def given_away(
        self, given: Arguments, by: Any, node: Any, frame: Frame, origins: frozenset[Any] = frozenset()
    ) -> None:
        """Somebody else may call the functions that it is given."""
        raise NotImplementedError
