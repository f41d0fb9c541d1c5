"""serverless-apigateway-service-proxy: routes that lead to a service of AWS without any function between.

https://www.npmjs.com/package/serverless-apigateway-service-proxy
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, concat, display
from leastwise.read.expand.context import ACCOUNT, PARTITION
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import each, given, maps
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import arn, service_uri
from leastwise.read.serverless.naming import upper_first
from leastwise.read.serverless.plugins.routes import add_route, calling_role

_NAMES = {"eventbridge": "EventBridge"}


def add_proxies(build: ServerlessBuild) -> None:
    """Add the route of each entry, and the roles with which they call."""
    wanted = build.custom.get("apiGatewayServiceProxies")
    for entry, _ in each(wanted, build.custom.span("apiGatewayServiceProxies")):
        for service, source, place in maps(entry):
            found = _called(service, source)
            if found is None:
                build.context.note(place, f"the proxy to {service} is not known here; its route is not seen")
                continue
            uri, actions, resource, request = found
            role = source.get("roleArn")
            if not given(role):
                name = f"ApigatewayTo{_NAMES.get(service, upper_first(service))}Role"
                role = calling_role(build, name, [allow(actions, resource)], place)
            integration = {"Uri": service_uri(*uri), "Credentials": role, **request}
            add_route(build, source, place, integration)


def _called(service: str, source: Map) -> tuple[tuple[Any, ...], list[str], Any, dict[str, Any]] | None:
    """The end of the URI, what is done, on what, and the request that is put together."""
    action = source.get("action")
    action = display(action) if given(action) else ""
    if service == "sqs":
        name = source.get("queueName")
        request = _parameters({"Action": "'SendMessage'", "MessageBody": "method.request.body"})
        return ("sqs:path//", ACCOUNT, "/", name), ["sqs:SendMessage"], arn("sqs", name), request
    if service == "sns":
        topic = arn("sns", source.get("topicName"))
        request = _parameters({"TopicArn": concat(("'", topic, "'")), "Message": "method.request.body"})
        return ("sns:path//",), ["sns:Publish"], topic, request
    if service == "kinesis":
        name, actions = source.get("streamName"), ["kinesis:PutRecord", "kinesis:PutRecords"]
        return (
            ("kinesis:action/", action or "PutRecord"),
            actions,
            arn("kinesis", "stream/", name),
            _body("StreamName", name),
        )
    if service == "dynamodb":
        name, action = source.get("tableName"), action or "PutItem"
        table = arn("dynamodb", "table/", name)
        return ("dynamodb:action/", action), [f"dynamodb:{action}"], table, _body("TableName", name)
    if service == "s3":
        bucket, action = source.get("bucket"), action or "GetObject"
        objects = concat(("arn:", PARTITION, ":s3:::", bucket, "/*"))
        return ("s3:path/", bucket, "/{object}"), [f"s3:{action}*"], objects, {}
    if service == "eventbridge":
        bus = source.get("eventBusName", "default")
        return (
            ("events:action/PutEvents",),
            ["events:PutEvents"],
            arn("events", "event-bus/", bus),
            _body("EventBusName", bus),
        )
    return None


def _parameters(query: dict[str, Any]) -> dict[str, Any]:
    return {"RequestParameters": {f"integration.request.querystring.{name}": value for name, value in query.items()}}


def _body(key: str, name: Any) -> dict[str, Any]:
    """A body that names what is called, and holds what the caller sent."""
    return {"RequestTemplates": {"application/json": concat((f'{{"{key}":"', name, '","Data":$input.json("$")}'))}}
