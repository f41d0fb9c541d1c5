"""What all rules about injection have in common: a field of the event reaches a dangerous call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from leastwise.code.sources import sources_of
from leastwise.iam.notable import power
from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, Persona, Severity
from leastwise.model.graph import Exposure, Function
from leastwise.model.resource import CodePlace
from leastwise.rules.dangers import shown, told, watch_code
from leastwise.rules.injection._steps import steps
from leastwise.rules.rule import Rule

if TYPE_CHECKING:  # the engine is imported where there is code to read
    from leastwise.code.taint.flows import Flow


class InjectionRule(Rule):
    """A rule about one kind of sink, whose rows in the tables of `leastwise.code.taint` name it.

    Attributes:
        danger: what whoever shapes the data can do, to end a sentence with.
        lends: whether whoever shapes the data can act with the function's role, so that it matters what that may do.
    """

    danger: ClassVar[str]
    lends: ClassVar[bool] = False
    exposed = True

    def prepare(self, app: Application) -> None:
        watch_code(app)

    def check(self, app: Application) -> Iterator[Finding]:
        if sources_of(app) is None:
            return
        from leastwise.code.taint.flows import flows

        for function in app.functions:
            for flow in flows(app, function):
                if flow.rule == self.id and self.applies(app, function, flow):
                    yield self._found(app, function, flow)

    def applies(self, app: Application, function: Function, flow: Flow) -> bool:
        """Whether it is a fault in this function."""
        return True

    def _found(self, app: Application, function: Function, flow: Flow) -> Finding:
        call = flow.hit.call
        facts = flow.hit.row.facts
        slight = flow.weak and "persona" in facts
        lends = self.lends and not slight and function.role is not None
        able = power(app, function.role) if lends and function.role is not None else ""
        return self.finding(
            CodePlace(function.resource, call.function, call.span),
            f"{told(flow, app)} reaches {shown(call)}{self._as(flow)}: {self.how(flow)}.",
            functions=[function],
            severity=Severity.LOW if slight else Severity(min(self.severity + 1, Severity.CRITICAL)) if able else None,
            severity_reason="little can be done with it" if slight else f"{function.name} {able}" if able else "",
            trace=steps(app, function, flow),
            confidence=_confidence(flow),
            persona=self.heard_by_whom(app, function, flow),
            exposed=self.exposed and not slight and _comes_in(flow) and widest(app, function, flow),
        )

    def kind(self, flow: Flow) -> str:
        """The kind of the call, where the finding is not about that; empty where it is."""
        return "" if flow.rule == flow.hit.rule else flow.hit.rule

    def how(self, flow: Flow) -> str:
        """What can be done, to end a sentence with."""
        danger: str = flow.hit.row.facts.get("danger", self.danger)
        return danger

    def _as(self, flow: Flow) -> str:
        kind = self.kind(flow)
        return f" (`{kind}`)" if kind else ""

    def heard_by_whom(self, app: Application, function: Function, flow: Flow) -> Persona | None:
        """Who wants to hear of a flow, where that is not whom the rule is for."""
        if flow.weak:
            return Persona.AUDITOR
        if heard(app, function, flow):
            return None
        return Persona.AUDITOR if flow.own else max(self.persona, Persona.PEDANTIC)


def _confidence(flow: Flow) -> Confidence | None:
    if flow.weak:
        return Confidence.LOW
    return None if flow.trigger is not None and not _is_answer(flow) else Confidence.MEDIUM


def _is_answer(flow: Flow) -> bool:
    """Whether it begins with what another host answers."""
    from leastwise.code.taint.reading import mark
    from leastwise.code.taint.tables import RESPONSE

    return mark(flow.path) == RESPONSE


def _comes_in(flow: Flow) -> bool:
    """Whether the data comes with what starts the function, so that it matters who can do that."""
    from leastwise.code.taint.reading import mark

    return flow.written is None and mark(flow.path) != "outside" and not _is_answer(flow)


def _persona(usual: Persona, app: Application, function: Function, flow: Flow) -> Persona | None:
    """Who wants to hear it, where that is not whoever hears of the rule."""
    if flow.hit.row.facts.get("quiet", False):
        return Persona.AUDITOR
    return None if heard(app, function, flow) else max(usual, Persona.PEDANTIC)


def widest(app: Application, function: Function, flow: Flow) -> bool:
    """Whether nobody reaches the function by a wider way than the one that the data comes by."""
    open_doors = [one for one in app.triggers_of(function) if one.exposure is Exposure.INTERNET]
    return flow.trigger is None or not open_doors or flow.trigger.exposure is Exposure.INTERNET


def heard(app: Application, function: Function, flow: Flow) -> bool:
    """Whether everybody wants to hear it; not of a field of no known event where nothing is known to start it.

    Who calls such a function himself has a permission to invoke it, and is rarely an outsider; where all that call it
    are functions of the application that send nothing of an outsider's, nobody does.
    """
    from leastwise.code.taint.reading import mark
    from leastwise.code.taint.trust import is_brought

    if flow.own or flow.trigger is not None or flow.written is not None:
        return not flow.own
    return bool(mark(flow.path)) or is_brought(flow.path)
