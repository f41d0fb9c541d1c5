"""Functions that run in CloudFront.

https://www.serverless.com/framework/docs/providers/aws/events/cloudfront
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from leastwise.model.record import replace
from leastwise.model.value import Map, Seq, concat, display
from leastwise.read.expand.context import ACCOUNT, PARTITION
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import given, made, mapping, on, without
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, own, permit, trusted_by
from leastwise.read.serverless.publish import version

_DISTRIBUTION = "CloudFrontDistribution"
_OPTIMISED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
"""The managed cache policy that behaviours get which say nothing about caching.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""
_CACHING = ("CachePolicyId", "ForwardedValues", "MaxTTL", "MinTTL", "DefaultTTL")
_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:TagResource"]


def add_distribution(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the one distribution of all events, and permissions."""
    origins: dict[str, Map] = {}
    behaviours: dict[tuple[Any, str], Map] = {}
    default = ""
    for event in events:
        origin = _origin(event)
        identity = display(origin["Id"])
        origins.setdefault(identity, origin)
        if on(event.properties.get("isDefaultOrigin")):
            default = identity
        path = event.properties.get("pathPattern")
        where = (path if isinstance(path, str) else None, identity)
        behaviour = behaviours.setdefault(where, _behaviour(event, origin))
        behaviour["LambdaFunctionAssociations"].put(_association(build, event), event.span)
        _permit(build, event)
    ordered = sorted(behaviours.items(), key=lambda entry: entry[0][0] is not None)
    span = events[0].span
    config = own(Map(span), Enabled=True, Comment=concat((build.name, " ", build.stage)))
    first = ordered[0][1]
    if ordered[0][0][0] is not None:
        first = without(first, ("PathPattern", "LambdaFunctionAssociations"))
        first["TargetOriginId"] = (origins.get(default) or next(iter(origins.values())))["Id"]
    else:
        ordered = ordered[1:]
    config.put("DefaultCacheBehavior", first, first.home)
    config["Origins"] = Seq(span, list(origins.values()))
    if ordered:
        config["CacheBehaviors"] = Seq(span, [behaviour for _, behaviour in ordered])
    add(build, _DISTRIBUTION, "AWS::CloudFront::Distribution", Map(span, {"DistributionConfig": config}), span)


def _origin(event: Event) -> Map:
    given_origin, span = event.properties.get("origin"), event.properties.span("origin")
    if isinstance(given_origin, Map):
        origin = given_origin.copy()
    else:
        origin = Map(span)
        parts = urlsplit(given_origin) if isinstance(given_origin, str) and "[" not in given_origin else None
        origin.put("DomainName", parts.hostname or given_origin if parts else given_origin, span)
        if parts and len(parts.path) > 1:
            origin.put("OriginPath", parts.path, span)
        if parts and parts.scheme == "s3":
            origin["S3OriginConfig"] = Map(span)
        else:
            origin["CustomOriginConfig"] = Map(span, {"OriginProtocolPolicy": "match-viewer"})
    kind = "s3" if "S3OriginConfig" in origin else "custom"
    origin["Id"] = f"{kind}/{display(origin.get('DomainName', ''))}{display(origin.get('OriginPath', ''))}"
    return origin


def _behaviour(event: Event, origin: Map) -> Map:
    source = event.properties
    span = source.spans.get("behavior", event.span)
    behaviour = own(Map(span), ViewerProtocolPolicy="allow-all")
    for key, value, place in mapping(source.get("behavior"), span).entries():
        behaviour.put(key, value, place)
    policy = mapping(source.get("cachePolicy"), span)
    if given(policy.get("id")):
        behaviour.put("CachePolicyId", policy["id"], policy.span("id"))
    elif not any(key in behaviour for key in _CACHING):
        behaviour["CachePolicyId"] = _OPTIMISED
    if isinstance(source.get("pathPattern"), str):
        behaviour.put("PathPattern", source["pathPattern"], source.span("pathPattern"))
    behaviour["TargetOriginId"] = origin["Id"]
    behaviour["LambdaFunctionAssociations"] = Seq(event.span)
    return behaviour


def _association(build: ServerlessBuild, event: Event) -> Map:
    association = Map(event.span)
    for key, name in (("eventType", "EventType"), ("includeBody", "IncludeBody")):
        if given(event.properties.get(key)):
            association.put(name, event.properties[key], event.properties.span(key))
    association["LambdaFunctionARN"] = version(build, event.function, event.span)
    return association


def _permit(build: ServerlessBuild, event: Event) -> None:
    """What a function at the edge needs, and what it does not get: variables and a network."""
    function = build.result.get(event.function.logical_id)
    if function is not None:
        body = function.body.copy()
        body["Properties"] = without(function.properties, ("VpcConfig", "Environment"))
        body["DeletionPolicy"] = made(event.span, "Retain")
        build.result[event.function.logical_id] = replace(function, body=body)
    source = concat(("arn:", PARTITION, ":cloudfront::", ACCOUNT, ":distribution/", build.context.ref(_DISTRIBUTION)))
    name = event.function.logical_id + "InvokePermission"
    permit(
        build,
        name,
        version(build, event.function, event.span),
        "edgelambda.amazonaws.com",
        event.span,
        SourceArn=source,
    )
    role = event.function.role
    if role is not None:
        trusted_by(role, "edgelambda.amazonaws.com")
        role.grant("edge", [allow(_LOGS, concat(("arn:", PARTITION, ":logs:*:*:*")))], event.span)
