"""What the decorators of a Chalice application say: its functions, their triggers, and its routes.

https://aws.github.io/chalice/api
"""

from __future__ import annotations

import posixpath
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.script import nodes
from leastwise.read.script.python import Python

MAX_FILES = 100

KINDS = {
    "authorizer": "authorizer",
    "lambda_function": "lambda",
    "on_cw_event": "event",
    "on_dynamodb_record": "dynamodb",
    "on_kinesis_record": "kinesis",
    "on_s3_event": "s3",
    "on_sns_message": "sns",
    "on_sqs_message": "sqs",
    "on_ws_connect": "websocket",
    "on_ws_disconnect": "websocket",
    "on_ws_message": "websocket",
    "schedule": "schedule",
}
"""Decorator → what it makes of a function."""

_VERBS = ("delete", "get", "head", "options", "patch", "post", "put", "route")


@record(eq=False)
class Handler:
    """A function of the application.

    Attributes:
        name: as Chalice calls it.
        kind: see `KINDS`.
        target: Lambda's handler.
        span: of the function, its name first.
        options: the arguments of the decorator; a lone one without a name is under an empty name.
    """

    name: str
    kind: str
    target: str
    span: Span
    options: Map


@record(eq=False)
class Route:
    """A route of the application's API."""

    path: str
    methods: tuple[str, ...]
    span: Span
    options: Map


class Handlers:
    """The decorated functions of `app.py` and of the modules that it imports.

    Attributes:
        path: of `app.py`.
        found: functions of their own; those behind routes are one function together.
        routes: what the API answers to.
        authorizers: variable → the call that makes it.
        home: the beginning of `app.py`.
        unread: what could not be read.
    """

    def __init__(self, files: Files, folder: str) -> None:
        self.files = files
        self.folder = folder
        self.path = f"{folder}/app.py" if folder else "app.py"
        self.found: list[Handler] = []
        self.routes: list[Route] = []
        self.authorizers: dict[str, nodes.Call] = {}
        self.unread: list[Unread] = []
        self.home: Span = (Source(self.path, ""), 0, 0, 0, 0)
        self._seen: set[str] = set()
        self._blueprints: dict[str, str] = {}

    def read(self) -> None:
        """Read `app.py` and what it imports of the application's own."""
        self._file(self.path)

    def _file(self, path: str) -> None:
        if path in self._seen or len(self._seen) >= MAX_FILES:
            return
        self._seen.add(path)
        try:
            source = decode(self.files.read(path), path)
        except ReadError as error:
            self.unread.append(Unread(path, 1, "code", f"the file {error.reason}"))
            return
        if path == self.path:
            self.home = (source, 0, 0, 0, 0)
        statements = Python(source, "python").lowered()
        for statement in statements:  # prefixes are known before the routes that they stand before
            call = statement if isinstance(statement, nodes.Call) else None
            if call is not None and _called(call) == "register_blueprint":
                self._register(call)
        for statement in statements:
            if isinstance(statement, nodes.Function):
                self._function(statement, path)
            match statement:
                case nodes.Assign(nodes.Name(target), nodes.Call() as made) if _called(made).endswith("Authorizer"):
                    self.authorizers[target] = made
        for statement in statements:
            for _, module, name in statement.bindings if isinstance(statement, nodes.Import) else ():
                self._imported(path, module, name)

    def _imported(self, path: str, module: str, name: str | None) -> None:
        folder = posixpath.dirname(path) if module.startswith(".") else self.folder
        for dotted in (module, f"{module}.{name}"):
            base = self.files.join(folder, dotted.lstrip(".").replace(".", "/"))
            for candidate in (f"{base}.py", f"{base}/__init__.py") if base else ():
                if self.files.is_file(candidate):
                    self._file(candidate)

    def _register(self, call: nodes.Call) -> None:
        options = arguments(call)
        prefix = options.get("url_prefix")
        if call.arguments and isinstance(call.arguments[0], (nodes.Name, nodes.Attribute)) and isinstance(prefix, str):
            self._blueprints[call.arguments[0].name] = prefix.rstrip("/")

    def _function(self, function: nodes.Function, path: str) -> None:
        for decorator in function.decorators:
            if not isinstance(decorator, nodes.Call) or not isinstance(decorator.callee, nodes.Attribute):
                continue
            name, options = decorator.callee.name, arguments(decorator)
            owner = decorator.callee.value
            if name in _VERBS and decorator.arguments:
                route = options.get("")
                prefix = self._blueprints.get(owner.name, "") if isinstance(owner, nodes.Name) else ""
                given = options.get("methods") if name == "route" else [name.upper()]
                methods = tuple(m for m in given if isinstance(m, str)) if isinstance(given, list) else ("GET",)
                if isinstance(route, str):
                    self.routes.append(Route(prefix + route, methods, decorator.span, options))
            elif name in KINDS:
                own = options.get("name", options.get("") if name == "lambda_function" else None)
                label = own if isinstance(own, str) else function.name
                module = posixpath.relpath(path, self.folder or ".").removesuffix(".py").replace("/", ".")
                span = _headed(function)
                self.found.append(Handler(label, KINDS[name], f"{module}.{function.name}", span, options))


def _headed(function: nodes.Function) -> Span:
    """The place of a function: its name, and all of it."""
    source, start, _, _, end = function.span
    at = source.text.find(function.name, start, end)
    return source, max(at, start), max(at, start) + len(function.name), start, end


def _called(call: nodes.Call) -> str:
    return str(call.callee.name) if isinstance(call.callee, (nodes.Name, nodes.Attribute)) else ""


def arguments(call: nodes.Call) -> Map:
    """The arguments of a call that are literal, by name; the first one without a name under an empty name."""
    found = Map(call.span)
    if call.arguments:
        found.put("", literal(call.arguments[0]), call.arguments[0].span)
    for name, value, span in call.keywords.entries if call.keywords is not None else ():
        if name is not None:
            found.put(name, literal(value), span)
    return found


def literal(node: Any) -> Any:
    """A literal value; names and calls stay as they are, all else is unknown."""
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Listing):
        items = Seq(node.span)
        for item in node.items:
            items.put(literal(item), item.span)
        return items
    if isinstance(node, (nodes.Name, nodes.Call, nodes.Attribute)):
        return node
    return Unknown("not told by the source")
