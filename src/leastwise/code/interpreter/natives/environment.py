"""Environment variables, and what is always there beside them."""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.natives.use import Native, Use
from leastwise.code.values import NEVER, NOTHING, Env, Value, constant, join, one, unknown


def variable(key: Value, default: Value | None = None) -> Value:
    """An environment variable by its name."""
    found = [one(Env(name, default)) for name in key.texts]
    if len(found) < len(key.alternatives):
        found.append(unknown("an environment variable whose name is not known", None, key.origins))
    return join(found)


def _get(machine: Any, use: Use) -> Value | None:
    key = use.at(0, "key")
    default = use.at(1, "default")
    return None if key is None else variable(key, default if default is not None else NOTHING)


def _index(machine: Any, frame: Any, key: Value) -> Value:
    return variable(key)


def _leave(machine: Any, use: Use) -> Value:
    return unknown(NEVER)


LEAVING = (
    "bottle.abort", "builtins.exit", "builtins.quit", "flask.abort", "flask_restful.abort", "global.process.abort",
    "global.process.exit", "os._exit", "os.abort", "quart.abort", "sys.exit", "werkzeug.exceptions.abort",
)  # fmt: skip
"""What raises, or ends the program: https://flask.palletsprojects.com/en/stable/api/#flask.abort"""

FUNCTIONS: dict[str, Native] = {
    **dict.fromkeys(LEAVING, _leave),
    "os.environ.get": _get,
    "os.environ.setdefault": _get,
    "os.getenv": _get,
}
"""Name → function."""

VALUES: dict[str, Any] = {
    "os.environ[]": _index,
    "global.process.env[]": _index,
    "process.env[]": _index,
    "process.default.env[]": _index,
    "global.Deno.env[]": _index,
    "os.sep": lambda machine, frame: constant("/"),
    "path.sep": lambda machine, frame: constant("/"),
}
"""Name of an attribute, or of what has items, → its value."""
