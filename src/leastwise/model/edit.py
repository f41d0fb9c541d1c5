"""Edit intents: what a fix wants changed, said about the model. The text is `leastwise.fix`'s business."""

from __future__ import annotations

from typing import Any

from leastwise.model.record import field, record
from leastwise.model.resource import Property
from leastwise.model.source import Span


class Noted(str):
    """A text beside which a comment is to stand, where the file can have one there.

    Attributes:
        note: what it says, on one line.
    """

    __slots__ = ("note",)

    note: str

    def __new__(cls, text: str, note: str) -> Noted:
        """The text with its note."""
        made = super().__new__(cls, text)
        made.note = "".join(char for char in note if char.isprintable())
        return made


@record
class Set:
    """Give a property this value, whether it is there already or not."""

    property: Property
    value: Any


@record
class Insert:
    """Add an item to the list that is this property."""

    property: Property
    value: Any


@record
class Remove:
    """Take this property or list item away."""

    property: Property


@record
class AddResource:
    """Add a resource to the template that `beside` stands in, after it.

    `attributes` are what stands beside `Properties`: `DeletionPolicy` and the like.
    """

    beside: Property
    name: str
    type: str
    properties: dict[str, Any] = field(default_factory=dict)
    attributes: dict[str, Any] = field(default_factory=dict)


@record
class ReplaceSpan:
    """Replace a stretch of text, for code."""

    span: Span
    text: str


Edit = Set | Insert | Remove | AddResource | ReplaceSpan
