"""GraphQL APIs: serverless-appsync-plugin in both of its forms, and `appSync` of the fourth version.

https://www.serverless.com/framework/docs/providers/aws/guide/appsync
https://github.com/sid88in/serverless-appsync-plugin/tree/v1
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat, is_false
from leastwise.read.expand.role import allow, trust
from leastwise.read.expand.values import carry, each, given, mapping, on, tag_list
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.events.event import add, own, permit
from leastwise.read.serverless.naming import plain
from leastwise.read.serverless.plugins.appsync_firewall import add_firewall
from leastwise.read.serverless.plugins.appsync_sources import add_fields, add_sources, function_arn

_API = "AWS::AppSync::GraphQLApi"
_NAMES = {
    "name": "Name",
    "xrayEnabled": "XrayEnabled",
    "visibility": "Visibility",
    "queryDepthLimit": "QueryDepthLimit",
    "resolverCountLimit": "ResolverCountLimit",
}
_POOL = {
    "awsRegion": "AwsRegion",
    "userPoolId": "UserPoolId",
    "appIdClientRegex": "AppIdClientRegex",
    "defaultAction": "DefaultAction",
}
_ISSUER = {"issuer": "Issuer", "clientId": "ClientId", "iatTTL": "IatTTL", "authTTL": "AuthTTL"}
_LAMBDA = {
    "identityValidationExpression": "IdentityValidationExpression",
    "authorizerResultTtlInSeconds": "AuthorizerResultTtlInSeconds",
}
_LOGS = {
    "level": "FieldLogLevel",
    "excludeVerboseContent": "ExcludeVerboseContent",
    "roleArn": "CloudWatchLogsRoleArn",
    "loggingRoleArn": "CloudWatchLogsRoleArn",
}
_CALLED = {
    "AuthenticationType": "authentication.type",
    "IntrospectionConfig": "introspection",
    "LogConfig": "logging",
    "LogConfig.ExcludeVerboseContent": "logging.excludeVerboseContent",
    "QueryDepthLimit": "queryDepthLimit",
    "ResolverCountLimit": "resolverCountLimit",
    "Visibility": "visibility",
    "XrayEnabled": "xrayEnabled",
}


def add_apis(build: ServerlessBuild) -> None:
    """Add every GraphQL API of the service."""
    found = [*_written(build)]
    for index, (source, span) in enumerate(found):
        prefix = "" if len(found) == 1 else plain(str(source.get("name", index)))
        if not given(source.get("apiId")):
            _add_api(build, source, f"{prefix}GraphQlApi", span)
        api = build.context.att(f"{prefix}GraphQlApi", "ApiId")
        known = source.get("apiId") if given(source.get("apiId")) else api
        add_sources(build, source, known, prefix)
        add_fields(build, source, known, prefix)
        _add_keys(build, source, known, prefix)
        add_firewall(build, source, f"{prefix}GraphQlApi")


def _written(build: ServerlessBuild) -> Iterator[tuple[Map, Span]]:
    """What is said about APIs: `appSync` itself, or `custom.appSync`, which may be a list."""
    for owner in (build.service, build.custom):
        for value, span in each(owner.get("appSync"), owner.span("appSync")):
            if isinstance(value, Map):
                yield value, span
            else:
                build.context.note(span, "what appSync says is not known; its API is not seen")


def _add_api(build: ServerlessBuild, source: Map, name: str, span: Span) -> None:
    api = Map(span)
    carry(source, api, _NAMES)
    default = source.get("authentication")
    if isinstance(default, Map):
        _authenticate(build, api, default, default.get("type"), default.span("type"), name)
    elif given(source.get("authenticationType")):
        _authenticate(build, api, source, source["authenticationType"], source.span("authenticationType"), name)
    elif isinstance(default, Symbol):
        api.put("AuthenticationType", default, source.span("authentication"))
    more = Seq(span)
    for key in ("additionalAuthentications", "additionalAuthenticationProviders"):
        for provider, place in each(source.get(key), source.span(key)):
            entry = Map(place)
            wanted = mapping(provider, place)
            kind_key = "type" if "type" in wanted else "authenticationType"
            _authenticate(build, entry, wanted, wanted.get(kind_key), wanted.span(kind_key), name)
            more.put(entry, place)
    if more:
        api.put("AdditionalAuthenticationProviders", more, more.span(0))
    if "introspection" in source:
        value, place = source["introspection"], source.span("introspection")
        state = value if isinstance(value, Symbol) else "ENABLED" if on(value) else "DISABLED"
        api.put("IntrospectionConfig", state, place)
    _log(build, source, api, name)
    if (tags := tag_list(source.get("tags"), source.span("tags"))) is not None:
        api.put("Tags", tags, source.span("tags"))
    add(build, name, _API, api, span, called=_CALLED)
    schema = own(Map(span), ApiId=build.context.att(name, "ApiId"))
    schema.put("DefinitionS3Location", source.get("schema", "schema.graphql"), source.span("schema"))
    add(build, name.removesuffix("Api") + "Schema", "AWS::AppSync::GraphQLSchema", schema, span)


def _authenticate(build: ServerlessBuild, into: Map, source: Map, kind: Any, span: Span, api: str) -> None:
    """Put a way to know callers into an API, or into one of its further ways."""
    into.put("AuthenticationType", kind, span)
    config = source.get("config")
    for type_, name, key, names in (
        ("AMAZON_COGNITO_USER_POOLS", "UserPoolConfig", "userPoolConfig", _POOL),
        ("OPENID_CONNECT", "OpenIDConnectConfig", "openIdConnectConfig", _ISSUER),
        ("AWS_LAMBDA", "LambdaAuthorizerConfig", "lambdaAuthorizerConfig", _LAMBDA),
    ):
        if isinstance(kind, Symbol) or kind != type_:
            continue
        found = config if isinstance(config, Map) else mapping(source.get(key), span)
        settings = Map(found.home)
        carry(found, settings, names)
        if name == "LambdaAuthorizerConfig":
            function = function_arn(build, found)
            if function is None:
                build.context.note(found.home, "the authorizer of a GraphQL API names no function")
            else:
                settings["AuthorizerUri"] = function
                source_api = build.context.ref(api)
                permit(
                    build, "LambdaAuthorizerPermission", function, "appsync.amazonaws.com", span, SourceArn=source_api
                )
        into.put(name, settings, found.home)


def _log(build: ServerlessBuild, source: Map, api: Map, name: str) -> None:
    key = "logging" if given(source.get("logging")) else "logConfig"
    wanted, span = mapping(source.get(key), source.home), source.span(key)
    if not wanted or is_false(wanted.get("enabled")):
        return
    settings = Map(span)
    carry(wanted, settings, _LOGS)
    if "CloudWatchLogsRoleArn" not in settings:
        settings["CloudWatchLogsRoleArn"] = build.context.att(f"{name}LogGroupRole")
        actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        statement = allow(actions, [build.context.att(f"{name}LogGroup")])
        role = {
            "AssumeRolePolicyDocument": trust("appsync.amazonaws.com"),
            "Policies": [{"PolicyName": "logs", "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}],
        }
        build.add(f"{name}LogGroupRole", "AWS::IAM::Role", role, span)
    group = own(Map(span), LogGroupName=concat(("/aws/appsync/apis/", build.context.att(name, "ApiId"))))
    for owner, days in ((wanted, "retentionInDays"), (build.provider, "logRetentionInDays")):
        if given(owner.get(days)):
            group.put("RetentionInDays", owner[days], owner.span(days))
            break
    add(build, f"{name}LogGroup", "AWS::Logs::LogGroup", group, span, by="framework")
    api.put("LogConfig", settings, span)


def _add_keys(build: ServerlessBuild, source: Map, api: Any, prefix: str) -> None:
    """API keys; the first form of the plugin makes one by itself."""
    keys = list(each(source.get("apiKeys"), source.span("apiKeys")))
    if source.get("authenticationType") == "API_KEY":
        keys = keys or [("Key", source.span("authenticationType"))]
    for key, span in keys:
        name = key.get("name") if isinstance(key, Map) else key
        properties = own(Map(span), ApiId=api)
        if isinstance(key, Map):
            carry(key, properties, {"description": "Description", "apiKeyId": "ApiKeyId", "expiresAt": "Expires"})
        label = plain(name) if isinstance(name, str) else "Key"
        add(build, f"{prefix}GraphQlApi{label}", "AWS::AppSync::ApiKey", properties, span)
