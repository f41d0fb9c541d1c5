"""Where the results of asynchronous invocations go.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventinvokeconfiguration.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, concat
from leastwise.read.expand.build import Build
from leastwise.read.expand.role import Role, allow
from leastwise.read.expand.values import carry, given
from leastwise.read.sam.tables import properties as names_of

_CREATED = {"SQS": ("Queue", "AWS::SQS::Queue"), "SNS": ("Topic", "AWS::SNS::Topic")}
"""Type of a destination that SAM makes where none is named → suffix of its logical id, and its type."""


def add_invoke_config(build: Build, resource: Resource, source: Map, role: Role) -> None:
    """Add the event invoke configuration of a function, its destinations, and the grants to write to them."""
    config, span = source.get("EventInvokeConfig"), source.span("EventInvokeConfig")
    if not isinstance(config, Map) or not config:
        return
    name = resource.name + "EventInvokeConfig"
    made = Map(config.home)
    carry(config, made, names_of("EventInvokeConfig"))
    alias = source.get("AutoPublishAlias")
    made.put("FunctionName", build.context.ref(resource.name), span)
    made.put("Qualifier", alias if given(alias) else "$LATEST", span)
    destinations = config.get("DestinationConfig")
    if isinstance(destinations, Map):
        chosen = Map(destinations.home)
        for when, wanted, place in destinations.entries():
            if when in ("OnSuccess", "OnFailure") and isinstance(wanted, Map):
                destination = _destination(build, resource.name, name + when, wanted, place)
                chosen.put(when, Map(wanted.home), place)
                chosen[when].put("Destination", destination, wanted.span("Destination"))
                grant_destination(role, name + when, wanted.get("Type"), destination, place)
        made.put("DestinationConfig", chosen, config.span("DestinationConfig"))
    build.add(name, "AWS::Lambda::EventInvokeConfig", made, span, by="author")


def _destination(build: Build, function: str, name: str, wanted: Map, span: Span) -> Any:
    """The ARN of a destination, which is made where it is not named."""
    found, kind = wanted.get("Destination"), wanted.get("Type")
    if found is not None or not isinstance(kind, str) or kind not in _CREATED:
        return found
    suffix, type_ = _CREATED[kind]
    build.add(name + suffix, type_, {}, span)
    build.links[function, "Destination" + suffix] = name + suffix
    return build.context.ref(name + suffix) if kind == "SNS" else build.context.att(name + suffix)


def grant_destination(role: Role, name: str, kind: Any, arn: Any, span: Span) -> None:
    """Let a role write to a destination. Where the type is not given, SAM grants nothing."""
    if kind == "SQS":
        role.grant(name + "SQSPolicy", [allow("sqs:SendMessage", arn)], span)
    elif kind == "SNS":
        role.grant(name + "SNSPolicy", [allow("sns:publish", arn)], span)
    elif kind == "EventBridge":
        role.grant(name + "EventBridgePolicy", [allow("events:PutEvents", arn)], span)
    elif kind == "Lambda":
        role.grant(name + "LambdaPolicy", [allow("lambda:InvokeFunction", arn)], span)
    elif kind in ("S3", "S3Bucket"):
        objects = concat((arn, "/*"))
        role.grant(name + "S3Policy", [allow("s3:PutObject", objects), allow("s3:ListBucket", arn)], span)
