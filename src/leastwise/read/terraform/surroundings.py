"""What the blocks of a module see of the instance of it that they are in."""

from __future__ import annotations

from typing import Any, Protocol

from leastwise.model.finding import UnreadKind
from leastwise.model.resource import Author
from leastwise.model.source import Span
from leastwise.read.terraform.language import Names
from leastwise.read.terraform.module import Declared, Module
from leastwise.read.terraform.once import Once
from leastwise.read.terraform.repeats import Repeats
from leastwise.read.terraform.room import Room


class Surroundings(Names, Protocol):
    """One instance of a module.

    Attributes:
        room: what all modules of the application share.
        module: what is written in its folder.
        prefix: what addresses in it begin with: `module.api["eu"].`, or nothing.
        inputs: the values of its variables.
        parents: the folders of the modules around it.
        call: the block `module` that somebody else's module is called by; what is in it stands there.
        by: who wrote what it deploys.
    """

    room: Room
    module: Module
    prefix: str
    inputs: dict[str, Once]
    parents: tuple[str, ...]
    call: Declared | None
    by: Author

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """See `Names.note`."""

    def repeats(self, declared: Declared) -> Repeats:
        """How often a block is there. May raise `Failed`."""

    def output(self, name: str) -> Any:
        """What the module gives to whoever calls it. May raise `Failed`."""

    def stands(self, written: Any, span: Span, value: Any = None) -> Span:
        """Where an argument is to be shown, given its expression, its place and its value.

        What stands in somebody else's module is shown where the author calls it: at the container that comes from
        there, or at the argument that it is made from, where there is one.
        """

    def at_home(self, value: Any, span: Span) -> Any:
        """A value that stands at a place, without what only evaluation knows and in the author's own files."""

    def inner(self, module: Module, prefix: str, call: Declared | None, by: Author) -> Surroundings:
        """An instance of a module that is called from this one, without inputs yet."""
