"""A new value as YAML, in the manner of the file that it goes into."""

from __future__ import annotations

from typing import Any

from leastwise.model.edit import Noted
from leastwise.model.errors import PatchError
from leastwise.model.record import field, record, replace
from leastwise.patch.yaml.scalar import literal, scalar
from leastwise.read.yaml import SHORT_TAGS

_NEVER_SHORT = ("Condition", "Fn::ForEach", "Fn::Transform", "Fn::GetStackOutput")
_TAGS = {name: tag for tag, name in SHORT_TAGS.items() if name not in _NEVER_SHORT}
_LONGEST_KEY = 1000
_INLINE = 100


@record
class Manner:
    """How new text is written.

    Attributes:
        step: columns by which an entry of a mapping stands deeper than the mapping's own key.
        dashes: the same for the dash of a list's item; 0 where lists stand below their key.
        quote: the quotation mark of texts that need one.
        tags: whether functions have their short form, `!Ref x`.
        inline: whether the arguments of a function in short form stand on its line, in brackets.
        keys: the quotation mark that all keys have, if they do.
        texts: the quotation mark that all texts beside it have, if they do.
        alike: the quotation marks of the texts in mappings beside it, by their keys.
        blocks: whether texts of several lines may be blocks.
        style: quotation mark, or `|`, that the text in this place had before.
        pad: what stands within the braces of a flow mapping.
        colon: what stands between key and value of a flow mapping.
    """

    step: int = 2
    dashes: int = 2
    quote: str = '"'
    tags: bool = True
    inline: bool = False
    keys: str | None = None
    texts: str | None = None
    alike: dict[str, str] = field(default_factory=dict)
    blocks: bool = True
    style: str | None = None
    pad: str = ""
    colon: str = ": "


