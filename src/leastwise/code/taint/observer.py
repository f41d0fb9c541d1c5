"""The observer: which fields of the event reach which dangerous calls.

Fields are told by their path in the event, whoever sends it; what of it an outsider shapes is asked later, for each
function and trigger (`leastwise.code.taint.trust`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.chains import path_of
from leastwise.code.observers import Call, Guard, Heap
from leastwise.code.sdk.libraries import Language
from leastwise.code.taint.apart import told_apart
from leastwise.code.taint.checks import QUOTES, checked, items_of, settled
from leastwise.code.taint.cleaning import cleaned, decoded
from leastwise.code.taint.credentials import Credentials
from leastwise.code.taint.escaped import FOR_SHELL
from leastwise.code.taint.expressions import Slow
from leastwise.code.taint.faulty import faulty
from leastwise.code.taint.files import Files
from leastwise.code.taint.forms import harmless, narrowed, own_machine, quoted
from leastwise.code.taint.given import catches_all, checked_by, envelope
from leastwise.code.taint.given import given as given_by
from leastwise.code.taint.kept import Kept
from leastwise.code.taint.keys import form_of
from leastwise.code.taint.meaning import means
from leastwise.code.taint.parts import parts
from leastwise.code.taint.reading import dangerous, named, origins_in, values_at, within
from leastwise.code.taint.safe_text import safe_for
from leastwise.code.taint.schemas import covered
from leastwise.code.taint.tables import RESPONSE, Row, UserRows, aws, steps_of, tables
from leastwise.code.taint.tracing import Tracing
from leastwise.code.values import PART, Event, External, Member, Result, Unknown, Value, unknown
from leastwise.model.record import record


@record(eq=False)
class Hit:
    """A dangerous call that is given something of the event.

    Attributes:
        rule: what it is reported as.
        row: what is known of the call.
        call: the call.
        argument: which of its arguments.
        paths: the fields that reach it.
        narrowed: whether what it is given begins with something of the program's own.
        form: of what gets at data, how the key looks.
    """

    rule: str
    row: Row
    call: Call
    argument: str
    paths: frozenset[tuple[Any, ...]]
    narrowed: bool = False
    form: str = ""


class Taint:
    """Watches the calls of one language.

    Args:
        language: of the code.
        operations: tells which operations of AWS a call makes: (service, operation).
        more: rows of the user's.
        uses: tells what a call does with AWS.

    Attributes:
        hits: id of a call → what reaches it. The calls are kept, so that ids stay theirs.
        kept: what is put into stores, and taken out of them.
        files: the same of files.
        credentials: passwords that stand in the code, and texts that are logged.
        proved: id of a call → the call, of those that find out whether a token is genuine.
    """

    statements = True
    interpreter = Tracing

    def __init__(
        self, language: Language, operations: Any, more: UserRows | None = None, *, uses: Any = lambda _: ()
    ) -> None:
        self.tables = [tables(language)] + ([more.tables] if more is not None else [])
        self.more = more
        self.script = language == "javascript"
        self.operations = operations
        self.kept = Kept(uses)
        self.files = Files()
        self.credentials = Credentials()
        self.proved: dict[int, Call] = {}
        self.hits: dict[int, tuple[Call, list[Hit]]] = {}
        self._slow = Slow()

    def call(self, call: Call) -> Value | None:
        """See `leastwise.code.observers.Observer`."""
        self.credentials.call(call)
        result: Value | None = None
        for row in sorted(self._rows(call), key=_cleaning):
            if means(row, call):
                result = self._told(row, call, result)
        for operation in self.operations(call):
            result = result or Value(call.result.alternatives)  # what is there, whatever it is asked by
            for row in self._rows_of_operation(operation):
                result = self._told_of(row, operation, call, result)
        return result

    def _told(self, row: Row, call: Call, result: Value | None) -> Value | None:
        """What a row says of a call: what it gives, where that is something else than was known."""
        given = result or call.result
        match row.kind:
            case "sink":
                self._sink(row, call)
            case "sanitizer":
                return cleaned(row, call, given)
            case "propagator":
                return _carried(row, call, given)
            case "source" if "into" in row.facts:
                self.kept.fills(row, call, self.files)
            case "decoder":
                return decoded(given, frozenset(row.facts.get("forms", ())))
            case "source":
                return self._source(row, "", call, given)
            case "store" if "file" in row.facts:
                self.files.puts(row, call)
            case "store":
                self.kept.puts(row, "", call, self.tables)
            case "fault":
                self._fault(row, call)
            case "check" if row.facts.get("proves", False):
                self.proved[id(call)] = call
        return result

    def _told_of(self, row: Row, operation: str, call: Call, result: Value) -> Value:
        """What a row says of an operation of AWS, and what that gives."""
        match row.kind:
            case "source" if means(row, call):
                return self._source(row, operation, call, result)
            case "store" if means(row, call):
                self.kept.puts(row, operation, call, self.tables)
            case "fault":
                self._fault(row, call)
            case "sink" | "access" if means(row, call):
                self._operation(row, operation, call)
        return result

    def knows(self, name: str) -> bool:
        """Whether calls of that name mean anything; of those that the interpreter knows itself only these are told."""
        return any(one.knows(name) for one in self.tables)

    def entering(self, found: Result, given: Value | None, heap: Heap) -> Value | None:
        """The event as middlewares leave it that check it: `middy(f).use(validator({eventSchema}))`."""
        if given is None or given.only != Event(()):
            return None
        more: dict[Any, frozenset[str]] = {}
        inside: tuple[str, ...] = ()
        chain: Any = found
        while isinstance(chain, (Result, Member)):
            used = isinstance(chain, Result) and isinstance(chain.callee, Member) and chain.callee.name == "use"
            for value in getattr(chain, "arguments", ()) if used else ():
                more |= self._entry(value, heap)
                inside = inside or envelope(value, heap)
            chain = chain.callee if isinstance(chain, Result) else chain.of
        if inside:  # what is in an envelope is given as it is
            own = frozenset({inside: frozenset[str](), **{(*inside, *at): kinds for at, kinds in more.items()}}.items())
            return Value((Event(inside),), own)
        return Value(given.alternatives, given.origins | frozenset(more.items())) if more else None

    def _entry(self, middleware: Value, heap: Heap) -> dict[Any, frozenset[str]]:
        """The fields of the event that a middleware checks."""
        only = middleware.only
        if not isinstance(only, Result) or not only.arguments:
            return {}
        rows = (row for one in self.tables for row in one.of(path_of(only.callee)) if "entry" in row.facts)
        for schema in (one for row in rows for one in within(only.arguments[0], (row.facts["entry"],), heap)):
            made = schema.only
            if isinstance(made, Result) and path_of(made.callee) in _COMPILES:
                schema = made.arguments[0]
            return {path: kinds for path, kinds in covered(schema, heap).items() if path}
        return {}

    def settled(self, value: Value, guards: tuple[Guard, ...], heap: Heap, *, alone: bool) -> Value:
        """What goes on from where conditions held: what they proved of it stays with it."""
        return settled(value, guards, heap, self.tables, alone=alone)

    def fits(self, pattern: str) -> frozenset[str]:
        """The kinds of sinks for which every text is harmless that an expression matches."""
        return safe_for(pattern)

    def field(self, found: Member | External, heap: Heap | None = None) -> Value | None:
        """The field of the event that a framework gives under a name: `request.body` of Express."""
        if not self.knows(found.name if isinstance(found, Member) else found.names[-1]):
            return None
        rows = (row for one in self.tables for row in one.of(path_of(found)) if row.kind == "input")
        row = next(rows, None)
        if row is None or ("catches" in row.facts and not catches_all(found)):
            return None
        path = steps_of(row.facts["event"])
        by = found.of if isinstance(found, Member) else None
        more = dict(checked_by(row, by, path, heap)) if heap is not None and isinstance(by, Result) else {}
        return Value((Event(path),), frozenset({path: frozenset[str](), **more}.items()))

    def raises(self, call: Call) -> bool:
        """Whether it is a check that fails with an exception: what comes after it was checked."""
        rows = (row for row in self._rows(call) if row.kind == "check" and row.facts.get("raises", False))
        return any(means(row, call) for row in rows)

    def _rows_of_operation(self, operation: str) -> tuple[Row, ...]:
        more = () if self.more is None else self.more.aws.get(operation, ())
        rows = (*aws().get(operation, ()), *more)
        return tuple(sorted(rows, key=_marking)) if len(rows) > 1 else rows

    def _rows(self, call: Call) -> Iterator[Row]:
        for one in self.tables:
            yield from one.of(call.path)

    def _source(self, row: Row, operation: str, call: Call, result: Value) -> Value:
        if "event" in row.facts:
            return given_by(row, call)
        if row.facts["is"] == "stored":
            return self.kept.takes(row, operation, call, result)
        if row.facts["is"] == RESPONSE and any(map(own_machine, (*call.arguments[:2], *call.keywords.values()))):
            return Value(result.alternatives)
        if "file" in row.facts:
            return result.tainted(self.files.held(row, call))
        return _marked(row, result, "" if operation else call.path)

    def _sink(self, row: Row, call: Call) -> None:
        whole = {wanted.position for wanted in row.arguments if not wanted.steps and wanted.position >= 0}
        for wanted in row.arguments:
            for value in values_at(call, wanted, objects=wanted.position in whole):
                if "file" in row.facts:  # it is about what is in a file
                    value = unknown("what is in a file", None, self.files.held(row, call))
                if row.form == "secrets":
                    self.credentials.logs(call, value)
                self._reaches(row, call, value, wanted.name or str(wanted.position))

    def _fault(self, row: Row, call: Call) -> None:
        """Keep a call that is a fault whatever reaches it."""
        if means(row, call) and faulty(row, call):
            _, hits = self.hits.setdefault(id(call), (call, []))
            hits += [Hit(rule, row, call, "", frozenset()) for rule in row.rules]

    def _operation(self, row: Row, operation: str, call: Call) -> None:
        given = named(call)
        for wanted in row.arguments:
            value = given.get(wanted.name)
            for inner in within(value, wanted.steps, call.heap) if value is not None else ():
                self._reaches(row, call, inner, ".".join((wanted.name, *wanted.steps)))

    def _reaches(self, row: Row, call: Call, value: Value, name: str) -> None:
        if harmless(value, row.form):
            return
        origins = parts(value, call.heap, row.form)
        if origins is None:
            origins = origins_in(value, call.heap) if row.facts.get("deep", True) else value.origins
        if not _OF_FILES.isdisjoint(row.rules):
            origins |= self.files.of((value,))
        if not origins:
            return
        enough = frozenset(row.facts.get("safe", ()))
        if row.facts.get("quoted", False):
            enough |= frozenset(QUOTES[mark] for mark in QUOTES if quoted(value, mark))
        if "command-injection" in row.rules and quoted(value, "'"):
            enough |= _IN_SHELL
        marks = row.marks if "from" in row.facts else row.marks | {RESPONSE}
        for rule in row.rules:
            paths = dangerous((one for one in origins if not one[1] & enough), rule, marks)
            if not row.marks.isdisjoint(("chosen", "named")):
                paths = frozenset(path[1:] for path in paths)
            paths -= checked(paths, enough | {rule}, call, self.tables)
            items = items_of(enough | {rule}, call, self.tables) if paths else []
            paths -= told_apart(value, call, items, lengths=self.script) if paths else paths
            of_parts = frozenset((PART, *path) for path, kinds in origins if PART in kinds and path in paths)
            paths -= {path[1:] for path in checked(of_parts, enough | {rule}, call, self.tables)}
            if paths and ("expression" not in row.facts or self._slow(row, call)):
                _, hits = self.hits.setdefault(id(call), (call, []))
                form = form_of(value, self.kept.uses(call), call.heap) if row.kind == "access" else ""
                hits.append(Hit(rule, row, call, name, paths, narrowed(value), form))


def _marking(row: Row) -> bool:
    """To have what is stored first: it is of nothing else, and may be a secret besides."""
    return row.facts.get("is") != "stored"


def _cleaning(row: Row) -> int:
    """To have sanitisers last: what a call carries on is made safe by the same call; but not what a file holds."""
    return 1 if row.kind == "sanitizer" else 2 if "file" in row.facts else 0


def _carried(row: Row, call: Call, result: Value) -> Value:
    """What is made of all that is in the arguments; with `same`, it is one of them, in another form."""
    if row.facts.get("same", False):
        return next((value for wanted in row.arguments for value in values_at(call, wanted)), result)
    if isinstance(result.only, Unknown) and result.only.reason == "a number":  # `format(count, "d")`
        return result
    known = {path for path, _ in result.origins}
    inside = (origins_in(value, call.heap) for wanted in row.arguments for value in values_at(call, wanted))
    return result.tainted(frozenset(origin for found in inside for origin in found if origin[0] not in known))


def _marked(row: Row, result: Value, path: str) -> Value:
    """What a source gives: it is made of what stands for the source, too; with `alone`, of nothing else."""
    part = (row.facts["part"],) if "part" in row.facts else ()
    if path and row.facts["is"] in ("outside", "secret"):  # which of them it is says only the call
        part = (f"{path}()",)
    origins = frozenset((((f"({row.facts['is']})", *part), frozenset[str]()),))
    return Value(result.alternatives, origins) if row.facts.get("alone", False) else result.tainted(origins)


_IN_SHELL = frozenset((FOR_SHELL, QUOTES["'"]))
_OF_FILES = frozenset(("unsafe-deserialization", "xxe"))
"""Calls that these rules are about read a file, or one of that name, where they are given it."""

_COMPILES = ("@middy/validator/transpile.transpileSchema",)
"""https://middy.js.org/docs/middlewares/validator"""


__all__ = ["Hit", "Taint"]
