"""What the constructs of the CDK keep of a policy that is given as JSON."""

from __future__ import annotations

from typing import Any

from leastwise.model.value import Map, Seq

_ELEMENTS = frozenset("Sid Effect Action NotAction Principal NotPrincipal Resource NotResource Condition".split())
"""What `PolicyStatement.fromJson` takes over; anything else is left out of the template.

https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-iam/lib/policy-statement.ts
"""


def known_elements(read: Any) -> Any:
    """A policy given as JSON, as far as the construct keeps it."""
    statements = read.get("Statement") if isinstance(read, Map) else None
    for statement in statements if isinstance(statements, Seq) else ():
        for name in [key for key in statement if key not in _ELEMENTS] if isinstance(statement, Map) else ():
            del statement[name]
    return read
