"""New values as the file that they come into takes them: Terraform's language, or its JSON syntax."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from leastwise.fix.result import FileChange
from leastwise.fix.terraform import heredocs
from leastwise.model.errors import PatchError
from leastwise.model.record import replace
from leastwise.patch.change import Remove
from leastwise.patch.splice import Splice
from leastwise.read.hcl import CallKey, Expression
from leastwise.read.terraform.written import json_syntax


def in_its_syntax(change: FileChange) -> FileChange:
    """A change as its file takes it: Terraform's JSON syntax has texts for expressions.

    Raises:
        PatchError: the syntax has no way to say it, or it holds what nobody knows yet.
    """
    item = change.change
    if isinstance(item, (Splice, Remove)):
        return change
    if _is_open(item.value):
        raise PatchError(f"what {'.'.join(map(str, item.path))} holds besides is known only after Terraform has run")
    if not change.path.endswith(".json"):
        return change
    return replace(change, change=replace(item, value=_in_json(item.value)))


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A value with other names in its expressions."""
    if isinstance(value, Expression) and names:
        known = "|".join(map(re.escape, names))
        return Expression(re.sub(rf"(?:{known})(?![\w-])", lambda match: names[match[0]], value.text))
    if isinstance(value, dict):
        return {key: renamed(item, names) for key, item in value.items()}
    return [renamed(item, names) for item in value] if isinstance(value, list) else value


def _is_open(value: Any) -> bool:
    """Whether a value holds what stands for something that is not known."""
    if isinstance(value, Expression):
        return "timestamp()" in value.text
    return any(map(_is_open, value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()))


def _in_json(value: Any) -> Any:
    """A value in Terraform's JSON syntax; documents in calls are texts there."""
    if isinstance(value, dict):
        key = next(iter(value), "")
        if isinstance(key, CallKey):
            if key != "jsonencode()":
                raise PatchError(f"{key[:-2]} cannot be called in Terraform's JSON syntax as it is written here")
            return json.dumps(heredocs.quotable(value[key]))
        return {key: _in_json(item) for key, item in value.items()}
    return [_in_json(item) for item in value] if isinstance(value, list) else json_syntax(value)
