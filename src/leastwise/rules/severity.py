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
from leastwise.model.graph import AuthKind, Exposure, TriggerKind
from leastwise.model.record import replace
from leastwise.rules.words import called


def open_doors(app: Application) -> dict[str, str]:
    """Function id → how anybody on the internet can start it, for people. An API key is no authentication."""
    found: dict[str, str] = {}
    keyed: dict[str, str] = {}
    for trigger in app.all_triggers:
        if trigger.exposure is Exposure.INTERNET:
            route = trigger.route
            label = route.label if route and trigger.kind is not TriggerKind.FUNCTION_URL else ""
            key = route is not None and route.auth is AuthKind.API_KEY
            how = "with only an API key" if key else "without authentication"
            reason = f"reachable from the internet {how} ({label or called(trigger.kind)})"
            (keyed if key else found).setdefault(trigger.function.id, reason)
    return keyed | found


def raised(finding: Finding, doors: dict[str, str]) -> Finding:
    """The finding one step more severe where one of its functions has an open door."""
    reason = next((doors[function] for function in finding.functions if function in doors), None)
    if reason is None or finding.severity is Severity.CRITICAL:
        return finding
    joined = f"{finding.severity_reason}; {reason}" if finding.severity_reason else reason
    return replace(finding, severity=Severity(finding.severity + 1), severity_reason=joined)
