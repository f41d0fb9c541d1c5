"""Modules of others that are understood by their inputs when their source is not here, or says less.

`data/modules/<name>.tf` says what such a module deploys, in its own language: the variables, resources and outputs that
matter here. It is evaluated like a module that is there, and what it deploys stands where the author calls it.
"""

from __future__ import annotations

import os.path
import re
from functools import cache

from leastwise.model.source import Source
from leastwise.read.hcl import parse_hcl
from leastwise.read.terraform.module import Declared, Module, add_blocks

_OWNER = "terraform-aws-modules"

_SOURCE = (
    rf"(?:registry\.(?:terraform|opentofu)\.(?:io|org)/)?{_OWNER}/([\w-]+)/aws(?://([\w/.-]+?))?/?"
    rf"|(?:git::)?(?:https://|ssh://|git@)*github\.com[/:]{_OWNER}/terraform-aws-([\w-]+?)(?:\.git)?(?://([\w/.-]+?))?/?"
    r"(?:\?[^\s]*)?"
)


def known(source: str) -> Module | None:
    """The module that a source names, where its inputs say enough. It is shared, so nobody may change it.

    https://developer.hashicorp.com/terraform/language/modules/sources
    """
    match = _named(source)
    if match is None:
        return None
    name, inner = match[1] or match[3], match[2] or match[4] or ""
    parts = [part for part in inner.split("/") if part not in ("", "modules")]
    return _wrapper(name, *parts[1:]) if parts[:1] == ["wrappers"] else _load("--".join((name, *parts)))


def says_more(source: str) -> bool:
    """Whether what is told here of a module counts also where its source is: that has a program build the package.

    Of which folder the package is made, the program learns while Terraform plans. All others count as they are: the
    version that is here may have other defaults than the one that is told of.

    https://github.com/terraform-aws-modules/terraform-aws-lambda/blob/master/package.tf
    """
    match = _named(source)
    return match is not None and (match[1] or match[3]) == "lambda"


def _named(source: str) -> re.Match[str] | None:
    return re.fullmatch(_SOURCE, source)


@cache
def _load(name: str) -> Module | None:
    path = os.path.join(os.path.dirname(__file__), "data", "modules", f"{name}.tf")
    if not re.fullmatch(r"[\w-]+", name) or not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8") as file:
        return _module(name, file.read())


def _module(name: str, text: str) -> Module:
    source = Source(f"({_OWNER}/{name})", text)
    root, _ = parse_hcl(source)
    module = Module(source.path, [source])
    add_blocks(module, root, override=False)
    return module


@cache
def _wrapper(name: str, *inner: str) -> Module | None:
    """The module that calls another one for each of its `items`, with what they leave out taken from `defaults`.

    https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest/submodules/wrappers
    """
    wrapped = _load("--".join((name, *inner)))
    if wrapped is None:
        return None
    path = "".join(f"/{part}" for part in ("/modules", *inner)) if inner else ""
    inputs = "".join(
        f"  {one} = try(each.value.{one}, var.defaults.{one}, {_default(declared)})\n"
        for one, declared in wrapped.variables.items()
        if one not in ("source", "version")
    )
    return _module(
        f"{name}{path}/wrappers",
        f"""variable "defaults" {{ default = {{}} }}
variable "items" {{ default = {{}} }}

module "wrapper" {{
  source   = "{_OWNER}/{name}/aws{path}"
  for_each = var.items
{inputs}}}

output "wrapper" {{ value = module.wrapper }}
""",
    )


def _default(declared: Declared) -> str:
    """The default of a variable as it is written."""
    source, _, _, start, end = declared.body.span("default")
    return source.text[start:end] if "default" in declared.body else "null"
