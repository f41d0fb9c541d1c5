"""The order in which SAM's resources are expanded, and which expander each type has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from leastwise.model.resource import Resource
from leastwise.read.sam import resources as small
from leastwise.read.sam.api import expand_api
from leastwise.read.sam.build import Build
from leastwise.read.sam.connector import expand_connector, expand_embedded
from leastwise.read.sam.context import Context
from leastwise.read.sam.function import expand_function
from leastwise.read.sam.globals import IMPLICIT_MARK, PREFIX
from leastwise.read.sam.graphql import expand_graphql_api
from leastwise.read.sam.http_api import expand_http_api
from leastwise.read.sam.publish import add_deployments
from leastwise.read.sam.references import Links
from leastwise.read.sam.state_machine import expand_state_machine
from leastwise.read.sam.values import without
from leastwise.read.sam.web_socket_api import expand_web_socket_api

# Events of functions and state machines add routes to APIs, and connectors look at roles: the order matters.
_EXPANDERS: dict[str, Callable[[Build, Resource], None]] = {
    "Function": expand_function,
    "StateMachine": expand_state_machine,
    "Api": expand_api,
    "HttpApi": expand_http_api,
    "WebSocketApi": expand_web_socket_api,
    "Application": small.expand_application,
    "CapacityProvider": small.expand_capacity_provider,
    "GraphQLApi": expand_graphql_api,
    "LayerVersion": small.expand_layer,
    "MicrovmImage": small.expand_microvm_image,
    "NetworkConnector": small.expand_network_connector,
    "SimpleTable": small.expand_simple_table,
    "WebFunction": small.expand_web_function,
    "Connector": expand_connector,
}


def expand(resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
    """The CloudFormation resources that the resources of one stack become.

    Args:
        resources: evaluated, by logical id; those whose condition is false are not in it.
        context: what else is known of the stack. What cannot be expanded is added to its `unread`.
    """
    resources = {name: _marked(resource) for name, resource in resources.items()}
    build = Build(resources, context)
    ours: dict[str, list[Resource]] = {}
    for resource in resources.values():
        if resource.type.startswith(PREFIX):
            ours.setdefault(resource.type[len(PREFIX) :], []).append(resource)
    for kind, expander in _EXPANDERS.items():
        for resource in ours.pop(kind, ()):
            if resource.by == "framework" and resource.name not in build.used:
                del build.result[resource.name]  # every function that would have used it is left out in this world
            else:
                expander(build, resource)
    for kind, unknown in ours.items():
        for resource in unknown:
            context.note(resource.span, f"{PREFIX}{kind} is not known here; what it deploys is not seen")
    for resource in resources.values():
        if "Connectors" in resource.body:
            expand_embedded(build, resource)
    add_deployments(build)
    return _linked(build)


def _marked(resource: Resource) -> Resource:
    """An implicit API as the framework's; anything else as it is."""
    if IMPLICIT_MARK not in resource.body:
        return resource
    return replace(resource, by="framework", body=without(resource.body, [IMPLICIT_MARK]))


def _linked(build: Build) -> dict[str, Resource]:
    """The result with references to generated resources naming these."""
    links = Links(build.context.stack_key, build.links)
    sources = {resource.span[0].text for resource in build.source.values()} if build.links else ()
    if not any(f".{key}" in text for text in sources for _, key in build.links):
        return build.result
    return {
        name: resource if (body := links.value(resource.body)) is resource.body else replace(resource, body=body)
        for name, resource in build.result.items()
    }
