"""Every construct becomes resources: which of the modules beside this one makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from leastwise.model.value import Map, Symbol
from leastwise.read.cdk.static.convert import plain
from leastwise.read.cdk.static.emitter import Emitter, is_function, kind_of
from leastwise.read.cdk.static.events import add_events, add_mapping, add_rule
from leastwise.read.cdk.static.functions import add_function, add_grants, add_url, function_of
from leastwise.read.cdk.static.http_apis import add_http_api
from leastwise.read.cdk.static.logic import SPREAD
from leastwise.read.cdk.static.pools import add_client, add_clients
from leastwise.read.cdk.static.rest_apis import add_rest_api, add_rest_authorizer
from leastwise.read.cdk.static.roles import add_person, add_policy, add_role
from leastwise.read.cdk.static.stores import add_first_level, add_known, add_resource_policy
from leastwise.read.cdk.static.values import Called, Made, Member
from leastwise.read.files import Files

_NOTHING = frozenset(
    "CfnOutput Construct CustomResource Stack NestedStack Stage App CfnParameter Alias Version Tags "
    "SecurityGroup".split()
)
"""Constructs that have no resource of their own here, or none that anything would ask for."""


def _url(made: Made, emitter: Emitter) -> None:
    function = function_of(made.props.get("function"))
    if function is not None:
        add_url(made, function, made.props, made.span, emitter)


def _custom(made: Made, emitter: Emitter) -> None:
    """A custom resource; the provider framework of the CDK hands its events on to the function that it is given.

    https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
    """
    properties = Map(made.span)
    token = made.props.get("serviceToken")
    provider = token.value if isinstance(token, Member) else None
    function = function_of(provider.props.get("onEventHandler")) if isinstance(provider, Made) else None
    found = plain(token, emitter) if function is None else emitter.reference(emitter.logical(function), "Arn")
    properties.put("ServiceToken", found, made.props.span("serviceToken"))
    given = plain(made.props.get("properties"), emitter)
    for name, value, span in given.entries() if isinstance(given, Map) else ():
        properties.put(name, value, span)
    type_ = made.props.get("resourceType")
    emitter.add(made, type_ if isinstance(type_, str) else "AWS::CloudFormation::CustomResource", properties)


_THINGS: Mapping[str, Callable[[Made, Emitter], None]] = {
    "CustomResource": _custom,
    "aws_apigateway.CognitoUserPoolsAuthorizer": add_rest_authorizer,
    "aws_apigateway.RequestAuthorizer": add_rest_authorizer,
    "aws_apigateway.TokenAuthorizer": add_rest_authorizer,
    "aws_iam.Group": add_person,
    "aws_iam.Role": add_role,
    "aws_iam.User": add_person,
    "aws_lambda.EventSourceMapping": add_mapping,
    "aws_lambda.FunctionUrl": _url,
}
"""Kind of construct → what adds its resources."""

_LATER: Mapping[str, Callable[[Made, Emitter], None]] = {
    "aws_apigateway.LambdaRestApi": add_rest_api,
    "aws_apigateway.RestApi": add_rest_api,
    "aws_apigatewayv2.HttpApi": add_http_api,
    "aws_cognito.UserPoolClient": add_client,
    "aws_events.Rule": add_rule,
    "aws_iam.ManagedPolicy": add_policy,
    "aws_iam.Policy": add_policy,
}
"""The same for those that need functions to be there."""


def emit(made: list[Made], emitter: Emitter, files: Files) -> None:
    """Make resources of constructs: first the things, then what joins them, then what calls on them add."""
    later: list[Made] = []
    for construct in made:
        kind = kind_of(construct)
        if is_function(construct):
            add_function(construct, emitter, files)
        elif kind in _THINGS:
            _THINGS[kind](construct, emitter)
        elif kind in _LATER or not (add_known(construct, emitter) or add_first_level(construct, emitter)):
            later.append(construct)
    for construct in made:
        add_resource_policy(construct, emitter)
        _spread(construct, emitter)
    for construct in later:
        kind = kind_of(construct)
        if kind in _LATER:
            _LATER[kind](construct, emitter)
            continue
        if construct.kind and construct.kind[-1] not in _NOTHING:
            emitter.unknown[kind] += 1
        emitter.mention(construct, [plain(construct.props, emitter), *_given(construct.arguments, emitter)])
    for construct in made:
        if construct.calls or any(name in construct.props for name in ("events", "initialPolicy")):
            add_grants(construct, emitter)
            add_events(construct, emitter)
            if kind_of(construct) == "aws_cognito.UserPool":
                add_clients(construct, emitter)
            values = [value for call in construct.calls for value in _given(call.arguments, emitter)]
            if any(isinstance(value, Symbol) for value in values):
                emitter.mention(construct, values, "calls")


def _spread(made: Made, emitter: Emitter) -> None:
    """Say where properties come from that are not known."""
    if SPREAD in made.props and made.kind and made.kind[-1] not in _NOTHING:
        emitter.unknown[f"what is spread into {kind_of(made)}"] += 1
        if is_function(made):
            emitter.doubt(made, made.props.span(SPREAD), "what is spread into it is not told by the source")


def _given(values: Iterable[Any], emitter: Emitter) -> Iterator[Any]:
    """What is given to calls, with what is given to those inside."""
    for value in values:
        found = plain(value, emitter)
        yield from _given([*value.arguments, value.props], emitter) if isinstance(value, Called) else (found,)
