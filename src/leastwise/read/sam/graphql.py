"""AWS::Serverless::GraphQLApi: an AppSync API with schema, data sources, functions and resolvers.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, concat, is_false
from leastwise.read.encoding import decode
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import ACCOUNT, PARTITION, REGION
from leastwise.read.expand.role import trust
from leastwise.read.expand.values import carry, each, given, made, maps, put, tag_list
from leastwise.read.sam.code import s3_object
from leastwise.read.sam.connector import connect
from leastwise.read.sam.tables import properties as names_of

_SERVICE = "appsync.amazonaws.com"
_LOGS_POLICY = "service-role/AWSAppSyncPushToCloudWatchLogs"

_PIPELINE_CODE = """
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
"""
"""What SAM gives a resolver without code."""


def expand_graphql_api(build: Build, resource: Resource) -> None:
    """Replace a GraphQL API by what it becomes."""
    source, name = resource.properties, resource.name
    api = Map(source.home)
    carry(source, api, names_of("GraphQLApi"))
    api.setdefault("Name", name)
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        api.put("Tags", tags, source.span("Tags"))
    authorizers = _add_auth(api, source)
    _add_logging(build, resource, api)
    build.replace(resource, "AWS::AppSync::GraphQLApi", api)
    own = build.context.att(name, "ApiId")
    for index, (arn, span) in enumerate(authorizers, 1):
        origin = {"Type": "AWS::AppSync::GraphQLApi", "Arn": build.context.ref(name), "ResourceId": own}
        _connect(build, f"{name}ToLambdaAuthConnector{index}", origin, "AWS::Lambda::Function", arn, ["Write"], span)
    _add_schema(build, resource, own)
    for label, key, span in maps(source.get("ApiKeys")):
        _add(build, name + label, "AWS::AppSync::ApiKey", "GraphQLApiKey", key, {"ApiId": own}, span)
    cache, domain = source.get("Cache"), source.get("DomainName")
    if isinstance(cache, Map):
        place = source.span("Cache")
        _add(build, name + "ApiCache", "AWS::AppSync::ApiCache", "GraphQLCache", cache, {"ApiId": own}, place)
    if isinstance(domain, Map):
        place = source.span("DomainName")
        _add(build, name + "DomainName", "AWS::AppSync::DomainName", "GraphQLDomain", domain, {}, place)
        association = {"ApiId": own, "DomainName": build.context.ref(name + "DomainName")}
        type_ = "AWS::AppSync::DomainNameApiAssociation"
        build.add(name + "DomainNameApiAssociation", type_, association, place)
    _Resolvers(build, resource, own).add()


def _add(build: Build, name: str, type_: str, names: str, source: Map, more: dict[str, Any], span: Span) -> None:
    """Add a resource that is the author's but for its name and what it belongs to."""
    properties = Map(source.home)
    carry(source, properties, names_of(names))
    for key, value in more.items():
        if value is not None:
            properties[key] = made(span, value)
    build.add(name, type_, properties, span, by="author")


def _add_auth(api: Map, source: Map) -> list[tuple[Any, Span]]:
    """How callers are known. Gives the functions among the authorizers."""
    auth = source.get("Auth")
    if not isinstance(auth, Map):
        return []
    carry(auth, api, names_of("GraphQLAuth"))
    functions = _function_of(auth)
    additional = Seq(auth.span("Additional"))
    for entry, span in each(auth.get("Additional"), auth.span("Additional")):
        if isinstance(entry, Map):
            provider = Map(span)
            carry(entry, provider, names_of("GraphQLAuth"))
            additional.put(provider, span)
            functions += _function_of(entry)
    if additional:
        api.put("AdditionalAuthenticationProviders", additional, auth.span("Additional"))
    return functions


def _function_of(auth: Map) -> list[tuple[Any, Span]]:
    config = auth.get("LambdaAuthorizer")
    if isinstance(config, Map) and given(config.get("AuthorizerUri")):
        return [(config["AuthorizerUri"], config.span("AuthorizerUri"))]
    return []


