"""From the names that the SDKs of each language use to a service and an operation of its API.

A service goes by its name in boto3. The other SDKs make their names from the service id (`SFN`, `Cognito Identity
Provider`): classes of aws-sdk 2 by leaving its spaces out, packages of version 3 with hyphens. Methods are the names of
operations in the case of the language, so they are compared without case and underscores.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from leastwise.iam import operations
from leastwise.iam.operations import model
from leastwise.model.record import record
from leastwise.read.tables import table

_PACKAGE = "@aws-sdk/client-"


@record
class Export:
    """What a package of version 3 of the SDK for JavaScript gives out under a name.

    Attributes:
        kind: `client` is sent commands; `aggregate` is a client with a method for each operation.
        service: the name in boto3.
        operation: what a command, a paginator or a waiter calls; empty for a client.
    """

    kind: Literal["client", "aggregate", "command", "paginator", "waiter"]
    service: str
    operation: str = ""


@cache
def _services() -> dict[str, str]:
    rows = table(operations.__file__, "sdk_services")["services"]
    return {_plain(identity): name for name, (identity, _) in rows.items()}


def client_of(sdk: Literal["boto3", "v2", "v3"], name: str) -> str | None:
    """The service of a client, as boto3 calls it; `None` where the SDK has no such client.

    Args:
        sdk: `v2` and `v3` are the versions of the SDK for JavaScript.
        name: `dynamodb` for boto3; the class `DynamoDB` for v2; the package `@aws-sdk/client-dynamodb` for v3.
    """
    if sdk == "boto3":
        return name if name in table(operations.__file__, "sdk_services")["services"] else None
    if sdk == "v2":
        return table(__file__, "names")["v2"].get(name) or _services().get(_plain(name))
    return _services().get(_plain(name.removeprefix(_PACKAGE))) if name.startswith(_PACKAGE) else None


@cache
def operation_named(service: str, method: str) -> str | None:
    """The operation of a method: `put_item`, `putItem`, `PutItem`; `None` where the service has none of that name."""
    known = model(service)
    return None if known is None else _by_plain(service).get(_plain(method))


@cache
def _by_plain(service: str) -> dict[str, str]:
    return {name.lower(): name for name in (model(service) or {})["operations"]}


def paginated(service: str, method: str) -> str | None:
    """The operation that a paginator calls: `get_paginator("list_tables")`, `paginateListTables`."""
    name = operation_named(service, method.removeprefix("paginate"))
    return name if name in (model(service) or {}).get("paginators", ()) else None


def waited(service: str, waiter: str) -> str | None:
    """The operation that a waiter calls: `table_exists`, `tableExists`, `waitUntilTableExists`."""
    wanted = _plain(waiter.removeprefix("waitUntil").removeprefix("waitFor"))
    rows = (model(service) or {}).get("waiters", {})
    return next((operation for name, operation in rows.items() if _plain(name) == wanted), None)


def export(package: str, name: str) -> Export | None:
    """What a package of version 3 gives out under a name; `None` for types, exceptions and what is not of a client."""
    service = client_of("v3", package)
    if service is None:
        return None
    for prefix, kind in (("paginate", "paginator"), ("waitUntil", "waiter"), ("waitFor", "waiter")):
        if name.startswith(prefix):
            operation = paginated(service, name) if kind == "paginator" else waited(service, name)
            return Export(kind, service, operation) if operation else None  # type: ignore[arg-type]
    if name.endswith("Command"):
        operation = operation_named(service, name.removesuffix("Command"))
        return Export("command", service, operation) if operation else None
    if _services().get(_plain(name)) == service:
        return Export("aggregate", service)
    return Export("client", service) if _services().get(_plain(name.removesuffix("Client"))) == service else None


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
