"""Permissions to invoke functions: the function's side of a trigger, and ways in of their own.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.graph import Exposure, Function, Principal, Statement, Trigger, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Concat, Parameter, Reference, Symbol, display
from leastwise.read.graph.context import Context

_CONDITIONS = ("SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken", "InvokedViaFunctionUrl")
"""Properties that narrow a permission, the narrowest first."""

_K = TriggerKind
_SERVICES: dict[str, frozenset[TriggerKind]] = {
    "apigateway": frozenset({_K.REST_API, _K.HTTP_API, _K.WEBSOCKET, _K.AUTHORIZER}),
    "firehose": frozenset({_K.FIREHOSE}),
    "appsync": frozenset({_K.APPSYNC, _K.AUTHORIZER}),
    "bedrock": frozenset({_K.BEDROCK_AGENT}),
    "cloudformation": frozenset({_K.CUSTOM_RESOURCE}),
    "cloudfront": frozenset({_K.CLOUDFRONT, _K.FUNCTION_URL}),
    "cognito-idp": frozenset({_K.COGNITO}),
    "config": frozenset({_K.CONFIG}),
    "edgelambda": frozenset({_K.CLOUDFRONT}),
    "elasticloadbalancing": frozenset({_K.ALB}),
    "events": frozenset({_K.EVENTBRIDGE, _K.SCHEDULE}),
    "iot": frozenset({_K.IOT, _K.AUTHORIZER}),
    "lexv2": frozenset({_K.LEX}),
    "lex": frozenset({_K.LEX}),
    "logs": frozenset({_K.LOGS}),
    "s3": frozenset({_K.S3}),
    "scheduler": frozenset({_K.SCHEDULE}),
    "secretsmanager": frozenset({_K.SECRET_ROTATION}),
    "ses": frozenset({_K.SES}),
    "sns": frozenset({_K.SNS}),
    "transfer": frozenset({_K.TRANSFER, _K.AUTHORIZER}),
    "states": frozenset({_K.STATE_MACHINE}),
    "vpc-lattice": frozenset({_K.LATTICE}),
}
"""First part of a service principal → the triggers that need its permission."""


def permissions(context: Context) -> Iterator[Statement]:
    """Every permission to invoke, as the statement of the function's policy that it becomes."""
    for resource in context.of("AWS::Lambda::Permission"):
        properties = resource.properties
        condition = next((name for name in _CONDITIONS if name in properties), "SourceArn")
        yield Statement(
            property=resource[()],
            effect="Allow",
            actions=_single(properties.get("Action")),
            not_actions=(),
            resources=_single(properties.get("FunctionName")),
            not_resources=(),
            principals=tuple(_principal(value) for value in _single(properties.get("Principal"))),
            not_principals=(),
            condition=resource[condition],
            by=resource.by,
            policy=resource.name,
        )


def _single(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, (str, Symbol)) else ()


def _principal(value: Any) -> Principal:
    if value == "*":
        return Principal("*", value)
    return Principal("Service" if _service(value) is not None else "AWS", value)


def _service(value: Any) -> str | None:
    """`s3` for `s3.amazonaws.com`, also where the domain depends on the partition or the region."""
    if isinstance(value, Concat) and isinstance(value.parts[0], str):
        last = value.parts[-1]
        if last == Parameter("AWS::URLSuffix") or (isinstance(last, str) and last.endswith(".amazonaws.com")):
            value = value.parts[0] + ".amazonaws.com"
    if isinstance(value, str) and ".amazonaws.com" in value:
        return value.partition(".")[0]
    return None


def unmatched(context: Context, invoke: Iterable[Statement], triggers: Iterable[Trigger]) -> Iterator[Trigger]:
    """A trigger for each permission that no other trigger of its function needs."""
    kinds: dict[str, set[TriggerKind]] = {}
    for trigger in triggers:
        kinds.setdefault(trigger.function.id, set()).add(trigger.kind)
    seen: set[tuple[str, str]] = set()
    for statement in invoke:
        if not statement.resources or not statement.principals:
            continue
        resource = statement.property.resource
        function = context.function(statement.resources[0], resource["FunctionName"])
        if function is None or _is_url(resource):
            continue
        principal = statement.principals[0]
        service = _service(principal.value)
        has = kinds.get(function.id, set())
        if service is not None and has & _SERVICES.get(service, frozenset()):
            continue
        source = resource.properties.get("SourceArn")
        named = display(source if isinstance(source, (str, Symbol)) else principal.value)
        if (function.id, named) not in seen:
            seen.add((function.id, named))
            yield _trigger(context, statement, function, named)


def _trigger(context: Context, statement: Statement, function: Function, named: str) -> Trigger:
    resource = statement.property.resource
    source = context.lookup.resource(resource.properties.get("SourceArn"))
    return Trigger(
        kind=TriggerKind.PERMISSION,
        function=function,
        source=named if source is None else source.id,
        exposure=_exposure(context, statement),
        property=statement.property,
        resource=source,
    )


def _is_url(resource: Resource) -> bool:
    """Whether a permission is one that a function URL needs; the URL is the trigger then."""
    action = resource.properties.get("Action")
    return (
        action == "lambda:InvokeFunctionUrl"
        or "FunctionUrlAuthType" in resource.properties
        or "InvokedViaFunctionUrl" in resource.properties
    )


def _exposure(context: Context, statement: Statement) -> Exposure:
    """Who can use a permission to invoke."""
    principal = statement.principals[0]
    if principal.kind == "*":
        if not statement.conditional:
            return Exposure.INTERNET
        return Exposure.ACCOUNT if "PrincipalOrgID" in statement.property.resource.properties else Exposure.UNKNOWN
    if principal.kind == "Service":
        source = Property(statement.property.resource, ("SourceArn",)).value
        return Exposure.INTERNAL if context.lookup.resource(source) is not None else Exposure.UNKNOWN
    return of_principal(context, principal.value)


def of_principal(context: Context, value: Any) -> Exposure:
    """How far away an AWS principal is: part of this account, another account, or not known."""
    if isinstance(value, str):
        return Exposure.INTERNET if value == "*" else Exposure.ACCOUNT
    if isinstance(value, Reference):
        return Exposure.INTERNAL if context.lookup.resource(value) is not None else Exposure.UNKNOWN
    parts = value.parts if isinstance(value, Concat) else (value,)
    if any(part == Parameter("AWS::AccountId") for part in parts):
        return Exposure.INTERNAL
    if isinstance(value, Concat) and any(isinstance(part, Reference) for part in parts):
        return Exposure.INTERNAL
    text = parts[0] if isinstance(parts[0], str) else ""
    literal = text.startswith("arn:aws") and text.count(":") >= 5 and text.split(":")[4].isdigit()
    return Exposure.ACCOUNT if literal else Exposure.UNKNOWN
