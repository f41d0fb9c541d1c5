"""How long the caller of a function waits for its answer: `data/waits.json`, and what the application sets."""

from __future__ import annotations

from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Symbol, display
from leastwise.read.tables import table

_WHO = {
    TriggerKind.ALB: "the load balancer",
    TriggerKind.APPSYNC: "AppSync",
    TriggerKind.AUTHORIZER: "the HTTP API",
    TriggerKind.CLOUDFRONT: "CloudFront",
    TriggerKind.COGNITO: "Cognito",
    TriggerKind.FIREHOSE: "Firehose",
    TriggerKind.HTTP_API: "the HTTP API",
    TriggerKind.LEX: "Lex",
    TriggerKind.OBJECT_LAMBDA: "S3",
    TriggerKind.REST_API: "the REST API",
}
"""Who waits, by the kind of trigger. Those of a WebSocket are not among them: its answers can be sent later."""

_API = (TriggerKind.REST_API, TriggerKind.HTTP_API)
_IDLE = "idle_timeout.timeout_seconds"


def _seconds() -> dict[str, int]:
    found: dict[str, int] = table(__file__, "waits")["seconds"]
    return found


def longest_wait(app: Application, function: Function) -> tuple[float, str] | None:
    """Seconds that a function's callers wait for it at most, and who waits that long, for people.

    `None` where nothing is known to call it, where something waits as long as it runs or does not wait at all, or where
    how long is not known.
    """
    found: list[tuple[float, str]] = []
    for trigger in app.triggers_of(function):
        seconds = _wait(app, trigger)
        if seconds is None:
            return None
        found.append((seconds, _WHO[trigger.kind]))
    return max(found, default=None)


def _wait(app: Application, trigger: Trigger) -> float | None:
    kind = trigger.kind
    if kind in _API:
        return _integration(trigger)
    if kind is TriggerKind.ALB:
        return _idle_timeout(app, trigger)
    if kind is TriggerKind.AUTHORIZER:
        return _seconds()[kind] if _of_http_api(trigger.property.resource) else None
    if kind is TriggerKind.COGNITO:
        return (
            None
            if any(str(step).startswith("Custom") and "Sender" in str(step) for step in trigger.property.path)
            else _seconds()[kind]
        )
    if kind is TriggerKind.CLOUDFRONT:
        return _at_edge(trigger)
    return _seconds().get(kind)


def _integration(trigger: Trigger) -> float | None:
    """What API Gateway waits: the integration's own timeout, which can be raised for a REST API, or the usual one."""
    usual = _seconds()[trigger.kind]
    integration = trigger.route.integration if trigger.route is not None else None
    if integration is None:
        return usual
    if _streams(integration) or _does_not_wait(integration):
        return None
    key = "timeoutInMillis" if integration["timeoutInMillis"].present else "TimeoutInMillis"
    milliseconds = integration[key].number(usual * 1000)
    return milliseconds / 1000 if isinstance(milliseconds, (int, float)) else None


def _streams(integration: Property) -> bool:
    """Whether the answer is sent while it is made, for up to fifteen minutes.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
    """
    modes = (integration[key].value for key in ("ResponseTransferMode", "responseTransferMode"))
    return any(isinstance(mode, Symbol) or mode == "STREAM" for mode in modes)


def _does_not_wait(integration: Property) -> bool:
    """Whether the function is, or may be, invoked without waiting for it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
    """
    for name in ("RequestParameters", "requestParameters"):
        for place in integration[name].items():
            if str(place.path[-1]).lower().endswith("x-amz-invocation-type"):
                return display(place.value).strip("'").lower() != "requestresponse"
    return False


def _idle_timeout(app: Application, trigger: Trigger) -> float | None:
    """The idle timeout of the load balancer; `None` where it may be set elsewhere."""
    listener = trigger.resource
    balancer = None if listener is None else app.referenced(listener.properties.get("LoadBalancerArn"))
    if balancer is None:
        return None
    attributes = balancer["LoadBalancerAttributes"]
    for place in attributes.each():
        if place["Key"].value == _IDLE:
            seconds = place["Value"].number()
            return seconds if isinstance(seconds, (int, float)) else None
    return None if isinstance(attributes.value, Symbol) else _seconds()[trigger.kind]


def _of_http_api(resource: Resource) -> bool:
    """Whether an authorizer is known to be one of an HTTP API; of the others it is not documented what they wait."""
    return resource.type == "AWS::ApiGatewayV2::Api" or "AuthorizerPayloadFormatVersion" in resource.properties


def _at_edge(trigger: Trigger) -> float | None:
    """What CloudFront allows a function at the edge. One behind a function URL may also be called past CloudFront."""
    if trigger.route is not None:
        return None
    place = trigger.property.parent["EventType"]
    event = place.text() or ""
    return _seconds().get(f"edge-{event.partition('-')[0]}")
