"""What the names in one stack mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.finding import Unread
from leastwise.model.record import field, record
from leastwise.model.source import Span
from leastwise.model.value import Import, Map, Parameter, Reference, Seq, Symbol, Unknown, as_text, display
from leastwise.read.builder import MAX_NOTES
from leastwise.read.decisions import OTHER, Decisions


class NoValue:
    """The type of `AWS::NoValue`."""

    def __repr__(self) -> str:
        return "AWS::NoValue"


NO_VALUE = NoValue()

_MAX_CONDITION_DEPTH = 50


def _unchanged(node: Any) -> Any:
    return node


@record(frozen=False, eq=False)
class Scope:
    """Names of one stack: parameters, resources, mappings, conditions.

    Attributes:
        key: of the stack.
        parameters: name → value, or a `Parameter` symbol where there is none.
        names: logical ids of all resources, also of those whose condition is false.
        makes_names: whether names that are not in the template may be a framework's own (`ServerlessRestApi`).
        output_of: gives an output of a nested stack by logical id and name.
        exported: gives the value exported under a name by another stack of the application.
        evaluate: evaluates a value; set by the `Evaluator` that works in this scope.
        notes: what could not be followed.
        origins: parameter → the variables that decided the value it was given by the stack around this one.
    """

    key: str
    parameters: dict[str, Any]
    names: Map
    mappings: Map
    conditions: Map
    decisions: Decisions
    makes_names: bool = False
    output_of: Callable[[str, str], Any] | None = None
    exported: Callable[[str], Any] | None = None
    evaluate: Callable[[Any], Any] = _unchanged
    notes: list[Unread] = field(default_factory=list)
    origins: Mapping[str, set[str]] = field(default_factory=dict)
    _depth: int = 0
    _condition: str = ""
    _decided: dict[str, tuple[bool, set[str]]] = field(default_factory=dict)

    def note(self, span: Span, reason: str) -> None:
        """Something in the template that could not be followed."""
        if len(self.notes) >= MAX_NOTES:
            return
        source, start = span[0], span[1]
        if len(self.notes) == MAX_NOTES - 1:
            reason = f"more than {MAX_NOTES:,} oddities; those after this one are not listed"
        self.notes.append(Unread(source.path, source.position(start)[0], "reference", reason))

    def ref(self, name: str, home: Span) -> Any:
        """What `Ref` returns."""
        if name in self.parameters:
            return self._parameter(name)
        if name in self.names:
            return Reference(f"{self.key}:{name}", "Ref")
        if name == "AWS::NoValue":
            return NO_VALUE
        if name.startswith("AWS::"):
            return self._open(Parameter(name))
        if self.makes_names:
            return Reference(f"{self.key}:{name}", "Ref")
        self.note(home, f"{name!r} is neither a parameter nor a resource of this template")
        return Unknown(f"nothing is called {name}")

    def _parameter(self, name: str) -> Any:
        value = self.parameters[name]
        self.decisions.touched |= self.origins.get(name, set())
        return self._open(value) if isinstance(value, Parameter) else value

    def _open(self, value: Parameter) -> Any:
        """An open parameter: its value in this world where a condition asks for it, otherwise the symbol."""
        decisions = self.decisions
        if value.name in decisions.candidates:
            decisions.touched.add(value.name)
            chosen = decisions.choice(value.name)
            if chosen != OTHER:
                return chosen
        return value

    def attribute(self, name: str, attribute: str, home: Span) -> Any:
        """What `Fn::GetAtt` returns."""
        if attribute.startswith("Outputs.") and self.output_of is not None and name in self.names:
            found = self.output_of(name, attribute[len("Outputs.") :])
            if found is not None:
                return found
        if name in self.names or self.makes_names:
            return Reference(f"{self.key}:{name}", attribute)
        self.note(home, f"{name!r} is no resource of this template")
        return Unknown(f"nothing is called {name}")

    def arn(self, value: Any, home: Span) -> Seq | None:
        """The parts of a function's ARN: constructs of the CDK take it apart for the partition and the region.

        https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html#awslambda-resources-for-iam-policies
        """
        if not isinstance(value, Reference) or value.attribute != "Arn":
            return None
        block = self.names.get(value.resource.removeprefix(f"{self.key}:"))
        if not isinstance(block, Map) or block.get("Type") != "AWS::Lambda::Function":
            return None
        partition, region, account = (self.ref(f"AWS::{name}", home) for name in ("Partition", "Region", "AccountId"))
        name = Reference(value.resource, "Ref")
        return Seq(home, ["arn", partition, "lambda", region, account, "function", name])

    def imported(self, name: str) -> Any:
        """What `Fn::ImportValue` returns."""
        found = self.exported(name) if self.exported is not None else None
        return Import(name) if found is None else found

    def condition(self, name: str) -> bool:
        """Whether a condition holds in this world. One that is not there, or no condition, holds."""
        if name not in self.conditions:
            return self.decisions.compare(f"condition {name}", "true")
        decisions = self.decisions
        known = self._decided.get(name)
        if known is None:
            self._decided[name] = (True, set())  # asked for again while it is being decided: a cycle
            outer, decisions.touched = decisions.touched, set()
            around, self._condition = self._condition, name
            known = self._decided[name] = (self._holds(self.conditions[name]), decisions.touched)
            decisions.touched, self._condition = outer, around
        decisions.touched |= known[1]
        return known[0]

    def _holds(self, node: Any) -> bool:
        self._depth += 1
        try:
            if self._depth > _MAX_CONDITION_DEPTH:
                if isinstance(node, Map):
                    self.note(node.home, f"conditions refer to each other more than {_MAX_CONDITION_DEPTH} times")
                return True
            return self._decide(node)
        finally:
            self._depth -= 1

    def _decide(self, node: Any) -> bool:
        if not isinstance(node, Map) or len(node) != 1:
            return True
        name, argument = next(iter(node.items()))
        items = argument if isinstance(argument, Seq) else Seq(node.home, [argument])
        if name == "Condition" and isinstance(argument, str):
            return self.condition(argument)
        if name == "Fn::And":
            return all([self._holds(item) for item in items])
        if name == "Fn::Or":
            return any([self._holds(item) for item in items])
        if name == "Fn::Not" and items:
            return not self._holds(items[0])
        if name == "Fn::Equals" and len(items) == 2:
            return self._equal(items[0], items[1], node)
        return self.decisions.compare(f"{name} at line {node.home[0].position(node.home[3])[0]}", "true")

    def _equal(self, left: Any, right: Any, node: Map) -> bool:
        one, other = self._operand(left), self._operand(right)
        if not isinstance(one, Symbol) and not isinstance(other, Symbol):
            return _plain(one) == _plain(other)
        if isinstance(other, Parameter) and not isinstance(one, Symbol):
            one, other = other, one
        if isinstance(one, Parameter) and not isinstance(other, (Symbol, Map, Seq)):
            return self.decisions.compare(one.name, _plain(other))
        if one == other:
            return True
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            # Nothing says what is compared, so it is known by where it stands.
            line = node.home[0].position(node.home[3])[0]
            return self.decisions.compare(f"condition {self._condition} (line {line})", "true")
        return self.decisions.compare(f"{display(one)} = {display(other)}", "true")

    def _operand(self, node: Any) -> Any:
        """A side of `Fn::Equals`; an open parameter stays a symbol, so that what it is compared with counts."""
        if isinstance(node, Map) and len(node) == 1 and isinstance(name := node.get("Ref"), str):
            found = self.parameters.get(name, Parameter(name) if name.startswith("AWS::") else None)
            if isinstance(found, Parameter):
                self.decisions.touched |= self.origins.get(name, set())
                return found
        return self.evaluate(node)


def _plain(value: Any) -> str:
    if value is None or value is NO_VALUE or isinstance(value, (Map, Seq)):
        return ""
    return as_text(value)
