"""The resources of the application to whose addresses code sends requests that it signs itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.code import sdk
from leastwise.iam.wiring.arns import made, own_arn
from leastwise.model.application import Application
from leastwise.model.value import Reference, references


def endpoints(app: Application, service: str, settings: Iterable[Any]) -> Iterator[tuple[Sequence[str], Any]]:
    """Actions (none: those of the service) and ARN for each resource that settings name and requests can go to.

    Args:
        app: the application.
        service: that the signature names.
        settings: values of a function's variables: its addresses are among them.
    """
    types = sdk.endpoints(service)
    seen: set[str] = set()
    for value in settings if types else ():
        for reference in references(value):
            resource = app.by_key.get(reference.resource)
            row = types.get(resource.type) if resource is not None else None
            if resource is None or row is None or resource.key in seen:
                continue
            seen.add(resource.key)
            function = app.function_of(Reference(resource.key, "Ref")) if service == "lambda" else None
            of = own_arn(function.resource) if function is not None else Reference(resource.key, row["attribute"])
            yield row.get("actions", ()), made(row["form"], of)
