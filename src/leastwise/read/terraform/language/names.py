"""What an expression needs to know of the module it stands in."""

from __future__ import annotations

from typing import Any, Protocol

from leastwise.model.finding import UnreadKind
from leastwise.model.source import Source, Span
from leastwise.model.value import Symbol
from leastwise.read.files import Files
from leastwise.read.terraform.language.values import TooMuch

MAX_WORK = 250_000
"""Rounds of loops, items and lines of text that the expressions of one application make in one world."""

MAX_ALL_WORK = 1_000_000
"""What they make in all worlds and stages together."""


class Work:
    """How much may still be worked out: shared by all modules of an application in one world."""

    __slots__ = ("left",)

    def __init__(self, left: int = MAX_WORK) -> None:
        self.left = left

    def spend(self, amount: int) -> None:
        """Take from it.

        Raises:
            TooMuch: there is nothing left.
        """
        self.left -= amount
        if self.left < 0:
            raise TooMuch("the expressions of this application take more work than is done for one")


class Names(Protocol):
    """The names of one instance of a module.

    Attributes:
        work: how much may still be worked out.
        files: for `file`, `templatefile` and the like.
        folder: of the module, relative to the root of the scan: `path.module`. Relative paths in functions are seen
            from the root module, `root_folder`.
        root_folder: of the root module, relative to the root of the scan.
    """

    work: Work
    files: Files
    folder: str
    root_folder: str

    def resolve(self, steps: tuple[Any, ...], span: Span) -> tuple[Any, int]:
        """The value of the longest known beginning of `var.a`, `local.b.c`, `aws_x.y[0].arn`, and its number of steps.

        Steps are texts (names, and texts in brackets), whole numbers, or symbols in brackets that are not known. The
        rest of the steps is taken with `step`. May raise `Failed`; 0 steps say that there is no such name.
        """

    def decide(self, condition: Symbol, span: Span) -> bool:
        """Choose whether a condition holds: a `Comparison`, or a symbol that stands for a boolean."""

    def note(self, span: Span, reason: str, kind: UnreadKind = "reference") -> None:
        """Something could not be worked out, as Terraform would refuse it, or, of the kind `limit`, we do."""


class Scope:
    """Where compiled code runs.

    Attributes:
        names: those of the module.
        source: the file.
        base: the offset of the text that was compiled.
        local: the variables of `for` expressions and of templates.
        strict: whether what fails is for somebody around it, `try` or `can`.
        fixed: where all of it stands, if offsets in the text are none in the file: a text in JSON.
        template: whether it is the template of a `templatefile`.
    """

    __slots__ = ("base", "fixed", "local", "names", "source", "strict", "template")

    def __init__(self, names: Names, source: Source, base: int, fixed: Span | None = None) -> None:
        self.names = names
        self.source = source
        self.base = base
        self.fixed = fixed
        self.local: dict[str, Any] | None = None
        self.strict = False
        self.template = False

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch of the text."""
        if self.fixed is not None:
            return self.fixed
        begin = self.base + start
        return (self.source, begin, begin, begin, self.base + end)

    def entry(self, start: int, end: int, value_start: int, value_end: int) -> Span:
        """The place of an entry with a key."""
        if self.fixed is not None:
            return self.fixed
        base = self.base
        return (self.source, base + start, base + end, base + value_start, base + value_end)

    def within(self, local: dict[str, Any]) -> Scope:
        """This one with more variables."""
        inner = Scope(self.names, self.source, self.base, self.fixed)
        inner.local = {**self.local, **local} if self.local else local
        inner.strict = self.strict
        inner.template = self.template
        return inner

    def trying(self) -> Scope:
        """This one for what may fail."""
        inner = self.within({})
        inner.strict = True
        return inner
