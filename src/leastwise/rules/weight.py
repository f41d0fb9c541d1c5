"""What lies behind a door that stands open, and how much worse or better that makes it.

By the rubric, a door that nobody guards is critical where there is code execution, administration or bulk data behind
it. It is less where the function may do nothing, and where the sender could not be asked who he is anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from leastwise.iam.managed import basic
from leastwise.iam.notable import power
from leastwise.model.finding import Severity
from leastwise.model.graph import Function
from leastwise.rules.words import listing

_WEBHOOK = re.compile(r"webhook|callback", re.I)

SIGNED = "the sender of a webhook cannot sign in: check that the code verifies the signature"
"""Why a webhook weighs less than another open door."""


def weight(functions: Sequence[Function], *, more: bool = False) -> tuple[Severity | None, str]:
    """Severity and reason, where what lies behind an open door makes it better or worse than others.

    Args:
        functions: the functions that everybody can start.
        more: whether something else lies behind it too.
    """
    for function in functions:
        able = power(function.role) if function.role is not None else ""
        if able:
            return Severity.CRITICAL, f"{function.name} {able}"
    if not functions or more:
        return None, ""
    if all(map(_only_runs, functions)):
        names = listing([function.name for function in functions], 2)
        return Severity.MEDIUM, f"{names} may do nothing but run"
    if all(is_webhook(function.name) for function in functions):
        return Severity.MEDIUM, SIGNED
    return None, ""


def is_webhook(name: str) -> bool:
    """Whether a name says that somebody else's service calls it."""
    return _WEBHOOK.search(name) is not None


def _only_runs(function: Function) -> bool:
    role = function.role
    return role is not None and (basic(role) or (role.by == "framework" and not role.grants_by_author))
