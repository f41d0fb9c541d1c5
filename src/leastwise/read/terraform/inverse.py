"""The tables from the other side: which of Terraform's types say what a type of CloudFormation says."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from leastwise.model.resource import Resource
from leastwise.model.value import Reference
from leastwise.read.tables import table
from leastwise.read.terraform import tables
from leastwise.read.terraform.tables import entry

ATTACHED = {
    "AWS::IAM::Policy": {
        "Roles": ("aws_iam_role_policy", "role"),
        "Users": ("aws_iam_user_policy", "user"),
        "Groups": ("aws_iam_group_policy", "group"),
    },
    "AWS::SNS::TopicPolicy": {"Topics": ("aws_sns_topic_policy", "arn")},
    "AWS::SQS::QueuePolicy": {"Queues": ("aws_sqs_queue_policy", "queue_url")},
}
"""Types that name those whom they belong to → property that names them → Terraform's type, and the argument for one."""

ATTACHES = {
    "Groups": ("aws_iam_group_policy_attachment", "group"),
    "Roles": ("aws_iam_role_policy_attachment", "role"),
    "Users": ("aws_iam_user_policy_attachment", "user"),
}
"""Property of a managed policy that names those whom it is attached to → type that says so, and its argument."""

INSIDE = {
    "AWS::IAM::Role": {"Policies": ("aws_iam_role_policy", "role")},
    "AWS::IAM::Group": {"Policies": ("aws_iam_group_policy", "group")},
    "AWS::IAM::User": {"Policies": ("aws_iam_user_policy", "user")},
    "AWS::SNS::Topic": {"Subscription": ("aws_sns_topic_subscription", "topic_arn")},
}
"""Type → list inside it → the type that each item is in Terraform, and the argument that names the owner."""

SAME = {"AWS::StepFunctions::StateMachine": {"Definition": "DefinitionString"}}


@cache
def _index() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """CloudFormation's type → Terraform's, and → those that go into it."""
    own: dict[str, list[str]] = {}
    parts: dict[str, list[str]] = {}
    for file in dict.fromkeys(table(tables.__file__, "files")["files"].values()):
        for name in table(tables.__file__, file)["types"]:
            found = entry(name)
            if found is not None and found.into is None:
                own.setdefault(found.type, []).append(name)
            elif found is not None and found.into is not None:
                for type_ in found.into.types:
                    parts.setdefault(type_, []).append(name)
    return _frozen(own), _frozen(parts)


def _frozen(found: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(names) for key, names in found.items()}


def own_type(resource: Resource) -> str | None:
    """Terraform's type: the one of which all that is fixed is so, otherwise the first with the most words for it."""
    names = _index()[0].get(resource.type, ())
    for name in names:
        known = entry(name)
        if known is not None and known.fixed and all(resource.get(key) == value for key, value in known.fixed.items()):
            return name
    return max(names, key=lambda name: _words(name, resource), default=None)


def _words(name: str, resource: Resource) -> int:
    """For how many of a resource's properties one of Terraform's types has arguments."""
    known = entry(name)
    assert known is not None
    return len({row.to[0] for row in known.rows.of.values() if row.to} & resource.properties.keys())


def parts_of(type_: str) -> tuple[str, ...]:
    """Terraform's types that CloudFormation keeps inside resources of a type."""
    return _index()[1].get(type_, ())


def version_of(resource: Resource) -> str:
    """The key of the function of which a resource is a version: Terraform has it as `publish` and `qualified_arn`."""
    name = resource.properties.get("FunctionName") if resource.type == "AWS::Lambda::Version" else None
    return name.resource if isinstance(name, Reference) else ""
