"""What of a value that goes to a log is the whole event, or a secret."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Heap
from leastwise.code.taint.reading import mark
from leastwise.code.values import NO_ORIGINS, Env, Event, External, Member, Object, Origin, Result, Text, Value
from leastwise.secrets.detect import secret_shape

MAX_DEPTH = 3
"""How far into objects, and what texts are made of, is looked."""

ENVIRONMENT = "*"
"""Stands for the names of all environment variables."""

_ENTIRE = ((), ("headers",), ("multiValueHeaders",))
"""The event, and what of it holds the credentials of whoever sends it."""

_WRITES = re.compile(
    r"(?:json\.dumps|pprint\.pformat|builtins\.(?:str|repr|dict)|global\.(?:JSON\.stringify|String)|(?:node:)?util\.inspect"
    r"|global\.Object\.entries|copy\.(?:copy|deepcopy)|(?:simplejson|ujson|orjson|rapidjson)\.dumps)"
)
"""Calls whose result shows all that they are given."""

_ENVIRON = (
    "os.environ",
    "os.environ.copy()",
    "global.process.env",
    "process.env",
    "node:process.env",
    "process.default.env",
)

_SECRET = re.compile(
    r"passw(?:or)?d|passphrase|(?:^|_)pwd|(?:^|_|db|user|root|admin|sql|smtp|mail|redis|ftp)pass(?:_|$)|secret|(?:^|_|access|auth|api)token|api_?key|private_?key|credential"
    r"|signing_?key|encryption_?key|access_?key(?!_?id)|client_?key|webhook_?url",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:arn|names?|id|path|table|length|ttl|expir\w*|bucket|param(?:eter)?|prefix|file|field|header|version|type|region"
    r"|stage|enabled|policy|count|limit|size|min|max|rotation|endpoint|(?<!webhook_)ur[li]|key_?id|alias|issuer|audience|pool"
    r"|iterations|rounds|cost|attempts|retries|days|hours|minutes|seconds|timeout|duration|algorithm|strength)$",
    re.IGNORECASE,
)
_TYPED = re.compile(
    r"(?:[a-z]+_?)?passw(?:or)?d|pass|passphrase|pwd|cvv2?|cvc|(?:credit_?)?card_?(?:number|num|no|pan)|credit_?card|cc_?num(?:ber)?"
    r"|authorization(?:_?token)?|(?:access|refresh|id)_?token|(?:x-)?api[_-]?key|pin_?code|client_?secret|ssn|social_?security(?:_?(?:number|no))?|security_?code",
    re.IGNORECASE,
)
"""Fields of an event that hold what only its sender should know."""

_SHOWN = re.compile(
    r"(?:arn|name|versionid|versionstages|createddate|responsemetadata|user(?:name)?|host(?:name)?|port|engine|dbname"
    r"|database|region|dbinstanceidentifier|version|type|lastmodifieddate|datatype|\$metadata|length|url|endpoint|schema|status"
    r"|statuscode|httpstatuscode|requestid)$",
    re.IGNORECASE,
)
"""Fields beside a secret that are none."""


_GIVES = frozenset((
    "get_secret_value", "batch_get_secret_value", "get_parameter", "get_parameters", "get_parameters_by_path", "send",
    "getSecretValue", "getParameter", "getParameters", "getParametersByPath", "getSecret", "get_secret",
    "get_secret_string", "get_secret_binary", "getpass",
))  # fmt: skip
"""Calls that give secrets."""

_PASSES = frozenset((
    "loads", "parse", "decode", "encode", "strip", "trim", "toString", "from", "b64decode", "promise", "get", "replace",
    "split", "str", "String", "stringify", "dumps", "atob", "dict", "then", "read", "pop",
))  # fmt: skip
"""Calls that leave of a text what it is."""


def is_secret(name: str) -> bool:
    """Whether an environment variable of this name holds a secret."""
    return _SECRET.search(name) is not None and _ABOUT.search(name) is None


def entire(value: Value, heap: Heap) -> frozenset[Origin]:
    """The whole event, or its headers, where a value shows them."""
    return _gathered(value, heap, _event_of, MAX_DEPTH)


def secrets(value: Value, heap: Heap) -> frozenset[Origin]:
    """The secrets that a value shows: marked ones, and variables and fields that are named like one."""
    return _gathered(value, heap, _secret_of, MAX_DEPTH)


def _gathered(
    value: Value, heap: Heap, find: Callable[[Any, Value], frozenset[Origin]], depth: int
) -> frozenset[Origin]:
    found = NO_ORIGINS
    for alternative in value.alternatives:
        found |= find(alternative, value)
        if not depth:
            continue
        if isinstance(alternative, Text):
            if find is _secret_of:
                found |= _labelled(alternative)
            parts = tuple(one for one in alternative.parts if not isinstance(one, str))
            for part in parts:
                found |= _gathered(Value((part,), value.origins), heap, find, depth - 1)
        elif isinstance(alternative, Result) and _WRITES.fullmatch(path_of(alternative.callee)):
            for inner in alternative.arguments[:1]:
                found |= _gathered(inner, heap, find, depth - 1)
        elif isinstance(alternative, Object):
            this = Value((alternative,), value.origins)
            for held in (*(heap.field(this, key) for key in heap.keys(this)), *(heap.items(this) or ())):
                if held is not None:
                    found |= _gathered(held, heap, find, depth - 1)
    return found


def _labelled(text: Text) -> frozenset[Origin]:
    """Fields of the event that a text itself calls a secret: `"card number: " + order["card"]`."""
    pairs = itertools.pairwise(text.parts)
    named = [b for a, b in pairs if isinstance(a, str) and isinstance(b, Event) and b.path and _LABEL.search(a)]
    return frozenset((("(secret)", one.path[-1]), frozenset[str]()) for one in named)


_LABEL = re.compile(
    r"\b(?:passw(?:or)?d|passphrase|(?:credit )?card (?:number|no)|cvv|pin code|ssn)\W{0,4}$", re.IGNORECASE
)


def _event_of(alternative: Any, value: Value) -> frozenset[Origin]:
    if isinstance(alternative, Event) and alternative.path in _ENTIRE:
        return frozenset(origin for origin in value.origins if origin[0] == alternative.path)
    return NO_ORIGINS


def _secret_of(alternative: Any, value: Value) -> frozenset[Origin]:
    if isinstance(alternative, Event):
        typed = alternative.path and _TYPED.fullmatch(alternative.path[-1])
        return frozenset(((("(secret)", alternative.path[-1]), frozenset[str]()),)) if typed else NO_ORIGINS
    texts = alternative.parts if isinstance(alternative, Text) else (getattr(alternative, "value", None),)
    if any(isinstance(text, str) and secret_shape(text) is not None for text in texts):
        return frozenset(((("(secret)",), frozenset[str]()),))
    if isinstance(alternative, Env):
        shows = is_secret(alternative.name)
        return frozenset(((("(secret)", alternative.name), frozenset[str]()),)) if shows else NO_ORIGINS
    if isinstance(alternative, (External, Member, Result)) and path_of(alternative) in _ENVIRON:
        return frozenset(((("(secret)", ENVIRONMENT), frozenset[str]()),))
    if isinstance(alternative, (Member, Result)):
        marked = frozenset(origin for origin in value.origins if mark(origin[0]) == "secret")
        return marked if marked and _shows(alternative, {path[-1] for path, _ in marked}) else NO_ORIGINS
    return NO_ORIGINS


def _shows(found: Any, given: Collection[str]) -> bool:
    """Whether it is what holds a secret, or a part of it, and not what was made with one: a connection.

    Args:
        found: a result, or something in one.
        given: paths of calls that give secrets.
    """
    while isinstance(found, (Member, Result)):
        if isinstance(found, Result):
            if path_of(found) in given:
                return True
            inner = found.callee
            name = path_of(inner).rpartition(".")[2]
            if name in _PASSES and isinstance(inner, External):
                return any(_shows(one, given) for value in found.arguments[:1] for one in value.alternatives)
            if name not in _GIVES and name not in _PASSES:
                return False
            if name in _GIVES:
                return True
            found = inner.of if isinstance(inner, Member) else inner
        else:
            if _SHOWN.match(found.name):
                return False
            found = found.of
    return False


__all__ = ["ENVIRONMENT", "entire", "is_secret", "secrets"]
