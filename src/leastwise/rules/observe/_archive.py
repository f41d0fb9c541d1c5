"""Which log groups are sent on to somewhere else."""

from leastwise.model.application import Application


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
