"""Fields of GraphQL APIs, and what resolves them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-appsync-resolver.html
https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.model.graph import AuthKind, Authorizer, Function, Route, TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Seq, Symbol
from leastwise.read.graph.access import exposure
from leastwise.read.graph.context import Context, field

_AUTH = {
    "API_KEY": AuthKind.API_KEY,
    "AWS_IAM": AuthKind.IAM,
    "AMAZON_COGNITO_USER_POOLS": AuthKind.COGNITO,
    "OPENID_CONNECT": AuthKind.JWT,
    "AWS_LAMBDA": AuthKind.LAMBDA,
}


def graphql_routes(context: Context, authorizers: Mapping[str, Authorizer]) -> Iterator[Route]:
    """A route for each field that has a resolver, and each function behind it."""
    sources = _Sources(context)
    for resolver in context.of("AWS::AppSync::Resolver"):
        properties = resolver.properties
        api = context.lookup.resource(properties.get("ApiId"), "AWS::AppSync::GraphQLApi")
        kind, private = _access(api)
        steps = list(sources.behind(resolver))
        called: list[Function | None] = [*filter(None, (sources.function(step) for step in steps))]
        for function in dict.fromkeys(called or [None]):
            yield Route(
                kind=TriggerKind.APPSYNC,
                method=f"{_text(properties.get('TypeName'))}.{_text(properties.get('FieldName'))}",
                path="",
                auth=kind,
                property=resolver[()] if api is None else api["AuthenticationType"],
                function=function,
                api=api or resolver,
                authorizer=None if api is None or kind is not AuthKind.LAMBDA else authorizers.get(api.key),
                private=private is True,
                needs_key=kind is AuthKind.API_KEY,
                exposure=exposure(kind, private),
                target=None if function else sources.target(steps),
                service="" if function else sources.service(steps),
            )


def _access(api: Resource | None) -> tuple[AuthKind, bool | None]:
    """How an API knows its callers by default, and whether it is private. Fields may choose another way."""
    if api is None:
        return AuthKind.UNKNOWN, None
    written = api.properties.get("AuthenticationType")
    kind = _AUTH.get(written, AuthKind.UNKNOWN) if isinstance(written, str) else AuthKind.UNKNOWN
    visibility = api.properties.get("Visibility")
    return kind, None if isinstance(visibility, Symbol) else visibility == "PRIVATE"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "{?}"


class _Sources:
    """The data sources of an application, which are named by name within their API."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._by_name: dict[tuple[str, str], Resource] = {}
        for source in context.of("AWS::AppSync::DataSource"):
            api, name = context.lookup.resource(source.properties.get("ApiId")), source.properties.get("Name")
            if isinstance(name, str):
                self._by_name[("" if api is None else api.key, name)] = source

    def behind(self, resolver: Resource) -> Iterator[Resource]:
        """The data source of a resolver, or those of each step of its pipeline."""
        steps = field(resolver.properties.get("PipelineConfig"), "Functions")
        resources = [resolver]
        for step in steps if isinstance(steps, Seq) else ():
            part = self._context.lookup.resource(step, "AWS::AppSync::FunctionConfiguration")
            if part is not None:
                resources.append(part)
        for resource in resources:
            source = self._source(resource)
            if source is not None:
                yield source

    def function(self, source: Resource) -> Function | None:
        """The function of a data source."""
        arn = field(source.properties.get("LambdaConfig"), "LambdaFunctionArn")
        return self._context.function(arn, source["LambdaConfig.LambdaFunctionArn"])

    def target(self, sources: list[Resource]) -> Resource | None:
        """The first table or bus behind data sources."""
        for source in sources:
            for config, key in (("DynamoDBConfig", "TableName"), ("EventBridgeConfig", "EventBusArn")):
                found = self._context.lookup.resource(field(source.properties.get(config), key))
                if found is not None:
                    return found
        return None

    def service(self, sources: list[Resource]) -> str:
        """The first service of AWS that requests are signed for.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-appsync-datasource-awsiamconfig.html
        """
        for source in sources:
            name = source["HttpConfig.AuthorizationConfig.AwsIamConfig.SigningServiceName"].text()
            if name:
                return name
        return ""

    def _source(self, resource: Resource) -> Resource | None:
        name = resource.properties.get("DataSourceName")
        found = self._context.lookup.resource(name, "AWS::AppSync::DataSource")
        if found is None and isinstance(name, str):
            api = self._context.lookup.resource(resource.properties.get("ApiId"))
            found = self._by_name.get(("" if api is None else api.key, name))
        return found
