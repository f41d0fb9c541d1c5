"""Function URLs.

A public one needs two permissions since October 2025: for the URL, and for the function when it is invoked through it.

https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
"""

from __future__ import annotations

from leastwise.model.value import Map
from leastwise.read.expand.build import Build
from leastwise.read.expand.values import carry
from leastwise.read.sam.events.event import Target
from leastwise.read.sam.tables import properties as names_of


def add_url(build: Build, name: str, source: Map, target: Target) -> None:
    """Add the URL of a function and, where everybody may call it, the permissions."""
    config, span = source.get("FunctionUrlConfig"), source.span("FunctionUrlConfig")
    if not isinstance(config, Map) or not config:
        return
    made = Map(config.home)
    carry(config, made, names_of("FunctionUrlConfig"))
    made.put("TargetFunctionArn", target.call, span)
    build.add(name + "Url", "AWS::Lambda::Url", made, span, by="author", written=frozenset({("TargetFunctionArn",)}))
    if config.get("AuthType") == "NONE":
        place = config.span("AuthType")
        build.add(
            name + "UrlPublicPermissions",
            "AWS::Lambda::Permission",
            {
                "Action": "lambda:InvokeFunctionUrl",
                "FunctionName": target.call,
                "Principal": "*",
                "FunctionUrlAuthType": "NONE",
            },
            place,
        )
        build.add(
            name + "URLInvokeAllowPublicAccess",
            "AWS::Lambda::Permission",
            {
                "Action": "lambda:InvokeFunction",
                "FunctionName": target.call,
                "Principal": "*",
                "InvokedViaFunctionUrl": True,
            },
            place,
        )
