"""A queue hands a message out again while the function still works on it."""

from collections.abc import Iterable, Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.graph import Trigger, TriggerKind
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule

_LONGEST = 43200
"""Seconds, the most that SQS takes."""


class ShortVisibility(Rule):
    id = "short-visibility"
    title = "Queue visibility is shorter than six times the function's timeout"
    why = """
The message becomes visible again before the function has finished or Lambda has got round to a throttled batch, so it
is processed twice, or moved to the dead-letter queue although nothing was wrong with it. AWS asks for six times the
function's timeout, plus the batching window. Below the timeout itself the deployment fails.
"""
    remediation = """
Raise the queue's visibility timeout, or lower the function's timeout to what it needs.

- Template: `VisibilityTimeout` on the `AWS::SQS::Queue` (default 30 seconds).
- Console: SQS > the queue > *Edit* > *Visibility timeout*.
- CLI: `aws sqs set-queue-attributes --queue-url URL --attributes VisibilityTimeout=180`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-837",)
    references = {
        "aws": ("https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",),
    }
    fix = FixSafety.SAFE

    bad = (
        Example.sam(
            """
            Resources:
              Queue:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: 60
              Worker:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Timeout: 30
                  Events:
                    Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}
            """,
            at="Resources.Queue.Properties.VisibilityTimeout",
        ),
        Example.cloudformation(
            """
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Worker:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/worker
                  Code: {ZipFile: "def handler(event, context): pass"}
                  Timeout: 10
              Mapping:
                Type: AWS::Lambda::EventSourceMapping
                Properties: {FunctionName: !Ref Worker, EventSourceArn: !GetAtt Queue.Arn}
            """,
            at="Resources.Queue.Properties.VisibilityTimeout",
        ),
        Example.sam(
            """
            Parameters: {Stage: {Type: String}}
            Conditions: {Slow: !Equals [!Ref Stage, dev]}
            Globals:
              Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "x", Timeout: 30}
            Resources:
              Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !If [Slow, 300, 60]}}
              Worker:
                Type: AWS::Serverless::Function
                Properties: {Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}}}
            """,
            at="Resources.Queue.Properties.VisibilityTimeout",
        ),
    )
    good = Example.sam(
        """
        Parameters:
          Seconds: {Type: Number}
        Globals:
          Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}
        Resources:
          Quick: {Type: AWS::SQS::Queue}
          Slow: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 180}}
          Open: {Type: AWS::SQS::Queue}
          Default:
            Type: AWS::Serverless::Function
            Properties:
              Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Quick.Arn}}}
          Thirty:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: 30
              Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Slow.Arn}}}
          Unknown:
            Type: AWS::Serverless::Function
            Properties:
              Timeout: !Ref Seconds
              Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Open.Arn}}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for queue, trigger in _slowest(app.triggers(kind=TriggerKind.SQS)):
            visibility = queue["VisibilityTimeout"]
            timeout, is_set = trigger.function.timeout, visibility.number(30)
            if is_set < 6 * timeout:
                needed = min(int(6 * timeout + _window(trigger)), _LONGEST)
                yield self.finding(
                    visibility,
                    f"{trigger.function.name} may run {timeout:g} s, so {needed} s are needed; "
                    f"{is_set:g} s {'are set' if visibility.present else 'is the default'}.",
                    functions=[trigger.function],
                    edits=[Set(visibility, needed)],
                )


def _slowest(triggers: Iterable[Trigger]) -> Iterable[tuple[Resource, Trigger]]:
    """Each queue with the function that may run longest on it. Timeouts that are not known are left out."""
    found: dict[str, tuple[Resource, Trigger]] = {}
    for trigger in triggers:
        queue, timeout = trigger.resource, trigger.function.timeout
        if queue is not None and isinstance(timeout, (int, float)):
            known = found.setdefault(queue.key, (queue, trigger))[1]
            if timeout > known.function.timeout:
                found[queue.key] = (queue, trigger)
    return found.values()


def _window(trigger: Trigger) -> float:
    """The batching window in seconds, 0 where there is none or it is not known."""
    window = trigger.mapping["MaximumBatchingWindowInSeconds"].number(0) if trigger.mapping else 0
    return window if isinstance(window, (int, float)) else 0
