"""Logs are gone before somebody asks for them."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.observe._archive import may_hold_events, sent_on, writers
from leastwise.rules.rule import Example, Option, Rule


class LogExpiresEarly(Rule):
    id = "log-expires-early"
    title = "Logs are kept for less than a year"
    why = """
Break-ins are often noticed months later. What happened can then only be found out, and proved, as far back as the logs
reach; audits commonly ask for a year.
"""
    remediation = """
Keep the logs for as long as your audit asks, or send them to an archive that does.

- Template: `RetentionInDays: 365` on the `AWS::Logs::LogGroup`.
- Terraform: `retention_in_days = 365` on the `aws_cloudwatch_log_group`.
- serverless.yml: `logRetentionInDays: 365` of the provider or the function.
- Console: CloudWatch > *Log groups* > the group > *Edit retention setting*.
- CLI: `aws logs put-retention-policy --log-group-name NAME --retention-in-days 365`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-779",)
    references = {
        "nist-800-53": ("AU-11",),
        "pci-dss": ("10.5.1",),
        "aws": (
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Log events, with the personal data in them, are kept longer, and storing them costs more."
    options = {"days": Option(365, "shortest retention period that is enough, in days")}

    bad = Example.cloudformation(
        "Resources: {Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: shop, RetentionInDays: 90}}}",
        at="Resources.Logs.Properties.RetentionInDays",
    )
    good = Example.cloudformation(
        """
        Resources:
          Year: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 365}}
          Ever: {Type: AWS::Logs::LogGroup}
          Sent: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}
          Archive:
            Type: AWS::Logs::SubscriptionFilter
            Properties: {LogGroupName: !Ref Sent, FilterPattern: "", DestinationArn: arn:aws:firehose:eu-west-1:1:x}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        days = self.option("days")
        sent = sent_on(app)
        if sent is None:
            return
        groups = [
            group
            for group in app.resources("AWS::Logs::LogGroup")
            if group.by == "author" and group.key not in sent and group["RetentionInDays"].number() < days
        ]
        early = list(may_hold_events(app, groups))
        for group in early:
            retention = group["RetentionInDays"]
            alike = [other["RetentionInDays"] for other in early if other["RetentionInDays"].span == retention.span]
            found = retention.number()
            kept = "a day" if found == 1 else f"{found:g} days"
            yield self.finding(
                retention,
                f"{group.name} keeps its events for {kept}; {days} are asked for.",
                functions=writers(app, [group]),
                edits=[Set(place, days) for place in alike],  # one text may say it for several
            )
