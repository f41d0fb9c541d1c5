"""From a root to its applications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.value import Map, Seq, as_text
from leastwise.read import frameworks
from leastwise.read.cloudformation.applications import read_group
from leastwise.read.cloudformation.stack import NESTED, SHORTEST_END
from leastwise.read.cloudformation.template import Template, load_templates
from leastwise.read.files import Files
from leastwise.read.frameworks import Group
from leastwise.read.pipelines import pipelines
from leastwise.read.reading import Reading, ReadSettings, ReadStats
from leastwise.read.survey import Survey, survey


def read(
    files: Files,
    paths: Sequence[str] = ("",),
    settings: ReadSettings | None = None,
    stats: ReadStats | None = None,
) -> Iterator[Reading]:
    """Read the applications in these files and folders, one after the other.

    Args:
        files: the root.
        paths: files and folders relative to the root.
        settings: parameter values and stages.
        stats: counts what was looked at.
    """
    settings = settings or ReadSettings()
    stats = stats if stats is not None else ReadStats()
    project = Project(files, paths)
    for group in project.groups:
        yield from project.read(group, settings, stats)
    yield from project.rest(stats)


class Project:
    """What a root holds, looked through and not yet read.

    Attributes:
        found: the files that may hold a template.
        groups: what can be read, one group independently of the others. Together with `rest` that is all.
    """

    def __init__(self, files: Files, paths: Sequence[str] = ("",)) -> None:
        self.files = files
        self._stats = ReadStats()
        self.found = survey(files, paths, self._stats)
        self._loader = _Loader(files, self.found)
        self._frameworks = frameworks.groups(files, self.found)
        self.groups: tuple[Group, ...] = (*self._loader.groups(), *self._frameworks)

    def ids(self, group: Group) -> tuple[str, ...]:
        """What the applications of a group may be called: by one of its files, or the folder that it begins in."""
        return (*group, group[0].rpartition("/")[0] or ".") if group in self._frameworks else group

    def read(self, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
        """Read a group: one application, or one for each template of a file that holds several.

        It can be read once; what was parsed of it is forgotten then, so that memory stays small.
        """
        framework = self._frameworks.get(group)
        if framework is None:
            yield from self._templates(group, settings, stats)
        else:
            stats.templates += len(group)
            try:
                yield from frameworks.read_group(framework, self.files, group, settings, stats)
            except Exception as error:  # one application that cannot be read never costs the others
                yield Reading(group[0], "", (), (_broken(group[0], error),), fault=error)
            self.files.parsed.clear()

    def _templates(self, group: Group, settings: ReadSettings, stats: ReadStats) -> Iterator[Reading]:
        parsed = [template for path in group for template in self._loader.templates(path)]
        stats.templates += len(parsed)
        for templates in [parsed] if parsed and len(group) > 1 else [[template] for template in parsed]:
            try:
                _check_parameters(templates, settings, stats)
                yield from read_group(self.files, templates, settings, stats)
            except Exception as error:  # one application that cannot be read never costs the others
                name = templates[0].path
                yield Reading(name, "", (), (_broken(name, error),), fault=error)
            self.files.parsed.clear()
        yield from self._loader.unreadable(group)
        self.skip(group)

    def templates(self, path: str) -> list[Template]:
        """The templates in a file that was found; none where it cannot be read, or only looked like one."""
        return self._loader.templates(path)

    def skip(self, group: Group) -> None:
        """Let go of a group that need not be read."""
        self._loader.forget(group)

    def rest(self, stats: ReadStats) -> Iterator[Reading]:
        """What belongs to no group: CI configuration, what could not be looked into, frameworks that are not read."""
        left = self._loader.left()
        stats.files += self._stats.files
        stats.templates += sum(len(self._loader.templates(path)) for path in left)
        yield from self._loader.unreadable(left)
        yield from pipelines(self.found.pipelines)
        leftover = [*self.found.unread, *self.files.problems]
        self.files.problems.clear()
        if leftover:
            yield Reading("", "", (), tuple(dict.fromkeys(leftover)))


def _check_parameters(group: list[Template], settings: ReadSettings, stats: ReadStats) -> None:
    """Notice values that a template's parameters do not take."""
    for template in group:
        declared = template.section("Parameters")
        stats.parameters.update(declared)
        for name in settings.parameters.keys() & declared.keys():
            allowed = declared[name].get("AllowedValues") if isinstance(declared[name], Map) else None
            values = [as_text(v) for v in allowed if isinstance(v, (str, int, float, bool))] if allowed else []
            if isinstance(allowed, Seq) and values and settings.parameters[name] not in values:
                given = settings.parameters[name]
                stats.notices.append(f"{template.path}: parameter {name} takes {', '.join(values)}; {given} was given")


def _broken(path: str, error: Exception) -> Unread:
    return Unread(path, 1, "template", f"the template was not read: internal error, {type(error).__name__}")


