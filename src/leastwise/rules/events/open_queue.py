"""Everybody may put messages into the queue, or take them out."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import StoreKind
from leastwise.rules.events._open import opening, openings
from leastwise.rules.rule import Example, Rule


class OpenQueue(Rule):
    id = "open-queue"
    title = "Queue open to every AWS account"
    why = """
A queue policy for everyone without a condition lets any AWS account use the queue. Whoever may send chooses the input
of the function behind it, past API, authorizer and firewall; whoever may receive reads or removes what others sent.
"""
    remediation = """
Name who may use the queue.

- Template: `Principal: {Service: sns.amazonaws.com}` with
  `Condition: {ArnEquals: {"aws:SourceArn": !Ref Topic}}`, or the account that sends.
- Console: SQS > the queue > *Access policy* > *Edit*.
- CLI: `aws sqs set-queue-attributes --queue-url URL --attributes file://attributes.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-01", "SAS-03"),
        "fsbp": ("SQS.3",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/config/latest/developerguide/sqs-queue-no-public-access.html",
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html",
        ),
    }

    bad = (
        Example.cloudformation(
            """
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Queue]
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: "*"
                        Action: sqs:SendMessage
                        Resource: !GetAtt Queue.Arn
            """,
            at="Resources.Policy.Properties.PolicyDocument.Statement.0.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Queue: {Type: AWS::SQS::Queue}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Queue]
                  PolicyDocument:
                    Statement:
                      Effect: Allow
                      Principal: {AWS: ["*"]}
                      Action: ["sqs:*"]
                      Resource: "*"
                      Condition: {Bool: {"aws:SecureTransport": "true"}}
            """,
            at="Resources.Policy.Properties.PolicyDocument.Statement.Principal",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Queue: {Type: AWS::SQS::Queue}
          Topic: {Type: AWS::SNS::Topic}
          Policy:
            Type: AWS::SQS::QueuePolicy
            Properties:
              Queues: [!Ref Queue]
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: "*"
                    Action: sqs:SendMessage
                    Resource: !GetAtt Queue.Arn
                    Condition: {ArnEquals: {"aws:SourceArn": !Ref Topic}}
                  - Effect: Deny
                    Principal: "*"
                    Action: sqs:*
                    Resource: "*"
                    Condition: {Bool: {"aws:SecureTransport": "false"}}
                  - Effect: Allow
                    Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
                    Action: sqs:*
                    Resource: !GetAtt Queue.Arn
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for queue, statement in openings(app, StoreKind.QUEUE):
            yield opening(self, app, queue, statement)
