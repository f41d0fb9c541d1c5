"""Functions that encode and decode.

https://developer.hashicorp.com/terraform/language/functions/base64encode and those beside it
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from leastwise.model.value import MAX_TEXT, TOO_LONG, Map, Seq, Unknown
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.values import Failed, NotKnown, TooMuch


def _base64decode(given: str) -> str:
    return from_bytes(_bytes(given))


def _bytes(given: str) -> bytes:
    try:
        return b64decode(given.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Failed("this is no base64") from error


def from_bytes(data: bytes, codec: str = "utf-8") -> str:
    """The text that bytes stand for.

    Raises:
        Failed: they are no text.
    """
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Failed("these bytes are no text") from error


def to_base64(data: bytes) -> str:
    """Bytes in base64."""
    return b64encode(data).decode()


def _codec(name: str) -> str:
    import codecs

    try:
        found = codecs.lookup(name).name
        "".encode(found)
        return found
    except (LookupError, TypeError) as error:
        raise Failed(f"there is no encoding {name[:40]!r}") from error


def _gunzip(given: str) -> str:
    import zlib

    try:
        machine = zlib.decompressobj(wbits=31)
        data = machine.decompress(_bytes(given), MAX_TEXT + 1)
    except zlib.error as error:
        raise Failed("this is not compressed by gzip") from error
    if len(data) > MAX_TEXT:
        raise TooMuch(TOO_LONG)
    return from_bytes(data)


def _gzip(given: str) -> str:
    raise NotKnown(Unknown("what a text is when compressed"))


def _csvdecode(call: Call, given: str) -> Seq:
    import csv
    from io import StringIO

    rows = list(csv.reader(StringIO(given, newline="")))
    rows = [row for row in rows if row]
    result = Seq(call.span)
    if not rows:
        raise Failed("there is no line with the names of the columns")
    head = rows[0]
    if len(set(head)) < len(head):
        raise Failed("two columns have the same name")
    for row in rows[1:]:
        call.names.work.spend(len(row))
        if len(row) != len(head):
            raise Failed("a line has not as many columns as the first one")
        result.append(Map(call.span, zip(head, row, strict=True)))
    return result


def _urldecode(given: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(given, errors="strict")


def _urlencode(given: str) -> str:
    from urllib.parse import quote_plus

    return quote_plus(given, safe="~")


FUNCTIONS = {
    "base64decode": Function(_base64decode, "text"),
    "base64encode": Function(lambda given: to_base64(given.encode("utf-8", "surrogatepass")), "text"),
    "base64gunzip": Function(_gunzip, "text"),
    "base64gzip": Function(_gzip, "text"),
    "csvdecode": Function(_csvdecode, "text", place=True),
    "textdecodebase64": Function(lambda given, name: from_bytes(_bytes(given), _codec(name)), "text text"),
    "textencodebase64": Function(lambda given, name: to_base64(given.encode(_codec(name))), "text text"),
    "urldecode": Function(_urldecode, "text"),
    "urlencode": Function(_urlencode, "text"),
}
