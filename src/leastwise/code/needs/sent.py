"""Fields of the event that the template decides: properties of custom resources, inputs of rules, names of the sender.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
https://docs.aws.amazon.com/transfer/latest/userguide/custom-step-details.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.code.needs.derived import worked_out
from leastwise.code.needs.parameters import with_parameters
from leastwise.code.needs.relayed import relayed
from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Map, Reference, Seq, Symbol, concat, references

_MOST = 16
_ENDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("s3", "bucket", "name"), "AWS::S3::Bucket", "Ref"),
    (("s3", "bucket", "arn"), "AWS::S3::Bucket", "Arn"),
    (("detail", "bucket", "name"), "AWS::S3::Bucket", "Ref"),
    (("bucket_name",), "AWS::S3::Bucket", "Ref"),
    (("SecretId",), "AWS::SecretsManager::Secret", "Ref"),
    (("userPoolId",), "AWS::Cognito::UserPool", "Ref"),
    (("Sns", "TopicArn"), "AWS::SNS::Topic", "Ref"),
    (("eventSourceARN",), "AWS::SQS::Queue", "Arn"),
    (("eventSourceARN",), "AWS::Kinesis::Stream", "Arn"),
    (("eventSourceARN",), "AWS::DynamoDB::Table", "StreamArn"),
    (("requestContext", "apiId"), "AWS::ApiGateway::RestApi", "Ref"),
    (("requestContext", "apiId"), "AWS::ApiGatewayV2::Api", "Ref"),
)
"""What a field ends with, the type of the resource that sends it, and the attribute that it is."""


def sent(app: Application, function: Function, path: tuple[str, ...], names: Mapping[str, str]) -> list[Any]:
    """Everything that a field of the event may be; nothing where whoever calls decides it.

    Args:
        app: the application.
        function: the one that is called.
        path: of the field.
        names: parameters that are named where they stand, instead of their defaults; see `parameters.defaults`.
    """
    triggers = [one for one in app.triggers_of(function) if one.kind is not TriggerKind.PERMISSION]
    if path[:1] in (("ResourceProperties",), ("OldResourceProperties",)):
        return _properties(_custom(app, function, triggers), path[1:], names)
    senders = {one.resource.key: one.resource for one in triggers if one.resource is not None}
    for end, type_, attribute in _ENDS:
        if path[-len(end) :] == end:
            found = [key for key, resource in senders.items() if resource.type == type_]
            if found:
                return [Reference(key, attribute) for key in found] if len(found) == 1 else []
    if path[-2:] == ("executionDetails", "workflowId"):
        flows = [one.key for one in app.resources("AWS::Transfer::Workflow") if _uses(app, one, function)]
        return [Reference(flows[0], "Ref")] if len(flows) == 1 else []
    if path[-2:] == ("requestContext", "domainName"):
        apis = [key for key, resource in senders.items() if resource.type == "AWS::ApiGatewayV2::Api"]
        return [concat([Reference(apis[0], "Ref"), ".execute-api"])] if len(apis) == 1 else []
    if "customHeaders" in path:
        return _header(triggers, path)
    return _chosen(triggers, path) or relayed(app, senders, path)


def _uses(app: Application, resource: Resource, function: Function) -> bool:
    return any(app.function_of(reference) is function for reference in references(resource.properties))


def _custom(app: Application, function: Function, triggers: Iterable[Trigger]) -> list[Resource]:
    """The custom resources that a function makes, also through the provider framework of the CDK."""
    found = [one.property.resource for one in triggers if one.kind is TriggerKind.CUSTOM_RESOURCE]
    for other in app.all_functions:
        if other is function or other.resource.by == "author":
            continue
        for name in ("USER_ON_EVENT_FUNCTION_ARN", "USER_IS_COMPLETE_FUNCTION_ARN"):
            if app.function_of(other.environment[name].value) is function:
                calls = (one for one in app.triggers_of(other) if one.kind is TriggerKind.CUSTOM_RESOURCE)
                found += [one.property.resource for one in calls]
    return found


def _properties(resources: Iterable[Resource], path: tuple[str, ...], names: Mapping[str, str]) -> list[Any]:
    found: list[Any] = []
    for resource in resources:
        named = with_parameters(resource.properties, names)
        inner = list(_within({**resource.properties, **named}, path))
        if any(not isinstance(one, (str, int, Symbol)) for one in inner):
            return []
        found += inner
    return found[:_MOST]


def _within(value: Any, path: tuple[str, ...]) -> Iterator[Any]:
    """What a path leads to in data of a template."""
    if not path:
        yield value
    elif isinstance(value, (Map, dict)) and path[0] in value:
        yield from _within(value[path[0]], path[1:])
    elif isinstance(value, (Seq, list)) and path[0].startswith("["):
        for item in value[:_MOST]:
            yield from _within(item, path[1:])


def _header(triggers: Iterable[Trigger], path: tuple[str, ...]) -> list[Any]:
    """A header that a distribution adds for its origins; CloudFront gives names in small letters."""
    name = path[path.index("customHeaders") + 1 :][:1]
    found: list[Any] = []
    for one in triggers:
        if one.property.resource.type != "AWS::CloudFront::Distribution":
            continue
        origins = one.property.resource.get("DistributionConfig.Origins")
        for origin in origins if isinstance(origins, Seq) else ():
            headers = origin.get("OriginCustomHeaders") if isinstance(origin, Map) else None
            for header in headers if isinstance(headers, Seq) else ():
                if isinstance(header, Map) and name == (str(header.get("HeaderName")).lower(),):
                    found.append(header.get("HeaderValue"))
    return found


def _chosen(triggers: list[Trigger], path: tuple[str, ...]) -> list[Any]:
    """A field of events of rules and schedules alone, where each says what it is."""
    found: list[Any] = []
    for one in triggers:
        if one.kind not in (TriggerKind.EVENTBRIDGE, TriggerKind.SCHEDULE):
            return []
        told = _told(one, path)
        if not told:
            return []
        found += told
    return found[:_MOST]


def _told(trigger: Trigger, path: tuple[str, ...]) -> list[Any]:
    target = trigger.property.value
    if isinstance(target, Map) and "Input" in target:
        return [one for one in _within(_read(target["Input"]), path) if isinstance(one, (str, Symbol))]
    if isinstance(target, Map) and ("InputTransformer" in target or "InputPath" in target):
        return []
    pattern = _read(trigger.property.resource.get("EventPattern"))
    found = next(_within(pattern, path), None)
    items = list(found) if isinstance(found, (Seq, list)) else []
    return items if all(isinstance(one, (str, Symbol)) for one in items) else []


def _read(value: Any) -> Any:
    """A document that may be written as a text, with letters for what is not known in it put back."""
    if isinstance(value, (Map, Seq)):
        return value
    if not isinstance(value, (str, Concat)):
        return None
    found = worked_out(value, (("json", ()),))
    return None if isinstance(found[0], Symbol) else found[0]
