"""A template with values for its parameters: the stack that would be deployed, nested ones included."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.resource import Resource
from leastwise.model.value import Map, Symbol, display
from leastwise.read import sam
from leastwise.read.cloudformation.intrinsics import Evaluator
from leastwise.read.cloudformation.parameters import parameter_values
from leastwise.read.cloudformation.scope import NO_VALUE, Scope
from leastwise.read.cloudformation.template import Template, load_template
from leastwise.read.cloudformation.transform import expand_document
from leastwise.read.decisions import Decisions
from leastwise.read.expand.context import Context
from leastwise.read.files import Files

NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Types that deploy another template, and the property that names it."""

MAX_STACKS = 200

MAX_STACK_DEPTH = 20
"""How deep stacks may nest."""


def exported_as(name: str, exports: Mapping[str, tuple[Any, set[str]]]) -> tuple[Any, set[str]] | None:
    """What is exported under a name. Of names that are computed (`${Stack}-Table`) the end has to fit exactly one."""
    if name in exports:
        return exports[name]
    end = name.rpartition("}")[2]
    fitting = [
        value
        for other, value in exports.items()
        if ("}" in name or "}" in other) and _ends_alike(end, other.rpartition("}")[2])
    ]
    return fitting[0] if len(fitting) == 1 else None


