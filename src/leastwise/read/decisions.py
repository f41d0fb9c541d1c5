"""What a template leaves open, and one way to decide it.

A variable is a parameter without a value, a pseudo parameter, or a comparison of two things that are both not known.
It becomes one when a condition asks for it, or at once where the template says which values a parameter may take.
A world gives every variable one of its candidates.
"""

from __future__ import annotations

from leastwise.model.application import World

OTHER = "(other)"
"""The candidate that stands for every value that nothing in the template is compared with."""


MAX_VALUES = 100
"""Candidates of one variable that are kept; that there are more than are looked at is said in `worlds`."""


class Decisions:
    """The choices of one world, and what was asked for while an application was evaluated in it.

    Attributes:
        candidates: variable → the values it is compared with, in the order they were met.
        touched: the variables that were asked for since `touched` was last emptied.
    """

    def __init__(self, choices: dict[str, str] | None = None) -> None:
        self.choices = choices or {}
        self.candidates: dict[str, list[str]] = {}
        self.closed: set[str] = set()
        self.touched: set[str] = set()

    def allow(self, variable: str, values: list[str]) -> None:
        """A variable can only take these values."""
        if variable not in self.closed:
            self.closed.add(variable)
            self.candidates[variable] = values[:MAX_VALUES]

    def compare(self, variable: str, value: str) -> bool:
        """Whether the variable has this value in this world."""
        self.touched.add(variable)
        found = self.candidates.setdefault(variable, [])
        if variable not in self.closed and len(found) < MAX_VALUES and value not in found:
            found.append(value)
        return self.choice(variable) == value

    def choice(self, variable: str) -> str:
        """The value of a variable in this world: what was chosen, otherwise its first candidate."""
        chosen = self.choices.get(variable)
        if chosen is not None:
            return chosen
        found = self.candidates.get(variable)
        return found[0] if found else OTHER

    def all_candidates(self) -> dict[str, list[str]]:
        """Every variable with all the values it may take."""
        return {
            name: values if name in self.closed else [*values, OTHER]
            for name, values in self.candidates.items()
            if len(values) > (name in self.closed)
        }

    def world(self) -> World:
        """This way to decide, for people."""
        names = sorted(n for n in self.candidates if n in self.choices)
        return World(tuple((name, self.choices[name]) for name in names))
