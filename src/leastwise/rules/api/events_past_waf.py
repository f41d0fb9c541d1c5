"""What the firewall keeps out of the front door comes in by a side door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from leastwise.code.sources import sources_of
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Exposure, Function, Trigger, TriggerKind
from leastwise.rules.api._fronts import fronts, shields
from leastwise.rules.dangers import field, shown, watch_code
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import called, listing

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.taint.flows import Flow

_SIDE_DOORS = frozenset(
    {
        TriggerKind.EVENTBRIDGE,
        TriggerKind.IOT,
        TriggerKind.KINESIS,
        TriggerKind.S3,
        TriggerKind.SES,
        TriggerKind.SNS,
        TriggerKind.SQS,
    }
)
_WHO = {
    Exposure.INTERNET: "everybody on the internet",
    Exposure.AUTHENTICATED: "every device or user that is signed in",
    Exposure.ACCOUNT: "other AWS accounts",
}

_MILD = frozenset({"log-injection"})
"""What a firewall would not have kept out."""

_INLINE = 'InlineCode: "def handler(event, context): pass"'
_CODE = """
import subprocess


def handler(event, context):
    for record in event["Records"]:
        subprocess.run("print-label " + record["Sns"]["Message"], shell=True, check=True)
"""
_FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events:
            Web: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: post}}
            Side: {Type: SNS, Properties: {Topic: !Ref Partners}}
      Front: {Type: AWS::Serverless::Api, Properties: {StageName: live, OpenApiVersion: 3.0.1}}
      Acl:
        Type: AWS::WAFv2::WebACLAssociation
        Properties:
          WebACLArn: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1
          ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Front}/stages/live
      Partners: {Type: AWS::SNS::Topic}
"""
_PARTNER = """
      Policy:
        Type: AWS::SNS::TopicPolicy
        Properties:
          Topics: [!Ref Partners]
          PolicyDocument:
            Statement:
              - {Effect: Allow, Principal: {AWS: "210987654321"}, Action: sns:Publish, Resource: !Ref Partners}
"""


class EventsPastWaf(Rule):
    id = "events-past-waf"
    title = "Function behind a firewall takes foreign events as well"
    why = """
A web ACL looks at HTTP requests only. The same function also runs for events whose content others choose, and these
pass by it: what is filtered out of requests reaches the same code in a message, an object's name or a mail. Where such
a text reaches a dangerous call, the finding names the field and the call; where the code was read and it reaches none,
little is lost.
"""
    remediation = """
Give the events a function of their own, or check their content in the code as if there were no firewall.

- Template: one function for each trigger; narrow the policy of the topic, queue, bus or bucket to senders you know;
  `FilterCriteria` and event patterns for what is expected.
- Console: Lambda > the function > *Configuration* > *Triggers*.
- CLI: `aws lambda list-event-source-mappings --function-name NAME`, then
  `aws lambda update-event-source-mapping --uuid ID --filter-criteria file://filter.json`.
"""
    severity = Severity.MEDIUM
    confidence = Confidence.MEDIUM
    cwe = ("CWE-20", "CWE-693")
    references = {
        "owasp-serverless": ("A1:2017", "A6:2017"),
        "csa-serverless": ("SAS-01", "SAS-03"),
        "nist-800-53": ("SC-7", "SI-10"),
        "aws": (
            "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html",
        ),
    }

    bad = (
        Example.sam(
            f"Resources:\n      Orders:{_FUNCTION}{_PARTNER}",
            at="Resources.Orders.Properties.Events.Side",
        ),
        Example.sam(
            f"Resources:\n      Orders:{_FUNCTION}{_PARTNER}".replace(_INLINE, "CodeUri: src/"),
            at="Resources.Orders.Properties.Events.Side",
            files={"src/app.py": _CODE},
        ),
    )
    good = (
        Example.sam(f"Resources:\n      Orders:{_FUNCTION}"),
        Example.sam(f"Resources:\n      Orders:{_FUNCTION}{_PARTNER}".replace("WebACLAssociation", "IPSet")),
    )

    def prepare(self, app: Application) -> None:
        watch_code(app)

    def check(self, app: Application) -> Iterator[Finding]:
        before = shields(app)
        guarded = set(before) | {front.to.key for front in fronts(app) if front.distribution.key in before}
        for function in app.functions if guarded else ():
            triggers = app.triggers_of(function)
            web = [trigger for trigger in triggers if trigger.route and trigger.route.api.key in guarded]
            side = [t for t in triggers if t.kind in _SIDE_DOORS and t.exposure in _WHO and not _fed(app, t, guarded)]
            if web and side:
                yield self._found(app, function, web, side)

    def _found(self, app: Application, function: Function, web: list[Trigger], side: list[Trigger]) -> Finding:
        kinds = listing(dict.fromkeys(called(trigger.kind) for trigger in side))
        who = listing(dict.fromkeys(_WHO[trigger.exposure] for trigger in side))
        names = listing(dict.fromkeys(t.route.api.name for t in web if t.route))
        dangers = _dangers(app, function, side)
        severity, reason = None, ""
        if dangers:
            severity, reason = Severity.HIGH, "what they send reaches a dangerous call"
        elif dangers is not None:
            severity, reason = Severity.LOW, "no dangerous call is known that it reaches"
        told = [
            f"`{field(flow)}` reaches {shown(flow.hit.call)} ({flow.rule}, "
            f"{flow.hit.call.place.file}:{flow.hit.call.place.line})"
            for flow in dangers or ()
        ]
        return self.finding(
            next((flow.trigger for flow in dangers or () if flow.trigger in side), side[0]).property,
            f"A web ACL stands before {names}, but {who} can send {function.name} what they like through {kinds}"
            f"{': ' if told else ''}{listing(told, 3)}.",
            functions=[function],
            severity=severity,
            severity_reason=reason,
            confidence=Confidence.HIGH if dangers else None,
        )


def _dangers(app: Application, function: Function, side: list[Trigger]) -> list[Flow] | None:
    """What of these events reaches dangerous calls; `None` where the code is not known."""
    sources = sources_of(app)
    if sources is None:
        return None
    from leastwise.code.entries import Missing
    from leastwise.code.needs.function import entry_of
    from leastwise.code.taint.flows import flows
    from leastwise.code.taint.reading import mark
    from leastwise.code.taint.trust import shaping

    if isinstance(entry_of(app, function, sources), Missing):
        return None
    found = [one for one in flows(app, function) if one.rule not in _MILD and not one.weak and not mark(one.path)]
    return [flow for flow in found if shaping(side, flow.path) is not None]


def _fed(app: Application, trigger: Trigger, guarded: set[str]) -> bool:
    """Whether the events come from outside only through an API that is guarded itself."""
    source = trigger.resource
    feeding = [route for route in app.routes if source is not None and route.target == source]
    return bool(feeding) and all(route.api.key in guarded for route in feeding)
