"""Arguments of a function of a library, by the names that its row gives them."""

from __future__ import annotations

from leastwise.code.sdk import LibraryName
from leastwise.code.values import Value


def of_kind(row: LibraryName, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> bool:
    """Whether a function that makes several kinds of things may make that which its row knows."""
    for name, values in row.facts.get("kinds", {}).items():
        given = parameter(row, name, arguments, keywords)
        literals = given.literals if given is not None else ()
        if literals is not None and not any(value in values for value in literals):
            return False
    return True


def parameter(row: LibraryName, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Value | None:
    """An argument of a function of a library by its name."""
    if name in keywords:
        return keywords[name]
    at = row.parameters.index(name) if name in row.parameters else -1
    return arguments[at] if 0 <= at < len(arguments) else None


def package_of(module: str) -> str:
    """The package of JavaScript that a module belongs to."""
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])
