"""Resources of the provider `awscc`: it is generated from CloudFormation's schemas, and so are their names.

`data/awscc.json` holds what cannot be guessed from a name in snake case; `tools/refresh_awscc.py` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.model.source import Span
from leastwise.model.value import Map, Seq
from leastwise.read.graph.texts import parse
from leastwise.read.tables import table
from leastwise.read.terraform.language.values import Encoded, decoded

PREFIX = "awscc_"
_META = frozenset({"count", "depends_on", "for_each", "id", "lifecycle", "provider", "timeouts"})


def known(type_: str) -> Mapping[str, Any] | None:
    """What there is to know of a type: `type`, CloudFormation's, and perhaps `names`, `free` and `attributes`."""
    types: Mapping[str, Mapping[str, Any]] = table(__file__, "awscc")["awscc"]
    return types.get(type_)


def attributes(type_: str) -> dict[str, str]:
    """The provider's name of each attribute that nobody sets → CloudFormation's."""
    found = known(type_) or {}
    wanted = found.get("attributes", ())
    result = {_snake(name): name for name in wanted}
    result.update({own: name for own, name in found.get("names", {}).items() if name in wanted and "." not in own})
    return result


def properties(type_: str, values: Map, translated: Callable[[Any], Any]) -> Map:
    """The properties that the arguments of a resource are; `translated` translates the references in a value."""
    found = known(type_) or {}
    made = _Names(found.get("names", {}), frozenset(found.get("free", ())), translated)
    written = Map(values.home)
    for name, value, span in values.entries():
        if name not in _META:
            written.put(name, value, span)
    return made.mapping(written, "")


class Spelling(Mapping[str, str]):
    """CloudFormation's dotted name of a property → the provider's. It knows them all, so none is listed."""

    def __getitem__(self, name: str) -> str:
        return ".".join(_snake(part) for part in name.split("."))

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True


class _Names:
    """The way back from the names of one type."""

    def __init__(self, odd: Mapping[str, str], free: frozenset[str], translated: Callable[[Any], Any]) -> None:
        self._odd = odd
        self._free = free
        self._translated = translated

    def mapping(self, value: Map, parent: str) -> Map:
        made = Map(value.home)
        for own, item, span in value.entries():
            if item is not None:
                name = self._odd.get(f"{parent}.{own}") or self._odd.get(own) or _pascal(own)
                made.put(name, self._value(item, span, own, name in self._free), span)
        return made

    def _value(self, value: Any, span: Span, parent: str, free: bool) -> Any:
        if isinstance(value, Encoded):
            return decoded(self._translated(value))
        if isinstance(value, Seq):
            listed = Seq(value.home)
            for _, item, place in value.entries():
                listed.put(self._value(item, place, parent, free), place)
            return listed
        if isinstance(value, Map):
            return self._free_mapping(value, parent) if free else self.mapping(value, parent)
        if free and isinstance(value, str):
            found = parse(value, span)
            return value if found is None else found
        return self._translated(value)

    def _free_mapping(self, value: Map, parent: str) -> Map:
        """A mapping with keys of its author, of values that may have names of the provider."""
        made = Map(value.home)
        for key, item, span in value.entries():
            made.put(key, self._value(item, span, parent, False), span)
        return made


def _pascal(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _snake(name: str) -> str:
    """A property's name as the provider writes it.

    https://github.com/hashicorp/terraform-provider-awscc/blob/main/internal/naming/naming.go
    """
    made = ""
    for index, letter in enumerate(name):
        before, after = name[index - 1 : index], name[index + 1 : index + 2]
        if letter.isupper() and before.isupper() and after.islower():
            made += "_"
        made += letter.lower()
        if (letter.islower() and (after.isupper() or after.isdigit())) or (letter.isdigit() and after.isalpha()):
            made += "_"
    return made
