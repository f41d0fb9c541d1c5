"""TOML of a scanned repository, within limits that the standard library's reader does not have."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source

MAX_BYTES = 500_000
"""The largest TOML file that is read."""

# The standard library's reader takes minutes for a key of some ten thousand parts. No key begins behind a backslash;
# without saying so, a text full of `\"` would be looked through once for each of them.
_LONG_KEY = r"""(?<![\w.\\-])(?:(?:"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+'|[\w-]++)[ \t]*+\.[ \t]*+){40}"""


def parse_toml(source: Source) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        ReadError: it is no TOML, or larger or deeper than a configuration can be.
    """
    from tomllib import TOMLDecodeError, loads

    size = len(source.raw if source.raw is not None else source.text)
    if size > MAX_BYTES:
        raise ReadError(f"has {size:,} bytes; at most {MAX_BYTES:,} are taken from a TOML file", limit=True)
    match = re.search(_LONG_KEY, source.text)
    if match is not None:
        line = source.position(match.start())[0]
        raise ReadError("has a key of more than 40 parts; take it away", line, limit=True)
    try:
        return loads(source.text)
    except TOMLDecodeError as error:
        at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(at[1]) if at and at[1] else len(source.text.splitlines()) or 1
        reason = str(error)[: at.start()] if at else str(error)
        raise ReadError(f"is not valid TOML: {reason[:1].lower()}{reason[1:]}; mend this line", line) from error
    except RecursionError as error:
        raise ReadError("nests too deeply; no key needs more than a few levels", limit=True) from error
    except ValueError as error:
        raise ReadError("has a number of thousands of digits; shorten it", limit=True) from error
