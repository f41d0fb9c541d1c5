"""What a function is observed with: X-Ray, OpenTelemetry, Application Signals, or a vendor's extension."""

from __future__ import annotations

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.graph import Function, Role, TriggerKind
from leastwise.model.resource import Property
from leastwise.model.value import Map, Symbol
from leastwise.read.tables import table
from leastwise.rules.granting import attaching


def _names(kind: str) -> list[str]:
    found: list[str] = table(__file__, "telemetry")[kind]
    return found


def observed(app: Application, function: Function) -> bool:
    """Whether something other than X-Ray may trace the function: a layer, a variable; also where that is not known.

    A container image brings its extensions along; what is in it is not known.
    """
    variables = function.environment.value
    if (
        isinstance(variables, Symbol)
        or function.code.image is not None
        or function.resource.get("PackageType") == "Image"
    ):
        return True
    if isinstance(variables, Map) and any(name in variables for name in _names("variables")):
        return True
    return _has_layer(app, function, _names("layers"))


def has_insights(app: Application, function: Function) -> bool:
    """Whether the extension of Lambda Insights is among the layers, or may be."""
    return _has_layer(app, function, _names("insights"))


def _has_layer(app: Application, function: Function, names: list[str]) -> bool:
    """Whether a layer is known by its name, or may be one of these: the application's own is what it is called."""
    wanted = [name.lower() for name in names]
    for layer in function.resource["Layers"].each():
        own = app.referenced(layer.value, "AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion")
        text = (text_of(layer.value) if own is None else f"{own.name} {own['LayerName'].text('')}") or "\0"
        text = text.lower()
        if text == "\0" or any(name in text for name in wanted):
            return True
    return False


def only_at_deployment(app: Application, function: Function) -> bool:
    """Whether nothing but CloudFormation starts the function; when it fails, the deployment does."""
    return {trigger.kind for trigger in app.triggers_of(function)} == {TriggerKind.CUSTOM_RESOURCE}


def at_edge(app: Application, function: Function) -> bool:
    """Whether the function runs at CloudFront's edge, which takes no tracing, no layers and no variables.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
    """
    return any(t.kind is TriggerKind.CLOUDFRONT and t.route is None for t in app.triggers_of(function))


def allowing_traces(place: Property, role: Role | None) -> list[Edit] | None:
    """Edits that allow a role to write to X-Ray; `None` where it cannot be changed here.

    A framework that names the role, at this place, writes it too, and adds what tracing needs.
    """
    return [] if place.by == "framework" else attaching(role, "AWSXRayDaemonWriteAccess")
