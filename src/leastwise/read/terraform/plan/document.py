"""What a plan or a state says, in one shape, whichever of the three formats it has.

https://developer.hashicorp.com/terraform/internals/json-format and, for `terraform.tfstate`,
https://github.com/hashicorp/terraform/blob/main/internal/states/statefile/version4.go
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from leastwise.model.errors import ReadError
from leastwise.model.record import field, record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Seq
from leastwise.read.builder import Builder
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.json import parse_json
from leastwise.read.taken import get

MAX_MODULES = 50
"""How deep modules may lie in each other."""

_INDEX = re.compile(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
_VERSIONS = re.compile(r"[01]\.\d+")


@record(eq=False)
class Planned:
    """One resource or data source.

    Attributes:
        address: `module.api["eu"].aws_lambda_function.fn[0]`.
        module: the address of its module, with a full stop behind; empty for the root module.
        values: its arguments and attributes as far as they are known.
        unknown: where Terraform will know a value only later there is `True` in this, which has the same shape.
        sensitive: the same for what is not to be shown; of a raw state the paths, as texts with full stops.
        depends: addresses of what it depends on, seen from its module.
        span: the whole entry.
    """

    address: str
    module: str
    type: str
    mode: Literal["managed", "data"]
    values: Map
    unknown: Any
    sensitive: Any
    depends: tuple[str, ...]
    span: Span


@record(eq=False)
class Document:
    """A plan or a state.

    Attributes:
        kind: what to call it.
        resources: by address.
        variables: name → `{"value": …}`, of a plan.
        configuration: what the root module's blocks look like, of a plan.
    """

    source: Source
    kind: str
    resources: dict[str, Planned] = field(default_factory=dict)
    variables: Map | None = None
    configuration: Map | None = None


def bare(address: str) -> str:
    """An address without indices and keys: that of the blocks."""
    return _INDEX.sub("", address)


def bare_tail(address: str) -> str:
    """An address without the index or key at its end."""
    tail = address.rfind("[")
    return address[:tail] if tail >= 0 and address.endswith("]") else address


def read_document(files: Files, path: str) -> Document:
    """A plan or a state.

    Raises:
        ReadError: it is neither, or one of another version, or too large.
    """
    source = decode(files.read(path), path)
    content = parse_json(Builder(source))
    if not isinstance(content, Map):
        raise ReadError("is no plan or state of Terraform")
    if "format_version" not in content:
        return _raw_state(source, content)
    version = content["format_version"]
    if not isinstance(version, str) or not _VERSIONS.fullmatch(version):
        raise ReadError(f"is a plan or state of format {str(version)[:20]}; formats 0.1 to 1.x are read")
    planned = content.get("planned_values")
    kind = "plan" if isinstance(planned, Map) else "state"
    variables, configuration = content.get("variables"), get(content, ("configuration", "root_module"))
    found = Document(
        source, kind, {}, *(part if isinstance(part, Map) else None for part in (variables, configuration))
    )
    unknown = {change["address"]: get(change, ("change", "after_unknown")) for change in _changes(content)}
    before = get(content, ("prior_state", "values", "root_module"))
    for read_before, module in (
        (True, before),
        (False, get(content, ("planned_values" if planned else "values", "root_module"))),
    ):
        for resource, span in _resources(module):
            one = _planned(resource, unknown, span)
            if one is not None and (not read_before or one.mode == "data"):
                found.resources[one.address] = one
    _name_blocks(found)
    return found


def _changes(content: Map) -> Iterator[Map]:
    changes = content.get("resource_changes")
    for change in changes if isinstance(changes, Seq) else ():
        if isinstance(change, Map) and isinstance(change.get("address"), str):
            yield change


def _resources(module: Any) -> Iterator[tuple[Map, Span]]:
    """The resources of all modules, and their places."""
    ahead = [(module, 0)]
    while ahead:
        module, depth = ahead.pop(0)
        if not isinstance(module, Map):
            continue
        resources = module.get("resources")
        for _, resource, span in resources.entries() if isinstance(resources, Seq) else ():
            if isinstance(resource, Map):
                yield resource, span
        inner = module.get("child_modules")
        if isinstance(inner, Seq) and depth < MAX_MODULES:
            ahead += [(child, depth + 1) for child in inner]


def _mode(resource: Map) -> Literal["managed", "data"]:
    return "data" if resource.get("mode") == "data" else "managed"


def _planned(resource: Map, unknown: dict[str, Any], span: Span) -> Planned | None:
    address, type_, values = (resource.get(name) for name in ("address", "type", "values"))
    if not isinstance(address, str) or not isinstance(type_, str):
        return None
    mode = _mode(resource)
    values = values if isinstance(values, Map) else Map(resource.home)
    block = bare_tail(address)
    prefix = block[: max(block.rfind(f"{type_}."), 0)].removesuffix("data.")
    sensitive, depends = resource.get("sensitive_values"), _texts(resource.get("depends_on"))
    return Planned(address, prefix, type_, mode, values, unknown.get(address), sensitive, depends, span)


def _raw_state(source: Source, content: Map) -> Document:
    version = content.get("version")
    if version != 4 or isinstance(version, bool):
        raise ReadError(
            f"is a state of version {str(version)[:20]}; version 4 is read, and what terraform show -json gives"
        )
    found = Document(source, "state")
    listed = content.get("resources")
    for resource in listed if isinstance(listed, Seq) else ():
        if not isinstance(resource, Map):
            continue
        module, type_, name = (resource.get(part) for part in ("module", "type", "name"))
        instances = resource.get("instances")
        if not isinstance(type_, str) or not isinstance(name, str) or not isinstance(instances, Seq):
            continue
        prefix = f"{module}." if isinstance(module, str) and module else ""
        mode = _mode(resource)
        for _, instance, span in instances.entries():
            values = instance.get("attributes") if isinstance(instance, Map) else None
            if isinstance(values, Map) and "deposed" not in instance:
                address = f"{prefix}{'data.' * (mode == 'data')}{type_}.{name}{_suffix(instance.get('index_key'))}"
                depends = _texts(instance.get("dependencies"))
                hidden = _hidden(instance.get("sensitive_attributes"))
                found.resources[address] = Planned(address, prefix, type_, mode, values, None, hidden, depends, span)
    _name_blocks(found)
    return found


def _suffix(key: Any) -> str:
    if isinstance(key, bool) or not isinstance(key, (int, str)):
        return ""
    return f"[{key}]" if isinstance(key, int) else f'["{key}"]'


def _hidden(paths: Any) -> Any:
    """The paths of sensitive attributes, as the mask that the other formats have."""
    mask: dict[str, Any] = {}
    for path in paths if isinstance(paths, Seq) else ():
        step = path[0] if isinstance(path, Seq) and path else None
        name = step.get("value") if isinstance(step, Map) else None
        if isinstance(name, str):
            mask[name] = True
    return mask


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, Seq) else ()


def _name_blocks(found: Document) -> None:
    found.source.blocks = sorted((one.span[3], one.span[4], one.address) for one in found.resources.values())
