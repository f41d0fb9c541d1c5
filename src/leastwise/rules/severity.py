"""How a finding's severity follows from the application around it.

The rubric (severity before the application is looked at is the rule's):

- critical: unauthenticated and code execution, administration or bulk data
- high: one step from that, or a secret in clear
- medium: weakens a control that something relies on
- low: hardening
- info: worth knowing

A rule that says `exposed = True` is about a function that can be misused by whoever calls it. Where one of the
finding's functions can be called from the internet without authentication, the severity is one step higher. Nothing
is lowered: that a function has only internal triggers today is no control that anything enforces.
"""

from __future__ import annotations

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Exposure, TriggerKind
from leastwise.model.record import replace


def open_doors(app: Application) -> dict[str, str]:
    """Function id → its first trigger that anybody on the internet can fire, for people."""
    found: dict[str, str] = {}
    for trigger in app.all_triggers:
        if trigger.exposure is Exposure.INTERNET:
            label = trigger.route.label if trigger.route and trigger.kind is not TriggerKind.FUNCTION_URL else ""
            found.setdefault(trigger.function.id, label or str(trigger.kind))
    return found


def raised(finding: Finding, doors: dict[str, str]) -> Finding:
    """The finding one step more severe where one of its functions has an open door."""
    door = next((doors[function] for function in finding.functions if function in doors), None)
    if door is None or finding.severity is Severity.CRITICAL:
        return finding
    reason = f"reachable from the internet without authentication ({door})"
    joined = f"{finding.severity_reason}; {reason}" if finding.severity_reason else reason
    return replace(finding, severity=Severity(finding.severity + 1), severity_reason=joined)
