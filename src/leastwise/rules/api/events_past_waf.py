"""What the firewall keeps out of the front door comes in by a side door."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Severity
from leastwise.model.graph import Exposure, Function, Trigger, TriggerKind
from leastwise.rules.api._fronts import fronts, shields
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import called, listing

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
pass by it: what is filtered out of requests reaches the same code in a message, an object's name or a mail.
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

    bad = Example.sam(
        f"Resources:\n      Orders:{_FUNCTION}{_PARTNER}",
        at="Resources.Orders.Properties.Events.Side",
    )
    good = (
        Example.sam(f"Resources:\n      Orders:{_FUNCTION}"),
        Example.sam(f"Resources:\n      Orders:{_FUNCTION}{_PARTNER}".replace("WebACLAssociation", "IPSet")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        before = shields(app)
        guarded = set(before) | {front.to.key for front in fronts(app) if front.distribution.key in before}
        for function in app.functions if guarded else ():
            triggers = app.triggers_of(function)
            web = [trigger for trigger in triggers if trigger.route and trigger.route.api.key in guarded]
            side = [t for t in triggers if t.kind in _SIDE_DOORS and t.exposure in _WHO and not _fed(app, t, guarded)]
            if web and side:
                yield self._found(function, web, side)

    def _found(self, function: Function, web: list[Trigger], side: list[Trigger]) -> Finding:
        kinds = listing(dict.fromkeys(called(trigger.kind) for trigger in side))
        who = listing(dict.fromkeys(_WHO[trigger.exposure] for trigger in side))
        names = listing(dict.fromkeys(t.route.api.name for t in web if t.route))
        return self.finding(
            side[0].property,
            f"A web ACL stands before {names}, but {who} can send {function.name} what they like through {kinds}.",
            functions=[function],
        )


def _fed(app: Application, trigger: Trigger, guarded: set[str]) -> bool:
    """Whether the events come from outside only through an API that is guarded itself."""
    source = trigger.resource
    feeding = [route for route in app.routes if source is not None and route.target == source]
    return bool(feeding) and all(route.api.key in guarded for route in feeding)
