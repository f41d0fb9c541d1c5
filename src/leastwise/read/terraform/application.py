"""Root modules read as applications, in each of their worlds and stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from leastwise.model.application import Stack
from leastwise.model.finding import Unread
from leastwise.model.record import record
from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, references
from leastwise.read import graph
from leastwise.read.decisions import Decisions
from leastwise.read.files import Files
from leastwise.read.frameworks import Group
from leastwise.read.origins import texts_in
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.terraform.bodies import value_of
from leastwise.read.terraform.instance import Instance
from leastwise.read.terraform.language import Failed
from leastwise.read.terraform.language.names import MAX_ALL_WORK, MAX_WORK, Work
from leastwise.read.terraform.module import Module, load_module
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.room import Room
from leastwise.read.terraform.roots import roots_of
from leastwise.read.terraform.scope import Scope
from leastwise.read.terraform.tfvars import files_of_variables, read_variables, stage_of_folder, stages_of
from leastwise.read.terraform.translate import translate
from leastwise.read.terraform.variables import allowed_values, inputs_of, type_of, value_of_text
from leastwise.read.worlds import Outcome, all_worlds

MAX_STAGES = 40
"""Environments of one application that are judged."""

MAX_INSTANCES = 3_000
"""Resources and data sources of one application."""

VARIABLE = "Leastwise::Template::Parameter"


class Root:
    """A root module with the files of its application."""

    def __init__(self, files: Files, folder: str, paths: Mapping[str, Sequence[str]], group: Group) -> None:
        self.files = files
        self.folder = folder
        self.paths = paths
        self.group = group
        self.module = load_module(files, folder, paths.get(folder, ()))
        self.id = folder or "."
        self.prefixes: Mapping[str, set[str]] = {}
        self.work_left = MAX_ALL_WORK

    @classmethod
    def of(cls, files: Files, group: Group) -> Root:
        """The root module of a group of files."""
        folders, paths = roots_of(files, group)
        return cls(files, folders[0], paths, group)

    def name_blocks(self) -> None:
        """Name the blocks of a module that is used once by their whole address."""
        for folder, prefixes in self.prefixes.items():
            module: Module | None = self.files.parsed.get(("terraform", folder))
            if module is not None and len(prefixes) == 1 and not module.prefix:
                (module.prefix,) = prefixes
                for source in module.sources:
                    source.blocks = [(start, end, module.prefix + name) for start, end, name in source.blocks]

    def stages(self) -> set[str]:
        """The stages that it knows: where its folder is one's own, that one, whatever files of variables there are."""
        own = stage_of_folder(self.folder)
        return {own} if own else stages_of(self.folder, self.group)

    def uses_workspaces(self) -> bool:
        """Whether what is deployed depends on the workspace: then every stage is one."""
        return any("terraform.workspace" in source.text for source in self.module.sources)


