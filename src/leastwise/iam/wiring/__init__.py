"""What is needed because of how an application is wired, whatever its code does.

A function's role is used by Lambda itself: to poll a queue, to write to a destination, to join a network, to log. The
roles of state machines, pipes, schedules and API integrations are used for what their definitions say. Only what the
role itself needs is listed here. Where AWS asks for the consent of the other side instead (a topic that calls a
function, an alarm, code signing, a container image), the table `features.json` says so (`nothing`).
"""

from __future__ import annotations

from leastwise.iam.wiring.functions import function_wiring
from leastwise.iam.wiring.need import Because, Need, Unclear
from leastwise.iam.wiring.roles import role_wiring
from leastwise.model.application import Application
from leastwise.model.graph import Function, Role

__all__ = ["Because", "Need", "Unclear", "needs", "role_needs", "unclear"]


def needs(app: Application, function: Function) -> tuple[Need, ...]:
    """What the role of a function needs because of the function's wiring."""
    return function_wiring(app, function).needs


def role_needs(app: Application, role: Role) -> tuple[Need, ...]:
    """What a role needs for the state machines, pipes, schedules, APIs… that work with it; functions are not in it."""
    return role_wiring(app, role).needs


def unclear(app: Application, of: Function | Role) -> tuple[Unclear, ...]:
    """The places where something is needed and cannot be told what: the needs are not complete then."""
    return (role_wiring(app, of) if isinstance(of, Role) else function_wiring(app, of)).unclear
