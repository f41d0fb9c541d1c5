"""Routes: every way in over HTTP, whatever kind of front door it goes through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leastwise.model.graph import Authorizer, Route
from leastwise.read.graph.access import Gate
from leastwise.read.graph.appsync import graphql_routes
from leastwise.read.graph.balancers import balancer_routes
from leastwise.read.graph.context import Context
from leastwise.read.graph.defined import defined_routes
from leastwise.read.graph.edge import distribution_routes, url_routes
from leastwise.read.graph.fronted import fronted_routes
from leastwise.read.graph.http_api import http_routes
from leastwise.read.graph.lattice import lattice_routes
from leastwise.read.graph.openapi import Definition
from leastwise.read.graph.rest import rest_methods


def routes(
    context: Context, definitions: tuple[Definition, ...], authorizers: Mapping[str, Authorizer]
) -> Iterator[Route]:
    """Every route of the application; those that lead elsewhere than to a function have none."""
    gate = Gate(context)
    apis = [
        *rest_methods(context, gate, authorizers),
        *defined_routes(context, gate, definitions, authorizers),
        *http_routes(context, gate, authorizers),
    ]
    yield from apis
    yield from graphql_routes(context, authorizers)
    yield from url_routes(context)
    yield from balancer_routes(context)
    yield from lattice_routes(context)
    yield from distribution_routes(context)
    yield from fronted_routes(context, apis)
