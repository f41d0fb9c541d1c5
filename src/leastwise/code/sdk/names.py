"""From the names that the SDKs of each language use to a service and an operation of its API.

A service goes by its name in boto3. The other SDKs make their names from the service id (`SFN`, `Cognito Identity
Provider`): classes of aws-sdk 2 by leaving its spaces out, packages of version 3 with hyphens. Methods are the names of
operations in the case of the language, so they are compared without case and underscores.
"""

from __future__ import annotations

from typing import Literal

from leastwise.iam.operations import by_id, model, operation_named, plain, services
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


def client_of(sdk: Literal["boto3", "v2", "v3"], name: str) -> str | None:
    """The service of a client, as boto3 calls it; `None` where the SDK has no such client.

    Args:
        sdk: `v2` and `v3` are the versions of the SDK for JavaScript.
        name: `dynamodb` for boto3; the class `DynamoDB` for v2; the package `@aws-sdk/client-dynamodb` for v3.
    """
    if sdk == "boto3":
        return name if name in services() else None
    if sdk == "v2":
        return table(__file__, "names")["v2"].get(name) or by_id(name)
    return by_id(name.removeprefix(_PACKAGE)) if name.startswith(_PACKAGE) else None


def paginated(service: str, method: str) -> str | None:
    """The operation that a paginator calls: `get_paginator("list_tables")`, `paginateListTables`."""
    name = operation_named(service, method.removeprefix("paginate"))
    return name if name in (model(service) or {}).get("paginators", ()) else None


def waited(service: str, waiter: str) -> str | None:
    """The operation that a waiter calls: `table_exists`, `tableExists`, `waitUntilTableExists`."""
    wanted = plain(waiter.removeprefix("waitUntil").removeprefix("waitFor"))
    rows = (model(service) or {}).get("waiters", {})
    return next((operation for name, operation in rows.items() if plain(name) == wanted), None)


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
    if by_id(name) == service:
        return Export("aggregate", service)
    return Export("client", service) if by_id(name.removesuffix("Client")) == service else None


def of_folder(name: str) -> str | None:
    """The service of a module of version 2, or of its identifier, in small letters: `aws-sdk/clients/dynamodb`."""
    rows = table(__file__, "names")["v2"]
    return next((service for row, service in rows.items() if row.lower() == name), None) or by_id(name)


def v2_name(service: str) -> str:
    """The class of version 2 that has names of its own: `DynamoDB` with `DocumentClient`."""
    return {"dynamodb": "DynamoDB", "s3": "S3", "rds": "RDS", "cloudfront": "CloudFront"}.get(service, service)
