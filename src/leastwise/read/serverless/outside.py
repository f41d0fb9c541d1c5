"""What a service deploys that stands under no fixed name in the template which the Framework makes.

`resources.extensions`, and blocks in `resources` without a type, cannot change such a resource, and no `Ref` finds it.
https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/lib/merge-custom-provider-resources.js
"""

from __future__ import annotations

from leastwise.model.resource import Path
from leastwise.read.tables import table


def why_outside(logical_id: str, type_: str) -> str | None:
    """Why a generated resource cannot be named in the service; `None` where it can."""
    found = _facts(logical_id, type_).get("why")
    return found if isinstance(found, str) else None


def said_instead(logical_id: str, type_: str, path: Path) -> str | None:
    """Where a property of such a resource is said instead: a setting of the Framework, or a plugin; `None`: nowhere."""
    instead = _facts(logical_id, type_).get("instead")
    if not isinstance(instead, dict):
        return None
    steps = [step for step in path if isinstance(step, str)]
    for length in range(len(steps), 0, -1):
        found = instead.get(".".join(steps[:length]))
        if isinstance(found, str):
            return found
    return instead.get("*")


def _facts(logical_id: str, type_: str) -> dict[str, object]:
    known = table(__file__, "outside")
    found: dict[str, object] = known.get(logical_id) or known.get(type_) or {}
    return found if isinstance(found, dict) else {}
