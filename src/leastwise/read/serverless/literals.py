"""Configuration written in JavaScript or TypeScript, as far as it is literal. Nothing of it is run.

`module.exports = {…}`, `export default config`, constants, spreads, texts with values in them, what another local
module exports. What code would have to compute is unknown, and named once where it stands.
"""

from __future__ import annotations

from typing import Any

from leastwise.model.errors import ReadError
from leastwise.model.finding import Unread
from leastwise.model.source import Source, Span
from leastwise.model.value import Map, Unknown
from leastwise.read.builder import MAX_NODES, MAX_NOTES
from leastwise.read.encoding import decode
from leastwise.read.files import Files
from leastwise.read.script.syntax import offsets, parser
from leastwise.read.serverless.expressions import Expressions, string_of, text_of
from leastwise.read.serverless.locator import Locator

MAX_STEPS = 60
"""How deep expressions, constants and modules may stand in each other."""

MAX_MODULES = 200
"""Modules that one configuration is put together from."""


def exported(files: Files, source: Source) -> tuple[Any, Source, list[Unread]]:
    """What a module exports, its text, and what of it would have to be computed."""
    project = _Project(files, source.path.rpartition("/")[0])
    module = project.module(source.path, source)
    return module.everything(), source, list(project.notes)


class _Project:
    """The modules that one configuration is put together from."""

    def __init__(self, files: Files, folder: str) -> None:
        self.files = files
        self.folder = folder
        self.modules: dict[str, _Module] = {}
        self.notes: dict[Unread, None] = {}
        self.nodes = self.depth = 0
        self.locator = Locator(files, folder)

    def module(self, path: str, source: Source) -> _Module:
        """A module, parsed once."""
        if path not in self.modules:
            self.modules[path] = _Module(self, source)
        return self.modules[path]

    def note(self, span: Span, reason: str) -> None:
        """Something that could not be followed."""
        if len(self.notes) < MAX_NOTES:
            self.notes[Unread(span[0].path, span[0].position(span[3])[0], "reference", reason)] = None


