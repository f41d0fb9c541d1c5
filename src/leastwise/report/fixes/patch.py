"""All fixes as one patch, byte for byte, as `git apply` and `patch -p1` take it.

https://git-scm.com/docs/diff-format#generate_patch_text_with_p
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from leastwise.patch.splice import Splice
from leastwise.report.clean import clean_line
from leastwise.report.fixes.diff import Edit, difference, hunks
from leastwise.report.fixes.result import FixResult
from leastwise.report.style import Style

_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def render(result: FixResult, style: Style) -> Iterator[bytes]:
    """The patch, and nothing else."""
    for path, splices in result.whole().items():
        source = result.before[path]
        old, new = quoted(f"a/{path}"), quoted(f"b/{path}")
        end = b"\t\n" if b" " in old and not old.startswith(b'"') else b"\n"
        yield b"diff --git " + old + b" " + new + b"\n"
        yield b"--- " + old + end
        yield b"+++ " + new + end
        raw = source.raw if source.raw is not None else source.text.encode(source.encoding)
        for hunk in hunks(raw, list(_in_bytes(result, path, raw, splices))):
            yield hunk.header.encode() + b"\n"
            for mark, line in hunk.lines:
                yield mark.encode() + line
                if not line.endswith(b"\n"):
                    yield b"\n\\ No newline at end of file\n"


def harmless(piece: bytes) -> str:
    """A piece of a patch for a terminal, which nothing in it may drive."""
    return "".join(clean_line(line) + "\n" for line in piece.decode("utf-8", "backslashreplace").splitlines())


def quoted(name: str) -> bytes:
    """A name as git writes it: one with odd characters in quotes, with escapes as in C.

    https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
    """
    raw = os.fsencode(name)
    if all(32 <= byte < 127 and byte not in (34, 92) for byte in raw):
        return raw
    parts = (
        f"\\{_ESCAPES[byte]}" if byte in _ESCAPES else chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
        for byte in raw
    )
    return f'"{"".join(parts)}"'.encode()


def _in_bytes(result: FixResult, path: str, raw: bytes, splices: Sequence[Splice]) -> Iterator[Edit[bytes]]:
    """Splices of a text as edits of the file's bytes."""
    text, encoding = result.before[path].text, result.before[path].encoding
    if encoding not in ("utf-8", "utf-8-sig"):
        yield difference(raw, result.content(path))
        return
    position, reached = len(raw) - len(text.encode()), 0
    for splice in splices:
        start = position + len(text[reached : splice.start].encode())
        position = start + len(text[splice.start : splice.end].encode())
        reached = splice.end
        yield start, position, splice.text.encode()
