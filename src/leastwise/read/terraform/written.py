"""Values of the model as Terraform's author would write them: symbols are expressions, texts and numbers themselves.

What comes out is what `leastwise.patch.hcl` takes: a mapping is an object, a list of mappings is blocks, an
`Expression` is what it says. `json_syntax` makes Terraform's JSON syntax of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.edit import Noted
from leastwise.model.value import (
    Concat,
    DynamicReference,
    Import,
    Map,
    Parameter,
    Reference,
    Seq,
    Symbol,
    Unknown,
    display,
)
from leastwise.read.hcl.literals import quoted
from leastwise.read.hcl.values import Expression
from leastwise.read.hcl.writing import INDENT, aligned, key_text, scalar
from leastwise.read.terraform.tables import entry

PSEUDO = {
    "AWS::AccountId": ("aws_caller_identity", "account_id"),
    "AWS::Partition": ("aws_partition", "partition"),
    "AWS::Region": ("aws_region", "id"),
    "AWS::URLSuffix": ("aws_partition", "dns_suffix"),
}
"""Pseudo parameter → data source and attribute. Of a region, only `id` is there in all versions of the provider.

https://github.com/CrowdStrike/terraform-aws-cloud-registration/pull/61
"""
_FETCHED = {
    "secretsmanager": ("aws_secretsmanager_secret_version", "secret_id", "secret_string"),
    "ssm": ("aws_ssm_parameter", "name", "value"),
    "ssm-secure": ("aws_ssm_parameter", "name", "value"),
}
_PREFERRED = ("arn", "name", "function_name", "id")
"""Of the attributes that come to the same, the first of these: where the `id` is a name, `name` says so."""

_INDEX = re.compile(r"\[[^\]]*\]")
_OPENING = re.compile(r"([$%])(?=\{)")


class Written:
    """Writes values.

    Attributes:
        document: where variables and data sources are put that the values need.
        depth: in how many blocks of a resource the value stands.

    Args:
        addresses: key of a resource → its address, `aws_sqs_queue.jobs`.
        versions: key of a version of a function → key of the function.
        miss: called with what cannot be said.
    """

    def __init__(self, addresses: Mapping[str, str], versions: Mapping[str, str], miss: Callable[[str], None]) -> None:
        self.document: dict[str, Any] = {}
        self.depth = 0
        self._addresses = addresses
        self._versions = versions
        self._miss = miss

    def value(self, value: Any) -> Any:
        """A value; mappings and lists are new ones."""
        if isinstance(value, Concat):
            return Expression(f'"{"".join(self._piece(part) for part in value.parts)}"')
        if isinstance(value, Symbol):
            return Expression(self._expression(value))
        if isinstance(value, dict):
            return {display(key): self.value(item) for key, item in value.items()}
        return [self.value(item) for item in value] if isinstance(value, list) else value

    def json(self, value: Map | Seq) -> Expression:
        """A document that stands as a JSON text in Terraform."""
        return Expression(f"jsonencode({text_of(self.value(value), INDENT * (self.depth + 1))})")

    def data(self, type_: str, label: str, arguments: dict[str, Any]) -> str:
        """The address of a data source, which is added."""
        self.document.setdefault("data", {}).setdefault(type_, {})[label] = arguments
        return f"data.{type_}.{label}"

    def variable(self, name: str) -> dict[str, Any]:
        """The block of a variable."""
        found: dict[str, Any] = self.document.setdefault("variable", {}).setdefault(as_label(name), {})
        return found

    def _piece(self, part: str | Symbol) -> str:
        if not isinstance(part, str):
            return f"${{{self._expression(part)}}}"
        text = quoted(part)[1:-1]
        # Before what follows, `${…}`, a sign at the end would be taken for an escape.
        return f"{text[:-1]}\\u{ord(text[-1]):04x}" if text.endswith(("$", "%")) else text

    def _expression(self, value: Symbol) -> str:
        match value:
            case Reference():
                return self._reference(value)
            case Parameter(name) if name in PSEUDO:
                type_, attribute = PSEUDO[name]
                return f"{self.data(type_, 'current', {})}.{attribute}"
            case Parameter(name):
                self.variable(name)
                return f"var.{as_label(name)}"
            case DynamicReference(service, key) if service in _FETCHED and "${" not in key:
                type_, argument, attribute = _FETCHED[service]
                name, _, rest = key.partition(":SecretString:") if service == "secretsmanager" else (key, "", "")
                fetched = f"{self.data(type_, as_label(name), {argument: name})}.{attribute}"
                part = rest.partition(":")[0]
                return f"jsondecode({fetched})[{quoted(part)}]" if part else fetched
            case Import(name):
                return f"{self.data('aws_cloudformation_export', as_label(name), {'name': name})}.value"
            case Unknown(_, about) if about:
                # Terraform cannot work it out before it runs either.
                return f"element(split({quoted('/')}, {text_of(self.value(Concat((*about, '/'))))}), timestamp())"
            case _:
                self._miss(repr(value))
                return "timestamp()"

    def _reference(self, value: Reference) -> str:
        address = self._addresses.get(value.resource)
        if value.resource in self._versions:
            return f"{self._addresses[self._versions[value.resource]]}.qualified_arn"
        if address is None:
            self._miss(display(value))
            return "timestamp()"
        type_ = _INDEX.sub("", address).rpartition(".")[0].rpartition(".")[2]
        known = entry(type_)
        attributes = {} if known is None else known.attributes
        for name in (*_PREFERRED, *attributes):
            if attributes.get(name) == value.attribute:
                return f"{address}.{name}"
        if value.attribute != "Ref":
            self._miss(display(value))
        return f"{address}.id"


def as_label(name: str) -> str:
    """A name as the label of a block."""
    text = re.sub(r"\W", "_", name)
    return f"_{text}" if text[:1].isdigit() else text


def text_of(value: Any, margin: str = INDENT) -> str:
    """A value as an expression of HCL.

    Args:
        value: what `Written.value` gives.
        margin: what the line that it begins in begins with.
    """
    inner = margin + INDENT
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, dict):
        entries = [(key_text(key), text_of(item, inner) + _beside(item)) for key, item in value.items()]
        lines = [f"{inner}{line}\n" for line in aligned(entries)]
        return f"{{\n{''.join(lines)}{margin}}}" if lines else "{}"
    if isinstance(value, list):
        if not any(isinstance(item, (dict, list)) and item for item in value):
            return f"[{', '.join(text_of(item, inner) for item in value)}]"
        lines = [f"{inner}{text_of(item, inner)},\n" for item in value]
        return f"[\n{''.join(lines)}{margin}]"
    return quoted(value) if isinstance(value, str) else scalar(value)


def _beside(value: Any) -> str:
    """The comment beside a text, with a blank."""
    return f" # {value.note}" if isinstance(value, Noted) and value.note else ""


def json_syntax(value: Any) -> Any:
    """The same in Terraform's JSON syntax, in which texts hold the expressions.

    https://developer.hashicorp.com/terraform/language/syntax/json
    """
    if isinstance(value, Expression):
        return value.text[1:-1] if _template(value.text) else f"${{{value.text}}}"
    if isinstance(value, str):
        return _OPENING.sub(r"\1\1", value)
    if isinstance(value, dict):
        return {_OPENING.sub(r"\1\1", str(key)): json_syntax(item) for key, item in value.items()}
    return [json_syntax(item) for item in value] if isinstance(value, list) else value


def _template(text: str) -> bool:
    """Whether an expression is a quoted text in which JSON would not have to escape anything."""
    return text[0] == text[-1] == '"' and '"' not in text[1:-1] and "\\" not in text
