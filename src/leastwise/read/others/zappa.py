"""Zappa: `zappa_settings.json`, `.yml`, `.yaml` or `.toml`.

https://github.com/zappa/Zappa#advanced-settings
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.model.application import World
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Unknown, concat
from leastwise.read import graph
from leastwise.read.document import load
from leastwise.read.encoding import decode
from leastwise.read.expand.values import made
from leastwise.read.files import Files
from leastwise.read.others.stack import ACCOUNT, REGION, Stage, invocation
from leastwise.read.others.stages import Settings, chosen
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.tables import table

_HANDLER = "handler.lambda_handler"
_NAMES = {
    "Environment": "aws_environment_variables",
    "KmsKeyArn": "aws_kms_key_arn",
    "MemorySize": "memory_size",
    "Runtime": "runtime",
    "Timeout": "timeout_seconds",
    "TracingConfig": "xray_tracing",
    "VpcConfig": "vpc_config",
}
MAX_EXTENDS = 10
"""How long a chain of stages that extend each other may be."""


def read_zappa(files: Files, path: str, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """Read one application, once for each of its stages: without being asked, the first one."""
    try:
        document = _document(files, path)
    except ReadError as error:
        yield Reading(path, "zappa", (), (Unread(path, error.line, "template", f"the file {error.reason}"),))
        return
    known = [name for name, value in document.items() if isinstance(value, Map)]
    stats.stages |= set(known)
    if not known:
        yield Reading(path, "zappa", (), (Unread(path, 1, "template", "the file holds no stage"),))
        return
    default = next((name for name in known if _deployed(document[name])), known[0])
    wanted, notes = chosen(settings, known, default, path)
    for stage in wanted:
        reader = _Reader(files, path, document, stage or default)
        reader.read()
        unread = [*notes, *reader.unread]
        world = graph.build(
            id=path,
            framework="zappa",
            stacks=(reader.stage.stack(),),
            world=World(),
            files=files,
            unread=unread,
            stage=stage,
        )
        yield Reading(path, "zappa", (world,), tuple(dict.fromkeys(unread)), stage)


def _deployed(stage: Any) -> bool:
    return any(key in stage for key in ("app_function", "django_settings", "lambda_handler", "extends"))


def _document(files: Files, path: str) -> Map:
    if not path.endswith(".toml"):
        return load(files, path)
    from leastwise.read.toml import parse_toml

    source = decode(files.read(path), path)
    found = made((source, 0, 0, 0, 0), parse_toml(source))
    return found if isinstance(found, Map) else Map((source, 0, 0, 0, 0))


class _Reader:
    """One stage while it is read."""

    def __init__(self, files: Files, path: str, document: Map, name: str) -> None:
        self.files = files
        self.path = path
        self.name = name
        layers = [document[name]]
        while len(layers) < MAX_EXTENDS and isinstance(layers[-1], Map):
            extended = layers[-1].get("extends")
            above = document.get(extended) if isinstance(extended, str) else None
            if not isinstance(above, Map) or above in layers:
                break
            layers.append(above)
        self.settings = Settings(layers, document.home)
        self.span: Span = document.span(name)
        self.stage = Stage(path, "zappa")
        self.unread: list[Unread] = []

    def read(self) -> None:
        """Everything that the stage deploys."""
        function = self._function()
        if self.settings.flag("apigateway_enabled", default=True):
            self._api(function)
        if self.settings.flag("function_url_enabled", default=False):
            self._url(function)
        self._events(function)

    def _function(self) -> Reference:
        settings = self.settings
        properties = Map(self.span)
        properties.put(
            "Runtime", settings.get("runtime", Unknown("the Python of who deploys")), settings.span("runtime")
        )
        properties.put("Handler", settings.get("lambda_handler", _HANDLER), settings.span("lambda_handler"))
        properties.put("MemorySize", settings.get("memory_size", 512), settings.span("memory_size"))
        properties.put("Timeout", settings.get("timeout_seconds", 30), settings.span("timeout_seconds"))
        code = self._code()
        properties.put("Code", Map(code[1], {"LocalPath": code[0]}), code[1])
        variables = Map(settings.span("aws_environment_variables"))
        for name in ("environment_variables", "aws_environment_variables"):
            for key, value, span in settings.merged(name).entries():
                variables.put(key, value, span)
        if variables:
            properties.put("Environment", Map(variables.home, {"Variables": variables}), variables.home)
        for key, name in (("aws_kms_key_arn", "KmsKeyArn"), ("layers", "Layers")):
            if settings.get(key) is not None:
                properties.put(name, settings.get(key), settings.span(key))
        network = settings.get("vpc_config")
        if isinstance(network, Map) and network:
            properties.put("VpcConfig", network, settings.span("vpc_config"))
        if settings.flag("xray_tracing", default=False):
            place = settings.span("xray_tracing")
            properties.put("TracingConfig", Map(place, {"Mode": "Active"}), place)
        if isinstance(settings.get("dead_letter_arn"), str):
            place = settings.span("dead_letter_arn")
            properties.put("DeadLetterConfig", Map(place, {"TargetArn": settings.get("dead_letter_arn")}), place)
        properties.put("Role", self._role(), settings.span("role_arn"))
        return self.stage.add(self.name, "AWS::Lambda::Function", properties, self.span, names=_NAMES)

    def _code(self) -> tuple[str, Span]:
        """The module that the application is in; the folder of the settings where it is not found."""
        for key in ("app_function", "django_settings"):
            value = self.settings.get(key)
            if isinstance(value, str):
                module = value.rpartition(".")[0] if key == "app_function" else value
                relative = module.replace(".", "/") + ".py"
                path = self.files.join(posixpath.dirname(self.path), relative)
                if path is not None and self.files.is_file(path):
                    return relative, self.settings.span(key)
        return ".", self.span

    def _role(self) -> Any:
        settings = self.settings
        if not settings.flag("manage_roles", default=True) or settings.get("role_arn"):
            return settings.get("role_arn", Unknown("a role that is there already"))
        facts = table(__file__, "zappa")
        role = Map(self.span)
        trusted = {"Effect": "Allow", "Principal": {"Service": list(facts["trusts"])}, "Action": "sts:AssumeRole"}
        role["AssumeRolePolicyDocument"] = {"Version": "2012-10-17", "Statement": [trusted]}
        policies = Seq(self.span)
        written: set[tuple[str | int, ...]] = {("AssumeRolePolicyDocument",)}
        attached = settings.get("attach_policy")
        if isinstance(attached, str):
            document, by, place = self._policy(attached), "author", settings.span("attach_policy")
        else:
            statements = [dict(statement) for statement in facts["statements"]]
            document, by, place = {"Version": "2012-10-17", "Statement": statements}, "framework", self.span
            written.add(("Policies", 0))
        policies.put(made(place, {"PolicyName": "zappa-permissions", "PolicyDocument": document}), place)
        extra = settings.get("extra_permissions")
        if isinstance(extra, Seq):
            by, place = "author", settings.span("extra_permissions")
            policies.put(Map(place, {"PolicyName": "extra", "PolicyDocument": Map(place, {"Statement": extra})}), place)
        role["Policies"] = policies
        author: Any = by
        found = self.stage.add("role", "AWS::IAM::Role", role, self.span, by=author, written=frozenset(written))
        return self.stage.arn(found)

    def _policy(self, file: str) -> Any:
        path = self.files.join(posixpath.dirname(self.path), file)
        try:
            if path is None:
                raise ReadError("leads outside the root")
            return load(self.files, path)
        except ReadError as error:
            place = self.settings.span("attach_policy")
            line = place[0].position(place[1])[0]
            self.unread.append(Unread(self.path, line, "reference", f"the policy {file} {error.reason}"))
            return Unknown("a policy that cannot be read")

    def _api(self, function: Reference) -> None:
        """The REST API: everything below it goes to the one function."""
        settings, stage, span = self.settings, self.stage, self.span
        rest = stage.add("api", "AWS::ApiGateway::RestApi", self._endpoint(), span)
        deployed = Map(span, {"RestApiId": rest, "StageName": self.name})
        level = settings.text("cloudwatch_log_level", "OFF")
        logging = Map(
            settings.span("cloudwatch_log_level"), {"HttpMethod": "*", "ResourcePath": "/*", "LoggingLevel": level}
        )
        logging.put(
            "DataTraceEnabled",
            settings.flag("cloudwatch_data_trace", default=False),
            settings.span("cloudwatch_data_trace"),
        )
        deployed["MethodSettings"] = [logging]
        stage.add("api-stage", "AWS::ApiGateway::Stage", deployed, span)
        kind, authorizer, place = self._authorization(rest)
        key = settings.flag("api_key_required", default=False)
        source = concat(["arn:aws:execute-api:", REGION, ":", ACCOUNT, ":", rest, "/*"])
        stage.allow(function, "apigateway.amazonaws.com", span, source)
        root = Reference(rest.resource, "RootResourceId")
        proxy = {"RestApiId": rest, "ParentId": root, "PathPart": "{proxy+}"}
        below = stage.add("api-proxy", "AWS::ApiGateway::Resource", proxy, span)
        for resource, path in ((root, "/"), (below, "/{proxy+}")):
            method = Map(span, {"RestApiId": rest, "ResourceId": resource, "HttpMethod": "ANY"})
            method.put("AuthorizationType", kind, place)
            if authorizer is not None:
                method.put("AuthorizerId", authorizer, place)
            method.put("ApiKeyRequired", key, settings.span("api_key_required"))
            method["Integration"] = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": invocation(function)}
            stage.add(f"ANY {path}", "AWS::ApiGateway::Method", method, span)
        if settings.get("cors") is True:
            headers = {"method.response.header.Access-Control-Allow-Origin": "'*'"}
            answers = [{"StatusCode": "200", "ResponseParameters": headers}]
            options = {"RestApiId": rest, "ResourceId": below, "HttpMethod": "OPTIONS", "AuthorizationType": "NONE"}
            options |= {"Integration": {"Type": "MOCK", "IntegrationResponses": answers}}
            stage.add("OPTIONS", "AWS::ApiGateway::Method", options, settings.span("cors"))

    def _endpoint(self) -> Map:
        properties = Map(self.span, {"Name": f"{self.settings.text('project_name', 'app')}-{self.name}"})
        types = self.settings.get("endpoint_configuration")
        if isinstance(types, Seq):
            place = self.settings.span("endpoint_configuration")
            properties.put("EndpointConfiguration", Map(place, {"Types": types}), place)
        return properties

    def _authorization(self, rest: Reference) -> tuple[Any, Any, Span]:
        settings = self.settings
        if settings.flag("iam_authorization", default=False):
            return "AWS_IAM", None, settings.span("iam_authorization")
        given, place = settings.get("authorizer"), settings.span("authorizer")
        if not isinstance(given, Map) or not given:
            return "NONE", None, self.span
        kind = given.get("type", "TOKEN")
        values = Map(place, {"RestApiId": rest, "Name": "ZappaAuthorizer", "Type": kind})
        if kind == "COGNITO_USER_POOLS":
            values["ProviderARNs"] = given.get("provider_arns", Seq(place))
        else:
            values["AuthorizerUri"] = Unknown("the function of the authorizer")
        found = self.stage.add("authorizer", "AWS::ApiGateway::Authorizer", values, place)
        return "COGNITO_USER_POOLS" if kind == "COGNITO_USER_POOLS" else "CUSTOM", found, place

    def _url(self, function: Reference) -> None:
        settings = self.settings
        given = settings.get("function_url_config")
        given = given if isinstance(given, Map) else Map(settings.span("function_url_enabled"))
        auth = given.get("authorizer", "NONE")
        values = Map(given.home, {"TargetFunctionArn": self.stage.arn(function)})
        values.put("AuthType", auth, given.span("authorizer"))
        self.stage.add("function-url", "AWS::Lambda::Url", values, settings.span("function_url_enabled"))

    def _events(self, function: Reference) -> None:
        """`events`, and the schedule that keeps the function warm."""
        given = self.settings.get("events")
        for index, item, span in given.entries() if isinstance(given, Seq) else ():
            source = item.get("event_source") if isinstance(item, Map) else None
            arn = source.get("arn") if isinstance(source, Map) else None
            expression = item.get("expression") if isinstance(item, Map) else None
            for when in expression if isinstance(expression, Seq) else [expression] if expression else ():
                self._schedule(function, f"event-{index}", when, span)
            if isinstance(arn, str):
                self._source(function, f"event-{index}", arn, span)
        if self.settings.flag("keep_warm", default=True):
            self._schedule(function, "keep-warm", "rate(4 minutes)", self.span, by="framework")

    def _schedule(self, function: Reference, name: str, when: Any, span: Span, by: Any = "author") -> None:
        values = {"ScheduleExpression": when, "Targets": [{"Id": "1", "Arn": self.stage.arn(function)}]}
        rule = self.stage.add(name, "AWS::Events::Rule", values, span, by=by)
        self.stage.allow(function, "events.amazonaws.com", span, self.stage.arn(rule))

    def _source(self, function: Reference, name: str, arn: str, span: Span) -> None:
        service = arn.split(":")[2] if arn.count(":") >= 2 else ""
        if service in ("sqs", "dynamodb", "kinesis"):
            values = {"FunctionName": function, "EventSourceArn": arn}
            self.stage.add(name, "AWS::Lambda::EventSourceMapping", values, span)
        elif service == "sns":
            values = {"Protocol": "lambda", "Endpoint": self.stage.arn(function), "TopicArn": arn}
            self.stage.add(name, "AWS::SNS::Subscription", values, span)
            self.stage.allow(function, "sns.amazonaws.com", span, arn)
        elif service:
            self.stage.allow(function, f"{service}.amazonaws.com", span, arn)