def _ends_alike(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= SHORTEST_END and (one.endswith(other) or other.endswith(one))


SHORTEST_END = 4
"""Characters at the end of an export's computed name that are enough to tell it by."""


class StackBuilder:
    """Makes the stacks of one application in one world.

    Attributes:
        touched: stack key and logical id → the variables that decided it.
        exports: name → value that a stack exports under it, and the variables that decided the value.
    """

    def __init__(self, files: Files, decisions: Decisions, build_next: Callable[[], bool] = lambda: False) -> None:
        """`build_next` builds another stack of the application that may export what is asked for; false at the end."""
        self.files = files
        self.decisions = decisions
        self.build_next = build_next
        self.exports: dict[str, tuple[Any, set[str]]] = {}
        self.stacks: list[Stack] = []
        self.unread: list[Unread] = []
        self.touched: dict[str, set[str]] = {}
        self._keys: set[str] = set()

    def build(
        self,
        template: Template,
        given: Mapping[str, Any],
        parents: tuple[str, ...] = (),
        label: str = "",
        origins: Mapping[str, set[str]] | None = None,
    ) -> Stack:
        """Instantiate a template, and its nested stacks, with these parameter values.

        Args:
            template: what is instantiated.
            given: parameter values.
            parents: templates around it, the outermost first.
            label: what tells it from another instance of the same template.
            origins: parameter → the variables that decided its value.
        """
        key = template.path
        while key in self._keys:
            key = f"{template.path}@{label}" if "@" not in key else key + "'"  # used before
        self._keys.add(key)
        self.unread += template.notes if len(parents) == 0 or key == template.path else []
        return _Instance(self, template, key, given, (*parents, template.path), origins or {}).stack()

    def imported(self, name: str) -> Any:
        """The value that a stack of the application exports under a name; `None` where none does."""
        found = exported_as(name, self.exports)
        while found is None and self.build_next():
            found = exported_as(name, self.exports)
        if found is None:
            return None
        self.decisions.touched |= found[1]
        return found[0]

    def nested(
        self, parent: _Instance, name: str, location: Any, given: Mapping[str, tuple[Any, set[str]]]
    ) -> Stack | None:
        """The stack that a resource of another one deploys; `None` where its template is not in the root."""
        span = parent.document["Resources"].span(name)
        line = span[0].position(span[1])[0]

        def report(reason: str, kind: Any = "reference") -> None:
            self.unread.append(Unread(parent.template.path, line, kind, f"nested stack {name}: {reason}"))

        if not isinstance(location, str) or "://" in location or location.startswith("." * 3):
            report("its template is not a local file; it was not read")
            return None
        path = self.files.join(parent.template.folder, location)
        if path is None:
            report(f"{location} leads outside the root; it was not followed")
        elif path in parent.parents:
            report(f"{location} contains this template; it was not followed")
        elif len(parent.parents) >= MAX_STACK_DEPTH:
            report(f"stacks nest deeper than {MAX_STACK_DEPTH} levels; it was not followed", "limit")
        elif len(self._keys) >= MAX_STACKS:
            report(f"more than {MAX_STACKS} stacks in one application", "limit")
        else:
            try:
                template = load_template(self.files, path)
                values = {parameter: value for parameter, (value, _) in given.items()}
                origins = {parameter: touched for parameter, (_, touched) in given.items()}
                return self.build(template, values, parent.parents, name, origins)
            except ReadError as error:
                report(f"{location} {error.reason}")
        return None


class _Instance:
    """One stack while it is being made."""

    def __init__(
        self,
        builder: StackBuilder,
        template: Template,
        key: str,
        given: Mapping[str, Any],
        parents: tuple[str, ...],
        origins: Mapping[str, set[str]],
    ) -> None:
        self.builder = builder
        self.template = template
        self.key = key
        self.parents = parents
        self.regions = (given["AWS::Region"],) if "AWS::Region" in given else ()
        prefix = "" if len(parents) == 1 else key + "."
        parameters = parameter_values(template, given, builder.decisions, prefix)
        document = expand_document(template, builder.files, parameters, builder.unread)
        self.expansion = template.expansion or (sam.Sam() if sam.is_sam(document) else None)
        self.document = self.expansion.merged(document) if self.expansion else document
        self._nested: dict[str, Stack | None] = {}
        self.scope = Scope(
            key,
            parameters,
            self._section("Resources"),
            self._section("Mappings"),
            self._section("Conditions"),
            builder.decisions,
            makes_names=self.expansion is not None,
            output_of=self._output_of,
            exported=builder.imported,
            origins=origins,
        )
        self.evaluator = Evaluator(self.scope)

    def _section(self, name: str) -> Map:
        found = self.document.get(name)
        return found if isinstance(found, Map) else Map(self.document.span(name))

    def stack(self) -> Stack:
        """Evaluate everything."""
        builder = self.builder
        resources = self._resources()
        for name, resource in resources.items():
            if resource.type in NESTED:
                self._stack_of(name)
        outputs: dict[str, tuple[Any, set[str]]] = {}
        for name, output in self._section("Outputs").items():
            if isinstance(output, Map) and self._holds(output):
                outputs[name] = self._tracked(output.get("Value"))
                export = output.get("Export")
                exported = self.evaluator.value(export.get("Name")) if isinstance(export, Map) else None
                if isinstance(exported, (str, Symbol)):
                    builder.exports.setdefault(display(exported), outputs[name])
        if self.expansion is not None:
            context = Context(
                stack_key=self.key,
                template=self.key,
                folder=self.template.folder,
                files=builder.files,
                unread=builder.unread,
                parameters=self.scope.parameters,
                framework=self.expansion.framework,
                maker=self.expansion.maker,
            )
            resources = self.expansion.expand(resources, context)
        builder.unread += dict.fromkeys(self.scope.notes)
        parameters, declared = self.scope.parameters, tuple(self._declared())
        stack = Stack(self.key, self.template.path, resources, outputs, parameters, declared, self.regions)
        builder.stacks.append(stack)
        return stack

    def _declared(self) -> Iterator[Resource]:
        for name, declared, span in self._section("Parameters").entries():
            if isinstance(declared, Map):
                kind = "Leastwise::Template::Parameter"
                body = Map(span, {"Type": kind, "Properties": declared})
                address = f"{self.key}:{name}"
                yield Resource(key=address, id=address, name=name, type=kind, body=body, span=span)

    def _holds(self, block: Map) -> bool:
        name = block.get("Condition")
        return self.scope.condition(name) if isinstance(name, str) else True

    def _resources(self) -> dict[str, Resource]:
        found: dict[str, Resource] = {}
        decisions = self.builder.decisions
        outer = decisions.touched
        for name, block, span in self._section("Resources").entries():
            decisions.touched = set()
            if not isinstance(block, Map) or not isinstance(block.get("Type"), str):
                self.scope.note(span, f"resource {name} has no type; it was left out")
                continue
            if self._holds(block):
                body = self.evaluator.value(block)
                if isinstance(body, Map):
                    found[name] = Resource(
                        key=f"{self.key}:{name}",
                        id=f"{self.key}:{name}",
                        name=name,
                        type=block["Type"],
                        body=body,
                        span=span,
                        framework=self.expansion.framework if self.expansion else "cloudformation",
                    )
            if decisions.touched:
                self.builder.touched[f"{self.key}:{name}"] = decisions.touched
        decisions.touched = outer
        return found

    def _output_of(self, name: str, output: str) -> Any:
        stack = self._stack_of(name)
        found = stack.outputs.get(output) if stack is not None else None
        if found is None:
            return None
        self.builder.decisions.touched |= found[1]
        return found[0]

    def _tracked(self, node: Any) -> tuple[Any, set[str]]:
        """A value, and the variables that decided it."""
        decisions = self.builder.decisions
        outer, decisions.touched = decisions.touched, set()
        value, touched = self.evaluator.value(node), decisions.touched
        decisions.touched = outer
        return value, touched

    def _stack_of(self, name: str) -> Stack | None:
        if name not in self._nested:
            self._nested[name] = None  # asked for again while it is being made: a cycle
            block = self._section("Resources").get(name)
            if isinstance(block, Map) and isinstance(block.get("Type"), str) and block["Type"] in NESTED:
                properties = block.get("Properties")
                properties = properties if isinstance(properties, Map) else Map(block.home)
                location = self.evaluator.value(properties.get(NESTED[block["Type"]]))
                if isinstance(location, Map):
                    return None  # an application of the Serverless Application Repository
                given = properties.get("Parameters")
                if isinstance(given, Map) and len(given) == 1 and next(iter(given)).startswith("Fn::"):
                    given = self.evaluator.value(given)
                values = {k: self._tracked(v) for k, v in given.items()} if isinstance(given, Map) else {}
                values = {k: found for k, found in values.items() if found[0] is not NO_VALUE}
                outer, self.builder.decisions.touched = self.builder.decisions.touched, set()
                self._nested[name] = self.builder.nested(self, name, location, values)
                self.builder.decisions.touched = outer
        return self._nested[name]
