"""Routes of REST and HTTP APIs that are written as an OpenAPI definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.graph import AuthKind, Authorizer, Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Map, Seq
from leastwise.read.graph.access import Gate
from leastwise.read.graph.authorizers import scheme_kind
from leastwise.read.graph.context import Context, field
from leastwise.read.graph.integrations import service_action, service_target
from leastwise.read.graph.openapi import INTEGRATION, Definition, Operation

_STRONG = (AuthKind.LAMBDA, AuthKind.COGNITO, AuthKind.JWT, AuthKind.IAM)


def defined_routes(
    context: Context, gate: Gate, definitions: tuple[Definition, ...], authorizers: Mapping[str, Authorizer]
) -> Iterator[Route]:
    """The routes of every API definition."""
    for definition in definitions:
        access = gate.access(definition.api)
        kinds = {name: scheme_kind(name, scheme) for name, scheme in definition.schemes.items()}
        rest = definition.api.type == "AWS::ApiGateway::RestApi"
        for operation in definition.operations():
            auth, scheme, key = _auth(definition, operation, kinds, rest=rest)
            auth = access.auth(auth, operation.method, operation.path)
            integration = definition.integration(operation)
            function, target, service = None, None, ""
            if isinstance(integration, Map) and not _is_plain(integration.get("type")):
                place = Property(operation.property.resource, (*operation.property.path, INTEGRATION, "uri"))
                function = definition.function(context, integration.get("uri"), place)
                target = None if function else service_target(context, integration)
                service = "" if function else service_action(integration)
            yield Route(
                kind=TriggerKind.REST_API if rest else TriggerKind.HTTP_API,
                method=operation.method,
                path=operation.path,
                auth=auth,
                property=operation.property,
                function=function,
                api=definition.api,
                authorizer=authorizers.get(f"{definition.api.key}#{scheme}"),
                private=access.private is True,
                needs_key=key,
                exposure=access.exposure(auth),
                target=target,
                service=service,
                integration=operation.property[INTEGRATION],
            )


def _is_plain(kind: Any) -> bool:
    """Whether an integration is one that never invokes a function."""
    return isinstance(kind, str) and kind.lower() in ("mock", "http", "http_proxy")


def _auth(
    definition: Definition, operation: Operation, kinds: dict[str, AuthKind], *, rest: bool
) -> tuple[AuthKind, str, bool]:
    """How the caller of an operation is known, by which scheme, and whether an API key is asked for.

    A REST API takes no notice of the `security` of the whole definition, only of that of each operation.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    """
    value = operation.value
    security = value.get("security") if rest or "security" in value else definition.value.get("security")
    wanted = _schemes(security, kinds)
    key = AuthKind.API_KEY in wanted
    for kind in _STRONG:
        if kind in wanted:
            return kind, wanted[kind], key
    own = field(value.get("x-amazon-apigateway-auth"), "type")
    if isinstance(own, str) and own.upper() == "AWS_IAM":
        return AuthKind.IAM, "", key
    if AuthKind.UNKNOWN in wanted:
        return AuthKind.UNKNOWN, wanted[AuthKind.UNKNOWN], key
    return (AuthKind.API_KEY if key else AuthKind.NONE), "", key


def _schemes(security: Any, kinds: dict[str, AuthKind]) -> dict[AuthKind, str]:
    """The kinds of authentication that security requirements ask for, each with the scheme that says so."""
    if security is None:
        return {}
    found: dict[AuthKind, str] = {}
    for requirement in security if isinstance(security, Seq) else (security,):
        if not isinstance(requirement, Map):
            found.setdefault(AuthKind.UNKNOWN, "")
            continue
        for name in requirement:
            if name != "NONE":
                missing = AuthKind.API_KEY if name == "api_key" else AuthKind.UNKNOWN
                found.setdefault(kinds.get(name, missing), name)
    return found
