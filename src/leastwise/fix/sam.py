"""How SAM's authors write what is a CloudFormation property in the model.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leastwise.fix.written import Spot, function
from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.resource import Path, Resource, steps
from leastwise.model.value import Map
from leastwise.read import tables
from leastwise.read.sam.globals import IMPLICIT, PREFIX
from leastwise.read.sam.tables import properties as carried
from leastwise.read.sam.tables import table


def _facts() -> Any:
    return tables.table(__file__, "sam")


@record
class Wording:
    """How the properties of one resource are written.

    Attributes:
        base: the mapping that holds them in the author's document.
        names: property path of CloudFormation → path below the base.
        kinds: path below the base of an ARN → that of the sibling that says what kind of thing it is of.
        items: list of CloudFormation → the list below the base that takes its items, and which part of each.
    """

    base: Spot
    names: Mapping[Path, Path]
    kinds: Mapping[Path, Path]
    items: Mapping[Path, list[str]]

    def longest(self, path: Path) -> Path | None:
        """The longest part of a path, from its beginning, that has a name here."""
        return next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.names), None)

    def part(self, path: Path, item: Any) -> Any:
        """The part of an item of the list at a path that is written here: of a role's policy, its document."""
        _, *part = self.items.get(path, ("",))
        return item[part[0]] if part and isinstance(item, dict) and part[0] in item else item

    def above(self, path: Path) -> bool:
        """Whether something below a path has a name here."""
        return any(name[: len(path)] == path for name in self.names)


def wording(resource: Resource, block: Spot) -> Wording | None:
    """How the properties of a resource that SAM made are written; `None` where nobody can write them.

    Args:
        resource: of the model.
        block: what it is made from.
    """
    implicit = _implicit(resource, block)
    if implicit is not None:
        kind, base = implicit, block.at(("Globals", implicit))
    elif (found := _cause(block)) is not None:
        kind, base = found
    else:
        return None
    facts = _facts().get(kind, {}).get(resource.type)
    if facts is None:
        return None
    inherited = {new: own for own, new in carried(facts["table"]).items()} if "table" in facts else {}
    names = {steps(new): steps(own) for new, own in {**inherited, **facts.get("names", {})}.items()}
    if not base.below("DefinitionBody").present:
        names.pop(("Body",), None)  # SAM writes the definition
    if implicit is not None:
        allowed = _facts()["globals"][implicit]
        names = {new: own for new, own in names.items() if own[0] in allowed}
    kinds = {steps(arn): steps(kind) for arn, kind in facts.get("kinds", {}).items()}
    return Wording(base, names, kinds, {steps(name): to for name, to in facts.get("items", {}).items()})


def _implicit(resource: Resource, block: Spot) -> str | None:
    """The section of Globals that an API, or its stage, inherits from that SAM makes of events."""
    if resource.by == "framework" and resource.type.startswith("AWS::ApiGateway"):
        for kind, (name, _) in IMPLICIT.items():
            if resource.name == name or (resource.name.startswith(name) and resource.type.endswith("::Stage")):
                return None if inheritors(block, kind) else kind
    return None


def _cause(block: Spot) -> tuple[str, Spot] | None:
    """What a resource is made from, as in the table, and the mapping with its properties."""
    path, raw = block.path, block.raw
    if not isinstance(raw, Map):
        return None
    if len(path) == 2 and path[0] == "Resources":
        return serverless(raw), block.below("Properties")
    if len(path) > 2 and path[-2] == "Events":
        kind = raw.get("Type")
        kind = kind if isinstance(kind, str) else ""
        polls = kind in table("events") and isinstance(table("events")[kind], dict)
        return f"{'polling' if polls else kind} event", block.below("Properties")
    if len(path) > 2 and path[-2] == "Routes":
        return "route", block
    return str(path[-1]), block


def serverless(raw: Any) -> str:
    """The type of a resource without SAM's prefix; empty where it is none of SAM's."""
    kind = raw.get("Type") if isinstance(raw, Map) else None
    return kind[len(PREFIX) :] if isinstance(kind, str) and kind.startswith(PREFIX) else ""


def inheritors(spot: Spot, kind: str, path: Path = ()) -> list[str]:
    """Logical ids of the resources that inherit something from a section of Globals.

    Args:
        spot: anywhere in the document.
        kind: the section.
        path: of what is inherited, below the section; a resource that says it itself does not inherit it.
    """
    resources = spot.at(("Resources",)).raw
    found = []
    for name, block in resources.items() if isinstance(resources, Map) else ():
        if serverless(block) != kind:
            continue
        ignored = block.get("IgnoreGlobals")
        if ignored == "*" or (isinstance(ignored, list) and path and path[0] in ignored):
            continue
        own = spot.at(("Resources", name, "Properties", *path))
        overridden = own.present and (function(own.raw) or not isinstance(own.raw, (dict, list)))
        if not (path and overridden):
            found.append(name)
    return found


def tagged(items: list[Any]) -> dict[str, Any]:
    """A list of tags as the mapping that SAM takes.

    Raises:
        PatchError: one of them is no tag.
    """
    for item in items:
        if not isinstance(item, dict) or item.keys() != {"Key", "Value"} or not isinstance(item["Key"], str):
            raise PatchError("a tag is made of Key and Value")
    return {item["Key"]: item["Value"] for item in items}


def destination(type_: str) -> str | None:
    """What SAM calls the kind of thing that events are sent to; `None` for one that it does not know."""
    found: str | None = _facts()["destinations"].get(type_)
    return found


def referred(type_: str) -> str | None:
    """The property of the resource by which SAM lets one refer to what it makes of it, for types that have one."""
    for kinds in _facts().values():
        facts = kinds.get(type_) if isinstance(kinds, dict) else None
        if isinstance(facts, dict) and "reference" in facts:
            return str(facts["reference"])
    return None
