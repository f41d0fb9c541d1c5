"""Bytes as text."""

from __future__ import annotations

import codecs

from leastwise.model.errors import ReadError
from leastwise.model.source import Source

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, path: str) -> Source:
    """Bytes as text: a byte order mark decides the encoding; without one it is UTF-8, or plainly UTF-16.

    Raises:
        ReadError: the bytes are no text.
    """
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\0" in data[:4096]:
        if data[1:4:2] == b"\0\0" and b"\0" not in data[:3:2]:
            encoding = "utf-16-le"
        elif data[:3:2] == b"\0\0" and b"\0" not in data[1:4:2]:
            encoding = "utf-16-be"
        else:
            raise ReadError("is binary, not text")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(f"is not valid {encoding.upper()} at byte {error.start}; save it as UTF-8", line) from error
    return Source(path, text, encoding, data)
