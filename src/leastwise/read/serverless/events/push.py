"""Events that a service sends by itself: logs, devices, Alexa.

https://www.serverless.com/framework/docs/providers/aws/events/cloudwatch-log
https://www.serverless.com/framework/docs/providers/aws/events/iot
https://www.serverless.com/framework/docs/providers/aws/events/alexa-skill
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, concat, is_false
from leastwise.read.expand.context import REGION
from leastwise.read.expand.values import carry, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, arn, names, own, permit

_IOT = "iot.amazonaws.com"


def add_log_subscriptions(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the subscription filter of each event, and one permission for each function."""
    groups: dict[str, list[Event]] = {}
    for event in events:
        found = groups.setdefault(event.prefix, [])
        found.append(event)
        subscription = own(Map(event.span), FilterPattern="", DestinationArn=event.function.call)
        carry(event.properties, subscription, names("cloudwatchLog"))
        name = f"{event.prefix}LogsSubscriptionFilterCloudWatchLog{len(found)}"
        add(build, name, "AWS::Logs::SubscriptionFilter", subscription, event.span)
    for prefix, found in groups.items():
        principal = concat(("logs.", REGION, ".amazonaws.com"))
        source = arn("logs", "log-group:", _common([event.properties.get("logGroup") for event in found]), ":*")
        name = f"{prefix}LambdaPermissionLogsSubscriptionFilterCloudWatchLog"
        permit(build, name, found[0].function.call, principal, found[0].span, SourceArn=source)


def _common(group_names: list[Any]) -> Any:
    """What all names begin with; the Framework makes one permission of them."""
    if len(group_names) == 1:
        return group_names[0]
    texts = [name for name in group_names if isinstance(name, str)]
    if len(texts) < len(group_names):
        return "*"
    first, last = min(texts), max(texts)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:length].rstrip("*") + "*"


def add_topic_rules(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the rule of each `iot` event."""
    counts: dict[str, int] = {}
    for event in events:
        number = counts[event.prefix] = counts.get(event.prefix, 0) + 1
        source, rule = event.properties, Map(event.span)
        payload = own(Map(event.span), RuleDisabled=is_false(source.get("enabled")))
        carry(source, payload, names("iot"))
        own(payload, Actions=[{"Lambda": {"FunctionArn": event.function.call}}])
        if given(source.get("name")):
            rule.put("RuleName", source["name"], source.span("name"))
        rule["TopicRulePayload"] = payload
        name = f"{event.prefix}IotTopicRule{number}"
        add(build, name, "AWS::IoT::TopicRule", rule, event.span)
        allowed = f"{event.prefix}LambdaPermissionIotTopicRule{number}"
        address = arn("iot", "rule/", build.context.ref(name))
        permit(build, allowed, event.function.call, _IOT, event.span, SourceArn=address)


def add_provisioning(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the provisioning template of each `iotFleetProvisioning` event."""
    for event in events:
        template = own(Map(event.span), Enabled=True, PreProvisioningHook={"TargetArn": event.function.call})
        carry(event.properties, template, names("iotFleetProvisioning"))
        name = f"{event.prefix}IotProvisioningTemplate"
        add(build, name, "AWS::IoT::ProvisioningTemplate", template, event.span)
        permit(build, f"{event.prefix}LambdaPermissionIotProvisioningTemplate", event.function.call, _IOT, event.span)


def add_skills(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the permission of each `alexaSkill` event."""
    _add_alexa(build, events, "AlexaSkill", "alexa-appkit.amazon.com")


def add_smart_homes(build: ServerlessBuild, events: list[Event]) -> None:
    """Add the permission of each `alexaSmartHome` event."""
    _add_alexa(build, events, "AlexaSmartHome", "alexa-connectedhome.amazon.com")


def _add_alexa(build: ServerlessBuild, events: list[Event], label: str, principal: str) -> None:
    counts: dict[str, int] = {}
    for event in events:
        number = counts[event.prefix] = counts.get(event.prefix, 0) + 1
        disabled = is_false(event.properties.get("enabled"))
        permission = own(
            Map(event.span),
            FunctionName=event.function.call,
            Action="lambda:DisableInvokeFunction" if disabled else "lambda:InvokeFunction",
            Principal=principal,
        )
        if given(event.properties.get("appId")):
            permission.put("EventSourceToken", event.properties["appId"], event.properties.span("appId"))
        build.add(f"{event.prefix}LambdaPermission{label}{number}", "AWS::Lambda::Permission", permission, event.span)
