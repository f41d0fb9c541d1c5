"""Errors in actions: no such service, no such action, actions that a condition key is not evaluated for.

About a service that the data does not have nothing is said.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from leastwise.iam import keys
from leastwise.iam.actions import Action, expand, service
from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, hint, issue
from leastwise.iam.lint.policy import TRUST, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.iam.validity import exists, meant_prefix, nearest
from leastwise.model.application import Application

_PREFIX = "[A-Za-z0-9*?-]+"
_UNSURE = ("aws-marketplace:", "deadline:", "iottwinmaker:", "nimble:")
"""Services whose own managed policies use keys with actions for which their pages do not list them."""

_FORMER = frozenset({"sns:receive"})
"""Actions that are no longer listed and that AWS itself still writes: into the policy that a topic has from the start.

As copied in https://www.pulumi.com/registry/packages/aws/api-docs/sns/topicpolicy
"""

_COMES_WITH = {"sts:sourceidentity": "sts:SetSourceIdentity", "sts:transitivetagkeys": "sts:TagSession"}
"""Key → the action that sets it, without which a trust policy refuses every request that brings one.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
"""


@for_statement("INVALID_ACTION", "INVALID_SERVICE_IN_ACTION")
def names(written: Written, _: Application | None) -> Iterator[Issue]:
    """Actions that do not exist."""
    for where, action in written.texts("Action", "NotAction"):
        fault = _fault(action)
        if fault is not None:
            code, words = fault
            yield issue(code, where, action, **words)


@lru_cache(maxsize=4096)
def _fault(action: str) -> tuple[str, dict[str, str]] | None:
    """What is wrong with the name of an action; `None` for nothing that is known."""
    prefix, colon, name = action.partition(":")
    if "$" in action or "{" in action or (action and action.strip("*") == ""):
        return None
    meant = meant_prefix(prefix) if colon and service(prefix) is None else None
    if not colon or not name or ":" in name:
        return "INVALID_ACTION", {"hint": ": an action is service:Name"}
    if meant or not re.fullmatch(_PREFIX, prefix):
        return "INVALID_SERVICE_IN_ACTION", {"service": prefix, "hint": hint(f"{meant}:{name}" if meant else None)}
    if action.lower() in _FORMER or exists(action) is not False:
        return None
    return "INVALID_ACTION", {"hint": hint(nearest(action))}


@for_statement("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", of="Condition")
def keys_of_actions(written: Written, _: Application | None) -> Iterator[Issue]:
    """Condition keys of one service that requests of some actions of the statement never have.

    Where a condition holds without the key (`IfExists`, `ForAllValues`, `Null`) it may be meant so.
    """
    seen = set()
    for test in written.conditions:
        if test.low in seen or test.holds_without or keys.everywhere(test.key) or test.low.startswith(_UNSURE):
            continue
        seen.add(test.low)
        never = [name for _, text in written.texts("Action") for name in _never(text, test.low)]
        if never:
            yield issue("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", test.place, ", ".join(never), key=test.key)


@for_statement("MISSING_ACTION_FOR_CONDITION_KEY", of="Condition")
def keys_without_actions(written: Written, _: Application | None) -> Iterator[Issue]:
    """Condition keys of a trust policy that only another action sets."""
    if written.policy.kind != TRUST or written.effect != "Allow" or "Action" not in written.value:
        return
    allowed = [item for _, item in written.each("Action")]
    if not all(isinstance(item, str) for item in allowed):
        return
    granted = {str(action) for text in allowed for action in expand(text) or ()}
    for test in written.conditions:
        action = _COMES_WITH.get(test.low)
        if action and action not in granted and "*" not in allowed and not test.holds_without:
            yield issue("MISSING_ACTION_FOR_CONDITION_KEY", test.place, test.key, action=action)


@lru_cache(maxsize=4096)
def _never(text: str, key: str) -> tuple[str, ...]:
    """The action, or the pattern where it stands for actions of another service alone, if none ever has the key."""
    prefix = text.partition(":")[0].lower()
    if has_wildcard(text) and (has_wildcard(prefix) or prefix == key.partition(":")[0]):
        return ()
    found: tuple[Action, ...] = expand(text) or ()
    never = bool(found) and all(keys.evaluated(action, key) is False for action in found)
    return ((text if has_wildcard(text) else str(found[0])),) if never else ()
