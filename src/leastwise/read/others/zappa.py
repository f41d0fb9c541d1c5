"""Zappa: `zappa_settings.json`, `.yml`, `.yaml` or `.toml`.

https://github.com/zappa/Zappa#advanced-settings
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.resource import Author
from leastwise.model.source import Span
from leastwise.model.value import Map, Reference, Seq, Unknown
from leastwise.read.document import load
from leastwise.read.encoding import decode
from leastwise.read.expand.values import made
from leastwise.read.files import Files
from leastwise.read.others.stack import Stage
from leastwise.read.others.stages import Settings, chosen, note, policy
from leastwise.read.others.zappa_api import add_api, add_url
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
        yield reader.stage.reading(files, path, stage, [*notes, *reader.unread])


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
        self.unread: list[Unread] = []
        while isinstance(layers[-1], Map) and (extended := layers[-1].get("extends")) is not None:
            above = document.get(extended) if isinstance(extended, str) else None
            if len(layers) >= MAX_EXTENDS or not isinstance(above, Map) or any(above is layer for layer in layers):
                reason = "what this stage extends is no stage, or extends it in turn; it is not followed"
                note(self.unread, layers[-1].span("extends"), "reference", reason)
                break
            layers.append(above)
        self.settings = Settings(layers, document.home, self.unread)
        self.span: Span = document.span(name)
        self.stage = Stage(path, "zappa")

    def read(self) -> None:
        """Everything that the stage deploys."""
        function = self._function()
        if self.settings.flag("apigateway_enabled", default=True):
            add_api(self.stage, self.settings, function, self.name, self.span)
        if self.settings.flag("function_url_enabled", default=False):
            add_url(self.stage, self.settings, function)
        self._events(function)

    def _function(self) -> Reference:
        settings = self.settings
        properties = Map(self.span)
        runtime = settings.text("runtime") or Unknown("the Python of who deploys")
        properties.put("Runtime", runtime, settings.span("runtime"))
        properties.put("Handler", settings.text("lambda_handler", _HANDLER), settings.span("lambda_handler"))
        properties.put("MemorySize", settings.number("memory_size", 512), settings.span("memory_size"))
        properties.put("Timeout", settings.number("timeout_seconds", 30), settings.span("timeout_seconds"))
        code = self._code()
        properties.put("Code", Map(code[1], {"LocalPath": code[0]}), code[1])
        variables = Map(settings.span("aws_environment_variables"))
        for name in ("environment_variables", "aws_environment_variables"):
            for key, value, span in settings.merged(name).entries():
                variables.put(key, value, span)
        if variables:
            properties.put("Environment", Map(variables.home, {"Variables": variables}), variables.home)
        if key_arn := settings.text("aws_kms_key_arn"):
            properties.put("KmsKeyArn", key_arn, settings.span("aws_kms_key_arn"))
        layers = settings.items("layers")
        if layers is not None:
            properties.put("Layers", layers, settings.span("layers"))
        network = settings.mapping("vpc_config")
        if network:
            properties.put("VpcConfig", network, settings.span("vpc_config"))
        if settings.flag("xray_tracing", default=False):
            place = settings.span("xray_tracing")
            properties.put("TracingConfig", Map(place, {"Mode": "Active"}), place)
        if letters := settings.text("dead_letter_arn"):
            place = settings.span("dead_letter_arn")
            properties.put("DeadLetterConfig", Map(place, {"TargetArn": letters}), place)
        properties.put("Role", self._role(), settings.span("role_arn"))
        said = self._begins()
        return self.stage.add(self.name, "AWS::Lambda::Function", properties, self.span, names=_NAMES, metadata=said)

    def _begins(self) -> dict[str, Any]:
        """What Zappa's own handler calls: the application, and functions of the author's by their names."""
        items = self.settings.items("events")
        called = [item.get("function") for item in items or () if isinstance(item, Map)]
        authorizer = self.settings.mapping("authorizer")
        called += [] if authorizer is None else [authorizer.get("function")]
        found: dict[str, Any] = {"Functions": [name for name in called if isinstance(name, str)]}
        application = self.settings.text("app_function")
        return found | ({"Application": application} if application else {})

    def _code(self) -> tuple[str, Span]:
        """The module that the application is in; the folder of the settings where it is not found."""
        for key in ("app_function", "django_settings"):
            value = self.settings.text(key)
            if value:
                module = value.rpartition(".")[0] if key == "app_function" else value
                relative = module.replace(".", "/") + ".py"
                path = self.files.join(posixpath.dirname(self.path), relative)
                if path is not None and self.files.is_file(path):
                    return relative, self.settings.span(key)
                reason = f"{relative[:200]} is not here; where the code lies is not known"
                note(self.unread, self.settings.span(key), "code", reason)
        return ".", self.span

    def _role(self) -> Any:
        settings = self.settings
        given = settings.text("role_arn")
        if given or not settings.flag("manage_roles", default=True):
            return given or Unknown("a role that is there already")
        facts = table(__file__, "zappa")
        role = Map(self.span)
        trusted = {"Effect": "Allow", "Principal": {"Service": list(facts["trusts"])}, "Action": "sts:AssumeRole"}
        role["AssumeRolePolicyDocument"] = {"Version": "2012-10-17", "Statement": [trusted]}
        policies = Seq(self.span)
        written: set[tuple[str | int, ...]] = {("AssumeRolePolicyDocument",)}
        attached = settings.text("attach_policy")
        by: Author
        document: Any
        if attached:
            document = policy(self.files, settings, "attach_policy", attached)
            by, place = "author", settings.span("attach_policy")
        else:
            statements = [dict(statement) for statement in facts["statements"]]
            document, by, place = {"Version": "2012-10-17", "Statement": statements}, "framework", self.span
            written.add(("Policies", 0))
        policies.put(made(place, {"PolicyName": "zappa-permissions", "PolicyDocument": document}), place)
        extra = settings.items("extra_permissions")
        if extra is not None:
            by, place = "author", settings.span("extra_permissions")
            policies.put(Map(place, {"PolicyName": "extra", "PolicyDocument": Map(place, {"Statement": extra})}), place)
        role["Policies"] = policies
        found = self.stage.add("role", "AWS::IAM::Role", role, self.span, by=by, written=frozenset(written))
        return self.stage.arn(found)

    def _events(self, function: Reference) -> None:
        """`events`, and the schedule that keeps the function warm."""
        given = self.settings.items("events")
        for index, item, span in given.entries() if given is not None else ():
            source = item.get("event_source") if isinstance(item, Map) else None
            arn = source.get("arn") if isinstance(source, Map) else None
            expression = item.get("expression") if isinstance(item, Map) else None
            times = [when for when in (expression if isinstance(expression, Seq) else [expression]) if when is not None]
            for when in times:
                self.stage.rule(f"event-{index}", {"ScheduleExpression": when}, function, span)
            if isinstance(arn, str):
                self._source(function, f"event-{index}", arn, span)
            elif not times:
                note(self.unread, span, "reference", "an event without an expression or the ARN of its source")
        if self.settings.flag("keep_warm", default=True):
            schedule = {"ScheduleExpression": "rate(4 minutes)"}
            self.stage.rule("keep-warm", schedule, function, self.span, by="framework")

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
