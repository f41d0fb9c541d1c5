"""Resource control policies that hit more than strangers: AWS's own services, or the organization's principals.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
"""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.iam.lint.check import for_statement
from leastwise.iam.lint.issue import Issue, issue
from leastwise.iam.lint.policy import RESOURCE_CONTROL, Written
from leastwise.model.application import Application

_PRINCIPALS = frozenset({"aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount"})
"""Keys that requests of a service in its own name do not have."""

_SERVICES = frozenset({"aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceaccount", "aws:sourcearn"})
"""Keys that only requests of a service in its own name have, and not all of them."""

_SERVICE = "aws:principalisawsservice"


@for_statement(
    "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    of="Condition",
)
def hits_bystanders(statement: Written, app: Application | None) -> Iterator[Issue]:
    """A key that some requests do not have, and no other one that leaves them out."""
    if statement.policy.kind != RESOURCE_CONTROL or statement.effect != "Deny":
        return
    keys = {test.low for test in statement.conditions}
    checked = {test.low for test in statement.conditions if test.operator == "Null"}
    for test in statement.conditions:
        if test.operator == "Null" or not (test.operator or "").startswith("StringNot"):
            continue
        if test.low in _PRINCIPALS and _SERVICE not in keys:
            yield issue("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", test.place, test.key)
        if test.low in _SERVICES and _SERVICE not in keys:
            yield issue("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", test.place, test.key)
        if test.low in _SERVICES and checked.isdisjoint(("aws:sourceaccount", "aws:sourcearn")):
            yield issue("RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", test.place, test.key)
