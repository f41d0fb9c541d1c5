"""Edits by which a role is allowed one thing more.

They return `None` for a role that is not part of the application, or whose policies are not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.graph import Role
from leastwise.model.value import Parameter, Reference, Seq, concat
from leastwise.rules.policies import document


def allowing(role: Role | None, name: str, action: str | Sequence[str], resource: Any) -> list[Edit] | None:
    """Edits that allow a role an action, or several, on a resource.

    A role that the author wrote gets an inline policy, so that it is complete before anything uses it. One that the
    framework makes has no list to add to; it gets a policy that is a resource of its own.

    Args:
        role: whom.
        name: of the policy: what it is for, without blanks.
        action: what.
        resource: on what; an ARN, or a reference to one.
    """
    actions = action if isinstance(action, str) else list(action)
    return allowing_all(role, name, [{"Effect": "Allow", "Action": actions, "Resource": resource}])


def allowing_all(role: Role | None, name: str, statements: Sequence[Mapping[str, Any]]) -> list[Edit] | None:
    """The same with what several statements allow."""
    if role is None or role.resource is None:
        return None
    found = role.resource
    policies = found["Policies"]
    policy = {"PolicyName": name, "PolicyDocument": document(statements)}
    if found.by == "framework":
        attached = {**policy, "Roles": [Reference(found.key, "Ref")]}
        return [AddResource(found[()], f"{found.name}{name}", "AWS::IAM::Policy", attached)]
    if found.type == "AWS::IAM::Role" and (policies.absent or isinstance(policies.value, Seq)):
        return [Insert(policies, policy)]
    return None


def attaching(role: Role | None, policy: str) -> list[Edit] | None:
    """Edits that attach a managed policy of AWS to a role that the author wrote, unless it has that policy."""
    if role is None or role.resource is None or role.resource.by == "framework":
        return None
    if any(managed.name == policy for managed in role.managed):
        return []
    arns = role.resource["ManagedPolicyArns"]
    if role.resource.type == "AWS::IAM::Role" and (arns.absent or isinstance(arns.value, Seq)):
        return [Insert(arns, concat(["arn:", Parameter("AWS::Partition"), f":iam::aws:policy/{policy}"]))]
    return None
