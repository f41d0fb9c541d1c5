"""What values of libraries can be, as far as AWS is concerned."""

from __future__ import annotations

from typing import Any

from leastwise.code.sdk import LibraryName
from leastwise.code.values import Value
from leastwise.model.record import record


@record
class Client:
    """A client; `service` is `None` where nobody knows of which."""

    service: str | None
    settings: Value | None = None
    endpoint: Value | None = None


@record
class ResourceOf:
    """A resource of boto3, `kind` empty for the service itself, and its identifiers."""

    service: str
    kind: str
    identifiers: tuple[tuple[str, Value | None], ...] = ()


@record
class Collection:
    """A collection of resources."""

    of: ResourceOf
    name: str


@record
class Several:
    """A list of things that a call gives."""

    of: Any


@record
class Maker:
    """A paginator or waiter."""

    service: str
    operation: str


@record
class Command:
    """A command of version 3, or an operation that is asked for by name; and its input."""

    service: str
    operation: str
    input: Value | None


@record
class Library:
    """A function or class of a library, by its module and name."""

    module: str
    name: str
    row: LibraryName


@record
class Instance:
    """An instance of a class of a library."""

    of: Library
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@record
class Class:
    """A class of clients, a command, or a function that makes pages or waits: what version 2 or 3 gives out."""

    kind: str
    service: str
    operation: str = ""


@record
class Method:
    """A method of one of these."""

    of: Any
    name: str


@record
class Gone:
    """What a call of AWS gives."""

    service: str
    operation: str
