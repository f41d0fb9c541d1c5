"""Messages pass through a topic under no key of their own."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Store, StoreKind
from leastwise.model.resource import Property, Resource
from leastwise.rules.data._keys import keys, of_customer
from leastwise.rules.rule import Example, Rule

_PEOPLE = frozenset({"email", "email-json", "sms"})
"""Protocols of subscriptions by which people get the messages, in clear."""


class UnencryptedTopic(Rule):
    id = "unencrypted-topic"
    title = "Topic without server-side encryption"
    why = """
SNS encrypts its disks by itself, but the messages of a topic only where the topic names a key. Without one whoever may
subscribe reads them, and no second permission is asked for. That is a gap where the application keeps the same data
under a key of its own before and after the topic. Notices that go to people by mail leave every encryption anyway.
"""
    remediation = """
Name the key that the data is kept under elsewhere.

- Template: `KmsMasterKeyId: !Ref Key`, with `kms:GenerateDataKey*` and `kms:Decrypt` on the key for whoever publishes.
  `alias/aws/sns` is for topics that your own code publishes to: alarms, EventBridge, S3 and other services of AWS need
  a customer managed key whose policy lets them.
- Terraform: `kms_master_key_id` of the `aws_sns_topic`.
- Console: SNS > the topic > *Edit* > *Encryption*.
- CLI: `aws sns set-topic-attributes --topic-arn ARN --attribute-name KmsMasterKeyId --attribute-value KEY`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017",),
        "nist-800-53": ("SC-13", "SC-28", "SC-28(1)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/sns/latest/dg/sns-data-encryption.html",
            "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Publishers that may not use the key (`kms:GenerateDataKey*`, `kms:Decrypt`) can no longer publish."

    bad = (
        Example.cloudformation(
            """
            Resources:
              Key: {Type: AWS::KMS::Key, Properties: {EnableKeyRotation: true, KeyPolicy: {Statement: []}}}
              Paid: {Type: AWS::SNS::Topic}
              Orders: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}
              Subscription:
                Type: AWS::SNS::Subscription
                Properties: {TopicArn: !Ref Paid, Protocol: sqs, Endpoint: !GetAtt Orders.Arn}
            """,
            at="Resources.Paid.Properties.KmsMasterKeyId",
        ),
        Example.cloudformation(
            """
            Resources:
              Notices:
                Type: AWS::SNS::Topic
                Properties: {Subscription: [{Protocol: email, Endpoint: ops@shop.example}]}
            """,
            at="Resources.Notices.Properties.KmsMasterKeyId",
        ),
    )
    good = Example.cloudformation(
        """
        Parameters: {KeyArn: {Type: String}}
        Resources:
          Own: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: !Ref KeyArn}}
          Aws: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: alias/aws/sns}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        own: list[tuple[Resource, Property]] | None = None
        for store in app.stores_of(StoreKind.TOPIC):
            topic, key = store.resource, store.resource["KmsMasterKeyId"]
            if not key.absent or topic.by != "author":
                continue
            if own is None:
                own = [(other, place) for other, place in keys(app) if of_customer(app, place)]
            protocols = _protocols(app, topic)
            if protocols and protocols <= _PEOPLE:
                yield self._mild(key, "it goes to people, not to programs", Persona.AUDITOR)
            elif own and protocols - _PEOPLE - {None}:
                other, place = own[0]
                yield self.finding(
                    key,
                    f"No key protects the messages in {topic.name}, while {other.name} is kept under one of your own.",
                    edits=[Set(key, place.value)],
                )
            else:
                edits = [] if _services_publish(app, store) else [Set(key, "alias/aws/sns")]
                yield self._mild(key, "SNS encrypts its disks by itself", Persona.PEDANTIC, edits)

    def _mild(self, key: Property, reason: str, persona: Persona, edits: list[Set] | None = None) -> Finding:
        return self.finding(
            key,
            f"No key protects the messages in {key.resource.name}.",
            severity=Severity.LOW,
            severity_reason=reason,
            persona=persona,
            edits=edits or (),
        )


def _protocols(app: Application, topic: Resource) -> set[str | None]:
    """The protocols of the subscriptions to a topic; `None` for one that is not known."""
    found = {subscription["Protocol"].text() for subscription in topic["Subscription"].items()}
    for subscription in app.resources("AWS::SNS::Subscription"):
        if app.referenced(subscription.get("TopicArn"), "AWS::SNS::Topic") == topic:
            found.add(subscription["Protocol"].text())
    return found


def _services_publish(app: Application, store: Store) -> bool:
    """Whether a service of AWS publishes to a topic: its policy allows one, or an alarm names it."""
    return any(p.kind == "Service" for statement in store.policy for p in statement.principals) or any(
        app.referenced(action.value, "AWS::SNS::Topic") == store.resource
        for alarm in app.resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
        for name in ("AlarmActions", "OKActions", "InsufficientDataActions")
        for action in alarm[name].each()
    )
