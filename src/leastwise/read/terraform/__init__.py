"""Terraform and OpenTofu: from folders of configuration to applications.

| file | does |
|---|---|
| `roots` | which folders are root modules, and the files of each |
| `module`, `json_syntax` | the blocks of one folder, as they are written |
| `scope`, `calls`, `variables`, `tfvars`, `types` | one instance of a module: what its names stand for |
| `nodes`, `bodies`, `instance` | `count`, `for_each`, `dynamic`: the resources that blocks make |
| `room`, `once` | what is shared in one world: decisions, limits, values that wait for each other |
| `application` | worlds and stages |
| `plan/` | plans and states in JSON |
| `language/` | expressions |
| `translate`, `tables`, `data/` and beside | Terraform's resources in CloudFormation's words |
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.read.files import Files
from leastwise.read.frameworks import Group, Groups
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.survey import Survey


def groups(files: Files, found: Survey) -> Groups:
    """See `leastwise.read.frameworks`."""
    from leastwise.read.terraform.roots import folders_of, groups_of, is_plan

    plans = [path for path in found.frameworks["terraform"] if is_plan(path)]
    if not plans:
        return groups_of(files, found)
    from leastwise.read.terraform.plan.groups import with_plans

    return Groups(with_plans(folders_of(files, found), plans, found.named))


def read_group(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """See `leastwise.read.frameworks`."""
    from leastwise.read.terraform import application
    from leastwise.read.terraform.roots import is_plan

    if is_plan(group[0]):
        from leastwise.read.terraform.plan.application import read_plans

        yield from read_plans(files, group, settings, stats)
    else:
        yield from application.read_group(files, group, settings, stats)
