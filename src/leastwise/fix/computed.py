"""Which written value a computed one comes from: the branch of an `Fn::If`, a parameter's default, a mapping's entry.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from leastwise.fix.written import Spot, function
from leastwise.model.errors import PatchError
from leastwise.model.value import Map, Seq, Symbol, as_text
from leastwise.patch.change import same

NO_VALUE = {"Ref": "AWS::NoValue"}

ABSENT = object()
"""What a place comes to in a world in which `AWS::NoValue` is chosen for it."""


class SetElsewhereError(PatchError):
    """A parameter has a value whatever its default is.

    Args:
        path: of the template.
        name: of the parameter.
    """

    def __init__(self, path: str, name: str) -> None:
        super().__init__(
            f"the value is the parameter {name}, which samconfig, a parameter file or the stack around this one "
            "sets: change it there"
        )
        self.path = path
        self.name = name


_ONE_NAME = re.compile(r"\$\{([^}!.]+)\}\Z")
_NAMES = re.compile(r"\$\{([^}!]+)\}")


def origins(spot: Spot, value: Any, parameters: Mapping[str, Any]) -> list[Spot]:
    """The places whose texts decide a value; usually just the place itself.

    Args:
        spot: where the entry stands.
        value: what it comes to, or `ABSENT`.
        parameters: what the template's parameters come to.

    Raises:
        PatchError: it cannot be told, or something else needs the same text.
    """
    raw = spot.raw
    kind = function(raw)
    if kind == "Fn::If":
        return _branches(spot, value, parameters)
    if kind == "Fn::Transform":
        raise PatchError(f"{spot} comes from a macro")
    if kind == "Fn::FindInMap":
        return _rows(spot, raw[kind], value, parameters)
    name = _named(raw)
    if name in parameters:
        return [_default(spot, name, value, parameters)]
    return [spot]


def _named(raw: Any) -> str:
    """The one name that a value is: `!Ref Name` or `!Sub "${Name}"`."""
    argument = raw[function(raw)] if function(raw) in ("Ref", "Fn::Sub") else None
    if isinstance(argument, str) and function(raw) == "Fn::Sub":
        found = _ONE_NAME.match(argument)
        return found[1].strip() if found else ""
    return argument if isinstance(argument, str) else ""


def _branches(spot: Spot, value: Any, parameters: Mapping[str, Any]) -> list[Spot]:
    """The branches of an `Fn::If` that have this value."""
    argument = spot.raw["Fn::If"]
    if not (isinstance(argument, Seq) and len(argument) == 3):
        raise PatchError(f"{spot} is an Fn::If without two values")
    branches = [branch for n in (1, 2) for branch in _leaves(spot.below("Fn::If", n))]
    if isinstance(value, (Map, Seq)):
        inside = spot.file.container(value.home)
        chosen = [b for b in branches if inside is not None and b.path == inside.path[: len(b.path)]]
    else:
        chosen = [branch for branch in branches if _is(branch.raw, value)]
    # What is computed in one branch can be this value only where no literal one is.
    chosen = chosen or [branch for branch in branches if function(branch.raw) and branch.raw != NO_VALUE]
    if not chosen or (len(chosen) > 1 and any(function(branch.raw) for branch in chosen if branch.raw != NO_VALUE)):
        raise PatchError(f"{spot} depends on a condition, and which of its values is meant cannot be told")
    return [found for branch in chosen for found in origins(branch, value, parameters)]


def _leaves(spot: Spot) -> Iterator[Spot]:
    argument = spot.raw.get("Fn::If") if function(spot.raw) == "Fn::If" else None
    if isinstance(argument, Seq) and len(argument) == 3:
        for n in (1, 2):
            yield from _leaves(spot.below("Fn::If", n))
    else:
        yield spot


def _is(raw: Any, value: Any) -> bool:
    """Whether a written value is this one as it stands there."""
    if value is ABSENT or function(raw):
        return value is ABSENT and isinstance(raw, dict) and raw == NO_VALUE
    return same(raw, value)


def _default(spot: Spot, name: str, value: Any, parameters: Mapping[str, Any]) -> Spot:
    """The default of a parameter that is used nowhere else and that nobody gives another value."""
    declared = spot.at(("Parameters", name))
    default = declared.below("Default")
    if not default.present or isinstance(parameters[name], Symbol):
        raise PatchError(f"the value is the parameter {name}, which has no default: give it another value")
    if not (isinstance(default.raw, (str, int, float)) and not isinstance(parameters[name], (Map, Seq))):
        raise PatchError(f"the value is the parameter {name}, which is a list")
    if as_text(parameters[name]) != as_text(default.raw):
        raise SetElsewhereError(spot.file.source.path, name)
    count = sum(1 for used in uses(spot.document) if used == name)
    if count != 1:
        raise PatchError(f"the value is the parameter {name}, which is used in {count} places")
    return default


def uses(node: Any) -> Iterator[str]:
    """The name of every parameter or resource that a value refers to, each time it does."""
    if isinstance(node, dict):
        for key, item in node.items():
            if key == "Ref" and isinstance(item, str):
                yield item
            elif key == "Fn::Sub":
                text = item[0] if isinstance(item, list) and item else item
                if isinstance(text, str):
                    yield from (match[1].strip().partition(".")[0] for match in _NAMES.finditer(text))
                yield from uses(item)
            elif key == "Fn::GetAtt" and item:
                yield str(item[0] if isinstance(item, list) else item).partition(".")[0]
                yield from uses(item)
            else:
                yield from uses(item)
    elif isinstance(node, list):
        for item in node:
            yield from uses(item)


def _rows(spot: Spot, argument: Any, value: Any, parameters: Mapping[str, Any]) -> list[Spot]:
    """The entries of a mapping that hold this value and that nothing else reads."""
    if not (isinstance(argument, Seq) and len(argument) >= 3 and all(isinstance(argument[n], str) for n in (0, 2))):
        raise PatchError(f"{spot} comes from a mapping whose entry is computed")
    name, first, second = argument[:3]
    table = spot.at(("Mappings", name))
    if not isinstance(table.raw, Map):
        raise PatchError(f"{spot} comes from the mapping {name}, which is not there")
    if sum(1 for other in _lookups(spot.document) if _may_read(other, name, second)) != 1:
        raise PatchError(f"the value is {second} of the mapping {name}, which is used in more places")
    rows = [str(first)] if isinstance(first, (str, int)) else list(table.raw)
    found = [entry for row in rows if (entry := table.below(row, second)).present and same(entry.raw, value)]
    if not found:
        raise PatchError(f"{spot} comes from the mapping {name}, and which of its entries is meant cannot be told")
    return found


def _lookups(node: Any) -> Iterator[Any]:
    if isinstance(node, dict):
        if "Fn::FindInMap" in node:
            yield node["Fn::FindInMap"]
        for item in node.values():
            yield from _lookups(item)
    elif isinstance(node, list):
        for item in node:
            yield from _lookups(item)


def _may_read(argument: Any, name: str, key: str) -> bool:
    if not (isinstance(argument, list) and len(argument) >= 3):
        return True
    one, other = argument[0], argument[2]
    return (one == name or not isinstance(one, str)) and (other == key or not isinstance(other, str))


def fits(declared: Any, name: str, value: Any) -> Any:
    """A value as the default of a parameter.

    Raises:
        PatchError: the parameter does not take it.
    """
    if not isinstance(value, (str, int, float)):
        raise PatchError(f"the value is the parameter {name}, whose default cannot be computed")
    text, old = as_text(value), declared.get("Default")
    allowed = declared.get("AllowedValues")
    if isinstance(allowed, list) and text not in [as_text(v) for v in allowed if isinstance(v, (str, int, float))]:
        raise PatchError(f"the value is the parameter {name}, which does not allow {text}")
    pattern = declared.get("AllowedPattern")
    if isinstance(pattern, str):
        raise PatchError(f"the value is the parameter {name}, which takes what fits {pattern}")
    if declared.get("Type") == "Number" and _number(value) is None:
        raise PatchError(f"the value is the parameter {name}, which is a number")
    for size, lower, upper in ((value, "MinValue", "MaxValue"), (len(text), "MinLength", "MaxLength")):
        number, least, most = (_number(n) for n in (size, declared.get(lower), declared.get(upper)))
        if number is not None and ((least is not None and number < least) or (most is not None and number > most)):
            raise PatchError(f"the value is the parameter {name}, whose bounds do not allow {text}")
    return text if isinstance(old, str) else value


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, (str, int, float)) else None
    except ValueError:
        return None
