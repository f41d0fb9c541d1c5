"""Functions as reports list them: entries of `functions` in the JSON report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.model.application import Application
from leastwise.model.graph import Function, Trigger
from leastwise.paths.exposure import Reach, reaches


def functions_of(app: Application) -> Iterator[dict[str, Any]]:
    """The functions of an application in one world, as plain data."""
    known = reaches(app)
    for function in app.all_functions:
        code = function.code
        yield {
            "id": function.id,
            "name": function.name,
            "application": app.id,
            "runtime": function.runtime,
            "handler": function.handler,
            "file": code.file or code.directory or (function.resource.template if code.inline else None),
            "framework": function.resource.framework,
            "role": function.role.id if function.role else None,
            "triggers": [_trigger(trigger) for trigger in app.triggers_of(function)],
            "reached": _reached(known.get(function.id)),
            **_analysed(app, function),
        }


def _analysed(app: Application, function: Function) -> dict[str, Any]:
    """How far the code of a function is understood, and why not further."""
    from leastwise.code.needs import understood  # the engine is imported where there is a function

    found = understood(app, function)
    if found is None:
        return {"analysed": "none", "why": ["its code was not to be read"]}
    why = [f"{one.location.file}:{one.location.line}: {one.reason}" for one in found.why]
    if found.missing:
        return {"analysed": "none", "why": why}
    return {"analysed": "partial" if why else "full", "why": why}


def _trigger(trigger: Trigger) -> dict[str, Any]:
    route = trigger.route
    return {
        "kind": str(trigger.kind),
        "source": trigger.source,
        "exposure": str(trigger.exposure),
        "auth": str(route.auth) if route else None,
        "route": route.label if route else None,
    }


def _reached(reach: Reach | None) -> dict[str, Any]:
    """By whom, at the widest, the function's input is shaped, how it enters, and what functions pass it on."""
    if reach is None or reach.trigger is None:
        return {"by": "unknown", "auth": None, "source": None, "through": []}
    return {
        "by": str(reach.exposure),
        "auth": str(reach.auth) if reach.auth else None,
        "source": reach.trigger.source,
        "through": list(reach.through),
    }
