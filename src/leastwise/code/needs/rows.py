"""Arguments of a function of a library, by the names that its row gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.needs.kinds import Client, ResourceOf
from leastwise.code.sdk import LibraryName
from leastwise.code.values import Env, Object, Value


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


def clients(row: LibraryName, what: str, given: Value | None, keywords: dict[str, Value]) -> Iterator[Any]:
    """Clients, or resources of boto3, for the services that an argument names."""
    rest = (row.returns or "").partition(":")[2]
    texts = given.texts if given is not None else []
    for text in texts:
        known = sdk.client_of("boto3", text)
        if known is not None:
            yield (Client(known, None, keywords.get("endpoint_url")) if what == "client" else ResourceOf(known, ""))
    for other in given.alternatives if given is not None and not texts else ():
        if isinstance(other, Env) and other.default is not None:
            for text in other.default.texts:
                yield Client(sdk.client_of("boto3", text))
        elif isinstance(other, Object):
            continue
        else:
            yield Client(None)
    if given is None and rest not in row.parameters and sdk.client_of("boto3", rest):
        yield Client(rest)
