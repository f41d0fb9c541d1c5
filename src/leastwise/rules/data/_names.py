"""What the name of a store says about what it is for."""

from __future__ import annotations

import re

from leastwise.model.resource import Resource
from leastwise.model.value import Concat

_WORD = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
_NAMES = ("TableName", "BucketName", "DBClusterIdentifier", "DBInstanceIdentifier", "UserPoolName", "Name")

_PASSING = frozenset(
    "cache caches cached connection connectionid connections dedup deduplication idempotence idempotency idempotent "
    "lease leases lock locks nonce nonces ratelimit ratelimits session sessionid sessions temp temporary throttle tmp "
    "websocket websockets".split()
)
"""Words for what is worth nothing a while later."""

_TRIAL = frozenset(
    "demo demos example examples mock mocks playground sample samples sandbox test tests testing".split()
)
"""Words for what is there to try something out."""

_STAGES = frozenset("ci dev develop development int integration local preview qa staging uat".split())
"""More of them, in the names of environments."""


def _words(text: str) -> set[str]:
    return {word.lower() for word in re.findall(_WORD, text)}


def words(resource: Resource) -> set[str]:
    """The words that a resource is called by, in lower case: of its logical id, and of what is known of its name."""
    texts = [resource.name]
    for name in _NAMES:
        value = resource.properties.get(name)
        texts += [part for part in (value.parts if isinstance(value, Concat) else (value,)) if isinstance(part, str)]
    return {word for text in texts for word in _words(text)}


def passing(resource: Resource) -> bool:
    """Whether a store holds, or may hold, only what is worth nothing a while later: sessions, connections, a cache."""
    switch, seconds = resource["TimeToLiveSpecification.Enabled"], resource["DefaultTimeToLive"]
    if not switch.absent and switch.flag() is not False:
        return True
    if not seconds.absent and seconds.text() != "0":
        return True
    key = resource["KeySchema.0.AttributeName"].text() or ""
    return bool((words(resource) | _words(key)) & _PASSING)


def trial_name(environment: str) -> bool:
    """Whether the name of an environment says that nobody's real data is there."""
    return not _words(environment).isdisjoint(_TRIAL | _STAGES)


def trial(resource: Resource) -> bool:
    """Whether the name of a store says that it is there to try something out."""
    return bool(words(resource) & _TRIAL)
