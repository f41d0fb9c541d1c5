"""A queue takes and hands out messages without TLS."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import StoreKind
from leastwise.model.value import Reference
from leastwise.rules.events._plaintext import without_tls
from leastwise.rules.policies import adding_statement
from leastwise.rules.rule import Example, Rule
from leastwise.rules.tls import tls_only


class PlaintextQueueAccess(Rule):
    id = "plaintext-queue-access"
    title = "Queue without a policy that demands TLS"
    why = """
SQS answers on port 80 as well. The SDKs use TLS, but a client that is configured for plain HTTP is served all the same,
and its messages travel in clear. Only a statement in the queue's policy refuses that.
"""
    remediation = """
Deny what does not come over TLS.

- Template: in an `AWS::SQS::QueuePolicy` `Effect: Deny`, `Principal: "*"`, `Action: sqs:*` and
  `Condition: {Bool: {"aws:SecureTransport": "false"}}`. It replaces a policy that was set outside of the application.
- Terraform: such a statement in an `aws_sqs_queue_policy`.
- Console: SQS > the queue > *Access policy* > *Edit*.
- CLI: `aws sqs set-queue-attributes --queue-url URL --attributes file://attributes.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-319",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("SC-8",),
        "well-architected": ("SEC09-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Clients that use plain HTTP are refused, and a policy that was set elsewhere is replaced."

    bad = (
        Example.cloudformation(
            "Resources: {Jobs: {Type: AWS::SQS::Queue}}",
            at="Resources.Jobs",
        ),
        Example.cloudformation(
            """
            Resources:
              Jobs: {Type: AWS::SQS::Queue}
              Results: {Type: AWS::SQS::Queue}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Jobs, !Ref Results]
                  PolicyDocument:
                    Version: "2012-10-17"
                    Statement:
                      - Effect: Allow
                        Principal: {AWS: "arn:aws:iam::123456789012:role/shop"}
                        Action: sqs:SendMessage
                        Resource: "*"
            """,
            at=("Resources.Jobs", "Resources.Results"),
        ),
        Example.cloudformation(
            """
            Parameters: {Stage: {Type: String}}
            Conditions: {Live: !Equals [!Ref Stage, live]}
            Resources:
              Audit: {Type: AWS::SQS::Queue, Condition: Live}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Condition: Live
                Properties:
                  Queues: [!Ref Audit]
                  PolicyDocument:
                    Statement: {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: sqs:*, Resource: "*"}
              Copies: {Type: AWS::SQS::Queue, Condition: Live}
            """,
            at=("Resources.Audit", "Resources.Copies"),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Jobs: {Type: AWS::SQS::Queue}
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Jobs]
              PolicyDocument:
                Statement:
                  - Effect: Deny
                    Principal: "*"
                    Action: sqs:*
                    Resource: "*"
                    Condition: {Bool: {"aws:SecureTransport": "false"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for queue in without_tls(app, StoreKind.QUEUE, "AWS::SQS::Queue", ("AWS::SQS::QueuePolicy", "Queues")):
            statement = tls_only("sqs:*", [Reference(queue.key, "Arn")])
            yield self.finding(
                queue[()],
                f"{queue.name} also answers requests without TLS.",
                edits=adding_statement(app, queue, [statement]),
            )
