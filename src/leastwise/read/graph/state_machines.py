"""Step Functions: the functions that the states of a state machine call.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.graph import Trigger, TriggerKind
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Concat, Map, Seq, Symbol, concat, display
from leastwise.read.graph.context import Context
from leastwise.read.graph.senders import Senders
from leastwise.read.graph.texts import container

_PLACEHOLDER = r"\$\{([^${}!]+)\}"
_INVOKE = r":states:::(?:aws-sdk:)?lambda:invoke"


def state_machine_triggers(context: Context, senders: Senders) -> Iterator[Trigger]:
    """One trigger for each function that a state machine calls."""
    for machine in context.of("AWS::StepFunctions::StateMachine"):
        variables = substitutions(machine)
        definition = definition_of(machine)
        if definition is None:
            if "DefinitionString" in machine.properties:
                place = machine["DefinitionString"]
                context.note(place, "the definition of the state machine cannot be read, so what it calls is not seen")
            continue
        found: set[str] = set()
        for place, value in _calls(*definition):
            value = substituted(value, variables)
            function = context.function(value, place)
            if function is not None and function.id not in found:
                found.add(function.id)
                exposure = senders.of(machine)
                yield Trigger(TriggerKind.STATE_MACHINE, function, machine.id, exposure, place, machine)


def substitutions(machine: Resource) -> Map:
    """What the placeholders `${Name}` in the definition of a state machine stand for."""
    given = machine.properties.get("DefinitionSubstitutions")
    return given if isinstance(given, Map) else Map(machine.span)


def definition_of(machine: Resource) -> tuple[Property, Map] | None:
    """The definition as a mapping: written as one, or as text with or without substitutions; `None` if it has none."""
    properties = machine.properties
    if isinstance(properties.get("Definition"), Map):
        return machine["Definition"], properties["Definition"]
    value = properties.get("DefinitionString")
    place = machine["DefinitionString"]
    if value is None or isinstance(value, Map):
        return None if value is None else (place, value)
    # A placeholder that stands for a number or a mapping makes the text no JSON until it is put in.
    return container(place, value) or container(place, substituted(value, substitutions(machine)))


def _calls(definition: Property, whole: Map) -> Iterator[tuple[Property, Any]]:
    """Every value in a definition that names a function, in order."""
    stack: list[tuple[Path, Any]] = [((), whole)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Seq):
            stack += [((*path, index), value[index]) for index in range(len(value) - 1, -1, -1)]
            continue
        if not isinstance(value, Map):
            continue
        resource = value.get("Resource")
        if isinstance(resource, (str, Symbol)):
            if isinstance(resource, (str, Concat)) and re.search(_INVOKE, display(resource)):
                for key in ("Parameters", "Arguments"):
                    named = value.get(key)
                    if isinstance(named, Map) and "FunctionName" in named:
                        yield definition[(*path, key, "FunctionName")], named["FunctionName"]
            else:
                yield definition[(*path, "Resource")], resource
        stack += [((*path, key), item) for key, item in reversed(value.items()) if isinstance(item, (Map, Seq))]


def substituted(value: Any, variables: Map) -> Any:
    """A text with `${Name}` replaced by what the substitutions say."""
    if not variables or not isinstance(value, (str, Concat)):
        return value
    parts: list[Any] = []
    for part in value.parts if isinstance(value, Concat) else (value,):
        if not isinstance(part, str):
            parts.append(part)
            continue
        position = 0
        for match in re.finditer(_PLACEHOLDER, part):
            if match[1].strip() in variables:
                parts += (part[position : match.start()], variables[match[1].strip()])
                position = match.end()
        parts.append(part[position:])
    return concat(parts)
