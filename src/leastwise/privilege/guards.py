"""What a role gets besides what it needs, where a person wants that: a denial of deleting, a permissions boundary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from leastwise.iam.pattern import matches
from leastwise.model.edit import Edit, Set
from leastwise.model.graph import Role
from leastwise.privilege.needed import Needed
from leastwise.privilege.options import Options

SID = "DenyDelete"


def denial(role: Role, needed: Needed, options: Options) -> dict[str, Any] | None:
    """A statement that denies deleting in the services that are used, where nothing needs it; `None` for none."""
    services = sorted({need.action.partition(":")[0] for need in needed.needs})
    patterns = [f"{name}:Delete*" for name in services]
    free = [one for one in patterns if not any(matches(one, need.action, ignore_case=True) for need in needed.needs)]
    known = {action for statement in role.statements if statement.effect == "Deny" for action in statement.actions}
    new = [one for one in free if one not in known and "*" not in known]
    if not options.deny_delete or not needed.complete or not new:
        return None
    return {"Sid": SID, "Effect": "Deny", "Action": new[0] if len(new) == 1 else new, "Resource": "*"}


def bounded(role: Role, options: Options) -> Iterator[Edit]:
    """The edit that gives a role its permissions boundary; none where it has one."""
    if options.boundary and role.boundary is None and role.resource is not None:
        yield Set(role.resource["PermissionsBoundary"], options.boundary)