def _add_logging(build: Build, resource: Resource, api: Map) -> None:
    """Logs, which are on unless the author says `Logging: false`, and the role to write them with."""
    source, span = resource.properties, resource.properties.spans.get("Logging", resource.span)
    wanted = source.get("Logging")
    if is_false(wanted):
        return
    config = wanted.copy() if isinstance(wanted, Map) else Map(span)
    config.setdefault("FieldLogLevel", "ALL")
    if not given(config.get("CloudWatchLogsRoleArn")):
        name = resource.name + "CloudWatchRole"
        policy = concat(("arn:", PARTITION, ":iam::aws:policy/", _LOGS_POLICY))
        role = {"AssumeRolePolicyDocument": trust(_SERVICE), "ManagedPolicyArns": [policy]}
        build.add(name, "AWS::IAM::Role", role, span)
        config["CloudWatchLogsRoleArn"] = build.context.att(name)
    api.put("LogConfig", config, span)


def _connect(
    build: Build, name: str, origin: dict[str, Any], type_: str, arn: Any, permissions: Any, span: Span
) -> None:
    """Grant what a connector would."""
    properties = made(span, {"Destination": {"Type": type_, "Arn": arn}, "Permissions": permissions})
    connect(build, name, made(span, origin), properties, span)


def _add_schema(build: Build, resource: Resource, api: Any) -> None:
    """The schema, in the template or a file."""
    source, context = resource.properties, build.context
    schema = Map(resource.span)
    schema["ApiId"] = api
    inline, uri, span = source.get("SchemaInline"), source.get("SchemaUri"), source.span("SchemaUri")
    if inline is not None:
        schema.put("Definition", inline, source.span("SchemaInline"))
    elif isinstance(uri, str) and s3_object(uri) is None:
        path = context.files.join(context.folder, uri)
        try:
            if path is None:
                raise ReadError("leads outside the root; it was not read")
            schema.put("Definition", decode(context.files.read(path), path).text, span)
        except ReadError as error:
            context.note(span, f"the schema {uri} {error.reason}")
    elif uri is not None:
        schema.put("DefinitionS3Location", uri, span)
    build.add(resource.name + "Schema", "AWS::AppSync::GraphQLSchema", schema, resource.span, by="author")


