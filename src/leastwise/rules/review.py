"""Rules about suppressions: they look at what became of the notes, once all applications are judged."""

from __future__ import annotations

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding
from leastwise.rules.rule import Rule
from leastwise.suppress.note import Review


class ReviewRule(Rule):
    """Base of the rules about suppressions. They say nothing about an application by itself."""

    def check(self, app: Application) -> Iterator[Finding]:
        """Nothing: whether a note is of any use is known only after all rules have run everywhere."""
        yield from ()

    def review(self, about: Review) -> Iterator[Finding]:
        """Yield what is wrong with one note."""
        raise NotImplementedError
