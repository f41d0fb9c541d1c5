"""A topic takes messages without TLS."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import StoreKind
from leastwise.model.value import Reference
from leastwise.rules.events._plaintext import without_tls
from leastwise.rules.policies import adding_statement
from leastwise.rules.rule import Example, Rule
from leastwise.rules.tls import topic_statements


class PlaintextTopicAccess(Rule):
    id = "plaintext-topic-access"
    title = "Topic without a policy that demands TLS"
    why = """
SNS answers on port 80 as well. The SDKs use TLS, but a publisher that is configured for plain HTTP is served all the
same, and its messages travel in clear. Only a statement in the topic's policy refuses that.
"""
    remediation = """
Deny publishing that does not come over TLS.

- Template: in an `AWS::SNS::TopicPolicy` `Effect: Deny`, `Principal: "*"`, `Action: sns:Publish` and
  `Condition: {Bool: {"aws:SecureTransport": "false"}}`. A policy replaces the default one: allow your own account too.
- Terraform: such a statement in an `aws_sns_topic_policy`.
- Console: SNS > *Topics* > the topic > *Edit* > *Access policy*.
- CLI: `aws sns set-topic-attributes --topic-arn ARN --attribute-name Policy --attribute-value file://policy.json`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-319",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("SC-8",),
        "well-architected": ("SEC09-BP02",),
        "aws": ("https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html",),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Publishers that use plain HTTP are refused, and a policy that was set outside of the application is replaced."
    )

    bad = (
        Example.cloudformation(
            "Resources: {News: {Type: AWS::SNS::Topic}}",
            at="Resources.News",
        ),
        Example.cloudformation(
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
                        Principal: {Service: events.amazonaws.com}
                        Action: sns:Publish
                        Resource: !Ref News
                        Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}
            """,
            at="Resources.News",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          News: {Type: AWS::SNS::Topic}
          Policy:
            Type: AWS::SNS::TopicPolicy
            Properties:
              Topics: [!Ref News]
              PolicyDocument:
                Statement:
                  - Effect: Deny
                    Principal: "*"
                    Action: sns:Publish
                    Resource: "*"
                    Condition: {Bool: {"aws:SecureTransport": "false"}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for topic in without_tls(app, StoreKind.TOPIC, "AWS::SNS::Topic", ("AWS::SNS::TopicPolicy", "Topics")):
            yield self.finding(
                topic[()],
                f"{topic.name} also answers requests without TLS.",
                edits=adding_statement(app, topic, topic_statements(Reference(topic.key, "Ref"))),
            )
