"""What the stages of all kinds of APIs have in common: names, logs, headers, and where they stand.

https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml#api-gateway-v1-rest-api
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, concat
from leastwise.read.expand.values import carry, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, names, own

HEADERS = (
    "Content-Type",
    "X-Amz-Date",
    "Authorization",
    "X-Api-Key",
    "X-Amz-Security-Token",
    "X-Amz-User-Agent",
    "X-Amzn-Trace-Id",
)
"""What requests from other websites may send where `cors` names no headers."""


def settings_place(build: ServerlessBuild, settings: str) -> Span:
    """Where an API stands, which no event says anything about: at its settings in `provider`, or where these belong."""
    return build.provider.spans.get(settings) or build.service.span("provider")


def api_name(build: ServerlessBuild, settings: str, wanted: Any) -> tuple[Any, bool]:
    """The name of an API, and whether the author gave it."""
    if given(wanted):
        return wanted, True
    parts = (build.stage, "-", build.name)
    if given(build.under(build.provider, settings).get("shouldStartNameWithService")):
        parts = (build.name, "-", build.stage)
    return concat(parts), False


def add_log_group(build: ServerlessBuild, logical_id: str, name: tuple[Any, ...], span: Span) -> str:
    """Add the log group of a stage, and give its logical id."""
    group = own(Map(span), LogGroupName=concat(name))
    carry(build.provider, group, names("logGroup"))
    called = {"RetentionInDays": "provider.logRetentionInDays"}
    add(build, logical_id, "AWS::Logs::LogGroup", group, span, called=called, by="framework")
    return logical_id
