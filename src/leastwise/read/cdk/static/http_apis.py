"""HTTP APIs with their routes.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_apigatewayv2-readme.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Seq, Symbol, Unknown, concat
from leastwise.read.cdk.static.convert import plain
from leastwise.read.cdk.static.emitter import Emitter, kind_of
from leastwise.read.cdk.static.functions import allow, function_of, invocation
from leastwise.read.cdk.static.logic import SPREAD
from leastwise.read.cdk.static.values import Called, External, Made
from leastwise.read.expand.context import api_arn
from leastwise.read.expand.values import first_of
from leastwise.read.expand.values import made as literal


def add_http_api(made: Made, emitter: Emitter) -> None:
    """`new HttpApi(…)` with its routes."""
    props, span = made.props, made.span
    properties = Map(span, {"ProtocolType": "HTTP"})
    properties.put(
        "Name", first_of(plain(props.get("apiName"), emitter), made.path.rpartition("/")[2]), props.span("apiName")
    )
    cors = props.get("corsPreflight")
    cors = cors.props if isinstance(cors, Called) else cors
    if isinstance(cors, Map):
        found = Map(cors.home)
        for key, value, place in cors.entries():
            found.put(key[:1].upper() + key[1:], plain(value, emitter), place)
        properties.put("CorsConfiguration", found, props.span("corsPreflight"))
    if "disableExecuteApiEndpoint" in props:
        place = props.span("disableExecuteApiEndpoint")
        properties.put("DisableExecuteApiEndpoint", plain(props["disableExecuteApiEndpoint"], emitter), place)
    api = emitter.add(made, "AWS::ApiGatewayV2::Api", properties)
    if props.get("createDefaultStage") is not False:
        stage = {"ApiId": emitter.reference(api, "Ref"), "StageName": "$default", "AutoDeploy": True}
        emitter.add(made, "AWS::ApiGatewayV2::Stage", literal(span, stage), child="DefaultStage")
    default = props.get("defaultIntegration")
    if default is not None:
        _route(made, "$default", default, props.get("defaultAuthorizer"), props.span("defaultIntegration"), emitter)
    for call in made.calls:
        if call.name == "addRoutes" and not call.props:
            emitter.unknown["addRoutes"] += 1
        elif call.name == "addRoutes":
            methods = call.props.get("methods")
            verbs = [v.name for v in methods if isinstance(v, External)] if isinstance(methods, Seq) else ["ANY"]
            path = call.props.get("path")
            given = call.props.get("authorizer", call.props.get(SPREAD))
            authorizer = first_of(given, props.get("defaultAuthorizer"))
            for verb in verbs or ["ANY"]:
                key = f"{verb} {path if isinstance(path, str) else '/{?}'}"
                _route(made, key, call.props.get("integration"), authorizer, call.span, emitter)


def _route(made: Made, key: str, integration: Any, authorizer: Any, span: Span, emitter: Emitter) -> None:
    api = emitter.reference(emitter.logical(made), "Ref")
    handler = (
        next((a for a in integration.arguments if function_of(a)), None) if isinstance(integration, Called) else None
    )
    function = function_of(handler)
    child = "DefaultRoute" if key == "$default" else key.replace(" ", "").replace("/", "--")
    properties = Map(span, {"ApiId": api, "RouteKey": key})
    if function is not None:
        arn = emitter.reference(emitter.logical(function), "Arn")
        target = literal(
            span, {"ApiId": api, "IntegrationType": "AWS_PROXY", "IntegrationUri": arn, "PayloadFormatVersion": "2.0"}
        )
        logical = emitter.add(made, "AWS::ApiGatewayV2::Integration", target, child=f"{child}/Integration", span=span)
        properties["Target"] = concat(["integrations/", emitter.reference(logical, "Ref")])
        source = api_arn(api, "/*/*")
        allow(function, "apigateway.amazonaws.com", source, span, emitter, child="ApiPermission")
    kind, identity = _authorized(made, authorizer, span, emitter)
    properties.put("AuthorizationType", kind, span)
    if identity is not None:
        properties.put("AuthorizerId", identity, span)
    emitter.add(made, "AWS::ApiGatewayV2::Route", properties, child=child, span=span)


def _authorized(made: Made, authorizer: Any, span: Span, emitter: Emitter) -> tuple[Any, Symbol | None]:
    """Type of the authorization, and the authorizer, which is added once."""
    if authorizer is None or (isinstance(authorizer, Called) and authorizer.name == "HttpNoneAuthorizer"):
        return "NONE", None
    if not isinstance(authorizer, Called):
        return Unknown("an authorizer that is not known"), None
    if authorizer.name == "HttpIamAuthorizer":
        return "AWS_IAM", None
    lambda_ = authorizer.name == "HttpLambdaAuthorizer"
    kind = "CUSTOM" if lambda_ else "JWT"
    name = (
        authorizer.arguments[0] if authorizer.arguments and isinstance(authorizer.arguments[0], str) else "Authorizer"
    )
    path = f"{made.path}/{name}"
    known = next((key for key, resource in emitter.resources.items() if resource.name == path), None)
    if known is None:
        api = emitter.reference(emitter.logical(made), "Ref")
        at = authorizer.span
        properties = literal(at, {"ApiId": api, "Name": name, "AuthorizerType": "REQUEST" if lambda_ else "JWT"})
        if lambda_:
            function = function_of(authorizer.arguments[1] if len(authorizer.arguments) > 1 else None)
            known_as = invocation(function, emitter) if function is not None else Unknown("a function")
            properties["AuthorizerUri"] = known_as
        else:
            audience = first_of(authorizer.props.get("jwtAudience"), authorizer.props.get("userPoolClients"))
            issuer = authorizer.arguments[1] if len(authorizer.arguments) > 1 else None
            given = plain(issuer, emitter)
            if isinstance(issuer, Made) and kind_of(issuer) == "aws_cognito.UserPool":
                pool = emitter.reference(emitter.logical(issuer), "Ref")
                given = concat(["https://cognito-idp.", Parameter("AWS::Region"), ".amazonaws.com/", pool])
                audience = first_of(audience, Seq(at, [Unknown("a client of the pool")]))
            properties["JwtConfiguration"] = Map(at, {"Issuer": given, "Audience": plain(audience, emitter)})
        known = emitter.add(made, "AWS::ApiGatewayV2::Authorizer", properties, child=name, span=at)
    return kind, emitter.reference(known, "Ref")
