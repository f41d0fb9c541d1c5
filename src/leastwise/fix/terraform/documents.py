"""Policies and other documents, in which CloudFormation's words are Terraform's too.

They stand in `jsonencode({…})`, in a text that is JSON, or as blocks of `aws_iam_policy_document`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leastwise.fix.located import Places, span_at
from leastwise.fix.result import FileChange
from leastwise.fix.terraform import heredocs, statements
from leastwise.fix.terraform.module import Module
from leastwise.fix.terraform.origins import decided_by
from leastwise.fix.values import kept
from leastwise.fix.written import Spot
from leastwise.model.edit import Insert, Remove, Set
from leastwise.model.errors import PatchError
from leastwise.model.resource import Path
from leastwise.model.value import Map, Seq
from leastwise.patch import change
from leastwise.patch.plan import plain
from leastwise.read.hcl import CallKey, Expression

Lower = Callable[[Any], Any]


def changes(places: Places, module: Module, edit: Set | Insert | Remove, lower: Lower) -> list[FileChange] | None:
    """What it takes to make an edit of something in a document; `None` where it is about none.

    Raises:
        PatchError: it is computed.
    """
    value: Any = edit.property.resource.properties
    path = edit.property.path
    place: tuple[Spot, Any, Path] | None = None
    for depth, step in enumerate(path):
        there, span = span_at(value, step)
        if not there:
            break
        value = value[step if isinstance(value, Seq) else str(step)]
        if span is None:
            continue
        spot = places.file(span).entry(span)
        if spot is None:
            found = heredocs.text_around(places, edit.property, depth + 1)
            return None if found is None else heredocs.changes(found, edit, lower)
        place = spot, value, path[depth + 1 :]
    if place is None:
        return None
    spot, value, rest = place
    if spot.path[:2] == statements.SOURCE:
        return statements.changes(spot, edit, rest, lower)
    if not any(isinstance(step, CallKey) for step in spot.path):
        raw = spot.raw
        if not (isinstance(raw, Map) and len(raw) == 1 and isinstance(next(iter(raw)), CallKey)):
            return None
        spot = spot.below(*raw)
    return _changed(module, spot, value, rest, edit, lower)


def _changed(
    module: Module, spot: Spot, value: Any, rest: Path, edit: Set | Insert | Remove, lower: Lower
) -> list[FileChange]:
    raw = spot.raw
    if isinstance(raw, Expression):
        item = isinstance(spot.path[-1], int)
        if rest or not (isinstance(edit, Set) or (isinstance(edit, Remove) and item)):
            raise PatchError(f"{spot} is computed: {raw.text[:60]}")
        if isinstance(edit, Set):
            origin = _origin(module, spot, value)
            return [origin.change(change.Set(origin.path, lower(edit.value)))]
    if isinstance(edit, Remove):
        return [] if rest else [spot.change(change.Remove(spot.path))]
    if rest and not isinstance(raw, Map):
        raise PatchError(f"{spot} is no mapping")
    target = spot.below(*rest)
    if isinstance(edit, Set):
        wanted = lower(edit.value) if rest else kept(raw, value, edit.value, lower)
        return [target.change(change.Set(target.path, wanted))]
    new = lower(edit.value)
    if rest:
        return [target.change(change.Set(target.path, [new]))]
    if isinstance(raw, Seq):
        return [spot.change(change.Insert(spot.path, new))]
    return [spot.change(change.Set(spot.path, [plain(raw), new]))]


def _origin(module: Module, spot: Spot, value: Any) -> Spot:
    """Where the text stands that decides a value; of a resource in a policy, its own place where others need that too.

    Raises:
        PatchError: it is computed.
    """
    try:
        return decided_by(module, spot, value)
    except PatchError:
        if "Resource" not in spot.path[-2:]:
            raise
        return spot
