"""Which versions of the AWS provider a module may run with, and what is newer than all of them.

https://developer.hashicorp.com/terraform/language/expressions/version-constraints
https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from leastwise.fix import written
from leastwise.fix.terraform.module import Module
from leastwise.model.errors import PatchError, ReadError
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Change, Remove
from leastwise.read.files import Files
from leastwise.read.tables import table

Version = tuple[int, ...]

_TERM = re.compile(r"\s*(=|!=|>=?|<=?|~>)?\s*v?(\d+(?:\.\d+)*)(?:-[\w.]+)?\s*\Z")
_LOCKED = re.compile(r'provider\s+"[^"\n]*/hashicorp/aws"\s*\{[^}]*?\bversion\s*=\s*"(\d+(?:\.\d+)*)"')
_SOURCE = "hashicorp/aws"
_BLOCK = 3
"""Steps to a block: `resource.aws_sqs_queue.jobs`."""

_FOREVER = 1 << 30
"""A number that no part of a version reaches."""


def pins(module: Module, files: Files | None) -> list[str]:
    """The constraints of the provider's version in a folder: its own, and the version in its lock file."""
    found = [said for spot in module.sections("terraform") for said in _required(spot.below("required_providers").raw)]
    path = f"{module.folder}/.terraform.lock.hcl".lstrip("/")
    try:
        text = files.read(path).decode(errors="replace") if files is not None and files.is_file(path) else ""
    except ReadError:
        text = ""
    match = _LOCKED.search(text)
    return [*found, *([match[1]] if match else [])]


def _required(raw: Any) -> Iterator[str]:
    for block in raw if isinstance(raw, Seq) else (raw,):
        wanted = block.get("aws") if isinstance(block, Map) else None
        if isinstance(wanted, Map) and wanted.get("source", _SOURCE) in (_SOURCE, f"registry.terraform.io/{_SOURCE}"):
            wanted = wanted.get("version")
        if isinstance(wanted, str):
            yield wanted


def refuse_newer(pinned: Iterable[str], change: Change) -> None:
    """Refuse to write what the provider does not know yet.

    Args:
        pinned: constraints of its version.
        change: of a file.

    Raises:
        PatchError: the folder pins an older one.
    """
    if isinstance(change, Remove):
        return
    for what, since in _newer(change.path, change.value):
        for said in pinned:
            if not _allows(said, _version(since)):
                raise PatchError(f"the folder pins aws {said}, and {what} needs {since}")


def _newer(path: tuple[Any, ...], value: Any) -> Iterator[tuple[str, str]]:
    """What is written that not every version of the provider knows, and since when it does."""
    known = table(written.__file__, "terraform")["since"]
    steps = [step for step in path if isinstance(step, str)]
    block = value if isinstance(value, dict) else {}
    for runtime in (value, block.get("runtime")):
        if isinstance(runtime, str) and runtime in known["runtimes"]:
            yield runtime, known["runtimes"][runtime]
    if len(steps) < _BLOCK or steps[0] != "resource":
        return
    type_, inside = steps[1], steps[_BLOCK:]
    for argument, since in known["arguments"].get(type_, {}).items():
        if argument in (inside[:1] or block):
            yield argument, since


def _allows(constraint: str, wanted: Version) -> bool:
    """Whether a constraint admits this version or a newer one. What cannot be understood is taken to."""
    return all(_highest(term) > wanted for term in constraint.split(",") if _TERM.match(term))


def _highest(term: str) -> Version:
    """A version that is above all which a term admits."""
    match = _TERM.match(term)
    assert match is not None
    sign, version = match[1] or "=", _version(match[2])
    if sign == "<":
        return version
    if sign in ("=", "<="):
        return (*version, *(0,) * (3 - len(version)), 1)
    if sign == "~>" and len(version) > 1:
        return (*version[:-2], version[-2] + 1)
    return (_FOREVER,)


def _version(text: str) -> Version:
    return tuple(int(part[:9]) for part in text.split("."))
