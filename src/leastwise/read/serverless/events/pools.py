"""Triggers of user pools.

https://www.serverless.com/framework/docs/providers/aws/events/cognito-user-pool
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Map, display
from leastwise.read.expand.values import given, mapping, on
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, arn, own, permit
from leastwise.read.serverless.events.names import tail
from leastwise.read.serverless.naming import alphanumeric

_POOL = "AWS::Cognito::UserPool"
_SENDERS = ("CustomSMSSender", "CustomEmailSender")


def add_pool_triggers(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the user pools that events name, with the functions as their triggers, and permissions."""
    for event in events:
        pool, trigger = event.properties.get("pool"), event.properties.get("trigger")
        if not given(pool) or not isinstance(trigger, str):
            build.context.note(event.span, f"the cognitoUserPool event of {event.function.key} lacks pool or trigger")
            continue
        if on(event.properties.get("existing")):
            source = _existing(build, event, pool, trigger)
        else:
            source = build.context.att(_add_pool(build, event, pool, trigger))
        name = f"{event.prefix}LambdaPermissionCognitoUserPool{alphanumeric(tail(pool))}"
        name += f"TriggerSource{alphanumeric(trigger)}"
        permit(build, name, event.function.call, "cognito-idp.amazonaws.com", event.span, SourceArn=source)


def _add_pool(build: ServerlessBuild, event: Event, pool: Any, trigger: str) -> str:
    name = f"CognitoUserPool{alphanumeric(display(pool))}"
    span = event.properties.span("pool")
    found = build.result.get(name)
    if found is None or name in build.source:
        properties = Map(span)
        properties.put("UserPoolName", pool, span)
        properties["LambdaConfig"] = Map(event.span)
        add(build, name, _POOL, properties, span)
        found = build.result[name]
    config = mapping(found.properties.get("LambdaConfig"), span)
    for key, value in _triggers(event, trigger).items():
        config.put(key, value, event.span)
    return name


def _triggers(event: Event, trigger: str) -> Map:
    source, function = event.properties, event.function.call
    version = source.get("lambdaVersion")
    if trigger in _SENDERS:
        version = version if given(version) else "V1_0"
        found = own(Map(event.span), **{trigger: {"LambdaArn": function, "LambdaVersion": version}})
        if given(source.get("kmsKeyId")):
            found.put("KMSKeyID", source["kmsKeyId"], source.span("kmsKeyId"))
        return found
    if trigger == "PreTokenGeneration" and given(version):
        config = {"LambdaArn": function, "LambdaVersion": version}
        return own(Map(event.span), PreTokenGenerationConfig=config)
    return own(Map(event.span), **{trigger: function})


def _existing(build: ServerlessBuild, event: Event, pool: Any, trigger: str) -> Any:
    """A pool that is there already: of this service where one has that name, otherwise anywhere in the account."""
    for resource in build.source.values():
        if resource.type == _POOL and resource.properties.get("UserPoolName") == pool:
            _contribute(build, resource, event, trigger)
            return build.context.att(resource.name)
    return arn("cognito-idp", "userpool/*")


def _contribute(build: ServerlessBuild, resource: Resource, event: Event, trigger: str) -> None:
    for key, value in _triggers(event, trigger).items():
        build.contribute(resource.name, ("LambdaConfig",), key, value, event.span)
