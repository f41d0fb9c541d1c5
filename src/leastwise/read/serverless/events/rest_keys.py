"""API keys and usage plans.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#setting-api-keys-for-your-rest-api
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat
from leastwise.read.expand.values import carry, each, given, made, mapping
from leastwise.read.serverless.events.event import add, names, own
from leastwise.read.serverless.events.rest import RestApi, stage_name
from leastwise.read.serverless.naming import upper_first


def add_keys(api: RestApi) -> None:
    """Add keys and usage plans: one plan for all, or plans by name with keys by name."""
    settings = api.settings
    keys, plans = settings.get("apiKeys"), settings.get("usagePlan")
    if not given(keys) and not given(plans):
        return
    named: dict[str, tuple[Map, Span]] = {}
    if isinstance(plans, Seq):
        for plan, span in each(plans, settings.span("usagePlan")):
            for name, found, place in mapping(plan, span).entries():
                named[name] = (mapping(found, place), place)
                _add_plan(api, name, named[name][0], place)
    else:
        span = settings.span("usagePlan" if given(plans) else "apiKeys")
        _add_plan(api, "", mapping(plans, span), span)
    number = 0
    for key, span in each(keys, settings.span("apiKeys")):
        group = next(iter(key), "") if isinstance(key, Map) else ""
        if group in named:
            for index, (inner, place) in enumerate(each(key[group], key.span(group)), 1):
                _add_key(api, inner, place, index, group)
        else:
            number += 1
            _add_key(api, key, span, number, "")


def _add_plan(api: RestApi, name: str, plan: Map, span: Span) -> None:
    build = api.build
    properties = own(Map(span), ApiStages=[{"ApiId": api.id, "Stage": stage_name(api)}])
    properties["UsagePlanName"] = concat((build.name, f"-{name}-" if name else "-", build.stage))
    which = f'"{name}" ' if name else ""
    properties["Description"] = concat((f"Usage plan {which}for ", build.name, " ", build.stage, " stage"))
    for key, title in (("quota", "Quota"), ("throttle", "Throttle")):
        found = plan.get(key)
        if isinstance(found, Map):
            limits = Map(plan.span(key))
            carry(found, limits, names(key))
            properties.put(title, limits, plan.span(key))
        elif given(found):
            properties.put(title, found, plan.span(key))
    called = {"Quota": "quota", "Throttle": "throttle"}
    add(build, f"ApiGatewayUsagePlan{upper_first(name)}", "AWS::ApiGateway::UsagePlan", properties, span, called=called)


def _add_key(api: RestApi, key: Any, span: Span, number: int, plan: str) -> None:
    build = api.build
    label = f"{upper_first(plan)}{number}"
    stage = {"RestApiId": api.id, "StageName": stage_name(api)}
    properties = own(Map(span), Enabled=True, StageKeys=made(span, [stage]))
    if isinstance(key, Map):
        carry(key, properties, names("apiKey"))
    else:
        properties.put("Name", key, span)
    add(build, f"ApiGatewayApiKey{label}", "AWS::ApiGateway::ApiKey", properties, span)
    link = {
        "KeyId": build.context.ref(f"ApiGatewayApiKey{label}"),
        "KeyType": "API_KEY",
        "UsagePlanId": build.context.ref(f"ApiGatewayUsagePlan{upper_first(plan)}"),
    }
    build.add(f"ApiGatewayUsagePlanKey{label}", "AWS::ApiGateway::UsagePlanKey", link, span)
