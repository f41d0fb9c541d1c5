"""What all modules of an application share while it is evaluated in one world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from leastwise.model.finding import Unread, UnreadKind
from leastwise.model.source import Span
from leastwise.model.value import Map, Parameter, Reference, Seq, Symbol, Unknown, as_text, display
from leastwise.read.decisions import OTHER, Decisions
from leastwise.read.expand.context import PARTITION, Context
from leastwise.read.files import Files
from leastwise.read.terraform.bodies import MAX_BLOCKS
from leastwise.read.terraform.language import Comparison
from leastwise.read.terraform.language.names import Work
from leastwise.read.terraform.module import Module
from leastwise.read.terraform.once import Waiting

MAX_NOTES = 1_000
"""Oddities of one application that are listed."""

WORKSPACE = "terraform.workspace"


class Room:
    """One root module in one world.

    Attributes:
        folder: of the root module.
        stack: key of its stack.
        paths: folder → the files in it.
        prefixes: folder of a module → what the addresses of its instances begin with.
        blocks_left: how many blocks may still be evaluated.
        modules_left: how many modules may still be called.
    """

    def __init__(
        self,
        files: Files,
        folder: str,
        paths: Mapping[str, Sequence[str]],
        decisions: Decisions,
        unread: list[Unread],
        stage: str | None,
    ) -> None:
        self.files = files
        self.folder = folder
        self.stack = folder or "."
        self.paths = paths
        self.decisions = decisions
        self.waiting = Waiting(decisions)
        self.work = Work()
        self.unread = unread
        self.blocks_left = MAX_BLOCKS
        self.modules_left = 300
        self.types: dict[str, str] = {}
        self._stage = stage
        self._noted: set[tuple[str, int, str]] = set()
        self.prefixes: dict[str, set[str]] = {}
        self.context = Context(
            stack_key=self.stack,
            template=self.stack,
            folder=folder,
            files=files,
            unread=unread,
            framework="terraform",
            maker="Terraform",
        )

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """Something could not be followed, at the line where it stands; each once."""
        place = (span[0].path, span[0].position(span[1])[0], reason)
        if place not in self._noted and len(self._noted) < MAX_NOTES:
            self._noted.add(place)
            if len(self._noted) == MAX_NOTES:
                reason, kind = f"more than {MAX_NOTES:,} oddities; those after this one are not listed", "limit"
            self.unread.append(Unread(place[0], place[1], kind, reason))

    def enter(self, module: Module, prefix: str) -> None:
        """An instance of a module: what could not be read of its files is said once."""
        if module.folder not in self.prefixes:
            self.unread += module.unread
        self.prefixes.setdefault(module.folder, set()).add(prefix)

    def workspace(self) -> Any:
        """The workspace: the stage that was asked for, otherwise not known.

        https://developer.hashicorp.com/terraform/language/state/workspaces
        """
        return self._stage if self._stage is not None else self.opened(Parameter(WORKSPACE))

    def opened(self, value: Any) -> Any:
        """A variable without a value: what this world chooses for it, otherwise the symbol itself."""
        if not isinstance(value, Parameter):
            return value
        decisions = self.decisions
        if value.name in decisions.closed or value.name in decisions.choices:
            decisions.touched.add(value.name)
            chosen = decisions.choice(value.name)
            if chosen != OTHER:
                return _typed(chosen, self.types.get(value.name, ""))
        return value

    def decide(self, condition: Symbol, span: Span, prefix: str) -> bool:
        """See `Names.decide`."""
        if not isinstance(condition, Comparison):
            condition = Comparison(condition, True)
        one, other = condition.left, condition.right
        if isinstance(other, Symbol) and not isinstance(one, Symbol):
            one, other = other, one
        if other is None or (isinstance(one, Reference) and _no_name(one, other)):
            # A variable without a default has to be given, and what only AWS knows is something.
            return False
        if one == PARTITION and isinstance(other, str):
            return other == "aws"  # as everywhere in leastwise, the public one
        if isinstance(one, Parameter) and not isinstance(other, (Symbol, Map, Seq)):
            return self.decisions.compare(one.name, as_text(other))
        if one == other:
            return True
        if _nameless(one) or _nameless(other):
            line = span[0].position(span[1])[0]
            where = f" of {prefix[:-1]}" if prefix else ""
            return self.decisions.compare(f"condition{where} at {span[0].path}:{line}", "true")
        return self.decisions.compare(f"{display(one)} = {display(other)}", "true")


def _no_name(reference: Reference, other: Any) -> bool:
    """Whether this is nothing that a resource can be called."""
    return other in ("", False) or (
        reference.attribute.endswith("arn") and isinstance(other, str) and not other.startswith("arn:")
    )


def _nameless(value: Any) -> bool:
    """Whether nothing says what a value is, so that only its place tells it from others."""
    return isinstance(value, (Unknown, Map, Seq)) or (isinstance(value, Symbol) and display(value).startswith("<"))


def _typed(chosen: str, kind: str) -> Any:
    if kind == "bool" and chosen in ("true", "false"):
        return chosen == "true"
    if kind == "number" and chosen.lstrip("-").isdecimal() and len(chosen) < 20:
        return int(chosen)
    return chosen
