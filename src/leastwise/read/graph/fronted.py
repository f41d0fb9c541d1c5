"""Distributions before APIs, and the ways in that they open.

An authorizer that asks for nothing but a header which a distribution adds to every request keeps out who goes past the
distribution, and lets in whoever goes through it.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leastwise.model.graph import AuthKind, Authorizer, Route
from leastwise.model.lookup import Lookup
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Unknown
from leastwise.read.graph.context import Context
from leastwise.read.graph.domains import DOMAINS, domains
from leastwise.read.graph.edge import behind, passed_on

_DISTRIBUTION = "AWS::CloudFront::Distribution"
_APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
_HEADERS = ("$request.header.", "method.request.header.", "route.request.header.")


def origins(lookup: Lookup) -> Iterator[tuple[Property, Resource]]:
    """Every origin of a distribution that is a function URL or an API of the application, and that resource."""
    by_domain: dict[str, str] | None = None
    for distribution in lookup.of(_DISTRIBUTION):
        for origin in distribution["DistributionConfig.Origins"].each():
            name = origin["DomainName"].value
            for value in (name, *(name.about if isinstance(name, Unknown) else ())):
                to = lookup.resource(value, "AWS::Lambda::Url", *_APIS, *DOMAINS)
                if to is not None and to.type in DOMAINS:
                    if by_domain is None:
                        by_domain = {d.key: key for key, found in domains(lookup).items() for d in found if d}
                    to = lookup.by_key.get(by_domain.get(to.key, ""))
                if to is not None:
                    yield origin, to
                    break


def headers(origin: Property) -> set[str]:
    """Names in lower case of the headers that a distribution adds for an origin, by which it may be known."""
    entries = origin["OriginCustomHeaders"].each()
    return {(entry["HeaderName"].text() or "?").lower() for entry in entries}


def fronted_routes(context: Context, routes: Iterable[Route]) -> Iterator[Route]:
    """The routes of distributions to APIs whose authorizer only asks for what the distribution adds."""
    asked = {route.authorizer.id: _asked(route.authorizer) for route in routes if route.authorizer}
    for origin, api in origins(context.lookup) if any(asked.values()) else ():
        added, id_ = headers(origin), origin["Id"].text()
        reached: list[Route] = []
        for route in routes:
            wanted = asked[route.authorizer.id] if route.authorizer else set()
            if route.api == api and wanted and wanted <= added and not route.needs_key:
                reached.append(route)
        config = origin.resource["DistributionConfig"]
        for place in (config["DefaultCacheBehavior"], *config["CacheBehaviors"].each()):
            if id_ is not None and place["TargetOriginId"].text() == id_ and isinstance(place.value, Map):
                through: dict[str, Route] = {}
                for route in reached:
                    led = route.function.id if route.function else route.target.key if route.target else route.service
                    method = passed_on(place.value, route.method)
                    if method:
                        found = behind(place, place.value, method, route.function, route.target, route.service)
                        through.setdefault(led, found)
                yield from through.values()


def _asked(authorizer: Authorizer) -> set[str]:
    """The headers that an authorizer asks for, in lower case; none where it asks for something else too."""
    if authorizer.kind is not AuthKind.LAMBDA:
        return set()
    own, extension = authorizer.property, authorizer.property["x-amazon-apigateway-authorizer"]
    place = own["IdentitySource"] if own["IdentitySource"].present else extension["identitySource"]
    sources = [text.strip().lower() for item in place.each() for text in (item.text() or "?").split(",")]
    found = {source.removeprefix(prefix) for prefix in _HEADERS for source in sources if source.startswith(prefix)}
    return found if sources and len(found) == len(set(sources)) else set()
