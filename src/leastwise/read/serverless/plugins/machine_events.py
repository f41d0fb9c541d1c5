"""What starts a state machine: requests, schedules, events.

https://www.npmjs.com/package/serverless-step-functions#events
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat, is_false
from leastwise.read.expand.role import allow, trust
from leastwise.read.expand.values import carry, each, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, names, own, service_uri
from leastwise.read.serverless.naming import normalized
from leastwise.read.serverless.plugins.routes import add_route, calling_role


def add_machine_events(build: ServerlessBuild, key: str, machine: str, source: Map, span: Span) -> None:
    """Add what starts a state machine.

    Args:
        build: of the service.
        key: of the state machine in `stepFunctions`.
        machine: its logical id.
        source: what is said about it.
        span: where it stands.
    """
    counts: dict[str, int] = {}
    for entry, place in each(source.get("events"), source.span("events")):
        for kind, value in entry.items() if isinstance(entry, Map) else ():
            at = entry.span(kind)
            counts[kind] = counts.get(kind, 0) + 1
            if kind == "http":
                _add_route(build, machine, value, at)
            elif kind in ("schedule", "cloudwatchEvent", "eventBridge"):
                _add_rule(build, key, machine, kind, counts[kind], _long(value, at), at)
            else:
                build.context.note(at, f"{kind!r} is no event of a state machine that is known here")
        if not isinstance(entry, Map):
            build.context.note(place, f"an event of the state machine {key} is no mapping")


def _long(value: Any, span: Span) -> Map:
    if isinstance(value, Map):
        return value
    long = Map(span)
    long.put("rate", value, span)
    return long


def _add_route(build: ServerlessBuild, machine: str, value: Any, span: Span) -> None:
    source = value if isinstance(value, Map) else Map(span)
    if isinstance(value, str):
        method, _, path = value.partition(" ")
        source.put("method", method, span)
        source.put("path", path, span)
    action = source.get("action", "StartExecution")
    role = source.get("iamRole")
    if not given(role):
        statement = allow([concat(("states:", action))], "*")
        role = calling_role(build, "ApigatewayToStepFunctionsRole", [statement], span)
    body = concat(('{"input":"$input.json(\'$\')","stateMachineArn":"', build.context.ref(machine), '"}'))
    uri = service_uri("states:action/", action)
    templates = {"application/json": body}
    add_route(
        build, source, span, {"Uri": uri, "Credentials": role, "RequestTemplates": templates}, called="authorizer"
    )


def _add_rule(build: ServerlessBuild, key: str, machine: str, kind: str, number: int, source: Map, span: Span) -> None:
    prefix = normalized(key)
    schedule = kind == "schedule"
    name = f"{prefix}{'StepFunctionsEventsRuleSchedule' if schedule else 'EventsRuleCloudWatchEvent'}{number}"
    name = name if kind != "eventBridge" else f"{prefix}EventBridgeRule{number}"
    rule = Map(span)
    carry(source, rule, {**names("rule"), "eventBusName": "EventBusName", "rate": "ScheduleExpression"})
    state = "DISABLED" if is_false(source.get("enabled")) else "ENABLED"
    rule.put("State", state, source.span("enabled")) if "enabled" in source else own(rule, State=state)
    role = source.get("role")
    target = own(
        Map(span), Arn=build.context.ref(machine), Id=f"{key}{'StepFunctionsSchedule' if schedule else 'Event'}"
    )
    if given(role):
        target.put("RoleArn", role, source.span("role"))
    else:
        label = f"{prefix}{'ScheduleToStepFunctionsRole' if schedule else 'EventToStepFunctionsRole'}"
        _add_role(build, label, machine, span)
        target["RoleArn"] = build.context.att(label)
    carry(source, target, names("target"))
    targets = Seq(span)
    targets.put(target, span)
    rule["Targets"] = targets
    add(build, name, "AWS::Events::Rule", rule, span)


def _add_role(build: ServerlessBuild, name: str, machine: str, span: Span) -> None:
    """The role with which a rule starts the state machine, once."""
    if name in build.result:
        return
    statement = allow(["states:StartExecution"], build.context.ref(machine))
    document = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {
        "AssumeRolePolicyDocument": trust("events.amazonaws.com"),
        "Policies": [{"PolicyName": "start", "PolicyDocument": document}],
    }
    build.add(name, "AWS::IAM::Role", properties, span)
