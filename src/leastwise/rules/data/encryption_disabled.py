"""AWS would encrypt the data by itself, and was told not to."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.model.resource import Property
from leastwise.rules.rule import Example, Rule


class EncryptionDisabled(Rule):
    id = "encryption-disabled"
    title = "Encryption that is on by default is switched off"
    why = """
What AWS encrypts by default costs nothing and asks for no permission, so switching it off gains nothing: messages, rows
or the traffic between brokers are in clear, and every review will ask why. Settings that sound like it and change only
whose key is used (`SSEEnabled: false` on a DynamoDB table) are no finding.
"""
    remediation = """
Leave the setting out, or set it to its default.

- Template: no `SqsManagedSseEnabled: false`, `Encrypted: false` (Redshift), `AtRestEncryptionEnabled: false` (Valkey),
  `InCluster: false` or `ClientBroker: PLAINTEXT` (MSK).
- Console: SQS > the queue > *Edit* > *Encryption* > *Enabled*.
- CLI: `aws sqs set-queue-attributes --queue-url URL --attributes SqsManagedSseEnabled=true`.
"""
    severity = Severity.HIGH
    cwe = ("CWE-311",)
    references = {
        "owasp-serverless": ("A3:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "fsbp": ("SQS.1", "Redshift.10", "ElastiCache.4", "MSK.1"),
        "nist-800-53": ("SC-8", "SC-13", "SC-28", "SC-28(1)"),
        "gdpr": ("Article 32",),
        "well-architected": ("SEC08-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html",
            "https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html",
            "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html",
            "https://docs.aws.amazon.com/msk/latest/developerguide/msk-encryption.html",
        ),
    }
    fix = FixSafety.SAFE

    bad = (
        Example.cloudformation(
            """
            Resources:
              Jobs: {Type: AWS::SQS::Queue, Properties: {SqsManagedSseEnabled: false}}
              Sales:
                Type: AWS::Redshift::Cluster
                Properties: {Encrypted: false, ClusterType: single-node, DBName: sales, NodeType: ra3.large}
            """,
            at=("Resources.Jobs.Properties.SqsManagedSseEnabled", "Resources.Sales.Properties.Encrypted"),
        ),
        Example.cloudformation(
            """
            Resources:
              Events:
                Type: AWS::MSK::Cluster
                Properties:
                  ClusterName: events
                  EncryptionInfo: {EncryptionInTransit: {ClientBroker: PLAINTEXT, InCluster: true}}
            """,
            at="Resources.Events.Properties.EncryptionInfo.EncryptionInTransit.ClientBroker",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Default: {Type: AWS::SQS::Queue}
          OwnKey:
            Type: AWS::SQS::Queue
            Properties: {SqsManagedSseEnabled: false, KmsMasterKeyId: alias/orders}
          Orders:
            Type: AWS::DynamoDB::Table
            Properties:
              BillingMode: PAY_PER_REQUEST
              AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
              KeySchema: [{AttributeName: id, KeyType: HASH}]
              SSESpecification: {SSEEnabled: false}
          Events:
            Type: AWS::MSK::Cluster
            Properties:
              ClusterName: events
              EncryptionInfo: {EncryptionInTransit: {ClientBroker: TLS_PLAINTEXT, InCluster: true}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for queue in app.resources("AWS::SQS::Queue"):
            if queue["KmsMasterKeyId"].absent:
                yield from self._off(
                    queue["SqsManagedSseEnabled"], "its messages", [Set(queue["SqsManagedSseEnabled"], True)]
                )
        for cluster in app.resources("AWS::Redshift::Cluster"):
            yield from self._off(cluster["Encrypted"], "its data and snapshots")
        for group in app.resources("AWS::ElastiCache::ReplicationGroup"):
            tiered = group["DataTieringEnabled"].flag(False) is not False
            if group["Engine"].text() == "valkey" and not tiered:
                yield from self._off(group["AtRestEncryptionEnabled"], "what it writes to disk")
        for cluster in app.resources("AWS::MSK::Cluster"):
            transit = cluster["EncryptionInfo.EncryptionInTransit"]
            yield from self._off(transit["InCluster"], "the traffic between its brokers")
            if transit["ClientBroker"].text() == "PLAINTEXT":
                yield self.finding(
                    transit["ClientBroker"], f"{cluster.name} takes only unencrypted connections from its clients."
                )

    def _off(self, switch: Property, what: str, edits: list[Set] | None = None) -> Iterator[Finding]:
        if switch.flag() is False:
            yield self.finding(
                switch,
                f"{switch.resource.name} does not encrypt {what}: `{switch.called}` is false, and true by default.",
                edits=edits or (),
            )
