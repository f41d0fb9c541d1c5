"""serverless-step-functions: state machines, their roles and what starts them.

https://www.npmjs.com/package/serverless-step-functions
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, concat
from leastwise.read.expand.values import carry, each, given, mapping, maps, tag_list
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, own
from leastwise.read.serverless.naming import normalized
from leastwise.read.serverless.plugins.machine_events import add_machine_events
from leastwise.read.serverless.plugins.machine_roles import MAX_DEPTH, add_role

_PSEUDO = re.compile(r"#\{([^}]+)\}")
_NAMES = {"name": "StateMachineName", "type": "StateMachineType"}
_LOGGING = {"level": "Level", "includeExecutionData": "IncludeExecutionData"}


def add_state_machines(build: ServerlessBuild) -> None:
    """Add every state machine and activity of `stepFunctions`."""
    settings = build.under(build.service, "stepFunctions")
    for key, source, span in maps(settings.get("stateMachines")):
        _add_machine(build, key, source, span)
    for name, span in each(settings.get("activities"), settings.span("activities")):
        if isinstance(name, str):
            activity = Map(span, {"Name": name})
            add(build, f"{normalized(name)}StepFunctionsActivity", "AWS::StepFunctions::Activity", activity, span)


def _add_machine(build: ServerlessBuild, key: str, source: Map, span: Span) -> None:
    named = source.get("id", source.get("name"))
    name = normalized(named) if isinstance(named, str) else f"{normalized(key)}StepFunctionsStateMachine"
    machine = Map(span)
    carry(source, machine, _NAMES)
    definition, place = source.get("definition"), source.span("definition")
    if given(definition):
        definition = _translated(build, definition, 0)
        machine.put("Definition" if isinstance(definition, Map) else "DefinitionString", definition, place)
    logging = mapping(source.get("loggingConfig"), span)
    if logging:
        wanted = Map(source.span("loggingConfig"))
        carry(logging, wanted, _LOGGING)
        groups = [
            {"CloudWatchLogsLogGroup": {"LogGroupArn": arn}} for arn, _ in each(logging.get("destinations"), span)
        ]
        own(wanted, Destinations=groups or None)
        machine.put("LoggingConfiguration", wanted, wanted.home)
    tracing = mapping(source.get("tracingConfig"), span)
    if "enabled" in tracing:
        wanted = Map(source.span("tracingConfig"))
        wanted.put("Enabled", tracing["enabled"], tracing.span("enabled"))
        machine.put("TracingConfiguration", wanted, wanted.home)
    if isinstance(source.get("encryptionConfig"), Map):
        machine.put("EncryptionConfiguration", source["encryptionConfig"], source.span("encryptionConfig"))
    if (tags := tag_list(source.get("tags"), source.span("tags"))) is not None:
        machine.put("Tags", tags, source.span("tags"))
    if given(source.get("role")):
        machine.put("RoleArn", source["role"], source.span("role"))
    else:
        machine["RoleArn"] = build.context.att(f"{name}Role")
        add_role(build, f"{name}Role", source, definition, span)
    add(build, name, "AWS::StepFunctions::StateMachine", machine, span, called=_CALLED, label=key)
    add_machine_events(build, key, name, source, span)


_CALLED = {
    "LoggingConfiguration": "loggingConfig",
    "LoggingConfiguration.IncludeExecutionData": "loggingConfig.includeExecutionData",
    "LoggingConfiguration.Level": "loggingConfig.level",
    "TracingConfiguration": "tracingConfig",
    "TracingConfiguration.Enabled": "tracingConfig.enabled",
}


def _translated(build: ServerlessBuild, value: Any, depth: int) -> Any:
    """A definition whose references to keys of functions name these, and with `#{AWS::Region}` put in."""
    kind = value.__class__
    if depth > MAX_DEPTH:
        return value
    if kind is Map:
        copy = value.copy()
        for key, item in value.items():
            copy[key] = _translated(build, item, depth + 1)
        return copy
    if kind is Seq:
        items = Seq(value.home, [_translated(build, item, depth + 1) for item in value])
        items.spans = value.spans
        return items
    if kind is Reference:
        key = build.context.name_of(value)
        target = build.functions.get(key) if key is not None and key not in build.result else None
        return value if target is None else Reference(target.arn.resource, value.attribute)
    if kind is Concat:
        return concat(_translated(build, part, depth + 1) for part in value.parts)
    if kind is str and "#{" in value:
        pieces = _PSEUDO.split(value)
        return concat(Parameter(piece) if index % 2 else piece for index, piece in enumerate(pieces))
    return value
