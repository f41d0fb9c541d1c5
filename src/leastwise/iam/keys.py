"""Condition keys: which there are, of what type, and which an action is evaluated with.

Those of one service are in the data of the Service Authorization Reference (`leastwise.iam.actions.facts`), those of
all services in `data/keys.json`. Each is read when somebody asks for it. The names of keys are the same in any case.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from leastwise.iam.actions import Action, facts, service
from leastwise.model.record import record
from leastwise.read.tables import table

_VARIABLE = r"\$\{[^}]*\}|<[^>]*>|(?<=/)tag-key$"
"""What stands in the name of a key for a part that the policy chooses: `aws:ResourceTag/${TagKey}`."""


@record
class Key:
    """A condition key.

    Attributes:
        name: as AWS writes it, with `${…}` for a part that the policy chooses.
        type: of one value: `String`, `ARN`, `Bool`, `Numeric`, `Date`, `IPAddress`, `Binary`.
        many: whether a request may have several values of it.
    """

    name: str
    type: str
    many: bool


class _Keys:
    """Some keys, found by the name that a policy gives them."""

    __slots__ = ("_exact", "_open")

    def __init__(self, keys: Iterable[Key]) -> None:
        self._exact: dict[str, Key] = {}
        self._open: list[tuple[str, str, Key]] = []
        for key in keys:
            fixed = re.split(_VARIABLE, key.name.lower())
            if len(fixed) == 1:
                self._exact[fixed[0]] = key
            else:
                self._open.append((fixed[0], fixed[-1], key))

    def find(self, low: str) -> Key | None:
        """The key of a name in lower case."""
        found = self._exact.get(low)
        if found is None:
            for start, end, key in self._open:
                if len(low) > len(start) + len(end) and low.startswith(start) and low.endswith(end):
                    return key
        return found

    def unnamed(self, low: str) -> Key | None:
        """The key of a name that lacks the part that the policy chooses: `aws:ResourceTag`, `aws:ResourceTag/`."""
        starts = {low, f"{low}/", f"{low}:"} if low not in self._exact else ()
        return next((key for start, end, key in self._open if not end and start in starts), None)

    def names(self) -> list[str]:
        """The names in lower case."""
        return list(self._exact)


@lru_cache(maxsize=1024)
def find(name: str) -> Key | None:
    """What is known about a key; `None` where there is none of that name, or where its service is not known."""
    low = name.lower()
    found = _global().find(low)
    for prefix in () if found else _services(low):
        found = found or _of_service(prefix).find(low)
    return found


def exists(name: str) -> bool | None:
    """Whether there is a key of that name; `None` where that is not known: keys of other identity providers."""
    prefix, colon, _ = name.lower().partition(":")
    if not colon:
        return False
    if find(name) is not None:
        return True
    return None if "." in prefix or (prefix != "aws" and not _services(prefix + ":")) else False


def unnamed(name: str) -> Key | None:
    """The key that is meant by a name in which a part is missing, `aws:ResourceTag` without its tag."""
    low = name.lower()
    lists = [_global(), *(_of_service(prefix) for prefix in _services(low))]
    return next((key for key in (known.unnamed(low) for known in lists) if key is not None), None)


def nearest(name: str) -> str | None:
    """The key that is spelled nearly like one that does not exist; `None` where there is none."""
    from difflib import get_close_matches

    low = name.lower()
    known = [low for keys in (_global(), *map(_of_service, _services(low))) for low in keys.names()]
    found = get_close_matches(low, known, 1, 0.85)
    key = find(found[0]) if found else None
    return None if key is None else key.name


@lru_cache(maxsize=1024)
def everywhere(name: str) -> bool:
    """Whether requests to any service may have the key."""
    return _global().find(name.lower()) is not None


def sensitive(name: str) -> bool:
    """Whether a wildcard in the values of a key has no valid use, by AWS's list."""
    return name.lower() in _sensitive()


def evaluated(action: Action, name: str) -> bool | None:
    """Whether requests of an action may have a key, by the pages of its service; `None` where that is not known."""
    if everywhere(name):
        return True
    return None if find(name) is None else _of_action(action).find(name.lower()) is not None


@cache
def _of_action(action: Action) -> _Keys:
    known = service(action.service)
    return _Keys(Key(name, "", False) for name in (known.condition_keys(action) if known else ()))


@cache
def _global() -> _Keys:
    return _Keys(_key(name, type_) for name, type_ in table(__file__, "keys")["keys"].items())


@cache
def _sensitive() -> frozenset[str]:
    return frozenset(name.lower() for name in table(__file__, "keys")["sensitive"])


@cache
def _of_service(prefix: str) -> _Keys:
    entries = (facts("conditionKeys", prefix) or {}).values()
    return _Keys(_key(entry["key"], entry.get("type") or "String") for entry in entries)


def _services(low: str) -> tuple[str, ...]:
    """The services in whose data the keys with this prefix are; none where the prefix is not known."""
    prefix = low.partition(":")[0]
    own = (prefix,) if prefix != "aws" and service(prefix) is not None else ()
    return (*own, *_elsewhere().get(prefix, ()))


@cache
def _elsewhere() -> dict[str, Any]:
    """Prefix → services among whose keys there are some with that prefix, `saml` → `sts`."""
    return {prefix.lower(): services for prefix, services in (facts("unassociatedConditions") or {}).items()}


def _key(name: str, type_: str) -> Key:
    return Key(name, type_.removeprefix("ArrayOf"), type_.startswith("ArrayOf"))
