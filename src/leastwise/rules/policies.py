"""Policies, and statements of them, as fixes write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Insert
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Reference, Seq

_POLICIES = {
    "AWS::S3::Bucket": (("AWS::S3::BucketPolicy", "Bucket"),),
    "AWS::SNS::Topic": (("AWS::SNS::TopicPolicy", "Topics"), ("AWS::SNS::TopicInlinePolicy", "TopicArn")),
    "AWS::SQS::Queue": (("AWS::SQS::QueuePolicy", "Queues"), ("AWS::SQS::QueueInlinePolicy", "Queue")),
}
"""Type of a store → the types of its policies, each with the property that names the stores; a new one is the first."""

_ONE_EACH = frozenset({"AWS::S3::BucketPolicy"})
"""Types of policies that name one store, not a list of them."""


def one_or_list(values: Sequence[Any]) -> Any:
    """Values as people write them in a policy: a single one stands by itself."""
    return values[0] if len(values) == 1 else list(values)


def document(statements: Sequence[Any]) -> dict[str, Any]:
    """A policy document of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def adding_statement(app: Application, store: Resource, statements: Sequence[dict[str, Any]]) -> list[Edit]:
    """Edits that add the last of these statements to the policy of a store; all make one where it has none.

    None where its policy is the framework's, or not written as a list of statements: a second one would replace it.

    Args:
        app: the application.
        store: a bucket, queue or topic.
        statements: of a new policy.
    """
    own = [
        policy
        for type_, path in _POLICIES[store.type]
        for policy in app.resources(type_)
        if any(app.referenced(place.value, store.type) == store for place in policy[path].each())
    ]
    if own:
        written = own[-1]["PolicyDocument.Statement"]
        known = len(own) == 1 and written.by == "author" and isinstance(written.value, (Map, Seq))
        return [Insert(written, statements[-1])] if known else []
    type_, path = _POLICIES[store.type][0]
    name = Reference(store.key, "Ref")
    properties = {path: name if type_ in _ONE_EACH else [name], "PolicyDocument": document(statements)}
    return [AddResource(store[()], f"{store.name}Policy", type_, properties)]
