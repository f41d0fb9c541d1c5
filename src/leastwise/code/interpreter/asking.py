"""What the parameters of Python's functions ask of a framework: `orders: Annotated[Table, Depends(table)]`.

https://fastapi.tiangolo.com/tutorial/dependencies/
"""

from __future__ import annotations

from typing import Any

from leastwise.code.interpreter.matching import Matching
from leastwise.code.interpreter.scopes import Frame
from leastwise.code.values import Builtin, Value
from leastwise.read.script.nodes import Attribute, Call, Function, Index, Listing, Name, Parameter

_ASKS = ("Depends", "Security", "Inject")


class Asking(Matching):
    """Makes what parameters ask for."""

    def asked_for(self, function: Function, frame: Frame) -> dict[str, Value]:
        """What parameters of a function ask for, by their names."""
        found: dict[str, Value] = {}
        for parameter in function.parameters:
            name = getattr(parameter.target, "name", "")
            value = self.asked(parameter, frame) if name and parameter.annotation is not None else None
            if value is not None:
                found[name] = value
        return found

    def asked(self, parameter: Parameter, frame: Frame) -> Value | None:
        """What a parameter asks for, in its type or its default; `None` where it asks for nothing."""
        note: Any = parameter.annotation
        if note is None or _asks(parameter.default) is False:
            return None
        if parameter.default is not None:
            return self._give_asked(parameter.default, note, frame) if _bare(parameter.default) else None
        if isinstance(note, (Name, Attribute)):  # `Orders = Annotated[…]`, anywhere
            only = self.value(note, frame).only
            note, frame = self.annotations.get(only.name, (None, frame)) if isinstance(only, Builtin) else (None, frame)
        if not isinstance(note, Index) or getattr(note.value, "name", "") != "Annotated":
            return None
        for item in note.key.items[1:] if isinstance(note.key, Listing) else ():
            if _asks(item):
                return self._give_asked(item, note.key.items[0], frame)
        return None

    def _give_asked(self, item: Any, kind: Any, frame: Frame) -> Value:
        return self.value(Call(item.callee, (kind,), None, item.span) if _bare(item) else item, frame)


def _asks(node: Any) -> bool | None:
    """Whether it is `Depends(…)`; `None` for nothing."""
    if node is None:
        return None
    return isinstance(node, Call) and getattr(node.callee, "name", "") in _ASKS


def _bare(node: Any) -> bool:
    return isinstance(node, Call) and not node.arguments and node.keywords is None
