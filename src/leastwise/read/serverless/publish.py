"""Versions and aliases of functions: for provisioned concurrency, SnapStart and durable functions.

The framework makes a version of every function; here one is made where something names it.

https://www.serverless.com/framework/docs/providers/aws/guide/functions#versioning-deployed-functions
"""

from __future__ import annotations

from collections.abc import Mapping

from leastwise.model.source import Span
from leastwise.model.value import Map, Reference
from leastwise.read.expand.values import given, on
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.naming import normalized


def publish(build: ServerlessBuild, target: Target) -> None:
    """Add the alias of a function that needs one; events then start the alias."""
    source = target.properties
    provisioned, span = source.get("provisionedConcurrency"), source.span("provisionedConcurrency")
    if given(provisioned):
        alias, count = None, provisioned
        if isinstance(provisioned, Map):
            alias, count = provisioned.get("alias"), provisioned.get("executions")
        own = isinstance(alias, str) and alias and alias != "provisioned"
        suffix = f"ProvConc{normalized(alias)}LambdaAlias" if own and isinstance(alias, str) else "ProvConcLambdaAlias"
        properties = {"ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": count}}
        _alias(build, target, suffix, alias if own else "provisioned", span, properties)
    elif on(source.get("snapStart")):
        _alias(build, target, "SnapStartLambdaAlias", "snapstart", source.span("snapStart"), {})
    elif given(source.get("durableConfig")):
        _alias(build, target, "DurableLambdaAlias", "durable", source.span("durableConfig"), {})


def version(build: ServerlessBuild, target: Target, span: Span) -> Reference:
    """The function's version, which is added where it is asked for the first time. Its real id ends in a hash."""
    name = target.prefix + "LambdaVersion"
    if name not in build.result:
        build.add(name, "AWS::Lambda::Version", {"FunctionName": target.ref}, span)
    return build.context.ref(name)


def _alias(
    build: ServerlessBuild, target: Target, suffix: str, name: object, span: Span, more: Mapping[str, object]
) -> None:
    version(build, target, span)
    number = build.context.att(target.prefix + "LambdaVersion", "Version")
    logical_id = target.prefix + suffix
    properties = {"FunctionName": target.ref, "FunctionVersion": number, "Name": name, **more}
    build.add(logical_id, "AWS::Lambda::Alias", properties, span)
    target.alias = (logical_id, name)
    target.call = build.context.ref(logical_id)
