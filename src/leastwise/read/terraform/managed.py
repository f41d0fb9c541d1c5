"""AWS managed policies by their name.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

from typing import Any

from leastwise.read.expand.context import MANAGED_POLICY
from leastwise.read.sam.tables import managed_policies


def arn_of(name: Any) -> str | None:
    """The ARN of a managed policy; of one that the table does not have, without the path that it may have."""
    return MANAGED_POLICY + managed_policies().get(name, name) if isinstance(name, str) else None
