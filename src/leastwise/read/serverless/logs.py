"""Where functions log to, and how long it is kept.

https://www.serverless.com/framework/docs/providers/aws/guide/functions#log-group-resources
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/function-log-groups.js
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Path
from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, concat, display
from leastwise.read.expand.values import given, on
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.events.event import arn
from leastwise.read.serverless.versions import older

CONFIG = {
    "applicationLogLevel": "ApplicationLogLevel",
    "logFormat": "LogFormat",
    "logGroup": "LogGroup",
    "systemLogLevel": "SystemLogLevel",
}
"""What `logs` of a function says → the entry of its `LoggingConfig`."""

_RARELY_READ = "INFREQUENT_ACCESS"


def log_setting(build: ServerlessBuild, target: Target, key: str) -> tuple[Any, Span]:
    """A setting of `logs` of a function, otherwise of the provider's `logs.lambda`, and where it stands.

    They came with the fourth version. https://github.com/oss-serverless/serverless/pull/101 (a fork of the third)
    """
    if older(build, 4):
        return None, target.span
    for source in (build.under(target.properties, "logs"), build.under(build.provider, "logs", "lambda")):
        if given(value := source.get(key)):
            return value, source.span(key)
    return None, target.span


def logging_config(build: ServerlessBuild, target: Target) -> Map | None:
    """The function's `LoggingConfig`; `None` where nothing is said about it."""
    found: Map | None = None
    if older(build, 4) and given(target.properties.get("logs")):
        build.context.note(target.properties.span("logs"), "`logs` has no effect before version 4 of the framework")
    settings = {key: log_setting(build, target, key) for key in CONFIG}
    as_json = settings["logFormat"][0] == "JSON"
    for key, (value, span) in settings.items():
        if value is not None and (as_json or not key.endswith("Level")):
            found = Map(span) if found is None else found
            found.put(CONFIG[key], value, span)
    if (
        (found is None or "LogGroup" not in found)
        and _rare(build, target)
        and not on(target.properties.get("disableLogs"))
    ):
        span = log_setting(build, target, "logGroupClass")[1]
        found = Map(span) if found is None else found
        found.put("LogGroup", concat((log_group_name(target), "-ia")), span)
    return found


def log_group_name(target: Target) -> str | Symbol:
    """The log group that a function writes to where none is named."""
    return concat(("/aws/lambda/", target.name))


def log_arn(group: str | Symbol, end: str) -> Any:
    """The ARN of log groups or streams of this service's region and account."""
    return arn("logs", "log-group:", group, end)


def add_log_groups(build: ServerlessBuild, target: Target) -> None:
    """Add the log group of a function; whoever names one, or disables logs, has none made."""
    if on(target.properties.get("disableLogs")) or log_setting(build, target, "logGroup")[0] is not None:
        return
    name = log_group_name(target)
    _add(build, target, "LogGroup", {"LogGroupName": name})
    if _rare(build, target):
        _add(build, target, "LogGroupIA", {"LogGroupName": concat((name, "-ia")), "LogGroupClass": _RARELY_READ})


def _rare(build: ServerlessBuild, target: Target) -> bool:
    group_class = log_setting(build, target, "logGroupClass")[0]
    return isinstance(group_class, str) and group_class.upper() == _RARELY_READ


def _add(build: ServerlessBuild, target: Target, suffix: str, properties: dict[str, Any]) -> None:
    group = Map(target.span, properties)
    written: frozenset[Path] = frozenset((key,) for key in properties)
    kept, span = build.setting(target, "logRetentionInDays")
    if kept is not None:
        group.put("RetentionInDays", kept, span)
    policy, span = build.setting(target, "logDataProtectionPolicy")
    if policy is not None:
        group.put("DataProtectionPolicy", policy, span)
    by_author = kept is not None or policy is not None
    name = target.prefix + suffix
    build.add(
        name,
        "AWS::Logs::LogGroup",
        group,
        target.span,
        by="author" if by_author else "framework",
        written=written,
        called=display(group["LogGroupName"]),
    )
