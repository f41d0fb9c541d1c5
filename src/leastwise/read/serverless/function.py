"""Functions: the Lambda function, its log group, and what goes with it.

https://www.serverless.com/framework/docs/providers/aws/guide/functions
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/functions.js
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.model.resource import Path
from leastwise.model.value import Map, Seq, Symbol, is_false
from leastwise.read.expand.values import carry, given, made, mapping, on, put, tag_list
from leastwise.read.serverless.build import ServerlessBuild, Target, extension_of, names_of
from leastwise.read.serverless.capacity import run_on_provider
from leastwise.read.serverless.grants import tracing
from leastwise.read.serverless.logs import logging_config
from leastwise.read.serverless.packaging import add_application, add_code
from leastwise.read.serverless.role import execution_role
from leastwise.read.serverless.variables.fetched import fetched
from leastwise.read.serverless.versions import default_runtime, older
from leastwise.read.tables import table

DEFAULT_TIMEOUT = 6
"""Seconds."""

DEFAULT_MEMORY = 1024
"""MiB."""

INSTANCE_MEMORY = 2048
"""MiB, of a function that runs on managed instances."""

EDGE_TIMEOUT, EDGE_MEMORY = 5, 128
"""Seconds and MiB of a function of Lambda@Edge, whatever the provider says.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/events/cloud-front.js
"""


def add_function(build: ServerlessBuild, target: Target) -> None:
    """Add the Lambda function that a function of the service becomes."""
    source, span = target.properties, target.span
    names = table(__file__, "functions")
    properties = Map(source.home)
    written: set[Path] = set()

    def setting(key: str, name: str, default: Any = None, *, own: bool = False) -> None:
        value, place = build.setting(target, key)
        if value is not None and (not own or given(source.get(key))):
            put(properties, name, value, place)
        elif default is not None:
            properties.put(name, default, span)
            written.add((name,))

    _note_capitals(build, target)
    carry(source, properties, names["own"])
    for key, name in names["inherited"].items():
        setting(key, name)
    at_edge = _at_edge(target)
    memory = INSTANCE_MEMORY if given(source.get("capacityProvider")) else DEFAULT_MEMORY
    setting("memorySize", "MemorySize", EDGE_MEMORY if at_edge else memory, own=at_edge)
    setting("timeout", "Timeout", EDGE_TIMEOUT if at_edge else DEFAULT_TIMEOUT, own=at_edge)
    add_code(build, target, properties)
    if "PackageType" not in properties:
        setting("runtime", "Runtime", default_runtime(build))
    properties.put("FunctionName", target.name, source.spans.get("name", span))
    if "name" not in source:
        written.add(("FunctionName",))
    properties.put("Role", *execution_role(build, target))
    if "role" not in source and target.role is not None:
        written.add(("Role",))
    architecture, place = build.setting(target, "architecture")
    if architecture is not None:
        properties.put("Architectures", made(place, [architecture]), place)
    _merge(build, target, properties, "environment", "Environment.Variables")
    _add_tags(build, target, properties)
    _add_vpc(build, target, properties)
    _add_tracing(build, target, properties)
    _add_rest(build, target, properties)
    run_on_provider(build, target, properties)
    config = logging_config(build, target)
    if config is not None:
        properties.put("LoggingConfig", config, config.home)
    build.add(
        target.logical_id,
        "AWS::Lambda::Function",
        properties,
        span,
        by="author",
        written=frozenset(written),
        called=target.key,
        names=_words(build, target),
    )
    add_application(build, target)


_WRITTEN_SMALL = ("Environment", "Handler", "Layers", "MemorySize", "Role", "Runtime", "Tags", "Timeout")
"""CloudFormation's names of settings that the framework calls the same, but for the first letter."""


def _note_capitals(build: ServerlessBuild, target: Target) -> None:
    """Say which settings have no effect because they are written as in CloudFormation."""
    for source in (target.properties, build.provider):
        for name in _WRITTEN_SMALL:
            if name in source:
                small = name[0].lower() + name[1:]
                build.context.note(source.span(name), f"`{name}` has no effect: the setting is called `{small}`")


def _words(build: ServerlessBuild, target: Target) -> Mapping[str, str]:
    """What a function's properties are called here. Of code signing the framework has no word, of logs since 4.0."""
    words = dict(names_of("AWS::Lambda::Function"))
    absent = ["CodeSigningConfigArn"]
    if older(build, 4):
        absent += [name for name in words if name.startswith("LoggingConfig.")]
    return words | {name: extension_of(target.logical_id, name) for name in absent}


def _at_edge(target: Target) -> bool:
    events = target.properties.get("events")
    return isinstance(events, Seq) and any(
        isinstance(event, Map) and given(event.get("cloudFront")) for event in events
    )