class _Resolvers:
    """Data sources, the functions that use them, and the resolvers that use those."""

    def __init__(self, build: Build, resource: Resource, api: Any) -> None:
        self.build = build
        self.name = resource.name
        self.source = resource.properties
        self.api = api
        self.sources: dict[str, Any] = {}
        self.functions: dict[str, Any] = {}

    def add(self) -> None:
        """Add them all."""
        sources = self.source.get("DataSources")
        for label, source, span in maps(sources.get("DynamoDb") if isinstance(sources, Map) else None):
            self._add_table(label, source, span)
        for label, source, span in maps(sources.get("Lambda") if isinstance(sources, Map) else None):
            self._add_function_source(label, source, span)
        for label, function, span in maps(self.source.get("Functions")):
            self._add_function(label, function, span)
        for type_, resolvers, _ in maps(self.source.get("Resolvers")):
            for label, resolver, span in maps(resolvers):
                self._add_resolver(type_, label, resolver, span)

    def _add_source(self, name: str, label: str, table: str, source: Map, more: dict[str, Any], span: Span) -> bool:
        """Add a data source. Gives whether it needs a role."""
        needs_role = not given(source.get("ServiceRoleArn"))
        properties = Map(source.home)
        carry(source, properties, names_of(table))
        properties.setdefault("Name", label)
        properties |= {"ApiId": self.api, **more}
        if needs_role:
            self.build.add(name + "Role", "AWS::IAM::Role", {"AssumeRolePolicyDocument": trust(_SERVICE)}, span)
            properties["ServiceRoleArn"] = self.build.context.att(name + "Role")
        self.build.add(name, "AWS::AppSync::DataSource", properties, span, by="author")
        self.sources[label] = self.build.context.att(name, "Name")
        return needs_role

    def _origin(self, name: str) -> dict[str, Any]:
        context = self.build.context
        arn = context.att(name, "DataSourceArn")
        return {"Type": "AWS::AppSync::DataSource", "Arn": arn, "RoleName": context.ref(name + "Role")}

    def _add_table(self, label: str, source: Map, span: Span) -> None:
        name = f"{self.name}{label}DynamoDBDataSource"
        if self._add_source(name, label, "GraphQLDynamoDb", source, {"Type": "AMAZON_DYNAMODB"}, span):
            region, arn = source.get("Region", REGION), source.get("TableArn")
            if not given(arn):
                arn = concat(
                    ("arn:", PARTITION, ":dynamodb:", region, ":", ACCOUNT, ":table/", source.get("TableName"))
                )
            wanted = source.get("Permissions")
            wanted = wanted if given(wanted) else ["Read", "Write"]
            _connect(
                self.build, name + "ToTableConnector", self._origin(name), "AWS::DynamoDB::Table", arn, wanted, span
            )
        made_source = self.build.result.get(name)
        if made_source is not None and source.get("Region") is None:
            put(made_source.properties, "DynamoDBConfig.AwsRegion", REGION, span)

    def _add_function_source(self, label: str, source: Map, span: Span) -> None:
        name = f"{self.name}{label}LambdaDataSource"
        if self._add_source(name, label, "GraphQLLambda", source, {"Type": "AWS_LAMBDA"}, span):
            arn, type_ = source.get("FunctionArn"), "AWS::Lambda::Function"
            _connect(self.build, name + "ToLambdaConnector", self._origin(name), type_, arn, ["Write"], span)

    def _data_source(self, wanted: Any) -> Any:
        """The name of the data source that a function uses; one called `none` has no data."""
        if not isinstance(wanted, str):
            return wanted
        if wanted.lower() != "none":
            return self.sources.get(wanted, wanted)
        name = self.name + "NoneDataSource"
        if name not in self.build.result:
            properties = {"ApiId": self.api, "Name": name, "Type": "NONE"}
            self.build.add(name, "AWS::AppSync::DataSource", properties, self.source.home)
        return self.build.context.att(name, "Name")

    def _add_function(self, label: str, function: Map, span: Span) -> None:
        if function.get("Id") is not None:
            self.functions[label] = function["Id"]
            return
        more = {
            "ApiId": self.api,
            "Name": function.get("Name", label),
            "DataSourceName": self._data_source(function.get("DataSource")),
            "Runtime": _runtime(function),
            **self._code(function),
        }
        type_ = "AWS::AppSync::FunctionConfiguration"
        _add(self.build, self.name + label, type_, "GraphQLFunction", function, more, span)
        self.functions[label] = self.build.context.att(self.name + label, "FunctionId")

    def _add_resolver(self, type_: str, label: str, resolver: Map, span: Span) -> None:
        pipeline = [
            self.functions.get(step, step) for step, _ in each(resolver.get("Pipeline"), span) if isinstance(step, str)
        ]
        more = {
            "ApiId": self.api,
            "TypeName": type_,
            "FieldName": resolver.get("FieldName", label),
            "Kind": "PIPELINE",
            "PipelineConfig": {"Functions": pipeline},
            "Runtime": _runtime(resolver),
            **self._code(resolver),
        }
        if not given(resolver.get("InlineCode")) and not given(resolver.get("CodeUri")):
            more |= {"Code": _PIPELINE_CODE, "Runtime": {"Name": "APPSYNC_JS", "RuntimeVersion": "1.0.0"}}
        _add(self.build, self.name + type_ + label, "AWS::AppSync::Resolver", "GraphQLResolver", resolver, more, span)

    def _code(self, source: Map) -> dict[str, Any]:
        """Code of a function or resolver in a file; what is not local stays a location."""
        uri, span = source.get("CodeUri"), source.span("CodeUri")
        if uri is None:
            return {}
        if not isinstance(uri, str) or s3_object(uri) is not None:
            return {"CodeS3Location": uri}
        context = self.build.context
        path = context.files.join(context.folder, uri)
        try:
            if path is None:
                raise ReadError("leads outside the root; it was not read")
            return {"Code": decode(context.files.read(path), path).text}
        except ReadError as error:
            context.note(span, f"the code {uri} {error.reason}", "code")
            return {}


def _runtime(source: Map) -> dict[str, Any] | None:
    runtime = source.get("Runtime")
    if not isinstance(runtime, Map):
        return None
    return {"Name": runtime.get("Name"), "RuntimeVersion": runtime.get("Version")}
