"""Text as the bytes of the file that it came from.

The other way round is `leastwise.read.encoding`.
"""

from __future__ import annotations

from leastwise.model.errors import PatchError, ReadError
from leastwise.model.source import Source
from leastwise.read.encoding import decode


def encoded(source: Source, text: str) -> bytes:
    """A text as the bytes of a file: in its encoding, with its byte order mark where it has one.

    Raises:
        PatchError: the encoding has no bytes for it, or they would be read as something else.
    """
    codec, mark = source.encoding, b""
    if codec in ("utf-16", "utf-32") and source.raw:
        mark = source.raw[: int(codec[4:]) // 8]
        codec += "-le" if mark[0] == 0xFF else "-be"
    try:
        data = mark + text.encode(codec)
        read = decode(data, source.path)
    except (UnicodeEncodeError, ReadError) as error:
        raise PatchError(f"{source.path}: the changed text cannot be written as {source.encoding.upper()}") from error
    if read.text != text or read.encoding != source.encoding:
        raise PatchError(f"{source.path}: the changed text would not be read as {source.encoding.upper()} again")
    return data
