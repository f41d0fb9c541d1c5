"""Chains of members and results: `boto3.resource("dynamodb").Table(x).put_item`."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.code.values import Alternative, Builtin, Env, Event, External, Member, Result, Value


def links(alternative: Alternative) -> Iterator[Member | Result]:
    """The members and results of a chain, the last of it first."""
    while isinstance(alternative, (Member, Result)):
        yield alternative
        alternative = alternative.of if isinstance(alternative, Member) else alternative.callee


def given_in(alternative: Alternative) -> Iterator[Value]:
    """What the calls of a chain were given, of the last of them first."""
    for link in links(alternative):
        if isinstance(link, Result):
            yield from (*link.arguments, *(value for _, value in link.keywords))


def nesting(alternative: Alternative) -> int:
    """How many links a chain of members and results has."""
    found = 0
    while True:
        if alternative.__class__ is Member:
            alternative = alternative.of
        elif alternative.__class__ is Result:
            alternative = alternative.callee
        else:
            return found
        found += 1


def root(alternative: Alternative) -> Alternative:
    """What a chain of members and results begins with."""
    while True:
        if alternative.__class__ is Member:
            alternative = alternative.of
        elif alternative.__class__ is Result:
            alternative = alternative.callee
        else:
            return alternative


def path_of(alternative: Alternative) -> str:
    """A chain for people, without arguments: `boto3.resource().Table().put_item`."""
    match alternative:
        case External(module, names):
            return ".".join((module, *names))
        case Member(of, name):
            return f"{path_of(of)}.{name}"
        case Result(callee):
            return f"{path_of(callee)}()"
        case Event(path):
            return ".".join(("event", *path))
        case Env(name):
            return f"${name}"
        case Builtin(name):
            return name
        case _:
            return f"({alternative.__class__.__name__.lower()})"
