"""Expressions that are a call with one literal argument, as what stands in it: `{CallKey("jsonencode()"): {…}}`."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.edit import Noted
from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.model.value import Map
from leastwise.read.hcl import Call, Expression, parse_hcl

_CALL = re.compile(r"[^\W\d][\w-]*\([\s\S]*\)\Z")
_COMMENT = re.compile(r" # ([^\r\n]+)")


def opened(value: Any) -> Any:
    """A plain value in which such calls can be looked into. Comments beside texts stay beside them."""
    if isinstance(value, Expression) and _CALL.match(value.text):
        source = Source("expression", f"value = {value.text}\n")
        try:
            found = parse_hcl(source, calls=True)[0].get("value")
        except ReadError:
            return value
        return _noted(found, source.text) if isinstance(found, Call) else value
    if isinstance(value, dict):
        return {key: opened(item) for key, item in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value


def _noted(value: Any, text: str) -> Any:
    """A value without places, its texts with the comments that stand beside them."""
    if isinstance(value, list):
        return [_noted(item, text) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _noted(item, text) for key, item in value.items()}
    for key, span in value.spans.items() if isinstance(value, Map) else ():
        comment = _COMMENT.match(text, span[4]) if isinstance(found[key], str) else None
        if comment is not None and not isinstance(found[key], Expression):
            found[key] = Noted(found[key], comment[1])
    return found
