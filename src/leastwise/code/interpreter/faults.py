"""What the text of an exception may tell of the program, by what is caught."""

from __future__ import annotations

from leastwise.code.chains import path_of
from leastwise.code.interpreter.machine import Machine
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.values import NO_ORIGINS, Object, Origin, Value, unknown

_FAULT = frozenset(((("(error)",), frozenset[str]()),))
"""What an exception says is made of the error, besides of what it was given."""

_STACK = frozenset(((("(error)", "stack"), frozenset[str]()),))
"""The same of the calls that led to it: a stack names files, libraries and their versions as well."""

_FIRST = frozenset("err error exception _err _error".split())
"""What functions call their first parameter that are told of an error there, as Node.js does.

https://nodejs.org/api/errors.html#error-first-callbacks
"""


def an_error() -> Value:
    """What a promise fails with."""
    return unknown("an error", None, _FAULT)


def told_first(made: tuple[Value, ...], names: list[str]) -> tuple[Value, ...]:
    """What a library calls a function with: the first of it an error, where the function calls it one."""
    return (made[0].tainted(_FAULT), *made[1:]) if names[:1] and names[0] in _FIRST else made


_OF_INPUT = frozenset(
    "builtins.ValueError builtins.KeyError builtins.AssertionError builtins.UnicodeDecodeError binascii.Error "
    "json.JSONDecodeError json.decoder.JSONDecodeError pydantic.ValidationError jsonschema.ValidationError "
    "jsonschema.exceptions.ValidationError marshmallow.ValidationError".split()
)
"""Exceptions that say what is wrong with a text, and nothing of the program."""


def fault_of(machine: Machine, caught: Value | None, frame: Frame) -> frozenset[Origin]:
    """The mark of an error; none where all that is caught tells of the input only, or in the program's own words."""
    if caught is None:
        return _FAULT
    several = machine.items(caught, frame) if isinstance(caught.only, Object) else None
    own = all(
        isinstance(alternative, Object) or path_of(alternative) in _OF_INPUT
        for value in ([caught] if several is None else several)
        for alternative in value.alternatives
    )
    return NO_ORIGINS if own else _FAULT


_ASKED = frozenset(
    "args body cause code data detail details error errors format message msg name output reason response stack "
    "statusCode stderr stdout strerror text toJSON toString value with_traceback".split()
)
"""What is asked of errors."""


def beside_errors(value: Value, name: str) -> Value:
    """A value that may be an error, where something is asked of it that errors do not have: it is none then."""
    if len(value.alternatives) < 2 or name in _ASKED or not _FAULT & value.origins:
        return value
    return Value(value.alternatives, value.origins - _FAULT)


MEANT = "whether an error is meant for whoever asked"
"""What `expose` says of errors of HTTP: https://github.com/jshttp/http-errors#error-properties"""


def meant(value: Value, name: str) -> Value | None:
    """What an error says of itself being meant for whoever asked; `None` where that is not asked."""
    return unknown(MEANT, None, value.origins) if name == "expose" and _FAULT & value.origins else None


def with_stack(value: Value) -> Value:
    """A value of which the stack is asked: what an error gives then is told from what else it says."""
    return Value(value.alternatives, (value.origins - _FAULT) | _STACK) if _FAULT & value.origins else value


def meant_for_callers(value: Value, name: str) -> Value:
    """A value that may be an error, where it says by an attribute of that name that its text is for whoever asks.

    https://github.com/jshttp/http-errors#error-properties
    """
    return own_error(value) if name in _EXPOSED else value


def own_error(value: Value) -> Value:
    """A value that is no error of others."""
    return Value(value.alternatives, value.origins - _FAULT) if _FAULT & value.origins else value


_EXPOSED = ("expose", "isPublic", "is_public", "public")
