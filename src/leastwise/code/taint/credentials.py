"""Passwords that stand in the code: texts that a program proves itself with, and texts that it logs.

Of a text only its digest is kept: nothing that is told of a program holds a secret of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache

from leastwise.code.observers import Call, Heap
from leastwise.code.values import Constant, Object, Text, Value
from leastwise.secrets.detect import could_be_secret, promises_secret, suspicious

_GIVEN = frozenset("auth authorization x-api-key pass basic_auth httpauth credentials".split())
"""Names of arguments, besides those that promise a secret, with which a program proves who it is."""

_SECOND = ("BasicAuth", "DigestAuth", ".login", "HTTPPasswordMgr().add_password")
"""Calls that are given a name and a password."""

_WORD = re.compile(r"[^\s,;=\"'()<>]{8,200}")
_MIXED = re.compile(r"(?=.*[A-Za-z]).*[0-9!@#$%^&*+?]")
"""Words that are none of a language: what is said of a password is not one."""

_ASSIGNED = re.compile(
    r"""\b([A-Za-z_]\w{1,60})["']?\s{0,4}(?::\s{0,4}\w{1,20}\s{0,4})?[=:]\s{0,4}["'`]([^"'`\n]{6,200})["'`]"""
)
_LONGEST = 2_000
_MOST_READ = 200_000
_MAX_DEPTH = 2
_MOST_FIELDS = 40


class Credentials:
    """Gathers both.

    Attributes:
        given: digests of texts that calls are given as a password.
        logged: id of a call → the call, and digests of the known words in what it logs.
    """

    def __init__(self) -> None:
        self.given: set[str] = set()
        self.logged: dict[int, tuple[Call, frozenset[str]]] = {}

    def call(self, call: Call) -> None:
        """Note what a call is given to prove something with."""
        for name, value in call.keywords.items():
            if _proves(name):
                self._of(value, call.heap)
        for value in call.arguments:
            if any(isinstance(a, Object) for a in value.alternatives):
                self._inside(value, call.heap)
        if len(call.arguments) > 1 and call.path.endswith(_SECOND):
            self._of(call.arguments[-1], call.heap)

    def logs(self, call: Call, value: Value) -> None:
        """Note what a call writes into a log."""
        words = (word for text in _texts(value, call.heap) for word in _WORD.findall(text[:_LONGEST]))
        found = frozenset(digest(word) for word in words if _MIXED.match(word))
        if found:
            _, before = self.logged.get(id(call), (call, frozenset[str]()))
            self.logged[id(call)] = call, before | found

    def _of(self, value: Value, heap: Heap) -> None:
        self.given |= {digest(text) for text in value.texts if could_be_secret("password", text)}
        if any(isinstance(a, Object) for a in value.alternatives):
            pair = heap.items(value) or ()
            for text in pair[1].texts if len(pair) == 2 else ():  # a name and a password
                if could_be_secret("password", text):
                    self.given.add(digest(text))
            self._inside(value, heap)

    def _inside(self, value: Value, heap: Heap, depth: int = _MAX_DEPTH) -> None:
        for name in heap.keys(value):
            held = heap.field(value, name) if _proves(name) or name in ("headers", "connection") else None
            if held is None:
                continue
            if _proves(name):
                self.given |= {digest(text) for text in held.texts if could_be_secret("password", text)}
            if depth:
                self._inside(held, heap, depth - 1)


@lru_cache(maxsize=64)
def named(text: str) -> frozenset[str]:
    """Digests of the texts in a file that stand under a name which promises a secret: `DB_PASSWORD = "…"`."""
    if not suspicious(text):
        return frozenset()
    return frozenset(
        digest(value)
        for name, value in _ASSIGNED.findall(text[:_MOST_READ])
        if promises_secret(name) and could_be_secret(name, value)
    )


def digest(text: str) -> str:
    """What stands for a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4096)
def _proves(name: str) -> bool:
    return name.lower() in _GIVEN or promises_secret(name)


def _texts(value: Value, heap: Heap) -> Iterator[str]:
    """The known texts in what is logged."""
    for alternative in value.alternatives:
        if isinstance(alternative, Constant):
            yield from (alternative.value,) if isinstance(alternative.value, str) else ()
        elif isinstance(alternative, Text):
            yield from (part for part in alternative.parts if isinstance(part, str))
        elif isinstance(alternative, Object):
            inside = Value((alternative,))
            names = heap.keys(inside)[:_MOST_FIELDS]
            every = [*(heap.items(inside) or ())[:_MOST_FIELDS], *(heap.field(inside, name) for name in names)]
            for held in every:
                yield from held.texts if held is not None else ()


__all__ = ["Credentials", "named"]
