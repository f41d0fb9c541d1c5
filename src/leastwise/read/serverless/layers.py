"""Layers that a service makes, and who else may use them.

https://www.serverless.com/framework/docs/providers/aws/guide/layers
"""

from __future__ import annotations

from leastwise.model.source import Span
from leastwise.model.value import Map, display
from leastwise.read.expand.values import carry, each, given, maps
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.naming import normalized
from leastwise.read.serverless.packaging import code_at
from leastwise.read.tables import table


def add_layers(build: ServerlessBuild) -> None:
    """Add the layers that the service makes. The id of one that is retained ends in a hash, which is left out here."""
    for key, layer, span in maps(build.under(build.service, "layers")):
        _add(build, key, layer, span)


def _add(build: ServerlessBuild, key: str, layer: Map, span: Span) -> None:
    name = normalized(key) + "LambdaLayer"
    properties = Map(span, {"LayerName": key})
    carry(layer, properties, table(__file__, "functions")["layer"])
    package = build.under(layer, "package")
    for source, entry in ((package, "artifact"), (layer, "path")):
        if given(source.get(entry)):
            properties.put("Content", code_at(build, source[entry], source.span(entry), span), source.span(entry))
            break
    build.add(name, "AWS::Lambda::LayerVersion", properties, span, by="author", called=key)
    for account, place in each(layer.get("allowedAccounts"), layer.span("allowedAccounts")):
        build.add(
            f"{normalized(key)}{display(account).replace('*', 'Wild')}LambdaLayerPermission",
            "AWS::Lambda::LayerVersionPermission",
            {"Action": "lambda:GetLayerVersion", "LayerVersionArn": build.context.ref(name), "Principal": account},
            place,
            by="author",
            written=frozenset({("Action",), ("LayerVersionArn",)}),
        )
