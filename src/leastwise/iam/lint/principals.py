"""Errors in principals: their form, and whether the kind of policy and the actions go with them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, hint, issue
from leastwise.iam.lint.kinds import NAMES
from leastwise.iam.lint.policy import TRUST, WITH_PRINCIPAL, Written
from leastwise.iam.pattern import has_wildcard
from leastwise.model.application import Application
from leastwise.model.value import Map, Seq, Symbol
from leastwise.read.graph.policies import PRINCIPAL_KINDS

SERVICE = "service-name.amazonaws.com"
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_DOMAIN = re.compile(r"(?:https://)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:[:/].*)?")
_PROVIDER = re.compile(r"arn:[^:]+:iam::[^:]*:(saml|oidc)-provider/.+")
_WITH_PROVIDER = {"sts:assumerolewithsaml": "saml", "sts:assumerolewithwebidentity": "oidc"}
_ANYWHERE = "rolesanywhere.amazonaws.com"
_OF_ANYWHERE = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
_NOT_OF_SERVICES = ("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/")
"""Keys that are only there when an account's own principal calls.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
"""


@for_statement(
    "INVALID_PRINCIPAL_FORMAT",
    "INVALID_PRINCIPAL_KEY",
    "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    of="Principal",
)
def form(written: Written, _: Application | None) -> Iterator[Issue]:
    """The form of the element, where the policy can have it."""
    for element in ("Principal", "NotPrincipal") if written.policy.kind in WITH_PRINCIPAL else ():
        value, place = written.value.get(element), written.place[element]
        if isinstance(value, Map):
            for kind in value:
                if kind not in PRINCIPAL_KINDS and kind != "*" and "$" not in kind:
                    near = get_close_matches(kind, PRINCIPAL_KINDS, 1, 0.6)
                    yield issue("INVALID_PRINCIPAL_KEY", place[(kind,)], kind, hint=hint(near[0] if near else None))
        elif value == "*":
            if written.policy.kind == TRUST:
                yield issue("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", place)
        elif element in written.value and not isinstance(value, (Seq, Symbol)):
            yield issue("INVALID_PRINCIPAL_FORMAT", place, value)
        elif isinstance(value, Seq) and any(isinstance(item, str) and item != "*" for item in value):
            yield issue("INVALID_PRINCIPAL_FORMAT", place, ", ".join(item for item in value if isinstance(item, str)))


@for_statement(
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
    "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
    of="Principal",
)
def values(written: Written, _: Application | None) -> Iterator[Issue]:
    """Each principal by its type."""
    kind = written.policy.kind
    for place, key, value in written.principals() if kind in WITH_PRINCIPAL else ():
        if not isinstance(value, str) or "$" in value:
            continue
        if key == "Federated" and kind == "resource":
            yield issue("FEDERATED_PRINCIPAL_NOT_SUPPORTED", place, value, kind=NAMES[kind].capitalize())
        elif key == "Federated" and kind == TRUST and not (_DOMAIN.fullmatch(value) or _PROVIDER.fullmatch(value)):
            yield issue("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", place, value)
        elif has_wildcard(value) and key in PRINCIPAL_KINDS and not (key == "AWS" and value == "*"):
            yield issue("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", place, value, key=key)
        elif key == "Service" and not _SERVICE.fullmatch(value):
            yield issue("INVALID_SERVICE_PRINCIPAL_FORMAT", place, value, expected=SERVICE)


@for_statement("MISMATCHED_ACTION_FOR_PRINCIPAL", "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", of="Principal")
def actions(written: Written, _: Application | None) -> Iterator[Issue]:
    """Ways to take a role that none of the principals of the statement has."""
    if written.policy.kind != TRUST or "Principal" not in written.value or written.effect != "Allow":
        return
    who = [(kind, value) for _, kind, value in written.principals("Principal")]
    kinds = {_kind(kind, value) for kind, value in who}
    for place, action in () if "" in kinds else written.texts("Action"):
        low = action.lower()
        wanted = {_WITH_PROVIDER[low]} if low in _WITH_PROVIDER else {"other"} if low == "sts:assumerole" else kinds
        if kinds and not kinds & wanted:
            shown = ", ".join(str(value) for _, value in who)
            yield issue("MISMATCHED_ACTION_FOR_PRINCIPAL", place, shown, action=action)
    if ("Service", _ANYWHERE) in who and len(who) == 1:
        given = [action for _, action in written.each("Action")]
        known = all(isinstance(action, str) and not has_wildcard(action) for action in given)
        low_given = {str(action).lower() for action in given}
        missing = [action for action in _OF_ANYWHERE if action.lower() not in low_given]
        if known and missing and "sts:assumerole" in low_given:
            yield issue("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", written.place["Action"], ", ".join(missing))


@for_statement("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", of="Condition")
def keys_of_services(written: Written, _: Application | None) -> Iterator[Issue]:
    """Conditions on whose principal calls, where only services may call: they never hold."""
    who = [(kind, value) for _, kind, value in written.principals("Principal")] if written.conditions else []
    if written.effect != "Allow" or not who or any(kind != "Service" for kind, _ in who):
        return
    for test in written.conditions:
        if test.low.startswith(_NOT_OF_SERVICES) and not test.holds_without and "Not" not in (test.operator or ""):
            shown = ", ".join(str(value) for _, value in who if isinstance(value, str))
            yield issue("UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL", test.place, test.key, principal=shown)


def _kind(kind: str, value: object) -> str:
    """`saml`, `oidc` or `other`: how a principal takes a role; empty where one cannot tell."""
    if kind != "Federated":
        return "" if kind == "*" and value != "*" else "other"
    if not isinstance(value, str):
        return ""
    found = _PROVIDER.fullmatch(value)
    return found[1] if found else "oidc" if _DOMAIN.fullmatch(value) else ""
