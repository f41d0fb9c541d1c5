"""Function URLs.

https://www.serverless.com/framework/docs/providers/aws/guide/functions#lambda-function-urls
"""

from __future__ import annotations

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, is_true
from leastwise.read.expand.values import carry, made, on
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.tables import table


def add_url(build: ServerlessBuild, target: Target) -> None:
    """Add the URL of a function and, where everybody may call it, the permissions."""
    source, span = target.properties.get("url"), target.properties.span("url")
    if isinstance(source, Symbol):
        build.context.note(span, f"whether {target.key} has a URL is not known before deployment; none was assumed")
    if not (is_true(source) or isinstance(source, Map) or (isinstance(source, str) and on(source))):
        return  # an empty mapping is a URL without settings, which everybody may call
    settings = source if isinstance(source, Map) else Map(span)
    authorizer, place = settings.get("authorizer"), settings.span("authorizer")
    kind = authorizer if isinstance(authorizer, Symbol) else "AWS_IAM" if authorizer == "aws_iam" else "NONE"
    properties = Map(span)
    properties.put("AuthType", kind, place)
    properties.put("TargetFunctionArn", target.call, span)
    if settings.get("invokeMode") == "RESPONSE_STREAM":
        properties.put("InvokeMode", "RESPONSE_STREAM", settings.span("invokeMode"))
    if on(settings.get("cors")):
        properties.put("Cors", _cors(settings["cors"], settings.span("cors")), settings.span("cors"))
    name = target.prefix + "LambdaFunctionUrl"
    build.add(name, "AWS::Lambda::Url", properties, span, by="author", written=frozenset({("TargetFunctionArn",)}))
    if kind == "NONE":
        _open(build, target, place)


def _open(build: ServerlessBuild, target: Target, place: Span) -> None:
    for suffix, action, condition in (
        ("LambdaPermissionFnUrl", "lambda:InvokeFunctionUrl", {"FunctionUrlAuthType": "NONE"}),
        ("LambdaPermissionFnUrlInvokeFunction", "lambda:InvokeFunction", {"InvokedViaFunctionUrl": True}),
    ):
        properties = {"FunctionName": target.call, "Action": action, "Principal": "*", **condition}
        build.add(target.prefix + suffix, "AWS::Lambda::Permission", properties, place)


def _cors(source: object, span: Span) -> Map:
    """CORS settings: the framework's defaults, which allow every origin, where the author says nothing else."""
    names = table(__file__, "functions")
    cors = Map(span)
    given = source if isinstance(source, Map) else Map(span)
    words = {name: word for word, name in names["url_cors"].items()}
    for name, default in names["url_cors_defaults"].items():
        if words[name] not in given:
            cors.put(name, made(span, default), span)
    carry(given, cors, names["url_cors"])
    return cors
