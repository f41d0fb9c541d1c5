"""The observer: calls as operations of the SDKs, with the arguments of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.chains import path_of, root
from leastwise.code.interpreter.attributes import BASE
from leastwise.code.interpreter.injection import KEEPS
from leastwise.code.interpreter.special import CLASS
from leastwise.code.needs.addresses import ADDRESS, addresses, back, based, stored, unsettled
from leastwise.code.needs.frozen import Anything, Joined, Seen, frozen, product
from leastwise.code.needs.given import given_away, runs_text, sends_assume
from leastwise.code.needs.kinds import (
    Class,
    Client,
    Collection,
    Command,
    Instance,
    Library,
    Maker,
    Method,
    ResourceOf,
)
from leastwise.code.needs.libraries import library_uses
from leastwise.code.needs.regions import Made, made
from leastwise.code.needs.resources import lent, of_collection, of_resource
from leastwise.code.needs.rows import parameter
from leastwise.code.needs.things import Things
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.values import ELEMENT, External, Object, Result, Value

_ENDPOINT = "apigatewaymanagementapi"

_OWN = frozenset(
    "can_paginate close exceptions meta waiter_names config middlewareStack destroy promise catch then finally on "
    "get_available_subresources __aexit__ __exit__ __aenter__ __enter__ __init__ register setup_events endpoint "
    "add_waiter httpRequest".split()
)
"""Methods of clients that call nothing."""


_CREDENTIALS = ("aws_access_key_id", "aws_session_token", "credentials", "accessKeyId", "sessionToken")


class Observer:
    """Watches the calls of one language.

    Attributes:
        uses: id of a call → what it does with AWS. The calls are kept, so that ids stay theirs.
        regions: id of a call → the clients that it makes for a region.
    """

    def __init__(self, language: str) -> None:
        self.things = Things(language)
        self.python = language == "python"
        self.uses: dict[int, tuple[Call, tuple[Use | Unclear, ...]]] = {}
        self.regions: dict[int, tuple[Call, Made]] = {}

    def call(self, call: Call) -> Value | None:
        """See `leastwise.code.observers.Observer`."""
        self._assumed(call)
        if (clients := made(call, self.things, self.seen(call))) is not None:
            self.regions[id(call)] = call, clients
        found = tuple(use for thing in self.things.of(call.callee) for use in self._uses(thing, call))
        found = found or (*self._by_http(call), *self._given_away(call))
        found = found or tuple(runs_text(call, self.things.language))
        if found:
            self.uses[id(call)] = call, found
        return self._same(call)

    def operations(self, call: Call) -> list[str]:
        """The operations of AWS that a call makes, which was told before: `dynamodb:GetItem`."""
        _, uses = self.uses.get(id(call), (None, ()))
        return [f"{use.service}:{use.operation}" for use in uses if isinstance(use, Use) and use.operation]

    def uses_of(self, call: Call) -> list[Use]:
        """What a call does with AWS, which was told before."""
        _, uses = self.uses.get(id(call), (None, ()))
        return [use for use in uses if isinstance(use, Use)]

    def _same(self, call: Call) -> Value | None:
        """What `captureAWS(require("aws-sdk"))` and the like give: what they are given."""
        for thing in self.things.of(call.callee):
            row = thing.row if isinstance(thing, Library) else None
            if isinstance(thing, Method) and isinstance(thing.of, Instance):
                row = sdk.library(self.things.language, thing.of.of.module, f"{thing.of.of.name}.{thing.name}")
            kind, _, name = ((row.returns if row is not None else None) or "").partition(":")
            if row is not None and kind == "argument":
                return parameter(row, name, call.arguments, call.keywords)
        return None

    def _given_away(self, call: Call) -> Iterator[Use | Unclear]:
        """A client that is given to a library that is not read: it may call anything with it."""
        if not self.python and path_of(call.callee).rpartition(".")[2] in KEEPS:
            return  # the interpreter follows what is kept
        yield from given_away(call, self.things)
        yield from lent(self, call)

    def reads(self, found: Any, name: str) -> bool:
        """Whether reading an attribute is a call: that of a resource of boto3 is fetched when it is first read."""
        if not self.python or name in ("load", "reload"):
            return False
        of = [thing for thing in self.things.of(found) if isinstance(thing, ResourceOf)]
        members = [sdk.member(one.service, one.kind, name) for one in of]
        return any(member is not None and member.kind == "load" for member in members)

    def inert(self, found: External) -> bool:
        """Whether a library calls no method of what extends this class of it but those that its table names."""
        return any(isinstance(thing, Library) and "model" in thing.row.facts for thing in self.things.of(found))

    def extended(self, found: Any) -> Value | None:
        """The class of the package that something is an instance of which a library gives."""
        for thing in self.things.of(found):
            if isinstance(thing, Instance) and "base" in thing.of.row.facts:
                return dict(thing.keywords).get(CLASS)
        return None

    def _by_http(self, call: Call) -> Iterator[Use]:
        """A request to an extension of AWS on localhost."""
        if not isinstance(root(call.callee), External):
            return
        for operation, of_object in stored(call, self.seen(call)) if self.python else ():
            yield Use("s3", operation, (of_object,), source="library")
        told = False
        for value in (*call.arguments[:2], *call.keywords.values(), *based(call)):
            for found in addresses(value, self.seen(call)):
                text, symbols = found
                for one in sdk.extension(text):
                    told = True
                    arguments = {name: back(part, symbols) for name, part in one.arguments.items()}
                    yield Use(one.service, one.operation, (arguments,), source="library")
        if not told:
            for address in unsettled(call, self.seen(call)):
                yield Use("", ADDRESS, ({"address": address},), source="library")

    def _assumed(self, call: Call) -> None:
        """A client that is made with the credentials of another role does not act as the function."""
        values = [value for name, value in call.keywords.items() if name in _CREDENTIALS]
        if not self.python and call.new and isinstance(call.callee, External) and call.arguments:
            values += [
                value for name in _CREDENTIALS if (value := call.heap.field(call.arguments[0], name)) is not None
            ]
            values += [held for value in values if (held := call.heap.field(value, "accessKeyId")) is not None]
        for value in values:
            if (
                any(
                    isinstance(thing, Library) and "foreign" in thing.row.facts
                    for one in value.alternatives
                    for thing in (self.things.of(one.callee) if isinstance(one, Result) else ())
                )
                or any(
                    "assume" in path_of(one).lower() and "role" in path_of(one).lower() for one in value.alternatives
                )
                or any(sends_assume(one, self.things) for one in value.alternatives)
            ):
                self.things.foreign.update(call.result.alternatives)

    def _uses(self, thing: Any, call: Call) -> Iterator[Use | Unclear]:
        match thing:
            case Method(Client(service) as client, name):
                for use in self._of_client(service, name, call):
                    use = self._bound(use, client, call)
                    yield self._at_endpoint(use, client, call) if service == _ENDPOINT and isinstance(use, Use) else use
            case Method(Maker(service, operation), "paginate" | "wait" | "build_full_result" | "search"):
                yield Use(service, operation, tuple(self.keywords(call)))
            case Method(ResourceOf() as of, name):
                yield from of_resource(self, of, name, call)
            case Method(Collection() as of, name):
                yield from of_collection(self, of, name, call)
            case Class("paginator" | "waiter", service, operation):
                yield Use(service, operation, tuple(self.whole(call, 1)))
            case Method(Method(Instance(Library(module, own)) as of, first), last) if (
                sdk.library(self.things.language, module, f"{own}.{first}.{last}") is not None
            ):
                yield from self._of_instance(of, f"{first}.{last}", call)
            case Method(Instance() as of, name) | Method(Method(Instance() as of, name)):
                yield from self._of_instance(of, name, call)  # `orders.query.byDay(…)` is `query` too
            case Method(Method(Method(Instance() as of, name))):
                yield from self._of_instance(of, name, call)
            case Library():
                if (thing.row.returns or "").startswith(("client:", "resource:")) and Client(None) in self.things.of(
                    call.result.alternatives[0]
                ):
                    yield Unclear(call.span, "for which service a client is made is not known")
                yield from library_uses(self, thing.row, call, {}, thing.module)

    def _bound(self, use: Use | Unclear, client: Client, call: Call) -> Use | Unclear:
        """The same, with the parameters that a client of version 2 of the SDK was made with."""
        if self.python or client.settings is None or isinstance(use, Unclear):
            return use
        bound = call.heap.field(client.settings, "params")
        rows = [row for row in frozen(bound, self.seen(call)) if isinstance(row, dict)]
        if not rows:
            return use
        made = tuple(_joined(own, row) for own in use.arguments or ({},) for row in rows)
        return Use(use.service, use.operation, made, use.action, use.source, use.optional)

    def _at_endpoint(self, use: Use, client: Client, call: Call) -> Use:
        """The same, with the address that the client was made for."""
        value = client.endpoint
        if value is None and client.settings is not None:
            value = call.heap.field(client.settings, "endpoint")
        if value is None:
            return use
        choices = frozen(value, self.seen(call)) or [...]
        rows = tuple({**row, "@endpoint": choice} for row in use.arguments or ({},) for choice in choices)
        return Use(use.service, use.operation, rows, use.action, use.source, use.optional)

    def _of_instance(self, of: Instance, name: str, call: Call) -> Iterator[Use | Unclear]:
        row = sdk.library(self.things.language, of.of.module, f"{of.of.name}.{name}")
        if row is not None:
            own: dict[str, Value | None] = {key: value for key, value in of.keywords if key != CLASS}
            own |= {key: value for key, value in zip(of.of.row.parameters, of.arguments, strict=False)}
            settings = of.arguments[0] if "service" in of.of.row.facts and of.arguments else None
            for use in library_uses(self, row, call, {"self": own}, of.of.module):
                yield self._bound(use, Client(None, settings), call)
        elif "service" in of.of.row.facts:
            yield from self._of_client(of.of.row.facts["service"], name, call)

    def _of_client(self, service: str | None, name: str, call: Call) -> Iterator[Use | Unclear]:
        if name in _OWN:
            return
        if name == "send" and not self.python:
            yield from self._sent(call)
            return
        if service is None:
            return  # where it is made says so
        sdk_ = "boto3" if self.python else "aws-sdk"
        row = next(
            (
                found
                for of in (service, "*")
                if (found := sdk.library(self.things.language, sdk_, f"client.{of}.{name}"))
            ),
            None,
        )
        if row is not None:
            yield from library_uses(self, row, call, {}, sdk_, service)
            return
        if name == ELEMENT:
            yield Unclear(call.span, f"which operation of {service} is called is not known")
            return
        operation = sdk.operation_named(service, name)
        if operation is None:
            yield Unclear(call.span, f"{service} has no operation {name} that is known", weak=True)
            return
        yield Use(service, operation, tuple(self.keywords(call) if self.python else self.whole(call, 0)))

    def _sent(self, call: Call) -> Iterator[Use | Unclear]:
        value = call.argument(0)
        outside = call.heap.field(value, BASE) if value is not None and isinstance(value.only, Object) else None
        things = (*self.things.of_value(value), *self.things.of_value(outside))  # `class GetOrder extends GetCommand`
        commands = [thing for thing in things if isinstance(thing, Command)]
        for command in commands:
            use = Use(command.service, command.operation, tuple(self.whole_of(command.input, call)))
            clients = [one for one in self.things.of_value(call.receiver) if isinstance(one, Client)]
            yield self._at_endpoint(use, clients[0], call) if clients and command.service == _ENDPOINT else use
        if not commands and call.arguments:
            yield Unclear(call.span, "which command is sent is not known")

    def seen(self, call: Call) -> Seen:
        """What objects hold where a call is made."""
        return Seen(call.heap, self.things)

    def keywords(self, call: Call) -> list[Any]:
        """The keyword arguments of a call, as data."""
        rows = {key: _given(frozen(value, self.seen(call))) for key, value in call.keywords.items()}
        rest = call.rest_keywords
        if rest is None:
            return product(rows)
        choices = frozen(rest, self.seen(call))
        return [
            _joined(row, choice if isinstance(choice, dict) else Anything())
            for row in product(rows)
            for choice in choices
        ]

    def whole(self, call: Call, position: int) -> list[Any]:
        """An argument that holds all arguments of the API."""
        return self.whole_of(call.argument(position), call)

    def whole_of(self, value: Value | None, call: Call) -> list[Any]:
        """The arguments of the API that a value holds."""
        if value is None:
            return [{}]
        found = [one if isinstance(one, dict) else Anything() for one in frozen(value, self.seen(call))
                 if not isinstance(one, (str, int, list, Joined)) and one is not None]  # fmt: skip
        return found or [{}]


def _given(choices: list[Any]) -> list[Any]:
    """Choices without `None`, where there are others: boto3 takes none."""
    return [choice for choice in choices if choice is not None] or choices


def _joined(row: dict[Any, Any], more: dict[Any, Any]) -> dict[Any, Any]:
    made = more.__class__(more)
    made.update(row)
    return made
