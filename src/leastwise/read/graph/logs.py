"""Log groups, and the function that writes to each one."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.graph import Function, LogGroup
from leastwise.model.value import Concat
from leastwise.read.graph.context import Context, field

_PREFIX = "/aws/lambda/"


def log_groups(context: Context) -> Iterator[LogGroup]:
    """Every log group of the application.

    A function writes to the group that its `LoggingConfig` names, otherwise to `/aws/lambda/` and its own name.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
    """
    writers: dict[str, Function] = {}
    elsewhere: set[str] = set()
    for function in context.functions.values():
        named = field(function.resource.properties.get("LoggingConfig"), "LogGroup")
        if named is not None:
            elsewhere.add(function.id)
            group = context.lookup.resource(named, "AWS::Logs::LogGroup")
            if group is not None:
                writers.setdefault(group.key, function)
    for resource in context.of("AWS::Logs::LogGroup"):
        writer = writers.get(resource.key)
        if writer is None:
            writer = _by_name(context, resource.properties.get("LogGroupName"))
            writer = None if writer is not None and writer.id in elsewhere else writer
        yield LogGroup(resource.id, resource, writer)


def _by_name(context: Context, name: object) -> Function | None:
    if isinstance(name, str) and name.startswith(_PREFIX):
        return context.function(name[len(_PREFIX) :])
    if isinstance(name, Concat) and isinstance(name.parts[0], str) and name.parts[0].startswith(_PREFIX):
        rest = name.parts[0][len(_PREFIX) :]
        return context.function(Concat((rest, *name.parts[1:])) if rest else _rest(name))
    return None


def _rest(name: Concat) -> object:
    return name.parts[1] if len(name.parts) == 2 else Concat(name.parts[1:])
