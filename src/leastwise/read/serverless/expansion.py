"""The Serverless Framework: what functions, provider, events and plugins of a service become when it is deployed.

https://www.serverless.com/framework/docs/providers/aws/guide/intro
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.expand.context import Context
from leastwise.read.expand.values import having
from leastwise.read.serverless.bucket import add_bucket
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.capacity import add_capacity_providers
from leastwise.read.serverless.destinations import add_invoke_config
from leastwise.read.serverless.events import add_events
from leastwise.read.serverless.function import add_function
from leastwise.read.serverless.layers import add_layers
from leastwise.read.serverless.logs import add_log_groups
from leastwise.read.serverless.plugins import apply
from leastwise.read.serverless.publish import publish
from leastwise.read.serverless.role import assign_roles, finish_roles
from leastwise.read.serverless.service import EXTENSIONS, FUNCTION, SERVICE_NAME
from leastwise.read.serverless.url import add_url

OVERRIDE = "Leastwise::Serverless::Override"
"""Type of a block in `resources` that has none: it is about a resource that the framework generates."""

_UNSEEN = {
    "ai": "agents, gateways, memories, browsers and interpreters of Bedrock AgentCore",
    "mcp": "servers of the Model Context Protocol",
    "sandboxes": "sandboxes",
}
"""Sections of version 4 that deploy something which is not expanded here, and what.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
"""


class Serverless:
    """See `leastwise.read.expand.Expansion`."""

    framework = "serverless"
    maker = "the Serverless Framework"

    def merged(self, document: Map) -> Map:
        """The template with what its evaluation needs: conditions of functions, types of blocks that have none."""
        resources = document.get("Resources")
        if not isinstance(resources, Map):
            return document
        changed = resources.copy()
        for name, block in resources.items():
            if not isinstance(block, Map):
                continue
            if block.get("Type") == FUNCTION:
                function = block.get("Properties")
                condition = function.get("condition") if isinstance(function, Map) else None
                if isinstance(condition, str) and condition:
                    changed[name] = having(block, "Condition", condition)
            elif "Type" not in block:
                changed[name] = having(block, "Type", OVERRIDE)
        return having(document, "Resources", changed)

    def expand(self, resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
        """The CloudFormation resources of the service."""
        if SERVICE_NAME not in resources:
            return resources
        return _expanded(resources, context)


def _expanded(resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
    build = ServerlessBuild(resources, context)
    for section, what in _UNSEEN.items():
        if isinstance(build.service.get(section), Map):
            context.note(build.service.span(section), f"`{section}` deploys {what}; they are not seen", "limit")
    add_bucket(build)
    assign_roles(build)
    for target in build.functions.values():
        publish(build, target)
    for target in build.functions.values():
        add_function(build, target)
        add_log_groups(build, target)
        add_url(build, target)
        add_invoke_config(build, target)
    add_layers(build)
    add_capacity_providers(build)
    add_events(build)
    apply(build)
    finish_roles(build)
    extensions = build.service.get(EXTENSIONS)
    for name, attributes, span in extensions.entries() if isinstance(extensions, Map) else ():
        if isinstance(attributes, Map):
            build.extend(name, attributes, span)
        else:
            context.note(span, f"what resources.extensions says about {name} is no mapping, or not known")
    return _known(build.finish(), context)


def _known(resources: dict[str, Resource], context: Context) -> dict[str, Resource]:
    """The resources without blocks that are about something which the framework does not generate."""
    found: dict[str, Resource] = {}
    for name, resource in resources.items():
        if resource.type == OVERRIDE:
            context.note(resource.span, f"resource {name} has no type, and nothing of that name is generated")
        else:
            found[name] = resource
    return found
