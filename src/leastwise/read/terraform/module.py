"""A module: all configuration files of one folder together, as they are written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.hcl.values import Block, Blocks, Labels

ENDINGS = (".tf", ".tf.json", ".tofu", ".tofu.json")
"""https://opentofu.org/docs/language/files/ and https://developer.hashicorp.com/terraform/language/files"""


@record(eq=False)
class Declared:
    """A block of a module.

    Attributes:
        address: in its module: `aws_sqs_queue.jobs`, `data.aws_region.here`, `module.api`, `var.stage`.
        labels: what it is called by.
        body: its arguments and blocks, not evaluated.
        span: its head and the block.
    """

    address: str
    labels: tuple[str, ...]
    body: Map
    span: Span


@record(frozen=False, eq=False)
class Module:
    """One folder of configuration.

    Attributes:
        folder: relative to the root of the scan.
        sources: its files.
        resources: `aws_sqs_queue.jobs`, `data.aws_region.here` → the block.
        variables: by name, as all below.
        locals: name → expression and place.
        providers: in order.
        settings: the blocks `terraform`.
        unread: what could not be read of it.
        prefix: what its blocks' names begin with where it is used once: `module.api.`.
    """

    folder: str
    sources: list[Source] = field(default_factory=list)
    resources: dict[str, Declared] = field(default_factory=dict)
    variables: dict[str, Declared] = field(default_factory=dict)
    outputs: dict[str, Declared] = field(default_factory=dict)
    calls: dict[str, Declared] = field(default_factory=dict)
    locals: dict[str, tuple[Any, Span]] = field(default_factory=dict)
    providers: list[Declared] = field(default_factory=list)
    settings: list[Declared] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    prefix: str = ""

    @property
    def main(self) -> str:
        """The file that stands for the module where one has to."""
        paths = [source.path for source in self.sources]
        return next((path for path in paths if path.rpartition("/")[2] == "main.tf"), paths[0] if paths else "")


def is_configuration(path: str) -> bool:
    """Whether Terraform reads a file of this name: what editors leave behind is not.

    https://developer.hashicorp.com/terraform/language/files
    """
    name = path.rpartition("/")[2]
    return name.endswith(ENDINGS) and not name.startswith((".", "#")) and not name.endswith("~")


def load_module(files: Files, folder: str, paths: Sequence[str]) -> Module:
    """The module that these files of a folder make. It is shared, so nobody may change it."""
    found: Module | None = files.parsed.get(("terraform", folder))
    if found is None:
        found = files.parsed["terraform", folder] = Module(folder)
        ordered = sorted(_effective(paths), key=lambda path: (is_override(path), path))
        for path in ordered:
            _add_file(found, files, path)
    return found


def is_override(path: str) -> bool:
    """Whether what stands in a file is merged into the blocks of the others.

    https://developer.hashicorp.com/terraform/language/files/override
    """
    stem = path.rpartition("/")[2].partition(".")[0]
    return stem == "override" or stem.endswith("_override")


def _effective(paths: Sequence[str]) -> Iterator[str]:
    """Without the files for Terraform beside which there is one of the same name for OpenTofu."""
    known = set(paths)
    for path in paths:
        stem, _, ending = path.rpartition(".tf")
        if is_configuration(path) and not (ending in ("", ".json") and stem and f"{stem}.tofu{ending}" in known):
            yield path


def _add_file(module: Module, files: Files, path: str) -> None:
    try:
        source = decode(files.read(path), path)
        if path.endswith(".json"):
            from leastwise.read.terraform.json_syntax import parse_tf_json

            root, notes = parse_tf_json(source)
        else:
            from leastwise.read.hcl import parse_hcl

            root, notes = parse_hcl(source)
    except ReadError as error:
        kind: Any = "limit" if error.limit else "template"
        module.unread.append(Unread(path, error.line, kind, f"the file {error.reason}"))
        return
    module.sources.append(source)
    module.unread += notes
    add_blocks(module, root, override=is_override(path))
    source.blocks.sort(key=lambda block: block[:2])


def add_blocks(module: Module, root: Block, *, override: bool) -> None:
    """Enter the blocks of one file."""
    for kind, value in root.items():
        for labels, block in _declared(value, ()):
            _enter(module, kind, labels, block, override=override)


def _declared(value: Any, labels: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Block]]:
    """The blocks under a name, with their labels."""
    if isinstance(value, Block):
        yield labels, value
    elif isinstance(value, Blocks):
        for block in value:
            yield labels, block
    elif isinstance(value, Labels):
        for name, inner in value.items():
            yield from _declared(inner, (*labels, name))


_PREFIX = {"variable": "var", "data": "data", "module": "module", "output": "output", "provider": "provider"}
_WANTED = {"resource": 2, "data": 2, "module": 1, "variable": 1, "output": 1, "provider": 1, "terraform": 0}


def _enter(module: Module, kind: str, labels: tuple[str, ...], block: Block, *, override: bool) -> None:
    source, start, _, _, end = block.home
    if kind == "locals":
        for name, value, span in block.entries():
            source.blocks.append((span[1], span[4], f"local.{name}"))
            if name in module.locals and not override:
                _twice(module, f"local.{name}", span)
            else:
                module.locals[name] = value, span
        return
    prefix = _PREFIX.get(kind, "" if kind == "resource" else kind)
    address = ".".join((prefix, *labels) if prefix else labels)
    source.blocks.append((start, end, address))
    if _WANTED.get(kind) != len(labels):
        if kind in _WANTED:
            _note(module, block.home, f"a block {kind} has {_WANTED[kind]} labels; this one was left out")
        return
    if kind in ("provider", "terraform"):
        (module.providers if kind == "provider" else module.settings).append(
            Declared(address, labels, block, block.home)
        )
        return
    known: dict[str, Declared] = {
        "variable": module.variables, "output": module.outputs, "module": module.calls
    }.get(kind, module.resources)  # fmt: skip
    name = address if known is module.resources else labels[0]
    if name not in known:
        known[name] = Declared(address, labels, block, block.home)
    elif override:
        merged = known[name].body.copy()
        for key, value, span in block.entries():
            merged.put(key, value, span)
        known[name] = Declared(address, labels, merged, known[name].span)
    else:
        _twice(module, address, block.home)


def _twice(module: Module, address: str, span: Span) -> None:
    _note(module, span, f"{address} is declared a second time; the first one was read")


def _note(module: Module, span: Span, reason: str) -> None:
    module.unread.append(Unread(span[0].path, span[0].position(span[1])[0], "reference", reason))
