"""Items of what libraries gave, which are checked one by one: of `sent["kind"]` nothing says what `sent["name"]` is."""

from __future__ import annotations

from typing import Any

from leastwise.code.values import ELEMENT, Member, Result

ITEM = "(item)"
"""Before an item of what a library gave, in place of the field that this was made of."""

PARTS = frozenset(("hostname", "host", "origin", "netloc"))
"""Of an address, what tells whom it leads to."""

KEEPS = frozenset(
    "lower upper strip trim toLowerCase toUpperCase casefold toString valueOf String str encode decode normalize "
    "trimStart trimEnd lstrip rstrip title capitalize swapcase bytes get unquote unquote_plus decodeURIComponent "
    "digest hexdigest update createHash sha256 sha1 md5 b64decode b64encode from loads parse RawQueryString".split()
)
"""What a text is given by in another form only: all of it is known where that is."""


def bare(found: Any) -> Any:
    """What a text was before it was put in another form: `name` of `name.strip().lower()`."""
    while isinstance(found, Result) and isinstance(found.callee, Member) and found.callee.name in KEEPS:
        if found.arguments or found.callee.name == "get":
            break
        found = found.callee.of
    return found


def is_item(found: Any) -> bool:
    """Whether it is one of the things in what a library gave: of the others nothing is known then."""
    while isinstance(found, (Member, Result)):
        if isinstance(found, Member):
            if found.name not in PARTS and found.name not in (ELEMENT, "length"):
                return True
            found = found.of
        else:
            found = found.callee.of if isinstance(found.callee, Member) else found.callee
    return False


__all__ = ["ITEM", "KEEPS", "PARTS", "bare", "is_item"]
