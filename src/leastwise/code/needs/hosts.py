"""The resources of the application to whose addresses code sends requests that it signs itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.code import sdk
from leastwise.iam.wiring.arns import made, own_arn
from leastwise.model.application import Application
from leastwise.model.value import Reference, references

_ONLY = ("lambda",)
"""Services of which the only address of the application is meant where no setting is one: it comes with the event."""


def endpoints(app: Application, service: str, settings: Iterable[Any]) -> Iterator[tuple[Sequence[str], Any]]:
    """Actions (none: those of the service) and ARN for each resource that settings name and requests can go to.

    Args:
        app: the application.
        service: that the signature names.
        settings: values of a function's variables: its addresses are among them.
    """
    types = sdk.endpoints(service)
    settings = list(settings) if types else []
    named = dict.fromkeys(reference.resource for value in settings for reference in references(value))
    found = [app.by_key[key] for key in named if key in app.by_key and app.by_key[key].type in types]
    if not found and service in _ONLY and not any(str(value).startswith("http") for value in settings):
        some = [one for one in app.resources(*types) if one.get("AuthType", "AWS_IAM") == "AWS_IAM"]
        found = some if len(some) == 1 else []
    for resource in found:
        row = types[resource.type]
        function = app.function_of(Reference(resource.key, "Ref")) if service == "lambda" else None
        of = own_arn(function.resource) if function is not None else Reference(resource.key, row["attribute"])
        yield row.get("actions", ()), made(row["form"], of)
