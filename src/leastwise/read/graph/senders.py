"""Who can put something into a store, by its policy and by what feeds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from leastwise.model.graph import Exposure, Route, Statement, Store, StoreKind
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.graph.context import Context, entries, field
from leastwise.read.graph.permissions import of_principal
from leastwise.read.graph.policies import everyone, narrows

SENDING = {
    StoreKind.BUCKET: ("s3:putobject",),
    StoreKind.TABLE: ("dynamodb:putitem", "dynamodb:updateitem"),
    StoreKind.QUEUE: ("sqs:sendmessage",),
    StoreKind.TOPIC: ("sns:publish",),
    StoreKind.STREAM: ("kinesis:putrecord", "kinesis:putrecords"),
    StoreKind.BUS: ("events:putevents",),
}
"""The actions that put data into a store, in lower case."""

WIDEST_FIRST = (
    Exposure.INTERNET,
    Exposure.AUTHENTICATED,
    Exposure.PRIVATE,
    Exposure.ACCOUNT,
    Exposure.UNKNOWN,
    Exposure.INTERNAL,
)
"""Who can send; what is not known may be wider than what is internal."""


def widest(found: Iterable[Exposure]) -> Exposure:
    """The widest of several exposures; `INTERNAL` where there are none."""
    return min(found, key=WIDEST_FIRST.index, default=Exposure.INTERNAL)


class Senders:
    """Who can send to each resource that carries data onwards.

    A resource is as exposed as its own policy makes it, or as whatever feeds it: a topic passes what it gets to a
    queue, mail from anybody lands in a bucket, an API writes into a queue without any function between.
    """

    def __init__(self, context: Context, stores: Iterable[Store], routes: Iterable[Route]) -> None:
        self._context = context
        self._known: dict[str, Exposure] = {}
        for store in stores:
            self._widen(store.resource.key, _by_policy(context, store))
        kept = {store.resource.key for store in stores if store.kind in (StoreKind.BUCKET, StoreKind.TABLE)}
        for route in routes:
            if route.target is not None and not (route.target.key in kept and _only_reads(route)):
                self._widen(route.target.key, route.exposure)
        for rule in context.of("AWS::SES::ReceiptRule"):
            for target in _named(rule["Rule.Actions"].value, _MAIL):
                self._feed(target, Exposure.INTERNET)
        for rule in context.of("AWS::IoT::TopicRule"):
            for target in _named(rule["TopicRulePayload.Actions"].value, _IOT):
                self._feed(target, Exposure.AUTHENTICATED)
        self._spread(list(_edges(context)))

    def of(self, resource: Resource | None) -> Exposure:
        """Who can send to a resource; what is outside the application is not known."""
        if resource is None:
            return Exposure.UNKNOWN
        return self._known.get(resource.key, Exposure.INTERNAL)

    def _widen(self, key: str, exposure: Exposure) -> bool:
        known = self._known.get(key, Exposure.INTERNAL)
        self._known[key] = widest((known, exposure))
        return self._known[key] is not known

    def _feed(self, target: Any, exposure: Exposure) -> None:
        resource = self._context.lookup.resource(target)
        if resource is not None:
            self._widen(resource.key, exposure)

    def _spread(self, edges: list[tuple[str, str]]) -> None:
        """What can be sent to one thing can be sent to what it feeds."""
        for _ in range(8):
            if not any([self._widen(end, self._known.get(start, Exposure.INTERNAL)) for start, end in edges]):
                break


_MAIL = (("S3Action", "BucketName"), ("SNSAction", "TopicArn"))
_IOT = (
    ("Sqs", "QueueUrl"),
    ("Sns", "TargetArn"),
    ("S3", "BucketName"),
    ("Kinesis", "StreamName"),
    ("Firehose", "DeliveryStreamName"),
    ("StepFunctions", "StateMachineName"),
)


def _named(actions: Any, names: tuple[tuple[str, str], ...]) -> Iterator[Any]:
    for action in actions if isinstance(actions, Seq) else ():
        for kind, key in names:
            target = field(field(action, kind), key)
            if target is not None:
                yield target


def _only_reads(route: Route) -> bool:
    return route.method in ("GET", "HEAD", "OPTIONS") or route.method.startswith(("Query.", "Subscription."))


def _by_policy(context: Context, store: Store) -> Exposure:
    """Who can send by the store's own policy."""
    actions = SENDING.get(store.kind)
    if actions is None:
        return Exposure.INTERNAL
    if store.resource.properties.get("AccessControl") == "PublicReadWrite":
        return Exposure.INTERNET
    return widest(_allowed(context, s) for s in store.policy if s.effect != "Deny" and _sends(s, actions))


def _allowed(context: Context, statement: Statement) -> Exposure:
    """Whom a statement lets send."""
    if statement.effect is None:
        return Exposure.UNKNOWN
    if everyone(statement):
        condition = statement.condition.value
        if isinstance(condition, Symbol):
            return Exposure.UNKNOWN
        if not narrows(statement, denies=False):
            return Exposure.INTERNET
        if isinstance(condition, Map) and "aws:principalorg" in str(condition).lower():
            return Exposure.ACCOUNT
        return Exposure.INTERNAL
    return widest(of_principal(context, p.value) for p in statement.principals if p.kind == "AWS")


def _sends(statement: Statement, actions: tuple[str, ...]) -> bool:
    if statement.not_actions:
        return True
    texts = [action.lower() for action in statement.actions if isinstance(action, str)]
    return any(fnmatchcase(action, text) for text in texts for action in actions)


def _edges(context: Context) -> Iterator[tuple[str, str]]:
    """Pairs of keys: what reaches the first is passed on to the second."""
    resource_of = context.lookup.resource

    def edge(start: Any, end: Any) -> Iterator[tuple[str, str]]:
        one, other = resource_of(start), resource_of(end)
        if one is not None and other is not None:
            yield one.key, other.key

    for subscription in context.of("AWS::SNS::Subscription"):
        properties = subscription.properties
        yield from edge(properties.get("TopicArn"), properties.get("Endpoint"))
    for bucket in context.of("AWS::S3::Bucket"):
        if "NotificationConfiguration" in bucket.properties:
            for list_, key in (("QueueConfigurations", "Queue"), ("TopicConfigurations", "Topic")):
                for _, entry in entries(bucket["NotificationConfiguration"][list_]):
                    target = resource_of(entry.get(key))
                    if target is not None:
                        yield bucket.key, target.key
    for rule in context.of("AWS::Events::Rule"):
        if "EventBusName" in rule.properties:
            for _, entry in entries(rule["Targets"]):
                yield from edge(rule.properties["EventBusName"], entry.get("Arn"))
    for pipe in context.of("AWS::Pipes::Pipe"):
        yield from edge(pipe.properties.get("Source"), pipe.properties.get("Target"))
