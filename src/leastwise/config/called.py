"""What values are called where a configuration is wrong."""

from __future__ import annotations

from typing import Any


def called(value: Any) -> str:
    """What a value is, for people."""
    names = ((bool, "true or false"), ((int, float), "a number"), (str, "a text"), (list, "a list"), (dict, "a table"))
    return next((name for kind, name in names if isinstance(value, kind)), "a date")
