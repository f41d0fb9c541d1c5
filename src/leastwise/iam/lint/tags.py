"""Tags as conditions of actions that know no tags.

Which actions do is in the Service Authorization Reference; of a service that is not in it nothing is said.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from leastwise.iam.actions import expand, facts
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.condition import Test
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import Written
from leastwise.model.application import Application

_TAGS = ("aws:resourcetag/", "aws:requesttag/", "aws:tagkeys")

_CODES = {
    ("Allow", "Action"): "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    ("Allow", "NotAction"): "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    ("Deny", "Action"): "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    ("Deny", "NotAction"): "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
}


@for_statement(*_CODES.values(), of="Condition")
def tags_unknown_to_actions(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A tag is asked for, and an action has none in its requests: the statement never applies to it."""
    if statement.effect not in ("Allow", "Deny"):
        return
    for test in statement.conditions:
        prefix = next((prefix for prefix in _TAGS if test.low.startswith(prefix)), None)
        if prefix is None or not _needs_key(test):
            continue
        if "NotAction" in statement.value:
            yield issue(_CODES[statement.effect, "NotAction"], test.place, test.key)
            continue
        without = [text for _, text in statement.texts("Action") if _unsupported(text.lower(), prefix)]
        if without:
            yield issue(_CODES[statement.effect, "Action"], test.place, test.key, actions=", ".join(without))


def _needs_key(test: Test) -> bool:
    """Whether a test fails where the key is not there."""
    operator = test.operator or ""
    absent = test.if_exists or test.qualifier == "ForAllValues" or operator == "Null"
    return bool(operator) and "Not" not in operator and not absent


@lru_cache(maxsize=1024)
def _unsupported(pattern: str, prefix: str) -> bool:
    """Whether none of the actions that a pattern stands for knows a tag key, as far as that is known."""
    found = expand(pattern)
    return bool(found) and not any(prefix in _tags_of(action.service)[action.name.lower()] for action in found or ())


@lru_cache(maxsize=64)
def _tags_of(prefix: str) -> dict[str, frozenset[str]]:
    """Action of a service in lower case → the forms of tag keys that its requests have."""
    actions = facts("actions", prefix) or {}
    types = {kind["key"]: kind.get("conditionKeys", ()) for kind in (facts("resourceTypes", prefix) or {}).values()}
    return {name: frozenset(_forms(entry, types)) for name, entry in actions.items()}


def _forms(entry: dict[str, Any], types: dict[str, Any]) -> Iterator[str]:
    keys = list(entry["conditionKeys"])
    for kind in entry["resourceTypes"]:
        keys += [*kind.get("conditionKeys", ()), *types.get(kind["name"], ())]
        if kind["name"] not in types:  # it belongs to another service, whose keys apply
            yield from _TAGS
    for key in keys:
        yield from (prefix for prefix in _TAGS if key.lower().startswith(prefix))
