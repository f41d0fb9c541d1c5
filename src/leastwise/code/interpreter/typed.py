"""Types of Python that say what a value may hold: a number, one of an enumeration, a text that fits an expression.

Frameworks and models check what they are given against them before the program gets it.

https://docs.pydantic.dev/latest/concepts/types/
https://fastapi.tiangolo.com/tutorial/path-params/#data-validation
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import links
from leastwise.code.interpreter.asking import Asking
from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.interpreter.shapes import Shape
from leastwise.code.values import (
    Builtin,
    Closure,
    Event,
    Member,
    Object,
    Result,
    Value,
    bounded,
    constant,
    one,
    unknown,
)
from leastwise.model.record import replace
from leastwise.read.script.nodes import Attribute, Call, Function, Index, Listing, Literal, Name, Operation

_CLOSED = frozenset(
    "int float bool complex UUID UUID1 UUID3 UUID4 UUID5 date datetime time timedelta Decimal PositiveInt NegativeInt "
    "NonNegativeInt NonPositiveInt PositiveFloat NonNegativeFloat NegativeFloat StrictInt StrictFloat StrictBool "
    "FutureDate PastDate AwareDatetime NaiveDatetime conint confloat condecimal condate ObjectId PydanticObjectId "
    "Literal IPv4Address IPv6Address ByteSize None Integer Int Float Boolean Number Date DateTime Enum".split()
)
"""Names of types whose values an outsider does not write as a text of his own."""

_AROUND = frozenset(
    "Optional Union Annotated Final Required NotRequired List list Sequence Set set Tuple tuple".split()
)
_PATTERNS = ("pattern", "regex")
_GIVEN = frozenset("Query Path Header Cookie Form Body File Param".split())
_TEXTS = (
    _CLOSED | _AROUND | frozenset("str bytes dict Dict Any SecretStr EmailStr HttpUrl AnyUrl constr Mapping".split())
)
_CONVERTERS = ("int", "float", "uuid")
"""Of paths of Flask: https://flask.palletsprojects.com/en/stable/quickstart/#variable-rules"""

_DEEP = 3
TYPE = "(type) "
"""Before the name of a field, in a class: its type."""