def read_root(root: Root, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """Read a root module, once for each stage."""
    known = root.stages()
    own = stage_of_folder(root.folder)
    if root.uses_workspaces() and not own:
        known |= {stage for stage in settings.stages if stage != "all"}
    if settings.stages or not own:
        stats.stages |= known  # without, that one is judged already
    stats.parameters.update(root.module.variables)
    stages: list[str | None] = [stage for stage in settings.stages if stage in known]
    if "all" in settings.stages:
        stages = [*sorted(known)]
    if own and settings.stages and not stages:
        stats.notices.append(f"{root.id} is for the stage {own}, as its folder says, and was left out")
        return
    for stage in stages[:MAX_STAGES] or [None]:
        unread: list[Unread] = []
        if stage is None and settings.stages and known:
            wanted = " or ".join(settings.stages)
            reason = f"has no variables for the stage {wanted}; it was judged without"
            unread.append(Unread(root.module.main, 1, "reference", reason))
        if len(stages) > MAX_STAGES:
            reason = f"{len(stages) - MAX_STAGES} stages beyond the first {MAX_STAGES} were not judged"
            unread.append(Unread(root.module.main, 1, "limit", reason))
        yield _reading(root, settings, stage, unread)


@record
class Given:
    """What a root module is given from outside.

    Attributes:
        parameters: of the command line; they go before all others.
        variables: name → value and place, of files of variables.
        stage: the workspace.
    """

    parameters: Mapping[str, str]
    variables: Mapping[str, tuple[Any, Span]]
    stage: str | None = None


def given_to(root: Root, parameters: Mapping[str, str], stage: str | None, unread: list[Unread]) -> Given:
    """What a root module is given for a stage."""
    paths = files_of_variables(root.folder, root.group, stage)
    return Given(parameters, read_variables(root.files, paths, unread), stage)


def _reading(root: Root, settings: ReadSettings, stage: str | None, unread: list[Unread]) -> Reading:
    given = given_to(root, settings.parameters, stage, unread)
    outcomes, limits = all_worlds(partial(_evaluate, root, given))
    root.name_blocks()
    worlds = []
    for outcome in outcomes:
        notes = list(outcome.unread)
        worlds.append(
            graph.build(
                id=root.id,
                framework="terraform",
                stacks=outcome.stacks,
                world=outcome.decisions.world(),
                files=root.files,
                unread=notes,
                decided_by=outcome.touched,
                stage=stage,
                origins=texts_in((name, *entry) for name, entry in given.variables.items()),
            )
        )
        unread += notes
    return Reading(root.id, "terraform", tuple(worlds), tuple(dict.fromkeys([*unread, *limits])), stage)


def root_scope(root: Root, given: Given, decisions: Decisions, unread: list[Unread]) -> Scope:
    """The root module in one world."""
    room = Room(root.files, root.folder, root.paths, decisions, unread, given.stage)
    room.work = Work(min(MAX_WORK, root.work_left))
    room.enter(root.module, "")
    inputs: dict[str, Once] = {}
    scope = Scope(room, root.module, inputs)
    inputs.update(inputs_of(scope, _given(scope, given)))
    return scope


def _evaluate(root: Root, given: Given, decisions: Decisions) -> Outcome:
    unread: list[Unread] = []
    scope = root_scope(root, given, decisions, unread)
    given_work = scope.room.work.left
    instances, touched = instances_of(scope)
    resources = translate(instances, scope.room.context)
    root.work_left -= given_work - max(scope.room.work.left, 0)
    root.prefixes = scope.room.prefixes
    _spread(instances, resources, touched)
    stack = Stack(scope.room.stack, root.module.main, resources, {}, *parameters_of(scope), tuple(_regions(scope)))
    return Outcome((stack,), unread, touched, decisions)


def _spread(instances: Sequence[Instance], resources: Mapping[str, Resource], touched: dict[str, set[str]]) -> None:
    """What decides a block that is put into another resource decides that one too."""
    if not touched:
        return
    keys = {resource.key for resource in resources.values()}
    for instance in instances:
        if instance.key in touched and instance.key not in keys and instance.mode == "managed":
            for reference in references(instance.values):
                touched.setdefault(reference.resource, set()).update(touched[instance.key])


def _given(scope: Scope, given: Given) -> dict[str, Once]:
    """The values from outside: the command line goes before files."""
    found: dict[str, Once] = {}
    for name, declared in scope.module.variables.items():
        if name in given.parameters:
            make = partial(value_of_text, given.parameters[name], type_of(declared), declared.span, scope)
            found[name] = Once(scope.room.waiting, f"var.{name}", declared.span, make)
        elif name in given.variables:
            value, span = given.variables[name]
            found[name] = Once(scope.room.waiting, f"var.{name}", span, partial(value_of, value, span, scope, None))
    return found


def instances_of(root: Scope) -> tuple[list[Instance], dict[str, set[str]]]:
    """Every resource and data source of a root module and of all modules in it, and what decided each of them."""
    room, decisions = root.room, root.room.decisions
    instances: list[Instance] = []
    touched: dict[str, set[str]] = {}
    ahead: list[tuple[Scope, set[str]]] = [(root, set())]
    while ahead:
        scope, outer = ahead.pop(0)
        decisions.touched = set()
        for declared, node in scope.all_nodes():
            decisions.touched |= outer
            key = f"{room.stack}:{scope.prefix}{declared.address}[0]" if node is None else node.key
            if node is not None and len(instances) >= MAX_INSTANCES:
                room.note(declared.span, f"more than {MAX_INSTANCES:,} resources; the rest is not read", "limit")
                return instances, touched
            if node is not None:
                scope.repeats(declared)  # what decides whether it is there decides it too
                instances.append(node.instance())
            if decisions.touched:
                touched[key] = decisions.touched
            decisions.touched = set()
        decisions.touched = set()
        for _, child in scope.calls.scopes():
            if isinstance(child, Scope):
                ahead.append((child, outer | decisions.touched))
    return instances, touched


def parameters_of(scope: Scope) -> tuple[dict[str, Any], tuple[Resource, ...]]:
    """The values of the variables of a root module, and their declarations."""
    return {name: _quiet(scope, name) for name in scope.module.variables}, tuple(_declared(scope))


def _regions(scope: Scope) -> Iterator[Any]:
    """The regions of the providers of a root module, as far as they can be evaluated."""
    for declared in scope.module.providers:
        if declared.labels[:1] in (("aws",), ("awscc",)) and "region" in declared.body:
            with suppress(Failed):
                yield value_of(declared.body["region"], declared.body.span("region"), scope, None)


def _quiet(scope: Scope, name: str) -> Any:
    try:
        return scope.variable(name)
    except Failed:
        return None


def _declared(scope: Scope) -> Iterator[Resource]:
    """The variables of the root module, in the words of a template's parameters."""
    for name, declared in scope.module.variables.items():
        properties = Map(declared.span)
        for own, theirs in (("default", "Default"), ("sensitive", "NoEcho"), ("description", "Description")):
            if own in declared.body:
                span = declared.body.span(own)
                properties.put(theirs, value_of(declared.body[own], span, scope, None), span)
        if declared.body.get("ephemeral") is True and "NoEcho" not in properties:
            properties.put("NoEcho", True, declared.body.span("ephemeral"))  # neither plans nor the state show it
        if type_of(declared).name not in ("string", "any"):
            properties.put("Type", type_of(declared).name, declared.body.span("type"))
        allowed = allowed_values(name, declared)
        if allowed:
            span = declared.body.span("validation")
            properties.put("AllowedValues", Seq(span, allowed), span)
        body = Map(declared.span, {"Type": VARIABLE, "Properties": properties})
        address = f"{scope.room.stack}:var.{name}"
        yield Resource(
            key=address,
            id=address,
            name=f"var.{name}",
            type=VARIABLE,
            body=body,
            span=declared.span,
            framework="terraform",
            names={"Default": "default", "NoEcho": "sensitive"},
        )


def read_group(files: Files, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
    """See `leastwise.read.frameworks`."""
    yield from read_root(Root.of(files, group), settings, stats)
