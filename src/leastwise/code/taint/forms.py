"""What makes a tainted argument harmless although an outsider wrote a part of it.

`address`: the part is behind the host of an address; `elements`: the items of a list of arguments, none of which a
shell reads; `statement`: the text is no statement of SQL.
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.code.values import Constant, Text, Value

_HOST = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\\@]+[/?#]", re.IGNORECASE)
_LOCAL = re.compile(r"/(?![/\\])[^?#\\]*[?/#]?|[?#]")
_STATEMENT = re.compile(
    r"\b(select|insert|update|delete|replace|merge|create|drop|alter|truncate|call|exec|with|where|order\s+by|values|"
    r"from|union|grant|show|describe|explain|pragma|copy|unload|limit|set)\b",
    re.IGNORECASE,
)


def harmless(value: Value, form: str) -> bool:
    """Whether the form of a value makes it safe."""
    check = _FORMS.get(form)
    return check is not None and all(check(alternative) for alternative in value.alternatives)


def _begin(alternative: Any) -> str:
    """The known text that it begins with."""
    if isinstance(alternative, Text):
        return alternative.parts[0] if isinstance(alternative.parts[0], str) else ""
    return str(alternative.value) if isinstance(alternative, Constant) else ""


def _fixed_host(alternative: Any) -> bool:
    return isinstance(alternative, Constant) or _HOST.match(_begin(alternative)) is not None


def _own_site(alternative: Any) -> bool:
    return _fixed_host(alternative) or _LOCAL.match(_begin(alternative)) is not None


def _no_statement(alternative: Any) -> bool:
    if isinstance(alternative, Text):
        return not any(isinstance(part, str) and _STATEMENT.search(part) for part in alternative.parts)
    return isinstance(alternative, Constant)


_FORMS = {"address": _fixed_host, "location": _own_site, "statement": _no_statement}


__all__ = ["harmless"]
