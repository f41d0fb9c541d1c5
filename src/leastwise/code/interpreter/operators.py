"""Operators."""

from __future__ import annotations

import operator as known
from collections.abc import Callable
from typing import Any

from leastwise.code.interpreter.indexing import Indexing
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import RETURNED, Shape
from leastwise.code.interpreter.texts import as_number, joined
from leastwise.code.values import (
    FALSE,
    LATER,
    NEVER,
    NO_ORIGINS,
    NOTHING,
    TRUE,
    Constant,
    Event,
    Object,
    Test,
    Text,
    Value,
    constant,
    join,
    one,
    origins_of,
    unknown,
)
from leastwise.model.record import replace
from leastwise.read.script.nodes import Operation

_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": known.add, "-": known.sub, "*": known.mul, "/": known.truediv, "//": known.floordiv, "%": known.mod,
    "&": known.and_, "|": known.or_, "^": known.xor,
}  # fmt: skip
_ORDER: dict[str, Callable[[Any, Any], Any]] = {"<": known.lt, "<=": known.le, ">": known.gt, ">=": known.ge}
_OPPOSITE = {"!=": "==", "not in": "in"}
MAX_NUMBER = 10**15


_ARITHMETIC = frozenset(("-", "/", "//", "**"))
_OF_NUMBERS = frozenset(("*", "%", "&", "|", "^", "<<", ">>", ">>>"))
"""Operators that make numbers, of texts too: the first in both languages, the others in JavaScript."""


MAX_REPEATED = 64
"""Times that a short text is written out: `b"\\0" * 16`."""


def _repeated(text: Any, times: Any) -> Value | None:
    short = isinstance(text, (str, bytes)) and len(text) <= MAX_REPEATED
    return constant(text * times) if short and isinstance(times, int) and times <= MAX_REPEATED else None


