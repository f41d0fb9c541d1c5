"""Libraries that call AWS for whoever uses them: which operations, with which of the caller's arguments.

`data/README.md` tells how to add one: a file of data, no code.
"""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from leastwise.model.record import field, record

Language = Literal["python", "javascript"]
_FOLDER = os.path.join(os.path.dirname(__file__), "data", "libraries")


@record
class LibraryCall:
    """A call of the API that a library makes.

    Attributes:
        service: as boto3 calls it; the prefix of the action where there is no operation.
        operation: `GetParameter`; empty where only an action is needed, as for a token that is signed.
        action: needed without an operation; `None` otherwise.
        arguments: argument of the API → where its value comes from; `*` is a map with all of them.
        when: parameter → values with which the call is made, as in `iam/data/README.md`.
        optional: made in some cases only.
        only: what the first parameter has to begin with.
        unless: parameters without which it is made only.
        text: a parameter that has to be a text.
        begins: parameter → what it is known to begin with, or the call is not made.
        until: the version of the library from which on it is not made any more; where that is not known, it may be.
    """

    service: str
    operation: str
    action: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    when: Mapping[str, Any] = field(default_factory=dict)
    optional: bool = False
    only: str | None = None
    unless: tuple[str, ...] = ()
    text: str | None = None
    begins: Mapping[str, str] = field(default_factory=dict)
    until: str | None = None


@record
class LibraryName:
    """A function, class or method of a library.

    Attributes:
        parameters: their names in the order of positions.
        calls: what it calls, each time it is called; a class, when it is made.
        methods: names of the methods that `library` knows.
        returns: what comes back: `client:service_name`, `argument:client`, `instance:module:Name`, `secret`…
        facts: whatever else its row says: `command`, `presigns`, `signs`, `host`, `service`, `middleware`, `base`.
    """

    parameters: tuple[str, ...]
    calls: tuple[LibraryCall, ...]
    methods: tuple[str, ...]
    returns: str | None
    facts: Mapping[str, Any]


@cache
def library(language: Language, module: str, name: str) -> LibraryName | None:
    """What is known of a name that a module of a library gives out; `None` for nothing.

    Args:
        language: of the code that imports it.
        module: as imported: `aws_lambda_powertools.utilities.parameters`, `@aws-lambda-powertools/parameters/ssm`.
        name: what is called: `get_secret`, `default`, `SSMProvider`; with a dot, a method of it: `SSMProvider.get`.
    """
    package, path = _split(language, module)
    names = _names(language, package)
    while True:
        row = _row(names, f"{path}:{name}")
        if row is not None:
            return _callable(row)
        if not path:
            return None
        path = path.rpartition("." if language == "python" else "/")[0]


def known(language: Language, module: str) -> bool:
    """Whether there is a table for the library that a module belongs to."""
    return bool(_names(language, _split(language, module)[0]))


def open_table(language: Language, module: str) -> str:
    """What a table says of names that it has not: `uncertain`; `named`: those that speak of AWS are; empty: none is."""
    return str(_table(_split(language, module)[0]).get("others", "")) if known(language, module) else ""


def _split(language: Language, module: str) -> tuple[str, str]:
    if language == "python":
        package, _, path = module.partition(".")
        return package, path
    parts = module.split("/")
    count = 2 if module.startswith("@") else 1
    return "/".join(parts[:count]), "/".join(parts[count:])


def _names(language: Language, package: str) -> Mapping[str, Any]:
    table = _table(package)
    names: Mapping[str, Any] = table["names"] if table.get("language") == language else {}
    return names


@cache
def _table(package: str) -> Mapping[str, Any]:
    if not package.replace("/", "").replace("-", "").replace("_", "").replace("@", "").replace("4", "").isalnum():
        return {}
    try:
        with open(os.path.join(_FOLDER, package.replace("/", "+") + ".json"), "rb") as file:
            table: Mapping[str, Any] = json.load(file)
    except OSError:
        return {}
    return table


def _row(names: Mapping[str, Any], key: str) -> Any:
    row = names.get(key)
    if row is not None:
        return row
    owner, _, method = key.rpartition(".")
    return names.get(owner, {}).get("methods", {}).get(method) if owner else None


def _callable(row: Mapping[str, Any]) -> LibraryName:
    own = ("parameters", "calls", "methods", "returns")
    return LibraryName(
        tuple(row.get("parameters", ())),
        tuple(map(_call, row.get("calls", ()))),
        tuple(row.get("methods", ())),
        row.get("returns"),
        {key: value for key, value in row.items() if key not in own},
    )


def _call(row: Mapping[str, Any]) -> LibraryCall:
    action = row.get("action")
    service, _, operation = (action or row["operation"]).partition(":")
    return LibraryCall(
        service,
        "" if action else operation,
        action,
        row.get("with", {}),
        row.get("when", {}),
        row.get("optional", False),
        row.get("only"),
        tuple(row.get("unless", ())),
        row.get("text"),
        row.get("begins", {}),
        row.get("until"),
    )
