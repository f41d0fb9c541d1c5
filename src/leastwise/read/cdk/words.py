"""What the author of a CDK application calls CloudFormation's properties, for messages about what is absent."""

from __future__ import annotations

import os.path
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from leastwise.read.tables import table

_UNDERSCORED = re.compile(r"(?<=[a-z0-9])[A-Z]")
"""Where `snake_case` has an underscore and a small letter."""

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+")
_STATIC = os.path.join(os.path.dirname(__file__), "static", "")


def words(type_: str, *, python: bool = False, first_level: bool = False) -> Mapping[str, str]:
    """CloudFormation's dotted names of properties of a type → those of the construct that makes it.

    Args:
        type_: CloudFormation's.
        python: whether the application is written in Python; names are in camel case otherwise.
        first_level: whether it is a construct of the first level (`CfnQueue`), which has CloudFormation's own names.
    """
    return _Lowered(python) if first_level else _second_level(type_, python)


def called(wanted: Mapping[str, Any]) -> dict[str, str]:
    """A table of a construct, turned round: name of a property → CloudFormation's dotted name, or an entry with it."""
    found: dict[str, str] = {}
    for name, target in wanted.items():
        for path in (target,) if isinstance(target, str) else (target["to"],) if "to" in target else _set(target):
            steps = [step for step in path.split(".") if not step.isdecimal()]
            for end in range(len(steps), 0, -1):
                found.setdefault(".".join(steps[:end]), name)
    return found


def _set(target: Mapping[str, Any]) -> Iterator[str]:
    for settings in target.get("sets", {}).values():
        yield from settings


@cache
def _second_level(type_: str, python: bool) -> Mapping[str, str]:
    facts = table(_STATIC, "constructs")
    found = dict(table(__file__, "words")["words"].get(type_, {}))
    if type_ == "AWS::Lambda::Function":
        found = called(facts["function"]) | found
    for entry in facts["constructs"].values():
        if entry["type"] == type_:
            found = called(entry["properties"]) | found
    return {key: _snake(name) for key, name in found.items()} if python else found


class _Lowered(Mapping[str, str]):
    """The names of a construct of the first level: CloudFormation's in camel case, `KMSMasterKeyID` → `kmsMasterKeyId`.

    https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html
    """

    __slots__ = ("python",)

    def __init__(self, python: bool) -> None:
        self.python = python

    def __getitem__(self, path: str) -> str:
        name = ".".join(_camel(step) for step in path.split("."))
        return _snake(name) if self.python else name

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


def _camel(step: str) -> str:
    first, *rest = _WORD.findall(step) or (step,)
    return first.lower() + "".join(word.capitalize() for word in rest)


def _snake(name: str) -> str:
    return _UNDERSCORED.sub(lambda match: "_" + match[0].lower(), name)
