"""What the framework itself allows a role, so that the platform works: logs, tracing, networks, keys, destinations.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/merge-iam-templates.js
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/roles-per-function-permissions.js
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Concat, Map, Reference, Symbol, concat, is_false, is_true
from leastwise.read.expand.role import Role, allow
from leastwise.read.expand.values import given, on
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.logs import log_arn, log_group_name, log_setting
from leastwise.read.serverless.naming import ROLE

_VPC = "service-role/AWSLambdaVPCAccessExecutionRole"
_DURABLE = "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
_CREATE = ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"]


def grant_logs(build: ServerlessBuild, sharing: Sequence[Target]) -> None:
    """Let the shared role write the logs of those who have it: all groups that begin like the service's functions."""
    role = build.roles.get(ROLE)
    if role is None:
        return
    ours = concat((build.name, "-", build.stage))
    groups: dict[str | Symbol, None] = {}
    denied: list[str | Symbol] = []
    for target in sharing or build.functions.values():
        group = _own_group(build, target, ours)
        if on(target.properties.get("disableLogs")):
            denied += [log_arn(log_group_name(target), ":*")] if group is None else []
            continue
        groups[concat(("/aws/lambda/", ours, "*")) if group is None else group] = None
    if groups:
        statements = [
            allow(_CREATE, [log_arn(group, ":*") for group in groups]),
            allow(["logs:PutLogEvents"], [log_arn(group, ":*:*") for group in groups]),
        ]
        role.grant("logs", statements, role.span)
    if denied:
        role.grant("logs-denied", [{"Effect": "Deny", "Action": "logs:PutLogEvents", "Resource": denied}], role.span)


def tracing(build: ServerlessBuild, target: Target) -> tuple[Any, Span]:
    """The tracing mode of a function and where it is set; `None` where it is off."""
    value, span = target.properties.get("tracing"), target.properties.span("tracing")
    if not on(value):
        settings = build.under(build.provider, "tracing")
        value, span = settings.get("lambda"), settings.span("lambda")
    return ("Active" if is_true(value) else value if on(value) else None), span


def _own_group(build: ServerlessBuild, target: Target, ours: str | Symbol) -> str | Symbol | None:
    """The log group of a function where its name does not begin as the framework's own names do."""
    named = log_setting(build, target, "logGroup")[0]
    if isinstance(named, (str, Symbol)):
        return named
    if "name" not in target.properties:
        return None
    name = target.name
    begins = isinstance(name, str) and isinstance(ours, str) and name.startswith(ours)
    return None if begins else log_group_name(target)


def grant_needs(build: ServerlessBuild, target: Target) -> None:
    """Grant what a function's settings ask for to the role that the framework makes for it."""
    role, source = target.role, target.properties
    if role is None:
        return
    if role.name != ROLE:
        _grant_own_logs(build, target, role)
    for vpc, span in ((source.get("vpc"), source.span("vpc")), (build.provider.get("vpc"), build.provider.span("vpc"))):
        if given(vpc) and not is_false(vpc):
            for holder in {role.name: role, ROLE: build.roles.get(ROLE, role)}.values():
                holder.attach_aws(_VPC, span)
    if given(source.get("durableConfig")):
        role.attach_aws(_DURABLE, source.span("durableConfig"))
    mode, span = tracing(build, target)
    if mode is not None:
        role.grant("tracing", [allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])], span)
    key, span = build.setting(target, "kmsKeyArn")
    if _as_text(key, span):
        role.grant("key", [allow(["kms:Decrypt"], [key])], span)
    letters, span = source.get("onError"), source.span("onError")
    if _as_text(letters, span) or (role.name != ROLE and given(letters)):
        role.grant("dead-letters", [allow(["sns:Publish"], [letters])], span)
    system, span = source.get("fileSystemConfig"), source.span("fileSystemConfig")
    if isinstance(system, Map) and given(system.get("arn")):
        service = "s3files" if ":s3files:" in str(system["arn"]) else "elasticfilesystem"
        actions = [f"{service}:ClientMount", f"{service}:ClientWrite"]
        role.grant("file-system", [allow(actions, [system["arn"]])], span)


def _grant_own_logs(build: ServerlessBuild, target: Target, role: Role) -> None:
    named = log_setting(build, target, "logGroup")[0]
    group = named if isinstance(named, (str, Symbol)) else log_group_name(target)
    arn = log_arn(group, ":*:*")
    statements = [allow(["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"], [arn])]
    if on(target.properties.get("disableLogs")):
        statements.append({"Effect": "Deny", "Action": ["logs:PutLogEvents"], "Resource": [arn]})
    role.grant("logs", statements, role.span)


def _as_text(value: Any, span: Span) -> bool:
    """Whether a value is a text in the file rather than one of CloudFormation's functions: only then it is granted."""
    if isinstance(value, str):
        return bool(value)
    if not isinstance(value, Symbol) or isinstance(value, Reference):
        return False
    stands = span[0].text[span[3] : span[3] + 16].lstrip("{ \t\r\n\"'")
    return isinstance(value, Concat) and not stands.startswith(("!", "Fn::", "Ref"))
