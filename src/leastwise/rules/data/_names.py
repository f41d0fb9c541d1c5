"""What the name of a store says about what it is for."""

from __future__ import annotations

from leastwise.model.names import words_in
from leastwise.model.resource import Resource
from leastwise.model.value import Concat
from leastwise.rules.environments import TRYING_OUT

_NAMES = ("TableName", "BucketName", "DBClusterIdentifier", "DBInstanceIdentifier", "UserPoolName", "Name")

_PASSING = frozenset(
    "cache caches cached connection connectionid connections dedup deduplication idempotence idempotency idempotent "
    "lease leases lock locks nonce nonces ratelimit ratelimits session sessionid sessions temp temporary throttle tmp "
    "websocket websockets".split()
)
"""Words for what is worth nothing a while later."""


def words(resource: Resource) -> set[str]:
    """The words that a resource is called by, in lower case: of its logical id, and of what is known of its name."""
    texts = [resource.name]
    for name in _NAMES:
        value = resource.properties.get(name)
        texts += [part for part in (value.parts if isinstance(value, Concat) else (value,)) if isinstance(part, str)]
    return {word for text in texts for word in words_in(text)}


def passing(resource: Resource) -> bool:
    """Whether a store holds, or may hold, only what is worth nothing a while later: sessions, connections, a cache."""
    switch, seconds = resource["TimeToLiveSpecification.Enabled"], resource["DefaultTimeToLive"]
    if not switch.absent and switch.flag() is not False:
        return True
    if not seconds.absent and seconds.text() != "0":
        return True
    key = resource["KeySchema.0.AttributeName"].text() or ""
    return bool(words(resource).union(words_in(key)) & _PASSING)


def simple_table(resource: Resource) -> bool:
    """Whether a table was written as SAM's simple one, which takes few of a table's properties.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
    """
    source, _, _, start, end = resource.span
    return resource.framework == "sam" and "AWS::Serverless::SimpleTable" in source.text[start:end]


def trial(resource: Resource) -> bool:
    """Whether the name of a store says that it is there to try something out."""
    return bool(words(resource) & TRYING_OUT)
