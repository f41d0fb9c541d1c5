"""Which stores of an application hold what outsiders wrote: what functions put away, seen with what starts them.

What one function stores and another one reads is as little to be trusted as the request that it came with. Only what
certainly is the same resource counts, and of a table only the attributes that are written so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.code.entries import Missing
from leastwise.code.needs.function import entry_of, reached_by, watched_by
from leastwise.code.needs.instances import Instance
from leastwise.code.needs.located import located
from leastwise.code.needs.use import Use
from leastwise.code.observers import Call
from leastwise.code.sdk import operation as known_operation
from leastwise.code.sources import Sources
from leastwise.code.taint.kept import ANY_FIELD, Put, Taken, names_of
from leastwise.code.taint.reading import mark
from leastwise.code.taint.sent import INVOKED, any_meets, carries, meets, sent_as
from leastwise.code.taint.tables import Row
from leastwise.code.taint.trust import fields, is_caller, shaping
from leastwise.code.values import MAX_NESTING
from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.value import Concat, Symbol, references

Path = tuple[Any, ...]

NAME = "taint"
"""Of the observer, among the watchers of sources."""

MAX_ROUNDS = 8
"""Stores through which one field is followed."""

_OWN_KEYS = (("key",), ("object", "key"), ("mail", "messageId"))
"""How the paths of fields end that hold the key of the object that an event is about; a mail is kept under its id:
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html"""

_HARMLESS = frozenset(
    f"AWS::{name}" for name in ("CloudWatch::Alarm", "IAM::Policy", "IAM::Role", "Lambda::EventSourceMapping",
    "Lambda::Function", "Lambda::Permission", "SNS::Subscription", "Serverless::Function")
)  # fmt: skip
"""Types of resources that put nothing into a store that they name; roles are looked at through their functions."""

_INVOKES = ("lambda:Invoke", "lambda:InvokeAsync", "lambda:InvokeWithResponseStream")

_SERVICES = ("states",)
"""What actions begin with whose service the SDKs call otherwise."""

Identity = tuple[str, str]
"""A store: `("resource", key)` of the application, or by its name."""


@record(eq=False)
class Written:
    """That a store holds what an outsider wrote.

    Attributes:
        store: the store.
        function: the function that writes it; `None` where outsiders do so themselves.
        call: the call that does.
        path: the field of the event that is written.
        trigger: what brings that event.
    """

    store: Identity
    function: Function | None = None
    call: Call | None = None
    path: tuple[Any, ...] = ()
    trigger: Trigger | None = None


@record(eq=False)
class _Store:
    """A call of a function that puts something away, and into what."""

    function: Function
    call: Call
    put: Put
    into: frozenset[Identity]


class Ledger:
    """What all functions of an application put away.

    Attributes:
        complete: whether the code of every function was found and could be followed.
        stores: calls that put something away.
    """

    def __init__(self, app: Application, sources: Sources) -> None:
        self.app = app
        self.sources = sources
        self.complete = True
        self.stores: list[_Store] = []
        self._dirty: dict[tuple[Identity, Path], Written] = {}
        self._asked: set[tuple[str, Path]] = set()
        self._known: dict[tuple[int, str, str], frozenset[Identity]] = {}
        for function in app.functions:
            try:
                self.stores += self._of(function)
            except Exception:  # what is wrong with a function is told where it is looked at itself
                self.complete = False
        self._uploads()
        for _ in range(MAX_ROUNDS):
            if not self._spread():
                break

    def written(self, function: Function, path: tuple[Any, ...]) -> Written | None:
        """Who wrote what a path `("(stored)", …)` is about, where an outsider did."""
        begin = entry_of(self.app, function, self.sources)
        if isinstance(begin, Missing):
            return None
        taint, _ = watched_by(NAME, self.app, begin, self.sources)
        observer, _ = reached_by(self.app, begin, self.sources)
        instance = Instance(self.app, function)
        for taken in taint.kept.taken.get(path[2], ()):
            names = names_of(taken.row, taken.call) or _names(taken.row, path[3:])
            if not names:
                continue
            for one in sorted(self._worked_on(taken, taken.call, observer, instance)):
                for (identity, name), found in self._dirty.items():
                    if identity == one and any_meets(name, names):
                        return found
            if any(name[:1] == ("Body",) for name in names) and (brought := self._brought(function, taken)) is not None:
                return brought
        return None

    def _brought(self, function: Function, taken: Taken) -> Written | None:
        """Who uploaded the object that a call gets, where its key is that of the event which started the function."""
        for path in sorted(taken.asked):
            trigger = shaping(self.app.triggers_of(function), path) if path[-2:] in _OWN_KEYS else None
            if trigger is None:
                continue
            identity = ("resource", trigger.resource.key) if trigger.resource is not None else ("name", trigger.source)
            if not (self.complete and self._known_to_write(identity, "Body")):
                return Written(identity, trigger=trigger)
        return None

    def owners(self, function: Function, row: Row, operation: str, call: Call) -> frozenset[str]:
        """The fields of a store that say whose an item is: what an API found out of callers is put there."""
        begin = entry_of(self.app, function, self.sources)
        if isinstance(begin, Missing):
            return frozenset()
        observer, _ = reached_by(self.app, begin, self.sources)
        about = _worked_on(row, operation, call, observer, Instance(self.app, function))
        return frozenset(
            str(name[0])
            for one in self.stores
            if one.into & about
            for name, paths in one.put.fields.items()
            if name[0] != ANY_FIELD and any(map(is_caller, paths))
        )

    def sent(self, function: Function, path: Path) -> Written | bool | None:
        """Who sends a field of the event with which other functions call one.

        Returns:
            A function that sends something of an outsider's there; `False` where those that call it send nothing of
            the kind; `None` where none is known to call it.
        """
        identity = "resource", function.resource.key
        wanted = sent_as(INVOKED, path)
        calls = [one for one in self.stores if identity in one.into and one.put.operation in _INVOKES]
        if not calls or wanted is None:
            return None
        if (function.id, path) in self._asked:  # they call each other
            return False
        self._asked.add((function.id, path))
        try:
            for one in calls:
                for name, paths in one.put.fields.items():
                    rest = wanted[len(name) :] if name in one.put.same else ()
                    exact = frozenset((*begin, *rest)[:MAX_NESTING] for begin in paths)
                    found = self._from_outside(one, exact) if meets(name, wanted) else None
                    if found is not None:
                        return Written(identity, one.function, one.call, found[0], found[1])
        finally:
            self._asked.discard((function.id, path))
        unsure = any(any_meets(wanted, one.put.unsure) for one in calls)
        unplaced = any(not one.into for one in self.stores if one.put.operation in _INVOKES)
        return None if unsure or unplaced else False

    def closed(self, trigger: Trigger, path: Path) -> bool:
        """Whether a field that a queue, topic, stream or table brings is certainly nothing of an outsider's.

        Functions of the application alone write there: nothing else of it names the store, the code of all of them is
        followed to its end, and what they write in that field is of their own.
        """
        if not carries(trigger.kind) or trigger.resource is None or not self.complete:
            return False
        identity = "resource", trigger.resource.key
        into = [one for one in self.stores if identity in one.into]
        if not into or any(not one.into for one in self.stores):
            return False
        wanted = sent_as(trigger.kind, path)
        name = (ANY_FIELD,) if wanted is None or trigger.kind is TriggerKind.STATE_MACHINE else wanted
        if any(key[0] == identity and meets(key[1], name) for key in self._dirty):
            return False
        return not any(_feeds(one, trigger) for one in self.app.by_key.values())

    def _of(self, function: Function) -> Iterator[_Store]:
        begin = entry_of(self.app, function, self.sources)
        if isinstance(begin, Missing):
            self.complete = False
            return
        taint, reached = watched_by(NAME, self.app, begin, self.sources)
        observer, _ = reached_by(self.app, begin, self.sources)
        instance = Instance(self.app, function)
        for one in reached:
            self.complete = self.complete and not one.uncertain
            for call in one.calls:
                for put in taint.kept.put.get(id(call), (None, ()))[1]:
                    yield _Store(function, call, put, self._worked_on(put, call, observer, instance))

    def _worked_on(self, one: Put | Taken, call: Call, observer: Any, instance: Instance) -> frozenset[Identity]:
        """See `_worked_on`; worked out once. The observer keeps its calls, so that ids stay theirs."""
        key = id(call), one.operation, instance.function.id if instance.function is not None else ""
        if key not in self._known:
            self._known[key] = _worked_on(one.row, one.operation, call, observer, instance)
        return self._known[key]

    def _uploads(self) -> None:
        """Buckets that start functions and that no function writes: somebody else does."""
        for trigger in self.app.triggers(kind=TriggerKind.S3):
            key = trigger.resource.key if trigger.resource is not None else ""
            identity = "resource", key
            for name in ("Body", "Key") if key else ():
                if not self._known_to_write(identity, name):
                    self._dirty.setdefault((identity, (name,)), Written(identity, trigger=trigger))

    def _known_to_write(self, identity: Identity, name: str) -> bool:
        """Whether functions put that field there and it is seen what: that of files and signed addresses is not."""
        return any(identity in one.into and not one.put.given.isdisjoint((name, ANY_FIELD)) for one in self.stores)

    def _spread(self) -> bool:
        """Mark what is written with something of an outsider's; whether anything is new."""
        new = False
        for one in self.stores:
            for name, paths in one.put.fields.items():
                if all((identity, name) in self._dirty for identity in one.into):
                    continue
                found = self._from_outside(one, paths)
                for identity in sorted(one.into) if found is not None else ():
                    path, trigger = found  # type: ignore[misc]
                    new |= (identity, name) not in self._dirty
                    self._dirty.setdefault((identity, name), Written(identity, one.function, one.call, path, trigger))
        return new

    def _from_outside(
        self, one: _Store, paths: Iterable[tuple[Any, ...]]
    ) -> tuple[tuple[Any, ...], Trigger | None] | None:
        triggers = self.app.triggers_of(one.function)
        for path in sorted(paths, key=lambda path: (-len(path), path)):
            kind = mark(path)
            if kind == "stored":
                if self.written(one.function, path) is not None:
                    return path, None
            elif kind:
                return path, None
            else:
                trigger = shaping(triggers, path)
                sent = self.sent(one.function, path) if trigger is None else None
                if isinstance(sent, Written):
                    return path, sent.trigger
                if trigger is not None or (not triggers and sent is None and fields()["unknown"].shaped(path)):
                    return path, trigger
        return None


