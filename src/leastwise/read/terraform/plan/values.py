"""What is planned for one resource, as its arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq, Unknown
from leastwise.read.builder import Builder
from leastwise.read.json import parse_json
from leastwise.read.terraform.converters import DOCUMENTS
from leastwise.read.terraform.language.documents import looks_like_document, placed
from leastwise.read.terraform.language.values import encoded
from leastwise.read.terraform.plan.document import Planned
from leastwise.read.terraform.plan.links import Links
from leastwise.read.terraform.tables import entry

SENSITIVE = "it is sensitive; its value was not looked at"

_SECRET = re.compile(r"(?:^|_)(?:password|secret|api_?key|private_key|token)", re.IGNORECASE)
"""What holds secrets, by its name: not everybody marks variables, and older versions do not mark all arguments."""


def is_secret(name: str) -> bool:
    """Whether a variable, argument or key of this name holds a secret."""
    return _SECRET.search(name) is not None


class Arguments:
    """The arguments of one resource, as a plan or state has them."""

    def __init__(self, one: Planned, links: Links) -> None:
        self._one = one
        self._links = links
        self._near = links.depends(one)
        self._written = links.written(one)
        self._constants = set(_constants(self._written))
        self.values = self._all()

    def _all(self) -> Map:
        """Its arguments; in a plan only those that are written, for the others the provider's defaults are known."""
        one, written = self._one, self._written
        made = Map(one.values.home)
        for name, value, span in one.values.entries():
            if written is not None and name not in written and one.mode == "managed":
                continue
            found = self._value(name, value, _part(one.unknown, name), _part(one.sensitive, name), span)
            if found is not None and not (found == "" or (isinstance(found, Seq) and not found)):
                made.put(name, found, span)
        for name, expression, span in written.entries() if written is not None else ():
            if name not in made and (one.values.get(name) is None or _part(one.unknown, name)):
                found = self._open(name, expression, _part(one.unknown, name))
                if found is not None:
                    made.put(name, found, span)
        return made

    def _value(self, name: str, value: Any, unknown: Any, sensitive: Any, span: Any) -> Any:
        if sensitive is True or (self._secret(name) and isinstance(value, str) and value not in self._constants):
            return Unknown(SENSITIVE)
        if isinstance(value, Map):
            made = Map(value.home)
            for key, item, place in value.entries():
                found = self._value(key, item, _part(unknown, key), _part(sensitive, key), place)
                if found is not None:
                    made.put(key, found, place)
            return self._opened(name, made, unknown)
        if isinstance(value, Seq):
            items = Seq(value.home)
            for index, item, place in value.entries():
                found = self._value(name, item, _part(unknown, index), _part(sensitive, index), place)
                items.put(Unknown("known after apply") if found is None else found, place)
            return items
        if isinstance(value, str):
            if looks_like_document(value):
                return self._document(value, span)
            return self._links.named(value, self._one, self._near)
        return value

    def _secret(self, name: str) -> bool:
        one = self._one
        hidden = one.type == "aws_ssm_parameter" and one.values.get("type") == "SecureString"
        return is_secret(name) or (hidden and name in ("value", "insecure_value"))

    def _opened(self, name: str, made: Map, unknown: Any) -> Map:
        """A mapping with what Terraform will know only later."""
        for key, later in unknown.items() if isinstance(unknown, Map) else ():
            if key not in made and later is True:
                expression = self._expression(name, key)
                if expression is not None:
                    made.put(key, self._open(key, expression, True))
        return made

    def _expression(self, block: str, key: str) -> Any:
        """What stands in the configuration for a value in a block, or for all of a mapping."""
        written: Any = self._written.get(block) if self._written is not None else None
        for item in written if isinstance(written, Seq) else (written,):
            if isinstance(item, Map) and (key in item or "references" in item):
                return item.get(key, item)
        return _find(self._written, key)

    def _open(self, name: str, expression: Any, unknown: Any) -> Any:
        """A value that is known only later: what its expression refers to, where that is one thing."""
        if isinstance(expression, Map) and "constant_value" in expression:
            return None
        about = self._links.references(expression, self._one)
        if not about and unknown is not True:
            return None
        known = entry(self._one.type)
        row = known.rows.of.get(name) if known is not None else None
        if len(about) == 1 and (row is None or row.convert not in DOCUMENTS) and isinstance(expression, Map):
            return about[0]
        return Unknown("known after apply", tuple(about))

    def _document(self, text: str, span: Any) -> Any:
        """A text that is a JSON document, with the resources that it names."""
        try:
            value = parse_json(Builder(Source("", text)))
        except ReadError:
            return text
        if not isinstance(value, (Map, Seq)) or not value:
            return text
        return encoded(self._linked(placed(value, lambda _: span)), text)

    def _linked(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._links.named(value, self._one, self._near)
        for key, item in list(
            value.items() if isinstance(value, Map) else enumerate(value) if isinstance(value, Seq) else ()
        ):
            value[key] = self._linked(item)
        return value


def _constants(written: Any) -> Iterator[str]:
    """The texts that stand in the configuration as they are."""
    ahead = [written]
    while ahead:
        item = ahead.pop()
        if isinstance(item, str):
            yield item
        ahead += item.values() if isinstance(item, Map) else item if isinstance(item, Seq) else ()


def _part(mask: Any, key: Any) -> Any:
    """The part of a mask for one value."""
    if mask is True:
        return True
    if isinstance(mask, dict):
        return mask.get(key)
    return mask[key] if isinstance(mask, Seq) and isinstance(key, int) and key < len(mask) else None


def _find(written: Any, key: str) -> Any:
    """The expression of this name, however deep in blocks."""
    ahead = [written]
    while ahead:
        item = ahead.pop(0)
        if isinstance(item, Map) and "references" not in item and "constant_value" not in item:
            if key in item and item is not written:
                return item[key]
            ahead += item.values()
        elif isinstance(item, Seq):
            ahead += item
    return None