class Emitter:
    """Writes values in one manner."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner

    def entry(self, key: str, value: Any, column: int) -> str:
        """An entry of a block mapping whose keys stand in this column. The first line is not indented."""
        note = f" # {value.note}" if isinstance(value, Noted) and value.note and "\n" not in value else ""
        return f"{self.key(key)}:{self.after_key(value, column)}{note}"

    def item(self, value: Any, column: int, gap: str = " ") -> str:
        """An item of a block list whose dashes stand in this column. The first line is not indented."""
        return f"-{self.after_dash(value, column, gap)}"

    def key(self, text: str, *, flow: bool = False) -> str:
        """A name before its colon.

        Raises:
            PatchError: it is longer than YAML reads without an explicit mark, or a merge key.
        """
        if text == "<<":
            raise PatchError("a merge key (<<) can only be written by hand")
        if len(text) > _LONGEST_KEY:
            raise PatchError(f"a name of {len(text):,} characters is too long for YAML")
        manner = self.manner
        return scalar(text, manner.keys or manner.quote, flow=flow, quoted=manner.keys is not None)

    def after_key(self, value: Any, column: int) -> str:
        """What follows the colon of a key in this column: a blank and the value, or lines."""
        tag, value = self._tagged(value)
        if not value or not isinstance(value, dict | list):
            return f" {tag}{self._scalar(tag, value, column)}"
        if tag and (short := self._inline(value)):
            return f" {tag}{short}"
        head = f" {tag.rstrip()}\n" if tag else "\n"
        if isinstance(value, dict):
            return head + self._mapping(value, column + self.manner.step)
        dashes = self.manner.dashes or (self.manner.step if tag else 0)
        return head + self._list(value, column + dashes)

    def after_dash(self, value: Any, column: int, gap: str = " ") -> str:
        """What follows the dash of an item in this column."""
        tag, value = self._tagged(value)
        if not value or not isinstance(value, dict | list):
            return f"{gap}{tag}{self._scalar(tag, value, column)}"
        if tag and (short := self._inline(value)):
            return f"{gap}{tag}{short}"
        inner = column + 1 + len(gap)
        lines = self._mapping(value, inner) if isinstance(value, dict) else self._list(value, inner)
        return f"{gap}{tag.rstrip()}\n{lines}" if tag else gap + lines[inner:]

    def block(self, value: Any) -> str:
        """A whole document."""
        if value and isinstance(value, dict | list) and not self._tagged(value)[0]:
            return self._mapping(value, 0) if isinstance(value, dict) else self._list(value, 0)
        return self.after_key(value, -self.manner.step).removeprefix(" ")

    def flow(self, value: Any) -> str:
        """A value on one line, as it stands in flow collections."""
        tag, value = self._tagged(value)
        if isinstance(value, dict):
            inner = ", ".join(self._within(key).pair(key, item) for key, item in value.items())
            return f"{tag}{{{self.manner.pad}{inner}{self.manner.pad}}}" if value else f"{tag}{{}}"
        if isinstance(value, list):
            return f"{tag}[{', '.join(map(self._within().flow, value))}]"
        quote, quoted = self._quotes(tag)
        return tag + scalar(value, quote, quoted or self.manner.keys == '"', flow=True)

    def pair(self, key: str, value: Any) -> str:
        """An entry of a flow mapping."""
        return f"{self.key(key, flow=True)}{self.manner.colon}{self.flow(value)}"

    def _mapping(self, value: dict[str, Any], column: int) -> str:
        return "\n".join(" " * column + self._within(key).entry(key, item, column) for key, item in value.items())

    def _list(self, value: list[Any], column: int) -> str:
        inner = self._within()
        return "\n".join(" " * column + inner.item(item, column) for item in value)

    def _scalar(self, tag: str, value: Any, column: int) -> str:
        if isinstance(value, dict | list):
            return "{}" if isinstance(value, dict) else "[]"
        indent = " " * (max(column, 0) + self.manner.step)
        block = literal(value, indent) if isinstance(value, str) and self.manner.blocks else None
        return scalar(value, *self._quotes(tag)) if block is None else block

    def _quotes(self, tag: str) -> tuple[str, bool]:
        """The quotation mark for a text, and whether it gets it although it could do without."""
        manner = self.manner
        forced = manner.style if manner.style in ("'", '"') else manner.texts if tag in ("", "!Sub ") else None
        return forced or manner.quote, forced is not None

    def _within(self, key: str | None = None) -> Emitter:
        """The same for what is within a value: there nothing stood before, and nothing beside."""
        manner = self.manner
        texts = manner.alike.get(key) if key is not None else None
        if texts == manner.texts and not manner.alike and manner.style is None:
            return self
        return Emitter(replace(manner, texts=texts, alike={}, style=None))

    def _inline(self, value: Any) -> str:
        if not self.manner.inline or not isinstance(value, list):
            return ""
        if any(isinstance(item, dict) and not self._tagged(item)[0] for item in value):
            return ""
        if any(isinstance(item, str) and "\n" in item for item in value):
            return ""
        text = self._within().flow(value)
        return text if len(text) <= _INLINE else ""

    def _tagged(self, value: Any) -> tuple[str, Any]:
        """The short tag of a function with a blank, and its argument; an empty tag and the value for all else.

        A short form cannot directly contain another one: then the outer function keeps its full name.
        https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-base64.html
        """
        if not self.manner.tags or not isinstance(value, dict) or len(value) != 1:
            return "", value
        ((name, argument),) = value.items()
        tag = _TAGS.get(name)
        if tag is None or argument is None or isinstance(argument, bool | int | float):
            return "", value
        if isinstance(argument, dict) and self._tagged(argument)[0]:
            return "", value
        if name == "Ref":
            return (f"{tag} ", argument) if isinstance(argument, str) and argument else ("", value)
        if name == "Fn::GetAtt":
            if not isinstance(argument, list):
                return "", value
            texts = len(argument) == 2 and all(isinstance(part, str) and part for part in argument)
            if texts and "." not in argument[0]:
                return f"{tag} ", ".".join(argument)
        return f"{tag} ", argument
