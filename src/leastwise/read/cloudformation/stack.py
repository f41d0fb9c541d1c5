"""A template with values for its parameters: the stack that would be deployed, nested ones included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.resource import Resource
from leastwise.model.value import Map
from leastwise.read import sam
from leastwise.read.cloudformation.intrinsics import Evaluator
from leastwise.read.cloudformation.parameters import parameter_values
from leastwise.read.cloudformation.scope import NO_VALUE, Scope
from leastwise.read.cloudformation.template import Template, load_template
from leastwise.read.cloudformation.transform import expand_document
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files

NESTED = {"AWS::CloudFormation::Stack": "TemplateURL", "AWS::Serverless::Application": "Location"}
"""Types that deploy another template, and the property that names it."""

MAX_STACKS = 200

MAX_STACK_DEPTH = 20
"""How deep stacks may nest."""


class StackBuilder:
    """Makes the stacks of one application in one world.

    Attributes:
        touched: stack key and logical id → the variables that decided it.
    """

    def __init__(self, files: Files, decisions: Decisions, exported: Callable[[str], Any] | None = None) -> None:
        self.files = files
        self.decisions = decisions
        self.exported = exported
        self.stacks: list[Stack] = []
        self.unread: list[Unread] = []
        self.touched: dict[str, set[str]] = {}
        self._keys: set[str] = set()

    def build(
        self, template: Template, given: Mapping[str, Any], parents: tuple[str, ...] = (), label: str = ""
    ) -> Stack:
        """Instantiate a template, and its nested stacks, with these parameter values."""
        key = template.path
        while key in self._keys:
            key = f"{template.path}@{label}" if "@" not in key else key + "'"
        self._keys.add(key)
        self.unread += template.notes if len(parents) == 0 or key == template.path else []
        return _Instance(self, template, key, given, (*parents, template.path)).stack()

    def nested(self, parent: _Instance, name: str, location: Any, given: Mapping[str, Any]) -> Stack | None:
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
                return self.build(template, given, parent.parents, f"{parent.key}/{name}")
            except ReadError as error:
                report(f"{location} {error.reason}")
        return None


class _Instance:
    """One stack while it is being made."""

    def __init__(
        self, builder: StackBuilder, template: Template, key: str, given: Mapping[str, Any], parents: tuple[str, ...]
    ) -> None:
        self.builder = builder
        self.template = template
        self.key = key
        self.parents = parents
        prefix = "" if len(parents) == 1 else key + "."
        parameters = parameter_values(template, given, builder.decisions, prefix)
        document = expand_document(template, builder.files, parameters, builder.unread)
        self.is_sam = sam.is_sam(document)
        self.document = sam.merge_globals(document) if self.is_sam else document
        self._nested: dict[str, Stack | None] = {}
        self.scope = Scope(
            key,
            parameters,
            self._section("Resources"),
            self._section("Mappings"),
            self._section("Conditions"),
            builder.decisions,
            sam=self.is_sam,
            output_of=self._output_of,
            exported=builder.exported,
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
        outputs: dict[str, Any] = {}
        exports: dict[str, Any] = {}
        for name, output in self._section("Outputs").items():
            if isinstance(output, Map) and self._holds(output):
                value = self.evaluator.value(output.get("Value"))
                outputs[name] = value
                export = output.get("Export")
                exported = self.evaluator.value(export.get("Name")) if isinstance(export, Map) else None
                if isinstance(exported, str):
                    exports[exported] = value
        if self.is_sam:
            context = sam.Context(
                stack_key=self.key,
                template=self.template.path,
                folder=self.template.folder,
                files=builder.files,
                unread=builder.unread,
                parameters=self.scope.parameters,
            )
            resources = sam.expand(resources, context)
        builder.unread += dict.fromkeys(self.scope.notes)
        stack = Stack(self.key, self.template.path, resources, outputs, exports, self.scope.parameters, self.document)
        builder.stacks.append(stack)
        return stack

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
                        id=f"{self.template.path}:{name}",
                        name=name,
                        type=block["Type"],
                        body=body,
                        span=span,
                        framework="sam" if self.is_sam else "cloudformation",
                    )
            if decisions.touched:
                self.builder.touched[f"{self.key}:{name}"] = decisions.touched
        decisions.touched = outer
        return found

    def _output_of(self, name: str, output: str) -> Any:
        stack = self._stack_of(name)
        return stack.outputs.get(output) if stack is not None else None

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
                given = self.evaluator.value(properties.get("Parameters"))
                given = {k: v for k, v in given.items() if v is not NO_VALUE} if isinstance(given, Map) else {}
                self._nested[name] = self.builder.nested(self, name, location, given)
        return self._nested[name]
