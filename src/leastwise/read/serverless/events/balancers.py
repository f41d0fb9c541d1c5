"""Rules of load balancers.

https://www.serverless.com/framework/docs/providers/aws/events/alb
"""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq, concat, display, is_true
from leastwise.read.expand.values import carry, each, given, made, mapping
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import Event, add, listed, names, own, permit, turned
from leastwise.read.serverless.events.names import tail

_CALLER = "elasticloadbalancing.amazonaws.com"
_HEALTH = {
    "HealthCheckPath": "/",
    "HealthCheckIntervalSeconds": 35,
    "HealthCheckTimeoutSeconds": 30,
    "HealthyThresholdCount": 5,
    "UnhealthyThresholdCount": 5,
    "Matcher": {"HttpCode": "200"},
}
_CONDITIONS = {
    "path": ("path-pattern", ""),
    "host": ("host-header", "HostHeaderConfig"),
    "method": ("http-request-method", "HttpRequestMethodConfig"),
    "header": ("http-header", ""),
    "query": ("query-string", ""),
    "ip": ("source-ip", "SourceIpConfig"),
}


def add_listener_rules(build: ServerlessBuild, events: list[Event]) -> None:
    """Add target group, listener rule and permissions of each event."""
    for event in events:
        source = event.properties
        listener = source.get("listenerArn")
        if not given(listener):
            build.context.note(event.span, f"the alb event of {event.function.key} names no listener")
            continue
        multiple = is_true(source.get("multiValueHeaders"))
        text = listener if isinstance(listener, str) else ""
        balancer = text.split("/")[3] if text.count("/") > 3 else tail(listener)
        group = f"{event.prefix}Alb{'MultiValue' if multiple else ''}TargetGroup{balancer}"
        _add_group(build, event, group, balancer, multiple=multiple)
        rule = Map(event.span)
        carry(source, rule, names("alb"))
        rule.put("Conditions", _conditions(event), source.span("conditions"))
        actions = _actions(build, event)
        order = len(actions) + 1 if actions else None
        forward = {"Type": "forward", "TargetGroupArn": build.context.ref(group), "Order": order}
        actions.put(made(event.span, forward), event.span)
        rule["Actions"] = actions
        name = f"{event.prefix}AlbListenerRule{display(source.get('priority', ''))}"
        add(build, name, "AWS::ElasticLoadBalancingV2::ListenerRule", rule, event.span, called=turned("alb"))
        function, reference = event.function.call, build.context.ref(group)
        permit(build, f"{event.prefix}LambdaPermissionAlb", function, _CALLER, event.span, SourceArn=reference)
        permit(build, f"{event.prefix}LambdaPermissionRegisterTarget", function, _CALLER, event.span)


def _add_group(build: ServerlessBuild, event: Event, name: str, balancer: str, *, multiple: bool) -> None:
    source = event.properties
    tag = concat((build.name, f"-{event.function.key}-{balancer}-", build.stage))
    group = own(
        Map(event.span),
        TargetType="lambda",
        Targets=[{"Id": event.function.call}],
        TargetGroupAttributes=[{"Key": "lambda.multi_value_headers.enabled", "Value": multiple}],
        Tags=[{"Key": "Name", "Value": tag}],
        HealthCheckEnabled=False,
    )
    if given(source.get("targetGroupName")):
        group.put("Name", source["targetGroupName"], source.span("targetGroupName"))
    health, span = source.get("healthCheck"), source.span("healthCheck")
    if given(health) and health is not False:
        own(group, **_HEALTH)
        group.put("HealthCheckEnabled", True, span)
        carry(mapping(health, span), group, names("healthCheck"))
    add(build, name, "AWS::ElasticLoadBalancingV2::TargetGroup", group, event.span)


def _conditions(event: Event) -> Seq:
    source = mapping(event.properties.get("conditions"), event.span)
    found = Seq(source.home)
    for key, (field, config) in _CONDITIONS.items():
        value, span = source.get(key), source.span(key)
        if not given(value):
            continue
        if key == "header":
            for header, place in each(value, span):
                wanted = mapping(header, place)
                settings = {"HttpHeaderName": wanted.get("name"), "Values": listed(wanted.get("values"), place)}
                found.put(made(place, {"Field": field, "HttpHeaderConfig": settings}), place)
            continue
        if key == "query":
            pairs = [{"Key": name, "Value": item} for name, item in mapping(value, span).items()]
            condition: dict[str, Any] = {"QueryStringConfig": {"Values": pairs}}
        else:
            values = {"Values": listed(value, span)}
            condition = {config: values} if config else values
        found.put(made(span, {"Field": field, **condition}), span)
    return found


def _actions(build: ServerlessBuild, event: Event) -> Seq:
    """Who is asked to sign in, before anything is passed on."""
    actions = Seq(event.span)
    known = build.under(build.provider, "alb", "authorizers")
    for name, span in each(event.properties.get("authorizer"), event.properties.span("authorizer")):
        authorizer = known.get(name) if isinstance(name, str) else None
        if not isinstance(authorizer, Map):
            build.context.note(span, f"the authorizer {display(name)} is not among provider.alb.authorizers")
            continue
        kind: Any = "cognito" if authorizer.get("type") == "cognito" else "oidc"
        config = own(Map(span), OnUnauthenticatedRequest="deny")
        carry(authorizer, config, names("albAuthorizer"))
        if kind == "oidc" and "ClientSecret" not in config:
            config["UseExistingClientSecret"] = True
        key = "AuthenticateCognitoConfig" if kind == "cognito" else "AuthenticateOidcConfig"
        action = Map(span, {"Type": f"authenticate-{kind}", "Order": len(actions) + 1, key: config})
        actions.put(action, span)
    return actions
