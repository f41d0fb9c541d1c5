"""What is known of conditions, and of the dictionaries and lists that an application keeps its constructs in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.cdk.static.library import UNDECIDED, camel
from leastwise.read.cdk.static.values import Called, External, Member, chain

COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "in", "not in"))

MAX_ITEMS = 50
"""Rounds of a loop. What `range` gives is cut one later, so that the loop over it can say that there are more."""

SPREAD = "..."
"""The key in an object under which stands what is put into it and not told by the source: it may have any name."""

_OPEN = Unknown("depends on a condition")
_CAPITALS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SIMPLE = (str, int, float, bool, type(None))


def truth(value: Any, *, python: bool) -> bool | None:
    """Whether a value counts as true; `None` where that is not known. Empty containers do in JavaScript."""
    if isinstance(value, (Symbol, External, Member, Called)):
        return None
    if isinstance(value, (Map, Seq)):
        return None if SPREAD in value else bool(value) or not python
    return bool(value) if isinstance(value, _SIMPLE) else True


def compared(operator: str, left: Any, right: Any) -> Any:
    """The value of a comparison: whether it holds, or something that is not known."""
    if operator in ("in", "not in"):
        if not isinstance(right, (Map, Seq)) or not all(isinstance(item, _SIMPLE) for item in (left, *right)):
            return _OPEN
        return (left in right) == (operator == "in") if SPREAD not in right else _OPEN
    if operator in ("==", "!="):
        same = _same(left, right)
        return _OPEN if same is None else same == (operator == "==")
    numbers = all(isinstance(value, (int, float)) for value in (left, right))
    return _ORDERED[operator](left, right) if numbers else _OPEN


_ORDERED: dict[str, Any] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _same(left: Any, right: Any) -> bool | None:
    if isinstance(left, _SIMPLE) and isinstance(right, _SIMPLE):
        return bool(left == right)
    if isinstance(left, External) and isinstance(right, External) and left.path[:-1] == right.path[:-1]:
        return left.path == right.path  # two members of one enumeration
    return True if left is right and not isinstance(left, Symbol) else None


def of_mapping(holder: Map, name: str, arguments: list[Any], span: Span) -> Any:
    """A method of a dictionary, or of a `Map` of JavaScript, which is kept as one; `UNDECIDED` for any other."""
    first = arguments[0] if arguments else None
    if name in ("entries", "items", "keys", "values"):
        return entries(holder, name, span)
    if name in ("get", "pop") and isinstance(first, (str, int)):
        return element(holder, first, arguments[1] if len(arguments) > 1 else None)
    if name in ("set", "setdefault") and len(arguments) == 2 and isinstance(first, (str, int)):
        if name == "set" or str(first) not in holder:
            store(holder, first, arguments[1], span)
        return holder if name == "set" else holder[str(first)]
    if name == "has" and isinstance(first, (str, int)):
        return compared("in", str(first), holder)
    if name == "update" and isinstance(first, Map):
        for key, value, place in [*first.entries()]:
            store(holder, key, value, place)
        return None
    return UNDECIDED


def entries(holder: Map, name: str, span: Span) -> Seq:
    """The keys, the values, or pairs of both."""
    found = Seq(span)
    for key, value, place in holder.entries():
        if name == "keys":
            found.put(key, place)
        else:
            found.put(value if name == "values" else Seq(place, [key, value]), place)
    return found


def store(holder: Map, key: Any, value: Any, span: Span) -> None:
    """Set an entry by a key that was worked out; where the key is not known, nothing is sure about the rest."""
    if not isinstance(key, (str, int)):
        holder.put(SPREAD, Unknown("an entry of which the name is not known"), span)
        return
    holder.pop(str(key), None)
    holder.put(str(key), value, span)


def rest_of(holder: Map, taken: Sequence[Any]) -> Map:
    """What `const { a, ...rest } = holder` leaves."""
    left = Map(holder.home)
    for key, value, span in holder.entries():
        if key not in taken:
            left.put(key, value, span)
    if not all(key is None or isinstance(key, str) for key in taken):
        left.put(SPREAD, Unknown("without an entry of which the name is not known"), holder.home)
    return left


def element(holder: Any, key: Any, default: Any = None) -> Any:
    """An item of a list or dictionary by a key that was worked out."""
    if isinstance(holder, list) and len(holder) == 1 and isinstance(key, Unknown):
        return holder[0]
    if isinstance(holder, Map) and isinstance(key, (str, int)):
        if str(key) in holder:
            return holder[str(key)]
        return Unknown("an entry that is not known") if SPREAD in holder else default
    if isinstance(holder, list) and isinstance(key, int) and -len(holder) <= key < len(holder):
        return holder[key]
    return Unknown("an item that is not known")


def collected(path: tuple[str, ...], arguments: list[Any], keywords: Map | None, span: Span) -> Any:
    """What the functions of the languages for lists and dictionaries give; `UNDECIDED` for any other."""
    name, first = path[-1] if path else "", arguments[0] if arguments else None
    if path in _MADE_OF_PAIRS:
        return _paired(arguments, keywords, span)
    if path[:1] == ("Object",) and isinstance(first, Map):
        return _of_object(name, arguments, span)
    if path in _SETS and isinstance(first, (list, Map, type(None))):
        return _unlike(list(first or ()), span)
    if path == ("reversed",) and isinstance(first, list):
        return Seq(span, first[::-1])
    if path in (("list",), ("tuple",), ("sorted",), ("Array", "from")) and isinstance(first, (list, Map)):
        return Seq(span, list(first))
    if path == ("enumerate",) and isinstance(first, list):
        return Seq(span, [Seq(span, [index, item]) for index, item in enumerate(first[: MAX_ITEMS + 1])])
    if path == ("zip",) and arguments and all(isinstance(argument, list) for argument in arguments):
        return Seq(span, [Seq(span, list(items)) for items in zip(*arguments, strict=False)])
    if path == ("range",) and arguments and all(type(argument) is int for argument in arguments[:3]):
        try:
            return Seq(span, list(range(*arguments[:3])[: MAX_ITEMS + 1]))
        except ValueError:
            return UNDECIDED
    return UNDECIDED


_SETS = (("Set",), ("set",), ("frozenset",))
_MADE_OF_PAIRS = (("dict",), ("Map",), ("Object", "fromEntries"))


def _of_object(name: str, arguments: list[Any], span: Span) -> Any:
    """`Object.entries(…)`, `Object.assign(…)` and the like."""
    first = arguments[0]
    if name in ("entries", "keys", "values"):
        return entries(first, name, span)
    if name != "assign":
        return first if name == "freeze" else UNDECIDED
    for given in arguments[1:]:
        for key, value, place in [*given.entries()] if isinstance(given, Map) else ():
            store(first, key, value, place)
        if isinstance(given, Symbol):
            store(first, None, given, span)
    return first


def _unlike(items: list[Any], span: Span) -> Seq:
    """The items of a set; what is only known to be something is in it each time."""
    known = {(type(item), item if isinstance(item, _SIMPLE) else id(item)): item for item in items[:10_000]}
    return Seq(span, known.values())


def _paired(arguments: list[Any], keywords: Map | None, span: Span) -> Any:
    """A dictionary that is made of pairs, of another one, or of keywords."""
    made = Map(span)
    for given in arguments[:1]:
        if isinstance(given, Map):
            for key, value, place in given.entries():
                made.put(key, value, place)
        elif isinstance(given, list):
            for pair in given[:10_000]:
                if isinstance(pair, list) and len(pair) == 2:
                    store(made, pair[0], pair[1], span)
        elif given is not None:
            return UNDECIDED
    for key, value, place in keywords.entries() if keywords is not None else ():
        store(made, key, value, place)
    return made


_GIVEN = frozenset(
    "HttpLambdaIntegration LambdaDestination LambdaFunction LambdaIntegration LambdaRestApi LambdaSubscription "
    "WebSocketLambdaIntegration".split()
)
"""What of the CDK is given a function."""


def foreign(value: Any) -> bool:
    """Whether a chain of calls and attributes begins at something of neither the CDK nor the application."""
    *_, first = chain(value)
    return isinstance(first, External) and len(first.path) > 1 and not first.path[0].startswith(("aws_", *_CAPITALS))


def missed(callee: str) -> str:
    """Why it matters that it is not known what a method is called on; empty where it does not."""
    name = camel(callee)
    grants = name.startswith("grant") or name == "attachInlinePolicy" or (name[:3] == "add" and name[3:4].isupper())
    return f"what `{callee}` is called on is not told by the source; what it adds is not seen" if grants else ""


def lost(callee: str, arguments: list[Any], props: Map) -> str:
    """Why it matters that what a call is given is not known; empty where that is known, or does not matter."""
    if camel(callee).startswith("grant"):
        given = arguments[:1] or [*props.values()][:1]
        open_ = bool(given) and (given[0] is None or isinstance(given[0], Unknown))
        return f"who `{callee}` is for is not told by the source; what it allows is not seen" if open_ else ""
    if callee in _GIVEN:
        handler = props.get("handler", props.get("fn", props.get("function")))
        given = [*arguments, *((handler,) if handler is not None else ())]
        missing = callee == "LambdaRestApi" and handler is None
        if missing or any(isinstance(value, Unknown) for value in given):
            return f"the function that `{callee}` is given is not told by the source; what it opens is not seen"
    return ""
