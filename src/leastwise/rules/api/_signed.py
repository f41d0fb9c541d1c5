"""Edits that ask callers who they are: by the authorizer that an API has already, otherwise by IAM.

IAM is the one kind of authentication that needs nothing else to be there. Callers have to sign their requests
afterwards, and need the permission to send them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Remove, Set
from leastwise.model.graph import AuthKind, Authorizer, Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Reference
from leastwise.rules.api._routes import SIGN_IN, last_part, of_event
from leastwise.rules.weight import is_webhook

_IAM = "AWS_IAM"
_SCHEME = {"type": "apiKey", "name": "Authorization", "in": "header", "x-amazon-apigateway-authtype": "awsSigv4"}
_TYPES = {
    ("AWS::ApiGateway::Method", AuthKind.COGNITO): "COGNITO_USER_POOLS",
    ("AWS::ApiGateway::Method", AuthKind.LAMBDA): "CUSTOM",
    ("AWS::ApiGatewayV2::Route", AuthKind.JWT): "JWT",
    ("AWS::ApiGatewayV2::Route", AuthKind.LAMBDA): "CUSTOM",
}
"""Type of the resource and kind of the authorizer → the authorization type that goes with them."""

_PEOPLE = frozenset("account accounts customer customers member members registration registrations user users".split())
"""Last part of paths that people register with, where the same API lets them sign in."""

_DEPTH = 4
"""Steps to an operation of a definition: `Body.paths.PATH.METHOD`."""


def signed(app: Application, routes: Sequence[Route], place: Property) -> list[Edit]:
    """Edits that make all these routes of one API ask who calls; none where one of them cannot.

    Args:
        app: the application.
        routes: all that are open.
        place: where authentication would be set, see `place_of`.
    """
    # Somebody else's service cannot sign, and of a WebSocket only the route that connects can ask for it.
    if any(is_webhook(route.path) for route in routes) or not place.path or _registers(app, routes):
        return []
    if place.name == "Auth":
        return [Set(place, _for_all(app, routes[0]))]
    edits: dict[Property, list[Edit]] = {}
    known = {r.authorizer.id: r.authorizer for r in app.routes if r.api == routes[0].api and r.authorizer}
    authorizer = next(iter(known.values())) if len(known) == 1 else None
    for route in routes:
        own = _of_route(route.property, authorizer)
        if not own:
            return []
        for edit in own:
            same = edits.setdefault(edit.property, [])
            if edit not in same:
                same.append(edit)
    return [edit for same in edits.values() for edit in same]


def _registers(app: Application, routes: Sequence[Route]) -> bool:
    """Whether one of these routes may be where people register: nobody who does has credentials yet."""
    siblings = (route for route in app.routes if route.api == routes[0].api)
    return any(r.method.upper() not in ("GET", "HEAD") and last_part(r) in _PEOPLE for r in routes) and any(
        last_part(sibling) in SIGN_IN.split() for sibling in siblings
    )


def _for_all(app: Application, route: Route) -> dict[str, Any]:
    """The `Auth` of a SAM API. Browsers do not sign what they ask beforehand."""
    if route.kind is TriggerKind.HTTP_API:
        return {"EnableIamAuthorizer": True, "DefaultAuthorizer": _IAM}
    # The API itself may invoke the functions; callers need no permission to do so past it.
    wanted: dict[str, Any] = {"DefaultAuthorizer": _IAM, "InvokeRole": "NONE"}
    if any(other.api == route.api and other.method == "OPTIONS" for other in app.routes):
        wanted["AddDefaultAuthorizerToCorsPreflight"] = False
    return wanted


def _of_route(place: Property, authorizer: Authorizer | None) -> list[Set]:
    if place.name == "AuthorizationType":
        kind = _TYPES.get((place.resource.type, authorizer.kind)) if authorizer else None
        if authorizer is None or kind is None or authorizer.property.path:
            return [Set(place, _IAM)]
        identity = Reference(authorizer.property.resource.key, "Ref")
        return [Set(place, kind), Set(place.resource["AuthorizerId"], identity)]
    if place.path[:2] != ("Body", "paths") or len(place.path) != _DEPTH:
        return []
    _, defined, name = authorizer.id.partition("#") if authorizer else ("", "", "")
    if defined:
        return [Set(place["security"], [{name: []}])]
    body = place.resource["Body"]
    schemes = body["securityDefinitions"] if body["swagger"].present else body["components.securitySchemes"]
    required = Set(place["security"], [{_IAM: []}])
    # SAM writes the scheme of what it makes of events.
    return [required] if of_event(place) or schemes[_IAM].present else [required, Set(schemes[_IAM], dict(_SCHEME))]


def signed_url(app: Application, url: Resource) -> list[Edit]:
    """Edits that make a function URL ask for signed requests, and take away what let everybody use it."""
    function = app.function_of(url.get("TargetFunctionArn"))
    permissions = [
        permission
        for permission in app.resources("AWS::Lambda::Permission")
        if permission.by == "author"
        and permission.get("Principal") == "*"
        and (permission.get("FunctionUrlAuthType") == "NONE" or permission["InvokedViaFunctionUrl"].flag() is True)
        and function is not None
        and app.function_of(permission.get("FunctionName")) == function
    ]
    return [Set(url["AuthType"], _IAM), *(Remove(permission[()]) for permission in permissions)]
