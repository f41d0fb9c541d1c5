"""The ARNs of what one call works on, with the settings of a function put in."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from leastwise.code.needs.instances import Instance
from leastwise.iam.filling import resources
from leastwise.iam.operations import Requirement
from leastwise.iam.wiring.names import with_profile
from leastwise.model.value import Concat, Parameter, concat, references

_ACCOUNT = Parameter("AWS::AccountId")
_AMAZONS = (":document/AWS-", ":document/AWSEC2-", ":document/Amazon", ":parameter/aws/service/")


def located(instance: Instance, requirement: Requirement, arguments: Any, starred: Any) -> list[Any]:
    """The ARNs of what a call works on; a parameter by its name, where it does not lead to a resource.

    Args:
        instance: the function.
        requirement: what is needed.
        arguments: of the call, as `frozen` makes them.
        starred: the same as `Instance.starred` makes them.
    """
    where = [_in_policies(requirement, instance.arn(value)) for value in resources(requirement, starred)]
    opened = instance.opened
    if opened is None or all(map(_is_resource, where)):
        return where
    others = [
        _in_policies(requirement, opened.arn(value)) for value in resources(requirement, opened.starred(arguments))
    ]
    if len(others) != len(where):
        return where
    return [one if _stays(one, other) else other for one, other in zip(where, others, strict=True)]


def _in_policies(requirement: Requirement, arn: Any) -> Any:
    """An ARN as policies name it.

    A log group has `:*` behind it, but where its tags are meant.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    """
    if requirement.action.startswith("logs:") and "Tag" not in requirement.action:
        parts = arn.parts if isinstance(arn, Concat) else (arn,)
        _, mark, name = "".join(one if isinstance(one, str) else "-" for one in parts).partition(":log-group:")
        if mark and ":" not in name and name != "*":
            return concat((*parts, ":*"))
    return _of_amazon(arn)


def _of_amazon(arn: Any) -> Any:
    """An ARN of Systems Manager as policies name it: what is Amazon's own is in no account of its users.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-identity-based-policies.html
    """
    parts = arn.parts if isinstance(arn, Concat) else ()
    for at, (one, after) in enumerate(pairwise(parts)):
        if one == _ACCOUNT and isinstance(after, str) and after.startswith(_AMAZONS):
            return concat((*parts[:at], "*", *parts[at + 1 :]))
    return arn


def _stays(one: Any, other: Any) -> bool:
    """Whether an ARN is told by the default; what a profile of Bedrock leads to is told by its name alone."""
    return _is_resource(one) or other == "*" or len(with_profile(one)) > 1


def _is_resource(arn: Any) -> bool:
    return any(True for _ in references(arn))


def with_database(instance: Instance, service: str, arguments: Any) -> Any:
    """The arguments of a token for a database as `Instance.starred` makes them, and which database it is."""
    starred = instance.starred(arguments)
    if service == "rds-db" and isinstance(starred, dict):
        starred = {**starred, "database": instance.database(starred.get("host"))}
    return starred
