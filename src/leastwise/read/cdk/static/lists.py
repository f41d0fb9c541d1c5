"""Functions of the application that are given to methods of lists, sets and dictionaries, or to what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.cdk.static.expressions import Expressions
from leastwise.read.cdk.static.library import UNDECIDED
from leastwise.read.cdk.static.logic import truth
from leastwise.read.cdk.static.notes import looks
from leastwise.read.cdk.static.operations import MAX_LENGTH
from leastwise.read.cdk.static.values import Closure, External
from leastwise.read.script import nodes

_UNKNOWN = Unknown("not told by the source")
_CHANGES = ("push", "append", "add", "unshift", "extend", "update")
_SAME = ("slice", "reverse", "toReversed", "sort", "toSorted", "values", "copy", "flat", "concat")


class Lists(Expressions):
    """Follows what is done for each item of a list. See `Expressions`."""

    def _apply(self, closure: Closure, arguments: list[Any], keywords: Map | None) -> Any:
        raise NotImplementedError

    def _once(self, arguments: Iterable[Any]) -> None:
        """Run the functions among what something gets that is not known: nobody knows with what they are called."""
        self.looping += 1
        for argument in arguments:
            if isinstance(argument, Closure):
                self._apply(argument, [_UNKNOWN] * len(argument.function.parameters), None)
        self.looping -= 1

    def _unfollowed(self, node: nodes.Call, arguments: list[Any], keywords: Map | None) -> Any:
        """A call of something that is not known."""
        self._once(arguments)
        first: Any = node.callee
        while isinstance(first, (nodes.Attribute, nodes.Index, nodes.Call)):
            first = first.callee if isinstance(first, nodes.Call) else first.value
        if not (isinstance(first, nodes.Name) and looks(first.name)):
            name = getattr(node.callee, "name", "a call")
            self._handed(name, [*arguments[name[:1].isupper() :], *(keywords or {}).values()], node.span)
        return _UNKNOWN

    def _of_list(self, items: list[Any], name: str, arguments: list[Any], span: Span) -> Any:
        """`items.map(item => …)` and the like."""
        if name in _CHANGES:
            if len(items) < MAX_LENGTH:
                several = name in ("extend", "update")
                given = arguments[0] if several and arguments else arguments
                given = given if isinstance(given, list) else [_UNKNOWN]
                items.extend(argument for argument in given[:MAX_LENGTH] if argument is not items)
            return items if name == "add" else _UNKNOWN
        first = arguments[0] if arguments else None
        if isinstance(first, (Closure, External)):
            return self._each(items, name, first, arguments[1:], span)
        if name in _SAME:
            return self._changed(items, name, arguments, span)
        if name == "at" and isinstance(first, int) and -len(items) <= first < len(items):
            return items[first]
        if name == "pop" and items:
            return items[-1]
        self._once(arguments)
        return _UNKNOWN

    def _changed(self, items: list[Any], name: str, arguments: list[Any], span: Span) -> Any:
        """A list that is made of one."""
        if name == "slice":
            if not all(type(argument) is int for argument in arguments[:2]):
                return _UNKNOWN
            return Seq(span, items[slice(*(arguments[:2] or [0]), *([None] if len(arguments) < 2 else []))])
        found = list(items)
        if name == "concat":
            for argument in arguments:
                found += argument if isinstance(argument, list) else [argument]
        elif name == "flat":
            found = [one for item in items for one in (item if isinstance(item, list) else [item])]
        elif name in ("reverse", "toReversed"):
            found.reverse()
        return Seq(span, found[:MAX_LENGTH])

    def _each(self, items: list[Any], name: str, do: Closure | External, more: list[Any], span: Span) -> Any:
        """What a function gives for each item. `filter` keeps what may stay; `find` gives what it finds for sure."""
        if name in ("reduce", "reduceRight"):
            rounds = self._rounds(items, span)
            found = more[0] if more else rounds.pop(0) if rounds else _UNKNOWN
            for index, item in enumerate(rounds if name == "reduce" else reversed(rounds)):
                found = self._result(do, [found, item, index])
            return found
        given = [(item, self._result(do, [item, index])) for index, item in enumerate(self._rounds(items, span))]
        if name == "flatMap":
            return Seq(span, [one for _, found in given for one in (found if isinstance(found, list) else [found])])
        if name in ("map", "forEach"):
            return Seq(span, [found for _, found in given])
        kept = [(item, holds) for item, found in given if (holds := truth(found, python=False)) is not False]
        if name == "filter":
            return Seq(span, [item for item, _ in kept])
        if name in ("find", "findLast"):
            if not kept:
                return None
            item, holds = kept[0 if name == "find" else -1]
            return item if holds or len(kept) == 1 else _UNKNOWN
        return Seq(span, items) if name in ("sort", "toSorted") else _UNKNOWN

    def _result(self, do: Closure | External, arguments: list[Any]) -> Any:
        if isinstance(do, Closure):
            return self._apply(do, arguments, None)
        return arguments[0] if do.path == ("Boolean",) else _UNKNOWN

    def _of_map(self, holder: Map, name: str, arguments: list[Any]) -> Any:
        """`map.forEach((value, key) => …)`; `UNDECIDED` for any other method."""
        if name != "forEach" or not arguments or not isinstance(arguments[0], Closure):
            return UNDECIDED
        for key, value in [*holder.items()][:MAX_LENGTH]:
            self._apply(arguments[0], [value, key], None)
        return None
