"""A service does for strangers what it should only do for this account."""

from collections.abc import Iterator
from typing import Any

from leastwise.iam.sources import strangers_denied
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert, Remove, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Statement, Store, StoreKind
from leastwise.rules.access._deputies import act_for, log_policies, open_doors, unbound
from leastwise.rules.access._sources import ACCOUNT, senders, source_arn
from leastwise.rules.access._trust import assuming
from leastwise.rules.policies import one_or_list
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import actions_of, listing

_QUEUE = """
              Queue: {Type: AWS::SQS::Queue}
              Policy:
                Type: AWS::SQS::QueuePolicy
                Properties:
                  Queues: [!Ref Queue]
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: sns.amazonaws.com}
                        Action: sqs:SendMessage
                        Resource: !GetAtt Queue.Arn
"""


class ConfusedDeputy(Rule):
    id = "confused-deputy"
    title = "Service may act for any account"
    why = """
SNS, S3, EventBridge and others act for whoever sets them up, in any account. A policy that lets the service in and does
not say for whom lets everybody in through it: a stranger subscribes your queue to a topic of theirs and sends what they
like, or points a trail of theirs at your bucket. Where a role is passed to a service, only its own account can do so,
and the condition is hardening.
"""
    remediation = """
Say for whom the service may act.

- Template: `Condition: {ArnEquals: {"aws:SourceArn": !Ref Topic}}`, or
  `Condition: {StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}}`, on the statement.
- Terraform: a `condition` with `test = "ArnEquals"`, `variable = "aws:SourceArn"` and `values` in the statement of an
  `aws_iam_policy_document`, or `Condition` in `jsonencode`.
- Console: open the queue, topic, bucket or role > *Access policy*, *Permissions* or *Trust relationships* > *Edit*.
- CLI: `aws sqs set-queue-attributes`, `aws sns set-topic-attributes`, `aws s3api put-bucket-policy` or
  `aws iam update-assume-role-policy`, each with the whole policy.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-441",)
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-3", "AC-6"),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html",
            "https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Services that act for other accounts, or for resources that the condition does not name, are refused."
    subsumes = ("risky-policy",)

    bad = (
        Example.cloudformation(
            f"""
            Resources:{_QUEUE}
                        Condition: {{Bool: {{"aws:SecureTransport": "true"}}}}
              Orders:
                Type: AWS::SNS::Topic
                Properties: {{Subscription: [{{Protocol: sqs, Endpoint: !GetAtt Queue.Arn}}]}}
            """,
            at="Resources.Policy.Properties.PolicyDocument.Statement.0.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Tick:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: [lambda.amazonaws.com, scheduler.amazonaws.com]}
                        Action: sts:AssumeRole
            """,
            at="Resources.Tick.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
        ),
        Example.cloudformation(
            """
            Resources:
              Watch:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: monitoring.rds.amazonaws.com}
                        Action: sts:AssumeRole
                  ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]
            """,
            at="Resources.Watch.Properties.AssumeRolePolicyDocument.Statement.0.Principal",
        ),
    )
    good = (
        Example.cloudformation(
            f"""
            Resources:{_QUEUE}
                        Condition: {{ArnLike: {{"aws:SourceArn": !Sub "arn:aws:sns:*:${{AWS::AccountId}}:*"}}}}
              Worker:
                Type: AWS::IAM::Role
                Properties:
                  AssumeRolePolicyDocument:
                    Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Alerts: {Type: AWS::SNS::Topic}
              Rules:
                Type: AWS::SNS::TopicPolicy
                Properties:
                  Topics: [!Ref Alerts]
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: events.amazonaws.com}
                        Action: sns:Publish
                        Resource: !Ref Alerts
              Trail: {Type: AWS::S3::Bucket}
              TrailPolicy:
                Type: AWS::S3::BucketPolicy
                Properties:
                  Bucket: !Ref Trail
                  PolicyDocument:
                    Statement:
                      - Effect: Allow
                        Principal: {Service: cloudtrail.amazonaws.com}
                        Action: s3:GetBucketAcl
                        Resource: !GetAtt Trail.Arn
                      - Effect: Allow
                        Principal: {Service: cloudtrail.amazonaws.com}
                        Action: s3:PutObject
                        Resource: !Sub "${Trail.Arn}/AWSLogs/${AWS::AccountId}/*"
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for store in app.stores:
            for statement in store.policy if store.kind is not StoreKind.KEY else ():
                services = open_doors(store, statement)
                if services and not strangers_denied(store.policy, statement):
                    what = f"{'is' if len(services) == 1 else 'are'} allowed {actions_of(statement, 2) or 'to act'} on"
                    whose = f"for {listing(act_for(services))} of any AWS account"
                    edits = _edits(statement, services, _condition(app, store, statement, services))
                    yield self._found(statement, services, f"{what} {store.resource.name} {whose}", edits=edits)
        for policy, statement, services in log_policies(app):
            yield self._found(
                statement,
                services,
                f"{'is' if len(services) == 1 else 'are'} allowed to write to log groups by {policy.name} "
                f"for {listing(act_for(services))} of any AWS account",
                edits=_edits(statement, services, _OWN),
            )
        for role in app.roles:
            for statement in assuming(role):
                services = unbound(statement)
                if services and role.resource is not None:
                    yield self._found(
                        statement,
                        services,
                        f"may assume {role.resource.name} for whatever it runs",
                        severity=Severity.LOW,
                        severity_reason="a role can only be passed to a service within its own account",
                        persona=Persona.PEDANTIC,
                        edits=_edits(statement, services, _OWN),
                    )

    def _found(self, statement: Statement, services: list[str], what: str, **case: Any) -> Finding:
        return self.finding(
            statement.property["Principal"],
            f"{listing([f'`{service}`' for service in services])} {what}: no source is named.",
            scope=statement.property,
            **case,
        )


_OWN = ("StringEquals", "aws:SourceAccount", ACCOUNT)


def _condition(app: Application, store: Store, statement: Statement, services: list[str]) -> tuple[str, str, Any]:
    """Operator, key and value of the condition: the resources that send here, where they are all known."""
    policy = statement.property.resource
    found = [senders(app, store.resource, service.partition(".")[0], policy) for service in services]
    if not all(found):
        return _OWN
    arns = [source_arn(resource) for resources in found for resource in resources]
    return "ArnEquals", "aws:SourceArn", one_or_list(arns)


def _edits(statement: Statement, services: list[str], condition: tuple[str, str, Any]) -> list[Edit]:
    """The condition on the statement; where others share it, whom the condition would lock out, on one of its own."""
    operator, key, value = condition
    whole, place = statement.property, statement.condition[(operator, key)]
    if len(statement.principals) == len(services):
        return [Set(place, value)] if place.absent else []
    named = whole["Principal.Service"]
    own = [item for item in named.items() if item.value in services]
    if not statement.condition.absent or not isinstance(whole.path[-1], int) or len(own) != len(services):
        return []
    new: dict[str, Any] = {"Effect": "Allow", "Principal": {"Service": one_or_list([item.value for item in own])}}
    new |= {name: whole[name] for name in ("Action", "Resource") if whole[name].present}
    left = [Remove(item) for item in own] if len(own) < len(list(named.items())) else [Remove(named)]
    return [*left, Insert(whole.parent, {**new, "Condition": {operator: {key: value}}})]
