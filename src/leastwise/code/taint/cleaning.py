"""What calls give that make a text harmless, or harmful again: sanitisers, schemas, decoders."""

from __future__ import annotations

from leastwise.code.observers import Call
from leastwise.code.taint.escaped import escaped, pattern_of
from leastwise.code.taint.reading import literal, values_at
from leastwise.code.taint.safe_text import characters, safe_group, safe_without
from leastwise.code.taint.schemas import covered
from leastwise.code.taint.tables import Row, argument
from leastwise.code.values import Event, Result, Value, bounded


def _checked(row: Row, call: Call) -> Value | None:
    """What a schema lets through: the same field of the event, with what is in it safe as the schema says."""
    schema = next(values_at(call, argument(row.facts["schema"])), None)
    given = next(values_at(call, row.arguments[0]), None)
    events = [one for one in given.alternatives if isinstance(one, Event)] if given is not None else []
    if schema is None or given is None or len(events) != 1:  # `JSON.parse(event.body ?? "{}")` is one, or nothing
        return None
    path = events[0].path
    more = {(*path, *inner): kinds for inner, kinds in covered(schema, call.heap).items()}
    own = next((kinds for at, kinds in given.origins if at == path), frozenset[str]())
    return Value((events[0],), frozenset({(at, own | kinds) for at, kinds in {path: own, **more}.items()}))


def cleaned(row: Row, call: Call, result: Value) -> Value:
    """What a sanitiser gives: made of the same fields, and safe for more."""
    if "schema" in row.facts:
        return _checked(row, call) or result
    if "group" in row.facts:
        return _grouped(row, call, result)
    kinds = _removed(row, call) if "removes" in row.facts else frozenset(row.rules)
    if "escapes" in row.facts and row.rules and not _escapes(row, call):
        return result
    if "escapes" in row.facts and not row.rules:
        kinds = escaped(call, every=row.facts.get("every", False))
    if not kinds:
        return result
    origins = bounded(frozenset((path, known | kinds) for path, known in result.origins))
    kept = tuple(a for a in result.alternatives if not isinstance(a, Event)) or result.alternatives
    return Value(kept, origins)


def _grouped(row: Row, call: Call, result: Value) -> Value:
    """What a group of an expression matched: `re.search(r"id=([0-9]+)", name).group(1)`."""
    asked, made = literal(call, row.arguments[0]), getattr(call.callee, "of", None)
    if isinstance(made, Result) and row.facts["group"] == "compiled":
        made = getattr(made.callee, "of", None)
    pattern = made.arguments[0].literal if isinstance(made, Result) and made.arguments else ...
    number = 0 if asked is None else asked[0] if asked is not ... and len(asked) == 1 else ...
    if not isinstance(pattern, str) or not isinstance(number, (int, str)):
        return result
    kinds = safe_group(pattern, number)
    return Value(result.alternatives, bounded(frozenset((path, known | kinds) for path, known in result.origins)))


def decoded(result: Value, kinds: frozenset[str] = frozenset()) -> Value:
    """What undoes a form that was harmless: a number of signs is any text again; of `kinds`, only these."""
    if kinds:
        return Value(result.alternatives, frozenset((path, known - kinds) for path, known in result.origins))
    return Value(result.alternatives, frozenset((path, frozenset[str]()) for path, _ in result.origins))


def _removed(row: Row, call: Call) -> frozenset[str]:
    """What a text is safe for from which an expression is removed: `name.replace(/[^a-z]/g, "")`."""
    by = literal(call, argument(row.facts["by"]))
    if not by or by is ... or by[0] not in ("", "_", "-"):
        return frozenset()
    pattern, every = _replaced(row, call, "removes")
    return safe_without(pattern) if pattern and (every or row.facts.get("every", False)) else frozenset()


def _escapes(row: Row, call: Call) -> bool:
    """Whether every `<` is written in another way: `name.replace(/[&<>]/g, (sign) => ENTITIES[sign])`."""
    by = literal(call, argument(row.facts["by"]))
    pattern, every = _replaced(row, call, "escapes")
    every = every or call.path.endswith(".replaceAll")
    known = by is None or by is ... or not any(isinstance(one, str) and ("<" in one or "$&" in one) for one in by)
    return every and known and (pattern == "<" or "<" in characters(pattern))


def _replaced(row: Row, call: Call, where: str) -> tuple[str, bool]:
    """The expression whose matches are replaced, and whether all of them are."""
    found = next((value.only for value in values_at(call, argument(row.facts[where]))), None)
    return pattern_of(found)


__all__ = ["cleaned", "decoded"]
