"""Whoever deletes the application deletes its logs, and no copy is anywhere else."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.rules.observe._archive import may_hold_events, sent_on, writers
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_KEPT = ("Retain", "RetainExceptOnCreate")


class LogNotRecoverable(Rule):
    id = "log-not-recoverable"
    title = "Logs are deleted with the application, and exist nowhere else"
    why = """
Somebody who has got into the account covers the tracks first. Where the only copy of the logs is a log group that
belongs to the application, deleting that, or the group, is enough.
"""
    remediation = """
Send a copy to an archive in another account, or at least keep the log group when the application goes.

- Template: an `AWS::Logs::SubscriptionFilter` that sends the events on, or `DeletionPolicy: Retain` and
  `DeletionProtectionEnabled: true` on the log group.
- Terraform: an `aws_cloudwatch_log_subscription_filter`, or `skip_destroy = true` and `deletion_protection_enabled =
  true` on the `aws_cloudwatch_log_group`.
- Console: CloudWatch > *Log groups* > the group > *Subscription filters*, or *Actions* > *Edit deletion protection*.
- CLI: `aws logs put-subscription-filter --log-group-name NAME --filter-name archive --filter-pattern ''
  --destination-arn ARN`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    references = {
        "nist-800-53": ("AU-9(2)", "AU-11"),
        "aws": (
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Subscriptions.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html",
        ),
    }
    once = True

    bad = Example.cloudformation(
        "Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: shop, RetentionInDays: 365}}}",
        at="Resources.Logs",
    )
    good = (
        Example.cloudformation(
            """
            Resources:
              Kept: {Type: AWS::Logs::LogGroup, DeletionPolicy: Retain}
              Protected: {Type: AWS::Logs::LogGroup, Properties: {DeletionProtectionEnabled: true}}
              Sent: {Type: AWS::Logs::LogGroup}
              Archive:
                Type: AWS::Logs::SubscriptionFilter
                Properties: {LogGroupName: !Ref Sent, FilterPattern: "", DestinationArn: arn:aws:firehose:eu-west-1:1:x}
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Logs: {Type: AWS::Logs::LogGroup}
              All:
                Type: AWS::Logs::AccountPolicy
                Properties: {PolicyName: all, PolicyType: SUBSCRIPTION_FILTER_POLICY, PolicyDocument: "{}"}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        sent = sent_on(app)
        if sent is None:
            return
        groups = [g for g in app.resources("AWS::Logs::LogGroup") if g.key not in sent and _goes(g)]
        lost = may_hold_events(app, groups)
        if lost:
            names = listing(group.name for group in lost)
            yield self.finding(
                lost[0][""],
                f"{names}: deleted with the application, and the events are sent nowhere else.",
                functions=writers(app, lost),
            )


def _goes(group: Resource) -> bool:
    """Whether a log group is deleted with its stack, events and all."""
    policy = group.body.get("DeletionPolicy", "Delete")
    return (
        group.by == "author"
        and isinstance(policy, str)
        and policy not in _KEPT
        and group["DeletionProtectionEnabled"].flag(False) is False
        and group.get("LogGroupClass") != "DELIVERY"
    )
