"""Services that name each other's outputs: `${cf:…}`, exports and their imports, serverless-compose.yml.

What one hands to another is an export with a name of its own (`cf:stack.Output`, `compose:service.output`), imported
with `Fn::ImportValue`: CloudFormation's reader joins them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, display
from leastwise.read.files import Files
from leastwise.read.serverless.files import included
from leastwise.read.serverless.service import Service

_END = r"""["']?\s*([^\n"',\]]{1,300})"""
_EXPORT = re.compile(r"""\bExport["']?\s*:\s*\{?\s*["']?Name["']?\s*:\s*(?:!Sub\s+)?""" + _END)
_IMPORT = re.compile(r"""\bImportValue["']?\s*:?\s*(?:\{?\s*["']?Fn::Sub["']?\s*:|!Sub\s)?\s*""" + _END)
_CF = re.compile(r"\$\{cf(?:\([^)\n]*\)|\.[\w-]+)?:([\w-]+)-")
_NAME = re.compile(r"""(?m)^["'\s]*service["']?\s*:\s*(?:\{?\s*name\s*:)?\s*["']?([\w-]+)""")

SHORTEST_END = 8
"""Characters at the end of two computed names (`${self:service}-OrdersTable`) that are enough to take them for one."""


def joined(files: Files, services: Mapping[str, bytes], candidates: Iterable[str]) -> Iterator[list[str]]:
    """Groups of services beside each other of which one names what another exports, by their texts alone."""
    texts = {path: data.decode("utf-8", "replace") for path, data in services.items()}
    if not any("ImportValue" in text or "{cf" in text for text in texts.values()):
        return
    candidates = list(candidates)
    for path, data in services.items():
        for other in included(files, path, data, candidates):
            try:
                texts[path] += "\n" + files.read(other).decode("utf-8", "replace")
            except ReadError:
                continue
    names = {path: match[1] for path, text in texts.items() if (match := _NAME.search(text)) is not None}
    exports = {path: {_name(match) for match in _EXPORT.findall(text)} for path, text in texts.items()}
    group: dict[str, list[str]] = {}
    for path, text in texts.items():
        wanted = {_name(match) for match in _IMPORT.findall(text)}
        stacks = set(_CF.findall(text))
        for other in texts if wanted or stacks else ():
            if other == path or other in group.get(path, ()) or not _beside(path, other):
                continue
            if names.get(other) in stacks or any(_alike(a, b) for a in wanted for b in exports[other]):
                merged = sorted({*group.get(path, [path]), *group.get(other, [other])})
                for member in merged:
                    group[member] = merged
    for path, members in group.items():
        if path == members[0]:
            yield members


def _name(text: str) -> str:
    """A name without the braces of the mapping that it stands in."""
    text = text.strip()
    while text.endswith("}") and text.count("}") > text.count("{"):
        text = text[:-1].rstrip()
    return text


def _alike(one: str, other: str) -> bool:
    if "${" not in one and "${" not in other:
        return one == other and one != ""
    end, other_end = one.rpartition("}")[2], other.rpartition("}")[2]
    return min(len(end), len(other_end)) >= SHORTEST_END and (end.endswith(other_end) or other_end.endswith(end))


def _beside(one: str, other: str) -> bool:
    """Whether two services lie in one folder, beside each other, or one above the other."""
    folder, other_folder = (path.rpartition("/")[0] for path in (one, other))
    above, other_above = (path.rpartition("/")[0] for path in (folder, other_folder))
    return above == other_above or (folder + "/").startswith(other_folder + "/") or (
        (other_folder + "/").startswith(folder + "/")
    )  # fmt: skip


def export_outputs(service: Service, key: str | None) -> None:
    """Let the outputs of a service be found under the names by which other services ask for them.

    Args:
        service: whose outputs; its document is changed.
        key: what serverless-compose.yml calls it.
    """
    resources = service.document.get("resources")
    for part in resources if isinstance(resources, Seq) else [resources]:
        outputs = part.get("Outputs") if isinstance(part, Map) else None
        if not isinstance(part, Map) or not isinstance(outputs, Map):
            continue
        more = outputs.copy()
        for name, output, span in outputs.entries():
            if isinstance(output, Map):
                for prefix in (f"cf:{_stack(service)}", *([f"compose:{key}"] if key is not None else [])):
                    more.put(f"{prefix}.{name}", _exported(output, f"{prefix}.{name}", span), span)
        part["Outputs"] = more


def _exported(output: Map, name: str, span: Span) -> Map:
    made: dict[str, Any] = {"Value": output.get("Value"), "Export": Map(span, {"Name": name})}
    return Map(span, made)


def _stack(service: Service) -> str:
    """The name of the stack that a service is deployed as.

    https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml
    """
    provider = service.document.get("provider")
    name = provider.get("stackName") if isinstance(provider, Map) else None
    return name if isinstance(name, str) else f"{display(service.name)}-{service.stage}"
