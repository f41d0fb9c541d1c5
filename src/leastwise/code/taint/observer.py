"""The observer: which fields of the event reach which dangerous calls.

Fields are told by their path in the event, whoever sends it; what of it an outsider shapes is asked later, for each
function and trigger (`leastwise.code.taint.trust`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.code.observers import Call
from leastwise.code.sdk.libraries import Language
from leastwise.code.taint.checks import checked
from leastwise.code.taint.forms import harmless
from leastwise.code.taint.reading import dangerous, literal, named, origins_in, values_at
from leastwise.code.taint.tables import Row, Tables, argument, aws, tables
from leastwise.code.values import Event, Value, bounded
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
    """

    rule: str
    row: Row
    call: Call
    argument: str
    paths: frozenset[tuple[Any, ...]]


class Taint:
    """Watches the calls of one language.

    Args:
        language: of the code.
        operations: tells which operations of AWS a call makes: (service, operation).
        more: rows of the user's.

    Attributes:
        hits: id of a call → what reaches it. The calls are kept, so that ids stay theirs.
        stored: id of a call → what it stores away: row, argument and the fields it is made of.
    """

    statements = True

    def __init__(self, language: Language, operations: Any, more: Tables | None = None) -> None:
        self.tables = [tables(language)] + ([more] if more is not None else [])
        self.operations = operations
        self.hits: dict[int, tuple[Call, list[Hit]]] = {}

    def call(self, call: Call) -> Value | None:
        """See `leastwise.code.observers.Observer`."""
        result: Value | None = None
        for row in self._rows(call):
            if not _means(row, call):
                continue
            if row.kind == "sink":
                self._sink(row, call)
            elif row.kind == "sanitizer":
                result = _cleaned(row, call, result or call.result)
            elif row.kind == "source":
                result = _marked(row, result or call.result)
        for operation in self.operations(call):
            for row in aws().get(operation, ()):
                self._operation(row, operation, call)
        return result

    def _rows(self, call: Call) -> Iterator[Row]:
        for one in self.tables:
            yield from one.of(call.path)

    def _sink(self, row: Row, call: Call) -> None:
        for wanted in row.arguments:
            for value in values_at(call, wanted):
                self._reaches(row, call, value, wanted.name or str(wanted.position))

    def _operation(self, row: Row, operation: str, call: Call) -> None:
        given = named(call)
        for wanted in row.arguments:
            value = given.get(wanted.name)
            if value is not None:
                self._reaches(row, call, value, wanted.name)

    def _reaches(self, row: Row, call: Call, value: Value, name: str) -> None:
        if harmless(value, row.form):
            return
        origins = origins_in(value, call.heap) if row.facts.get("deep", True) else value.origins
        if not origins:
            return
        for rule in row.rules:
            paths = dangerous(origins, rule, row.marks)
            paths -= checked(paths, rule, call, self.tables)
            if paths:
                _, hits = self.hits.setdefault(id(call), (call, []))
                hits.append(Hit(rule, row, call, name, paths))


def _means(row: Row, call: Call) -> bool:
    """Whether the call has the settings with which it means this."""
    for written, wanted in row.when.items():
        found = [literal(call, argument(one)) for one in written.split("|")]
        found = [one for one in found if one is not None]
        if not any(one is ... or any(_like(text, wanted) for text in one) for one in found):
            return False
    for written, excluded in row.unless.items():
        found = literal(call, argument(written))
        if found is None:
            if None in excluded:
                return False
        elif found is not ... and all(one in excluded for one in found):
            return False
    return True


def _like(found: Any, wanted: Any) -> bool:
    """Whether a literal is one of these; `text/html*` is one that begins so, in whichever case."""
    if found in wanted:
        return True
    begins = [one[:-1] for one in wanted if isinstance(one, str) and one.endswith("*")]
    return isinstance(found, str) and any(found.lower().startswith(one) for one in begins)


def _cleaned(row: Row, call: Call, result: Value) -> Value:
    """What a sanitiser gives: made of the same fields, and safe for more."""
    kinds = frozenset(row.rules)
    origins = bounded(frozenset((path, known | kinds) for path, known in result.origins))
    kept = tuple(a for a in result.alternatives if not isinstance(a, Event)) or result.alternatives
    return Value(kept, origins)


def _marked(row: Row, result: Value) -> Value:
    """What a source gives: it is made of what stands for the source, too."""
    return result.tainted(frozenset((((f"({row.facts['is']})",), frozenset[str]()),)))


__all__ = ["Hit", "Taint"]
