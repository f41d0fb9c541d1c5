"""boto3's resources and collections: their methods as operations with the arguments that they fill in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code import sdk
from leastwise.code.chains import root
from leastwise.code.needs.frozen import frozen, product
from leastwise.code.needs.kinds import Collection, Method, ResourceOf
from leastwise.code.needs.libraries import library_uses
from leastwise.code.needs.use import Unclear, Use
from leastwise.code.observers import Call
from leastwise.code.values import ELEMENT, External, unknown
from leastwise.model.record import replace
from leastwise.model.value import Unknown

_ANY = unknown("what a library adds")


def lent(observer: Any, call: Call) -> Iterator[Use | Unclear]:
    """A method of a resource that is given to a library, which calls it with what else it is given by name."""
    if not isinstance(root(call.callee), External):
        return
    for value in (*call.arguments, *call.keywords.values()):
        for thing in observer.things.of_value(value):
            if isinstance(thing, Method) and isinstance(thing.of, ResourceOf):
                keywords = {name: held for name, held in call.keywords.items() if held is not value}
                given = replace(call, arguments=(), keywords=keywords, rest_keywords=_ANY)
                yield from of_resource(observer, thing.of, thing.name, given)


def of_resource(observer: Any, of: ResourceOf, name: str, call: Call) -> Iterator[Use | Unclear]:
    """What a method of a resource calls."""
    own = dict(of.identifiers)
    row = next(
        (r for kind in (of.kind, "*") if (r := sdk.library("python", "boto3", f"resource.{of.service}.{kind}.{name}"))),
        None,
    )
    if row is not None:
        yield from library_uses(observer, row, call, {"self": own}, "boto3", of.service)
        return
    found = sdk.member(of.service, of.kind, name)
    if found is None:
        if name == ELEMENT:
            yield Unclear(call.span, f"which method of {of.kind or of.service} is called is not known")
        return
    if found.operation and found.kind != "collections":
        yield _member(observer, of, found, call)


def of_collection(observer: Any, of: Collection, name: str, call: Call) -> Iterator[Use | Unclear]:
    """What a method of a collection calls, on all of its items at once or where it is gone through."""
    listed = sdk.member(of.of.service, of.of.kind, of.name)
    if listed is not None:
        yield _member(observer, of.of, listed, call, given=name in ("filter", "all"))
    batch = sdk.on_items(of.of.service, of.of.kind, of.name, name)
    if batch is not None:
        for item in observer.things.item(of):
            yield _member(observer, item, batch, call)


def _member(observer: Any, of: ResourceOf, found: sdk.Member, call: Call, *, given: bool = True) -> Use:
    own = dict(of.identifiers)
    rows: dict[str, list[Any]] = {}
    nested: dict[str, Any] = {}
    for argument, source in found.arguments.items():
        if "." in argument and source in own:  # of each item: `Delete.Objects[].Key`
            _nest(nested, argument, frozen(own[source], observer.seen(call)) or [Unknown("it is any of them")])
        elif isinstance(source, dict):
            rows[argument] = [source.get("value")]
        elif isinstance(source, str) and source in own:
            rows[argument] = frozen(own[source], observer.seen(call)) or [Unknown("it is what a call of AWS gives")]
    choices = [] if not given else observer.keywords(call)
    made = [base | other | nested for base in (choices or [{}]) for other in product(rows)]
    return Use(of.service, found.operation, tuple(made))


def _nest(into: dict[str, Any], path: str, values: list[Any]) -> None:
    """Put values where a path leads: names, `[]` and `[*]` a list."""
    *ahead, last = path.replace("[*]", "[]").split(".")
    for step in ahead:
        if step.endswith("[]"):
            items = into.setdefault(step[:-2], [{} for _ in values])
            for item, value in zip(items, values, strict=False):
                item[last] = value
            return
        into = into.setdefault(step, {})
    into[last] = values[0]
