"""serverless-plugin-aws-alerts: alarms on functions, and the topics that they tell.

https://www.npmjs.com/package/serverless-plugin-aws-alerts
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, is_false
from leastwise.read.expand.values import carry, each, given, made, mapping
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.events.event import add, own
from leastwise.read.serverless.naming import alphanumeric, upper_first

_STATES = {"ok": "OKActions", "alarm": "AlarmActions", "insufficientData": "InsufficientDataActions"}
_METRICS = {
    "functionInvocations": ("Invocations", "Sum", 100),
    "functionErrors": ("Errors", "Sum", 1),
    "functionDuration": ("Duration", "Average", 500),
    "functionThrottles": ("Throttles", "Sum", 1),
}
"""Alarms that the plugin knows by name: metric, statistic, threshold."""

_NAMES = {
    "actionsEnabled": "ActionsEnabled",
    "comparisonOperator": "ComparisonOperator",
    "datapointsToAlarm": "DatapointsToAlarm",
    "description": "AlarmDescription",
    "evaluationPeriods": "EvaluationPeriods",
    "metric": "MetricName",
    "namespace": "Namespace",
    "period": "Period",
    "statistic": "Statistic",
    "threshold": "Threshold",
    "treatMissingData": "TreatMissingData",
}


def add_alarms(build: ServerlessBuild) -> None:
    """Add topics and alarms, unless this stage is none of those that are to have them."""
    settings = build.under(build.custom, "alerts")
    stages = settings.get("stages")
    if not settings or (isinstance(stages, Seq) and build.stage not in stages):
        return
    actions = _topics(build, mapping(settings.get("topics"), settings.home))
    shared = [
        entry for key in ("alarms", "global", "function") for entry in each(settings.get(key), settings.span(key))
    ]
    for target in build.functions.values():
        wanted = [*shared, *each(target.properties.get("alarms"), target.properties.span("alarms"))]
        for alarm, span in wanted:
            _add_alarm(build, target, settings, alarm, actions, span)


def _topics(build: ServerlessBuild, topics: Map) -> dict[str, Any]:
    """What is told of each state: topics that are there, and ones that are added."""
    actions: dict[str, Any] = {}
    for state, value, span in topics.entries():
        if state not in _STATES:
            continue
        topic = value.get("topic") if isinstance(value, Map) else value
        if isinstance(topic, str) and not topic.startswith("arn:"):
            name = f"AwsAlerts{upper_first(state)}"
            properties = own(Map(span), TopicName=topic)
            listeners = Seq(span)
            for listener, place in each(mapping(value, span).get("notifications"), span):
                subscription = Map(place)
                carry(mapping(listener, place), subscription, {"protocol": "Protocol", "endpoint": "Endpoint"})
                listeners.put(subscription, place)
            if listeners:
                properties.put("Subscription", listeners, span)
            add(build, name, "AWS::SNS::Topic", properties, span)
            topic = build.context.ref(name)
        if given(topic):
            actions[_STATES[state]] = topic
    return actions


def _add_alarm(
    build: ServerlessBuild, target: Target, settings: Map, wanted: Any, actions: dict[str, Any], span: Span
) -> None:
    name = wanted.get("name") if isinstance(wanted, Map) else wanted
    if not isinstance(name, str):
        build.context.note(span, f"an alarm of {target.key} has no name")
        return
    defined = mapping(build.under(settings, "definitions").get(name), span)
    own_words = mapping(wanted, span)
    if is_false(own_words.get("enabled", defined.get("enabled"))):
        return
    alarm = own(
        Map(span),
        Namespace="AWS/Lambda",
        Period=60,
        EvaluationPeriods=1,
        DatapointsToAlarm=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="missing",
        Dimensions=made(span, [{"Name": "FunctionName", "Value": target.ref}]),
    )
    if name in _METRICS:
        metric, statistic, threshold = _METRICS[name]
        own(alarm, MetricName=metric, Statistic=statistic, Threshold=threshold)
    for source in (defined, own_words):
        carry(source, alarm, _NAMES)
    for key, topic in actions.items():
        alarm[key] = made(span, [topic])
    add(build, f"{target.prefix}{alphanumeric(name)}Alarm", "AWS::CloudWatch::Alarm", alarm, span)
