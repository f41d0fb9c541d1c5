"""The resources of one stage of an application, as they are put together."""

from __future__ import annotations

from typing import Any

from leastwise.model.application import Stack, World
from leastwise.model.finding import Unread
from leastwise.model.resource import Author, Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Symbol, concat
from leastwise.read import graph
from leastwise.read.expand.context import ACCOUNT, REGION, api_arn, invocation_uri
from leastwise.read.expand.values import made
from leastwise.read.files import Files
from leastwise.read.reading import Reading


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
        metadata: dict[str, Any] | None = None,
    ) -> Reference:
        """Add a resource that stands at `span`, under a name that is made unique, and give a reference to it."""
        free, count = name, 2
        while free in self.resources:
            free, count = f"{name}{count}", count + 1
        body = Map(span, {"Type": type_, "Properties": placed(properties, span)})
        if metadata:
            body["Metadata"] = placed(metadata, span)
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

    def allow_api(self, function: Reference, rest: Reference, span: Span) -> None:
        """The same for a REST API."""
        self.allow(function, "apigateway.amazonaws.com", span, api_arn(rest, "/*"))

    def rule(self, name: str, when: dict[str, Any], function: Reference, span: Span, *, by: Author = "author") -> None:
        """A rule of EventBridge that starts a function; `when` is its schedule or pattern."""
        values = {**when, "Targets": [{"Id": "1", "Arn": self.arn(function)}]}
        rule = self.add(name, "AWS::Events::Rule", values, span, by=by)
        self.allow(function, "events.amazonaws.com", span, self.arn(rule))

    def reading(self, files: Files, path: str, stage: str | None, unread: list[Unread]) -> Reading:
        """All of it, as the application of a configuration in one stage."""
        world = graph.build(
            id=path,
            framework=self.framework,
            stacks=(Stack(self.path, self.path, self.resources, {}),),
            world=World(),
            files=files,
            unread=unread,
            stage=stage,
        )
        return Reading(path, self.framework, (world,), tuple(dict.fromkeys(unread)), stage)


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
    return invocation_uri(Reference(function.resource, "Arn"))


def preflight(rest: Reference, resource: Reference, headers: dict[str, Any]) -> dict[str, Any]:
    """`OPTIONS` of a resource, which API Gateway answers itself with headers for other origins."""
    answers = [{"StatusCode": "200", "ResponseParameters": headers}]
    options = {"RestApiId": rest, "ResourceId": resource, "HttpMethod": "OPTIONS", "AuthorizationType": "NONE"}
    return options | {"Integration": {"Type": "MOCK", "IntegrationResponses": answers}}


def arn_of(service: str, name: Any) -> Any:
    """An ARN of this account and region for something that is named."""
    if not isinstance(name, (str, Symbol)):
        return None
    if service == "s3":
        return concat(["arn:aws:s3:::", name])
    return concat([f"arn:aws:{service}:", REGION, ":", ACCOUNT, ":", name])
