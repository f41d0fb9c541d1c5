"""What only carries messages on: queues, topics, buses and streams, and functions that may only send to these.

Whoever can put a message in can do as much as the functions that read it.
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.actions import expand
from leastwise.iam.managed import basic, customary
from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.graph import Function, StoreKind
from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read.graph.senders import SENDING

_CARRYING = (StoreKind.QUEUE, StoreKind.TOPIC, StoreKind.STREAM, StoreKind.BUS)

# What goes along with sending and gives nothing more.
_BESIDE = frozenset(
    """sqs:sendmessage* sqs:sendmessagebatch sqs:getqueueurl sqs:getqueueattributes sns:publishbatch
    kinesis:describestream kinesis:describestreamsummary""".split()
)

# Where a resource of another type says what it reads from, and what it passes that on to.
_LINKS = (
    ("AWS::Events::Rule", "EventBusName", ("Targets.*.Arn",)),
    ("AWS::SNS::Subscription", "TopicArn", ("Endpoint",)),
    ("AWS::Pipes::Pipe", "Source", ("Target",)),
    ("AWS::KinesisFirehose::DeliveryStream", "KinesisStreamSourceConfiguration.KinesisStreamARN", ()),
)


def only_runs(function: Function) -> bool:
    """Whether a function is known to have no permission but to run and to write logs."""
    role = function.role
    return role is not None and (basic(role) or (role.by == "framework" and not role.grants_by_author))


def only_flows(resource: Resource) -> bool:
    """Whether a resource is a state machine whose definition is known and has no task that would do anything."""
    if resource.type != "AWS::StepFunctions::StateMachine":
        return False
    definition = resource.get("Definition")
    text = str(definition) if isinstance(definition, Map) else text_of(resource.get("DefinitionString")) or ""
    return "States" in text and "Task" not in text


def only_sends(app: Application, function: Function) -> list[Function]:
    """The functions that get what a function sends, where it may do nothing else and they may do nothing but run."""
    role = function.role
    if role is None or role.resource is None or any(p.name is None for p in role.managed):
        return []
    found: list[Function] = []
    for statement in role.statements:
        if not statement.allows:
            continue
        actions = [action.lower() for action in statement.actions if isinstance(action, str)]
        if statement.by != "author" or all(customary(one) for action in actions for one in expand(action) or ()):
            continue
        for value in statement.resources:
            resource = app.referenced(value)
            kind = next((s.kind for s in app.stores if resource is not None and s.resource == resource), None)
            sending = SENDING[kind] if kind in _CARRYING else ()
            readers = harmless_readers(app, resource) if resource is not None else []
            if not readers or not all(action in sending or action in _BESIDE for action in actions):
                return []
            found += readers
    return list({reader.id: reader for reader in found}.values())


def harmless_readers(app: Application, carrier: Resource) -> list[Function]:
    """The functions that read from a queue, topic, bus or stream, where nobody else does and they may do nothing."""
    if not any(store.resource == carrier and store.kind in _CARRYING for store in app.stores):
        return []
    readers = app.started_by(carrier)
    harmless = all(map(only_runs, readers)) and all(app.function_of(end) for end in _ends(app, carrier))
    return readers if harmless else []


def _ends(app: Application, carrier: Resource) -> Iterator[object]:
    """Everything that gets what is put into a carrier, as far as other resources say so."""
    for type_, source, targets in _LINKS:
        for link in app.resources(type_):
            if app.referenced(link[source].value) == carrier:
                if not targets:
                    yield None
                for target in targets:
                    each, _, rest = target.partition(".*.")
                    yield from ((item[rest].value if rest else item.value) for item in link[each].each())
    for subscription in carrier["Subscription"].each() if carrier.type == "AWS::SNS::Topic" else ():
        yield subscription["Endpoint"].value
