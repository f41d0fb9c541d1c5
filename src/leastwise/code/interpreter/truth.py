"""Whether values are true, and equal, as far as that is known."""

from __future__ import annotations

from leastwise.code.interpreter.machine import Machine
from leastwise.code.values import (
    NOTHING,
    Builtin,
    Closure,
    Constant,
    Env,
    External,
    ModuleOf,
    Object,
    Result,
    Super,
    Test,
    Text,
    Value,
    constant,
    join,
    one,
)

_BASES = 20
"""Classes above each other that are asked."""

_THERE = (Closure, Builtin, ModuleOf, External, Super)


class Truth(Machine):
    """Truth of values; `None` for what is not known."""

    def truth(self, value: Value, *, python: bool) -> bool | None:
        """Whether a value is true."""
        found: bool | None = None
        for index, alternative in enumerate(value.alternatives):
            this = self.true(alternative, python=python)
            if this is None or (index and this is not found):
                return None
            found = this
        return found

    def true(self, found: object, *, python: bool) -> bool | None:
        """Whether an alternative is true."""
        if isinstance(found, Constant):
            return bool(found.value)
        if isinstance(found, _THERE):
            return True
        if isinstance(found, Result):
            return True if found.new else None
        if isinstance(found, Text):
            return True if any(isinstance(part, str) for part in found.parts) else None
        if isinstance(found, Object):
            shape = self.shape(found)
            if python and shape.kind == "instance" and self._judges(shape.of):
                return None
            if not python or shape.kind in ("instance", "class", "function"):
                return True
            if any(name not in shape.maybe for name in shape.fields) or shape.items:
                return True
            unsure = shape.rest is not None or shape.fields or (shape.kind in ("list", "tuple") and shape.items is None)
            return None if unsure else False
        return None

    def _judges(self, classes: tuple[object, ...], depth: int = 0) -> bool:
        """Whether one of these classes, or a base of it, says itself when an instance is true."""
        for of in classes:
            for one_class in of.alternatives if isinstance(of, Value) else (of,):
                if isinstance(one_class, Object) and depth < _BASES:
                    shape = self.shape(one_class)
                    if "__bool__" in shape.fields or "__len__" in shape.fields or self._judges(shape.of, depth + 1):
                        return True
        return False

    def nothing(self, found: object) -> bool | None:
        """Whether an alternative is `None`, `null` or `undefined`."""
        if isinstance(found, Constant):
            return found.value is None
        if isinstance(found, (*_THERE, Object, Text)) or (isinstance(found, Result) and found.new):
            return False
        return None

    def same(self, one_side: object, other: object) -> bool | None:
        """Whether two alternatives are equal."""
        if isinstance(one_side, Constant) and isinstance(other, Constant):
            return bool(one_side.value == other.value)
        for this, that in ((one_side, other), (other, one_side)):
            if isinstance(that, Constant) and that.value is None:
                return self.nothing(this)
            if isinstance(that, Constant) and isinstance(this, (*_THERE, Object)):
                return False
        if isinstance(one_side, (Object, Closure)) and isinstance(other, (Object, Closure)):
            return None if one_side == other else False
        return None

    def equal(self, left: Value, right: Value) -> bool | None:
        """Whether two values are equal."""
        found: bool | None = None
        first = True
        for this in left.alternatives:
            for that in right.alternatives:
                now = self.same(this, that)
                if now is None or (not first and now is not found):
                    return None
                found, first = now, False
        return found

    def outcome(self, operator: str, left: Value, right: Value | None = None, *, negated: bool = False) -> Value:
        """A comparison that is not known."""
        values = [left] if right is None else [left, right]
        origins = frozenset(origin for value in values for origin in value.origins)
        return one(Test(operator, left, right, negated), origins)

    def kind_of(self, value: Value) -> Value:
        """`typeof`."""
        found = []
        for alternative in value.alternatives:
            kind = alternative.__class__.__name__
            if isinstance(alternative, Constant):
                kind = {"str": "string", "bool": "boolean", "NoneType": "undefined"}.get(alternative.kind, "number")
            elif isinstance(alternative, Object):
                kind = "function" if self.shape(alternative).kind == "class" else "object"
            elif kind in ("Closure", "Builtin"):
                kind = "function"
            else:
                return self.outcome("typeof", value)
            found.append(constant(kind))
        return join(found)

    def truthy(self, value: Value, *, python: bool, truth: bool) -> Value | None:
        """What of a value may be true, or false; `None`: nothing of it."""
        kept = tuple(found for found in value.alternatives if self.true(found, python=python) is not (not truth))
        if len(kept) == len(value.alternatives):
            return value
        return Value(kept, value.origins) if kept else None

    def or_else(self, value: Value, default: Value, *, nullish: bool, python: bool) -> Value:
        """`value or default`; `nullish`: only where there is no value."""
        found: list[Value] = []
        for alternative in value.alternatives:
            is_not = self.nothing(alternative) if nullish else self.true(alternative, python=python)
            gone = is_not if nullish else (None if is_not is None else not is_not)
            if isinstance(alternative, Env) and alternative.default in (None, NOTHING):
                found.append(one(Env(alternative.name, default), value.origins | default.origins))
                continue
            if gone is not True:
                found.append(one(alternative, value.origins))
            if gone is not False:
                found.append(default)
        return join(found)
