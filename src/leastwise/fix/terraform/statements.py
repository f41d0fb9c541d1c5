"""`aws_iam_policy_document`: statements as blocks.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.fix.result import FileChange
from leastwise.fix.written import Spot
from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.errors import PatchError
from leastwise.model.resource import Path
from leastwise.model.value import Seq
from leastwise.patch import change
from leastwise.read.hcl import Expression

SOURCE = ("data", "aws_iam_policy_document")

_LISTS = {
    "Action": "actions",
    "NotAction": "not_actions",
    "NotResource": "not_resources",
    "Resource": "resources",
}
_PRINCIPALS = {"NotPrincipal": "not_principals", "Principal": "principals"}
_OWN = ("Effect", "Sid")
_STATEMENT = 5
"""Steps to a statement: `data.aws_iam_policy_document.LABEL.statement.0`."""


def changes(spot: Spot, edit: Set | Insert | Remove, rest: Path, lower: Callable[[Any], Any]) -> list[FileChange]:
    """What it takes to make an edit of a policy.

    Args:
        spot: the nearest place that is written.
        edit: of the policy, in CloudFormation's words.
        rest: what is not there below it.
        lower: writes values.

    Raises:
        PatchError: the blocks have no word for it.
    """
    wanted = edit.property.path
    if isinstance(spot.raw, Seq) and len(spot.path) == _STATEMENT - 1 and isinstance(wanted[-len(rest) - 1], int):
        spot = spot.below(0)  # the first block stands where all of them do
    path = spot.path
    if len(path) < _STATEMENT:
        if isinstance(edit, Insert) and wanted[-1] == "Statement":
            whole = (*path[:3], "statement")
            return [spot.change(change.Insert(whole, _block(lower(edit.value))))]
        raise PatchError(f"{spot} has no place for {edit.property.dotted}")
    statement = spot.at(path[:_STATEMENT])
    below = wanted[max(n for n, step in enumerate(wanted) if step == "Statement") + 2 :]
    if isinstance(edit, Remove):
        return [_removed(statement, spot, below, rest)] if not rest else []
    if not below:
        raise PatchError(f"{spot} is a statement, which is not replaced as a whole")
    name = str(below[0])
    if name in _LISTS:
        return [_listed(statement.below(_LISTS[name]), edit, below[1:], lower)]
    if name == "Condition" and isinstance(edit, Set):
        value = lower(edit.value)
        for step in reversed(below[1:]):
            value = {str(step): value}
        return _conditions(statement, value)
    if name in _PRINCIPALS and len(below) == 1 and isinstance(edit, Set):
        target = statement.below(_PRINCIPALS[name])
        return [target.change(change.Set(target.path, _principals(lower(edit.value))))]
    if name in _OWN and isinstance(edit, Set):
        target = statement.below(name.lower())
        return [target.change(change.Set(target.path, lower(edit.value)))]
    raise PatchError(f"{statement} has no place for {edit.property.dotted}")


def _listed(target: Spot, edit: Set | Insert, below: Path, lower: Callable[[Any], Any]) -> FileChange:
    raw, new = target.raw, lower(edit.value)
    if isinstance(raw, Expression) and (below or isinstance(edit, Insert)):
        raise PatchError(f"{target} is computed: {raw.text[:60]}")
    if isinstance(edit, Insert):
        return target.change(change.Insert(target.path, new))
    if below:
        item = target.below(*below)
        if not item.present or (isinstance(item.raw, Expression) and target.path[-1] != "resources"):
            raise PatchError(f"{item} is computed")
        return item.change(change.Set(item.path, new))
    return target.change(change.Set(target.path, _several(new)))


def _removed(statement: Spot, spot: Spot, below: Path, rest: Path) -> FileChange:
    if not below:
        return statement.change(change.Remove(statement.path))
    name = str(below[0])
    if len(below) == 1 and name in _LISTS:
        spot = statement.below(_LISTS[name])
    elif len(below) == 1 and name in _PRINCIPALS:
        spot = statement.below(_PRINCIPALS[name])
    elif not (len(below) == 2 and name in _LISTS and spot.path[-2:-1] == (_LISTS[name],)):
        raise PatchError(f"{spot} is not removed by itself")
    return spot.change(change.Remove(spot.path))


def _conditions(statement: Spot, value: Any) -> list[FileChange]:
    """New conditions as blocks, or other values for one that is there."""
    target = statement.below("condition")
    raw = target.raw
    found = []
    for block in _tests(value):
        known = [
            index
            for index, there in enumerate(raw if isinstance(raw, Seq) else ())
            if there.get("test") == block["test"] and there.get("variable") == block["variable"]
        ]
        if known:
            place = (*target.path, known[0], "values")
            found.append(target.change(change.Set(place, block["values"])))
        else:
            found.append(target.change(change.Insert(target.path, block)))
    return found


def _tests(conditions: dict[str, Any]) -> list[dict[str, Any]]:
    """The conditions of a statement, each as a block."""
    return [
        {"test": test, "variable": variable, "values": _several(values)}
        for test, variables in conditions.items()
        for variable, values in variables.items()
    ]


def _several(value: Any) -> list[Any]:
    """A value as the list that the blocks want, also of one."""
    return value if isinstance(value, list) else [value]


def _principals(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, dict):
        return [{"type": "*", "identifiers": [value]}]
    return [{"type": kind, "identifiers": _several(v)} for kind, v in value.items()]


def _block(statement: Any) -> dict[str, Any]:
    """A statement as a block."""
    if not isinstance(statement, dict):
        raise PatchError("a statement is a mapping")
    block: dict[str, Any] = {}
    for name, value in statement.items():
        if name in _LISTS:
            block[_LISTS[name]] = _several(value)
        elif name in _PRINCIPALS:
            block[_PRINCIPALS[name]] = _principals(value)
        elif name == "Condition":
            block["condition"] = _tests(value)
        elif name in _OWN:
            block[name.lower()] = value
        else:
            raise PatchError(f"a statement's block has no word for {name}")
    return block
