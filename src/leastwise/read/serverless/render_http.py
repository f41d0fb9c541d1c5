"""The APIs that SAM makes of events, as the events by which the framework makes its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Seq, references
from leastwise.read.serverless.events.names import of_path
from leastwise.read.serverless.outside import why_outside
from leastwise.read.serverless.render_events import Around

_ANY = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"
_PLAIN = frozenset({_INTEGRATION, "isDefaultRoute", "parameters", "responses", "security"})
_DOCUMENT = frozenset({"info", "openapi", "paths", "securityDefinitions", "swagger"})
_SECURED: dict[str, dict[str, Any]] = {"AWS_IAM": {"authorizer": "aws_iam"}, "api_key": {"private": True}}
"""What SAM calls the ways to let somebody in which need no authorizer, and what an event says then."""
_IMPLIED = frozenset({"ApiId", "AutoDeploy", "Body", "DeploymentId", "RestApiId"})

_MADE = {
    "AWS::ApiGateway::RestApi": {
        "AWS::ApiGateway::RestApi": "ApiGatewayRestApi",
        "AWS::ApiGateway::Stage": "ApiGatewayStage",
        "AWS::ApiGateway::Deployment": "ApiGatewayDeployment",
    },
    "AWS::ApiGatewayV2::Api": {"AWS::ApiGatewayV2::Api": "HttpApi", "AWS::ApiGatewayV2::Stage": "HttpApiStage"},
}
"""Type of an API → what belongs to it, and the logical id that the framework gives to that."""


@record(frozen=False, eq=False)
class Http:
    """What is said by events.

    Attributes:
        events: key of a function → its events.
        ids: key of a resource that the framework makes → its logical id.
        routes: logical id of the method or route of an event → `<key of the API>#<path>.<method>`.
        left: key of a resource that the framework makes → properties that events do not say.
        permissions: keys of the permissions that the framework makes.
        provider: what the service says of the stage of its REST API, which no extension reaches.
    """

    events: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    routes: dict[str, str] = field(default_factory=dict)
    left: dict[str, Map] = field(default_factory=dict)
    permissions: set[str] = field(default_factory=set)
    provider: dict[str, Any] = field(default_factory=dict)


def http_of(around: Around, functions: dict[str, Resource]) -> Http:
    """The APIs of which all can be said by events."""
    found = Http()
    apis = [resource.type for resource in around.resources.values() if resource.type in _MADE]
    for key, resource in around.resources.items():
        # A service has one API of each kind.
        if resource.type in _MADE and resource.framework == "sam" and apis.count(resource.type) == 1:
            listed = list(_operations(resource, functions))
            users = [around.resources[user] for user in around.users.get(key, ())]
            own = [resource, *(user for user in users if user.type in _MADE[resource.type])]
            if not listed or None in listed or len({one.type for one in own}) < len(own):
                continue
            ids = {one.key: _MADE[resource.type][one.type] for one in own}
            unreached = [one for one in own if why_outside(ids[one.key], one.type) is not None]
            provider = _provider(unreached)
            if provider is None or not all(around.alone(one, *ids) for one in unreached):
                continue
            found.provider |= provider
            found.ids |= ids
            found.left |= {one.key: _left(one) for one in own if one not in unreached}
            found.permissions |= {user.key for user in users if user.type == "AWS::Lambda::Permission"}
            for operation in listed:
                if operation is not None:
                    _add(found, resource, *operation)
    return found


def _provider(unreached: list[Resource]) -> dict[str, Any] | None:
    """What `provider` says of a stage; `None` where it has no word. Of a deployment, the framework says all itself."""
    made: dict[str, Any] = {}
    for stage in (one for one in unreached if one.type == "AWS::ApiGateway::Stage"):
        left = _left(stage)
        name, traced = left.pop("StageName", None), left.pop("TracingEnabled", False)
        if left or not isinstance(name, str) or not isinstance(traced, bool):
            return None
        made |= {"stage": name, **({"tracing": {"apiGateway": True}} if traced else {})}
    return made


def _left(resource: Resource) -> Map:
    """What an API, deployment or stage says that the framework does not say of its own accord."""
    properties = resource.properties
    return Map(properties.home, {name: value for name, value in properties.items() if name not in _IMPLIED})


_Operation = tuple[str, str, str, dict[str, Any]]


def _operations(api: Resource, functions: dict[str, Resource]) -> Iterator[_Operation | None]:
    """Path, method, key of the function and settings of each operation; `None` for one that says more than that."""
    body = api.properties.get("Body")
    paths = body.get("paths") if isinstance(body, Map) and body.keys() <= _DOCUMENT else None
    if not isinstance(paths, Map):
        yield None
        return
    for path, methods in paths.items():
        for method, operation in methods.items() if isinstance(methods, Map) else ():
            uri = operation.get(_INTEGRATION, {}).get("uri") if isinstance(operation, Map) else None
            named = (
                {reference.resource for reference in references(uri)} if isinstance(uri, (Concat, Reference)) else {}
            )
            if len(named) == 1 and operation.keys() <= _PLAIN and all(name in functions for name in named):
                settings = _secured(operation.get("security"))
                yield None if settings is None else (path, method, next(iter(named)), settings)
            else:
                yield None


def _secured(security: Any) -> dict[str, Any] | None:
    """What an event says about who is let in; `None` where that is an authorizer."""
    made: dict[str, Any] = {}
    for name in [name for one in security for name in one] if isinstance(security, Seq) else ():
        if name not in _SECURED:
            return None
        made |= _SECURED[name]
    return made


def _add(found: Http, api: Resource, path: str, method: str, function: str, settings: dict[str, Any]) -> None:
    rest = api.type == "AWS::ApiGateway::RestApi"
    verb = "any" if method == _ANY else method
    if path == "/$default":
        found.events.setdefault(function, []).append({"httpApi": "*"})
        name = "HttpApiRouteDefault"
    else:
        event = {"path": path, "method": verb if rest or verb != "any" else "*", **settings}
        found.events.setdefault(function, []).append({"http" if rest else "httpApi": event})
        label = of_path(path.strip("/")) if rest else of_path(f"{verb.upper()} {path}")
        name = f"ApiGatewayMethod{label}{verb.capitalize()}" if rest else f"HttpApiRoute{label}"
    found.routes[name] = f"{api.key}#{path}.{method}"
