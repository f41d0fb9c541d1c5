"""`serverless-compose.yml`: services that are deployed together, and what they hand to each other.

https://www.serverless.com/framework/docs/guides/compose
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.files import Files
from leastwise.read.serverless.files import load
from leastwise.read.serverless.variables import Resolver
from leastwise.read.serverless.variables.sources import walk

CONFIGURATIONS = tuple(f"serverless.{ending}" for ending in ("yml", "yaml", "json", "js", "ts", "cjs", "mjs"))
"""Names of a service's configuration in the order in which the framework looks for them.

https://github.com/serverless/serverless/blob/v3/lib/cli/resolve-configuration-path.js
"""

_OUTPUT = r"\$\{([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\}"
_EXPORT = "compose:"


@record(frozen=False, eq=False)
class Compose:
    """What one such file says at one stage.

    Attributes:
        services: key → path of the service's configuration.
        params: key → parameters that the service is given.
        notes: what could not be followed.
    """

    services: dict[str, str] = field(default_factory=dict)
    params: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[Unread] = field(default_factory=list)

    def key_of(self, path: str) -> str | None:
        """The key of the service with this configuration."""
        return next((key for key, known in self.services.items() if known == path), None)


def load_compose(files: Files, path: str, asked: str | None = None) -> Compose:
    """Read the file at one stage.

    Raises:
        ReadError: it cannot be read.
    """
    raw, _, notes = load(files, path)
    if not isinstance(raw, Map):
        raise ReadError("holds no mapping at its top level")
    folder = path.rpartition("/")[0]
    resolver = Resolver(files, folder, raw, asked=asked)
    found = Compose(notes=list(notes))
    shared: dict[str, Any] = {}
    for stage in ("default", resolver.stage):
        params = walk(resolver, raw, ["stages", stage, "params"], raw.home) if isinstance(stage, str) else None
        shared |= _params(resolver, params)
    services = resolver.value(raw.get("services"), raw.span("services"))
    if not isinstance(services, Map):
        resolver.note(raw.span("services"), "which services are composed is not known; none of them is joined")
    for key, entry, span in services.entries() if isinstance(services, Map) else ():
        where = entry.get("path") if isinstance(entry, Map) else None
        if not isinstance(where, str):
            resolver.note(span, f"service {key} has no path that is known; it is not joined to the others")
            continue
        config = entry.get("config")
        names = (config,) if isinstance(config, str) else CONFIGURATIONS
        paths = [files.join(folder, f"{where}/{name}") for name in names]
        first = next((p for p in paths if p is not None and files.is_file(p)), None)
        if first is None:
            if not _is_other(files, folder, where):
                reason = f"service {key}: no configuration is found in {where}"
                found.notes.append(Unread(path, span[0].position(span[1])[0], "reference", reason))
            continue
        found.services[key] = first
        found.params[key] = shared | _params(resolver, entry.get("params"))
    found.notes += resolver.notes
    return found


def _is_other(files: Files, folder: str, where: str) -> bool:
    """Whether SAM or CloudFormation deploys what lies in a folder; that is read as such."""
    return any(
        (path := files.join(folder, f"{where}/{name}")) is not None and files.is_file(path)
        for name in ("template.yaml", "template.yml", "samconfig.toml", "cloudformation.yml", "cloudformation.yaml")
    )


def _params(resolver: Resolver, params: Any) -> dict[str, Any]:
    if not isinstance(params, Map):
        return {}
    return {key: _handed(resolver.value(value, span), span) for key, value, span in params.entries()}


def _handed(value: Any, span: Span) -> Any:
    """A value with `${service.output}` as the import of what that service exports."""
    if not isinstance(value, str) or "${" not in value:
        return value
    pieces: list[Any] = []
    position = 0
    for match in re.finditer(_OUTPUT, value):
        pieces += (value[position : match.start()], Map(span, {"Fn::ImportValue": f"{_EXPORT}{match[1]}.{match[2]}"}))
        position = match.end()
    pieces = [piece for piece in (*pieces, value[position:]) if piece != ""]
    if len(pieces) == 1:
        return pieces[0]
    return Map(span, {"Fn::Join": Seq(span, ["", Seq(span, pieces)])})
