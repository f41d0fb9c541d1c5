"""Calls of functions.

https://developer.hashicorp.com/terraform/language/expressions/function-calls
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

from leastwise.model.value import Symbol, Unknown
from leastwise.read.terraform.language.collections import Parsing
from leastwise.read.terraform.language.convert import sequence
from leastwise.read.terraform.language.function import Call, Function
from leastwise.read.terraform.language.lexer import NAME
from leastwise.read.terraform.language.names import Scope
from leastwise.read.terraform.language.nodes import Code
from leastwise.read.terraform.language.values import Failed

FAMILIES = {
    "numeric": "abs ceil floor log max min parseint pow signum sum",
    "regular": "regex regexall",
    "structured": "jsondecode jsonencode yamldecode yamlencode",
    "texts": "chomp endswith format formatlist indent join lower replace split startswith strcontains strrev substr "
    "templatestring title trim trimprefix trimspace trimsuffix upper",
    "lists": "alltrue anytrue chunklist coalesce coalescelist compact concat contains distinct element flatten index "
    "length one range reverse slice sort",
    "maps": "keys lookup matchkeys merge transpose values zipmap",
    "sets": "setintersection setproduct setsubtract setunion",
    "encoding": "base64decode base64encode base64gunzip base64gzip csvdecode textdecodebase64 textencodebase64 "
    "urldecode urlencode",
    "filesystem": "abspath basename dirname file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 "
    "fileset filesha1 filesha256 filesha512 pathexpand templatefile",
    "dates": "formatdate plantimestamp timeadd timecmp timestamp",
    "hashes": "base64sha256 base64sha512 bcrypt md5 rsadecrypt sha1 sha256 sha512 uuid uuidv5",
    "networks": "cidrcontains cidrhost cidrnetmask cidrsubnet cidrsubnets",
    "types": "ephemeralasnull issensitive nonsensitive sensitive tobool tolist tomap tonumber toset tostring type",
}
"""The modules of `functions` and what is in them."""


@cache
def _families() -> dict[str, str]:
    return {name: family for family, names in FAMILIES.items() for name in names.split()}


@cache
def function(name: str) -> Function | None:
    """The function of this name; nothing where there is none."""
    family = _families().get(name)
    if family is None:
        return None
    found: Function | None = import_module(f"leastwise.read.terraform.language.functions.{family}").FUNCTIONS.get(name)
    return found


def call(parser: Parsing, name: str, start: int) -> Code:
    """A call, with what stands after the name at hand."""
    while parser.value == "::":
        parser.advance()
        if parser.kind != NAME:
            raise Failed("is no expression: a name is missing after '::'")
        name += "::" + parser.value
        parser.advance()
    lines, parser.lines = parser.lines, False
    parser.expect("(")
    arguments: list[Code] = []
    expand = False
    while parser.value != ")":
        arguments.append(parser.expression())
        if parser.value == "...":
            expand = True
            parser.advance()
            break
        if parser.value != ",":
            break
        parser.advance()
    parser.lines = lines
    parser.expect(")")
    end = parser.last
    name = name.removeprefix("core::")
    if name in ("try", "can"):
        return _try(arguments) if name == "try" else _can(arguments)
    if "::" in name:
        return _foreign(name)
    return _call(name, arguments, expand, start, end)


def _call(name: str, arguments: list[Code], expand: bool, start: int, end: int) -> Code:
    def run(scope: Scope) -> Any:
        found = function(name)
        if found is None:
            raise Failed(f"there is no function {name[:80]!r}")
        values = [code(scope) for code in arguments]
        if expand:
            last = values.pop()
            if isinstance(last, Symbol):
                return Unknown(f"{name} of what is not known", (last,))
            values += sequence(last)
        return found.call(values, Call(name, scope, scope.span(start, end)))

    return run


def _foreign(name: str) -> Code:
    def run(scope: Scope) -> Any:
        raise Failed(f"what the function {name[:80]!r} of a provider gives is not known")

    return run


def _try(arguments: list[Code]) -> Code:
    """`try(a, b)`: the first that does not fail."""

    def run(scope: Scope) -> Any:
        inner = scope.trying()
        for code in arguments[:-1]:
            try:
                return code(inner)
            except Failed:
                continue
        if not arguments:
            raise Failed("try takes an argument")
        return arguments[-1](scope)

    return run


def _can(arguments: list[Code]) -> Code:
    """`can(a)`: whether it does not fail."""

    def run(scope: Scope) -> Any:
        if len(arguments) != 1:
            raise Failed("can takes one argument")
        try:
            value = arguments[0](scope.trying())
        except Failed:
            return False
        return Unknown("whether it can be worked out is not known", (value,)) if isinstance(value, Unknown) else True

    return run
