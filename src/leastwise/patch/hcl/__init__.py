"""HCL: what is new is written as `terraform fmt` would, what is there stays as it is.

A mapping for a new name is written as the object of an attribute, a list of mappings as blocks without labels:

    Set((*queue, "tags"), {"team": "shop"})            # tags = {
    Set((*queue, "redrive"), [{"arn": "…"}])           # redrive {
    Set(("resource", "aws_sqs_queue", "dead"), {})     # resource "aws_sqs_queue" "dead" {}
    Set((*queue, "kms_master_key_id"), Expression("aws_kms_key.queue.arn"))

Block types of Terraform that have labels (`resource`, `variable`, `dynamic` and so on) are known by their names. Texts
are literal: what looks like an interpolation in one is escaped; references and calls are given as `Expression`. What
stands in a call with one literal argument, as in `jsonencode({…})`, is reached by the function's name with brackets:

    Set((*queue, "policy", "jsonencode()", "Version"), "2012-10-17")
    Set((*queue, "policy"), {CallKey("jsonencode()"): {"Version": "2012-10-17"}})

`bodies` and `additions` change attributes and blocks, `lists` what is in objects and tuples; `style`, `labels` and
`texts` write what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import replace
from leastwise.model.source import Source
from leastwise.patch.change import Path, same
from leastwise.patch.hcl import bodies, lists
from leastwise.patch.hcl.calls import opened
from leastwise.patch.hcl.lines import Lines
from leastwise.patch.hcl.style import Style
from leastwise.patch.plan import Add, Delete, Replace, Step, reached
from leastwise.patch.splice import Splice
from leastwise.read.hcl import Block, Blocks, Labels, parse_hcl


def read(source: Source) -> list[Any]:
    """The one content of an HCL file. What is no HCL in it is left out, and cannot be changed.

    Raises:
        ReadError: it is deeper or larger than a configuration can be.
    """
    return [parse_hcl(source, calls=True)[0]]


def arranged(data: Any, todo: list[Step]) -> list[Step]:
    """The same steps where the last block goes with the name or the label that it stands under; calls are opened."""
    todo = [step if isinstance(step, Delete) else replace(step, value=opened(step.value)) for step in todo]
    todo = [step for step in todo if not (isinstance(step, Replace) and same(reached(data, step.path), step.value))]
    while True:
        going: dict[Path, int] = {}
        for step in todo:
            path = step.path[:-1]
            if isinstance(step, Delete):
                going[path] = going.get(path, 0) + 1
            elif isinstance(step, Add):
                going[path] = -len(todo)
        empty = {
            path
            for path, count in going.items()
            if count > 0 and isinstance(found := reached(data, path), (Labels, Blocks)) and len(found) == count
        }
        if not empty:
            return todo
        todo = [step for step in todo if step.path[:-1] not in empty] + [Delete(path) for path in sorted(empty)]


def writer(source: Source, data: Any) -> Callable[[Sequence[Step]], list[Splice]]:
    """What makes splices of steps; see `_write`."""
    return partial(_write, source, data)


def _write(source: Source, data: Any, todo: Sequence[Step]) -> list[Splice]:
    """The splices that make these steps.

    Raises:
        PatchError: something stands there that cannot be changed without changing something else.
    """
    style, lines = Style(source, data), Lines(source)
    in_bodies: dict[Path, list[Step]] = {}
    in_values: dict[Path, list[Step]] = {}
    for step in todo:
        if not step.path:
            raise PatchError("the content of a whole file cannot be replaced")
        if isinstance(reached(data, step.path[:-1]), (Block, Labels, Blocks)):
            owner = next(
                length
                for length in range(len(step.path) - 1, -1, -1)
                if isinstance(reached(data, step.path[:length]), Block)
            )
            in_bodies.setdefault(step.path[:owner], []).append(step)
        else:
            in_values.setdefault(step.path[:-1], []).append(step)
    splices: list[Splice] = []
    for path, steps in in_bodies.items():
        splices += bodies.changed(style, lines, reached(data, path), path, steps)
    for path, steps in in_values.items():
        splices += lists.changed(style, lines, reached(data, path), steps)
    _refuse_faults(source, data, splices)
    return splices


def _refuse_faults(source: Source, data: Block, splices: list[Splice]) -> None:
    for start, end in data.faults:
        if any(splice.start < end and splice.end > start for splice in splices):
            line = source.position(start)[0]
            raise PatchError(f"{source.path}: what begins in line {line} is no valid HCL; mend it first")
