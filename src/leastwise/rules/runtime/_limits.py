"""What limits how many copies of a function run at once, and the doors by which anybody starts as many as he likes."""

from __future__ import annotations

from collections.abc import Iterable

from leastwise.model.application import Application
from leastwise.model.graph import AuthKind, Exposure, Function, Trigger, TriggerKind
from leastwise.rules.stages import stages

_LIMITED = frozenset(
    {
        TriggerKind.AUTHORIZER,
        TriggerKind.CONFIG,
        TriggerKind.CUSTOM_RESOURCE,
        TriggerKind.DOCUMENTDB,
        TriggerKind.DYNAMODB,
        TriggerKind.FIREHOSE,
        TriggerKind.KAFKA,
        TriggerKind.KINESIS,
        TriggerKind.LOGS,
        TriggerKind.MQ,
        TriggerKind.PERMISSION,
        TriggerKind.SCHEDULE,
        TriggerKind.SECRET_ROTATION,
    }
)
"""Kinds that start few copies at once, by shards, partitions, a clock or behind a cache; and a permission alone."""


def unlimited(app: Application, function: Function) -> bool:
    """Whether nothing limits a function: not itself, not the managed instances it runs on, not what starts it."""
    resource = function.resource
    own = resource["ReservedConcurrentExecutions"].absent and resource["CapacityProviderConfig"].absent
    return own and not all(map(is_limited, app.triggers_of(function)))


def is_limited(trigger: Trigger) -> bool:
    """Whether a trigger starts few copies at once, or is set to."""
    if trigger.kind is TriggerKind.SQS:
        return trigger.mapping is None or not trigger.mapping["ScalingConfig.MaximumConcurrency"].absent
    return trigger.kind in _LIMITED


def open_doors(app: Application, functions: Iterable[Function]) -> dict[str, set[TriggerKind]]:
    """Id of a function → the kinds of routes by which anybody starts it, those left out whose API is throttled."""
    # A stage that has a rate of its own, or may have, counts.
    throttled = {stage.api for stage in stages(app) if stage.sets("ThrottlingRateLimit")}
    return {
        function.id: {
            trigger.kind
            for trigger in app.triggers_of(function)
            if trigger.route is not None
            and trigger.route.auth is AuthKind.NONE
            and trigger.exposure is Exposure.INTERNET
            and trigger.route.api not in throttled
        }
        for function in functions
    }
