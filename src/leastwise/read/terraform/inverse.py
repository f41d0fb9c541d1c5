"""The tables from the other side: which of Terraform's types say what a type of CloudFormation says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leastwise.model.resource import Resource
from leastwise.read.tables import table
from leastwise.read.terraform import tables
from leastwise.read.terraform.tables import entry


@cache
def _index() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """CloudFormation's type → Terraform's, and → those that go into it."""
    own: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for file in dict.fromkeys(table(tables.__file__, "files")["files"].values()):
        for name in table(tables.__file__, file)["types"]:
            found = entry(name)
            if found is not None and found.into is None:
                own.setdefault(found.type, []).append(name)
            elif found is not None and found.into is not None:
                for type_ in found.into.types:
                    parts.setdefault(type_, []).append(name)
    return _frozen(own), _frozen(parts)


def _frozen(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(names) for key, names in found.items()}


def own_type(resource: Resource) -> str | None:
    """Terraform's type: the one of which all that is fixed is so, otherwise the first with the most words for it."""
    names = _index()[0].get(resource.type, ())
    for name in names:
        known = entry(name)
        if known is not None and known.fixed and all(resource.get(key) == value for key, value in known.fixed.items()):
            return name
    return max(names, key=lambda name: _words(name, resource), default=None)


def _words(name: str, resource: Resource) -> int:
    """For how many of a resource's properties one of Terraform's types has arguments."""
    known = entry(name)
    assert known is not None
    return len({row.to[0] for row in known.rows.of.values() if row.to} & resource.properties.keys())


def parts_of(type_: str) -> tuple[str, ...]:
    """Terraform's types that CloudFormation keeps inside resources of a type."""
    return _index()[1].get(type_, ())
