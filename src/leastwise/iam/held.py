"""The policies that a role holds: its own, those of AWS, those of a user's groups; and what of them is not known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from leastwise.iam import documents_of_aws
from leastwise.iam.documents_of_aws import Document
from leastwise.iam.excess import policy_template
from leastwise.model.application import Application
from leastwise.model.graph import Role, Statement
from leastwise.model.record import record
from leastwise.model.resource import Author, Path, Property, Resource
from leastwise.model.value import Concat, Map, Seq, Symbol, Unknown, display
from leastwise.read.graph.texts import container

Unread = tuple[Property, str]
"""Where something stands that cannot be read, and why."""


@record
class Held:
    """One statement that counts for a role, or one policy of AWS.

    Attributes:
        place: the statement, or where the policy is attached.
        statement: `None` for a policy of AWS.
        document: that policy.
        by: who granted it.
        via: `inline`, `managed`, `aws-managed`, `sam-template`, `connector`, or `group` for what a user's group has.
        policy: its name, for people.
    """

    place: Property
    statement: Statement | None
    document: Document | None
    by: Author
    via: str
    policy: str


def held(app: Application, role: Role) -> Iterator[Held]:
    """All that is known of what counts for a role, a user or a group, in the order in which it is written."""
    for statement in role.statements:
        yield Held(statement.property, statement, None, statement.by, _via(statement), statement.policy)
    for policy in role.managed:
        document = document_of(policy.arn)
        if document is not None:
            yield Held(policy.property, None, document, policy.by, "aws-managed", document.name)
    for group in _groups(app, role):
        for one in held(app, group):
            yield Held(one.place, one.statement, one.document, one.by, "group", one.policy)


def unread(app: Application, role: Role) -> Iterator[Unread]:
    """What counts for a role as well and cannot be read: an imported policy, a document that is a parameter."""
    if role.resource is None:
        return
    seen = {(s.property.resource.key, s.property.path) for s in role.statements}
    yield from _unlisted(role.resource)
    for place in role.documents:
        yield from unread_document(place, seen)
    for policy in role.managed:
        if document_of(policy.arn) is None:
            yield policy.property, _why(policy.arn)
    for place in role.groups:
        if _group(app, place) is None:
            yield place, f"the group {display(place.value)} is not part of the application"
    for group in _groups(app, role):
        yield from unread(app, group)


def unread_boundary(app: Application, role: Role) -> Iterator[Unread]:
    """What of a permissions boundary cannot be read."""
    if role.resource is None or role.boundary is None:
        return
    place = role.resource["PermissionsBoundary"]
    policy = app.referenced(role.boundary, "AWS::IAM::ManagedPolicy")
    if role.bounds is not None and policy is not None:
        seen = {(s.property.resource.key, s.property.path) for s in role.bounds}
        yield from unread_document(policy["PolicyDocument"], seen)
    elif document_of(role.boundary) is None:
        yield place, _why(role.boundary)


def document_of(arn: object) -> Document | None:
    """The policy of AWS that a value is the ARN of; `None` where it is none, or not in the data."""
    parts = arn.parts if isinstance(arn, Concat) else (arn,)
    text = "".join(part if isinstance(part, str) else "?" for part in parts)
    return documents_of_aws.at(text)


def _why(arn: object) -> str:
    if isinstance(arn, Unknown):
        return arn.reason
    if documents_of_aws.OWNER in (shown := display(arn)):
        return f"{shown} is not among the policies of AWS as of {documents_of_aws.as_of()}"
    return f"{shown} is not part of the application"


def _via(statement: Statement) -> str:
    resource = statement.property.resource
    if resource.type == "AWS::IAM::ManagedPolicy":
        # All of what a connector stands for stands at its name.
        generated = statement.property.span == resource.span and statement.property["Effect"].span == resource.span
        return "connector" if generated else "managed"
    return "sam-template" if policy_template(statement) else "inline"


@lru_cache(maxsize=1)
def _by_resource(app: Application) -> dict[str, Role]:
    return {role.resource.key: role for role in app.identities if role.resource is not None}


def _group(app: Application, place: Property) -> Role | None:
    resource = app.referenced(place.value, "AWS::IAM::Group")
    return None if resource is None else _by_resource(app).get(resource.key)


def _groups(app: Application, role: Role) -> Iterator[Role]:
    found = (_group(app, place) for place in role.groups)
    yield from {group.id: group for group in found if group is not None}.values()


def _unlisted(resource: Resource) -> Iterator[Unread]:
    """What stands where policies are listed and is no policy: the list as a whole, or one of its own."""
    for place in (resource["ManagedPolicyArns"], resource["Policies"], *resource["Policies"].items()):
        if isinstance(place.value, Symbol):
            yield place, _reason(place.value)


def unread_document(place: Property, seen: set[tuple[str, Path]]) -> Iterator[Unread]:
    """Why a document, or a statement of it, is not among the statements; nothing where all are."""
    value = place.value
    if value is None:
        return
    found = (place, value) if isinstance(value, Map) else container(place, value)
    if found is None:
        yield place, _reason(value) if isinstance(value, Symbol) else "it is no mapping and no JSON text"
        return
    written = found[0]["Statement"]
    items = list(written.items()) if isinstance(written.value, Seq) else [written] if written.present else []
    for item in items:
        if isinstance(item.value, Symbol):
            yield item, _reason(item.value)
        elif isinstance(item.value, Map) and (item.resource.key, item.path) not in seen:
            yield item, "there are too many statements that roles share"
            return


def _reason(value: Symbol) -> str:
    return value.reason if isinstance(value, Unknown) else f"{display(value)} is not known"
