"""Modules of others that are understood by their inputs when their source is not here.

`data/modules/<name>.tf` says what such a module deploys, in its own language: the variables, resources and outputs that
matter here. It is evaluated like a module that is there, and what it deploys stands where the author calls it.
"""

from __future__ import annotations

import os.path
import re
from functools import cache

from leastwise.model.source import Source
from leastwise.read.hcl import parse_hcl
from leastwise.read.terraform.module import Module, add_blocks

_OWNER = "terraform-aws-modules"

_SOURCE = re.compile(
    rf"(?:registry\.(?:terraform|opentofu)\.(?:io|org)/)?{_OWNER}/([\w-]+)/aws(?://([\w/.-]+?))?/?"
    rf"|(?:git::)?(?:https://|ssh://|git@)*github\.com[/:]{_OWNER}/terraform-aws-([\w-]+?)(?:\.git)?(?://([\w/.-]+?))?/?"
    r"(?:\?[^\s]*)?"
)


def known(source: str) -> Module | None:
    """The module that a source names, where its inputs say enough. It is shared, so nobody may change it.

    https://developer.hashicorp.com/terraform/language/modules/sources
    """
    match = _SOURCE.fullmatch(source)
    if match is None:
        return None
    name, inner = match[1] or match[3], match[2] or match[4] or ""
    return _load("--".join((name, *(part for part in inner.split("/") if part not in ("", "modules")))))


@cache
def _load(name: str) -> Module | None:
    path = os.path.join(os.path.dirname(__file__), "data", "modules", f"{name}.tf")
    if not re.fullmatch(r"[\w-]+", name) or not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as file:
        source = Source(f"({_OWNER}/{name})", file.read())
    root, _ = parse_hcl(source)
    module = Module(f"({_OWNER}/{name})", [source])
    add_blocks(module, root, override=False)
    return module
