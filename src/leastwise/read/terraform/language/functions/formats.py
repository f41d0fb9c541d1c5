"""The verbs of `format`.

https://developer.hashicorp.com/terraform/language/functions/format
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.value import MAX_TEXT, TOO_LONG, Map, Seq, Symbol, concat
from leastwise.read.terraform.language.convert import boolean, kind, number, to_text, whole_if_possible
from leastwise.read.terraform.language.values import (
    Encoded,
    Failed,
    NotKnown,
    TooMuch,
    encoded_text,
    json_scalar,
    number_text,
)

_VERB = re.compile(r"%(?:%|([-+ 0#]*)(\*|\d*)(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z]))")
_MAX_WIDTH = 10_000


def formatted(pattern: str, values: list[Any]) -> Any:
    """The text, or a `Concat` where a value is not known.

    Raises:
        Failed: a verb does not fit its value, or there are too few or too many values.
    """
    parts: list[Any] = []
    position = following = used = size = 0
    while (start := pattern.find("%", position)) >= 0:
        match = _VERB.match(pattern, start)
        if match is None:
            raise Failed("the format has a verb that is none")
        parts.append(pattern[position:start])
        position = match.end()
        if match[0] == "%%":
            parts.append("%")
            continue
        index = int(match[4][:9]) - 1 if match[4] else following
        if not 0 <= index < len(values):
            raise Failed("the format needs more values than there are")
        following = index + 1
        used = max(used, following)
        parts.append(_verb(match, values[index]))
        size += len(parts[-1]) if isinstance(parts[-1], str) else 0
        if size > MAX_TEXT:
            raise TooMuch(TOO_LONG)
    if used < len(values) and "[" not in pattern:
        raise Failed("the format takes fewer values than there are")
    return concat([*parts, pattern[position:]])


def _verb(match: re.Match[str], value: Any) -> Any:
    flags, width, precision, _, verb = match.groups()
    if width == "*" or len(width) > 6 or int(width or 0) > _MAX_WIDTH or len(precision or "") > 4:
        raise Failed("the format has a width that is not taken")
    text: Any
    if isinstance(value, Symbol):
        if width or precision is not None or verb not in "svd":
            raise NotKnown(value)
        return value
    if verb == "v":
        text = _default(value, "#" in flags)
    elif verb in "sq":
        text = to_text(value)
        if isinstance(text, Symbol):
            return text
        text = text if precision is None else text[: int(precision or 0)]
        text = json_scalar(text) if verb == "q" else text
    elif verb == "t":
        text = "true" if boolean(value) else "false"
    else:
        return _number(verb, flags, int(width or 0), precision, value)
    if isinstance(text, Symbol):
        return text
    return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0), "0" if "0" in flags else " ")


def _default(value: Any, written: bool) -> Any:
    if value is None:
        return "null"
    if isinstance(value, (Map, Seq)) and not isinstance(value, Encoded):
        return encoded_text(value)
    if isinstance(value, str) and written:
        return json_scalar(value)
    return to_text(value)


def _number(verb: str, flags: str, width: int, precision: str | None, value: Any) -> str:
    if value is None:
        raise Failed(f"the verb %{verb} needs a number, not {kind(value)}")
    found = number(value)
    sign = "+" if "+" in flags else " " if " " in flags else ""
    if verb in "dboxX":
        whole = whole_if_possible(found)
        if not isinstance(whole, int):
            raise Failed(f"the verb %{verb} needs a whole number")
        body = number_text(abs(int(whole))) if verb == "d" else format(abs(int(whole)), verb)
        if precision:
            body = body.rjust(int(precision), "0")
        if "#" in flags and verb in "oxXb":
            body = {"o": "0", "x": "0x", "X": "0X", "b": "0b"}[verb] + body
        lead = "-" if whole < 0 else sign
    elif verb in "eEfFgG":
        digits = "6" if precision is None else precision or "0"
        if verb in "gG" and precision is None:
            body = _shortest(abs(found), verb)
        else:
            body = format(abs(float(found)), f".{digits}{verb}")
        lead = "-" if found < 0 else sign
    else:
        raise Failed(f"the format has no verb %{verb}")
    if "-" in flags:
        return (lead + body).ljust(width)
    return lead + body.rjust(width - len(lead), "0") if "0" in flags else (lead + body).rjust(width)


def _shortest(value: int | float, verb: str) -> str:
    """The fewest digits that say which number it is; with an exponent from 21 digits on."""
    if 1e-4 <= value < 1e21 or value == 0:
        return number_text(value)
    text = repr(float(value))
    return text.upper() if verb == "G" else text
