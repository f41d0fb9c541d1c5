"""The tables invent nothing: what they name is there, in Terraform's provider and in CloudFormation."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import leastwise.read.terraform as package
from leastwise.read.terraform.cases import CASES
from leastwise.read.terraform.converters import CONVERTERS
from leastwise.read.terraform.tables import entry, names

from .schemas import PROVIDER, kinds, read_only, types

FOLDER = Path(package.__file__).parent / "data"
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
SERVICES = {name: file for name, file in FILES.items() if isinstance(file.get("types"), dict) and name != "gaps"}
ENTRIES = {type_: found for file in SERVICES.values() for type_, found in file["types"].items()}
OTHER_VERSIONS = FILES["gaps"]["versions"]
"""Type → argument or attribute that the version of our list does not have → which version has it."""

WHOLE = {"aws_wafv2_web_acl"}
"""The types below which what a file shares may stand as a whole."""

Rows = Iterator[tuple[tuple[str, ...], tuple[str, ...], Any]]
services = pytest.mark.parametrize("service", list(SERVICES))


def faults(service: str, check: Callable[[str], Iterator[str]]) -> list[str]:
    """What a check says about the entries of one file."""
    own = [type_ for type_, found in SERVICES[service]["types"].items() if "same" not in found]
    return [f"{type_}: {fault}" for type_ in own for fault in check(type_)]


def rows(type_: str) -> Rows:
    """Argument, property and row of everything that an entry says, also inside of blocks."""
    found = ENTRIES[type_]
    at = tuple(part for part in found.get("into", {}).get("at", "").split(".") if part)
    file = next(file for file in SERVICES.values() if type_ in file["types"])
    return walk(found.get("properties", {}), (), at, file.get("shared", {}) if type_ in WHOLE else {}, ())


def walk(written: Any, own: tuple[str, ...], path: tuple[str, ...], shared: Any, inside: tuple[str, ...]) -> Rows:
    for name, row in written.items():
        to = row if isinstance(row, str) else row["to"]
        here = path if to.startswith("^") else (*path, *(step for step in to.split(".") if step))
        yield (*own, name), here, row
        inner = None if isinstance(row, str) else row.get("block", row.get("blocks"))
        if isinstance(inner, str):
            if inner in shared and inner not in inside:
                yield from walk(shared[inner], (*own, name), here, shared, (*inside, inner))
        elif inner is not None:
            yield from walk(inner, (*own, name), here, shared, inside)


def targets(type_: str) -> list[str]:
    """The types of CloudFormation that an entry's properties go to."""
    found = ENTRIES[type_]
    into = found.get("into", {}).get("type", found.get("type", ""))
    return [into] if isinstance(into, str) else into


def argument(type_: str, own: tuple[str, ...]) -> Any:
    """What the provider says about an argument: its kind, `[how often, arguments]`, or nothing."""
    known: Any = PROVIDER[type_]["arguments"]
    for index, name in enumerate(own):
        if name not in known:
            return None
        found = known[name]
        if index == len(own) - 1:
            return found
        if isinstance(found, str):
            return "any"
        known = found[1]
    return None


@services
def test_arguments_are_the_providers(service: str) -> None:
    def check(type_: str) -> Iterator[str]:
        other = OTHER_VERSIONS.get(type_, {})
        for own, _, _ in rows(type_):
            if own[0] not in other and argument(type_, own) is None:
                yield ".".join(own)

    assert faults(service, check) == []


@services
def test_blocks_are_blocks(service: str) -> None:
    """A row with rows is about a block, or about an argument that takes objects."""

    def check(type_: str) -> Iterator[str]:
        for own, _, row in rows(type_):
            known = argument(type_, own)
            inner = isinstance(row, dict) and ("block" in row or "blocks" in row)
            converted = isinstance(row, dict) and "as" in row
            if known is not None and known != "any" and not converted and isinstance(known, list) != inner:
                yield ".".join(own)

    assert faults(service, check) == []


@services
def test_properties_are_cloudformations(service: str) -> None:
    """And what stands several times is a list there."""

    def check(type_: str) -> Iterator[str]:
        for target in targets(type_):
            for own, path, row in rows(type_):
                if isinstance(row, dict) and row["to"].startswith("^"):
                    continue
                there = kinds(target, path) if path else {"object"}
                many = isinstance(row, dict) and "blocks" in row and "by" not in row
                if there is None:
                    yield f"{'.'.join(own)}: {target} has no {'.'.join(path)}"
                elif many and not there & {"array", "free"}:
                    yield f"{'.'.join(own)}: {'.'.join(path)} is no list"

    assert faults(service, check) == []


@services
def test_attributes_are_there(service: str) -> None:
    """CloudFormation may have no word for one; the reference then keeps Terraform's."""

    def check(type_: str) -> Iterator[str]:
        found, known = ENTRIES[type_], PROVIDER[type_]
        there = {*known["arguments"], *known["attributes"], *OTHER_VERSIONS.get(type_, ())}
        for own, text in found.get("attributes", {}).items():
            if own not in there:
                yield own
            if text == "".join(part.capitalize() for part in own.split("_")):
                continue
            for name in re.findall(r"\$\{([^}]+)\}", text) if "${" in text else [text]:
                if name.startswith("."):
                    if name[1:] not in there:
                        yield text
                elif not name.startswith("AWS::") and name != "Ref" and not attribute(found.get("type", ""), name):
                    yield f"{found.get('type')} has no {name}"

    assert faults(service, check) == []


def attribute(target: str, name: str) -> bool:
    """Whether CloudFormation has an attribute or a property of this name."""
    return name in read_only(target) or kinds(target, tuple(name.split("."))) is not None


@services
def test_owners_and_types_are_there(service: str) -> None:
    def check(type_: str) -> Iterator[str]:
        found = ENTRIES[type_]
        into = found.get("into", {})
        owner = into.get("owner", ())
        yield from set(targets(type_)) - types()
        yield from set([owner] if isinstance(owner, str) else owner) - set(PROVIDER[type_]["arguments"])
        at = tuple(step for step in into.get("at", "").split(".") if step)
        yield from (target for target in targets(type_) if at and kinds(target, at) is None)
        yield from (name for name in found.get("fixed", {}) if kinds(found["type"], (name,)) is None)
        yield from (part for part in found.get("parts", ()) if "into" not in ENTRIES[part])
        for name, apart in found.get("apart", {}).items():
            if argument(type_, (name,)) is None or kinds(apart["type"], (apart["owner"],)) is None:
                yield name

    assert faults(service, check) == []


@services
def test_converters_and_cases_are_there(service: str) -> None:
    def check(type_: str) -> Iterator[str]:
        used = {row["as"] for _, _, row in rows(type_) if isinstance(row, dict) and "as" in row}
        yield from used - set(CONVERTERS)
        yield from {ENTRIES[type_].get("case", "")} - {"", *CASES}

    assert faults(service, check) == []


@services
def test_types_are_found_in_the_file_that_has_them(service: str) -> None:
    for type_, written in SERVICES[service]["types"].items():
        assert entry(type_) is not None, type_
        assert names(type_) or not written.get("properties"), type_


def test_what_concerns_nobody_is_there_too() -> None:
    named = {type_ for type_ in FILES["unconcerned"]["types"] if type_.startswith("aws_")}
    assert named <= set(PROVIDER)
    assert named.isdisjoint(ENTRIES)
