"""Where events go that could not be handled or delivered."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.resource import Property


def with_failure_destination(app: Application) -> set[str]:
    """Ids of the functions with a destination for failed events, on whichever version or alias."""
    found = set()
    for config in app.resources("AWS::Lambda::EventInvokeConfig"):
        function = app.function_of(config.get("FunctionName"))
        if function is not None and not config["DestinationConfig.OnFailure.Destination"].absent:
            found.add(function.id)
    return found


def deliveries(app: Application) -> Iterator[tuple[Property, str, Property]]:
    """Senders that have a dead-letter setting of their own and do not use it, with where they say what they send to."""
    for rule in app.resources("AWS::Events::Rule"):
        for target in rule["Targets"].items():
            if target["DeadLetterConfig"].absent:
                yield target["DeadLetterConfig"], f"The rule {rule.name}", target["Arn"]
    for schedule in app.resources("AWS::Scheduler::Schedule"):
        if schedule["Target.DeadLetterConfig"].absent:
            yield schedule["Target.DeadLetterConfig"], f"The schedule {schedule.name}", schedule["Target.Arn"]
    for subscription in app.resources("AWS::SNS::Subscription"):
        if subscription["RedrivePolicy"].absent:
            yield subscription["RedrivePolicy"], f"The subscription {subscription.name}", subscription["Endpoint"]
