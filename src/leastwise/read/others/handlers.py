"""What the decorators of a Chalice application say: its functions, their triggers, and its routes.

https://aws.github.io/chalice/api
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.others.stages import note
from leastwise.read.script import nodes
from leastwise.read.script.lower import lower
from leastwise.read.script.modules import python_file

MAX_FILES = 100
"""Files of one application that are read."""

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
    """A route of the application's API.

    Attributes:
        path: with the prefix of its blueprint.
        methods: texts; one symbol where the source does not tell them.
        span: of the decorator.
        options: the arguments of the decorator.
    """

    path: str
    methods: tuple[Any, ...]
    span: Span
    options: Map


class Handlers:
    """The decorated functions of `app.py` and of the modules that it imports.

    Attributes:
        path: of `app.py`.
        found: functions of their own; those behind routes are one function together.
        routes: what the API answers to.
        authorizers: variable → the call that makes it.
        cors: the same for what `CORSConfig` makes.
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
        self.cors: dict[str, nodes.Call] = {}
        self.unread: list[Unread] = []
        self.home: Span = (Source(self.path, ""), 0, 0, 0, 0)
        self._seen: set[str] = set()
        self._blueprints: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        """Read `app.py` and what it imports of the application's own."""
        self._file(self.path)

    def _file(self, path: str) -> None:
        if path in self._seen:
            return
        if len(self._seen) >= MAX_FILES:
            reason = f"imports more than {MAX_FILES} files of the application; the others are not read"
            note(self.unread, self.home, "limit", reason)
            return
        self._seen.add(path)
        try:
            source = decode(self.files.read(path), path)
        except ReadError as error:
            self.unread.append(Unread(path, 1, "code", f"the file {error.reason}"))
            return
        if path == self.path:
            self.home = (source, 0, 0, 0, 0)
        script = lower(source)
        statements = list(_flat(script.statements))
        self.unread += script.unread
        origins = self._origins(statements, path)
        for statement in statements:  # prefixes are known before the routes that they stand before
            if isinstance(statement, nodes.Call) and name_of(statement.callee) == "register_blueprint":
                self._register(statement, origins, path)
        for statement in statements:
            match statement:
                case nodes.Assign(nodes.Name(), nodes.Function() as function):
                    self._function(function, path)
                case nodes.Assign(nodes.Name(target), nodes.Call(callee) as made):
                    if name_of(callee).endswith("Authorizer"):
                        self.authorizers[target] = made
                    elif name_of(callee) == "CORSConfig":
                        self.cors[target] = made
        for file, _ in origins.values():
            self._file(file)

    def _origins(self, statements: list[Any], path: str) -> dict[str, tuple[str, str]]:
        """Imported name → the application's own file that it is from, and its name there; empty for the module."""
        found: dict[str, tuple[str, str]] = {}
        for statement in statements:
            for local, module, name in statement.bindings if isinstance(statement, nodes.Import) else ():
                dotted = module if module.endswith(".") else f"{module}."
                inner = self._module(path, f"{dotted}{name}") if name is not None else None
                outer = self._module(path, module)
                local = local or f"({module})"
                if outer is not None:
                    found[local] = outer, name or ""
                if inner is not None:
                    found[local] = inner, ""
        return found

    def _module(self, path: str, name: str) -> str | None:
        return python_file(self.files, path, name, (self.folder,))

    def _register(self, call: nodes.Call, origins: dict[str, tuple[str, str]], path: str) -> None:
        options = arguments(call)
        prefix = options.get("url_prefix")
        match options.get(""):
            case nodes.Name(name):
                file, variable = origins.get(name, (path, name))
            case nodes.Attribute(nodes.Name(module), name):
                file, variable = origins.get(module, ("", ""))[0], name
            case _:
                file, variable = "", ""
        if prefix is not None and (not file or not isinstance(prefix, str)):
            note(self.unread, call.span, "code", "the prefix of a blueprint's routes is not told by the source")
        elif isinstance(prefix, str):
            self._blueprints[file, variable] = prefix.rstrip("/")

    def _function(self, function: nodes.Function, path: str) -> None:
        for decorator in function.decorators:
            if not isinstance(decorator, nodes.Call) or not isinstance(decorator.callee, nodes.Attribute):
                continue
            name, options = decorator.callee.name, arguments(decorator)
            if name in _VERBS and ("" in options or "path" in options):
                self._route(decorator, options, path)
            elif name in KINDS:
                own = options.get("name", options.get("") if name == "lambda_function" else None)
                label = own if isinstance(own, str) else function.name
                module = posixpath.relpath(path, self.folder or ".").removesuffix(".py").replace("/", ".")
                span = _headed(function)
                self.found.append(Handler(label, KINDS[name], f"{module}.{function.name}", span, options))

    def _route(self, decorator: nodes.Call, options: Map, path: str) -> None:
        route, owner = options.get("", options.get("path")), decorator.callee.value
        if not isinstance(route, str):
            note(self.unread, decorator.span, "code", "the path of a route is not told by the source; it is not seen")
            return
        prefix = self._blueprints.get((path, owner.name), "") if isinstance(owner, nodes.Name) else ""
        verb = decorator.callee.name
        given = options.get("methods", ["GET"]) if verb == "route" else [verb.upper()]
        methods: tuple[Any, ...] = (Unknown("methods that the source does not tell"),)
        if isinstance(given, list) and all(isinstance(method, str) for method in given):
            methods = tuple(given)
        self.routes.append(Route(prefix + route, methods, decorator.span, options))


def _flat(statements: Iterable[Any]) -> Iterator[Any]:
    """Statements with those under a condition, however many `elif` there are."""
    ahead = [*statements][::-1]
    while ahead:
        statement = ahead.pop()
        inner = nodes.bodies(statement)
        if inner:
            ahead += [each for body in inner for each in body][::-1]
        else:
            yield statement


def _headed(function: nodes.Function) -> Span:
    """The place of a function: its name, and all of it."""
    source, start, _, _, end = function.span
    at = source.text.find(function.name, start, end)
    return source, max(at, start), max(at, start) + len(function.name), start, end


def name_of(node: Any) -> str:
    """The name of a variable or attribute; empty for anything else."""
    return str(node.name) if isinstance(node, (nodes.Name, nodes.Attribute)) else ""


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
