"""What a method of a REST API leads to.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#lambda-integration
"""

from __future__ import annotations

from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.expand.values import given, mapping, on
from leastwise.read.serverless.events.event import Event, invoked, own
from leastwise.read.serverless.events.rest_cors import allowed_origin


def _kind(source: Map) -> str:
    wanted = source.get("integration")
    if not isinstance(wanted, str):
        return "AWS" if on(source.get("async")) else "AWS_PROXY"
    kind = wanted.upper().replace("-", "_")
    return {"LAMBDA": "AWS", "LAMBDA_PROXY": "AWS_PROXY"}.get(kind, kind)


def integrate(event: Event, method: Map, verb: Any) -> None:
    """Where a method leads to."""
    source = event.properties
    kind, span = _kind(source), source.spans.get("integration", event.span)
    integration = own(Map(event.span), IntegrationHttpMethod="POST")
    integration.put("Type", kind, span) if "integration" in source else own(integration, Type=kind)
    request = mapping(source.get("request"), event.span)
    response = mapping(source.get("response"), event.span)
    if kind in ("AWS", "AWS_PROXY"):
        streamed = str(response.get("transferMode")).upper() == "STREAM"
        integration["Uri"] = invoked(event.function.call, streamed=streamed)
        if streamed:
            integration.put("ResponseTransferMode", "STREAM", response.span("transferMode"))
    elif kind in ("HTTP", "HTTP_PROXY"):
        if given(request.get("uri")):
            integration.put("Uri", request["uri"], request.span("uri"))
        integration["IntegrationHttpMethod"] = request.get("method", verb)
        for key, name in (("connectionType", "ConnectionType"), ("connectionId", "ConnectionId")):
            if given(source.get(key)):
                value = source[key]
                value = value.upper().replace("-", "_") if key == "connectionType" and isinstance(value, str) else value
                integration.put(name, value, source.span(key))
    if given(source.get("timeoutInMillis")):
        integration.put("TimeoutInMillis", source["timeoutInMillis"], source.span("timeoutInMillis"))
    if kind in ("AWS", "HTTP", "MOCK"):
        if isinstance(request.get("template"), Map):
            integration.put("RequestTemplates", request["template"], request.span("template"))
        if kind == "AWS":
            integration["PassthroughBehavior"] = "NEVER"
        if given(request.get("passThrough")):
            integration.put("PassthroughBehavior", request["passThrough"], request.span("passThrough"))
        _answer(source, method, integration)
    method["Integration"] = integration


def place_parameters(event: Event, method: Map) -> None:
    """The parameters that a request may or must have."""
    request = mapping(event.properties.get("request"), event.span)
    for location, group, _ in mapping(request.get("parameters"), event.span).entries():
        for key, value, place in mapping(group, event.span).entries():
            required = value.get("required", True) if isinstance(value, Map) else value
            name = f"method.request.{location.removesuffix('s')}.{key}"
            parameters = method.get("RequestParameters")
            if not isinstance(parameters, Map):
                parameters = Map(request.span("parameters"))
                method.put("RequestParameters", parameters, request.span("parameters"))
            parameters.put(name, required, place)
            _pass_on(method["Integration"], name, value, place)
    if on(event.properties.get("async")):
        header = "integration.request.header.X-Amz-Invocation-Type"
        _put_parameter(method["Integration"], header, "'Event'", event.properties.span("async"))


def _pass_on(integration: Map, name: str, value: Any, span: Span) -> None:
    """Give a parameter to what is behind the API; functions get all of them by themselves."""
    if integration["Type"] != "AWS_PROXY":
        mapped = value.get("mappedValue") if isinstance(value, Map) else None
        wanted = mapped if given(mapped) else name
        _put_parameter(integration, f"integration{name.removeprefix('method')}", wanted, span)


def _put_parameter(integration: Map, name: str, value: Any, span: Span) -> None:
    """Set a parameter of the request that API Gateway makes."""
    parameters = integration.get("RequestParameters")
    if not isinstance(parameters, Map):
        parameters = integration["RequestParameters"] = Map(span)
    parameters.put(name, value, span)


def _answer(source: Map, method: Map, integration: Map) -> None:
    """The answers that API Gateway makes itself of what it gets, by their status."""
    response = mapping(source.get("response"), source.home)
    if not response and integration["Type"] == "MOCK":
        return
    statuses = response.get("statusCodes")
    codes = dict(statuses) if isinstance(statuses, Map) else {}
    if not codes or not any(mapping(code, source.home).get("pattern") == "" for code in codes.values()):
        codes = {**codes, "200": {"pattern": ""}} if codes else _STATUSES
    headers = Map(source.home)
    if on(source.get("cors")):
        for name, (value, place) in allowed_origin(source).items():
            headers.put(f"method.response.header.{name}", value, place)
    for key, value, place in mapping(response.get("headers"), source.home).entries():
        headers.put(f"method.response.header.{key}", value, place)
    answers, known = Seq(source.home), []
    for status, settings in codes.items():
        pattern = settings.get("pattern", "") if isinstance(settings, dict) else ""
        answer = own(Map(source.home), StatusCode=str(status), SelectionPattern=pattern)
        answer["ResponseParameters"] = headers
        answers.append(answer)
        known.append({"StatusCode": str(status), "ResponseParameters": dict.fromkeys(headers, True)})
    integration["IntegrationResponses"] = answers
    own(method, MethodResponses=known)


_STATUSES = {
    "200": {"pattern": ""},
    **{str(code): {"pattern": f"[\\s\\S]*\\[{code}\\][\\s\\S]*"} for code in (400, 401, 403, 404, 422)},
    "500": {"pattern": r"[\s\S]*(Process\s?exited\s?before\s?completing\s?request|\[500\])[\s\S]*"},
    "502": {"pattern": r"[\s\S]*\[502\][\s\S]*"},
    "504": {"pattern": r"([\s\S]*\[504\][\s\S]*)|(.*Task timed out after \d+\.\d+ seconds$)"},
}
"""What the Framework makes of errors of a function that answers through a template.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/events/api-gateway/lib/validate.js
"""
