"""serverless-domain-manager, and `domain` of the fourth version: domains of one's own for APIs.

https://www.npmjs.com/package/serverless-domain-manager
https://www.serverless.com/framework/docs/providers/aws/guide/domains
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, display, is_false
from leastwise.read.expand.values import each, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, own
from leastwise.read.serverless.naming import alphanumeric

_APIS = {
    "rest": ("ApiGatewayRestApi", "ApiGatewayStage"),
    "http": ("HttpApi", "HttpApiStage"),
    "websocket": ("WebsocketsApi", "WebsocketsDeploymentStage"),
}
"""Type of API → logical ids of the API and its stage."""

_TLS = {"tls_1_0": "TLS_1_0", "tls_1_2": "TLS_1_2", "tls_1_3": "TLS_1_3"}
_EDGE = "edge"


def add_domains(build: ServerlessBuild) -> None:
    """Add each domain that the service asks for, and what it leads to."""
    for settings, span in _asked(build):
        if is_false(settings.get("enabled")):
            continue
        name = settings.get("domainName", settings.get("name"))
        if not given(name):
            build.context.note(span, "a custom domain has no name")
            continue
        kind = _kind(build, settings)
        if kind is not None and _APIS[kind][0] in build.result:
            _add_domain(build, settings, name, kind, span)


def _asked(build: ServerlessBuild) -> Iterator[tuple[Map, Span]]:
    """Every domain: one, a list of them, mappings from a type of API to one, or a name alone."""
    for source, key in (
        (build.custom, "customDomain"),
        (build.custom, "customDomains"),
        (build.provider, "domain"),
        (build.provider, "domains"),
    ):
        for value, span in each(source.get(key), source.span(key)):
            if isinstance(value, (str, Symbol)):
                named = Map(span)
                named.put("name", value, span)
                yield named, span
            elif isinstance(value, Map):
                by_type = [kind for kind in _APIS if isinstance(value.get(kind), Map)]
                for kind in by_type:
                    settings = value[kind].copy()
                    settings["apiType"] = kind
                    yield settings, value.span(kind)
                if not by_type:
                    yield value, span


def _kind(build: ServerlessBuild, settings: Map) -> str | None:
    """The type of API that a domain is for; of those of the service where nothing says it."""
    wanted = settings.get("apiType")
    if isinstance(wanted, str):
        return wanted.lower() if wanted.lower() in _APIS else None
    found = [kind for kind, (api, _) in _APIS.items() if api in build.result]
    return "rest" if "rest" in found else found[0] if len(found) == 1 else None


def _add_domain(build: ServerlessBuild, settings: Map, name: Any, kind: str, span: Span) -> None:
    endpoint = settings.get("endpointType")
    edge = kind == "rest" and str(endpoint if given(endpoint) else _EDGE).lower() == _EDGE
    policy, place = settings.get("securityPolicy"), settings.span("securityPolicy")
    policy = _TLS.get(policy.lower(), policy) if isinstance(policy, str) else policy
    certificate = settings.get("certificateArn")
    domain = Map(span)
    domain.put("DomainName", name, settings.spans.get("domainName", settings.spans.get("name", span)))
    v2 = kind != "rest"
    values = own(Map(span), EndpointType="REGIONAL") if v2 else domain
    if given(policy):
        values.put("SecurityPolicy", policy, place)
    else:
        values["SecurityPolicy"] = "TLS_1_2"
    key = "CertificateArn" if v2 or edge else "RegionalCertificateArn"
    if given(certificate):
        values.put(key, certificate, settings.span("certificateArn"))
    if v2:
        own(domain, DomainNameConfigurations=[values])
    else:
        own(domain, EndpointConfiguration={"Types": ["EDGE" if edge else str(endpoint).upper()]})
    if given(settings.get("tlsTruststoreUri")):
        trust = settings.span("tlsTruststoreUri")
        store = Map(trust)
        store.put("TruststoreUri", settings["tlsTruststoreUri"], trust)
        domain.put("MutualTlsAuthentication", store, trust)
    label = alphanumeric(display(name)) or "Custom"
    logical_id = f"{label}DomainName"
    type_ = "AWS::ApiGatewayV2::DomainName" if v2 else "AWS::ApiGateway::DomainName"
    called = {"SecurityPolicy": "securityPolicy", "MutualTlsAuthentication": "tlsTruststoreUri"}
    add(build, logical_id, type_, domain, span, called=called)
    _map(build, settings, kind, logical_id, span)


def _map(build: ServerlessBuild, settings: Map, kind: str, domain: str, span: Span) -> None:
    api, stage = (build.context.ref(name) for name in _APIS[kind])
    path = settings.get("basePath")
    path = None if not given(path) or path == "(none)" else path
    key, api_key, type_ = "BasePath", "RestApiId", "AWS::ApiGateway::BasePathMapping"
    if kind != "rest":
        key, api_key, type_ = "ApiMappingKey", "ApiId", "AWS::ApiGatewayV2::ApiMapping"
    mapping = own(Map(span), DomainName=build.context.ref(domain), Stage=stage, **{api_key: api})
    if path is not None:
        mapping.put(key, path, settings.span("basePath"))
    build.add(f"{domain}{kind.capitalize()}Mapping", type_, mapping, span)
