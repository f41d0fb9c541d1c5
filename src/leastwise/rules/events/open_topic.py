"""Everybody may publish to the topic, or subscribe to it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import StoreKind
from leastwise.rules.events._open import opening, openings
from leastwise.rules.rule import Example, Rule


class OpenTopic(Rule):
    id = "open-topic"
    title = "Topic open to every AWS account"
    why = """
A topic policy for everyone without a condition lets any AWS account publish, subscribe or both. Whoever publishes
chooses the input of all that is subscribed; whoever subscribes reads every message from then on.
"""
    remediation = """
Name who may use the topic.

- Template: in the `AWS::SNS::TopicPolicy` a `Principal: {Service: …}` with
  `Condition: {ArnEquals: {"aws:SourceArn": …}}`, or the account that publishes.
- Console: SNS > *Topics* > the topic > *Edit* > *Access policy*.
- CLI: `aws sns set-topic-attributes --topic-arn ARN --attribute-name Policy --attribute-value file://policy.json`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-284", "CWE-732")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-01", "SAS-03"),
        "fsbp": ("SNS.4",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html",
        ),
    }

    bad = Example.cloudformation(
        """
        Resources:
          News: {Type: AWS::SNS::Topic}
          Policy:
            Type: AWS::SNS::TopicPolicy
            Properties:
              Topics: [!Ref News]
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: {AWS: "*"}
                    Action: [sns:Publish, sns:Subscribe]
                    Resource: !Ref News
        """,
        at="Resources.Policy.Properties.PolicyDocument.Statement.0.Principal",
    )
    good = Example.cloudformation(
        """
        Resources:
          News: {Type: AWS::SNS::Topic}
          Uploads: {Type: AWS::S3::Bucket}
          Policy:
            Type: AWS::SNS::TopicPolicy
            Properties:
              Topics: [!Ref News]
              PolicyDocument:
                Statement:
                  - Effect: Allow
                    Principal: {Service: s3.amazonaws.com}
                    Action: sns:Publish
                    Resource: !Ref News
                    Condition: {ArnEquals: {"aws:SourceArn": !GetAtt Uploads.Arn}}
                  - Effect: Allow
                    Principal: {AWS: "*"}
                    Action: sns:Subscribe
                    Resource: !Ref News
                    Condition: {StringEquals: {"AWS:SourceOwner": !Ref AWS::AccountId}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for topic, statement in openings(app, StoreKind.TOPIC):
            yield opening(self, app, topic, statement)