def ledger(app: Application, sources: Sources) -> Ledger:
    """That of an application, worked out once."""
    return sources.once("ledgers", app, "", lambda: Ledger(app, sources))


def _feeds(one: Resource, trigger: Trigger) -> bool:
    """Whether a resource may put something into what brings an event."""
    if one.type in _HARMLESS and not (trigger.kind is TriggerKind.SQS and one.type == "AWS::SNS::Subscription"):
        return False
    named = one["Targets"] if one.type == "AWS::Events::Rule" else one[()]  # of a bus the rules only read
    key = trigger.resource.key if trigger.resource is not None else ""
    return any(found.resource == key for found in references(named.value))


def _names(row: Row, rest: Path) -> frozenset[Path]:
    """The fields, as they are called when they are put away, that a field of an answer may hold."""
    found: set[Path] = set()
    rest = rest[: rest.index("get")] if "get" in rest else rest  # of a name that is not known
    gives: Mapping[str, str] = row.facts.get("gives", {"": ANY_FIELD})
    while rest[:1] == ("[]",) and not any(one.startswith("[]") for one in gives):  # pages, and what a collection holds
        rest = rest[1:]
    for written, name in gives.items():
        steps = tuple(written.split(".")) if written else ()
        if not all(a == b or (a == "[]" and str(b).isdecimal()) for a, b in zip(steps, rest, strict=False)):
            continue
        inner = rest[len(steps) :]
        if name != "{}":
            found.add((name, *inner))
        else:
            found.add((ANY_FIELD,) if not inner or inner[0] == "[]" or str(inner[0]).isdecimal() else inner)
    return frozenset(found)


