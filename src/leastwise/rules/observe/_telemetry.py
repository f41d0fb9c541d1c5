"""What a function is observed with: X-Ray, OpenTelemetry, Application Signals, or a vendor's extension."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

from leastwise.iam.reach import text_of
from leastwise.model.application import Application
from leastwise.model.graph import Function, TriggerKind
from leastwise.model.value import Map, Symbol


@cache
def _table() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "data", "telemetry.json"), encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def observed(function: Function) -> bool:
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
    if isinstance(variables, Map) and any(name in variables for name in _table()["variables"]):
        return True
    return _has_layer(function, _table()["layers"])


def has_insights(function: Function) -> bool:
    """Whether the extension of Lambda Insights is among the layers, or may be."""
    return _has_layer(function, _table()["insights"])


def _has_layer(function: Function, names: list[str]) -> bool:
    wanted = [name.lower() for name in names]
    for layer in function.resource["Layers"].each():
        text = (text_of(layer.value) or "\0").lower()
        if text == "\0" or any(name in text for name in wanted):
            return True
    return False


def at_edge(app: Application, function: Function) -> bool:
    """Whether the function runs at CloudFront's edge, which takes no tracing, no layers and no variables.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
    """
    return any(trigger.kind is TriggerKind.CLOUDFRONT for trigger in app.triggers_of(function))
