"""Which log groups are sent on to somewhere else."""

from leastwise.model.application import Application
from leastwise.model.resource import Resource
from leastwise.model.value import references


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


def may_hold_events(app: Application, group: Resource) -> bool:
    """Whether something can write to a log group: it has a name that others know, or something refers to it."""
    if not group["LogGroupName"].absent:
        return True
    outputs = [value for stack in app.stacks for value, _ in stack.outputs.values()]
    values = [*outputs, *(resource.properties for resource in app.resources() if resource.key != group.key)]
    return any(reference.resource == group.key for value in values for reference in references(value))
