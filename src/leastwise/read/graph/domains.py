"""The addresses at which REST and HTTP APIs answer: the default one, and domains of one's own.

https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.lookup import Lookup
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map

DOMAINS = ("AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainNameV2", "AWS::ApiGatewayV2::DomainName")
"""Types of custom domains."""

_MAPPINGS = ("AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMappingV2", "AWS::ApiGatewayV2::ApiMapping")
_CONFIGURATION = "x-amazon-apigateway-endpoint-configuration"


def default_endpoint(api: Resource) -> Property:
    """Where it is said, or would be said, that an API does not answer at its default address.

    A definition may say it too; OpenAPI 2 at its top, OpenAPI 3 at its server.
    """
    own, body = api["DisableExecuteApiEndpoint"], api["Body"]
    for place in (own, body[_CONFIGURATION], body["servers"][0][_CONFIGURATION]):
        place = place if place is own else place["disableExecuteApiEndpoint"]
        if place.present:
            return place
    return own


def answers_by_default(api: Resource) -> bool | None:
    """Whether an API answers at its default address; `None` where that is not known."""
    place = default_endpoint(api)
    if not place.present and not isinstance(api.properties.get("Body", Map(api.span)), Map):
        return None
    disabled = place.flag(default=False)
    return None if disabled is None else not disabled


def domains(lookup: Lookup) -> dict[str, list[Resource | None]]:
    """Key of each API that is mapped to custom domains → these, `None` for each that is outside the application."""
    found: dict[str, list[Resource | None]] = {}
    for api, domain in _mapped(lookup):
        resource = lookup.resource(api, "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")
        if resource is not None:
            found.setdefault(resource.key, []).append(lookup.resource(domain, *DOMAINS))
    return found


def _mapped(lookup: Lookup) -> Iterator[tuple[Any, Any]]:
    for mapping in lookup.of(*_MAPPINGS):
        written = mapping.properties
        yield written.get("RestApiId", written.get("ApiId")), written.get("DomainName", written.get("DomainNameArn"))
    for rule in lookup.of("AWS::ApiGatewayV2::RoutingRule"):
        for action in rule["Actions"].each():
            yield action["InvokeApi.ApiId"].value, rule.properties.get("DomainNameArn")


def asks_for_certificate(domain: Resource | None) -> bool:
    """Whether a domain is known to let only clients with a certificate in.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html
    """
    return domain is not None and domain["MutualTlsAuthentication.TruststoreUri"].present
