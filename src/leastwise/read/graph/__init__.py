"""Builds the application graph: functions, roles, routes, triggers and stores.

It is built from resources in CloudFormation's words. Whatever framework they were written in, they arrive evaluated
and expanded, so nothing in this package knows any framework.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from leastwise.model.application import Application, Stack, World
from leastwise.model.finding import Unread
from leastwise.model.lookup import Lookup
from leastwise.model.source import Span
from leastwise.read.files import Files
from leastwise.read.graph.authorizers import authorizers
from leastwise.read.graph.context import Context
from leastwise.read.graph.environment import environment
from leastwise.read.graph.functions import functions
from leastwise.read.graph.logs import log_groups
from leastwise.read.graph.network import network
from leastwise.read.graph.openapi import definitions
from leastwise.read.graph.permissions import permissions
from leastwise.read.graph.roles import Roles
from leastwise.read.graph.routes import routes
from leastwise.read.graph.stores import stores
from leastwise.read.graph.triggers import triggers
from leastwise.read.origins import defaults_of, texts_in

__all__ = ["build"]


def build(
    *,
    id: str,
    framework: str,
    stacks: tuple[Stack, ...],
    world: World,
    files: Files,
    unread: list[Unread],
    decided_by: Mapping[str, Collection[str]] | None = None,
    stage: str | None = None,
    origins: Mapping[str, Span] | None = None,
) -> Application:
    """The application that these stacks make together.

    Args:
        id: path of the template, or project, that is its root.
        framework: what it was written in.
        stacks: the root stack first; their resources are evaluated and expanded.
        world: what was decided to get here.
        files: the root's files, to find the code of functions.
        unread: what could not be read so far; what cannot be resolved is added.
        stage: the stage that it is read for, where one was asked for.
        decided_by: key of a resource → the variables of the world that it depends on.
        origins: text → where it is written, for what comes from other places than where it is used.
    """
    lookup = Lookup(resource for stack in stacks for resource in stack.resources.values())
    context = Context(lookup, files, unread)
    roles = Roles(context)
    for function in functions(context, roles):
        context.functions[function.resource.key] = function
    found_stores = tuple(stores(context))
    found_definitions = tuple(definitions(context))
    found_authorizers = authorizers(context, found_definitions)
    found_routes = tuple(routes(context, found_definitions, found_authorizers))
    invoke = tuple(permissions(context))
    return Application(
        id=id,
        framework=framework,
        stacks=stacks,
        world=world,
        all_functions=tuple(context.functions.values()),
        roles=tuple(roles.found.values()),
        routes=found_routes,
        authorizers=tuple(found_authorizers.values()),
        all_triggers=tuple(triggers(context, found_routes, found_authorizers, found_stores, invoke)),
        stores=found_stores,
        log_groups=tuple(log_groups(context)),
        invoke_permissions=invoke,
        unread=tuple(context.unread),
        index=lookup,
        environment=environment(stacks, world, stage, id, whole=framework == "terraform"),
        decided_by=decided_by or {},
        identities=tuple(roles.identities()),
        network=network(context),
        origins={**texts_in(entry for stack in stacks for entry in defaults_of(stack)), **(origins or {})},
        files=files,
    )
