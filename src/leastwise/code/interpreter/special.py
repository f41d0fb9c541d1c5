"""Special methods of Python's classes: what operators, items, attributes and the like call on an instance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import nesting
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.variables import Variables
from leastwise.code.values import (
    MAX_NESTING,
    Builtin,
    Closure,
    External,
    Member,
    Object,
    Result,
    Unknown,
    Value,
    constant,
    deeper,
    join,
    one,
)
from leastwise.model.record import replace

OPERATORS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow", "@": "matmul",
    "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift", "==": "eq", "<": "lt", "<=": "le", ">": "gt",
    ">=": "ge",
}  # fmt: skip
"""Operator → what stands between the underscores of its method."""

_SWAPPED = {"<": "gt", "<=": "ge", ">": "lt", ">=": "le", "==": "eq"}


class Special(Variables):
    """Finds and calls special methods; see https://docs.python.org/3/reference/datamodel.html."""

    def special_method(self, found: Any, name: str, given: tuple[Value, ...], node: Any, frame: Frame) -> Value | None:
        """What a special method of an instance, or a class, gives; `None` where its class, of the package, has none."""
        shape = self.shape(found) if isinstance(found, Object) else None
        if shape is None or shape.kind not in ("instance", "class" if name == "__class_getitem__" else "instance"):
            return None
        of_these = shape.of if shape.kind == "instance" else (found,)
        for base in (inner for of in of_these if isinstance(of, Object) for inner in self.classes(of)):
            held = self.shape(base).fields.get(name) if isinstance(base, Object) else None
            bound = [] if held is None else [replace(a, this=one(found)) for a in held if isinstance(a, Closure)]
            if bound:
                at = node if node is not None else bound[0].function
                return self.call(Value(tuple(bound)), Arguments(given), at, frame)
        return None

    def special_of(self, value: Value, name: str, given: tuple[Value, ...], node: Any, frame: Frame) -> Value | None:
        """The same, of whatever a value may be."""
        if not frame.module.python:
            return None
        made = [self.special_method(one_of, name, given, node, frame) for one_of in value if one_of.__class__ is Object]
        found = [result for result in made if result is not None]
        return join(found) if found else None

    def operator(self, sign: str, left: Value, right: Value, node: Any, frame: Frame) -> Value | None:
        """What an operator gives that a class of the package defines."""
        name = OPERATORS.get(sign)
        if name is None or not frame.module.python:
            return None
        found = self.special_of(left, f"__{name}__", (right,), node, frame)
        if found is None:
            other = _SWAPPED.get(sign, f"r{name}")
            found = self.special_of(right, f"__{other}__", (left,), node, frame)
        return found

    def in_place(self, node: Any, frame: Frame) -> Value | None:
        """What `+=` gives that a class of the package defines."""
        name, target = OPERATORS.get(node.operator), self.value(node.target, frame)
        if name is None or not any(isinstance(found, Object) for found in target):
            return None
        return self.special_of(target, f"__i{name}__", (self.value(node.value, frame),), node, frame)

    def descriptor(self, held: Value, found: Object, node: Any, frame: Frame) -> Value | None:
        """What a descriptor gives that a class holds, for an instance or the class."""
        if held.alternatives[0].__class__ is not Object or not frame.module.python:
            return None
        return self.special_of(held, "__get__", (one(found), *map(one, self.shape(found).of)), node, frame)

    def computed(self, found: Object, name: str, node: Any, frame: Frame) -> Value | None:
        """What `__getattr__` gives for an attribute that is nowhere."""
        if name.startswith("__") or not frame.module.python:
            return None
        return self.special_method(found, "__getattr__", (constant(name),), node, frame)

    def computed_export(self, path: str, name: str, frame: Frame | None) -> Value | None:
        """What `__getattr__` of a module gives for a name that it has not."""
        if name.startswith("__") or frame is None:
            return None
        function = self.export(path, "__getattr__")
        if not isinstance(function.only, Closure):
            return None
        return self.call(function, Arguments((constant(name),)), function.only.function, frame)

    def set_up(self, found: Object, keywords: dict[str, Value], node: Any, frame: Frame) -> None:
        """What happens when a class is made: its descriptors learn their names, its bases hear of it."""
        for name, held in list(self.shape(found).fields.items()):
            if held.alternatives[0].__class__ is Object:
                self.special_of(held, "__set_name__", (one(found), constant(name)), node, frame)
                self._own(held.alternatives[0], found)
        for base in list(self.classes(found))[1:]:
            if not isinstance(base, Object):
                continue
            self.change(base, self.shape(base).put("(subclasses)", self._with_subclass(base, found)))
        for base in list(self.classes(found))[1:]:
            hook = self.shape(base).fields.get("__init_subclass__") if isinstance(base, Object) else None
            if hook is not None:
                held = _plain(hook)
                bound = Value(tuple(replace(a, this=one(found)) if isinstance(a, Closure) else a for a in held))
                self.call(bound, Arguments((), keywords), node, frame)
                return

    def _own(self, held: Any, owner: Object) -> None:
        """What a library makes of a class's attribute knows what that class says of itself: `Meta`."""
        shape, told = self.shape(held), self.shape(owner).fields.get("Meta")
        only = shape.fields["(base)"].only if "(base)" in shape.fields else None
        if told is not None and isinstance(only, Result):
            made = replace(only, keywords=(*only.keywords, ("(owner)", told), (CLASS, one(owner))))
            self.change(held, shape.put("(base)", one(made)))

    def _with_subclass(self, base: Object, found: Object) -> Value:
        before = self.shape(base).fields.get("(subclasses)")
        known = self.shape(before.alternatives[0]).items or () if before is not None else ()
        return self.make_list([*known, one(found)])

    def methods(self, found: Object, only: str | None = None) -> Iterator[Closure]:
        """The methods of an instance, bound to it, but its constructor; or the one that is named."""
        for base in self._classes_of(found):
            if not isinstance(base, Object):
                continue
            for name, held in self.shape(base).fields.items():
                for alternative in held:
                    made = name not in ("__init__", "__new__") and only in (None, name)
                    if isinstance(alternative, Closure) and made:
                        yield replace(alternative, this=one(found))

    def _classes_of(self, found: Object) -> Iterator[Any]:
        """The classes of an instance, or of a class, the nearest first."""
        shape = self.shape(found)
        for of in (found,) if shape.kind == "class" else shape.of:
            if isinstance(of, Object):
                yield from self.classes(of)

    def lend(self, found: Object, by: Any, node: Any, frame: Frame) -> None:
        """A library uses an instance, or a class, that extends its own: it may call what this defines."""
        if frame.module.python and node is not None and found not in self.lent and self.outside(found) is not None:
            self.given_away(Arguments((one(found),)), by, node, frame)

    def classes(self, found: Object, seen: int = 0) -> Iterator[Any]:
        """A class and those that it is made from, the nearest first; what is not of the package is as it is."""
        yield found
        if seen < 20:
            for base in self.shape(found).of:
                for alternative in (base,) if isinstance(base, Object) else base.alternatives:
                    if isinstance(alternative, Object):
                        yield from self.classes(alternative, seen + 1)
                    else:
                        yield alternative

    def enumerates(self, found: Object) -> bool:
        """Whether a class is an enumeration."""
        return any(isinstance(base, External) and base.module == "enum" for base in self.classes(found))

    def is_model(self, found: Object) -> bool:
        """Whether a class checks what its instances are made of."""
        bases = [base for base in self.classes(found) if isinstance(base, External)]
        return any(base.names[-1:] in (("BaseModel",), ("RootModel",)) for base in bases)

    def settings(self, found: Object) -> tuple[tuple[str, Value], ...]:
        """What a class says to the library whose class it extends: its attributes that are no functions."""
        made: dict[str, Value] = {}
        for base in reversed([base for base in self.classes(found) if isinstance(base, Object)]):
            for name, held in self.shape(base).fields.items():
                named = isinstance(name, str) and (name == "Meta" or name.endswith("_name__"))
                told = isinstance(name, str) and not name.startswith(("(", "_")) and len(made) < _MAX_SETTINGS
                if (told or named) and held.alternatives[0].__class__ not in (Closure, Builtin):
                    made[name] = held
        return tuple(made.items())

    def record_fields(self, found: Object) -> list[str]:
        """The fields that the class of an instance, or a class, declares, those of its bases first."""
        names: dict[str, None] = {}
        shape = self.shape(found)
        classes = [found] if shape.kind == "class" else [of for of in shape.of if isinstance(of, Object)]
        for base in reversed([inner for of in classes for inner in self.classes(of)]):
            fields = self.shape(base).fields.get("(fields)") if isinstance(base, Object) else None
            for item in (self.shape(fields.alternatives[0]).items or ()) if fields is not None else ():
                if isinstance(item.literal, str):
                    names[item.literal] = None
        return list(names)

    def called_of(self, found: Object, kind: str) -> Iterator[tuple[Closure | Builtin, bool]]:
        """What a library may call of an instance or a class of Python that it is given."""
        outside = self.outside(found)
        if kind == "instance":
            called = None if outside is not None else "__call__"
            yield from ((method, False) for method in self.methods(found, called))
        elif (outside is not None or all(isinstance(base, Object) for base in self.classes(found))) and any(
            True for _ in self.methods(found)
        ):
            yield Builtin("(served)", one(found)), True

    def setter(self, base: Object, name: str) -> Value | None:
        """What a class calls when an attribute of an instance is set."""
        fields = self.shape(base).fields
        held = fields.get(name)
        first = held.alternatives[0] if held is not None else None
        if isinstance(first, Builtin) and first.name == "(property)" and first.this is not None:
            getter = first.this.alternatives[0]
            cell = ("(setter)", id(getter.function)) if isinstance(getter, Closure) else None
            content = self.store.read(cell) if cell is not None and cell in self.store.cells else None
            return content if isinstance(content, Value) else None
        return fields.get(f"set {name}")

    def of_library(self, found: Any, name: str, value: Value, node: Any, frame: Frame) -> Value:
        """An attribute of what is not known further, which some observers take for a call."""
        made = self.member(found, name, value)
        if self.watchers and isinstance(made.only, Member):
            made = self.given_by(made.only, made)
        if found.__class__ is Result and node is not None and any(one_of.reads(found, name) for one_of in self.readers):
            self.external(Member(found, name), Arguments(), node, frame, new=False, receiver=one(found, value.origins))
        return made

    def of_model(self, found: Any, name: str, node: Any, frame: Frame) -> Value | None:
        """A method that a class of the package defines, of what a library makes of it: `Order.get(id).close`."""
        if found.__class__ not in (Result, Member) or not frame.module.python or node is None:
            return None
        for reader in self.readers:
            owner = reader.extended(found) if hasattr(reader, "extended") else None
            of = owner.only if owner is not None else None
            for base in self.classes(of) if isinstance(of, Object) else ():
                held = self.shape(base).fields.get(name) if isinstance(base, Object) else None
                if held is not None and all(isinstance(a, Closure) for a in held.alternatives):
                    return Value(tuple(replace(a, this=one(found)) for a in held.alternatives))
        return None

    def as_library(self, base: Any, found: Object) -> Any:
        """A class of the package as the library sees it whose class it extends."""
        return Result(base, (), (*self.settings(found), (CLASS, one(found))), True)

    def member(self, found: Any, name: str, value: Value) -> Value:
        """An attribute of what is not known further."""
        if nesting(found) >= MAX_NESTING:
            return one(Unknown("a chain of more calls than are followed"), value.origins)
        return one(Member(found, name), deeper(value.origins, name))

    def outside(self, found: Object) -> External | None:
        """The class of a library that a class extends, where a library does more with it than to hold its fields."""
        for base in self._classes_of(found):
            if isinstance(base, External) and base.module.partition(".")[0] not in _INERT:
                if any(hasattr(reader, "inert") and reader.inert(base) for reader in self.readers):
                    continue
                return base
        return None


CLASS = "(class)"
"""What a class of the package is kept under in what a library makes of it."""

_MAX_SETTINGS = 16
"""Attributes of a class that a library is told of."""

_INERT = frozenset(
    "builtins abc typing typing_extensions enum dataclasses collections pydantic pydantic_settings".split()
)
"""Packages whose classes call nothing but special methods of those that extend them."""


def _plain(held: Value) -> Value:
    first = held.alternatives[0]
    return first.this if isinstance(first, Builtin) and first.name == "(class)" and first.this is not None else held
