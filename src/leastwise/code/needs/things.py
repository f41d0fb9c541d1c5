"""What values of libraries are: clients, commands, paginators, resources, instances of classes that call AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.needs.kinds import (
    Class,
    Client,
    Collection,
    Command,
    Gone,
    Instance,
    Library,
    Maker,
    Method,
    ResourceOf,
    Several,
)
from leastwise.code.needs.rows import clients, of_kind, package_of, parameter
from leastwise.code.sdk import LibraryName
from leastwise.code.values import ELEMENT, External, Member, Result, Value

_NAMED = {">QueueUrl": "QueueName"}
"""What an answer names as the request did: both are the name as far as ARNs go."""


class Things:
    """Recognises the values of one language."""

    def __init__(self, language: str) -> None:
        self.language: Any = language
        self._known: dict[Any, tuple[Any, ...]] = {}
        self.foreign: set[Any] = set()

    def of_value(self, value: Value | None) -> tuple[Any, ...]:
        """What a value may be."""
        return () if value is None else tuple(thing for one in value.alternatives for thing in self.of(one))

    def of(self, found: Any) -> tuple[Any, ...]:
        """What one alternative may be; nothing where it is of no library that is known."""
        if not isinstance(found, (External, Member, Result)) or found in self.foreign:
            return ()
        known = self._known.get(found)
        if known is None:
            self._known[found] = ()
            known = self._known[found] = tuple(self._of(found))
        return known

    def identified(self, found: Member) -> Iterator[Value]:
        """The identifier of a resource that an attribute of it is: `table.name`."""
        for thing in self.of(found.of):
            if isinstance(thing, ResourceOf):
                for name, value in thing.identifiers:
                    if value is not None and _snake(name) in (
                        found.name,
                        found.name.removeprefix(f"{thing.kind.lower()}_"),
                    ):
                        yield value

    def stored(self, found: Any) -> Iterator[Value]:
        """The name of the parameter of Systems Manager whose value this is."""
        if isinstance(found, Result):
            for thing in self.of(found.callee):
                if isinstance(thing, Library) and thing.row.returns == "parameter" and thing.name == "get_parameter":
                    name = parameter(thing.row, "name", found.arguments, dict(found.keywords))
                    yield from () if name is None else (name,)
        if not (isinstance(found, Member) and found.name == "Value" and isinstance(found.of, Member)):
            return
        answer = found.of.of
        if found.of.name != "Parameter" or not isinstance(answer, Result):
            return
        for thing in self.of(answer.callee):
            if isinstance(thing, Method) and isinstance(thing.of, Client) and thing.name == "get_parameter":
                name = dict(answer.keywords).get("Name")
                yield from () if name is None else (name,)

    def _of(self, found: Any) -> Iterator[Any]:
        match found:
            case External(module, names):
                yield from self._external(module, names)
            case Member(of, name):
                things = self.of(of)
                for thing in things:
                    yield from self._member(thing, name)
                if not things and isinstance(of, External):
                    yield from self._external(of.module, (*of.names, name))
            case Result(callee, arguments, keywords):
                for thing in self.of(callee):
                    yield from self._result(thing, arguments, dict(keywords))

    def _external(self, module: str, names: tuple[str, ...]) -> Iterator[Any]:
        if self.language == "python":
            yield from self._library(module, names)
            return
        plain = tuple(name for name in names if name != "default")
        if not plain and names:
            plain = ("default",)
        if module in ("aws-sdk", "aws-xray-sdk", "aws-sdk/global", "aws-sdk/clients/all"):
            library = tuple(self._library("aws-sdk" if "aws-sdk/" in module else module, plain))
            service = sdk.client_of("v2", ".".join(plain)) if len(plain) == 1 and module != "aws-xray-sdk" else None
            yield from library or ((Class("client", service),) if service else ())
        elif module.startswith("aws-sdk/clients/"):
            rest = tuple(name for name in plain if name != "default")
            service = sdk.of_folder(module.rpartition("/")[2])
            if service and rest:
                yield from self._library("aws-sdk", (sdk.v2_name(service), *rest))
            elif service:
                yield Class("client", service)
        elif module.startswith("@aws-sdk/client-") and len(plain) == 1:
            export = sdk.export(module, plain[0])
            if export is not None:
                yield Class(export.kind, export.service, export.operation)
        else:
            yield from self._library(module, plain)

    def _library(self, module: str, names: tuple[str, ...]) -> Iterator[Any]:
        between = "." if self.language == "python" else "/"
        for cut in range(len(names) - 1, -1, -1):
            path = between.join((module, *names[:cut]))
            name = ".".join(names[cut:])
            row = sdk.library(self.language, path, name)
            if row is not None:
                yield Library(path, name, row)
                return
            if self.language != "python" and not cut:
                return
        if not names and self.language != "python":
            row = sdk.library(self.language, module, "default")
            if row is not None:
                yield Library(module, "default", row)

    def _member(self, thing: Any, name: str) -> Iterator[Any]:
        match thing:
            case Library(module, own, _):
                row = sdk.library(self.language, module, f"{own}.{name}")
                if row is not None:
                    yield Library(module, f"{own}.{name}", row)
            case Class("client", service) if name == "DocumentClient" and service == "dynamodb":
                yield from self._library("aws-sdk", ("DynamoDB", "DocumentClient"))
            case ResourceOf(service) if name == "meta":
                yield Method(thing, "meta")
            case Method(ResourceOf(service), "meta") if name == "client":
                yield Client(service)
            case ResourceOf(service, kind):
                found = sdk.member(service, kind, name)
                if found is not None and found.kind == "collections":
                    yield Collection(thing, name)
                elif (
                    found is not None
                    and found.kind == "has"
                    and found.made is not None
                    and "?" not in str(found.made.identifiers)
                ):
                    yield from self._made(thing, found.made, (), {})
                else:
                    yield Method(thing, name)
            case Collection() if name in (ELEMENT, "0"):
                yield from self.item(thing)
            case Several(of) if name in (ELEMENT, "0"):
                yield of
            case Several() | Gone():
                pass
            case Instance() if name == ELEMENT:
                yield thing
            case _:
                yield Method(thing, name)

    def item(self, thing: Collection) -> Iterator[Any]:
        """What each of a collection is."""
        found = sdk.member(thing.of.service, thing.of.kind, thing.name)
        if found is not None and found.made is not None:
            yield from self._made(thing.of, found.made, (), {})

    def _made(
        self, of: ResourceOf, made: sdk.Made, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Iterator[Any]:
        own, given = dict(of.identifiers), iter(arguments)
        found: list[tuple[str, Value | None]] = []
        for name, source in made.identifiers.items():
            value = None
            if source == "?":
                value = next(given, None) or keywords.get(name) or keywords.get(_snake(name))
            elif isinstance(source, str) and source[:1] == "!":
                value = keywords.get(source[1:])
            elif source in _NAMED:
                value = keywords.get(_NAMED[source])
            elif isinstance(source, str):
                value = own.get(source)
            found.append((name, value))
        yield ResourceOf(of.service, made.type, tuple(found))

    def _result(self, thing: Any, arguments: tuple[Value, ...], keywords: dict[str, Value]) -> Iterator[Any]:
        match thing:
            case Library(_, _, row):
                yield from self._returned(thing, row, arguments, keywords)
            case Class("client" | "aggregate", service):
                yield Client(service, arguments[0] if arguments else None)
            case Class("command", service, operation):
                yield Command(service, operation, arguments[0] if arguments else None)
            case ResourceOf() | Instance():
                yield thing  # `new Model({…})`: an item of the model has its methods
            case Method(Client(service), name):
                yield from self._of_client(service, name, arguments, keywords)
            case Method(ResourceOf() as of, name):
                yield from self._of_resource(of, name, arguments, keywords)
            case Method(Collection() as of, "all" | "filter" | "limit" | "page_size"):
                yield of
            case Method(Collection() as of, "pages"):
                yield Several(of)
            case Method(Instance() as of, name):
                yield from self._of_instance(of, name, arguments, keywords)
            case Method(Command() as of, "promise"):
                yield of

    def _of_resource(
        self, of: ResourceOf, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Iterator[Any]:
        found = sdk.member(of.service, of.kind, name)
        injected = sdk.library("python", "boto3", f"resource.{of.service}.{of.kind}.{name}")
        batch = injected is not None and injected.returns == "instance:BatchWriter"
        if found is not None and found.made is not None and not batch:
            several = "[]" in str(found.made.identifiers)
            for one in self._made(of, found.made, arguments, keywords):
                yield Several(one) if several else one

    def _of_instance(
        self, of: Instance, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Iterator[Any]:
        own = of.of
        method = sdk.library(self.language, own.module, f"{own.name}.{name}")
        if method is not None and method.returns in ("self", "selves"):
            yield of if method.returns == "self" else Several(of)
        elif method is not None and method.returns:
            yield from self._returned(Library(own.module, f"{own.name}.{name}", method), method, arguments, keywords)

    def _of_client(
        self, service: str | None, name: str, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Iterator[Any]:
        if name in ("__enter__", "__aenter__"):
            yield Client(service)
            return
        first = arguments[0] if arguments else next(iter(keywords.values()), None)
        if service is None:
            return
        for text in first.texts if first is not None else ():
            operation = None
            if name == "get_paginator":
                operation = sdk.operation_named(service, text)
            elif name in ("get_waiter",):
                operation = sdk.waited(service, text)
            if operation:
                yield Maker(service, operation)

    def _returned(
        self, thing: Library, row: LibraryName, arguments: tuple[Value, ...], keywords: dict[str, Value]
    ) -> Iterator[Any]:
        what, _, rest = (row.returns or "").partition(":")
        given = parameter(row, rest, arguments, keywords) if rest else None
        if "command" in row.facts:
            service, _, operation = row.facts["command"].partition(":")
            yield Command(service, operation, arguments[0] if arguments else None)
        elif what in ("client", "resource"):
            yield from clients(row, what, given, keywords)
        elif what == "class":
            names = given.texts if given is not None else []
            yield from (Class("client", service) for name in names if (service := sdk.of_folder(name.lower())))
        elif what == "argument":
            yield from self.of_value(given)
        elif what == "function":
            module, _, name = rest.rpartition(":")
            path = f"{package_of(thing.module)}/{module}" if module else package_of(thing.module)
            made = sdk.library(self.language, path, name)
            if made is not None:
                yield Library(path, name, made)
        elif what == "instance" and of_kind(row, arguments, keywords):
            module, _, name = rest.rpartition(":")
            package = thing.module.partition(".")[0] if self.language == "python" else package_of(thing.module)
            path = package if not module else f"{package}{'.' if self.language == 'python' else '/'}{module}"
            other = sdk.library(self.language, path, name)
            if other is not None:
                yield Instance(Library(path, name, other), arguments, tuple(keywords.items()))
        elif row.methods or "service" in row.facts:
            yield Instance(thing, arguments, tuple(keywords.items()))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).strip("_")
