"""Pipes, schedules and rules of EventBridge: what their roles read and where they send.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.iam.reach import text_of
from leastwise.iam.wiring.arns import arn_of, is_value, made, service_of
from leastwise.iam.wiring.calls import Call, call, run_task
from leastwise.iam.wiring.encryption import key_arn
from leastwise.iam.wiring.names import named
from leastwise.iam.wiring.need import Because, Collector
from leastwise.iam.wiring.sending import kind_of, send
from leastwise.iam.wiring.sources import read
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map, Reference, Unknown
from leastwise.read.graph.texts import container
from leastwise.read.graph.wiring import places

_SOURCES = {"dynamodb": "dynamodb", "kafka": "msk", "kinesis": "kinesis", "mq": "mq", "sqs": "sqs"}
_SOURCE_TYPES = {
    "AWS::AmazonMQ::Broker": "mq",
    "AWS::DynamoDB::GlobalTable": "dynamodb",
    "AWS::DynamoDB::Table": "dynamodb",
    "AWS::Kinesis::Stream": "kinesis",
    "AWS::Kinesis::StreamConsumer": "kinesis",
    "AWS::MSK::Cluster": "msk",
    "AWS::MSK::ServerlessCluster": "msk",
    "AWS::SQS::Queue": "sqs",
}
_UNIVERSAL = r"arn:[^:]*:scheduler:::aws-sdk:(\w+):(\w+)"


def run_pipe(needs: Collector, pipe: Resource, place: Property) -> None:
    """Note what the role of a pipe needs; `place` names the role."""
    source = pipe["Source"]
    if is_value(source.value):
        resource = needs.app.referenced(source.value)
        kind = _SOURCE_TYPES.get(resource.type if resource else "", "") or _SOURCES.get(service_of(source.value)[0], "")
        if (text_of(source.value) or "").startswith("smk://"):
            kind = "kafka"
        if kind:
            read(needs, kind, source, "the pipe")
        else:
            needs.note(source, "what the pipe reads from is not known")
    for dead in places(pipe, ("SourceParameters", "*", "DeadLetterConfig", "Arn")):
        send(needs, dead, "dlq", "dlq", "the pipe sends events that failed here")
    for secret in places(pipe, ("SourceParameters", "*", "Credentials", "*")):
        if is_value(secret.value):
            because = Because(secret, "the pipe signs in to its source with this secret")
            needs.add(("secretsmanager:GetSecretValue",), (arn_of(needs.app, secret.value),), "event-source", because)
    send(needs, pipe["Enrichment"], "enrichment", "integration", "the pipe enriches its events here")
    target = pipe["Target"]
    waits = _waits(needs, pipe)
    kind = send(needs, target, "enrichment" if waits else "pipe", "integration", "the pipe sends its events here")
    _more(needs, kind, target, pipe["TargetParameters"])


def _waits(needs: Collector, pipe: Resource) -> bool:
    """Whether a pipe starts a state machine and waits for its result, which only express ones can."""
    how = pipe["TargetParameters.StepFunctionStateMachineParameters.InvocationType"]
    if how.present:
        return bool(how.value == "REQUEST_RESPONSE")
    machine = needs.app.referenced(pipe["Target"].value, "AWS::StepFunctions::StateMachine")
    return machine is not None and bool(machine.get("StateMachineType") == "EXPRESS")


def run_schedule(needs: Collector, schedule: Resource, role: Property) -> None:
    """Note what the role of a schedule needs."""
    target = role.parent
    arn = target["Arn"]
    universal = re.match(_UNIVERSAL, text_of(arn.value) or "")
    if universal:
        found = container(target["Input"], target["Input"].value)
        parameters = found[1] if found else Map(schedule.span)
        none = Map(schedule.span)
        because = Because(arn, "the schedule makes this call")
        call(needs, Call(universal[1], universal[2], parameters, none, because))
    else:
        kind = send(needs, arn, "schedule", "integration", "the schedule sends here")
        _more(needs, kind, arn, target)
    send(needs, target["DeadLetterConfig.Arn"], "dlq", "dlq", "the scheduler sends what failed here")
    key = schedule["KmsKeyArn"]
    key_of = key_arn(needs.app, key.value)
    if key_of is not None:
        needs.add(("kms:Decrypt",), (key_of,), "kms", Because(key, "the schedule is encrypted with this key"))


def run_rule(needs: Collector, _: Resource, role: Property) -> None:
    """Note what the role of a target of a rule needs. Where failed events go is allowed by that queue's own policy."""
    target = role.parent
    kind = send(needs, target["Arn"], "rule", "integration", "the rule sends its events here")
    _more(needs, kind, target["Arn"], target)


def _more(needs: Collector, kind: str, place: Property, parameters: Property) -> None:
    """What a target asks for besides: the task that runs in a cluster, the definition of a job."""
    because = Because(place, "the target runs this")
    for name in ("EcsParameters", "EcsTaskParameters"):
        run_task(needs, parameters[name]["TaskDefinitionArn"].value, because)
    if kind == "appsync":
        _fields(needs, place, parameters["AppSyncParameters.GraphQLOperation"])
    if kind == "batch":
        for name in ("BatchParameters", "BatchJobParameters"):
            definition: Any = parameters[name]["JobDefinition"].value
            if is_value(definition):
                where = (named(needs.app, definition, "batch:job-definition"),)
                needs.add(("batch:SubmitJob",), where, "integration", because)


def _fields(needs: Collector, place: Property, operation: Property) -> None:
    """The field of a GraphQL API that an operation asks for."""
    found = re.match(r"\s*(query|mutation)\b[^{]*\{\s*(\w+)", text_of(operation.value) or "")
    arn: Any = arn_of(needs.app, place.value)
    if found is None or not isinstance(arn, Reference):
        arn = Unknown("which fields of the API are asked for is not known")
    else:
        arn = made(f"@/types/{found[1].capitalize()}/fields/{found[2]}", arn)
    needs.add(("appsync:GraphQL",), (arn,), "integration", Because(place, "the rule sends its events here"))


def subscribe(needs: Collector, subscription: Resource, _: Property) -> None:
    """Note what the role of a subscription to a log group needs."""
    place = subscription["DestinationArn"]
    if kind_of(needs.app, place.value) != "lambda":
        send(needs, place, "logs", "integration", "the log is sent here")
