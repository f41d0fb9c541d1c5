"""To which service roles are passed, and which roles are meant.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from leastwise.iam.allowance import PASS_ROLE, passed_to
from leastwise.iam.excess import whole_service
from leastwise.iam.pattern import matches
from leastwise.iam.reach import covers_everything
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Set
from leastwise.model.graph import Role, Statement
from leastwise.model.resource import Property
from leastwise.rules.access._apart import apart
from leastwise.rules.access._using import around, needs, settings
from leastwise.rules.policies import one_or_list

_TAKERS = {
    name: f"{name}.amazonaws.com"
    for name in (
        "apigateway appsync batch bedrock cloudformation codebuild ec2 events firehose glue lambda pipes sagemaker "
        "scheduler ssm states transcribe transfer"
    ).split()
} | {"ecs": "ecs-tasks.amazonaws.com"}
"""Prefix of the actions that take a role → the service to which it is passed."""


def passes(value: object) -> bool:
    """Whether an action passes roles, and not much else."""
    low = value.lower() if isinstance(value, str) else ""
    return low.startswith("iam:") and not whole_service(low) and matches(low, PASS_ROLE.lower())


def taker(role: Role) -> str:
    """The service for which alone the role's other permissions make things, where there is just one."""
    prefixes = {
        a.partition(":")[0].lower() for s in role.statements if s.allows for a in s.actions if isinstance(a, str)
    }
    found = prefixes & _TAKERS.keys()
    return _TAKERS[found.pop()] if len(found) == 1 else ""


def limited(app: Application, role: Role, statement: Statement, place: Property) -> list[Edit]:
    """Edits that let a statement pass only the roles that the application has for a service, and only to the service.

    None where these are not known.
    """
    services = passed_to(statement) or frozenset({taker(role)} - {""})
    entries: dict[str, Any] = {}
    if any(map(covers_everything, statement.resources)):
        arns = [role.arn for role in _meant(app, role, statement, services)]
        entries["Resource"] = one_or_list(arns) if arns else None
    if not statement.conditional:
        entries["Condition"] = {"StringEquals": {"iam:PassedToService": next(iter(services), None)}}
    if not services or None in entries.values():
        return []
    if len(statement.actions) > 1:
        return apart(statement, [place], **entries)
    return [Set(statement.property[name], value) for name, value in entries.items()]


def _meant(app: Application, role: Role, statement: Statement, services: Collection[str]) -> list[Role]:
    """The roles that trust the services: those that the functions' settings name, or the only one."""
    naming = {statement.property.resource.key, *around(app, role)}
    found = [
        other
        for other in app.roles
        if other.resource is not None
        and other.resource["AssumeRolePolicyDocument"].by == "author"
        and any(p.value in services for trust in other.trust for p in trust.principals)
        and not needs(app, other.resource, naming)
    ]
    named = settings(app, app.users_of(role), "AWS::IAM::Role")
    if named is None:
        return []
    return [other for other in found if other.resource in named] or (found if len(found) == 1 else [])