def _worked_on(row: Row, operation: str, call: Call, observer: Any, instance: Instance) -> frozenset[Identity]:
    """The stores that a call works on, with the settings of a function; none where that is not certain."""
    if "place" in row.facts:
        return frozenset((("place", str(row.facts["place"])),))
    found: set[Identity] = set()
    for use in observer.uses.get(id(call), (None, ()))[1]:
        if isinstance(use, Use) and f"{use.service}:{use.operation}" == operation:
            found |= set(_of_use(use, instance))
    return frozenset(found)


def _of_use(use: Use, instance: Instance) -> Iterator[Identity]:
    known = known_operation(use.service, use.operation)
    if known is None or known.unknown:
        return
    for given in use.arguments or ({},):
        for arguments in instance.choices(given):
            starred = instance.starred(arguments)
            own = [one for one in known.requires if one.action.partition(":")[0] in (use.service, *_SERVICES)]
            for requirement in {one.resources: one for one in own}.values():
                for arn in located(instance, requirement, arguments, starred):
                    identity = _identity(arn)
                    if identity is not None:
                        yield identity


def _identity(arn: Any) -> Identity | None:
    """The store that an ARN names: of an object its bucket, of an index its table."""
    first = next(references(arn), None)
    if first is not None:
        return "resource", first.resource
    parts = arn.parts if isinstance(arn, Concat) else (arn,)
    text = "".join(f"${{{one!r}}}" if isinstance(one, Symbol) else str(one) for one in parts)
    name = text.split(":", 5)[-1]
    name = name.partition("/")[0] if ":s3:" in text else name.partition("/index/")[0]
    return None if not name or "*" in name or "Unknown" in name else ("name", name)


__all__ = ["Identity", "Ledger", "Taken", "Written", "ledger"]
