"""Clients of user pools: `new UserPoolClient(…)` and `pool.addClient(…)`.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.UserPoolClient.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.cdk.static.convert import plain
from leastwise.read.cdk.static.emitter import Emitter
from leastwise.read.cdk.static.values import Made, owner_of

_FLOWS = {
    "authorizationCodeGrant": "code",
    "clientCredentials": "client_credentials",
    "implicitCodeGrant": "implicit",
}


def add_client(made: Made, emitter: Emitter) -> None:
    """`new UserPoolClient(this, "Id", { userPool, … })`."""
    pool = owner_of(made.props.get("userPool"))
    emitter.add(made, "AWS::Cognito::UserPoolClient", _properties(pool, made.props, made.span, emitter))


def add_clients(pool: Made, emitter: Emitter) -> None:
    """`pool.addClient("Id", { … })`."""
    for call in pool.calls:
        if call.name == "addClient":
            name = next((item for item in call.arguments if isinstance(item, str)), "Client")
            properties = _properties(pool, call.props, call.span, emitter)
            emitter.add(pool, "AWS::Cognito::UserPoolClient", properties, child=str(name), span=call.span)


def _properties(pool: Made | None, props: Map, span: Span, emitter: Emitter) -> Map:
    properties = Map(span)
    if pool is not None:
        properties["UserPoolId"] = emitter.reference(emitter.logical(pool), "Ref")
    if "generateSecret" in props:
        properties.put("GenerateSecret", plain(props["generateSecret"], emitter), props.span("generateSecret"))
    settings: Any = plain(props.get("oAuth"), emitter)
    flows = settings.get("flows") if isinstance(settings, Map) else None
    if isinstance(flows, Map):
        wanted = [name for key, name in _FLOWS.items() if flows.get(key) is True]
        properties.put("AllowedOAuthFlows", Seq(flows.home, wanted), settings.span("flows"))
    return properties
