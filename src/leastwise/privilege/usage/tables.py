"""Tables of events: what CloudTrail Lake and Athena save of a query.

A column of a nested type is JSON, or a structure as Athena writes it: `{type=AssumedRole, arn=…, resources=[{arn=…}]}`.

https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table-partition-projection.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-run-query.html
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from leastwise.privilege.usage.streams import Broken

_COLUMNS = tuple(
    (name, name.lower())
    for name in ("eventSource", "eventName", "eventTime", "awsRegion", "recipientAccountId", "errorCode")
)
_LONGEST = 4_000_000
_DEPTH = 12


def is_table(head: str) -> bool:
    """Whether the first line of a text is that of a table of events."""
    names = head.partition("\n")[0].lower().replace('"', "").replace("_", "")
    return not head.lstrip().startswith(("{", "[")) and "eventname" in names and "eventsource" in names and "," in names


def events(pieces: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    """The events of a table, as CloudTrail writes them.

    Raises:
        Broken: it is no table from here on.
    """
    csv.field_size_limit(_LONGEST)
    try:
        rows = csv.reader(_lines(pieces))
        header = [name.lower().replace("_", "").strip() for name in next(rows, [])]
        for row in rows:
            if row:
                yield event(dict(zip(header, row, strict=False)))
    except csv.Error as error:
        raise Broken(f"is no table here: {error}") from error


def event(row: Mapping[str, str]) -> dict[str, Any]:
    """One row, its columns by their names in small letters."""
    found: dict[str, Any] = {name: row[low] for name, low in _COLUMNS if row.get(low)}
    found["requestParameters"] = nested(row.get("requestparameters") or "null")
    resources = nested(row.get("resources") or "[]")
    found["resources"] = [_named(one) for one in resources] if isinstance(resources, list) else []
    text = row.get("useridentity")
    found["userIdentity"] = _identity(text) if text else _told(row)
    return found


def _named(one: Any) -> dict[str, Any]:
    low = _low(one)
    return {"ARN": low.get("arn"), "ARNPrefix": low.get("arnprefix")}


@lru_cache(maxsize=4096)
def _identity(text: str) -> dict[str, Any]:
    """`userIdentity` in CloudTrail's spelling."""
    low = _low(nested(text))
    issuer = _low(_low(low.get("sessioncontext")).get("sessionissuer"))
    return {
        "type": low.get("type"),
        "arn": low.get("arn"),
        "principalId": low.get("principalid"),
        "invokedBy": low.get("invokedby"),
        "sessionContext": {"sessionIssuer": {"arn": issuer.get("arn")}},
    }


def _told(row: Mapping[str, str]) -> dict[str, Any]:
    """The same out of the columns of a row, where only some of it was asked for."""
    arns = [value for value in row.values() if value.startswith("arn:")]
    session = next((arn for arn in arns if ":assumed-role/" in arn), "")
    own = next((arn for arn in arns if ":iam::" in arn and ":role/" in arn), "")
    return {
        "type": "AssumedRole" if session or own else "?",
        "arn": session,
        "principalId": row.get("useridentity.principalid"),
        "sessionContext": {"sessionIssuer": {"arn": own}},
    }


def _low(value: Any) -> dict[str, Any]:
    return {name.lower(): one for name, one in value.items()} if isinstance(value, dict) else {}


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        yield from (line + "\n" for line in lines)
        if len(rest) > _LONGEST:
            raise Broken("has a line that is longer than any event")
    if rest:
        yield rest


def nested(text: str) -> Any:
    """A value of a nested type; `None` where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return _Structure(text).value(0)
    except (IndexError, RecursionError):
        return None


class _Structure:
    """A structure as Athena writes it. Texts are not quoted: one ends where a comma and a name follow, or a bracket."""

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        self._at = 0

    def value(self, depth: int) -> Any:
        """What stands at the current place."""
        if depth > _DEPTH:
            raise IndexError
        char = self._text[self._at : self._at + 1]
        if char == "{":
            return self._fields(depth)
        if char == "[":
            return self._items(depth)
        start = self._at
        while self._at < len(self._text) and self._text[self._at] not in "}]" and not self._is_next():
            self._at += 1
        found = self._text[start : self._at].strip()
        return None if found == "null" else found

    def _is_next(self) -> bool:
        """Whether a comma stands here behind which the next field or item begins."""
        if not self._text.startswith(", ", self._at):
            return False
        ahead = self._text[self._at + 2 : self._at + 80]
        name, equals, _ = ahead.partition("=")
        return ahead[:1] in "{[" or (bool(equals) and name.replace("-", "_").isidentifier())

    def _fields(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._at += 1
        while self._text[self._at] != "}":
            equals = self._text.find("=", self._at)
            if equals < 0:
                raise IndexError
            name = self._text[self._at : equals].strip(", ")
            self._at = equals + 1
            found[name] = self.value(depth + 1)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1
        return found

    def _items(self, depth: int) -> list[Any]:
        found = []
        self._at += 1
        while self._text[self._at] != "]":
            if self._text[self._at] in ", ":
                self._at += 1
            else:
                found.append(self.value(depth + 1))
                if self._text[self._at] == "}":
                    raise IndexError
        self._at += 1
        return found
