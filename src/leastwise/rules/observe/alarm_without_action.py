"""An alarm goes off and nobody hears it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Seq, references
from leastwise.rules.observe._alarms import ALARMS
from leastwise.rules.rule import Example, Rule

_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_ONLY_SHOWN = ("AWS::CloudWatch::Dashboard",)


class AlarmWithoutAction(Rule):
    id = "alarm-without-action"
    title = "Alarm that tells nobody"
    why = """
An alarm without an action changes its colour in the console, where nobody looks at night. It feels like monitoring and
is none.
"""
    remediation = """
Send the alarm to a topic that somebody is subscribed to.

- Template: `AlarmActions: [!Ref Topic]` on the alarm, without `ActionsEnabled: false`. Look first at what the actions
  are: one may stop or restart something.
- Console: CloudWatch > *Alarms* > the alarm > *Edit* > *Configure actions*.
- CLI: `aws cloudwatch enable-alarm-actions --alarm-names NAME`; for new actions `aws cloudwatch put-metric-alarm` with
  all settings of the alarm and `--alarm-actions TOPIC_ARN`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-778",)
    references = {
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("SI-4(5)",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-actions.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "The actions begin to run when the alarm goes off: look first whether one stops or restarts something."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Errors:
                Type: AWS::CloudWatch::Alarm
                Properties: {Namespace: AWS/Lambda, MetricName: Errors}
            """,
            at="Resources.Errors.Properties.AlarmActions",
        ),
        Example.cloudformation(
            """
            Resources:
              Errors:
                Type: AWS::CloudWatch::Alarm
                Properties:
                  Namespace: AWS/Lambda
                  MetricName: Errors
                  ActionsEnabled: false
                  AlarmActions: [!Ref Mail]
              Mail: {Type: AWS::SNS::Topic}
            """,
            at="Resources.Errors.Properties.ActionsEnabled",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Errors:
            Type: AWS::CloudWatch::Alarm
            Properties: {Namespace: AWS/Lambda, MetricName: Errors, AlarmActions: [!Ref Mail]}
          Mail: {Type: AWS::SNS::Topic}
          Part:
            Type: AWS::CloudWatch::Alarm
            Properties: {Namespace: AWS/Lambda, MetricName: Throttles}
          Whole:
            Type: AWS::CloudWatch::CompositeAlarm
            Properties: {AlarmRule: !Sub "ALARM(${Part})", AlarmActions: [!Ref Mail]}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        silent = [(alarm, place) for alarm in app.resources(*ALARMS) for place in _silent(alarm)]
        if not silent or _told_by_event(app):
            return
        used = _used(app)
        if used is None:
            return
        for alarm, place in silent:
            if place.name == "ActionsEnabled":
                yield self.finding(place, f"The actions of {alarm.name} are switched off.", edits=[Set(place, True)])
            elif alarm.key not in used:
                yield self.finding(place, f"{alarm.name} goes off and does nothing.")


def _silent(alarm: Resource) -> Iterator[Property]:
    """Where it is said, or not said, that an alarm does nothing."""
    if alarm["ActionsEnabled"].flag(True) is False:
        yield alarm["ActionsEnabled"]
    elif all(alarm[name].absent or (isinstance(alarm[name].value, Seq) and not alarm[name].value) for name in _ACTIONS):
        yield alarm["AlarmActions"]


def _told_by_event(app: Application) -> bool:
    """Whether a rule of EventBridge hears about alarms.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
    """
    for rule in app.resources("AWS::Events::Rule"):
        pattern = rule["EventPattern"].value
        sources = pattern.get("source") if isinstance(pattern, Map) else pattern
        if "aws.cloudwatch" in (sources if isinstance(sources, (Seq, str)) else ()):
            return True
    return False


def _used(app: Application) -> set[str] | None:
    """Keys of the resources that others refer to, other than to show them: deployments roll back on an alarm.

    `None` where a composite alarm does not say which alarms it is made of.
    """
    for composite in app.resources("AWS::CloudWatch::CompositeAlarm"):
        if not list(references(composite["AlarmRule"].value)) and composite["AlarmRule"].text() is None:
            return None
    return {
        reference.resource
        for resource in app.resources()
        if resource.type not in _ONLY_SHOWN
        for reference in references(resource.properties)
    }
