"""Data sources of GraphQL APIs, and the fields that they resolve.

https://www.serverless.com/framework/docs/providers/aws/guide/appsync/dataSources
https://www.serverless.com/framework/docs/providers/aws/guide/appsync/resolvers
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat
from leastwise.read.expand.context import REGION
from leastwise.read.expand.role import Role, allow, trust
from leastwise.read.expand.values import carry, each, given, mapping, put
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, arn, named_function, own
from leastwise.read.serverless.naming import plain

_TABLE = [
    f"dynamodb:{action}"
    for action in ("DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem", "BatchGetItem", "BatchWriteItem")
]
_DATABASE = [
    f"rds-data:{action}"
    for action in ("DeleteItems", "ExecuteSql", "ExecuteStatement", "GetItems", "InsertItems", "UpdateItems")
]
_SEARCH = [f"es:ESHttp{verb}" for verb in ("Delete", "Get", "Head", "Post", "Put", "Patch")]


def function_arn(build: ServerlessBuild, config: Map) -> Any:
    """The function that a configuration names, by ARN or by key."""
    for key in ("functionArn", "lambdaFunctionArn"):
        if given(config.get(key)):
            return config[key]
    target = named_function(build, config.get("functionName"))
    return None if target is None else target.call


def _entries(value: Any, home: Span) -> Iterator[tuple[str, Any, Span]]:
    """Named things: a mapping, a list of mappings, or a list of things that have a name."""
    if isinstance(value, Map):
        yield from value.entries()
    for entry, span in each(value, home) if isinstance(value, Seq) else ():
        if isinstance(entry, Map) and isinstance(entry.get("name"), str):
            yield entry["name"], entry, span
        elif isinstance(entry, Map):
            yield from entry.entries()


def add_sources(build: ServerlessBuild, source: Map, api: Any, prefix: str) -> None:
    """Add the data sources: those that have a name, and those that stand at a field or a function of a pipeline."""
    for name, wanted, span in _entries(source.get("dataSources"), source.home):
        _add_source(build, name, mapping(wanted, span), api, prefix, span)
    for name, wanted, span in (
        *_entries(source.get("resolvers"), source.home),
        *_entries(source.get("pipelineFunctions"), source.home),
    ):
        inner = mapping(wanted, span)
        if isinstance(inner.get("dataSource"), Map):
            _add_source(build, name, inner["dataSource"], api, prefix, inner.span("dataSource"))
        for index, (step, place) in enumerate(each(inner.get("functions"), span)):
            own_source = mapping(step, place).get("dataSource")
            if isinstance(own_source, Map):
                _add_source(build, f"{name}_{index}", own_source, api, prefix, place)


def _add_source(build: ServerlessBuild, name: str, wanted: Map, api: Any, prefix: str, span: Span) -> None:
    config, kind = mapping(wanted.get("config"), span), wanted.get("type")
    source = own(Map(span), ApiId=api, Name=name)
    carry(wanted, source, {"type": "Type", "description": "Description"})
    statements = _connect(build, source, kind, config)
    role = f"{prefix}GraphQlDs{plain(name)}Role"
    if given(config.get("serviceRoleArn")):
        source.put("ServiceRoleArn", config["serviceRoleArn"], config.span("serviceRoleArn"))
    elif given(config.get("iamRoleStatements")) or statements:
        source["ServiceRoleArn"] = build.context.att(role)
        build.roles[role] = made_role = Role(role, span, trust("appsync.amazonaws.com"))
        if given(config.get("iamRoleStatements")):
            place = config.span("iamRoleStatements")
            document = Map(place, {"Version": "2012-10-17"})
            document.put("Statement", config["iamRoleStatements"], place)
            made_role.add(f"AppSync-Datasource-{name}", document, place, "author")
        else:
            made_role.grant(f"AppSync-Datasource-{name}", statements, span)
    add(build, f"{prefix}GraphQlDs{plain(name)}", "AWS::AppSync::DataSource", source, span)


def _connect(build: ServerlessBuild, source: Map, kind: Any, config: Map) -> list[Any]:
    """Put into a data source what it leads to, and give the statements that it needs for it."""
    if kind == "AWS_LAMBDA":
        function = function_arn(build, config)
        if function is None:
            build.context.note(config.home, "a data source of the type AWS_LAMBDA names no function of this service")
            return []
        put(source, "LambdaConfig.LambdaFunctionArn", function, config.home)
        return [allow(["lambda:InvokeFunction"], [function, concat((function, ":*"))])]
    if kind == "AMAZON_DYNAMODB":
        settings = own(Map(config.home), AwsRegion=config.get("region", REGION))
        carry(config, settings, {"tableName": "TableName", "useCallerCredentials": "UseCallerCredentials"})
        source.put("DynamoDBConfig", settings, config.home)
        table = arn("dynamodb", "table/", config.get("tableName"), region=config.get("region", REGION))
        return [allow(_TABLE, [table, concat((table, "/*"))])]
    if kind in ("AMAZON_OPENSEARCH_SERVICE", "AMAZON_ELASTICSEARCH"):
        domain = config.get("domain")
        endpoint = config.get("endpoint")
        if isinstance(domain, str):
            endpoint = concat(("https://", build.context.att(domain, "DomainEndpoint")))
        source["OpenSearchServiceConfig"] = own(Map(config.home), Endpoint=endpoint, AwsRegion=REGION)
        target = build.context.att(domain) if isinstance(domain, str) else arn("es", "domain/*")
        return [allow(_SEARCH, concat((target, "/*")))]
    if kind == "HTTP":
        source["HttpConfig"] = carried = Map(config.home)
        carry(config, carried, {"endpoint": "Endpoint"})
    if kind == "AMAZON_EVENTBRIDGE":
        put(source, "EventBridgeConfig.EventBusArn", config.get("eventBusArn"), config.span("eventBusArn"))
        return [allow(["events:PutEvents"], config.get("eventBusArn"))]
    if kind == "RELATIONAL_DATABASE":
        secret = config.get("awsSecretStoreArn")
        cluster = arn("rds", "cluster:", config.get("dbClusterIdentifier"))
        return [allow(_DATABASE, cluster), allow(["secretsmanager:GetSecretValue"], secret)]
    return []


def add_fields(build: ServerlessBuild, source: Map, api: Any, prefix: str) -> None:
    """Add resolvers and the functions of their pipelines, in the form of either version of the plugin."""
    for key in ("pipelineFunctions", "functionConfigurations"):
        for name, wanted, span in _entries(source.get(key), source.home):
            _add_step(build, name, mapping(wanted, span), api, prefix, span)
    for name, wanted, span in _entries(source.get("resolvers"), source.home):
        type_, _, field = name.partition(".")
        inner = wanted if isinstance(wanted, Map) else Map(span, {"dataSource": wanted, "kind": "UNIT"})
        for index, (step, place) in enumerate(each(inner.get("functions"), span)):
            if isinstance(step, Map):
                _add_step(build, f"{name}_{index}", step, api, prefix, place)
        _add_field(build, type_, field, name, inner, api, prefix, span)
    for wanted, span in each(source.get("mappingTemplates"), source.home):
        for inner, place in each(wanted, span):
            if isinstance(inner, Map):
                _add_field(build, str(inner.get("type")), str(inner.get("field")), "", inner, api, prefix, place)


def _add_field(
    build: ServerlessBuild, type_: str, field: str, name: str, wanted: Map, api: Any, prefix: str, span: Span
) -> None:
    resolver = own(Map(span), ApiId=api, TypeName=wanted.get("type", type_), FieldName=wanted.get("field", field))
    steps = wanted.get("functions")
    if isinstance(steps, Seq):
        labels = [
            f"{name}_{index}" if isinstance(step, Map) else str(step)
            for index, (step, _) in enumerate(each(steps, span))
        ]
        ids = [build.context.att(_step_id(prefix, label), "FunctionId") for label in labels]
        own(resolver, Kind="PIPELINE", PipelineConfig={"Functions": ids})
    else:
        found = wanted.get("dataSource")
        label = name if isinstance(found, Map) else found
        resolver.put("DataSourceName", label, wanted.span("dataSource"))
    logical_id = f"{prefix}GraphQlResolver{plain(type_)}{plain(field)}"
    add(build, logical_id, "AWS::AppSync::Resolver", resolver, span)


def _step_id(prefix: str, name: str) -> str:
    return f"{prefix}GraphQlFunctionConfiguration{plain(name)}"


def _add_step(build: ServerlessBuild, name: str, wanted: Map, api: Any, prefix: str, span: Span) -> None:
    found = wanted.get("dataSource")
    step = own(Map(span), ApiId=api, Name=name, FunctionVersion="2018-05-29")
    step.put("DataSourceName", name if isinstance(found, Map) else found, wanted.span("dataSource"))
    add(build, _step_id(prefix, name), "AWS::AppSync::FunctionConfiguration", step, span)
