"""What plugins of a service change about what is deployed.

No plugin is run. What the known ones do is written down: those that change nothing that is judged in
`data/plugins.json`, those that do in modules of this package. Of all others it is said that they are not known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from leastwise.model.source import Span
from leastwise.model.value import Map
from leastwise.read.expand.values import each, given
from leastwise.read.serverless.build import ServerlessBuild
from leastwise.read.serverless.versions import major_version
from leastwise.read.tables import table

_CODE: dict[str, str] = {
    "serverless-domain-manager": "domains.add_domains",
    "serverless-plugin-aws-alerts": "alerts.add_alarms",
    "serverless-apigateway-service-proxy": "service_proxy.add_proxies",
    "serverless-associate-waf": "firewall.associate",
    "serverless-plugin-log-retention": "log_retention.set_retention",
    "serverless-step-functions": "step_functions.add_state_machines",
    "serverless-appsync-plugin": "appsync.add_apis",
    "serverless-plugin-tracing": "tracing.set_tracing",
    "serverless-lift": "lift.note_unseen",
}
"""Plugin → module and function that does what it does."""

_FIRST_BUILT_IN = 4
"""The version of the Framework that took plugins over; one that says no version is taken for it.

https://www.serverless.com/framework/docs/guides/upgrading-v4
"""
_TOP = {"appSync": "appsync.add_apis"}
_PROVIDER = {"domain": "domains.add_domains", "domains": "domains.add_domains"}
_CUSTOM = {
    "alerts": "alerts.add_alarms",
    "apiGatewayServiceProxies": "service_proxy.add_proxies",
    "customDomain": "domains.add_domains",
    "customDomains": "domains.add_domains",
}
_LAST = ("domains.add_domains", "firewall.associate")
"""What is about APIs that others may add."""


def apply(build: ServerlessBuild) -> None:
    """Apply the plugins of a service to what it becomes."""
    wanted: dict[str, None] = {}
    for name, span in plugins_of(build):
        code = _CODE.get(name)
        if code:
            wanted[code] = None
        else:
            _name_unseen(build, name, span)
    wanted |= dict.fromkeys(_built_in(build))
    for code in sorted(wanted, key=lambda code: code in _LAST):
        module, _, name = code.partition(".")
        change: Callable[[ServerlessBuild], None] = getattr(
            import_module("leastwise.read.serverless.plugins." + module), name
        )
        change(build)


def _built_in(build: ServerlessBuild) -> Iterator[str]:
    """What the fourth version of the Framework does without a plugin, where the service asks for it."""
    if (major_version(build) or _FIRST_BUILT_IN) < _FIRST_BUILT_IN:
        return
    for source, keys in ((build.service, _TOP), (build.provider, _PROVIDER), (build.custom, _CUSTOM)):
        for key, code in keys.items():
            if given(source.get(key)):
                yield code


def plugins_of(build: ServerlessBuild) -> Iterator[tuple[str, Span]]:
    """Each plugin of a service once, with its place: a list, or a mapping whose `modules` is one."""
    value, span = build.service.get("plugins"), build.service.span("plugins")
    if isinstance(value, Map):
        span = value.span("modules")
        value = value.get("modules")
    seen: set[str] = set()
    for name, place in each(value, span):
        if not isinstance(name, str):
            build.context.note(place, "a plugin's name is not known; what it deploys is not seen", "limit")
        elif name not in seen:
            seen.add(name)
            yield name, place


def _name_unseen(build: ServerlessBuild, name: str, span: Span) -> None:
    known = table(__file__, "plugins")
    if name in known["no effect"]:
        return
    what = known["unseen"].get(name)
    if what:
        reason = f"plugin {name} {what}; that is not seen"
    elif name.startswith((".", "/")):
        reason = f"plugin {name} is code of the service and not run; what it deploys is not seen"
    else:
        reason = f"plugin {name} is not known here; what it deploys is not seen"
    build.context.note(span, reason, "limit")
