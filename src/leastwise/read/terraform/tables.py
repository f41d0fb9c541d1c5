"""The tables that say what Terraform's resources are in CloudFormation's words; `data/README.md` has their format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from leastwise.model.record import field, record
from leastwise.read.tables import table
from leastwise.read.terraform import awscc

_ALWAYS = {"id": "Ref", "arn": "Arn"}


@record(eq=False)
class Row:
    """One argument and what becomes of it.

    Attributes:
        to: where it goes; empty for a block whose content belongs to what is around it.
        beside: it goes beside `Properties`, not into them.
        convert: name of a converter.
        names: what the converter calls key and value.
        values: Terraform's value as a text → CloudFormation's.
        unset: values that mean the same as no argument, as texts.
        rows: of a block.
        many: the block makes a list, or a mapping by what one of its arguments says.
        by: that argument.
        default: what the provider takes where there is no such argument.
        required: what to write where its block would stand without it.
        also: other properties that this argument decides → their value.
    """

    to: tuple[str, ...]
    beside: bool = False
    convert: str = ""
    names: tuple[str, str] = ("Key", "Value")
    values: Mapping[str, Any] | None = None
    unset: frozenset[str] = frozenset()
    rows: Rows | None = None
    many: bool = False
    by: str = ""
    default: Any = None
    required: Any = None
    also: Mapping[str, Any] = field(default_factory=dict)


@record(eq=False)
class Rows:
    """The rows of a block or resource.

    Attributes:
        of: argument → row.
        defaults: the arguments that have one.
        shared: by several rows, and perhaps by one of its own.
    """

    of: Mapping[str, Row]
    defaults: tuple[tuple[str, Row], ...]
    shared: bool = False


@record(eq=False)
class Into:
    """What CloudFormation keeps inside another resource, and where.

    Attributes:
        owner: the arguments that name the owners, or argument → property of the one owner that has its value.
        types: the owner may have.
        at: where in the owner's properties it goes.
        append: it is one more item of a list there; a text is the argument of which the value is the item.
        alone: the type it has where its owner is not in the application.
        name: the owner's property that holds its name, where `Lookup` does not know that.
        elsewhere: further types of owners as older configurations have them → where it goes in these.
    """

    owner: tuple[str, ...] | Mapping[str, str]
    types: tuple[str, ...]
    at: tuple[str, ...]
    append: bool | str = False
    alone: str = ""
    name: str = ""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@record(eq=False)
class Apart:
    """An argument that CloudFormation has as a resource of its own, such as the policy of a queue.

    Attributes:
        type: of that resource.
        owner: its property that names this one.
        at: its property that the argument becomes.
        many: the property that names this one is a list.
    """

    type: str
    owner: str
    at: str
    many: bool = False


@record(eq=False)
class Entry:
    """What is known of one of Terraform's types.

    Attributes:
        parts: the types that go into it, as Terraform is written today.
        called: CloudFormation's dotted name of a property → what Terraform calls it, where no row says so.
    """

    type: str
    rows: Rows
    attributes: Mapping[str, str]
    into: Into | None = None
    apart: Mapping[str, Apart] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    case: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)


@cache
def entry(type_: str) -> Entry | None:
    """What is known of a type."""
    if type_.startswith(awscc.PREFIX):
        return _generated(type_)
    file = _file(type_)
    found = file.get("types", {}).get(type_)
    if found is None:
        return None
    if "same" in found:
        return entry(found["same"])
    into = found.get("into")
    return Entry(
        type=found.get("type", ""),
        rows=_rows(found.get("properties", {}), _Shared(file.get("shared", {}))),
        attributes={**_ALWAYS, **found.get("attributes", {})},
        into=None if into is None else _into(into),
        apart={name: Apart(**given) for name, given in found.get("apart", {}).items()},
        parts=tuple(found.get("parts", ())),
        case=found.get("case", ""),
        fixed=found.get("fixed", {}),
        called=found.get("called", {}),
    )


def _generated(type_: str) -> Entry | None:
    """What is known of a type of the provider that is generated from CloudFormation's schemas."""
    found = awscc.known(type_)
    if found is None:
        return None
    return Entry(found["type"], Rows({}, ()), {"id": "Ref", **awscc.attributes(type_)}, case="generated")


