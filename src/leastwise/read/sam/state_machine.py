"""AWS::Serverless::StateMachine: the state machine with its definition, role and events.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.resource import Path, Resource
from leastwise.model.value import Map, Seq, concat, is_true
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import MANAGED_POLICY
from leastwise.read.expand.role import Role, trust
from leastwise.read.expand.values import carry, given, made, tag_list
from leastwise.read.sam.code import s3_object
from leastwise.read.sam.events import add_events
from leastwise.read.sam.events.event import Target
from leastwise.read.sam.policies import add_policies
from leastwise.read.sam.tables import properties as names_of

_SUBSTITUTION = re.compile(r"\$\{([A-Za-z0-9_]+)\}")
_TRACING = MANAGED_POLICY + "AWSXrayWriteOnlyAccess"


def expand_state_machine(build: Build, resource: Resource) -> None:
    """Replace a state machine by what it becomes."""
    source, context, name = resource.properties, build.context, resource.name
    properties = Map(source.home)
    carry(source, properties, names_of("StateMachine"))
    _add_definition(build, resource, properties)
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        properties.put("Tags", tags, source.span("Tags"))
    written: set[Path] = set()
    if not given(source.get("Role")):
        role = Role(name + "Role", resource.span, trust("states.amazonaws.com"))
        for key, own in (("Path", "RolePath"), ("PermissionsBoundary", "PermissionsBoundary")):
            role.set(key, source.get(own), source.span(own))
        add_policies(context, role, source.get("Policies"), source.span("Policies"))
        tracing = source.get("Tracing")
        if isinstance(tracing, Map) and is_true(tracing.get("Enabled")):
            role.attach(_TRACING, source.span("Tracing"))
        role.finish(build)
        properties.put("RoleArn", context.att(role.name), resource.span)
        written.add(("RoleArn",))
    names = {new: own for own, new in names_of("StateMachine").items() if new != own}
    build.replace(resource, "AWS::StepFunctions::StateMachine", properties, written=frozenset(written), names=names)
    arn = _publish(build, resource, source)
    target = Target("state machine", name, arn, arn, boundary=source.get("PermissionsBoundary"))
    add_events(build, target, source.get("Events"))


def _publish(build: Build, resource: Resource, source: Map) -> Any:
    """Add version and alias where wanted, and give what events start."""
    context, label = build.context, source.get("AutoPublishAlias")
    itself = context.ref(resource.name)
    if not isinstance(label, str) or not label:
        return itself
    span = source.span("AutoPublishAlias")
    version, alias = resource.name + "Version", f"{resource.name}Alias{label}"
    revision = {
        "StateMachineArn": itself,
        "StateMachineRevisionId": context.att(resource.name, "StateMachineRevisionId"),
    }
    build.add(version, "AWS::StepFunctions::StateMachineVersion", revision, span)
    wanted = source.get("DeploymentPreference")
    preference = wanted.copy() if isinstance(wanted, Map) else Map(span, {"Type": "ALL_AT_ONCE"})
    preference["StateMachineVersionArn"] = context.ref(version)
    properties = {"Name": label, "DeploymentPreference": preference}
    build.add(alias, "AWS::StepFunctions::StateMachineAlias", properties, span)
    return context.ref(alias) if is_true(source.get("UseAliasAsEventTarget")) else itself


def _add_definition(build: Build, resource: Resource, properties: Map) -> None:
    """The definition, in the template or a file, with its substitutions made."""
    source = resource.properties
    definition, key = source.get("Definition"), "Definition"
    if definition is None:
        uri, key = source.get("DefinitionUri"), "DefinitionUri"
        span = source.span(key)
        found = s3_object(uri) if isinstance(uri, str) else None
        if isinstance(uri, str) and found is None:
            definition = build.context.load(uri, span, f"the definition of {resource.name},")
        elif uri is not None:
            properties.put("DefinitionS3Location", made(span, found) if found else uri, span)
            build.context.note(span, f"the definition of {resource.name} is not a local file; its states are not seen")
    if definition is not None:
        values = source.get("DefinitionSubstitutions")
        if isinstance(values, Map) and values:
            definition = _substituted(definition, values)
        properties.put("Definition", definition, source.span(key))


def _substituted(node: Any, values: Map) -> Any:
    """`${Name}` replaced where it has a value. What holds none is returned as it is."""
    if isinstance(node, str):
        if "${" not in node:
            return node
        parts: list[Any] = _SUBSTITUTION.split(node)
        for index in range(1, len(parts), 2):
            value = values.get(parts[index])
            parts[index] = f"${{{parts[index]}}}" if value is None else value
        return concat(parts)
    if isinstance(node, Map):
        items = {key: _substituted(value, values) for key, value in node.items()}
        if all(items[key] is value for key, value in node.items()):
            return node
        copy = node.copy()
        copy.update(items)
        return copy
    if isinstance(node, Seq):
        changed = Seq(node.home, [_substituted(value, values) for value in node])
        changed.spans = node.spans
        return changed
    return node
