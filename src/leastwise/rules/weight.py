"""What lies behind a door that stands open, and how much worse or better that makes it.

By the rubric, a door that nobody guards is critical where there is code execution, administration or bulk data behind
it. It is less where the function may do nothing, and where the sender could not be asked who he is anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from leastwise.iam.managed import basic
from leastwise.iam.notable import power
from leastwise.model.application import Application
from leastwise.model.finding import Severity
from leastwise.model.graph import Function
from leastwise.model.record import replace
from leastwise.model.resource import Resource
from leastwise.rules.carriers import harmless_readers, only_flows, only_runs, only_sends
from leastwise.rules.connections import reaches_data
from leastwise.rules.words import listing

_COSTING = frozenset({"comprehend", "polly", "textract", "translate"})
"""Services that work on what they are sent and keep nothing that others could read."""

SIGNED = "the sender of a webhook cannot sign in: check that the code verifies the signature"
"""Why a webhook weighs less than another open door."""


COSTS = "it costs you money, but reaches no data"
"""Why a door to such a service weighs less than another."""


def weight(
    app: Application,
    functions: Sequence[Function],
    *,
    targets: Sequence[Resource] = (),
    more: bool = False,
    follow: bool = True,
) -> tuple[Severity | None, str]:
    """Severity and reason, where what lies behind an open door makes it better or worse than others.

    Args:
        app: the application.
        functions: the functions that everybody can start.
        targets: resources of the application that everybody can use without any function between.
        more: whether something else lies behind it too.
        follow: whether to follow what functions pass on.
    """
    for function in functions:
        able = power(app, function.role) if function.role is not None else ""
        if able:
            return Severity.CRITICAL, f"{function.name} {able}"
    if more or not (functions or targets):
        return None, ""
    harmless = _harmless(app if follow else None, functions, targets)
    if harmless:
        return Severity.MEDIUM, harmless
    if not targets and all(map(_only_costs, functions)):
        return Severity.MEDIUM, COSTS
    if not targets and all(is_webhook(function.name) for function in functions):
        return Severity.MEDIUM, SIGNED
    return None, ""


def only_costs(action: object) -> bool:
    """Whether an action of a service of AWS works on what it is sent and on nothing else."""
    return isinstance(action, str) and action.lower().partition(":")[0] in _COSTING


def _only_costs(function: Function) -> bool:
    role = function.role
    if role is None:
        return False
    others = tuple(s for s in role.statements if not (s.actions and all(map(only_costs, s.actions))))
    return len(others) < len(role.statements) and basic(replace(role, statements=others))


def _harmless(app: Application | None, functions: Sequence[Function], targets: Sequence[Resource]) -> str:
    """Why nothing can be done with any of these; empty where something can."""
    flows = [target for target in targets if only_flows(target)]
    if flows and len(flows) == len(targets) and not functions:
        return f"{listing([flow.name for flow in flows], 2)} calls nothing"
    if app is not None and (_unseen(app) or any(reaches_data(app, function) for function in functions)):
        return ""
    idle, senders = list[Function](), list[Function]()
    for function in functions:
        (idle if only_runs(function) else senders).append(function)
    if app is None and (senders or targets):
        return ""
    behind = [only_sends(app, function) for function in senders] if app else []
    behind += [harmless_readers(app, target) for target in targets] if app else []
    if not all(behind):
        return ""
    last = {reader.id: reader.name for readers in behind for reader in readers}
    told = [f"{listing([function.name for function in idle], 2)} may do nothing in AWS but run"] if idle else []
    if last:
        carriers = [*(function.name for function in senders), *(target.name for target in targets)]
        verb = "passes" if len(carriers) == 1 else "pass"
        ends = listing(last.values(), 2)
        told.append(f"{listing(carriers, 2)} only {verb} messages on to {ends}, which may do nothing in AWS but run")
    return "; ".join(told)


def _unseen(app: Application) -> bool:
    """Whether a plugin deploys what is not seen, or a framework allows it: it may be what a function is for."""
    return any(
        unread.kind == "limit" and unread.reason.startswith(("plugin ", "autogen_policy ")) for unread in app.unread
    )


def is_webhook(name: str) -> bool:
    """Whether a name says that somebody else's service calls it."""
    return any(word in name.lower() for word in ("webhook", "callback"))
