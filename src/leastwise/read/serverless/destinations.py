"""Where the results of asynchronous invocations go, and how often they are tried.

https://www.serverless.com/framework/docs/providers/aws/guide/functions#asynchronous-invocation
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, display
from leastwise.read.expand.role import allow
from leastwise.read.expand.values import carry, given
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.events.event import arn as address

_ACTIONS = {
    "function": "lambda:InvokeFunction",
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "eventBus": "events:PutEvents",
}
_KINDS = {":function:": "function", ":lambda:": "function", ":sqs:": "sqs", ":sns:": "sns", ":event-bus/": "eventBus"}


def add_invoke_config(build: ServerlessBuild, target: Target) -> None:
    """Add the event invoke configuration of a function, and the grants to write to its destinations."""
    source, properties = target.properties, Map(target.span)
    names = {"maximumEventAge": "MaximumEventAgeInSeconds", "maximumRetryAttempts": "MaximumRetryAttempts"}
    carry(source, properties, names)
    wanted = source.get("destinations")
    destinations = Map(source.span("destinations"))
    for key, name in (("onSuccess", "OnSuccess"), ("onFailure", "OnFailure")):
        if isinstance(wanted, Map) and given(wanted.get(key)):
            value, span = wanted[key], wanted.span(key)
            destinations.put(name, _destination(build, target, value, span), span)
    if destinations:
        properties.put("DestinationConfig", destinations, destinations.home)
    if not properties:
        return
    span = target.span
    properties.put("FunctionName", target.ref, span)
    properties.put("Qualifier", target.alias[1] if target.alias else "$LATEST", span)
    build.add(
        target.prefix + "LambdaEvConf",
        "AWS::Lambda::EventInvokeConfig",
        properties,
        span,
        by="author",
        written=frozenset({("FunctionName",), ("Qualifier",)}),
    )


def _destination(build: ServerlessBuild, target: Target, value: Any, span: Span) -> Map:
    """One destination: another function of the service by its key, an ARN, or type and ARN."""
    kind: Any = None
    arn: Any = value
    granted: Any = value
    if isinstance(value, Map):
        kind, arn = value.get("type"), value.get("arn")
        granted = arn
    elif isinstance(value, str) and value in build.functions:
        other = build.functions[value]
        kind, arn = "function", other.call
        granted = address("lambda", "function:", other.name)
    elif isinstance(value, (str, Symbol)):
        shown = display(value)
        kind = next((found for part, found in _KINDS.items() if part in shown), None)
    action = _ACTIONS.get(kind) if isinstance(kind, str) else None
    if action is not None and target.role is not None and granted is not None:
        target.role.grant("destination", [allow(action, granted)], span)
    made = Map(span)
    made.put("Destination", arn, span)
    return made
