"""The ARNs of what one call works on, with the settings of a function put in."""

from __future__ import annotations

from typing import Any

from leastwise.code.needs.instances import Instance
from leastwise.iam.filling import resources
from leastwise.iam.operations import Requirement
from leastwise.iam.wiring.names import with_profile
from leastwise.model.value import references


def located(instance: Instance, requirement: Requirement, arguments: Any, starred: Any) -> list[Any]:
    """The ARNs of what a call works on; a parameter by its name, where it does not lead to a resource.

    Args:
        instance: the function.
        requirement: what is needed.
        arguments: of the call, as `frozen` makes them.
        starred: the same as `Instance.starred` makes them.
    """
    where = [instance.arn(value) for value in resources(requirement, starred)]
    opened = instance.opened
    if opened is None or all(map(_is_resource, where)):
        return where
    others = [opened.arn(value) for value in resources(requirement, opened.starred(arguments))]
    if len(others) != len(where):
        return where
    return [one if _stays(one, other) else other for one, other in zip(where, others, strict=True)]


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
