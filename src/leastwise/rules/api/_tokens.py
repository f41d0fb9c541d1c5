"""What is compared in the tokens that an application accepts."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import display, references
from leastwise.rules.api._routes import authorizer_name, order

_AGENTS = ("AWS::BedrockAgentCore::Gateway", "AWS::BedrockAgentCore::Runtime", "AWS::BedrockAgentCore::Harness")
_LISTENERS = ("AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule")
_AUTHORIZER = "x-amazon-apigateway-authorizer"


def unchecked(app: Application) -> Iterator[tuple[Property, str]]:
    """Every place where something that accepts tokens leaves out for whom they must be, and what is wrong there."""
    for authorizer in app.authorizers:
        if authorizer.kind is AuthKind.JWT:
            yield from _http(authorizer.property)
    for api in app.resources("AWS::AppSync::GraphQLApi"):
        additional = api["AdditionalAuthenticationProviders"].each()
        for provider in (api[()], *additional):
            yield from _open_id(api, provider, "AuthenticationType")
    for api in app.resources("AWS::AppSync::Api"):
        for provider in api["EventConfig.AuthProviders"].each():
            yield from _open_id(api, provider, "AuthType")
    for agent in app.resources(*_AGENTS):
        config = agent["AuthorizerConfiguration.CustomJWTAuthorizer"]
        compared = (
            "AllowedAudience",
            "AllowedClients",
            "AllowedScopes",
            "CustomClaims",
            "AllowedWorkloadConfiguration",
        )
        if config.present and all(config[name].absent for name in compared):
            whose = _issuer(config["DiscoveryUrl"])
            yield (
                config["AllowedAudience"],
                f"{agent.name} accepts every token of {whose}: no audience or client is named.",
            )
    for listener in app.resources(*_LISTENERS):
        for action in listener["DefaultActions" if listener.type == _LISTENERS[0] else "Actions"].each():
            config = action["JwtValidationConfig"]
            if action["Type"].value == "jwt-validation" and config["AdditionalClaims"].absent:
                whose = _issuer(config["Issuer"])
                message = f"{listener.name} accepts every token of {whose}: no claim but the issuer is compared."
                yield config["AdditionalClaims"], message


def _http(authorizer: Property) -> Iterator[tuple[Property, str]]:
    """What a JWT authorizer of an HTTP API lacks, which may stand in a definition."""
    resource = authorizer.path == ()
    name = authorizer.resource.name if resource else authorizer.name
    config = authorizer["JwtConfiguration"] if resource else authorizer[_AUTHORIZER]["jwtConfiguration"]
    audience, issuer = (config[key] for key in (("Audience", "Issuer") if resource else ("audience", "issuer")))
    if audience.absent or (audience.present and audience.value == []):
        yield audience, f"The JWT authorizer {name} names no audience: nothing says for whom a token must be issued."
    if issuer.absent:
        yield issuer, f"The JWT authorizer {name} names no issuer: nothing says whose tokens are meant."


def _open_id(api: Resource, provider: Property, key: str) -> Iterator[tuple[Property, str]]:
    config = provider["OpenIDConnectConfig"]
    if provider[key].value == "OPENID_CONNECT" and config.present and config["ClientId"].absent:
        whose = _issuer(config["Issuer"])
        yield config["ClientId"], f"{api.name} accepts tokens of every client of {whose}: no client is named."


def _issuer(place: Property) -> str:
    value = place.value
    text = display(value) if value is not None and isinstance(value, str) else ""
    return f"`{text.partition('/.well-known')[0]}`" if text else "the issuer"


def without_scopes(app: Application) -> Iterator[tuple[Property, str, list[str]]]:
    """For each user pool authorizer of a REST API: the first place without scopes, its name, the routes without any.

    Without scopes the ID tokens of all clients of the pool are accepted.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
    """
    found: dict[str, list[Route]] = {}
    for route in sorted(app.routes, key=order):
        asks = route.auth is AuthKind.COGNITO and route.kind is TriggerKind.REST_API and route.method != "OPTIONS"
        if asks and route.authorizer is not None and _scopes(route) is not None:
            found.setdefault(route.authorizer.id, []).append(route)
    for name, routes in found.items():
        place = _scopes(routes[0])
        if place is not None and not _only_client(app, routes[0]):
            yield place, authorizer_name(name), [route.label for route in routes]


def _only_client(app: Application, route: Route) -> bool:
    """Whether the pool is the application's own and has no second client whose tokens could be refused."""
    if route.authorizer is None:
        return False
    named = references(route.authorizer.property.resource.properties)
    pools = {reference.resource for reference in named} & {p.key for p in app.resources("AWS::Cognito::UserPool")}
    clients = [app.referenced(c.get("UserPoolId")) for c in app.resources("AWS::Cognito::UserPoolClient")]
    return len(pools) == 1 and None not in clients and sum(c.key in pools for c in clients if c) <= 1


def _scopes(route: Route) -> Property | None:
    """Where the scopes of a route would stand; `None` where there are some, or may be."""
    if route.property.path[:1] != ("Body",):
        place = route.property.resource["AuthorizationScopes"]
        return place if place.absent or place.value == [] else None
    security = route.property["security"]
    for requirement in security.each():
        for scheme in requirement.items():
            if scheme.value != []:
                return None
    return security if security.present else None
