"""One function does several things that need different permissions, so each of them has all."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.value import display
from leastwise.rules.access._code import evidence, steps, understood
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_ONE_PROTOCOL = frozenset({TriggerKind.CUSTOM_RESOURCE, TriggerKind.SECRET_ROTATION})
"""What starts a function with several kinds of event that must all go to the same one."""
_PHASES = frozenset({("RequestType",), ("Step",)})
"""The fields that tell these apart: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
and https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html"""
_MOST = 4

_CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
queue = boto3.client("sqs")


def handler(event, context):
    if event["action"] == "order":
        table.put_item(Item={"id": event["id"]})
    elif event["action"] == "remind":
        queue.send_message(QueueUrl=os.environ["QUEUE"], MessageBody=event["id"])
"""
_TEMPLATE = """
            Resources:
              Shop:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  CodeUri: src/
                  Environment: {Variables: {TABLE: !Ref Table, QUEUE: !Ref Queue}}
                  Policies:
                    - DynamoDBWritePolicy: {TableName: !Ref Table}
                    - SQSSendMessagePolicy: {QueueName: !GetAtt Queue.QueueName}
              Table: {Type: AWS::Serverless::SimpleTable}
              Queue: {Type: AWS::SQS::Queue}
"""


class MonolithFunction(Rule):
    id = "monolith-function"
    title = "One function for things that need different permissions"
    why = """
A function that looks at a field of the event and then does one thing or another has to be allowed all of them. Whoever
finds a fault in the part that reads can write, and whoever may send one kind of event runs with the permissions for
all kinds. The finding says which value of which field needs what: only what is certain to happen for that value alone.
Custom resources and the rotation of secrets, whose events must all go to one function, are no finding.
"""
    remediation = """
Give each part a function of its own, with the permissions that it alone needs, and let what starts it choose: a route,
a filter of an event source, a rule of EventBridge, a choice of a state machine.

- Template: one `AWS::Serverless::Function` for each part, with its own `Events` and `Policies`.
- Console: Lambda > *Create function* for each part; then move the triggers under *Configuration* > *Triggers*.
- CLI: `aws lambda create-function --function-name NAME --role ROLE_ARN --handler HANDLER --runtime RUNTIME
  --zip-file fileb://code.zip`.
"""
    severity = Severity.LOW
    cwe = ("CWE-653", "CWE-250")
    references = {
        "csa-serverless": ("SAS-04",),
        "nist-800-53": ("AC-6",),
        "well-architected": ("SEC03-BP02", "REL03-BP02"),
        "aws": ("https://docs.aws.amazon.com/lambda/latest/operatorguide/anti-patterns.html",),
    }

    bad = Example.sam(_TEMPLATE, at="Resources.Shop.Properties.Handler", files={"src/app.py": _CODE})
    good = (
        Example.sam(
            _TEMPLATE,
            files={"src/app.py": _CODE.replace('if event["action"] == "order"', "if True").replace("elif", "if")},
        ),
        Example.sam(
            _TEMPLATE,
            files={
                "src/app.py": _CODE.replace("queue.send", 'table.put_item(Item={"id": "last"})\n        queue.send')
            },
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for function in app.functions:
            role = function.role
            kinds = {trigger.kind for trigger in app.triggers_of(function)}
            if role is not None and not kinds & _ONE_PROTOCOL and understood(app, role) is not None:
                yield from self._split(app, function)

    def _split(self, app: Application, function: Function) -> Iterator[Finding]:
        from leastwise.code.needs.branches import dispatches  # the engine is imported where there is code to read

        for one in dispatches(app, function):
            wanted = {text: {_key(need) for need in needs} for text, needs in one.branches.items()}
            keys = [key for found in wanted.values() for key in found] + [_key(need) for need in one.others]
            if one.path in _PHASES or len(wanted) < 2 or len(keys) > len(set(keys)):
                continue
            parts = [f"`{text}` needs {evidence(needs, 2)}" for text, needs in one.branches.items()]
            field = ".".join(("event", *map(str, one.path))).replace(".[]", "[]")
            yield self.finding(
                function.resource["Handler"],
                f"`{field}` decides what {function.name} does: {listing(parts, _MOST)}.",
                functions=[function],
                trace=steps(need for needs in one.branches.values() for need in needs),
            )
            return


def _key(need: object) -> tuple[str, tuple[str, ...]]:
    """An action and where it is needed, comparable."""
    return getattr(need, "action", ""), tuple(map(display, getattr(need, "resources", ())))
