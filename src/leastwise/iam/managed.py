"""What AWS managed policies amount to, by name.

The table is made by `tools/refresh_managed_policies.py`; a policy that is newer than the table is judged by its name.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from leastwise.iam.actions import Action
from leastwise.iam.reach import unlimited_action
from leastwise.model.graph import ManagedPolicy, Role
from leastwise.model.value import known
from leastwise.read.tables import table

ADMINISTRATOR = frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"})
"""Policies with which everything in the account can be reached, directly or by granting oneself the rest."""

# What a function needs to run at all, whatever it does. The table of broad policies has none of these.
BASIC = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaBasicDurableExecutionRolePolicy",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
        "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
    }
)
# What the Serverless Framework allows every function beside the rest.
_BESIDE = frozenset({"logs:tagresource"})


def _broad() -> dict[str, Any]:
    found: dict[str, Any] = table(__file__, "managed_policies")["broad"]
    return found


def _servers() -> dict[str, Any]:
    found: dict[str, Any] = table(__file__, "managed_policies")["servers"]
    return found


@cache
def _customary() -> frozenset[str]:
    return frozenset(table(__file__, "managed_policies")["customary"])


def breadth(name: str) -> tuple[str, ...] | None:
    """The widest of what a managed policy allows on every resource, as action patterns; `None` where it is not broad.

    Empty where the policy is only known to be broad by its name. `how_many` says how many there are in all.
    """
    if name in BASIC:
        return None
    found = _broad().get(name)
    if found is not None:
        return tuple(found["widest"])
    return () if name.endswith("FullAccess") else None


def for_servers(name: str) -> tuple[str, ...] | None:
    """As `breadth`, of a policy that AWS prescribes for the role of a server: it is broad for what is none."""
    found = _servers().get(name)
    return tuple(found["widest"]) if found is not None else None


def how_many(name: str) -> int:
    """How many action patterns that matter a broad policy allows on every resource; 0 where that is not known."""
    found = _broad().get(name) or _servers().get(name)
    return found["count"] if found else 0


def creates_log_groups(policy: ManagedPolicy) -> bool:
    """Whether a managed policy allows, or may allow, making log groups."""
    name = policy.name
    if name is None or (name not in BASIC and name not in _broad()):
        return True
    return name in table(__file__, "managed_policies")["log_groups"]


def customary(action: Action) -> bool:
    """Whether AWS's own execution policies allow it on every resource: logs, traces, network interfaces."""
    return str(action).lower() in _customary()


def administrator(role: Role) -> bool:
    """Whether a role may do everything, or may give itself everything."""
    return any(policy.name in ADMINISTRATOR for policy in role.managed) or any(
        statement.allows and unlimited_action(statement) is not None for statement in role.statements
    )


def basic(role: Role) -> bool:
    """Whether all that a role is known to allow is what every function needs: logs, traces, network interfaces.

    Of a role outside the application nothing is known, and it will not be there for nothing.
    """
    if role.resource is None:
        return False
    attached = [policy for policy in role.managed if policy.name is not None or known(policy.arn)]
    return all(policy.name in BASIC for policy in attached) and all(
        _is_customary(statement.actions) for statement in role.statements if statement.allows
    )


def _is_customary(actions: Iterable[object]) -> bool:
    written = [action.lower() for action in actions if isinstance(action, str)]
    return all(action in _customary() or action in _BESIDE for action in written)
