"""Frozen, slotted data classes that cost next to nothing to define.

`dataclasses` compiles six methods for every class and imports `inspect`: measured, 0.9 ms a class and 10 ms on top,
which is half of the start-up of a program that has sixty of them. A record compiles its `__init__` and shares the rest:
0.1 ms. It is used like a data class, and type checkers treat it as one (PEP 681).
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")
_set = object.__setattr__


class _Factory:
    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], T]) -> T:
    """A field whose default is made anew for every instance."""
    made: Any = _Factory(default_factory)
    return made  # type: ignore[no-any-return]


@overload
def record(cls: type[T]) -> type[T]: ...
@overload
def record(*, frozen: bool = ..., eq: bool = ..., kw_only: bool = ...) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: Any = None, *, frozen: bool = True, eq: bool = True, kw_only: bool = False) -> Any:
    """Make a class with the annotated fields.

    Args:
        cls: the class; its fields are its own annotations, in order, with their defaults.
        frozen: instances cannot be changed.
        eq: instances with equal fields are equal (and have the same hash, where frozen).
        kw_only: fields are given by name only.
    """

    def make(given: type) -> type:
        return _made(given, frozen=frozen, eq=eq, kw_only=kw_only)

    return make if cls is None else make(cls)


def replace(instance: T, **changes: Any) -> T:
    """A copy with some fields changed."""
    fields: tuple[str, ...] = type(instance).__match_args__  # type: ignore[attr-defined]
    return type(instance)(**{name: getattr(instance, name) for name in fields} | changes)


def _made(cls: type, *, frozen: bool, eq: bool, kw_only: bool) -> type:
    fields = tuple(cls.__dict__.get("__annotations__", {}))
    defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
    namespace = {k: v for k, v in cls.__dict__.items() if k not in (*fields, "__dict__", "__weakref__")}
    namespace["__slots__"] = fields
    namespace["__match_args__"] = fields
    namespace["__init__"] = _init(cls.__qualname__, fields, defaults, frozen=frozen, kw_only=kw_only)
    namespace.setdefault("__repr__", _repr)
    if frozen:
        namespace["__setattr__"] = _refuse
        namespace["__delattr__"] = _refuse
    if eq:
        values = attrgetter(*fields) if fields else lambda _: ()
        namespace.setdefault("__eq__", _equality(values))
        if frozen:
            namespace.setdefault("__hash__", lambda self: hash(values(self)))
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def _init(name: str, fields: tuple[str, ...], defaults: dict[str, Any], *, frozen: bool, kw_only: bool) -> Any:
    arguments = [f"{field}=_d_{field}" if field in defaults else field for field in fields]
    lines = []
    for field in fields:
        value = f"_d_{field}.make() if {field} is _d_{field} else {field}"
        value = value if isinstance(defaults.get(field), _Factory) else field
        lines.append(f"_set(self, {field!r}, {value})" if frozen else f"self.{field} = {value}")
    head = ", ".join(["self", *(["*"] if kw_only and fields else []), *arguments])
    scope = {"_set": _set, **{f"_d_{field}": value for field, value in defaults.items()}}
    exec(f"def __init__({head}):\n " + "\n ".join(lines or ["pass"]), scope)  # noqa: S102
    method = scope["__init__"]
    method.__qualname__ = f"{name}.__init__"
    return method


def _equality(values: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    def __eq__(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _repr(self: Any) -> str:
    fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{type(self).__name__}({fields})"


def _refuse(self: Any, *_: Any) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen; use replace()")
