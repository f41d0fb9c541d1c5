"""Items of values, setting them, and going through them."""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of, root
from leastwise.code.interpreter.attributes import Attributes, mixed
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.natives.table import VALUES
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import Shape, under
from leastwise.code.values import (
    ELEMENT,
    NAMED,
    NOTHING,
    PART,
    Builtin,
    Closure,
    Constant,
    Env,
    Event,
    External,
    Member,
    ModuleOf,
    Object,
    Result,
    Text,
    Unknown,
    Value,
    constant,
    join,
    one,
    unknown,
)

CHOSEN = "(chosen)"
"""Before the path of a field by whose text something was chosen, in the origins of that."""

NAME = "a name"
"""What the name of an attribute is that is not known."""

PREFIXED = "the end of a name"
"""What a name is that begins with a text of the program's: nothing else can be chosen by it."""

_ALL_OF = ("builtins.locals()", "builtins.vars()")
_NAMESPACES = (("global",), ("globalThis",), ("process",), ("window",))

MAX_APART = 64
"""Items that are gone through one by one."""


def _is_setting(found: Any) -> bool:
    """Whether it is a variable, or what reads a document that may stand in one."""
    return isinstance(found, Env) or (isinstance(found, External) and found.names[-1:] in (("loads",), ("parse",)))


def _is_half(found: Any) -> bool:
    """Whether it is a path that was taken apart."""
    names = found.callee.names if isinstance(found, Result) and isinstance(found.callee, External) else ()
    return names[-1:] in (("split",), ("splitext",)) and found.callee.module == "os"


def _shaped(value: Value) -> bool:
    """Whether something is among what a value may be that may depend on the name of the item."""
    return any(alternative.__class__ not in (Object, Member, Result) for alternative in value.alternatives)


def _is_prefixed(found: Any) -> bool:
    """Whether a name begins with a text of the program's: `"on_" + name`."""
    begins = found.parts[0] if isinstance(found, Text) else ""
    return (isinstance(begins, str) and begins != "") or (isinstance(found, Unknown) and found.reason == PREFIXED)


