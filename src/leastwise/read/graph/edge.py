"""Function URLs, and CloudFront distributions in front of them.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.graph import AuthKind, Function, Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, Symbol, Unknown, is_true
from leastwise.read.graph.access import exposure
from leastwise.read.graph.context import Context, entries, field

_URL_AUTH = {"NONE": AuthKind.NONE, "AWS_IAM": AuthKind.IAM}


def url_routes(context: Context) -> Iterator[Route]:
    """The route of each function URL."""
    for url in context.of("AWS::Lambda::Url"):
        written = url.properties.get("AuthType")
        auth = _URL_AUTH.get(written, AuthKind.UNKNOWN) if isinstance(written, str) else AuthKind.UNKNOWN
        place = url["TargetFunctionArn"]
        yield Route(
            kind=TriggerKind.FUNCTION_URL,
            method="ANY",
            path="/*",
            auth=auth,
            property=url["AuthType"],
            function=context.function(place.value, place),
            api=url,
            exposure=exposure(auth, private=False),
        )


def distribution_routes(context: Context) -> Iterator[Route]:
    """The routes of distributions whose origin is a function URL."""
    for distribution in context.of("AWS::CloudFront::Distribution"):
        config = distribution["DistributionConfig"]
        origins: dict[str, Function] = {}
        for _, origin in entries(config["Origins"]):
            function = _origin(context, origin)
            name = origin.get("Id")
            if function is not None and isinstance(name, str):
                origins[name] = function
        if not origins:
            continue
        for place in (config["DefaultCacheBehavior"], *config["CacheBehaviors"].each()):
            behaviour = place.value
            target = field(behaviour, "TargetOriginId")
            function = origins.get(target) if isinstance(target, str) else None
            if function is not None and isinstance(behaviour, Map):
                yield behind(place, behaviour, passed_on(behaviour, "ANY"), function)


def behind(
    place: Property,
    behaviour: Map,
    method: str,
    function: Function | None,
    target: Resource | None = None,
    service: str = "",
) -> Route:
    """The route of a distribution by one of its behaviours.

    Args:
        place: of the behaviour.
        behaviour: what it says.
        method: that it passes on.
        function: the one that it leads to, or else
        target: another resource, or
        service: another service.
    """
    auth = viewer(behaviour)
    pattern = behaviour.get("PathPattern", "/*")
    return Route(
        kind=TriggerKind.CLOUDFRONT,
        method=method,
        path=pattern if isinstance(pattern, str) else "{?}",
        auth=auth,
        property=place,
        function=function,
        api=place.resource,
        exposure=exposure(auth, private=False),
        target=target,
        service=service,
    )


def _origin(context: Context, origin: Map) -> Function | None:
    """The function behind an origin. Its host name is cut out of the URL, so it is something unknown about the URL."""
    name = origin.get("DomainName")
    for value in (name, *(name.about if isinstance(name, Unknown) else ())):
        url = context.lookup.resource(value, "AWS::Lambda::Url")
        if url is not None:
            return context.function(url.properties.get("TargetFunctionArn"))
    return None


def viewer(behaviour: Map) -> AuthKind:
    """How viewers are known. A function at the edge that sees each request may ask for anything."""
    for key in ("TrustedKeyGroups", "TrustedSigners"):
        trusted = behaviour.get(key)
        if isinstance(trusted, Symbol):
            return AuthKind.UNKNOWN
        if isinstance(trusted, Seq) and trusted:
            return AuthKind.SIGNED_URL
        if isinstance(trusted, Map) and is_true(trusted.get("Enabled")):
            return AuthKind.SIGNED_URL
    for key in ("LambdaFunctionAssociations", "FunctionAssociations"):
        attached = behaviour.get(key)
        for item in attached if isinstance(attached, Seq) else ():
            if field(item, "EventType") == "viewer-request":
                return AuthKind.UNKNOWN
    return AuthKind.NONE


_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def passed_on(behaviour: Map, method: str) -> str:
    """What a distribution passes on of a method of a route, `ANY` among them; empty where it refuses the method.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-defaultcachebehavior.html
    """
    written = behaviour.get("AllowedMethods", ("GET", "HEAD"))
    listed = isinstance(written, (Seq, tuple)) and all(isinstance(item, str) for item in written)
    allowed = {str(item).upper() for item in written} if listed else set()
    if not allowed:
        return method
    if method.isalpha() and method.isupper() and method != "ANY":
        return method if method in allowed else ""
    return "GET" if allowed <= _READING else "ANY"
