"""State machines: what the states of a definition call, and what logging, tracing and encryption need.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.iam.reach import text_of
from leastwise.iam.wiring.arns import arn_of, is_value, own_arn
from leastwise.iam.wiring.calls import Call, call
from leastwise.iam.wiring.encryption import key_arn
from leastwise.iam.wiring.names import executions, found_in, function_arn, named, resolved
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import entries
from leastwise.model.resource import Path, Property, Resource
from leastwise.model.value import Map, Seq, Symbol, Unknown, concat
from leastwise.read.graph.state_machines import definition_of, substitutions
from leastwise.read.tables import table

_INTEGRATION = r"arn:[^:]*:states:[^:]*:[^:]*:(aws-sdk:)?([a-z0-9-]+):(\w+)(?:\.([\w:.]+))?$"
_ACTIVITY = r"arn:[^:]*:states:[^:]*:[^:]*:activity:"


def run_machine(needs: Collector, machine: Resource, place: Property) -> None:
    """Note what the role of a state machine needs; `place` names the role."""
    _settings(needs, machine)
    found = definition_of(machine)
    if found is None:
        why = "it is not in the application" if machine["DefinitionS3Location"].present else "it cannot be read"
        needs.note(place, f"what the state machine calls is not known: {why}")
        return
    variables = substitutions(machine)
    for where, state in _states(*found):
        if state.get("Type") == "Task":
            _task(needs, where, state, variables)
        elif state.get("Type") == "Map":
            _map(needs, machine, where, state, variables)


def _states(definition: Property, whole: Map) -> Iterator[tuple[Property, Map]]:
    """Every state of a definition, in order, those inside others too."""
    stack: list[tuple[Path, Any]] = [((), whole)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, Map):
            if "Type" in value:
                yield definition[path], value
            stack += [((*path, key), item) for key, item in reversed(value.items()) if isinstance(item, (Map, Seq))]
        elif isinstance(value, Seq):
            stack += [((*path, index), value[index]) for index in range(len(value) - 1, -1, -1)]


def _task(needs: Collector, place: Property, state: Map, variables: Map) -> None:
    name = place.name
    because = Because(place["Resource"], f"state {name}")
    role = next(found_in(state.get("Credentials"), "RoleArn", variables), None)
    if role is not None:
        # What the task calls is called with the other role.
        needs.add(("sts:AssumeRole",), (named(needs.app, role, "iam:role"),), "integration", because)
        return
    resource = resolved(state.get("Resource"), variables)
    if not is_value(resource):
        return
    text = text_of(resource) or ""
    found = re.match(_INTEGRATION, text)
    if found is not None:
        parameters = next((state[key] for key in ("Arguments", "Parameters") if isinstance(state.get(key), Map)), None)
        if parameters is None:
            parameters = Map(state.home)
        pattern = found[4] or ""
        service = found[2]
        call(
            needs,
            Call(service, found[3], parameters, variables, because, not found[1], waits=pattern.startswith("sync")),
        )
    elif re.match(_ACTIVITY, text) or _is_activity(needs, resource):
        return
    elif isinstance(resource, Unknown) or (
        isinstance(resource, Symbol) and needs.app.lookup.function(resource) is None
    ):
        if not isinstance(resource, Unknown) and ":function:" in text:
            needs.add(("lambda:InvokeFunction",), (resource,), "integration", because)
        else:
            needs.note(place["Resource"], f"what state {name} calls is not known")
    else:
        needs.add(("lambda:InvokeFunction",), (function_arn(needs.app, resource),), "integration", because)


def _is_activity(needs: Collector, value: Any) -> bool:
    return needs.app.referenced(value, "AWS::StepFunctions::Activity") is not None


def _map(needs: Collector, machine: Resource, place: Property, state: Map, variables: Map) -> None:
    """A distributed map starts executions of the machine itself, and may read and write objects."""
    tables = table(__file__, "integrations")["machine"]
    processor = next((state[key] for key in ("ItemProcessor", "Iterator") if isinstance(state.get(key), Map)), None)
    config = None if processor is None else processor.get("ProcessorConfig")
    if not isinstance(config, Map) or config.get("Mode") != "DISTRIBUTED":
        return
    because = Because(place, f"state {place.name} runs its items as executions of their own")
    for row in tables["distributed"]:
        where = executions(needs.app, own_arn(machine)) if row["on"] == "execution" else own_arn(machine)
        needs.add(row["actions"], (where,), "integration", because, optional=row.get("optional", False))
    reader = state.get("ItemReader")
    if isinstance(reader, Map):
        why = Because(place["ItemReader"], f"state {place.name} reads its items")
        operation = (text_of(reader.get("Resource")) or "").rpartition(":")[2]
        for bucket in found_in(reader, "Bucket", variables):
            arn = named(needs.app, bucket, "s3:bucket")
            if operation != "listObjectsV2" and not isinstance(arn, Unknown):
                key = next(found_in(reader, "Key", variables), None)
                arn = concat((arn, "/", "*" if key is None or isinstance(key, Unknown) else key))
            needs.add(tables["reader"].get(operation, ["s3:GetObject"]), (arn,), "integration", why)
    writer = state.get("ResultWriter")
    if isinstance(writer, Map):
        why = Because(place["ResultWriter"], f"state {place.name} writes its results")
        for bucket in found_in(writer, "Bucket", variables):
            arn = named(needs.app, bucket, "s3:bucket")
            arn = arn if isinstance(arn, Unknown) else concat((arn, "/*"))
            needs.add(tables["writer"]["objects"], (arn,), "integration", why)


def _settings(needs: Collector, machine: Resource) -> None:
    tables = table(__file__, "integrations")["machine"]
    level = machine["LoggingConfiguration.Level"]
    if machine["LoggingConfiguration.Destinations"].present and level.value != "OFF":
        because = Because(machine["LoggingConfiguration"], "Step Functions delivers the log")
        entries(needs, tables["logging"], "*", "logs", because)
    tracing = machine["TracingConfiguration.Enabled"]
    if tracing.flag(False) is not False:
        entries(needs, tables["tracing"], "*", "tracing", Because(tracing, "executions are traced"))
    key = machine["EncryptionConfiguration.KmsKeyId"]
    arn = key_arn(needs.app, key.value)
    if arn is not None:
        entries(needs, tables["encryption"], arn_of(needs.app, arn), "kms", Because(key, "executions are encrypted"))
