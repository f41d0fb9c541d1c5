"""A role of its own for a function of the Serverless Framework, where the Framework has words for that.

- the plugin: https://github.com/functionalone/serverless-iam-roles-per-function
- in version 4: https://www.serverless.com/framework/docs/providers/aws/guide/iam,
  https://github.com/serverless/serverless/issues/13141
- otherwise a role in `resources`: https://www.serverless.com/framework/docs/providers/aws/guide/iam
"""

from __future__ import annotations

import re
from typing import Any

from leastwise.fix.written import Spot
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.resource import Property
from leastwise.model.value import Map, Reference, Seq
from leastwise.patch.change import Path

PLUGIN = "serverless-iam-roles-per-function"

_VERSION = 4
_WANTED = re.compile(r"\s*([\^~<>=]*)\s*v?(\d+)(\.\d+)?")


def legacy(top: Spot) -> bool:
    """Whether a service uses the plugin."""
    found = top.at(("plugins",)).raw
    names = found.get("modules") if isinstance(found, Map) else found
    return isinstance(names, Seq) and PLUGIN in names


def modern(top: Spot) -> bool:
    """Whether a service is certainly written for a version of the Framework that makes roles for single functions.

    One of the first versions 4, named to the digit, need not.
    """
    found = _WANTED.match(str(top.at(("frameworkVersion",)).raw or ""))
    return found is not None and int(found[2][:3]) >= _VERSION and not (found[3] and found[1] not in ("^", ">", ">="))


def entries(top: Spot, role: dict[str, Any]) -> list[tuple[Path, Any]] | None:
    """Below a function: path → what stands there for a role of its own; `None` where it takes a resource.

    Args:
        top: any place in the file of the service.
        role: its properties; its first policy is what the author allows, and where he names policies of AWS it is as
            places of the model; all else the Framework makes itself.
    """
    listed = role["Policies"][0]["PolicyDocument"]["Statement"]
    attached = [arn for arn in role.get("ManagedPolicyArns", ()) if isinstance(arn, Property)]  # the author's own
    if legacy(top) and not attached:
        return [(("iamRoleStatements",), listed)]
    if not modern(top):
        return None
    found: list[tuple[Path, Any]] = [(("iam", "role", "statements"), listed)] if listed else []
    return [*found, *([(("iam", "role", "managedPolicies"), attached)] if attached else [])]


def user(edits: list[Edit], made: AddResource) -> Set | None:
    """The edit that gives a new role to its function."""
    key = f"{made.beside.resource.stack}:{made.name}"
    return next((edit for edit in edits if isinstance(edit, Set) and gives(edit, key)), None)


def gives(edit: Set, key: str) -> bool:
    """Whether an edit gives a function a certain role."""
    value = edit.value
    return edit.property.path == ("Role",) and isinstance(value, Reference) and value.resource == key
