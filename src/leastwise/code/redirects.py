"""Handlers that are not the author's: observability tools start the author's own, which a variable names.

The table is `data/redirects.json`; an entry more is all that another tool needs.
"""

from __future__ import annotations

from leastwise.model.graph import Function
from leastwise.model.value import Map
from leastwise.read.tables import table


def redirected(function: Function, handler: str) -> tuple[str, str]:
    """The handler of the author, and the tool that stands before it; an empty name where none does.

    What the variable holds is empty where it is not known.
    """
    for entry in table(__file__, "redirects")["redirects"]:
        if handler in entry["handlers"] or any(handler.endswith("/" + end) for end in entry["handlers"]):
            for name in entry["variables"]:
                value = variable(function, name)
                if value:
                    return value, entry["tool"]
            return entry.get("default", ""), entry["tool"]
    return handler, ""


def variable(function: Function, name: str) -> str:
    """An environment variable of a function; empty where it is not set, or not known."""
    variables = function.environment.value
    value = variables.get(name) if isinstance(variables, Map) else None
    return value if isinstance(value, str) else ""


def web_adapter(function: Function, handler: str) -> bool:
    """Whether the handler is the start script of a web application that the Lambda Web Adapter calls over HTTP.

    https://awslabs.github.io/aws-lambda-web-adapter/getting-started/zip-packages.html
    """
    return variable(function, "AWS_LAMBDA_EXEC_WRAPPER") == "/opt/bootstrap" or handler.endswith(".sh")