class Operators(Indexing):
    """What operators give."""

    def operation(self, node: Operation, frame: Frame) -> Value:
        """An operator with its operands."""
        sign = node.operator
        if sign in ("and", "or", "??"):
            return self._short(node, frame)
        if sign in ("yield from", "yield"):
            found = self.value(node.operands[0], frame) if node.operands else NOTHING
            frame.yielded.append(self.element(found, frame) if sign == "yield from" else found)
            last = self._last(found) if sign == "yield from" else None
            sent = unknown("what is sent to a generator")
            return last or (sent if frame.module.python else join((found, sent)))
        values = [self.value(operand, frame) for operand in node.operands]
        if sign == "await" and any(getattr(one, "reason", "") == LATER for one in values[0].alternatives):
            return unknown(NEVER) if len(values[0].alternatives) == 1 else values[0]
        if sign in ("await", ","):
            return values[-1]
        if len(values) == 1:
            self.outcomes[id(node.operands[0])] = values[0]
            return self._unary(sign, values[0], frame)
        if sign in ("==", "!=", "in", "not in", "<", "<=", ">", ">=", "instanceof"):
            if sign in ("in", "not in"):
                self.special_of(values[1], "__contains__", (values[0],), node, frame)
            else:
                self.operator(_OPPOSITE.get(sign, sign), values[0], values[1], node, frame)
            return self._compare(sign, values[0], values[1], frame)
        found = values[0]
        if sign == "+" and len(values) > 2 and any(value.texts for value in values[:2]):
            return joined(values, python=frame.module.python)
        for value in values[1:]:
            own = self.operator(sign, found, value, node, frame)
            if own is None and sign == "*" and frame.module.python:
                own = _repeated(found.literal, value.literal)
            found = self.binary(sign, found, value, frame) if own is None else own
        return found

    def _last(self, value: Value) -> Value | None:
        """What the generators among a value return."""
        shapes = [self.shape(found) for found in value if isinstance(found, Object)]
        found = [shape.fields[RETURNED] for shape in shapes if shape.kind == "list" and RETURNED in shape.fields]
        return join(found) if found else None

    def _short(self, node: Operation, frame: Frame) -> Value:
        """`and`, `or`, `??`: what comes later is run in a branch."""
        outcomes = self.outcomes
        for operand in node.operands:
            outcomes.pop(id(operand), None)
        found = outcomes[id(node.operands[0])] = self.value(node.operands[0], frame)
        python, sign = frame.module.python, node.operator
        guards = frame.guards
        for operand in node.operands[1:]:
            if sign == "??":
                gone = [self.nothing(alternative) for alternative in found.alternatives]
                over = None if None in gone or len(set(gone)) > 1 else gone[0]
            else:
                truth = self.truth(found, python=python)
                over = truth if sign == "and" or truth is None else not truth
            if over is False:
                continue
            if over is True:
                found = outcomes[id(operand)] = self.value(operand, frame)
                continue
            second: list[Value] = []
            last = node.operands[0] if operand is node.operands[1] else None

            def other(operand: Any = operand, last: Any = last, second: list[Value] = second) -> bool:
                if last is not None and sign != "??":
                    self.guarded(last, outcomes[id(last)], sign == "and", frame)
                    self.narrow(last, sign == "and", frame)
                outcomes[id(operand)] = self.value(operand, frame)
                second.append(outcomes[id(operand)])
                frame.guards = guards
                return True

            self.branches([lambda: True, other])
            right = join(second)
            if sign == "and":
                left = self.truthy(found, python=python, truth=False)
                found = right if left is None else join((right, left))
                if left is not None and any(isinstance(a, Test) for a in left.alternatives):
                    # `unknown && true` may still be false: only of what is not known either the right side is enough
                    sure = self.truth(right, python=python) is True
                    found = right if all(isinstance(a, Test) for a in left.alternatives) and not sure else found
            else:
                found = self.or_else(found, right, nullish=sign == "??", python=python)
        return found

    def _unary(self, sign: str, value: Value, frame: Frame) -> Value:
        if sign == "not":
            self.special_of(value, "__bool__", (), None, frame)
            truth = self.truth(value, python=frame.module.python)
            if truth is not None:
                return FALSE if truth else TRUE
            only = value.only
            if isinstance(only, Test):
                return one(replace(only, negated=not only.negated), value.origins)
            return self.outcome("truth", value, negated=True)
        if sign == "typeof":
            return self.kind_of(value)
        literal = value.literal
        if isinstance(literal, (int, float)) and sign in "-+~":
            return constant(-literal if sign == "-" else ~int(literal) if sign == "~" else literal)
        return unknown("a number")

    def _compare(self, sign: str, left: Value, right: Value, frame: Frame) -> Value:
        negated = sign in _OPPOSITE
        sign = _OPPOSITE.get(sign, sign)
        found: bool | None = None
        if sign == "==":
            found = self.equal(left, right)
        elif sign == "in":
            found = self.contains(right, left)
        elif sign in _ORDER:
            one_side, other = left.literal, right.literal
            if isinstance(one_side, (int, float)) and isinstance(other, (int, float)):
                found = bool(_ORDER[sign](one_side, other))
        if found is None:
            return self.outcome(sign, left, right, negated=negated)
        return TRUE if found is not negated else FALSE

    def contains(self, holder: Value, value: Value) -> bool | None:
        """Whether something is in a container or text."""
        found, literal = holder.only, value.literal
        if literal is ...:
            return None
        if isinstance(found, Constant) and isinstance(found.value, str) and isinstance(literal, str):
            return literal in found.value
        if not isinstance(found, Object):
            return None
        shape = self.shape(found)
        if shape.kind in ("dict", "object"):
            if literal in shape.fields:
                return None if literal in shape.maybe else True
            return False if shape.rest is None else None
        if shape.items is None or shape.rest is not None:
            return None
        tests = [self.equal(item, value) for item in shape.items]
        return True if True in tests else None if None in tests else False

    def binary(self, sign: str, left: Value, right: Value, frame: Frame) -> Value:
        """An operator with two sides."""
        python = frame.module.python
        if sign == "+":
            if _textual(left) or _textual(right):
                return joined((left, right), python=python)
            lists = [self.items(value, frame) for value in (left, right)]
            if lists[0] is not None and lists[1] is not None and python:
                return self.make_list([*lists[0], *lists[1]])
            if self._is_list(left) or self._is_list(right):
                return self._behind(left, right, frame)
        if sign == "%" and _textual(left) and python:
            return self._formatted(left, right, frame)
        if sign == "|" and (self._is_dict(left) or self._is_dict(right)):
            return self.merged((left, right))
        one_side, other = left.literal, right.literal
        if isinstance(one_side, (int, float)) and isinstance(other, (int, float)) and sign in _NUMBERS:
            try:
                result = _NUMBERS[sign](one_side, other)
            except (ArithmeticError, TypeError, ValueError):
                return unknown("a number")
            return constant(result) if abs(result) < MAX_NUMBER else unknown("a large number")
        if sign == "+" and not _numeric(left) and not _numeric(right):
            return joined((left, right), python=python)
        if sign == "/" and not _numeric(left) and not _numeric(right) and python:
            return joined((left, constant("/"), right), python=python)  # of paths
        # A number is none of the text that an outsider wrote.
        plain = sign in _ARITHMETIC or (sign == "+" if python else sign in _OF_NUMBERS)
        return unknown("a number", None, NO_ORIGINS if plain else origins_of((left, right)))

    def _behind(self, left: Value, right: Value, frame: Frame) -> Value:
        """A list with what is in another one at its end."""
        only, more = left.only, self.element(right, frame)
        if isinstance(only, Object) and frame.module.python and self._is_list(left):
            return self.make(self.shape(only).behind(more))
        return self.make_of(join((self.element(left, frame), more)))

    def _is_list(self, value: Value) -> bool:
        return any(isinstance(a, Object) and self.shape(a).kind in ("list", "tuple") for a in value.alternatives)

    def _is_dict(self, value: Value) -> bool:
        return any(isinstance(a, Object) and self.shape(a).kind == "dict" for a in value.alternatives)

    def merged(self, values: tuple[Value, ...], kind: Any = "dict") -> Value:
        """A new dictionary with the entries of several."""
        shape = Shape(kind)
        for value in values:
            shape = self.spread(shape, value)
        return self.make(shape)

    def spread(self, shape: Shape, value: Value) -> Shape:
        """A dictionary with the entries of another one."""
        several = len(value.alternatives) > 1
        for alternative in value.alternatives:
            if isinstance(alternative, Object):
                other = self.shape(alternative)
                fields = other.fields
                if other.kind in ("list", "tuple"):
                    fields = {str(i): item for i, item in enumerate(other.items or ())}
                self.store.spent += len(fields)
                sure = {} if several else {name: held for name, held in fields.items() if name not in other.maybe}
                shape = shape.update(sure)
                for name, held in fields.items():
                    if name not in sure:
                        shape = shape.perhaps(name, held)
                shape = shape.somewhere(other.rest) if other.rest is not None else shape
            elif not isinstance(alternative, Constant):
                inner = self.member(alternative, "[]", value) if isinstance(alternative, Text) else None
                shape = shape.somewhere(inner or self._any_of(alternative, value))
                if alternative.__class__ is Event:  # whoever sends it may name what was there
                    shape = replace(shape, maybe=frozenset(shape.fields))
        return shape

    def _any_of(self, alternative: Any, value: Value) -> Value:
        frame: Any = None
        return self.index(one(alternative, value.origins), unknown("a name"), None, frame)

    def _formatted(self, left: Value, right: Value, frame: Frame) -> Value:
        """`"%s" % x` of Python."""
        items = [right]
        only = right.only
        if isinstance(only, Object) and self.shape(only).kind == "tuple":
            items = list(self.shape(only).items or (unknown("an item"),))
        template = left.literal
        if not isinstance(template, str) or "%(" in template:
            return (
                joined((unknown("a format"), *items), python=True)
                if not isinstance(template, str)
                else (self._by_name(template, right, frame))
            )
        parts: list[Value] = []
        pieces = template.replace("%%", "\0").split("%")
        parts.append(constant(pieces[0].replace("\0", "%")))
        for number, piece in enumerate(pieces[1:]):
            value = items[number] if number < len(items) else unknown("it is not given")
            form = piece.lstrip("0123456789.-+# ")
            parts += [as_number(form[:1], value), constant(form[1:].replace("\0", "%"))]
        return joined(parts, python=True)

    def _by_name(self, template: str, right: Value, frame: Frame) -> Value:
        parts: list[Value] = []
        first, *rest = template.replace("%%", "\0").split("%(")
        parts.append(constant(first.replace("\0", "%")))
        for piece in rest:
            name, _, after = piece.partition(")")
            form = after.lstrip("0123456789.-+# ")
            value = as_number(form[:1], self.index(right, constant(name), None, frame))
            parts += [value, constant(form[1:].replace("\0", "%"))]
        return joined(parts, python=True)

    def narrow(self, test: Any, holds: bool, frame: Frame) -> None:
        """Go on as if a test held, or not."""
        raise NotImplementedError


def _textual(value: Value) -> bool:
    return any(a.__class__ is Text or (a.__class__ is Constant and a.kind == "str") for a in value.alternatives)


def _numeric(value: Value) -> bool:
    return all(a.__class__ is Constant and a.kind in ("int", "float", "bool", "NoneType") for a in value.alternatives)
