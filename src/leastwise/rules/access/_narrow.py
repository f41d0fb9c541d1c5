"""Edits that narrow a permission to the resources that alone it can be for, by what the application shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from leastwise.iam.actions import Action, expand
from leastwise.iam.excess import policy_template
from leastwise.iam.naming import arn_of, kinds, only_one, reference_to
from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert, Remove, Set
from leastwise.model.graph import ManagedPolicy, Role, Statement
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Reference, concat
from leastwise.read.tables import table
from leastwise.rules.access._apart import apart
from leastwise.rules.access._using import around, needs, settings, starters
from leastwise.rules.policies import document, one_or_list


def narrowed(
    app: Application, role: Role, statement: Statement, wide: Property, actions: Collection[Action]
) -> list[Edit]:
    """Edits that put the resources which are meant in the place of `*`; none where these are not known.

    What takes no resource, or needs all of them, gets a statement of its own.

    Args:
        app: the application.
        role: that has the statement.
        statement: one that allows on every resource what works on some.
        wide: its only resource.
        actions: those of its actions that a resource could be named for.
    """
    stay: list[Property] = []
    services = {action.service for action in actions}
    for place, pattern in zip(statement.action_properties(), statement.actions, strict=True):
        meant = expand(pattern) if isinstance(pattern, str) else None
        if not meant or not (set(meant) <= set(actions) or set(meant).isdisjoint(actions)):
            return []
        if meant[0] not in actions:
            # Who finds out what there is may mean all of it.
            if any(action.describes and action.service in services for action in meant):
                return []
            stay.append(place)
    arns = _meant(app, role, statement, actions)
    if not arns or len(statement.resources) != 1:
        return []
    rest = apart(statement, stay, Resource="*") if stay else []
    named = one_or_list(arns)
    place = wide.parent if isinstance(named, list) and isinstance(wide.path[-1], int) else wide
    return [Set(place, named), *rest] if rest or not stay else []


def replaced(app: Application, role: Role, policy: ManagedPolicy) -> list[Edit]:
    """Edits that put an inline policy for what is used in the place of a broad managed one; none where it is not known.

    The table is `data/narrower.json`.
    """
    wanted = table(__file__, "narrower")
    type_, *uses = wanted["policies"].get(policy.name) or ("",)
    functions, resource = app.users_of(role), role.resource
    named = settings(app, functions, type_) if uses else None
    if resource is None or named is None:
        return []
    generated = resource["AssumeRolePolicyDocument"].by == "framework"
    # A framework that makes the role lets the function take what starts it by itself.
    starting = [] if generated else starters(app, functions, type_)
    actions = {use: wanted["uses"][type_].get(use, []) for use in uses}
    groups = ((starting, actions.pop("receive", [])), (named, [name for names in actions.values() for name in names]))
    statements = []
    for found, names in groups:
        arns = _all_arns(app, role, resource, found, [action for name in names for action in expand(name) or ()])
        if found and names and not arns:
            return []
        statements += [{"Effect": "Allow", "Action": names, "Resource": one_or_list(arns)}] if arns else []
    if not statements:
        return []
    listed = resource["ManagedPolicyArns"]
    last = not generated and len(list(listed.items())) == 1
    name = f"{type_.rpartition(':')[2]}{'Access' if 'write' in uses else 'Read'}"
    new = document(statements)
    if not generated:  # SAM, which makes a role, takes the document itself
        new = {"PolicyName": name, "PolicyDocument": new}
    return [Remove(listed if last else policy.property), Insert(resource["Policies"], new)]


def filled(app: Application, role: Role, statement: Statement, parameter: Property) -> list[Edit]:
    """Edits that give a SAM policy template with one parameter the one resource that is used.

    Args:
        app: the application.
        role: that SAM makes.
        statement: a statement of the template.
        parameter: where the value of the parameter is used.
    """
    actions = [action for name in statement.actions if isinstance(name, str) for action in expand(name) or ()]
    types = {reference[0] for kind in kinds(actions) if (reference := reference_to(kind))}
    found = settings(app, app.users_of(role), types.pop()) if len(types) == 1 else None
    template = policy_template(statement) or ""
    if not found or len(found) > 1 or _circles(app, role, statement.property.resource, found):
        return []
    name = Reference(found[0].key, table(__file__, "narrower")["names"].get(found[0].type, "Ref"))
    source, start, end = parameter.span[:3]
    key = source.text[start:end].strip("\"'")
    # The policy stands where the template is used, and is written in its words.
    return [Set(Property(parameter.resource, parameter.path[:2]), {template: {key: name}})]


def _circles(app: Application, role: Role, policy: Resource, resources: Collection[Resource]) -> bool:
    """Whether one of the resources needs what is to name it."""
    wanted = {policy.key, *around(app, role)}
    return any(needs(app, resource, wanted) for resource in resources)


def _meant(app: Application, role: Role, statement: Statement, actions: Collection[Action]) -> list[Any]:
    """The ARNs of all that actions are for; none where it is not known for one of them.

    Where nothing else shows which resource of a kind that is, it is the only one.
    """
    found: list[Any] = []
    policy = statement.property.resource
    roles = app.roles if policy != role.resource else [role]  # a policy of its own may belong to several
    having = [r for r in roles if any(s.property == statement.property for s in r.statements)]
    functions = [user for r in having for user in app.users_of(r)]
    for kind, meant in kinds(actions).items():
        reference = reference_to(kind)
        resources = settings(app, functions, reference[0]) if reference else None
        if reference is None or resources is None:
            return []
        resources += starters(app, functions, reference[0])
        if not resources and (one := only_one(app, kind)):
            resources = [one[0]]
        arns = _all_arns(app, role, policy, resources, meant)
        if not arns:
            return []
        found += arns
    return list(dict.fromkeys(found))


def _all_arns(
    app: Application, role: Role, policy: Resource, resources: Collection[Resource], actions: Collection[Action]
) -> list[Any]:
    """The ARNs of resources that actions work on; none where one of them needs what will name it."""
    if _circles(app, role, policy, resources):
        return []
    found: list[Any] = []
    for kind, meant in kinds(actions).items():
        reference = reference_to(kind)
        if reference is not None:
            found += (arn for resource in resources for arn in _arns(resource, reference, meant))
    return list(dict.fromkeys(found))


def _arns(resource: Resource, reference: tuple[str, str, str], actions: Collection[Action]) -> Iterator[Any]:
    """The ARN of a resource, and that of the indexes of a table where an action reads these too."""
    arn = arn_of(resource, reference)
    yield arn
    indexed = any(resource[name].present for name in ("GlobalSecondaryIndexes", "LocalSecondaryIndexes"))
    if indexed and any("index" in action.resource_types for action in actions):
        yield concat((arn, "/index/*"))
