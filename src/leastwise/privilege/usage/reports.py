"""Reports of IAM on what was last accessed, and findings of IAM Access Analyzer on what is not used.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html
https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFindingV2.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from leastwise.privilege.usage.seen import Usage, Use

_MANY = 20_000


def add_last_accessed(report: Mapping[str, Any], usage: Usage, file: str) -> None:
    """Enter what `aws iam get-service-last-accessed-details` prints.

    With `ACTION_LEVEL` it names actions of the services that tell them; of the others only when they were asked last.
    The attempts that were refused count as well. What nobody used names no role, and says nothing here.
    """
    for service in _rows(report.get("ServicesLastAccessed")):
        namespace = service.get("ServiceNamespace")
        if not isinstance(namespace, str) or not namespace:
            usage.malformed += 1
            continue
        actions = 0
        for row in _rows(service.get("TrackedActionsLastAccessed")):
            name, time = row.get("ActionName"), row.get("LastAccessedTime")
            role = row.get("LastAccessedEntity") or service.get("LastAuthenticatedEntity")
            if time and isinstance(name, str) and _is_role(role):
                actions += 1
                usage.add(Use(role, "", f"{namespace}:{name}", "", "tried"), str(time), file)
        role, time = service.get("LastAuthenticatedEntity"), service.get("LastAuthenticated")
        if time and not actions and _is_role(role):
            usage.add(Use(role, "", f"{namespace}:*", "", "tried"), str(time), file)


def add_finding(finding: Mapping[str, Any], usage: Usage) -> None:
    """Enter a finding of IAM Access Analyzer on unused access; others say nothing here."""
    role = finding.get("resource")
    if not _is_role(role):
        return
    unused = usage.unused.setdefault(role, set())
    if finding.get("findingType") == "UnusedIAMRole":
        unused.add("*")
    for details in _rows(finding.get("findingDetails")):
        permission = details.get("unusedPermissionDetails")
        if isinstance(permission, Mapping) and isinstance(permission.get("serviceNamespace"), str):
            namespace = permission["serviceNamespace"]
            names = [row.get("action") for row in _rows(permission.get("actions"))]
            unused.update(f"{namespace}:{name.rpartition(':')[2]}" for name in names if isinstance(name, str))
            if not names:
                unused.add(f"{namespace}:*")


def _is_role(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and ":role/" in value and value.startswith("arn:") and value.count(":") == 5


def _rows(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value[:_MANY] if isinstance(one, Mapping))
