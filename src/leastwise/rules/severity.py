"""How a finding's severity follows from the application around it.

The rubric (severity before the application is looked at is the rule's):

- critical: unauthenticated and code execution, administration or bulk data
- high: one step from that, or a secret in clear
- medium: weakens a control that something relies on
- low: hardening
- info: worth knowing

A rule that says `exposed = True` is about a function that can be misused by whoever shapes its input. Where one of the
finding's functions can be called from the internet without authentication, the severity is one step higher. Where
nothing but schedules, deployments and the like starts any of them, it is one step lower, never below `low`: whoever
can shape such an event can change the function itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.model.record import replace
from leastwise.paths.exposure import Reach
from leastwise.rules.words import called, listing


def adjusted(finding: Finding, app: Application, known: Mapping[str, Reach]) -> Finding:
    """The finding one step more or less severe where who can reach its functions asks for it, with the reason."""
    door = open_door(finding.functions, known)
    if door:
        return _moved(finding, 1, door)
    inside = only_inside(finding.functions, app, known)
    return _moved(finding, -1, inside) if inside else finding


def open_door(functions: Sequence[str], known: Mapping[str, Reach]) -> str:
    """How anybody on the internet can start one of these functions, for people; empty where nobody can."""
    reach = next((known[name] for name in functions if name in known and known[name].open), None)
    if reach is None or reach.trigger is None:
        return ""
    trigger = reach.trigger
    if trigger.kind is TriggerKind.AUTHORIZER:
        return f"anybody on the internet can make the API run {trigger.function.name}"
    label = trigger.route.label if trigger.route and trigger.kind is not TriggerKind.FUNCTION_URL else ""
    how = "with only an API key" if reach.auth is AuthKind.API_KEY else "without authentication"
    return f"reachable from the internet {how} ({label or called(trigger.kind)})"


def only_inside(functions: Sequence[str], app: Application, known: Mapping[str, Reach]) -> str:
    """Why nobody from outside can shape the input of these functions, for people; empty where somebody may."""
    if not functions or not all(name in known and known[name].closed for name in functions):
        return ""
    kinds = dict.fromkeys(called(t.kind) for t in app.all_triggers if t.function.id in functions)
    return f"only {listing(kinds)} starts it, with no input from outside"


def _moved(finding: Finding, steps: int, reason: str) -> Finding:
    least = min(finding.severity, Severity.LOW)
    severity = Severity(min(max(finding.severity + steps, least), Severity.CRITICAL))
    if severity == finding.severity:
        return finding
    joined = f"{finding.severity_reason}; {reason}" if finding.severity_reason else reason
    return replace(finding, severity=severity, severity_reason=joined)
