"""Frozen, slotted data classes that cost next to nothing to define.

`dataclasses` compiles six methods for every class and imports `inspect`: measured, 0.9 ms a class and 10 ms on top,
which is half of the start-up of a program that has sixty of them. A record compiles its `__init__`, when the first one
is made, and shares the rest: 0.1 ms. It is used like a data class, and type checkers treat it as one (PEP 681).
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
def record(
    *, frozen: bool = ..., eq: bool = ..., order: bool = ..., kw_only: bool = ..., cached: bool = ...
) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: Any = None, **options: bool) -> Any:
    """Make a class with the annotated fields.

    Args:
        cls: the class; its fields are its own annotations, in order, with their defaults.
        **options: `frozen` (true): instances cannot be changed. `eq` (true): those with equal fields are equal, and
            have the same hash where frozen. `order`: they can be sorted. `kw_only`: fields are given by name. `cached`:
            there is room for cached properties.
    """
    return (lambda given: _made(given, **options)) if cls is None else _made(cls, **options)


def replace(instance: T, **changes: Any) -> T:
    """A copy with some fields changed."""
    fields: tuple[str, ...] = type(instance).__match_args__  # type: ignore[attr-defined]
    return type(instance)(**{name: getattr(instance, name) for name in fields} | changes)


def _made(
    cls: type, *, frozen: bool = True, eq: bool = True, order: bool = False, kw_only: bool = False, cached: bool = False
) -> type:
    if any(hasattr(base, "__match_args__") for base in cls.__bases__):
        raise TypeError(f"{cls.__name__}: a record cannot extend another one")
    fields = tuple(cls.__annotations__)
    defaults = {name: cls.__dict__[name] for name in fields if name in cls.__dict__}
    namespace = {k: v for k, v in cls.__dict__.items() if k not in (*fields, "__dict__", "__weakref__")}
    namespace["__slots__"] = (*fields, "__dict__") if cached else fields
    namespace["__match_args__"] = fields
    namespace["__init__"] = _init_later(cls.__qualname__, fields, defaults, frozen=frozen, kw_only=kw_only)
    namespace.setdefault("__repr__", _repr)
    namespace["__reduce__"] = _reduce
    if frozen:
        namespace["__setattr__"] = _refuse
        namespace["__delattr__"] = _refuse
    if eq or order:
        values = attrgetter(*fields) if fields else lambda _: ()
        namespace.setdefault("__eq__", _equality(values))
        if frozen:
            namespace.setdefault("__hash__", lambda self: hash(values(self)))
    if order:
        namespace["__lt__"] = lambda self, other: values(self) < values(other)
    made = type(cls)(cls.__name__, cls.__bases__, namespace)
    namespace["__init__"].made = made
    return made


def _init_later(name: str, fields: tuple[str, ...], defaults: dict[str, Any], *, frozen: bool, kw_only: bool) -> Any:
    """An `__init__` that compiles the real one and lets it take its place: many classes are imported and not used."""

    def __init__(self: Any, *args: Any, **given: Any) -> None:
        real = _init(name, fields, defaults, frozen=frozen, kw_only=kw_only)
        __init__.made.__init__ = real  # type: ignore[attr-defined]
        real(self, *args, **given)

    return __init__


def _init(name: str, fields: tuple[str, ...], defaults: dict[str, Any], *, frozen: bool, kw_only: bool) -> Any:
    arguments = [f"{field}=_d_{field}" if field in defaults else field for field in fields]
    lines = []
    for field in fields:
        value = f"_d_{field}.make() if {field} is _d_{field} else {field}"
        value = value if isinstance(defaults.get(field), _Factory) else field
        lines.append(f"_set(self, {field!r}, {value})" if frozen else f"self.{field} = {value}")
    head = ", ".join(["self", *(["*"] if kw_only and fields else []), *arguments])
    scope = {"_set": _set, **{f"_d_{field}": value for field, value in defaults.items()}}
    exec(f"def __init__({head}):\n " + "\n ".join(lines or ["pass"]), scope)
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


def _reduce(self: Any) -> tuple[Any, ...]:
    return _rebuilt, (type(self), {name: getattr(self, name) for name in self.__match_args__})


def _rebuilt(cls: type, fields: dict[str, Any]) -> Any:
    return cls(**fields)


def _refuse(self: Any, *_: Any) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is frozen; use replace()")
