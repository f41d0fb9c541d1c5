"""Everybody may put events on the bus."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import StoreKind, Trigger, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map
from leastwise.read.graph.policies import statement as statement_of
from leastwise.rules.events._open import for_everyone, opening, openings
from leastwise.rules.rule import Example, Rule


class OpenEventBus(Rule):
    id = "open-event-bus"
    title = "Event bus open to every AWS account"
    why = """
A bus that takes events from every account takes made-up ones too: the rules on the bus start functions and state
machines with whatever the event says, and an event of your own cannot be told from a stranger's.
"""
    remediation = """
Name the accounts or the organization that send events.

- Template: `Principal: {AWS: "123456789012"}` in the statement, or
  `Condition: {StringEquals: {"aws:PrincipalOrgID": o-…}}`.
- Console: EventBridge > *Event buses* > the bus > *Manage permissions*.
- CLI: `aws events put-permission --event-bus-name NAME --policy file://policy.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-01", "SAS-03"),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/eventbridge-controls.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Orders: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
              Policy:
                Type: AWS::Events::EventBusPolicy
                Properties:
                  EventBusName: !Ref Orders
                  StatementId: all
                  Statement:
                    Effect: Allow
                    Principal: "*"
                    Action: events:PutEvents
                    Resource: !GetAtt Orders.Arn
            """,
            at="Resources.Policy.Properties.Statement.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Policy:
                Type: AWS::Events::EventBusPolicy
                Properties: {StatementId: all, Action: events:PutEvents, Principal: "*"}
            """,
            at="Resources.Policy.Properties.Principal",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Orders: {Type: AWS::Events::EventBus, Properties: {Name: orders}}
          Organization:
            Type: AWS::Events::EventBusPolicy
            Properties:
              EventBusName: !Ref Orders
              StatementId: organization
              Statement:
                Effect: Allow
                Principal: "*"
                Action: events:PutEvents
                Resource: !GetAtt Orders.Arn
                Condition: {StringEquals: {"aws:PrincipalOrgID": o-a1b2c3d4e5}}
          Old:
            Type: AWS::Events::EventBusPolicy
            Properties:
              StatementId: organization
              Action: events:PutEvents
              Principal: "*"
              Condition: {Type: StringEquals, Key: "aws:PrincipalOrgID", Value: o-a1b2c3d4e5}
          Account:
            Type: AWS::Events::EventBusPolicy
            Properties: {StatementId: one, Action: events:PutEvents, Principal: "123456789012"}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store, statement in openings(app, StoreKind.BUS):
            if statement.property.resource.type != "AWS::Events::EventBusPolicy":
                yield opening(self, app, store, statement)
        for policy in app.resources("AWS::Events::EventBusPolicy"):
            place = _opening(policy)
            if place is not None:
                bus = app.referenced(policy.get("EventBusName"), "AWS::Events::EventBus")
                named = policy["EventBusName"].text("default") or "the bus"
                yield self.finding(
                    place,
                    f"Every AWS account may put events on {bus.name if bus else f'the {named} bus'}.",
                    functions=[t.function for t in app.triggers(kind=TriggerKind.EVENTBRIDGE) if _listens(t, bus)],
                )


def _opening(policy: Resource) -> Property | None:
    """Where a policy of a bus lets everybody in."""
    whole = policy["Statement"]
    if isinstance(whole.value, Map):
        return whole["Principal"] if for_everyone(statement_of(whole, whole.value)) else None
    # The older form takes one condition, and only on the organization.
    everyone = whole.absent and policy.get("Principal") == "*" and policy["Condition"].absent
    return policy["Principal"] if everyone else None


def _listens(trigger: Trigger, bus: Resource | None) -> bool:
    """Whether what starts a function is a rule on this bus, or on the default one."""
    return trigger.resource == bus if bus is not None else trigger.resource is None