class _Loader:
    """Parses candidates when they are needed."""

    def __init__(self, files: Files, found: Survey) -> None:
        self.files = files
        self.found = found
        self._parsed: dict[str, list[Template]] = {}
        self._unreadable: dict[str, Reading] = {}

    def templates(self, path: str) -> list[Template]:
        """The templates in a candidate file; none where it cannot be read, which is noted."""
        if path not in self._parsed:
            self._parsed[path] = []
            try:
                self._parsed[path] = load_templates(path, self.found.data(self.files, path))
            except ReadError as error:
                kind: UnreadKind = "limit" if error.limit else "template"
                note = Unread(path, error.line, kind, f"the template {error.reason}")
                self._unreadable[path] = Reading(path, "", (), (note,))
            except Exception as error:
                self._unreadable[path] = Reading(path, "", (), (_broken(path, error),), fault=error)
        return self._parsed[path]

    def unreadable(self, paths: Iterable[str]) -> Iterator[Reading]:
        """What there is to say about those of these files that could not be parsed."""
        return (self._unreadable[path] for path in paths if path in self._unreadable)

    def left(self) -> list[str]:
        """What was parsed and is in no group: nested templates that have nested ones themselves."""
        return list(self._parsed)

    def forget(self, group: Group) -> None:
        """Let go of what was read."""
        for path in group:
            self._parsed.pop(path, None)
            self.found.candidates.pop(path, None)

    def groups(self) -> Iterator[Group]:
        """The root templates, those joined by an export and its import together."""
        nested = self._nested_paths()
        joined = self._joined({p for p in self.found.candidates if p not in nested})
        for path in self.found.candidates:
            members = joined.get(path, [path])
            if path not in nested and path == members[0]:
                yield tuple(members)

    def _nested_paths(self) -> set[str]:
        """Templates that another one deploys, unless only a cycle does."""
        children: dict[str, set[str]] = {}
        kinds = [kind.encode() for kind in NESTED]
        for path in self.found.candidates:
            if self.found.mentions(self.files, path, *kinds):
                children[path] = {
                    c for t in self.templates(path) for c in self._children(t) if c in self.found.candidates
                }
        targets = {child for found in children.values() for child in found}
        roots = [path for path in self.found.candidates if path not in targets or path in self.found.named]
        reached: set[str] = set()
        for path in [*roots, *sorted(targets)]:
            if path in reached:
                continue
            pending = [path]
            while pending:
                for child in children.get(pending.pop(), ()):
                    if child not in reached and child != path:
                        reached.add(child)
                        pending.append(child)
        return reached - self.found.named

    def _children(self, template: Template) -> Iterator[str]:
        for block in template.section("Resources").values():
            properties = block.get("Properties") if isinstance(block, Map) else None
            kind = block.get("Type") if isinstance(block, Map) else None
            if isinstance(properties, Map) and isinstance(kind, str) and kind in NESTED:
                location = properties.get(NESTED[kind])
                if isinstance(location, str) and "://" not in location:
                    path = self.files.join(template.folder, location)
                    if path is not None:
                        yield path

    def _joined(self, paths: set[str]) -> dict[str, list[str]]:
        """Groups of templates in which one imports what another exports, in the same folder or one above or below."""
        importing = [p for p in sorted(paths) if self.found.mentions(self.files, p, b"ImportValue")]
        if not importing:
            return {}
        # By the end of the name: the beginning is often the name of a stack.
        exporters: dict[str, list[tuple[str, str]]] = {}
        for path in sorted(paths):
            if self.found.mentions(self.files, path, b"Export"):
                for name in {name for template in self.templates(path) for name in _export_names(template)}:
                    exporters.setdefault(name[-SHORTEST_END:], []).append((name, path))
        group: dict[str, list[str]] = {}
        for path in importing:
            names = {name for template in self.templates(path) for name in _names(template.document)}
            for name in names:
                for exported, other in exporters.get(name[-SHORTEST_END:], ()):
                    matches = name.endswith(exported) or exported.endswith(name)
                    if matches and other != path and other not in group.get(path, ()) and _beside(path, other):
                        merged = sorted({*group.get(path, [path]), *group.get(other, [other])})
                        for member in merged:
                            group[member] = merged
        return group


def _export_names(template: Template) -> Iterator[str]:
    for output in template.section("Outputs").values():
        export = output.get("Export") if isinstance(output, Map) else None
        if isinstance(export, Map):
            yield from _name(export.get("Name"))


def _names(node: Any) -> Iterator[str]:
    """The names of all imports below a value."""
    if isinstance(node, Map):
        if "Fn::ImportValue" in node:
            yield from _name(node["Fn::ImportValue"])
        for item in node.values():
            yield from _names(item)
    elif isinstance(node, Seq):
        for item in node:
            yield from _names(item)


def _name(value: Any) -> Iterator[str]:
    """A literal name, or the last literal part of a computed one (`${Stack}-TableName`)."""
    if isinstance(value, Map):
        text = value.get("Fn::Sub")
        text = text[0] if isinstance(text, Seq) and text else text
        value = text.rpartition("}")[2] if isinstance(text, str) else None
    if isinstance(value, str) and len(value) >= SHORTEST_END:
        yield value


def _beside(one: str, other: str) -> bool:
    folder, other_folder = (path.rpartition("/")[0] for path in (one, other))
    return (
        (folder + "/").startswith(other_folder + "/")
        or (other_folder + "/").startswith(folder + "/")
        or not (folder and other_folder)
    )
