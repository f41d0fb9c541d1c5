"""The order in which SAM's resources are expanded, and which expander each type has."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import Context
from leastwise.read.expand.values import without
from leastwise.read.sam.globals import DROPPED_MARK, IMPLICIT_MARK, MAX_INHERITED, PREFIX
from leastwise.read.sam.references import Links

_EXPANDERS = {
    "Function": "function.expand_function",
    "StateMachine": "state_machine.expand_state_machine",
    "Api": "api.expand_api",
    "HttpApi": "http_api.expand_http_api",
    "WebSocketApi": "web_socket_api.expand_web_socket_api",
    "Application": "resources.expand_application",
    "CapacityProvider": "resources.expand_capacity_provider",
    "GraphQLApi": "graphql.expand_graphql_api",
    "LayerVersion": "resources.expand_layer",
    "MicrovmImage": "resources.expand_microvm_image",
    "NetworkConnector": "resources.expand_network_connector",
    "SimpleTable": "resources.expand_simple_table",
    "WebFunction": "resources.expand_web_function",
    "Connector": "connector.expand_connector",
}
"""Type → module and function, loaded when a template has one.

Events of functions and state machines add routes to APIs, and connectors look at roles: the order matters.
"""


def _expander(kind: str) -> Callable[[Build, Resource], None]:
    module, _, name = _EXPANDERS[kind].partition(".")
    found: Callable[[Build, Resource], None] = getattr(import_module("leastwise.read.sam." + module), name)
    return found


def expand(resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
    """See `leastwise.read.sam.expand`."""
    resources = {name: _marked(resource, context) for name, resource in resources.items()}
    build = Build(resources, context)
    ours: dict[str, list[Resource]] = {}
    for resource in resources.values():
        if resource.type.startswith(PREFIX):
            ours.setdefault(resource.type[len(PREFIX) :], []).append(resource)
    for kind in _EXPANDERS:
        if kind in ours:
            expander = _expander(kind)
            for resource in ours.pop(kind):
                if resource.by == "framework" and resource.name not in build.used:
                    del build.result[resource.name]  # every function that would use it is left out in this world
                else:
                    expander(build, resource)
    for kind, unknown in ours.items():
        for resource in unknown:
            context.note(resource.span, f"{PREFIX}{kind} is not known here; what it deploys is not seen")
    embedding = [resource for resource in resources.values() if "Connectors" in resource.body]
    if embedding:
        from leastwise.read.sam.connector import expand_embedded

        for resource in embedding:
            expand_embedded(build, resource)
    if build.deployments:
        from leastwise.read.sam.publish import add_deployments

        add_deployments(build)
    return _linked(build, build.finish())


def _marked(resource: Resource, context: Context) -> Resource:
    """A resource without the marks that `merge_globals` left: an implicit API is the framework's."""
    if IMPLICIT_MARK in resource.body:
        return replace(resource, by="framework", body=without(resource.body, [IMPLICIT_MARK]))
    if DROPPED_MARK in resource.body:
        reason = f"{resource.name} inherits nothing: Globals times resources make more than {MAX_INHERITED:,} entries"
        context.note(resource.span, reason, "limit")
        return replace(resource, body=without(resource.body, [DROPPED_MARK]))
    return resource


def _linked(build: Build, result: dict[str, Resource]) -> dict[str, Resource]:
    """The result with references to generated resources naming these."""
    links = Links(build.context.stack_key, build.links)
    keys = {f".{key}" for _, key in build.links}
    texts = {resource.span[0].text for resource in build.source.values()} if keys else ()
    if not any(key in text for text in texts for key in keys):
        return result
    return {
        name: resource if (body := links.value(resource.body)) is resource.body else replace(resource, body=body)
        for name, resource in result.items()
    }
