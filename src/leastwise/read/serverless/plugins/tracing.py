"""serverless-plugin-tracing: active tracing of functions.

https://www.npmjs.com/package/serverless-plugin-tracing
"""

from __future__ import annotations

from leastwise.model.value import Map, is_false, is_true
from leastwise.read.serverless.build import ServerlessBuild


def set_tracing(build: ServerlessBuild) -> None:
    """Set the mode of tracing that `tracing` of a function, otherwise of the provider, asks for."""
    for target in build.functions.values():
        function = build.result.get(target.logical_id)
        value, span = build.setting(target, "tracing")
        own = target.properties.get("tracing")
        if function is None or "TracingConfig" in function.properties or is_false(own):
            continue
        if is_true(value) or value in ("Active", "PassThrough"):
            mode = "Active" if is_true(value) else value
            config = Map(span)
            config.put("Mode", mode, span)
            build.set(target.logical_id, "TracingConfig", config, span)
