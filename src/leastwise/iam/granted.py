"""What is granted, one row for each action as it is written: for people, and for the JSON of `leastwise policy`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.held import Held, held
from leastwise.iam.naming import own_arn
from leastwise.iam.resource_policies import resource_policies
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role, Statement
from leastwise.model.record import record, replace
from leastwise.model.resource import Author, Property, Resource
from leastwise.model.value import display, known

ALL = "*"
_NAMED = ("AWS::IAM::Role", "AWS::IAM::User")


@record(eq=False)
class Granted:
    """One action, with or without wildcards, that a statement is about.

    Attributes:
        action: as it is written; `*` where the statement says `NotAction`. One that is not known is shown as people
            would read it.
        resources: the values of `Resource`; `*` where the statement says `NotResource`.
        condition: the condition block, `None` where there is none; a symbol where it is not known.
        effect: `Allow`, `Deny`, or `None` where that is not known.
        by: who granted it.
        property: the action; for a policy of AWS, where it is attached.
        policy: name of the policy, for people.
        via: `inline`, `managed`, `aws-managed`, `sam-template`, `connector`, `group` or `resource-policy`.
        not_actions: what `NotAction` leaves out.
        not_resources: the values of `NotResource`.
    """

    action: str
    resources: tuple[Any, ...]
    condition: Any
    by: Author
    effect: str | None
    property: Property
    policy: str
    via: str
    not_actions: tuple[str, ...] = ()
    not_resources: tuple[Any, ...] = ()


def grants(app: Application, of: Function | Role) -> tuple[Granted, ...]:
    """What a role, or that of a function, is granted: by the policies that it holds, and by those that name it.

    Denials are among the rows. None where a function has no role.
    """
    role = of.role if isinstance(of, Function) else of
    if role is None:
        return ()
    return (*_by_its_own(app, role), *_by_resources(app, role))


def _by_its_own(app: Application, role: Role) -> Iterator[Granted]:
    for one in held(app, role):
        if one.statement is not None:
            yield from _of_statement(one.statement, one.via)
        elif one.document is not None:
            yield from _of_document(one)


def _by_resources(app: Application, role: Role) -> Iterator[Granted]:
    """Grants by policies of resources that name the role itself."""
    for resource, statement in _naming(app).get(role.resource.key, ()) if role.resource is not None else ():
        for granted in _of_statement(statement, "resource-policy"):
            yield granted if granted.resources or granted.not_resources else _on(granted, resource)


@lru_cache(maxsize=4)
def _naming(app: Application) -> dict[str, list[tuple[Resource, Statement]]]:
    """Key of a role or user → the statements of resource policies that name it."""
    found: dict[str, list[tuple[Resource, Statement]]] = {}
    for resource, statements in resource_policies(app).values():
        for statement in statements:
            named = [app.referenced(principal.value, *_NAMED) for principal in statement.principals]
            for key in dict.fromkeys(one.key for one in named if one is not None):
                found.setdefault(key, []).append((resource, statement))
    return found


def _on(granted: Granted, resource: Resource) -> Granted:
    """The policy of a queue, a role or a function that names no resource is about what it belongs to."""
    return replace(granted, resources=(own_arn(resource),))


def _of_statement(statement: Statement, via: str) -> Iterator[Granted]:
    condition = statement.condition.value
    if statement.not_actions:
        rows: list[tuple[str, Property]] = [(ALL, statement.property["NotAction"])]
    else:
        rows = list(zip(map(display, statement.actions), statement.action_properties(), strict=False))
    spared = tuple(map(display, statement.not_actions))
    resources = (ALL,) if statement.not_resources else statement.resources
    for action, place in rows:
        yield Granted(
            action,
            resources,
            None if known(condition) and not condition else condition,
            statement.by,
            statement.effect,
            place,
            statement.policy,
            via,
            spared,
            statement.not_resources,
        )


def _of_document(one: Held) -> Iterator[Granted]:
    document = one.document.document if one.document is not None else {}
    for statement in _items(document.get("Statement")):
        spared = tuple(_items(statement.get("NotAction")))
        left_out = tuple(_items(statement.get("NotResource")))
        for action in (ALL,) if spared else _items(statement.get("Action")):
            yield Granted(
                action,
                (ALL,) if left_out else tuple(_items(statement.get("Resource"))),
                statement.get("Condition"),
                one.by,
                statement.get("Effect"),
                one.place,
                one.policy,
                one.via,
                spared,
                left_out,
            )


def _items(value: Any) -> list[Any]:
    """What stands in a document alone or in a list."""
    return value if isinstance(value, list) else [] if value is None else [value]