def _merge(build: ServerlessBuild, target: Target, properties: Map, key: str, name: str) -> None:
    """A mapping of the provider with that of the function over it, each entry with its place."""
    ours, theirs = target.properties.get(key), build.provider.get(key)
    place = target.properties.span(key) if given(ours) else build.provider.span(key)
    if ours.__class__ is not Map and theirs.__class__ is not Map:
        found = ours if given(ours) else theirs
        if isinstance(found, Symbol):
            put(properties, name, found, place)
        return
    if not build.inherits(target, theirs, place):
        theirs = None
    merged = Map(place)
    for holder in (build.provider, target.properties):
        build.note_unknown(holder, key)
    for source in (theirs, ours):
        for entry, value, span in source.entries() if source.__class__ is Map else ():
            if value is not None:
                merged.put(entry, fetched(value), span)
    if merged:
        put(properties, name, merged, place)


def _add_tags(build: ServerlessBuild, target: Target, properties: Map) -> None:
    """Tags of the stack, which CloudFormation gives to all it deploys, of the provider, and of the function.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
    """
    tags = Map(target.span)
    for source, key in ((build.provider, "stackTags"), (build.provider, "tags"), (target.properties, "tags")):
        if source is build.provider and not build.inherits(target, source.get(key), source.span(key)):
            continue
        for name, value, span in mapping(source.get(key), source.span(key)).entries():
            tags.put(name, value, span)
            place = source.span(key)
    if tags:
        properties.put("Tags", tag_list(tags, place), place)


def _add_vpc(build: ServerlessBuild, target: Target, properties: Map) -> None:
    own, theirs = target.properties.get("vpc"), build.provider.get("vpc")
    if (
        is_false(own)
        or ("vpc" in target.properties and own is None)
        or given(target.properties.get("capacityProvider"))
    ):
        return
    if isinstance(own, Symbol) or (not given(own) and isinstance(theirs, Symbol)):
        found, place = build.setting(target, "vpc")
        properties.put("VpcConfig", found, place)
        return
    config = Map(target.properties.spans.get("vpc", build.provider.span("vpc")))
    for key, name in _VPC.items():
        for source in (mapping(theirs, config.home), mapping(own, config.home)):
            if given(source.get(key)):
                config.put(name, source[key], source.span(key))
    if "SecurityGroupIds" in config and "SubnetIds" in config:
        properties.put("VpcConfig", config, config.home)


_VPC = {
    "ipv6AllowedForDualStack": "Ipv6AllowedForDualStack",
    "securityGroupIds": "SecurityGroupIds",
    "subnetIds": "SubnetIds",
}


def _add_tracing(build: ServerlessBuild, target: Target, properties: Map) -> None:
    mode, span = tracing(build, target)
    if mode is not None:
        put(properties, "TracingConfig.Mode", mode, span)


def _add_rest(build: ServerlessBuild, target: Target, properties: Map) -> None:
    """Settings that CloudFormation shapes otherwise."""
    source = target.properties
    for key, _, span in source.entries():
        value = source[key]
        if key == "reservedConcurrency" and value is not None:
            properties.put("ReservedConcurrentExecutions", value, span)
        elif key == "fileSystemConfig" and value.__class__ is Map:
            system = Map(span)
            carry(value, system, {"arn": "Arn", "localMountPath": "LocalMountPath"})
            properties.put("FileSystemConfigs", made(span, [system]), span)
        elif key == "snapStart" and on(value):
            put(properties, "SnapStart.ApplyOn", "PublishedVersions", span)
        elif key == "recursiveLoop" and isinstance(value, str):
            properties.put("RecursiveLoop", value.capitalize(), span)
        elif key == "tenancy" and value.__class__ is Map and isinstance(value.get("mode"), str):
            put(properties, "TenancyConfig.TenantIsolationMode", value["mode"].upper(), value.span("mode"))
        elif key == "durableConfig" and value.__class__ is Map:
            durable = Map(span)
            names = {"executionTimeout": "ExecutionTimeout", "retentionPeriodInDays": "RetentionPeriodInDays"}
            carry(value, durable, names)
            properties.put("DurableConfig", durable, span)
    managed, span = build.setting(target, "runtimeManagement")
    mode = managed.get("mode") if managed.__class__ is Map else managed
    update = table(__file__, "functions")["runtime_management"].get(mode) if isinstance(mode, str) else None
    if update is not None:
        put(properties, "RuntimeManagementConfig.UpdateRuntimeOn", update, span)
        if managed.__class__ is Map and "arn" in managed:
            put(properties, "RuntimeManagementConfig.RuntimeVersionArn", managed["arn"], managed.span("arn"))
