"""The ways in which everybody gets into a bucket: by its policy, or by its access control list.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leastwise.iam.pattern import matches
from leastwise.iam.public_access import Gate, acl_gate, by_access_point, policy_gate
from leastwise.iam.reach import text_of
from leastwise.iam.sources import open_to_everyone
from leastwise.model.graph import Statement, Store
from leastwise.model.record import record
from leastwise.model.resource import Property
from leastwise.read.graph.policies import everyone, narrows
from leastwise.rules.words import listing

REFUSED = "S3 refuses this for buckets made since April 2023: a new one is not deployed, an older one is open"
"""Why an opening weighs less where the block on public access is not switched off."""


@record
class Opening:
    """One way for everybody into a bucket.

    Attributes:
        place: what opens it: a statement's principal, or the bucket's access control list.
        scope: the statement, or the same.
        gate: whether S3 lets it happen.
        reads: whether objects can be read.
        lists: whether their names can.
        writes: whether objects can be written or deleted, or the bucket's policy can.
        accounts: whether it takes an AWS account, of whomever.
        part: the part of the bucket's names that it is about, as `public/*`; empty for all.
    """

    place: Property
    scope: Property
    gate: Gate
    reads: bool = False
    lists: bool = False
    writes: bool = False
    accounts: bool = False
    part: str = ""


def said(found: Sequence[Opening]) -> str:
    """Who may do what by these ways in, for people."""
    who = "Everybody with an AWS account" if all(opening.accounts for opening in found) else "Everybody on the internet"
    verbs = {
        "read": any(opening.reads for opening in found),
        "list": any(opening.lists for opening in found),
        "change": any(opening.writes for opening in found),
    }
    return f"{who} may {listing(verb for verb, able in verbs.items() if able)}"


def openings(store: Store) -> Iterator[Opening]:
    """Every way for everybody into a bucket that S3 itself does not shut."""
    bucket, gate = store.resource, policy_gate(store.resource)
    if gate is not Gate.SHUT and not any(_keeps_out(statement) for statement in store.policy):
        for statement in store.policy:
            if _for_everybody(statement):
                opening = Opening(
                    place=statement.property["Principal"],
                    scope=statement.property,
                    gate=gate,
                    reads=_allows(statement, "s3:GetObject"),
                    lists=_allows(statement, "s3:ListBucket"),
                    writes=_allows(
                        statement, "s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:PutBucketPolicy"
                    ),
                    part=_part(statement),
                )
                if opening.reads or opening.lists or opening.writes:
                    yield opening
    acl, gate = bucket["AccessControl"], acl_gate(bucket)
    if gate is not Gate.SHUT and acl.text() in ("PublicRead", "PublicReadWrite", "AuthenticatedRead"):
        yield Opening(
            place=acl,
            scope=acl,
            gate=gate,
            lists=True,
            writes=acl.text() == "PublicReadWrite",
            accounts=acl.text() == "AuthenticatedRead",
        )


def _for_everybody(statement: Statement) -> bool:
    return (
        statement.by == "author" and statement.allows and open_to_everyone(statement) and not by_access_point(statement)
    )


def _keeps_out(statement: Statement) -> bool:
    return statement.effect == "Deny" and everyone(statement) and narrows(statement, denies=True)


def _allows(statement: Statement, *actions: str) -> bool:
    return any(isinstance(p, str) and matches(p, a, ignore_case=True) for p in statement.actions for a in actions)


def _part(statement: Statement) -> str:
    """The names that a statement is about; empty where that is all of them or not known."""
    parts = set()
    for resource in statement.resources:
        bucket, slash, names = (text_of(resource) or "").rpartition(":::")[2].partition("/")
        if not slash and bucket == "*":
            return ""
        if slash:
            parts.add(names)
    return min(parts) if parts and not any(part.startswith("*") or "\0" in part for part in parts) else ""
