"""Words for messages."""

from __future__ import annotations

from collections.abc import Iterable

from leastwise.model.graph import Function, Statement, TriggerKind

_NAMES = {
    TriggerKind.REST_API: "REST API",
    TriggerKind.HTTP_API: "HTTP API",
    TriggerKind.WEBSOCKET: "WebSocket API",
    TriggerKind.FUNCTION_URL: "function URL",
    TriggerKind.ALB: "load balancer",
    TriggerKind.LATTICE: "VPC Lattice",
    TriggerKind.APPSYNC: "AppSync",
    TriggerKind.CLOUDFRONT: "CloudFront",
    TriggerKind.AUTHORIZER: "an authorizer",
    TriggerKind.SNS: "SNS",
    TriggerKind.SQS: "SQS",
    TriggerKind.DYNAMODB: "a DynamoDB stream",
    TriggerKind.KINESIS: "Kinesis",
    TriggerKind.KAFKA: "Kafka",
    TriggerKind.MQ: "Amazon MQ",
    TriggerKind.DOCUMENTDB: "DocumentDB",
    TriggerKind.COGNITO: "Cognito",
    TriggerKind.STATE_MACHINE: "a state machine",
    TriggerKind.PIPE: "a pipe",
    TriggerKind.LEX: "Lex",
    TriggerKind.FIREHOSE: "Firehose",
    TriggerKind.FUNCTION: "another function",
    TriggerKind.S3: "S3",
    TriggerKind.EVENTBRIDGE: "EventBridge",
    TriggerKind.IOT: "IoT",
    TriggerKind.SES: "SES",
    TriggerKind.LOGS: "CloudWatch Logs",
    TriggerKind.CONFIG: "AWS Config",
    TriggerKind.SCHEDULE: "a schedule",
    TriggerKind.CUSTOM_RESOURCE: "CloudFormation",
    TriggerKind.SECRET_ROTATION: "the rotation of a secret",
    TriggerKind.BEDROCK_AGENT: "an agent",
    TriggerKind.OBJECT_LAMBDA: "S3 Object Lambda",
    TriggerKind.TRANSFER: "Transfer Family",
    TriggerKind.PERMISSION: "a permission",
}


def called(kind: TriggerKind) -> str:
    """The kind of a trigger as people call it."""
    return _NAMES.get(kind, str(kind))


def listing(names: Iterable[str], most: int = 4, total: int = 0) -> str:
    """`a`, `a and b`, `a, b and c`, `a, b, c, d and 5 more`; a single one that is left over is told too.

    Args:
        names: what to tell.
        most: about how many to tell.
        total: how many there are in all, where the names are only the first of them.
    """
    found = list(names)
    total = max(total, len(found))
    if total > most + 1 or total > len(found):
        shown = found[:most] if total > most + 1 else found
        return f"{', '.join(shown)} and {total - len(shown)} more"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)


def actions_of(statement: Statement, most: int = 4) -> str:
    """The actions that a statement names, for people; empty where it names none or they are not known."""
    return listing([f"`{action}`" for action in statement.actions if isinstance(action, str)], most)


def by_id(functions: Iterable[Function]) -> list[Function]:
    """Functions in an order that does not depend on where they stand in the template."""
    return sorted(functions, key=lambda function: function.id)
