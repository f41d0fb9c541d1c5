"""The REST API of a service while routes are added to it.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, display
from leastwise.read.expand.values import each, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import arn, own
from leastwise.read.serverless.events.names import of_path

API = "ApiGatewayRestApi"

_MAX_PARTS = 100
"""Parts of a path; API Gateway takes 300 resources for a whole API."""

_BEFORE_3 = ("apiKeys", "apiKeySourceType", "binaryMediaTypes", "minimumCompressionSize", "resourcePolicy", "usagePlan")
"""What versions before the third took in `provider` itself."""


class RestApi:
    """The REST API of a service while routes are added.

    Attributes:
        build: of the service.
        settings: `provider.apiGateway`, with what older versions took beside it.
        id: of the API: of this service, or one that is there already.
        external: whether it is one that is there already.
        root: id of the resource at the root of its paths.
        span: where it stands.
    """

    def __init__(self, build: ServerlessBuild, span: Span) -> None:
        self.build = build
        self.settings = build.under(build.provider, "apiGateway").copy()
        for key in _BEFORE_3:
            if key in build.provider and key not in self.settings:
                self.settings.put(key, build.provider[key], build.provider.span(key))
        self.external = given(self.settings.get("restApiId"))
        self.id = self.settings["restApiId"] if self.external else build.context.ref(API)
        root = self.settings.get("restApiRootResourceId")
        self.root = root if self.external and given(root) else build.context.att(API, "RootResourceId")
        self.span = span
        self._resources: dict[str, Any] = {}
        self._predefine()

    def _predefine(self) -> None:
        """The resources of an API that is there already: a mapping from path to id, or a list."""
        found = self.settings.get("restApiResources")
        if isinstance(found, Map):
            self._resources = {path.strip("/"): value for path, value in found.items()}
        for entry in found if isinstance(found, Seq) else ():
            if isinstance(entry, Map) and isinstance(entry.get("path"), str):
                self._resources[entry["path"].strip("/")] = entry.get("resourceId")

    def resource(self, path: str, span: Span) -> tuple[Any, str]:
        """The id of the resource at a path, made where it is not there yet, and what logical ids call it."""
        found, parts = self.root, path.split("/") if path else []
        if len(parts) > _MAX_PARTS:
            self.build.context.note(span, f"a path of {len(parts):,} parts is taken for one", "limit")
            parts = ["{long+}"]
        for number in range(1, len(parts) + 1):
            here = "/".join(parts[:number])
            if here not in self._resources:
                name = f"ApiGatewayResource{of_path(here)}"
                if name in self.build.result and name not in self.build.source:
                    self.build.context.note(span, f"{name} is made of two paths; only the last one is deployed")
                properties = own(Map(span), ParentId=found, PathPart=parts[number - 1], RestApiId=self.id)
                self.build.add(name, "AWS::ApiGateway::Resource", properties, span)
                self._resources[here] = self.build.context.ref(name)
            found = self._resources[here]
        return found, of_path("/".join(parts))


def stage_name(api: RestApi) -> Any:
    """The name of the stage: that of the service, or the API's own."""
    named = api.settings.get("stage")
    return named if given(named) else api.build.stage


def source_arn(api: RestApi) -> Any:
    """What permissions name: every stage, method and path of the API."""
    return arn("execute-api", api.id, "/*/*")


def texts(value: Any, home: Span) -> list[str]:
    """The texts in a list, or the one that stands alone."""
    return [display(item) for item, _ in each(value, home) if not isinstance(item, (Map, Seq))]
