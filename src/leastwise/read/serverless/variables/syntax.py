"""The syntax of variables: `${self:custom.table, 'none'}`, `${file(./${sls:stage}.yml):key}`.

Of all versions at once: types with a dot (`${ssm.us-east-1:/path}`) are of the first, sources with a configuration
(`${account:ssm:/path}`) of the fourth. What looks like a variable and is none, `${AWS::Region}`, or the
`${cognito-identity.amazonaws.com:sub}` of a policy, stays text.

https://www.serverless.com/framework/docs/guides/variables
https://github.com/serverless/serverless/blob/v3/lib/configuration/variables/parse.js
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from leastwise.model.record import record

MAX_LENGTH = 4_096
"""Characters of one variable."""

MAX_NESTING = 20
"""How deep variables may stand in each other."""

MAX_BROKEN = 100
"""Openings in one text that turn out to be no variable; those after them are not tried."""

_OPEN = re.compile(r"(?<!\\)(\\*)\$\{")
_TYPE = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9_\-]*(?:\.[a-zA-Z0-9_\-]+)?)\s*(?=[:(])")
_QUOTED = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(?=([,}):]))""", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?\Z")
_WORDS = {"true": True, "false": False, "null": None}

Parts = tuple[Any, ...]
"""A text in pieces: each is a text or a `Variable`."""


@record
class Call:
    """One source of a variable: `file(./x.yml):key` has the type `file`, one parameter and the address `key`."""

    type: str
    params: tuple[Parts, ...]
    address: Parts


@record
class Literal:
    """A source that is the value itself."""

    value: Any


@record
class Variable:
    """A variable: its sources in the order in which they are asked, and how it was written."""

    sources: tuple[Call | Literal | Variable, ...]
    text: str


@lru_cache(maxsize=4_096)
def parse(text: str) -> Parts:
    """A text in pieces."""
    return _Parser(text).parts()


class _Broken(Exception):
    """What stands here is no variable."""


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.limit = len(text)
        self.nesting = 0

    def parts(self) -> Parts:
        found: list[Any] = []
        position = broken = 0
        last = self.text.rfind("}")
        for match in _OPEN.finditer(self.text):
            if match.start() < position or match.end() > last:
                continue
            if len(match[1]) % 2:  # written to stand there as it is
                found.append(self.text[position : match.end() - 3] + "${")
                position = match.end()
                continue
            try:
                variable, end = self.variable(match.end())
            except _Broken:
                broken += 1
                if broken > MAX_BROKEN:
                    break
                continue
            found += (self.text[position : match.end() - 2 - len(match[1]) // 2], variable)
            position = end
        found.append(self.text[position:])
        return _joined(found)

    def variable(self, start: int) -> tuple[Variable, int]:
        """The variable whose opening ends at `start`, and where it ends."""
        self.nesting += 1
        outer, self.limit = self.limit, min(self.limit, start + MAX_LENGTH)
        try:
            if self.nesting > MAX_NESTING:
                raise _Broken
            sources: list[Call | Literal | Variable] = []
            position = start
            while True:
                source, position = self.source(position, first=not sources)
                sources.append(source)
                position = self.blank(position)
                if self.at(position) == "}":
                    return Variable(tuple(sources), self.text[start:position]), position + 1
                if self.at(position) != ",":
                    raise _Broken
                position += 1
        finally:
            self.nesting -= 1
            self.limit = outer

    def source(self, position: int, *, first: bool) -> tuple[Call | Literal | Variable, int]:
        match = _TYPE.match(self.text, position, self.limit)
        if match is not None and not (first and self.text.startswith("::", match.end())):
            return self.call(match[1], match.end())
        if first:
            raise _Broken
        quoted = _QUOTED.match(self.text, position, self.limit)
        if quoted is not None and quoted[3] in ",}":
            return Literal(_unquoted(quoted)), quoted.end()
        position = self.blank(position)
        if self.text.startswith("${", position):
            return self.variable(position + 2)
        parts, end = self.until(position, ",}")
        if any(isinstance(part, Variable) for part in parts):
            return Variable((Call("", (), parts),), self.text[position:end]), end
        return Literal(_plain("".join(parts))), end

    def call(self, kind: str, position: int) -> tuple[Call, int]:
        params: list[Parts] = []
        if self.at(position) == "(":
            while self.at(position) != ")":
                quoted = _QUOTED.match(self.text, position + 1, self.limit)
                if quoted is not None and quoted[3] in ",)":
                    param, position = (_unquoted(quoted),), quoted.end()
                else:
                    param, position = self.until(position + 1, ",)")
                params.append(param)
            position = self.blank(position + 1)
        if self.at(position) != ":":
            return Call(kind, tuple(params), ()), position
        quoted = _QUOTED.match(self.text, position + 1, self.limit)
        if quoted is not None and quoted[3] in ",}":
            return Call(kind, tuple(params), (_unquoted(quoted),)), quoted.end()
        address, position = self.until(position + 1, ",}")
        return Call(kind, tuple(params), address), position

    def until(self, position: int, ends: str) -> tuple[Parts, int]:
        """The pieces up to one of these characters outside of a nested variable."""
        found: list[Any] = []
        start = position
        while True:
            character = self.at(position)
            if character in ends:
                found.append(self.text[start:position])
                return _stripped(_joined(found)), position
            if character == "$" and self.text.startswith("{", position + 1):
                found.append(self.text[start:position])
                variable, position = self.variable(position + 2)
                found.append(variable)
                start = position
            else:
                position += 1

    def blank(self, position: int) -> int:
        while position < self.limit and self.text[position].isspace():
            position += 1
        return position

    def at(self, position: int) -> str:
        if position >= self.limit:
            raise _Broken
        return self.text[position]


def _unquoted(match: re.Match[str]) -> str:
    return match[1] if match[1] is not None else re.sub(r"\\(.)", r"\1", match[2], flags=re.DOTALL)


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.match(text):
        return float(text) if "." in text else int(text)
    return text


def _joined(parts: list[Any]) -> Parts:
    """Pieces without empty texts; texts that follow each other put together."""
    found: list[Any] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)


def _stripped(parts: Parts) -> Parts:
    found = list(parts)
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip()
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip()
    return _joined(found)
