"""Modules of the package: run once, when they are first imported, and what they take from each other."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from leastwise.code.bundles import unbundled
from leastwise.code.interpreter.injection import Injection
from leastwise.code.interpreter.scopes import Frame, Module, Scope
from leastwise.code.interpreter.shapes import Shape, listing
from leastwise.code.interpreter.store import Journal
from leastwise.code.interpreter.variables import Binding
from leastwise.code.modules import External as Outside
from leastwise.code.modules import Module as Found
from leastwise.code.values import (
    NOTHING,
    External,
    ModuleOf,
    Object,
    Unknown,
    Value,
    constant,
    join,
    one,
    unknown,
)
from leastwise.model.source import Source, Span
from leastwise.read.script import nodes
from leastwise.read.script.lower import Script, lower

MAX_MODULES = 300
"""Files of a package that are run."""

MAX_CODE = 8_000_000
"""Characters of all files of a package that are run, of Python, JavaScript and TypeScript."""

MAX_JSON = 200_000
"""Characters of a JSON file that is imported."""


class Resolver(Protocol):
    """What imports name; `leastwise.code.imports.Imports` is one."""

    def python(self, importer: str, name: str) -> Found | Outside:
        """What an import in Python names."""

    def script(self, importer: str, name: str) -> Found | Outside:
        """What an import or `require` names."""

    def loaded(self, path: str, text: str) -> None:
        """A file of Python is about to run; what it adds to `sys.path` holds from then on."""


class Modules(Injection):
    """Imports and exports."""

    def __init__(self, observers: Any, imports: Resolver, read: Callable[[str], Source | None]) -> None:
        super().__init__(observers)
        self.imports = imports
        self.read = read
        self.modules: dict[str, Module] = {}
        self.scripts: dict[str, Script] = {}
        self.outer: dict[Any, list[External]] = {}  # address of a class → those of libraries that it extends
        self.characters = 0  # of the files that were read

    def forget(self) -> None:
        """Let go of the program: nobody asks any more what variables and objects hold."""
        for address, shape in list(self.store.cells.items()):
            if isinstance(shape, Shape) and shape.kind == "class":
                self.outer[address] = [base for base in self.classes(Object(address)) if isinstance(base, External)]
        state = (self.store.cells, self.store.journals, self.given_back)
        for held in (self.modules, self.scripts, self.runs, self.results, self.bodies, *state):
            held.clear()

    def module(self, path: str, span: Span | None = None, source: Source | None = None) -> Module:
        """A module that was run, or is being run."""
        found = self.modules.get(path)
        if found is not None:
            self.log.append(found.log)
            return found
        python = path.endswith(".py")
        found = self.modules[path] = Module(path, python, Scope(self.store.new(), None))
        found.scope.module = found
        found.scope.captured = True
        self.log.append(found.log)
        journals, self.store.journals = self.store.journals, [Journal()]
        around, self.log = self.log, found.log
        calls, self.calls = self.calls, []
        try:
            self._run_file(found, path, span, source)
        finally:
            found.done = True
            self.store.journals = journals
            self.log, self.calls = around, calls
        return found

    def _run_file(self, found: Module, path: str, span: Span | None, source: Source | None) -> None:
        if len(self.modules) > MAX_MODULES:
            if span is not None:
                self.uncertain(span, f"more than {MAX_MODULES} files are imported; not followed")
            return
        source = source or self.read(path)
        if source is None:
            if span is not None and not path.endswith((".json", ".yaml", ".yml", ".txt")):
                self.uncertain(span, f"{path} cannot be read")
            return
        if path.endswith(".json"):
            found.module = self._json_module(source)
            return
        self.characters += len(source.text)
        if self.characters > MAX_CODE:
            reason = f"the files of the package have more than {MAX_CODE:,} characters; {path} is not followed"
            self.uncertain(span or (source, 0, 0, 0, 0), reason)
            return
        script = unbundled(lower(source, later=True))
        self.scripts[path] = script
        for note in script.unread:
            start = source.offset(note.line)
            end = start + len(source.line(note.line))
            self.uncertain((source, start, end, start, end), note.reason)
        frame = Frame(found, found.scope)
        if found.python:
            self.imports.loaded(path, source.text)
        else:
            exports = self.make(Shape("object"))
            module = self.make(Shape("object", {"exports": exports}))
            found.module = module.alternatives[0]
            self.store.write((found.scope.number, "module"), module)
            self.store.write((found.scope.number, "exports"), exports)
            self.store.write((found.scope.number, "this"), exports)
            self._announce(script.statements, found)
        self.run(script.statements, frame)

    def _announce(self, body: nodes.Body, found: Module) -> None:
        """Names that are exported are known before the module ran: of modules that import each other."""
        for node in body:
            if isinstance(node, nodes.Export):
                for name, value in node.bindings:
                    if isinstance(value, nodes.Name) and name != "*":
                        found.exports[name] = (found.scope.number, value.name)

    def _json_module(self, source: Source) -> Object:
        try:
            content = json.loads(source.text) if len(source.text) <= MAX_JSON else None
        except (ValueError, RecursionError):
            content = None
        value = self.plain(content, "object") if content is not None else unknown("a JSON file that is not read")
        made = self.make(Shape("object", {"exports": value}))
        found: Object = made.alternatives[0]
        return found

    def plain(self, content: Any, kind: Any, depth: int = 0) -> Value:
        """JSON as objects of the heap."""
        if isinstance(content, dict) and depth < 40:
            fields = {key: self.plain(inner, kind, depth + 1) for key, inner in list(content.items())[:400]}
            return self.make(Shape(kind, fields))
        if isinstance(content, list) and depth < 40:
            return self.make(listing([self.plain(inner, kind, depth + 1) for inner in content[:200]]))
        return constant(content) if not isinstance(content, (dict, list)) else unknown("nests too deeply")

    def imported(self, module: Module, name: str, span: Span) -> Value:
        """See `Machine.imported`."""
        resolve = self.imports.python if module.python else self.imports.script
        found = resolve(module.path, name)
        if isinstance(found, Found):
            if not found.namespace:
                self.module(found.path, span)
            return one(ModuleOf(found.path))
        if found.why == "absent":
            self.uncertain(span, f"the module {name} is not there")
            return unknown(f"the module {name} is not there", span)
        return one(External(found.name.removeprefix("node:")))

    def _import(self, node: nodes.Import, frame: Frame) -> bool:
        for local, module, name in node.bindings:
            value = self.imported(frame.module, module, node.span)
            if not local:
                continue
            content: Any = value
            only = value.only
            if local == "*":
                if isinstance(only, ModuleOf):
                    frame.module.stars.append(only.path)
                    self._copy_all(only.path, frame)
                continue
            if name is not None and isinstance(only, ModuleOf):
                content = self._member_of(only, module, name, node, frame)
            elif name is not None and isinstance(only, External):
                plain = name == "default" and not frame.module.python
                content = one(only) if plain else one(External(only.module, (*only.names, name)))
            elif isinstance(only, ModuleOf) and not frame.module.python:
                content = Binding(only.path, "*")
            self.store.write((frame.scope.number, local), content)
        return True

    def _copy_all(self, path: str, frame: Frame) -> None:
        """`from m import *`: what is there by now."""
        found = self.modules.get(path)
        number = found.scope.number if found is not None else -1
        for cell in [cell for cell in self.store.cells if cell.__class__ is tuple and cell[0] == number]:
            if not cell[1].startswith(("_", "(")):
                self.store.write((frame.scope.number, cell[1]), Binding(path, cell[1]))

    def _member_of(self, found: ModuleOf, module: str, name: str, node: nodes.Import, frame: Frame) -> Any:
        """`from a import b`, where `b` may be a module."""
        if frame.module.python:
            ran = self.modules.get(found.path)
            if ran is None or (ran.scope.number, name) not in self.store.cells:
                inner = self.imports.python(frame.module.path, module.rstrip(".") + f".{name}"
                                            if module.strip(".") else module + name)  # fmt: skip
                if isinstance(inner, Found):
                    if not inner.namespace:
                        self.module(inner.path, node.span)
                    return one(ModuleOf(inner.path))
        return Binding(found.path, name)

    def export(self, path: str, name: str, seen: int = 0, frame: Frame | None = None) -> Value:
        """See `Machine.export`."""
        found = self.modules.get(path)
        if found is None:
            return self._below(path, name)
        if found.python:
            cell = (found.scope.number, name)
            if cell in self.store.cells:
                held = self.store.read(cell)
                if isinstance(held, Binding):
                    return self.export(held.path, held.name, seen + 1) if seen < 20 else unknown("imports in a circle")
                return held if isinstance(held, Value) else unknown("it is not set")
            return self.computed_export(path, name, frame) or self._below(path, name)
        return self._script_export(found, name, seen)

    def _below(self, path: str, name: str) -> Value:
        """A module within a package, as an attribute of it."""
        folder = path.removesuffix("/__init__.py") if path.endswith("/__init__.py") else path
        for inner in (f"{folder}/{name}.py", f"{folder}/{name}/__init__.py"):
            if inner in self.modules:
                return one(ModuleOf(inner))
        return unknown(f"{path} has no {name}")

    def _script_export(self, found: Module, name: str, seen: int) -> Value:
        if name == "*":
            whole = found.exports or found.stars or found.outside or found.module is None
            return one(ModuleOf(found.path)) if whole else self._exports(found)
        cell = found.exports.get(name)
        if cell is not None:
            held = self.store.read(cell)
            if isinstance(held, Binding):
                return self.export(held.path, held.name, seen + 1) if seen < 20 else unknown("exports in a circle")
            return held if isinstance(held, Value) else unknown(f"{name} is not set yet")
        for star in found.stars if seen < 20 else ():
            inner = self.export(star, name, seen + 1) if name != "default" else NOTHING
            if not isinstance(inner.only, Unknown) and inner != NOTHING:
                return inner
        if found.outside and name != "default":
            return join([one(External(outer.module, (*outer.names, name))) for outer in found.outside])
        if found.module is None:
            return unknown(f"{found.path} has no {name}")
        exports = self._exports(found)
        frame = Frame(found, found.scope)
        inner = self.attribute(exports, name, None, frame)
        if name == "default" and inner == NOTHING:
            return exports
        return inner

    def _exports(self, found: Module) -> Value:
        """What `module.exports` is."""
        if found.module is None:
            return unknown(f"{found.path} was not read")
        return self.shape(found.module).fields.get("exports") or NOTHING

    def set_export(self, path: str, name: str, content: Value) -> None:
        """See `Attributes.set_export`."""
        found = self.modules.get(path)
        if found is not None and found.python:
            self.store.write((found.scope.number, name), content)

    def _export(self, node: nodes.Export, frame: Frame) -> bool:
        module = frame.module
        for name, value in node.bindings:
            if name == "*":
                held = self.store.cells.get((frame.scope.number, value.name))
                if isinstance(held, Binding):
                    module.stars.append(held.path)
                elif isinstance(held, Value) and isinstance(held.only, ModuleOf):
                    module.stars.append(held.only.path)
                elif isinstance(held, Value) and isinstance(held.only, External):
                    module.outside.append(held.only)
            elif isinstance(value, nodes.Name):
                module.exports[name] = (frame.scope.number, value.name)
            else:
                cell = (frame.scope.number, f"(export {name})")
                self.store.write(cell, self.value(value, frame))
                module.exports[name] = cell
        return True

    statements: ClassVar[dict[type, Callable[..., Any]]] = Injection.statements | {
        nodes.Export: _export,
        nodes.Import: _import,
    }