class _Module:
    """One module: its constants, what it imports and what it exports."""

    def __init__(self, project: _Project, source: Source) -> None:
        self.project = project
        self.source = source
        self.folder = source.path.rpartition("/")[0]
        self._at = offsets(source.text)
        self.constants: dict[str, Any] = {}
        self.imports: dict[str, tuple[str, str]] = {}
        self.exports: dict[str, Any] = {}
        self.again: list[tuple[str, str, str]] = []
        self._values: dict[str, Any] = {}
        self._expressions = Expressions(self)
        self.common = False
        if source.path.endswith(".json"):
            from leastwise.read.document import parse

            documents, _ = parse(source)
            self._values["*"] = self._values["default"] = documents[0] if documents else None
            return
        data = source.text.encode("utf-8", "surrogatepass")
        for statement in parser("typescript").parse(data).root_node.named_children:
            self._statement(statement)

    # What the module says, by name

    def _statement(self, node: Any) -> None:
        if node.type in ("lexical_declaration", "variable_declaration"):
            for declared in node.named_children:
                self._declared(declared)
        elif node.type == "import_statement":
            self._imported(node)
        elif node.type == "export_statement":
            self._exported(node)
        elif node.type == "expression_statement" and node.named_child_count:
            self._assigned(node.named_children[0])
        elif node.type == "function_declaration" and (name := node.child_by_field_name("name")) is not None:
            self.constants[text_of(name)] = node

    def _declared(self, node: Any) -> list[str]:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or value is None:
            return []
        if name.type == "identifier":
            self.constants[text_of(name)] = value
            return [text_of(name)]
        names = []
        for part in name.named_children if name.type == "object_pattern" else ():
            if part.type == "shorthand_property_identifier_pattern":
                self.constants[text_of(part)] = (value, text_of(part))
                names.append(text_of(part))
        return names

    def _imported(self, node: Any) -> None:
        where = node.child_by_field_name("source")
        name = string_of(where) if where is not None else ""
        for clause in (child for child in node.named_children if child.type == "import_clause"):
            for part in clause.named_children:
                if part.type == "identifier":
                    self.imports[text_of(part)] = (name, "default")
                elif part.type == "namespace_import" and part.named_child_count:
                    self.imports[text_of(part.named_children[0])] = (name, "*")
                for item in part.named_children if part.type == "named_imports" else ():
                    outer, inner = _named(item)
                    self.imports[inner] = (name, outer)

    def _exported(self, node: Any) -> None:
        where = node.child_by_field_name("source")
        value = node.child_by_field_name("value")
        declaration = node.child_by_field_name("declaration")
        for clause in (child for child in node.named_children if child.type == "export_clause"):
            for item in clause.named_children:
                inner, outer = _named(item)
                if where is not None:
                    self.again.append((outer, string_of(where), inner))
                else:
                    self.exports[outer] = (None, inner)
        if value is None and any(child.type == "=" for child in node.children):
            value = node.named_children[-1]
        if value is not None:
            self.exports["default"] = value
        elif declaration is not None and declaration.type in ("lexical_declaration", "variable_declaration"):
            for declared in declaration.named_children:
                for name in self._declared(declared):
                    self.exports[name] = (None, name)
        elif declaration is not None:
            name = declaration.child_by_field_name("name")
            self.exports["default" if name is None else text_of(name)] = declaration

    def _assigned(self, node: Any) -> None:
        if node.type != "assignment_expression":
            return
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        target = text_of(left)
        if target == "module.exports":
            self.common = True
            self.exports["default"] = right
        elif target.startswith(("module.exports.", "exports.")):
            self.exports[target.rpartition(".")[2]] = right

    # Values

    def everything(self) -> Any:
        """What the configuration or a variable sees: the default export, otherwise all named ones."""
        if any(name == "default" for name in (*self.exports, *self._values, *(entry[0] for entry in self.again))):
            return self.export("default")
        return self._namespace()

    def _namespace(self) -> Any:
        home: Span = (self.source, 0, 0, 0, len(self.source.text))
        found = Map(home)
        for name in (*self.exports, *(outer for outer, _, _ in self.again)):
            found[name] = self.export(name)
        return found if found else self.unknown(home, "exports nothing that is literal")

    def export(self, name: str) -> Any:
        """What is exported under a name; `*` is all."""
        if name == "*" and "*" not in self._values:
            self._values["*"] = Unknown("modules that need each other")
            self._values["*"] = self.everything() if self.common else self._namespace()
        if name not in self._values:
            self._values[name] = Unknown("modules that need each other")
            again = next((entry for entry in self.again if entry[0] == name), None)
            node = self.exports.get(name)
            home: Span = (self.source, 0, 0, 0, 0)
            if again is not None:
                self._values[name] = self.required(again[1], again[2], home)
            elif node is not None:
                self._values[name] = self._constant(node, home)
            elif name == "default" and not self.exports:
                self._values[name] = self.unknown(home, "exports nothing that is literal")
            else:
                default = self.export("default") if name != "default" else None
                self._values[name] = default.get(name) if isinstance(default, Map) else self.everything()
        return self._values[name]

    def _constant(self, node: Any, home: Span) -> Any:
        if isinstance(node, tuple):
            inner, name = node
            if inner is None:
                return self.named(name, home)
            found = self._expressions.value(inner)
            return found.get(name) if isinstance(found, Map) else self.unknown(self.span(inner), "is computed")
        return self._expressions.value(node)

    def named(self, name: str, span: Span) -> Any:
        """The value of a constant or an import."""
        if name in self.constants:
            key = "const " + name
            if key not in self._values:
                self._values[key] = Unknown(f"{name} leads back to itself")
                self._values[key] = self._constant(self.constants[name], span)
            return self._values[key]
        if name in self.imports:
            return self.required(*self.imports[name], span)
        if name == "undefined":
            return None
        if name == "__dirname":
            return self.folder
        return self.unknown(span, f"{name} is not known without running the code")

    def required(self, module: str, name: str, span: Span) -> Any:
        """What another module exports under a name, `*` for all."""
        path = self.project.locator.found(self.folder, module)
        if path is None:
            return self.unknown(span, f"{module} is no module beside the configuration; it was not read")
        if len(self.project.modules) >= MAX_MODULES and path not in self.project.modules:
            return self.unknown(span, f"needs more than {MAX_MODULES} modules")
        self.project.depth += 1
        try:
            known = self.project.modules.get(path)
            found = known or self.project.module(path, decode(self.project.files.read(path), path))
            if self.project.depth > MAX_STEPS:
                return self.unknown(span, "stands behind too many other modules")
            return found.export(name)
        except ReadError as error:
            return self.unknown(span, f"{path} {error.reason}")
        finally:
            self.project.depth -= 1

    # Places and limits

    def deeper(self, by: int) -> bool:
        """Go one step down or up; false where that is too deep, or where too much was read."""
        self.project.depth += by
        self.project.nodes += 1
        return self.project.depth <= MAX_STEPS and self.project.nodes <= MAX_NODES

    def room(self, entries: int) -> bool:
        """Whether so many more entries may be copied."""
        self.project.nodes += entries
        return self.project.nodes <= MAX_NODES

    def relative_folder(self) -> str:
        """The folder of the module as seen from the service."""
        base = self.project.folder
        return self.folder[len(base) + 1 if base else 0 :] if self.folder.startswith(base) else self.folder

    def span(self, node: Any) -> Span:
        """Where a node stands."""
        start, end = self._at(node.start_byte), self._at(node.end_byte)
        return (self.source, start, start, start, end)

    def unknown(self, span: Span, reason: str) -> Unknown:
        """A value that is not literal; that is noted."""
        self.project.note(span, reason)
        return Unknown(reason)


def _named(item: Any) -> tuple[str, str]:
    """`a as b`: both names."""
    name, alias = item.child_by_field_name("name"), item.child_by_field_name("alias")
    outer = text_of(name) if name is not None else text_of(item)
    return outer, text_of(alias) if alias is not None else outer
