"""Files of variables: which of them count, for which stage, and what stands in them.

https://developer.hashicorp.com/terraform/language/values/variables#variable-definitions-tfvars-files
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map
from leastwise.read.builder import Builder
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.hcl import parse_hcl
from leastwise.read.json import parse_json

_ENDINGS = (".tfvars", ".tfvars.json")
_ALWAYS = ("terraform", "default", "defaults", "common", "globals", "global", "shared", "modules")
_HOLDS_STAGES = frozenset("env envs environment environments stage stages live deployments".split())
"""Names of folders that hold a folder for each stage."""


def stage_of(path: str) -> str:
    """The stage that a file of variables is for: `prod` of `env/prod.tfvars`, `envs/prod/terraform.tfvars`.

    Empty for those that Terraform takes by itself and for those that are for all.
    """
    folder, _, name = path.rpartition("/")
    stem = _stem(name)
    if stem in ("terraform", "variables", "vars", "main"):
        return folder.rpartition("/")[2]
    return "" if stem.endswith(".auto") or stem.startswith("example") else stem


def stage_of_folder(folder: str) -> str:
    """The stage that all root modules in a folder are for: `prod` of `envs/prod`, `live/prod/api`; empty for others."""
    steps = folder.split("/")
    return next((name for outer, name in pairwise(steps) if outer.lower() in _HOLDS_STAGES and name not in _ALWAYS), "")


def files_of_variables(root: str, paths: Sequence[str], stage: str | None) -> list[str]:
    """The files that count for a stage, those that count more after the others."""
    own = [path for path in paths if path.endswith(_ENDINGS)]
    beside = [path for path in own if path.rpartition("/")[0] == root]
    always = [path for path in beside if _stem(path.rpartition("/")[2]) == "terraform"]
    automatic = [path for path in beside if _stem(path.rpartition("/")[2]).endswith(".auto")]
    chosen = [] if stage is None else [path for path in own if path not in always and stage_of(path) == stage]
    return [*sorted(always), *sorted(automatic), *sorted(chosen)]


def stages_of(root: str, paths: Sequence[str]) -> set[str]:
    """The stages that there are files of variables for."""
    found = {
        stage_of(path)
        for path in paths
        if path.endswith(_ENDINGS)
        and not (path.rpartition("/")[0] == root and _stem(path.rpartition("/")[2]) == "terraform")
    }
    return {stage for stage in found if stage and stage not in _ALWAYS}


def read_variables(files: Files, paths: Sequence[str], unread: list[Unread]) -> dict[str, tuple[Any, Span]]:
    """Every variable that the files give, and where."""
    given: dict[str, tuple[Any, Span]] = {}
    for path in paths:
        for name, value, span in _entries(files, path, unread):
            given[name] = value, span
    return given


def texts_of(path: str, data: bytes) -> dict[str, str]:
    """The variables of a file that stands on the command line, as one would write each of them there.

    Raises:
        ReadError: it cannot be read.
    """
    source = decode(data, path)
    document, _ = _document(source)
    entries = document.entries() if isinstance(document, Map) else ()
    return {name: value if isinstance(value, str) else source.text[at[3] : at[4]] for name, value, at in entries}


def _document(source: Source) -> tuple[Any, list[Unread]]:
    if source.path.endswith(".json"):
        builder = Builder(source)
        return parse_json(builder), builder.notes
    return parse_hcl(source)


def _entries(files: Files, path: str, unread: list[Unread]) -> Iterator[tuple[str, Any, Span]]:
    try:
        document, notes = _document(decode(files.read(path), path))
    except ReadError as error:
        unread.append(Unread(path, error.line, "limit" if error.limit else "template", f"the file {error.reason}"))
        return
    unread += notes
    if isinstance(document, Map):
        yield from document.entries()


def _stem(name: str) -> str:
    return name.removesuffix(".json").removesuffix(".tfvars")
