"""What a role that the Serverless Framework makes is allowed besides: statements where its author says such.

The Framework waits for the role before it makes functions, but not for policies that are resources of their own.
https://www.serverless.com/framework/docs/providers/aws/guide/iam
"""

from __future__ import annotations

from typing import Any

from leastwise.fix import serverless
from leastwise.fix.located import Places
from leastwise.fix.written import Spot
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.errors import PatchError
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq

_ROLE = "AWS::IAM::Role"
_SHARED = "IamRoleLambdaExecution"


def granted(edit: Edit) -> tuple[Resource, list[Any]] | None:
    """The role that an edit gives an inline policy, and its statements; `None` for all other edits."""
    if isinstance(edit, Insert) and edit.property.path == ("Policies",):
        role, policy = edit.property.resource, edit.value
    elif isinstance(edit, AddResource) and edit.type == "AWS::IAM::Policy":
        role, policy = edit.beside.resource, edit.properties
    else:
        return None
    document = policy.get("PolicyDocument") if isinstance(policy, dict) else None
    statements = document.get("Statement") if isinstance(document, dict) else None
    return (role, statements) if role.type == _ROLE and isinstance(statements, list) else None


def place(role: Resource, places: Places) -> Spot | None:
    """The list that more statements of a generated role are added to; `None` where it has none and can have none.

    Raises:
        PatchError: it is computed.
    """
    policies = role["Policies"].value
    for policy in policies if isinstance(policies, Seq) else ():
        document = policy.get("PolicyDocument") if isinstance(policy, Map) else None
        listed = document.get("Statement") if isinstance(document, Map) else None
        spans = listed.spans if isinstance(listed, Seq) else ()
        found = serverless.statements(places.file(span).entry(span) for span in spans)
        if found is not None:
            return found
    top = places.block(role)
    if role.key.rpartition(":")[2] != _SHARED or not isinstance(top.at(("provider",)).raw, Map):
        return None
    legacy, spot = top.at(("provider", "iamRoleStatements")), top.at(("provider", "iam", "role", "statements"))
    for known in (legacy, spot, spot.at(spot.path[:-1]), spot.at(spot.path[:-2])):
        if known.present and not isinstance(known.raw, Seq if known in (legacy, spot) else Map):
            raise PatchError(f"{known} is computed")
    return legacy if legacy.present or serverless.before(top, 2) else spot
