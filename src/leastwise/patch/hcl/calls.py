"""Expressions that are a call with one literal argument, as what stands in it: `{CallKey("jsonencode()"): {…}}`."""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.patch.plan import plain
from leastwise.read.hcl import Call, Expression, parse_hcl

_CALL = re.compile(r"[^\W\d][\w-]*\([\s\S]*\)\Z")


def opened(value: Any) -> Any:
    """A plain value in which such calls can be looked into."""
    if isinstance(value, Expression) and _CALL.match(value.text):
        try:
            found = parse_hcl(Source("expression", f"value = {value.text}\n"), calls=True)[0].get("value")
        except ReadError:
            return value
        return plain(found) if isinstance(found, Call) else value
    if isinstance(value, dict):
        return {key: opened(item) for key, item in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value
