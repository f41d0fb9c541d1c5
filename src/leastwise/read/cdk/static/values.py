"""What expressions of a CDK application come to: plain values, constructs, and calls of the CDK that are kept as such.

Nothing here knows what a construct means; that is for the modules that make resources of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.source import Span
from leastwise.model.value import Map
from leastwise.read.script.nodes import Assign, Class, Function, Name
from leastwise.read.script.nodes import Member as ClassMember

CONSTRUCTOR = "constructor"
"""What the constructor of a class is called, whatever the language."""


class Rooted(str):
    """A path relative to the root of the scan, as `path.join(__dirname, …)` makes it.

    Other paths are relative to the folder of the application, where `cdk.json` is.
    """

    __slots__ = ()


@record
class External:
    """Something of the CDK or of another package: `("aws_lambda", "Runtime", "PYTHON_3_13")`."""

    path: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last step."""
        return self.path[-1] if self.path else ""


@record(frozen=False, eq=False)
class Made:
    """A construct.

    Attributes:
        kind: what it was made of: `("aws_lambda", "Function")`.
        path: construct path.
        arguments: those that are neither scope, id nor properties.
        props: its properties.
        span: of the call that makes it.
        name: the place of its id.
        calls: what was called on it, or on what it gives, in order.
        logical: its logical id, when somebody asked for it.
        home: the names around the call that makes it.
    """

    kind: tuple[str, ...]
    path: str
    arguments: list[Any]
    props: Map
    span: Span
    calls: list[Called] = field(default_factory=list)
    logical: str = ""
    home: Scope | None = None


@record(eq=False)
class Member:
    """An attribute of something external: `api.root`."""

    value: Any
    name: str


@record(eq=False)
class Called:
    """A call of something external: `Duration.seconds(3)`, `table.grantReadData(fn)`, `new PolicyStatement({…})`.

    `props` is the last argument where that is an object, or the keywords.
    """

    target: Any
    arguments: list[Any]
    props: Map
    span: Span

    @property
    def name(self) -> str:
        """What is called."""
        return str(self.target.name)

    @property
    def first(self) -> Any:
        """The first thing that is given, by position or, in Python, by keyword."""
        if self.arguments:
            return self.arguments[0]
        return next(iter(self.props.values()), None)

    @property
    def subject(self) -> Any:
        """What it is called on."""
        return self.target.value if isinstance(self.target, Member) else None


@record(frozen=False, eq=False)
class Scope:
    """Names of a function, of a module around it, and what `this` is."""

    names: dict[str, Any]
    outer: Scope | None
    module: Any
    this: Any = None

    def find(self, name: str) -> Scope | None:
        """The scope that knows a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.names:
            scope = scope.outer
        return scope


@record(eq=False)
class Closure:
    """A function with the names around it; `this` for a method."""

    function: Function
    scope: Scope
    this: Any = None
    owner: Any = None


@record(frozen=False, eq=False)
class Local:
    """A class of the application's own.

    Attributes:
        definition: what the source says.
        scope: the names around it.
        methods: its functions by name; the constructor is `CONSTRUCTOR` in each language.
        fields: what it sets outside of them.
        used: whether an object of it was made.
        annotated: the names that Python's `@dataclass`, `NamedTuple` and the like take, in order.
    """

    definition: Class
    scope: Scope
    methods: dict[str, Function] = field(default_factory=dict)
    fields: list[tuple[str, Any]] = field(default_factory=list)
    used: bool = False
    annotated: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, definition: Class, scope: Scope) -> Local:
        """A class with what its body says."""
        made = cls(definition, scope)
        for statement in definition.body:
            match statement:
                case Assign(Name(name), annotation=kind) if kind is not None:
                    made.annotated.append(name)
            match statement:
                case Assign(Name(name), value) | ClassMember(str(name), value):
                    if isinstance(value, Function) and value.kind != "arrow":
                        made.methods[CONSTRUCTOR if name == "__init__" else name] = value
                    elif value is not None:
                        made.fields.append((name, value))
        return made


@record(frozen=False, eq=False)
class Instance:
    """An object of one of the application's own classes, and the construct that it is, if it is one."""

    local: Local
    fields: dict[str, Any] = field(default_factory=dict)
    made: Made | None = None


def at_home(value: Any, scope: Scope) -> Any:
    """The same, with the names around the call that gives it, where it makes a construct."""
    made = value.made if isinstance(value, Instance) else value
    if isinstance(made, Made):
        made.home = scope
    return value


def owner_of(value: Any) -> Made | None:
    """The construct that a chain of calls and attributes begins at."""
    for _ in range(100):
        if isinstance(value, Made):
            return value
        if isinstance(value, Instance):
            return value.made
        if isinstance(value, Member):
            value = value.value
        elif isinstance(value, Called):
            value = value.target
        else:
            return None
    return None


def chain(value: Any) -> Iterator[Any]:
    """A call or attribute, what it is of, what that is of, and so on."""
    for _ in range(100):
        yield value
        if isinstance(value, Member):
            value = value.value
        elif isinstance(value, Called):
            value = value.target
        else:
            return
