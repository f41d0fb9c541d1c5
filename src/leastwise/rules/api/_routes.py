"""Routes as people think of them: by API, with the place where authentication belongs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import AuthKind, Exposure, Function, Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.rules.api._fronts import ADDRESSES, fronts, guard, shields
from leastwise.rules.callers import anybody_registers
from leastwise.rules.weight import COSTS, SIGNED, is_webhook, only_costs, weight
from leastwise.rules.words import listing

SIGN_IN = (
    "auth callback confirm forgot-password log-in login logout oauth refresh register reset-password sign-in sign-up "
    "signin signup token verify"
)
"""Last part of paths by which people get in, separated by spaces."""

PUBLIC = (
    f"{SIGN_IN} docs favicon.ico health healthcheck healthz jwks.json oauth-authorization-server "
    "oauth-protected-resource openapi.json openid-configuration ping robots.txt status swagger version"
)
"""Last part of paths that are public by nature, separated by spaces."""

_SERVERS = ("AWS::EC2::Instance", "AWS::ElasticLoadBalancing", "AWS::ServiceDiscovery::")
"""Beginnings of the types of what requests are passed on to unchanged."""

UNASKED = (AuthKind.NONE, AuthKind.API_KEY)
"""What is asked of callers where nobody is asked who he is: everybody can have a key."""

KEPT_OUT = (AuthKind.RESOURCE_POLICY, AuthKind.MTLS)
"""What keeps callers out before anything else looks at them."""

_AUTH = r"""\bAuth["']?\s*:"""
_CONNECT = "$connect"
_MILDER = {None: Severity.MEDIUM, Severity.CRITICAL: Severity.HIGH, Severity.MEDIUM: Severity.LOW}


def milder(severity: Severity | None) -> Severity:
    """What a door weighs that is not quite open, by what it weighs when it is; `None` stands for high."""
    return _MILDER.get(severity, Severity.LOW)


def by_api(app: Application) -> Iterator[list[Route]]:
    """The routes of each API that people can reach and that lead somewhere: to a function or a service of AWS.

    Of a WebSocket only the route that connects knows its caller, so the others are as open as that one. Of what is
    reached from within networks only, services of VPC Lattice are among them: networks of many accounts lead there.
    A distribution before a function URL that is open itself adds nothing to that one, unless it has a web ACL: then the
    URL is a way past that, which is to be closed, and the distribution stays.
    """
    found: dict[str, list[Route]] = {}
    urls = {r.function.id for r in app.routes if r.kind is TriggerKind.FUNCTION_URL and r.function and is_open(r)}
    for route in app.routes:
        inside = (route.private or route.exposure is Exposure.PRIVATE) and route.kind is not TriggerKind.LATTICE
        before_url = route.kind is TriggerKind.CLOUDFRONT and route.function is not None and route.function.id in urls
        behind_url = before_url and route.api.key not in shields(app)
        other = route.kind is TriggerKind.FUNCTION_URL or route.method.upper() == "OPTIONS" or behind_url
        if (
            (_leads_somewhere(route) or route.method == _CONNECT)
            and not inside
            and not other
            and not _walled(app, route)
        ):
            found.setdefault(route.api.key, []).append(route)
    for routes in found.values():
        guarded = any(route.auth is not AuthKind.NONE for route in routes if route.method == _CONNECT)
        if not guarded and any(map(_leads_somewhere, routes)):
            yield routes


def is_open(route: Route, public: Collection[str] = ()) -> bool:
    """Whether nothing at all is asked of callers of a route, and it is none of those that are public by nature."""
    return route.auth is AuthKind.NONE and not route.needs_key and last_part(route) not in public


def callers_known(app: Application, routes: Iterable[Route]) -> str:
    """Why a door weighs less where every route asks who calls; empty where anybody may make himself a user."""
    return "" if anybody_registers(app, routes) else "callers are known"


def last_part(route: Route) -> str:
    """The last part of a path, in small letters."""
    return route.path.rstrip("/").rpartition("/")[2].lower()


def _walled(app: Application, route: Route) -> bool:
    """Whether the security groups of a load balancer let nobody in but addresses and groups that they name."""
    if route.kind is not TriggerKind.ALB:
        return False
    balancer = app.referenced(route.api.get("LoadBalancerArn"), "AWS::ElasticLoadBalancingV2::LoadBalancer")
    named = list(balancer["SecurityGroups"].each()) if balancer else []
    groups = [app.network.groups.get(group.key) for place in named if (group := app.referenced(place.value))]
    known = len(groups) == len(named) > 0
    return known and all(group is not None and not any(rule.anywhere for rule in group.ingress) for group in groups)


def _leads_somewhere(route: Route) -> bool:
    return bool(route.function or route.target or route.service)


def order(route: Route) -> tuple[bool, str, str]:
    """Sort key: what connects comes first, then by path and method, wherever they stand in the template."""
    return route.method != _CONNECT, route.path, route.method


def place_of(routes: Sequence[Route], open_routes: Sequence[Route]) -> Property:
    """Where authentication would be set: on the first open route, or once for the whole API.

    SAM, which writes the routes of its own APIs into their definition, lets it be set there, unless something is set
    there already that is not enough, or the definition is a file of its own, which SAM leaves as it is. A WebSocket
    without a route that connects lacks that route first of all.
    """
    first = open_routes[0]
    api, place = first.api, first.property
    if place.span[0].path != api.template and first.kind is not TriggerKind.WEBSOCKET:
        return place
    if first.kind is TriggerKind.WEBSOCKET and first.method != _CONNECT:
        return api[()]
    defined = place.resource == api and place.path[:1] == ("Body",)
    if len(open_routes) == len(routes) and defined and api.framework == "sam" and api.by == "author":
        source, _, _, start, end = api.span
        block = source.text[start:end]
        return api["Auth"] if "AWS::Serverless::" in block and not re.search(_AUTH, block) else place
    return place


def judged(
    app: Application, routes: Sequence[Route], functions: Sequence[Function]
) -> tuple[str, Severity | None, str]:
    """Who can use open routes of one API, empty where nobody can; severity and reason, beginning with `weight_of`'s."""
    severity, reason = weight_of(app, routes, functions)
    who, severity, why = _everybody(app, routes, severity)
    return who, severity, "; ".join(filter(None, (reason, why)))


def _everybody(
    app: Application, routes: Sequence[Route], severity: Severity | None
) -> tuple[str, Severity | None, str]:
    """Who can use open routes of one API, what that makes of a severity, and why; nobody where he is empty."""
    if routes[0].kind is TriggerKind.LATTICE:
        return f"everybody in the networks that lead to {routes[0].api.name}", milder(severity), "within networks only"
    found = guard(app, routes[0].api)
    if found is None:
        return "everybody on the internet", severity, ""
    who, acl = found
    if who == ADDRESSES:
        return "", severity, ""
    before = [front.distribution.name for front in fronts(app) if front.to == routes[0].api and front.headers]
    if before:  # whoever goes through the distribution has the header
        return f"everybody on the internet, through {before[0]},", severity, ""
    return "everybody on the internet", milder(severity), f"the web ACL {acl.name} lets in only {who}"


def weight_of(app: Application, routes: Sequence[Route], functions: Sequence[Function]) -> tuple[Severity | None, str]:
    """Severity and reason, where what lies behind open routes, or what they are for, makes them worse or better."""
    targets = list({route.target.key: route.target for route in routes if route.target}.values())
    services = [route.service for route in routes if route.service and not route.target]
    if targets and not functions and not services and all(target.type.startswith(_SERVERS) for target in targets):
        return Severity.MEDIUM, f"what is behind {listing([target.name for target in targets], 2)} may ask who calls"
    if services and not functions and not targets and all(map(only_costs, services)):
        return Severity.MEDIUM, COSTS
    severity, reason = weight(app, functions, targets=targets, more=bool(services))
    if severity is None and all(is_webhook(route.path) for route in routes):
        return Severity.MEDIUM, SIGNED
    return severity, reason


def authorizer_name(authorizer: str) -> str:
    """An authorizer, for people, by its id: that of a resource, or its name in the definition of an API."""
    return authorizer.rpartition(":")[2].rpartition("#")[2]


def of_event(operation: Property) -> bool:
    """Whether SAM made an operation of an event: it stands there, and an event has a name of its own."""
    source, start, end = operation.span[:3]
    return source.text[start:end].strip("\"'") != operation.name


def setting(integration: Property, name: str) -> Property:
    """A setting of an integration: of a resource, or of a definition, which writes names small."""
    place = integration[name]
    return place if place.present else integration[name[:1].lower() + name[1:]]


def calls_http(integration: Property) -> bool:
    """Whether requests are passed on over HTTP, to no function or service of AWS."""
    return (setting(integration, "Type").text() or "").upper() in ("HTTP", "HTTP_PROXY")


def functions_of(routes: Iterable[Route]) -> list[Function]:
    """The functions that routes lead to, each once."""
    return list({route.function.id: route.function for route in routes if route.function}.values())


def behind(routes: Sequence[Route], functions: Sequence[Function]) -> str:
    """What stands behind open routes: functions and resources are reached, other services of AWS called."""
    names = [f.name for f in functions] + list({r.target.key: r.target.name for r in routes if r.target}.values())
    services = dict.fromkeys(route.service for route in routes if route.service and not route.target)
    calls = [f"`{service}`" for service in services if ":" in service]
    whole = [f"`{service}`" for service in services if ":" not in service]
    told = [f"reach {listing(names)}"] if names else []
    told += [f"call {listing(calls)} in your name"] if calls else []
    return " and ".join(told + ([f"send requests to {listing(whole)} as its role allows"] if whole else []))
