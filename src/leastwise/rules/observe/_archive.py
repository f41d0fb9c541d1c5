"""Log groups: which functions write to them, whether anything can, and which are sent on to somewhere else."""

from collections.abc import Collection, Sequence

from leastwise.model.application import Application
from leastwise.model.graph import Function
from leastwise.model.resource import Resource
from leastwise.model.value import references


def writers(app: Application, groups: Collection[Resource]) -> list[Function]:
    """The functions that log to one of these groups."""
    keys = {group.key for group in groups}
    return [group.function for group in app.log_groups if group.resource.key in keys and group.function]


def sent_on(app: Application) -> set[str] | None:
    """Keys of the log groups with a subscription; `None` where it may be any of them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters-AccountLevel.html
    """
    policies = app.resources("AWS::Logs::AccountPolicy")
    if any(policy["PolicyType"].text("") in (None, "SUBSCRIPTION_FILTER_POLICY") for policy in policies):
        return None
    found = set()
    for subscription in app.resources("AWS::Logs::SubscriptionFilter"):
        group = app.referenced(subscription.get("LogGroupName"), "AWS::Logs::LogGroup")
        if group is None:
            return None
        found.add(group.key)
    return found


def may_hold_events(app: Application, groups: Sequence[Resource]) -> list[Resource]:
    """Those of some log groups that something can write to: they have a name that others know, or are referred to."""
    nameless = {group.key for group in groups if group["LogGroupName"].absent}
    referred = _referred(app) if nameless else set()
    return [group for group in groups if group.key not in nameless or group.key in referred]


def _referred(app: Application) -> set[str]:
    """Keys of the resources that an output or another resource refers to."""
    outputs = [value for stack in app.stacks for value, _ in stack.outputs.values()]
    found = {reference.resource for reference in references(outputs)}
    for resource in app.resources():
        found.update(ref.resource for ref in references(resource.properties) if ref.resource != resource.key)
    return found
