"""Servers of the model context protocol: what offers tools to agents over HTTP.

https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway.html
https://modelcontextprotocol.io/specification/2025-06-18/basic/transports
"""

from __future__ import annotations

from leastwise.model.graph import Function, Route
from leastwise.model.names import words_in
from leastwise.model.resource import Resource
from leastwise.model.value import display

_OTHERS = frozenset({"authorizer", "authoriser", "client", "proxy"})


def serves_tools(function: Function) -> bool:
    """Whether a function is named like a server of tools, or its handler, its folder, a layer or a setting is."""
    if not _OTHERS.isdisjoint(words_in(function.name)):
        return False
    layers = [display(layer.value) for layer in function.resource["Layers"].each() if layer.value is not None]
    named = [function.name, function.handler or "", function.code.directory or "", *layers]
    settings = [setting.name for setting in function.environment.items()]
    return any(map(_is_tools, named)) or any(name.startswith("FASTMCP_") for name in settings)


def _is_tools(name: str) -> bool:
    return any(word in ("mcp", "fastmcp", "mcpserver") for word in words_in(name))


def leads_to_tools(route: Route) -> bool:
    """Whether a route is the endpoint of a server of tools: a part of its path is called so, or its function serves."""
    parts = route.path.lower().split("/")
    return "mcp" in parts or (route.function is not None and serves_tools(route.function))


def unguarded(gateway: Resource) -> bool:
    """Whether an agent gateway asks nobody who he is, and has nothing that could do so in its place.

    An interceptor that sees the headers may ask, and so may a policy engine that is enforced.
    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/gateway-inbound-auth.html
    """
    intercepted = [
        point.value
        for interceptor in gateway["InterceptorConfigurations"].each()
        if interceptor["InputConfiguration.PassRequestHeaders"].flag(default=False) is not False
        for point in interceptor["InterceptionPoints"].each()
    ]
    enforced = (
        gateway["PolicyEngineConfiguration"].present and gateway["PolicyEngineConfiguration.Mode"].value != "LOG_ONLY"
    )
    asks = "REQUEST" in intercepted or any(not isinstance(point, str) for point in intercepted) or enforced
    return gateway.get("AuthorizerType") == "NONE" and not asks
