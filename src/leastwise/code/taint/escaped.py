"""Signs that a program writes in another way itself: `name.replace(/[*()]/g, (sign) => …)`.

https://developer.mozilla.org/docs/Web/JavaScript/Guide/Regular_expressions#escaping
https://www.rfc-editor.org/rfc/rfc4515#section-3
https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
"""

from __future__ import annotations

from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call
from leastwise.code.taint.safe_text import characters
from leastwise.code.values import Constant, Member, Result, Value

MAX_STEPS = 12
"""Replacements one after the other that are looked at."""

FOR_SHELL = "in quotes of a shell"
"""The kind of a text that is harmless to a shell between two `'`: it holds none, or ends and begins the text again."""

_OF_EXPRESSIONS = frozenset("\\^$.*+?()[]{}|")
_OF_FILTERS = frozenset("\\*()")
_ENDED = ("'\\''", "'\"'\"'", "", " ", "_", "-")
_METHODS = ("replace", "replaceAll")


def escaped(call: Call, *, every: bool) -> frozenset[str]:
    """What a text is safe for in which a call, and those before it, write some signs in another way.

    Args:
        call: the last of them: it is given what is replaced, and what by.
        every: whether all matches are replaced, whatever is given.
    """
    steps = [(path_of(call.callee), call.arguments), *_before(call.callee)]
    signs: dict[str, set[str]] = {"regex-dos": set(), "ldap-injection": set(), FOR_SHELL: set()}
    for path, given in steps[:MAX_STEPS]:
        if len(given) < 2:
            break
        pattern, flagged = pattern_of(given[0].only)
        if not (every or flagged or path.endswith(".replaceAll")):
            continue
        gone = {pattern} if isinstance(given[0].only, Constant) and len(pattern) == 1 else characters(pattern)
        for kind in signs:
            if _harmless(kind, given[1]):
                signs[kind] |= gone
    found = {kind for kind, needed in _NEEDED.items() if needed <= signs[kind]}
    return frozenset(found)


def _before(callee: Any) -> list[tuple[str, tuple[Value, ...]]]:
    """The same of the text that it is called of."""
    found: list[tuple[str, tuple[Value, ...]]] = []
    made = callee.of if isinstance(callee, Member) else None
    while isinstance(made, Result) and isinstance(made.callee, Member) and made.callee.name in _METHODS:
        found.append((f".{made.callee.name}", made.arguments))
        made = made.callee.of
    return found


def _harmless(kind: str, by: Value) -> bool:
    """Whether what a sign is replaced by is none of the kind: what a function of the program gives is not."""
    text = by.literal
    if not isinstance(text, str):
        return kind != FOR_SHELL and not by.origins
    if kind == "regex-dos":
        return text.startswith("\\") and text.endswith(("$&", "$1", *_OF_EXPRESSIONS))
    if kind == "ldap-injection":
        return "$" not in text and not _OF_FILTERS & set(text.removeprefix("\\"))
    return text in _ENDED


def pattern_of(found: Any) -> tuple[str, bool]:
    """An expression, or a text, that is replaced, and whether its flags say that all of it is."""
    if isinstance(found, Result) and path_of(found.callee) in ("global.RegExp", "re.compile"):
        pattern, *flags = [value.literal for value in found.arguments] or [""]
        every = any(isinstance(flag, str) and "g" in flag for flag in flags)
        return (pattern if isinstance(pattern, str) else ""), every
    pattern = getattr(found, "value", None)
    return (pattern if isinstance(pattern, str) else ""), False


_NEEDED = {"regex-dos": _OF_EXPRESSIONS, "ldap-injection": _OF_FILTERS, FOR_SHELL: frozenset("'")}


__all__ = ["FOR_SHELL", "escaped", "pattern_of"]
