"""What is taken to hold of the requests of whoever has a role, where its conditions ask for it."""

from __future__ import annotations

from datetime import UTC, datetime

from leastwise.model.graph import Role
from leastwise.model.value import Seq
from leastwise.read.graph.policies import condition_keys

# Keys whose value whoever has the credentials chooses, or meets where the code runs.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_CIRCUMSTANCES = frozenset(
    "aws:requestedregion aws:securetransport aws:sourceip aws:sourcevpc aws:sourcevpce aws:viaawsservice".split()
)
_OWN = ("aws:principalaccount", "aws:principalorgid")
_TIMES = ("aws:currenttime", "aws:tokenissuetime")


def circumstances(role: Role) -> dict[str, tuple[str, ...]]:
    """What whoever uses a role keeps to, so that its denials about regions, networks and transport do not apply.

    An account or organization that an allowance asks the caller to be of is taken to be his: it is of no use otherwise.
    """
    found: dict[str, tuple[str, ...]] = {"aws:securetransport": ("true",), "aws:viaawsservice": ("false",)}
    for statement in role.statements:
        for operator, key, value in condition_keys(statement) if statement.conditional else ():
            first = value[0] if isinstance(value, Seq) and value else value
            if not isinstance(first, str):
                continue
            if statement.effect == "Deny" and key in _CIRCUMSTANCES and "Not" in operator:
                found.setdefault(key, (first.partition("/")[0],))
            elif statement.allows and key in _OWN and operator in ("StringEquals", "StringLike"):
                found.setdefault(key, (first,))
            elif key in _TIMES and operator.startswith("Date"):
                found.setdefault(key, (_now(),))
    return found


def _now() -> str:
    """The time, of requests and of the credentials that they come with."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
