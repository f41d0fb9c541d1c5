"""The whole interpreter: the parts, and the calls that mean something to the languages themselves."""

from __future__ import annotations

from leastwise.code.interpreter.machine import Arguments
from leastwise.code.interpreter.modules import Modules
from leastwise.code.interpreter.scopes import Frame, Scope
from leastwise.code.values import NOTHING, ModuleOf, Object, Super, Value, join, one, unknown
from leastwise.model.source import Span
from leastwise.read.script import nodes


class Interpreter(Modules):
    """`super`, `require`, `import()`, `eval`."""

    def special(self, name: str, node: nodes.Call, frame: Frame) -> Value | None:
        """See `Expressions.special`."""
        if name == "super":
            owner, this = self._known("(owner)", frame), self._this(node, frame)
            only = owner.only if owner is not None else None
            if not isinstance(only, Object) or this is None:
                return unknown("super outside of a method", node.span)
            found = one(Super(only, this))
            return found if frame.module.python else self.call(found, self.arguments(node, frame), node, frame)
        given = self.arguments(node, frame)
        first = given.at(0)
        if name == "__exportStar":
            return self._export_all(given)
        if name in ("eval", "exec"):
            if first is None or first.literals is None:
                self.uncertain(node.span, f"what {name} runs is not known")
            return None
        if frame.module.python and name != "__import__":
            return None
        if self._known(name, frame) is not None:
            return None
        if first is not None and first.origins and self.watchers:
            self.tell("(import)", (first,), node.span, frame)
        if first is None or not first.texts:
            self.uncertain(node.span, "which module is loaded is not known")
            return unknown("which module is loaded is not known", node.span)
        return join([self.loaded(text, node, frame) for text in first.texts])

    def loaded(self, text: str, node: nodes.Call, frame: Frame) -> Value:
        """What `require` gives."""
        value = self.imported(frame.module, text, node.span)
        only = value.only
        if isinstance(only, ModuleOf) and not frame.module.python:
            return self.export(only.path, "*")
        return value

    def _export_all(self, given: Arguments) -> Value | None:
        """`export * from "m"` as TypeScript writes it for CommonJS."""
        source, exports = given.at(0), given.at(1)
        only = exports.only if exports is not None else None
        if source is None or not isinstance(only, Object):
            return None
        if isinstance(source.only, Object):
            shape = self.shape(source.only)
            kept = self.shape(only)
            for key, held in shape.fields.items():
                kept = kept if key in ("default", "__esModule") or key in kept.fields else kept.put(key, held)
            self.change(only, kept if shape.rest is None else kept.somewhere(shape.rest))
            return NOTHING
        return None

    def _known(self, name: str, frame: Frame) -> Value | None:
        """What a variable holds; `None` where there is none."""
        scope: Scope | None = frame.scope
        while scope is not None:
            held = self.store.cells.get((scope.number, name))
            if held is not None:
                self.store.read((scope.number, name))
                return held if isinstance(held, Value) else self._content(held, frame)
            scope = scope.around
        return None

    def _this(self, node: nodes.Call, frame: Frame) -> Value | None:
        """What a method is bound to: `this`, or the first parameter."""
        if not frame.module.python:
            return self._known("this", frame)
        scope: Scope | None = frame.scope
        while scope is not None:
            for function in reversed(self.calls):
                first = function.parameters[0].target if function.parameters else None
                held = self.store.cells.get((scope.number, getattr(first, "name", "")))
                if isinstance(held, Value):
                    return held
            scope = scope.around
        return None

    def lookup(self, name: str, frame: Frame, span: Span) -> Value:
        """See `Machine.lookup`."""
        if name == "super" and not frame.module.python:
            owner, this = self._known("(owner)", frame), self._known("this", frame)
            only = owner.only if owner is not None else None
            return one(Super(only, this)) if isinstance(only, Object) and this is not None else unknown("super")
        return super().lookup(name, frame, span)