class Indexing(Attributes):
    """Reads, writes and goes through items."""

    def index(self, value: Value, key: Value, node: Any, frame: Frame) -> Value:
        """See `Machine.index`."""
        found = []
        for alternative in value.alternatives:
            if isinstance(alternative, Constant) and alternative.value is None and len(value.alternatives) > 1:
                continue
            for index in key.alternatives:
                found.append(self._index(alternative, index, value, key, node, frame))
        if not found:
            return NOTHING
        # Who chooses among what the program or a library holds does not shape any of it.
        made = join(found).tainted(key.origins) if _shaped(value) else join(found)
        if key.origins and self.watchers and frame is not None:
            made = self.named(made, value, key, python=frame.module.python)
            return made if frame.module.python else self._chosen(made, value, key)
        return made

    def named(self, made: Value, value: Value, key: Value, *, python: bool) -> Value:
        """See `Machine.named`: marked so where all that a module, a library or an instance has can be chosen."""
        asked = any(isinstance(a, Unknown) and a.reason == NAME for a in key.alternatives)
        if any(map(_is_prefixed, key.alternatives)) or not any(self._has_all(a, python, asked) for a in value):
            return made
        return made.tainted(frozenset(((NAMED, *path), kinds) for path, kinds in key.origins if path[:1] != (NAMED,)))

    def _has_all(self, found: Any, python: bool, asked: bool) -> bool:
        """Whether what something has are functions that nobody listed to be chosen from; `asked`: as an attribute."""
        if isinstance(found, Object):
            return found.address in self.namespaces or (self.shape(found).kind == "instance" and (asked or not python))
        if isinstance(found, External):
            return asked or not found.names or (found.module == "global" and found.names in _NAMESPACES)
        if isinstance(found, Result):
            return asked or not python or path_of(found) in _ALL_OF
        return isinstance(found, ModuleOf)

    def _chosen(self, made: Value, value: Value, key: Value) -> Value:
        """What whoever shapes the name chose in an object of JavaScript: `__proto__` is one of its names."""
        plain = any(a.__class__ is Object and self.shape(a).kind == "object" for a in value.alternatives)
        if not plain or not any(a.__class__ in (Object, Unknown) for a in made.alternatives):
            return made
        return made.tainted(frozenset(((CHOSEN, *path), kinds) for path, kinds in key.origins))

    def _index(self, found: Any, index: Any, value: Value, key: Value, node: Any, frame: Frame) -> Value:
        name = index.value if isinstance(index, Constant) else None
        if isinstance(found, Object):
            item = self._item(found, index, node, frame)
            return item if mixed(value) else item.tainted(value.origins)
        if isinstance(found, Constant) and isinstance(found.value, (str, bytes)):
            if isinstance(name, int) and -len(found.value) <= name < len(found.value):
                return constant(found.value[name]).tainted(value.origins)
            if isinstance(index, Builtin) and index.name == "(slice)" and index.this is not None:
                return self._slice_text(found.value, index.this).tainted(value.origins)
            return self.attribute(one(found), name, node, frame) if isinstance(name, str) else unknown("part of a text")
        if isinstance(found, Event) and not (isinstance(index, Builtin) and index.name == "(slice)"):
            step = name if isinstance(name, str) else ELEMENT
            return self._written(found, step) or self.of_event(found, value, step)
        if isinstance(name, str):
            known = VALUES.get(f"{'.'.join((found.module, *found.names))}[]") if isinstance(found, External) else None
            return known(self, frame, key) if known else self.attribute(one(found, value.origins), name, node, frame)
        if isinstance(found, External):
            return self._of_library(found, value, key, node, frame)
        if isinstance(index, Builtin) and index.name == "(slice)":
            return one(found, frozenset((path, kinds | {PART}) for path, kinds in value.origins))
        if isinstance(found, (Unknown, Closure, ModuleOf)):
            return value if isinstance(found, Unknown) else unknown("an attribute by a name that is not known")
        # Which item of a setting it is tells what it names, and which half of a path, whether folders are in it.
        told = isinstance(name, int) and (_is_setting(root(found)) or _is_half(found))
        at = f"[{name}]" if told else ELEMENT
        return self._written(found, ELEMENT) or self.member(found, at, value)

    def _of_library(self, found: External, value: Value, key: Value, node: Any, frame: Frame) -> Value:
        known = VALUES.get(f"{'.'.join((found.module, *found.names))}[]")
        if found.names == ("Annotated",) and node is not None:
            kept = f"(annotated {node.span[0].path}:{node.span[3]})"
            self.annotations[kept] = node, frame
            return one(Builtin(kept))
        return known(self, frame, key) if known else self.member(found, ELEMENT, value)

    def _item(self, found: Object, index: Any, node: Any, frame: Frame) -> Value:
        shape = self.shape(found)
        if shape.kind in ("instance", "class") and frame is not None and frame.module.python:
            own = self._own_item(found, index, node, frame)
            if own is not None:
                return own
        if isinstance(index, Builtin) and index.name == "(slice)" and index.this is not None:
            return self._slice(shape, index.this)
        if isinstance(index, Constant):
            name = index.value
            if shape.kind in ("list", "tuple"):
                if isinstance(name, (int, float)) and shape.items is not None:
                    at = int(name)
                    if -len(shape.items) <= at < len(shape.items):
                        return shape.items[at] if shape.rest is None else join((shape.items[at], shape.rest))
                    return shape.rest or NOTHING
                if isinstance(name, int) and name in shape.fields:
                    return shape.fields[name]
                if isinstance(name, str) and not name.isdigit():
                    return self.attribute(one(found), name, node, frame)
            elif shape.kind == "dict":
                held = shape.fields.get(name)
                rest = under(shape.rest, name) if shape.rest and (held is None or name in shape.maybe) else None
                more = [inner for inner in (held, rest) if inner]
                return join(more) if more else NOTHING
            elif isinstance(name, str):
                return self.attribute(one(found), name, node, frame)
            elif name in shape.fields or str(name) in shape.fields:
                return shape.fields.get(name) or shape.fields[str(name)]
        inside = shape.all()
        if shape.kind in ("instance", "class"):
            inside += [
                held
                for base in (inner for of in shape.of for inner in (self.classes(of) if isinstance(of, Object) else ()))
                if isinstance(base, Object)
                for name, held in self.shape(base).fields.items()
                if name not in ("constructor", "__init__", "(name)")
            ]
            inside = [self._read(held, found, node, frame) for held in inside]
        return join(inside) if inside else unknown("an item of what holds nothing")

    def _own_item(self, found: Object, index: Any, node: Any, frame: Frame) -> Value | None:
        """What `__getitem__`, `__class_getitem__`, `__missing__` or a named tuple of the package give."""
        if self.shape(found).kind == "class":  # `Task[Order]` is the class, whatever its type is about
            if self.enumerates(found):
                return None
            given = self.special_method(found, "__class_getitem__", (one(index),), node, frame)
            return one(found) if given is None else given
        given = self.special_method(found, "__getitem__", (one(index),), node, frame)
        if given is None and isinstance(index, Constant):
            held = self.shape(found).fields.get(index.value)
            fields = self.record_fields(found)
            if isinstance(index.value, int) and fields and -len(fields) <= index.value < len(fields):
                return self.attribute(one(found), fields[index.value], node, frame)
            given = None if held is not None else self.special_method(found, "__missing__", (one(index),), node, frame)
        return given

    def _slice(self, shape: Shape, bounds: Value) -> Value:
        known = [bound.literal for bound in self.shape(bounds.alternatives[0]).items or ()]
        if shape.items is not None and all(bound is None or isinstance(bound, int) for bound in known):
            return self.make_list(shape.items[slice(*known)])
        return self.make(Shape("list").loose(join(shape.all())) if shape.all() else Shape("list", items=()))

    def _slice_text(self, text: Any, bounds: Value) -> Value:
        known = [bound.literal for bound in self.shape(bounds.alternatives[0]).items or ()]
        if all(bound is None or isinstance(bound, int) for bound in known):
            return constant(text[slice(*known)]) if 0 not in known[2:] else NOTHING
        return unknown("part of a text")

    def set_index(self, value: Value, key: Value, content: Value, frame: Frame) -> None:
        """See `Machine.set_index`."""
        sure = len(value.alternatives) == 1 and len(key.alternatives) == 1
        for alternative in value.alternatives:
            if isinstance(alternative, Closure):
                alternative = self.properties(alternative)
            if not isinstance(alternative, Object):
                if isinstance(alternative, Builtin) and alternative.name == "dict.of" and alternative.this is not None:
                    alternative = alternative.this.alternatives[0]  # `self.__dict__["x"] = y`
                if isinstance(key.literal, str):
                    self.set_attribute(one(alternative), key.literal, content, frame)
                continue
            if self.special_method(alternative, "__setitem__", (key, content), None, frame) is not None:
                continue
            for index in key.alternatives:
                shape = self.shape(alternative)
                name = index.value if isinstance(index, Constant) else None
                if not isinstance(index, Constant):
                    loose = shape.somewhere(content.tainted(key.origins))
                    if index.__class__ is Env and shape.kind in ("object", "dict"):
                        loose = loose.put(f"\0${index.name}", content)
                    self.change(alternative, loose)
                elif shape.kind == "list":
                    self.change(alternative, self._with_item(shape, name, content, sure=sure))
                elif shape.kind == "class" and isinstance(name, str):
                    self.set_attribute(one(alternative), name, content, frame)
                else:
                    name = name if shape.kind == "dict" or isinstance(name, str) else str(name)
                    self.change(alternative, shape.put(name, content) if sure else shape.perhaps(name, content))

    def _with_item(self, shape: Shape, name: Any, content: Value, *, sure: bool) -> Shape:
        items = shape.items
        if items is None or not isinstance(name, (int, float)):
            return shape.loose(content) if not isinstance(name, str) else shape.put(name, content)
        at = int(name)
        if at == len(items):
            return shape.append(content)
        if not -len(items) <= at < len(items):
            return shape.loose(content)
        at %= len(items)
        made = content if sure else join((items[at], content))
        return Shape(shape.kind, shape.fields, (*items[:at], made, *items[at + 1 :]), shape.rest, shape.maybe)

    def _is_tuple(self, found: Object) -> bool:
        """Whether it is of a named tuple."""
        return any(
            isinstance(base, External) and base.names[-1:] in (("NamedTuple",), ("namedtuple",))
            for of in self.shape(found).of
            if isinstance(of, Object)
            for base in self.classes(of)
        )

    def items(self, value: Value, frame: Frame) -> list[Value] | None:
        """See `Machine.items`."""
        found = value.only
        if isinstance(found, Constant) and isinstance(found.value, str) and len(found.value) <= MAX_APART:
            return [constant(letter) for letter in found.value]
        if not isinstance(found, Object):
            return None
        shape = self.shape(found)
        if shape.kind == "instance" and self.record_fields(found) and self._is_tuple(found):
            return [self.attribute(value, name, None, frame) for name in self.record_fields(found)]
        if shape.rest is not None or shape.maybe:
            return None
        if shape.kind in ("list", "tuple", "set"):
            return list(shape.items) if shape.items is not None and len(shape.items) <= MAX_APART else None
        if shape.kind == "dict" and len(shape.fields) <= MAX_APART:
            if frame.module.python:
                return [constant(key) for key in shape.fields]
            return [self.make_list((constant(key), held)) for key, held in shape.fields.items()]
        return None

    def element(self, value: Value, frame: Frame) -> Value:
        """See `Machine.element`."""
        found: list[Value] = []
        for alternative in value.alternatives:
            if isinstance(alternative, Object):
                shape = self.shape(alternative)
                if shape.kind == "dict" and not frame.module.python and shape.all():  # `for (const [key, held] of map)`
                    found.append(self.make_list((unknown("a key of a map"), join(shape.all()))))
                elif shape.kind == "dict":
                    found += [constant(key) for key in shape.fields][:20]
                    found += [unknown("a key of a dictionary")] if shape.rest is not None else []
                elif shape.kind in ("list", "tuple", "set"):
                    found += [held.tainted(value.origins) for held in shape.all()]
                elif "__iter__" in shape.fields or shape.of:
                    found.append(self._iterated(alternative, frame))
            elif isinstance(alternative, Constant):
                found += [unknown("a letter of a text")] if isinstance(alternative.value, str) else []
            else:
                found.append(self.index(one(alternative, value.origins), unknown("a position"), None, frame))
        return join(found) if found else unknown("an item of what holds nothing")

    def _iterated(self, found: Object, frame: Frame) -> Value:
        """What an instance gives that can be gone through."""
        method = self.attribute(one(found), "__iter__", None, frame)
        if isinstance(method.only, Closure):
            made = self.call(method, Arguments(), method.only.function, frame)
            if made.only != found:
                return self.element(made, frame)
        for name in ("__next__", "__anext__", "__getitem__"):
            given = (unknown("a position"),) if name == "__getitem__" else ()
            made_of = self.special_method(found, name, given, None, frame)
            if made_of is not None:
                return made_of
        if self.shape(found).kind == "class":
            members = [held for name, held in self.shape(found).fields.items() if not str(name).startswith(("(", "_"))]
            return join(members) if members else unknown("an item of a class")
        if self._is_tuple(found):
            return join([self.attribute(one(found), name, None, frame) for name in self.record_fields(found)])
        return unknown("an item of an object")