class Typed(Asking):
    """Tells what types leave of a value."""

    def typed(self, note: Any, default: Any, value: Value, frame: Frame, depth: int = 0) -> Value:
        """A value that was checked against a type."""
        if not value.origins:
            return value
        if self._closed(note, frame):
            return unknown("a value of a fixed form")
        found = self.model_of(note, frame) if depth < _DEEP else None
        if found is not None:
            return self.modelled(found, value, frame, depth + 1)
        kinds = frozenset[str]()
        for text in (*self._patterns(note, frame), *self._patterns(default, frame)):
            for watcher in self.watchers:
                kinds |= watcher.fits(text)  # type: ignore[attr-defined]
        if not kinds:
            return value
        return Value(value.alternatives, bounded(frozenset((path, known | kinds) for path, known in value.origins)))

    def modelled(self, found: Object, value: Value, frame: Frame, depth: int = 0) -> Value:
        """An instance of a model that was made of a value."""
        made = Shape("instance", of=(found,))
        for name in self.record_fields(found):
            inner = self.index(value, constant(name), None, frame)
            note, default, around = self._noted(found, name)
            made = made.put(
                name, self._asked(found, name, self.typed(note, default, inner, around or frame, depth), frame)
            )
        return self.make(made)

    def _asked(self, found: Object, name: str, value: Value, frame: Frame) -> Value:
        """What the validators of a model leave of a field: `@field_validator("kind")`, `@validator("kind")`."""
        for base in self.classes(found) if value.origins else ():
            for held in list(self.shape(base).fields.values()) if isinstance(base, Object) else ():
                only = held.alternatives[0]
                inner = only.this.only if isinstance(only, Builtin) and only.name == "(class)" and only.this else only
                if isinstance(inner, Closure) and any(_is_about(one_of, name) for one_of in inner.function.decorators):
                    bound = one(replace(inner, this=one(found)))
                    value = self.call(bound, Arguments((value,)), inner.function, frame)
        return value

    def of_fields(self, found: Object, name: str, value: Value) -> Value:
        """What a model holds that was made with a value for one of its fields."""
        note, default, around = self._noted(found, name)
        if around is None:
            return value
        if self.is_model(found):
            return self._asked(found, name, self.typed(note, default, value, around), around)
        return self._by_validator(default, value, around)

    def _by_validator(self, default: Any, value: Value, frame: Frame) -> Value:
        """What `field(validator=in_([…]))` of attrs leaves of a value; its types are not checked.

        https://www.attrs.org/en/stable/api.html#module-attrs.validators
        """
        entries = default.keywords.entries if isinstance(default, Call) and default.keywords is not None else ()
        for name, node, *_ in entries:
            if name == "converter":  # `field(converter=int)`
                value = self._converted(node, value, frame)
            asks = getattr(getattr(node, "callee", None), "name", "") if name == "validator" else ""
            given = node.arguments[0] if asks and node.arguments else None
            if asks == "in_" or (asks == "instance_of" and self._closed(given, frame)):
                return unknown("a value of a fixed form")
            for text in self.value(given, frame).texts if asks == "matches_re" and given is not None else ():
                kinds = frozenset(kind for watcher in self.watchers for kind in watcher.fits(f"^{text}$"))  # type: ignore[attr-defined]
                return Value(value.alternatives, frozenset((path, known | kinds) for path, known in value.origins))
        return value

    def _converted(self, node: Any, value: Value, frame: Frame) -> Value:
        """What a converter of attrs makes of a value; see https://www.attrs.org/en/stable/init.html#converters."""
        if self._closed(node, frame):
            return unknown("a value of a fixed form")
        function = self.value(node, frame)
        return self.call(function, Arguments((value,)), node, frame) if isinstance(function.only, Closure) else value

    def _noted(self, found: Object, name: str) -> tuple[Any, Any, Frame | None]:
        for base in self.classes(found):
            held = self.shape(base).fields.get(TYPE + name) if isinstance(base, Object) else None
            if held is not None:
                node, frame = self.annotations.get(held.alternatives[0].name, (None, None))
                return getattr(node, "annotation", None), getattr(node, "value", None), frame
        return None, None, None

    def model_of(self, note: Any, frame: Frame) -> Object | None:
        """The model that a type is."""
        if isinstance(note, Index) and getattr(note.value, "name", "") in _AROUND:
            first = note.key.items[0] if isinstance(note.key, Listing) and note.key.items else note.key
            return self.model_of(first, frame)
        if isinstance(note, Operation) and note.operator == "|":
            return self.model_of(note.operands[0], frame)
        only = self.value(note, frame).only if isinstance(note, (Name, Attribute)) else None
        return only if isinstance(only, Object) and self.shape(only).kind == "class" and self.is_model(only) else None

    def _closed(self, note: Any, frame: Frame) -> bool:
        if isinstance(note, Literal):
            return note.value is None
        if isinstance(note, Call):
            return getattr(note.callee, "name", "") in _CLOSED
        if isinstance(note, Operation) and note.operator == "|":
            return all(self._closed(operand, frame) for operand in note.operands)
        if isinstance(note, Index):
            name = getattr(note.value, "name", "")
            inner = note.key.items if isinstance(note.key, Listing) else (note.key,)
            if name == "Annotated":
                return self._closed(inner[0], frame)
            return name == "Literal" or (name in _AROUND and all(self._closed(item, frame) for item in inner))
        if isinstance(note, (Name, Attribute)):
            if note.name in _CLOSED:
                return True
            only = self.value(note, frame).only if note.name not in _TEXTS else None
            return isinstance(only, Object) and self.shape(only).kind == "class" and self.enumerates(only)
        return False

    def _patterns(self, note: Any, frame: Frame) -> list[str]:
        """The expressions that a text has to fit."""
        if isinstance(note, Index) and isinstance(note.key, Listing):
            return [text for item in note.key.items for text in self._patterns(item, frame)]
        if not isinstance(note, Call) or note.keywords is None:
            return []
        entries = [entry for entry in note.keywords.entries if entry[0] in _PATTERNS]
        return [text for entry in entries for text in self.value(entry[1], frame).texts]

    def parameters_of(self, function: Function, by: Any, frame: Frame) -> dict[str, Value]:
        """What a framework reads from a request for the parameters of a function, by their names."""
        found: dict[str, Value] = {}
        for parameter in function.parameters if self.watchers else ():
            name, note = getattr(parameter.target, "name", ""), parameter.annotation
            if not name or parameter.kind or name in ("self", "cls") or not _takes(parameter.default):
                continue
            model = self.model_of(note, frame) if note is not None else None
            if model is None and note is not None and not _text(note) and not self._closed(note, frame):
                continue
            asked = Member(by, "(body)" if model is not None else "(parameters)")
            nothing = one(asked)
            value = self.given_by(asked, nothing)
            only = value.only
            if value is nothing or not isinstance(only, Event):
                return {}
            inner = value if model is not None else self.index(value, constant(name), None, frame)
            if any(f"<{kind}:{name}>" in text for text in _texts_of(by) for kind in _CONVERTERS):
                inner = unknown("a value of a fixed form")
            found[name] = self.typed(note, parameter.default, inner, frame) if note is not None else inner
        return found


def _is_about(decorator: Any, name: str) -> bool:
    """Whether it makes a function a validator of a field."""
    asks = getattr(getattr(decorator, "callee", None), "name", "") in ("validator", "field_validator")
    return asks and any(getattr(given, "value", None) in (name, "*") for given in decorator.arguments)


def _texts_of(found: Any) -> Iterator[str]:
    """The texts that a chain of calls was given: the path of a route."""
    for link in links(found):
        for value in link.arguments if isinstance(link, Result) else ():
            yield from value.texts


def _takes(default: Any) -> bool:
    """Whether a framework reads a parameter: one with no value, a literal, or what tells where in the request it is."""
    if default is None or isinstance(default, Literal):
        return True
    return isinstance(default, Call) and getattr(default.callee, "name", "") in _GIVEN


def _text(note: Any) -> bool:
    """Whether a type is one of texts, lists of them and the like."""
    if isinstance(note, Index):
        return getattr(note.value, "name", "") in _TEXTS
    if isinstance(note, Operation):
        return any(_text(operand) for operand in note.operands)
    return getattr(note, "name", "") in _TEXTS
