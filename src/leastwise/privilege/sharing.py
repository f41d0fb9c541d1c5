"""Functions that share a role: each gets its own, with those of the statements that it needs.

The one that the Serverless Framework makes keeps what the Framework itself allows. Of one of Terraform the first of the
functions keeps it: what belongs to it are blocks of their own, so that a copy is made of the policies that they are.
https://www.serverless.com/framework/docs/providers/aws/guide/iam
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from leastwise.iam.managed import BASIC
from leastwise.iam.resources import partition
from leastwise.iam.wiring import needs as wired
from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.graph import Function, Role, Statement
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.model.value import concat
from leastwise.privilege.comparison import compare
from leastwise.privilege.needed import needed
from leastwise.privilege.options import USUAL
from leastwise.privilege.removing import removed
from leastwise.privilege.rows import Rows
from leastwise.privilege.statements import minimal, one_or_list

VERSION = "2012-10-17"
ACCESS = "access"
"""Name of the policy that holds what a function's author allows it; what the Framework allows is in others."""

RUNTIME = "runtime"
"""Name of the policy that holds what the Framework would allow."""

_PLATFORM = BASIC - {"AWSLambdaBasicExecutionRole"}
"""Policies of AWS that let functions run, but for the logs, which the Framework always allows."""

_VPC = "service-role/AWSLambdaVPCAccessExecutionRole"
_NETWORK = "ec2:"


@record(eq=False)
class _Share:
    """What one function needs of what its author allows all of them."""

    function: Function
    statements: tuple[Statement, ...]
    attached: tuple[Property, ...]


def generated(role: Resource) -> bool:
    """Whether the Serverless Framework makes a role."""
    return role.framework == "serverless" and role["AssumeRolePolicyDocument"].by == "framework"


def own_roles(app: Application, role: Role) -> list[Edit]:
    """Edits that give each function of a generated role one with those of its statements that it needs.

    The new roles are meant as the author's: where the Framework makes such itself, `leastwise.fix` says so instead.
    None where nobody else would be left out of something: where no function needs a statement, or where other roles
    take the same statements over.
    """
    shared = role.resource
    if shared is None or not generated(shared):
        return []
    written = [one for one in role.statements if one.by == "author" and not one.generated]
    own = [one for one in written if one.property.resource == shared and one.effect in ("Allow", "Deny")]
    spans = {one.property.span for one in own}
    others = (one for other in app.roles if other.id != role.id for one in other.statements)
    if not own or any(one.property.span in spans for one in others):
        return []
    shares = [_share(app, role, function, own) for function in app.users_of(role)]
    moving = [one for one in shares if one.statements or one.attached]
    if not any(one.statements for one in moving):
        return []
    edits: list[Edit] = []
    for one in moving:
        name = re.sub(r"[^A-Za-z0-9]", "", f"{one.function.name}Role")
        edits.append(AddResource(shared[()], name, shared.type, _role(app, shared, one)))
        edits.append(Set(one.function.resource["Role"], shared.neighbour(name, "Arn")))
    everybody = len(moving) == len(shares)
    gone = [one.property for one in own if one.allows or everybody]
    gone += [place for place in _attached(shared) if everybody or _named(place) not in BASIC]
    return [*edits, *removed(app, role, gone)]


def other_roles(app: Application, role: Role, users: Sequence[Function]) -> list[Edit]:
    """Edits that give each function of a role of Terraform but the first one of its own."""
    shared = role.resource
    if shared is None:
        return []
    own = [one for one in role.statements if one.by == "author"]
    own = [one for one in own if not one.generated and one.property.resource.framework == "terraform"]
    edits: list[Edit] = []
    for function in users[1:]:
        share = _share(app, role, function, own, basic=BASIC)
        name = f"{function.name}Role"
        made: dict[str, Any] = {place.name: place for place in shared[()].items() if place.name not in _APART}
        if share.attached:
            made["ManagedPolicyArns"] = [place.value for place in share.attached]
        if share.statements:
            made["Policies"] = [_policy(ACCESS, [one.property.value for one in share.statements])]
        edits.append(AddResource(shared[()], name, shared.type, made))
        edits.append(Set(function.resource["Role"], shared.neighbour(name, "Arn")))
    return edits


_APART = ("ManagedPolicyArns", "Policies", "RoleName")


def _share(
    app: Application, role: Role, function: Function, own: Sequence[Statement], basic: Collection[str] = _PLATFORM
) -> _Share:
    """What a function needs of its role; of the policies that let functions run those of `basic` in any case."""
    wanted = {repr(need) for need in needed(app, function).needs}
    comparison = compare(app, role)
    parts = {part for part in comparison.parts if any(repr(need) in wanted for need in part.needs)}
    allowed = [one for one in own if one.allows and not parts.isdisjoint(comparison.under(one.property))]
    attached = [place for place in _attached(role.resource) if not parts.isdisjoint(comparison.under(place))]
    if not allowed and not attached and basic is _PLATFORM:
        return _Share(function, (), ())
    plain = [place for place in _attached(role.resource) if _named(place) in basic]
    kept = [one for one in own if not one.allows or one in allowed]
    return _Share(function, tuple(kept), tuple(dict.fromkeys([*attached, *plain])))


def _attached(role: Resource | None) -> list[Property]:
    places = role["ManagedPolicyArns"].items() if role is not None else ()
    return [place for place in places if place.by == "author"]


def _named(place: Property) -> str:
    return (place.text() or "").rpartition("/")[2]


def _role(app: Application, shared: Resource, share: _Share) -> dict[str, Any]:
    """A role as plain CloudFormation, with all that the Framework gives its own one for such a function."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    found: dict[str, Any] = {"AssumeRolePolicyDocument": {"Version": VERSION, "Statement": [trust]}}
    arns: list[Any] = list(share.attached)
    if share.function.resource["VpcConfig"].present and not any(_named(one) in _VPC for one in share.attached):
        arns.append(concat(("arn:", partition(app), ":iam::aws:policy/", _VPC)))
    if arns:
        found["ManagedPolicyArns"] = arns
    for name in ("PermissionsBoundary", "Tags"):
        if shared[name].present:
            found[name] = shared[name].value
    if shared["Path"].present and shared["Path"].text() != "/":
        found["Path"] = shared["Path"].value
    found["Policies"] = [_policy(ACCESS, [one.property for one in share.statements])]
    runtime = _runtime(app, shared, share.function)
    return found | ({"Policies": [*found["Policies"], _policy(RUNTIME, runtime)]} if runtime else {})


def _policy(name: str, statements: list[Any]) -> dict[str, Any]:
    return {"PolicyName": name, "PolicyDocument": {"Version": VERSION, "Statement": statements}}


def _runtime(app: Application, shared: Resource, function: Function) -> list[dict[str, Any]]:
    """What the platform needs of the role, but for the network, for which there is a policy of AWS."""
    rows, found = Rows(app, shared, USUAL), []
    for one in minimal(need for need in wired(app, function) if not need.action.startswith(_NETWORK)):
        said = [rows.sayable(value) for value in one.resources]
        if not any(reason for _, reason in said):
            found.append(one.document() | {"Resource": one_or_list([value for value, _ in said])})
    return found
