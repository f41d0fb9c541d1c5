"""Logical ids of what events become, as the Framework makes them.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/lib/naming.js
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.value import Concat, Import, Parameter, Reference, display
from leastwise.read.serverless.naming import alphanumeric

_VARIABLE = re.compile(r"\{(.*)\}")


def of_path(path: str) -> str:
    """`users/{user-id}` → `UsersUserDashidVar`."""
    return "".join(_of_part(part) for part in path.split("/"))


def _of_part(part: str) -> str:
    part = (part[:1].upper() + part[1:].lower()).replace("-", "Dash")
    return alphanumeric(_VARIABLE.sub(r"\1Var", part))


def of_route(key: str) -> str:
    """What a route of a WebSocket is called: `$connect` → `Sconnect`."""
    for sign, word in (("$", "S"), ("/", "Slash"), ("-", "Dash"), ("_", "Underscore"), (".", "Period")):
        key = key.replace(sign, word)
    return key


def tail(value: Any, separator: str = ":") -> str:
    """What the Framework names an event by: the last part of an ARN, or the resource that a value refers to."""
    if isinstance(value, Reference):
        return value.resource.rpartition(":")[2]
    if isinstance(value, (Import, Parameter)):
        return value.name.rpartition(":")[2]
    if isinstance(value, Concat):
        last = value.parts[-1]
        return tail(value.parts[-2] if last == separator else last, separator)
    return display(value).rpartition(separator)[2] if isinstance(value, (str, int)) else ""
