"""The resources of one stage of an application, as they are put together."""

from __future__ import annotations

from typing import Any

from leastwise.model.application import Stack
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Reference, Symbol, concat
from leastwise.read.expand.values import made

REGION = Parameter("AWS::Region")
ACCOUNT = Parameter("AWS::AccountId")


class Stage:
    """One stage while it is put together.

    Attributes:
        path: of the file that its resources are said to be of.
        framework: what it is written in.
        resources: by name.
    """

    def __init__(self, path: str, framework: str) -> None:
        self.path = path
        self.framework = framework
        self.resources: dict[str, Resource] = {}

    def add(
        self,
        name: str,
        type_: str,
        properties: dict[str, Any] | Map,
        span: Span,
        *,
        by: Author = "author",
        written: frozenset[Path] = frozenset(),
        names: dict[str, str] | None = None,
    ) -> Reference:
        """Add a resource that stands at `span`, under a name that is made unique, and give a reference to it."""
        free, count = name, 2
        while free in self.resources:
            free, count = f"{name}{count}", count + 1
        body = Map(span, {"Type": type_, "Properties": placed(properties, span)})
        self.resources[free] = Resource(
            key=f"{self.path}:{free}",
            id=f"{self.path}:{free}",
            name=free,
            type=type_,
            body=body,
            span=span,
            by=by,
            framework_paths=written,
            framework=self.framework,
            names=names or {},
        )
        return Reference(f"{self.path}:{free}", "Ref")

    def arn(self, reference: Reference) -> Reference:
        """The ARN of what a reference names."""
        return Reference(reference.resource, "Arn")

    def allow(self, function: Reference, service: str, span: Span, source: Any = None) -> None:
        """The permission by which a service may invoke a function, which the framework gives."""
        properties = {
            "Action": "lambda:InvokeFunction",
            "FunctionName": self.arn(function),
            "Principal": service,
        }
        if source is not None:
            properties["SourceArn"] = source
        name = function.resource.rpartition(":")[2]
        self.add(f"{name}-permission", "AWS::Lambda::Permission", properties, span, by="framework")

    def stack(self) -> Stack:
        """All of it."""
        return Stack(self.path, self.path, self.resources, {})


def placed(properties: dict[str, Any] | Map, span: Span) -> Map:
    """Properties of which every container has a place: its own, that of its entry, or `span`."""
    found = properties if isinstance(properties, Map) else Map(span, properties)
    for key, value, place in [*found.entries()]:
        found[key] = made(place, value)
    for key in [key for key, value in found.items() if value is None]:
        del found[key]
    return found


def invocation(function: Reference) -> Symbol | str:
    """The URI by which API Gateway invokes a function."""
    arn = Reference(function.resource, "Arn")
    return concat(["arn:aws:apigateway:", REGION, ":lambda:path/2015-03-31/functions/", arn, "/invocations"])


def arn_of(service: str, name: Any) -> Any:
    """An ARN of this account and region for something that is named."""
    if not isinstance(name, (str, Symbol)):
        return None
    if service == "s3":
        return concat(["arn:aws:s3:::", name])
    return concat([f"arn:aws:{service}:", REGION, ":", ACCOUNT, ":", name])
