"""What a text is safe for that an expression matches as a whole: told by the characters that it can hold."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_DANGEROUS = {
    "sql-injection": "'\"`;\\#/*() =",
    "nosql-injection": "'\"{}$:=<>",
    "command-injection": " ;&|`$<>(){}[]!*?~#\\\"'\n",
    "code-injection": "()[]{}.;\"'`=+",
    "path-traversal": "/\\",
    "xss": "<>&\"'`",
    "ssrf": ":/@.?#\\",
    "ldap-injection": "()*\\&|=!<>~\0",
    "xpath-injection": "'\"[]/()@=|*",
    "open-redirect": ":/\\.@",
    "template-injection": "{}<>%#$",
    "regex-dos": "*+?{}()[]|\\^$",
    "xxe": "<>&",
    "log-injection": "\r\n",
    "header-injection": "\r\n",
}

_ARITHMETIC = frozenset("0123456789+-*/%^&|~<>()., \t")
"""Without a letter, a quotation mark or a bracket nothing can be named, so that only numbers come of it."""


@cache
def safe_for(pattern: str, *, whole: bool = False, begun: bool = False, lines: bool = False) -> frozenset[str]:
    """The kinds of sinks for which every text is harmless that matches.

    Args:
        pattern: a regular expression.
        whole: whether it has to match all of the text without saying so, as `re.fullmatch` does.
        begun: whether it has to match from the beginning without saying so, as `re.match` does.
        lines: whether `^` and `$` stand for the edges of a line, and not of the text.
    """
    parsed = _tree(pattern) if len(pattern) <= 400 else None
    tree = list(parsed or ())
    if parsed is None or not tree:
        return frozenset()
    every = "_STRING" if lines or parsed.state.flags & re.MULTILINE else ""
    begins = whole or begun or _edge(tree[0]).startswith("AT_BEGINNING" + every)
    if not begins or not (whole or _edge(tree[-1]).startswith("AT_END" + every)):  # `^a|b$` is anchored on neither side
        return frozenset()
    allowed = _characters(pattern)
    if allowed is None:
        return frozenset()
    kinds = frozenset(kind for kind, bad in _DANGEROUS.items() if not any(one in allowed for one in bad)) | {"object"}
    return kinds | {"code-injection"} if _ARITHMETIC.issuperset(allowed) else kinds


@cache
def safe_group(pattern: str, group: int | str) -> frozenset[str]:
    """The kinds of sinks for which what a group of an expression matches is harmless."""
    parsed = _tree(pattern) if len(pattern) <= 400 else None
    if parsed is None:
        return frozenset()
    number = parsed.state.groupdict.get(group) if isinstance(group, str) else group
    inner = parsed if number == 0 else _group(parsed, number)
    found: set[str] = set()
    if inner is None or not _gather(inner, found):
        return frozenset()
    return frozenset(kind for kind, bad in _DANGEROUS.items() if found.isdisjoint(bad)) | {"object"}


def _group(tree: Any, number: Any) -> Any:
    """The part of an expression that is a group."""
    for operation, given in tree:
        name = str(operation)
        if name == "SUBPATTERN" and given[0] == number:
            return given[3]
        inner = [given[3]] if name == "SUBPATTERN" else given[1] if name == "BRANCH" else []
        for one in [given[2]] if name.endswith("_REPEAT") else inner:
            found = _group(one, number)
            if found is not None:
                return found
    return None


def _edge(step: Any) -> str:
    """Which edge of a text a step of an expression asks for."""
    return str(step[1]) if str(step[0]) == "AT" else ""


@cache
def safe_without(pattern: str) -> frozenset[str]:
    """The kinds of sinks for which a text is harmless from which everything was removed that matches.

    Args:
        pattern: a regular expression; only one that is about one character at a time tells something.
    """
    gone = characters(pattern)
    return frozenset(kind for kind, bad in _DANGEROUS.items() if all(one in gone for one in bad))


@cache
def characters(pattern: str) -> frozenset[str]:
    """The characters below 128 that an expression about one character at a time matches, each on its own."""
    tree = list(_tree(pattern) or ()) if len(pattern) <= 400 else []
    while len(tree) == 1 and str(tree[0][0]) == "MAX_REPEAT":
        tree = list(tree[0][1][2])
    if len(tree) == 1 and str(tree[0][0]) == "SUBPATTERN":
        tree = list(tree[0][1][3])
    if len(tree) == 1 and str(tree[0][0]) == "LITERAL":
        return frozenset((chr(tree[0][1]),))
    if len(tree) != 1 or str(tree[0][0]) != "IN":
        return frozenset()
    inner = list(tree[0][1])
    negated = bool(inner) and str(inner[0][0]) == "NEGATE"
    found: set[str] = set()
    for operation, given in inner[negated:]:  # `\W`, `\D`, `\S`
        if str(operation) == "CATEGORY" and "_NOT_" in str(given):
            kept: set[str] = set()
            _in_class([(operation, str(given).replace("_NOT_", "_"))], kept)
            found |= set(map(chr, range(128))) - kept
        elif not _in_class([(operation, given)], found):
            return frozenset()
    return frozenset(set(map(chr, range(128))) - found if negated else found)


def _characters(pattern: str) -> frozenset[str] | None:
    """The characters below 128 that a match can hold; `None` where that is not told."""
    tree = _tree(pattern)
    if tree is None:
        return None
    found: set[str] = set()
    return frozenset(found) if _gather(tree, found) else None


def _tree(pattern: str) -> Any:
    """What an expression consists of; it is never run. `None` where it is none."""
    try:
        import re._parser as parser  # type: ignore[import-not-found]

        return parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _gather(tree: object, found: set[str]) -> bool:
    for operation, given in tree:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(given))
        elif name == "IN":
            if not _in_class(given, found):
                return False
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if not _gather(given[2], found):
                return False
        elif name == "SUBPATTERN":
            if not _gather(given[3], found):
                return False
        elif name == "BRANCH":
            if not all(_gather(branch, found) for branch in given[1]):
                return False
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):
            return False
    return True


def _in_class(given: object, found: set[str]) -> bool:
    categories = {"CATEGORY_DIGIT": r"\d", "CATEGORY_WORD": r"\w", "CATEGORY_SPACE": r"\s"}
    for operation, inner in given:  # type: ignore[attr-defined]
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(inner))
        elif name == "RANGE":
            found.update(map(chr, range(inner[0], min(inner[1], 127) + 1)))
        elif name == "CATEGORY" and str(inner) in categories:
            found.update(c for c in map(chr, range(128)) if re.match(categories[str(inner)], c))
        else:
            return False
    return True
