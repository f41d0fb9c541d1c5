"""How a function of Terraform is declared: what its arguments are, so that only the function itself is left to write.

`Function(impl, "text number")` takes a text and a number; `?` after a kind makes it optional, `*` lets it repeat. The
arguments are converted as Terraform does; where one is not known, so is the result, and nothing is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, Unknown
from leastwise.read.terraform.language import convert
from leastwise.read.terraform.language.names import Names, Scope
from leastwise.read.terraform.language.values import Failed, NotKnown, size

_WRONG_TYPE = " is needed"
"""What a reason has in it that is about the type of an argument."""

_QUOTED = 80
"""Characters of the longest call that is quoted."""

_KINDS: dict[str, Callable[[Any], Any]] = {
    "text": convert.text,
    "number": convert.number,
    "whole": convert.whole,
    "bool": convert.boolean,
    "list": convert.sequence,
    "map": convert.mapping,
    "texts": convert.texts,
    "known": convert.all_known,
    "any": lambda value: value,
}


class Call:
    """Where a function is called.

    Attributes:
        name: of the function.
        scope: around the call.
        span: of the call.
    """

    __slots__ = ("name", "scope", "span")

    def __init__(self, name: str, scope: Scope, span: Span) -> None:
        self.name = name
        self.scope = scope
        self.span = span

    @property
    def names(self) -> Names:
        """Those of the module."""
        return self.scope.names


class Function:
    """One function.

    Args:
        implementation: takes the converted arguments.
        kinds: those of the arguments, see the module.
        place: the implementation takes the `Call` first.
    """

    __slots__ = ("_convert", "_implementation", "_least", "_place", "_rest")

    def __init__(self, implementation: Callable[..., Any], kinds: str = "", place: bool = False) -> None:
        words = kinds.split()
        self._implementation = implementation
        self._place = place
        self._rest = _KINDS[words.pop()[:-1]] if words and words[-1].endswith("*") else None
        self._least = sum(not word.endswith("?") for word in words)
        self._convert = [_KINDS[word.rstrip("?")] for word in words]

    def call(self, arguments: list[Any], call: Call) -> Any:
        """The result for these arguments.

        Raises:
            Failed: as Terraform would.
        """
        count = len(arguments)
        if count < self._least or (count > len(self._convert) and self._rest is None):
            raise Failed(f"{call.name} does not take {count} arguments")
        rest = self._rest
        try:
            converted = [
                self._convert[index](value) if index < len(self._convert) else rest(value)  # type: ignore[misc]
                for index, value in enumerate(arguments)
            ]
            call.names.work.spend(sum(map(_weight, converted)))
            result = self._implementation(call, *converted) if self._place else self._implementation(*converted)
        except NotKnown as met:
            return _not_known(call, met.symbol)
        except Failed as failed:
            if failed.reason.startswith(f"{call.name}: "):
                raise
            quoted = _quoted(call) if _WRONG_TYPE in failed.reason else ""
            raise type(failed)(f"{call.name}: {failed.reason}{quoted}") from failed
        except (ValueError, OverflowError, ArithmeticError, KeyError, TypeError, IndexError) as error:
            raise Failed(f"{call.name}: {type(error).__name__}") from error
        if isinstance(result, (dict, list)):
            call.names.work.spend(len(result))
        elif isinstance(result, str) and len(result) > 64:
            call.names.work.spend(len(result) >> 6)
        return result


def _quoted(call: Call) -> str:
    """The call, for people: without it nobody knows which of its arguments is meant."""
    source, _, _, start, end = call.span
    text = source.text[start:end].strip() if end - start <= _QUOTED else ""
    return f", in `{text}`" if text and "\n" not in text and "`" not in text else ""


def _weight(value: Any) -> int:
    """What an argument costs."""
    if isinstance(value, (Map, Seq)):
        return size(value)
    return len(value) >> 8 if isinstance(value, str) else 0


def _not_known(call: Call, symbol: Symbol) -> Unknown:
    return symbol if isinstance(symbol, Unknown) else Unknown(f"{call.name} of what is not known", (symbol,))