def identity(type_: str, attribute: str) -> bool:
    """Whether an attribute of a resource says which resource it is, and so has to stay a reference.

    Otherwise it is the argument's own value, where there is such an argument.
    """
    found = entry(type_)
    return attribute in (_ALWAYS if found is None else found.attributes)


def unconcerned(type_: str) -> bool:
    """Whether a type deploys nothing that a rule could be about."""
    known: Any = table(__file__, "unconcerned")
    return type_ in known["types"] or type_.startswith(tuple(known["beginnings"]))


@cache
def names(type_: str) -> Mapping[str, str]:
    """CloudFormation's dotted name of a property → what Terraform calls it, for resources of one of its types."""
    if type_.startswith(awscc.PREFIX):
        return awscc.Spelling()
    found = entry(type_)
    if found is None:
        return {}
    result: dict[str, str] = {}
    for part in found.parts:
        other = entry(part)
        if other is not None and other.into is not None:
            at, append = other.into.at, other.into.append
            if at:
                result.setdefault(".".join(at), f"{part}.{append}" if isinstance(append, str) else part)
            for path, own in _named(other.rows, at, (part,)):
                result.setdefault(".".join(path), ".".join(own))
    for path, own in _named(found.rows, (), ()):
        result.setdefault(".".join(path), ".".join(own))
    return {**result, **found.called}


def _named(
    rows: Rows, path: tuple[str, ...], own: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for name, row in rows.of.items():
        here, mine = (*path, *row.to), (*own, name)
        for length in range(len(path) + 1, len(here) + 1):
            yield here[:length], mine
        if row.rows is not None and not row.rows.shared:
            yield from _named(row.rows, here, mine)


def _file(type_: str) -> Mapping[str, Any]:
    files: Mapping[str, str] = table(__file__, "files")["files"]
    beginning = type_
    while beginning:
        if beginning in files:
            return table(__file__, files[beginning])  # type: ignore[no-any-return]
        beginning = beginning.rpartition("_")[0]
    return {}


class _Shared:
    """The rows of a file that have a name of their own, each made once: they may hold themselves."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._written = written
        self._made: dict[str, Rows] = {}

    def __getitem__(self, name: str) -> Rows:
        if name not in self._made:
            rows: dict[str, Row] = {}
            self._made[name] = Rows(rows, (), shared=True)
            rows.update(_rows(self._written[name], self).of)
        return self._made[name]


def _rows(written: Mapping[str, Any], shared: _Shared) -> Rows:
    rows = {name: _row(value, shared) for name, value in written.items()}
    return Rows(rows, tuple((name, row) for name, row in rows.items() if row.default is not None))


def _row(written: Any, shared: _Shared) -> Row:
    if isinstance(written, str):
        return Row(tuple(written.split(".")))
    to: str = written["to"]
    inner = written.get("block", written.get("blocks"))
    return Row(
        to=tuple(to.removeprefix("^").split(".")) if to else (),
        beside=to.startswith("^"),
        convert=written.get("as", ""),
        names=tuple(written.get("names", ("Key", "Value"))),
        values=written.get("values"),
        unset=frozenset(_text(value) for value in written.get("unset", ())),
        rows=None if inner is None else shared[inner] if isinstance(inner, str) else _rows(inner, shared),
        many="blocks" in written,
        by=written.get("by", ""),
        default=written.get("default"),
        required=written.get("required"),
        also=written.get("also", {}),
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _into(written: Mapping[str, Any]) -> Into:
    types, owner = written["type"], written["owner"]
    at: str = written.get("at", "")
    return Into(
        owner=owner if isinstance(owner, dict) else (owner,) if isinstance(owner, str) else tuple(owner),
        types=(types,) if isinstance(types, str) else tuple(types),
        at=tuple(at.split(".")) if at else (),
        append=written.get("append", False),
        alone=written.get("alone", ""),
        name=written.get("by", ""),
        elsewhere={type_: tuple(path.split(".")) for type_, path in written.get("elsewhere", {}).items()},
    )
