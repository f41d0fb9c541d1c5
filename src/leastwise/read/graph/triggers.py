"""Triggers: everything that starts a function.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.graph import Authorizer, Exposure, Route, Statement, Store, Trigger, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol, display
from leastwise.read.graph.context import Context, entries, field
from leastwise.read.graph.event_rules import event_triggers
from leastwise.read.graph.mappings import mapping_triggers
from leastwise.read.graph.permissions import unmatched
from leastwise.read.graph.senders import Senders
from leastwise.read.graph.state_machines import state_machine_triggers
from leastwise.read.graph.user_pools import POOL, sender
from leastwise.read.graph.wiring import WIRES, places


def triggers(
    context: Context,
    routes: tuple[Route, ...],
    authorizers: Mapping[str, Authorizer],
    stores: tuple[Store, ...],
    invoke: tuple[Statement, ...],
) -> list[Trigger]:
    """Every trigger of every function."""
    if not context.functions:
        return []
    senders = Senders(context, stores, routes)
    found = list(_http(routes))
    found += _authorizing(authorizers, routes)
    found += mapping_triggers(context, senders)
    found += _subscriptions(context, senders)
    found += event_triggers(context, senders)
    found += state_machine_triggers(context, senders)
    found += _user_pools(context)
    found += _gateways(context)
    found += _wired(context, senders)
    found += _custom_resources(context, senders)
    found += unmatched(context, invoke, found)
    return found


def _http(routes: tuple[Route, ...]) -> Iterator[Trigger]:
    for route in routes:
        if route.function is not None:
            yield Trigger(
                kind=route.kind,
                function=route.function,
                source=route.api.id,
                exposure=route.exposure,
                property=route.property,
                resource=route.api,
                route=route,
            )


def _authorizing(authorizers: Mapping[str, Authorizer], routes: tuple[Route, ...]) -> Iterator[Trigger]:
    """An authorizer is called before the caller is known, so whoever reaches its API decides what it gets."""
    private = {route.authorizer.id for route in routes if route.private and route.authorizer is not None}
    for authorizer in authorizers.values():
        if authorizer.function is not None:
            resource = authorizer.property.resource
            yield Trigger(
                kind=TriggerKind.AUTHORIZER,
                function=authorizer.function,
                source=authorizer.id,
                exposure=Exposure.PRIVATE if authorizer.id in private else Exposure.INTERNET,
                property=authorizer.property,
                resource=resource,
            )


def _subscriptions(context: Context, senders: Senders) -> Iterator[Trigger]:
    """Subscriptions to topics, as resources or written into the topic."""
    for subscription in context.of("AWS::SNS::Subscription"):
        if subscription.properties.get("Protocol") == "lambda":
            topic = subscription.properties.get("TopicArn")
            yield from _subscribed(context, senders, topic, subscription["Endpoint"], subscription[()])
    for topic in context.of("AWS::SNS::Topic"):
        if "Subscription" in topic.properties:
            for place, entry in entries(topic["Subscription"]):
                if entry.get("Protocol") == "lambda":
                    yield from _subscribed(context, senders, topic, place["Endpoint"], place)


def _subscribed(
    context: Context, senders: Senders, topic: Any, endpoint: Property, place: Property
) -> Iterator[Trigger]:
    function = context.function(endpoint.value, endpoint)
    if function is not None:
        source = topic if isinstance(topic, Resource) else context.lookup.resource(topic)
        yield Trigger(
            kind=TriggerKind.SNS,
            function=function,
            source=name_of(source, topic),
            exposure=senders.of(source),
            property=place,
            resource=source,
        )


def name_of(resource: Resource | None, value: Any) -> str:
    """What a source is called: the id of a resource of the application, otherwise the value as a person reads it."""
    if resource is not None:
        return resource.id
    return display(value) if isinstance(value, (str, Symbol)) else "?"


def _user_pools(context: Context) -> Iterator[Trigger]:
    for pool in context.of(POOL):
        for place in pool["LambdaConfig"].items():
            nested = place["LambdaArn"]
            place = nested if nested.present else place
            function = context.function(place.value, place)
            if function is None:
                continue
            yield Trigger(TriggerKind.COGNITO, function, pool.id, sender(pool, str(place.path[1])), place, pool)


def _gateways(context: Context) -> Iterator[Trigger]:
    """Targets and interceptors of agent gateways, which speak the model context protocol to their callers.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-add-target-lambda.html
    """
    for target in context.of("AWS::BedrockAgentCore::GatewayTarget"):
        place = target["TargetConfiguration.Mcp.Lambda.LambdaArn"]
        function = context.function(place.value, place)
        gateway = context.lookup.resource(target.properties.get("GatewayIdentifier"))
        if function is not None:
            yield _at_gateway(function, gateway, place)
    for gateway in context.of("AWS::BedrockAgentCore::Gateway"):
        for place in places(gateway, ("InterceptorConfigurations", "*", "Interceptor", "Lambda", "Arn")):
            function = context.function(place.value, place)
            if function is not None:
                yield _at_gateway(function, gateway, place)


def _at_gateway(function: Any, gateway: Resource | None, place: Property) -> Trigger:
    kind = None if gateway is None else gateway.properties.get("AuthorizerType")
    exposure = Exposure.UNKNOWN
    if isinstance(kind, str):
        exposure = Exposure.INTERNET if kind == "NONE" else Exposure.AUTHENTICATED
    source = place.resource if gateway is None else gateway
    return Trigger(TriggerKind.BEDROCK_AGENT, function, source.id, exposure, place, source)


def _wired(context: Context, senders: Senders) -> Iterator[Trigger]:
    """The plain cases: a property that names the function."""
    by_type = context.lookup.by_type
    for wire in WIRES:
        for resource in by_type.get(wire.type, ()):
            for place in places(resource, wire.path):
                value = place.value
                function = context.function(value, place)
                if function is None:
                    continue
                source: Resource | None = resource
                name = resource.id
                if wire.source:
                    named = resource.properties.get(wire.source)
                    source = context.lookup.resource(named)
                    name = name_of(source, named)
                exposure = senders.of(source) if wire.exposure is None else wire.exposure
                yield Trigger(wire.kind, function, name, exposure, place, source)


def _custom_resources(context: Context, senders: Senders) -> Iterator[Trigger]:
    """Custom resources by their type; and the notifications of a bucket that a custom resource sets up.

    The CDK adds notifications to a bucket in this way.
    """
    for type_, resources in context.lookup.by_type.items():
        if not type_.startswith("Custom::"):
            continue
        for resource in resources:
            place = resource["ServiceToken"]
            function = context.function(place.value, place)
            if function is not None:
                yield Trigger(TriggerKind.CUSTOM_RESOURCE, function, resource.id, Exposure.INTERNAL, place, resource)
            if type_ == "Custom::S3BucketNotifications":
                bucket = context.lookup.resource(resource.properties.get("BucketName"), "AWS::S3::Bucket")
                for item in resource["NotificationConfiguration.LambdaFunctionConfigurations"].each():
                    function = context.function(field(item.value, "LambdaFunctionArn"), item)
                    if function is not None:
                        name = name_of(bucket, resource.properties.get("BucketName"))
                        yield Trigger(TriggerKind.S3, function, name, senders.of(bucket), item, bucket)
