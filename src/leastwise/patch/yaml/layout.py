"""Where entries begin and end in the text, with what the spans of a document do not say: dashes, commas, comments."""

from __future__ import annotations

from collections import Counter
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.record import record
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.patch.yaml.anchors import Marks, RawEntry
from leastwise.patch.yaml.values import Values


@record
class Item:
    """An entry of a mapping or an item of a list as it stands in the text. All numbers are character offsets.

    Attributes:
        key: its name or index; `None` for a merge key, and for an entry whose name stands again further down.
        lead: of its first character: the key, a dash, or the question mark of an explicit key.
        mark: behind its colon or dash; where its value would begin. `None` for an entry without colon.
        start: of its value, tag and anchor included.
        end: of its value, without the empty lines that follow a block of text.
        comma: behind its value, in flow collections.
        twice: whether its name stands elsewhere in the mapping too.
        text: whether it ends with a block of text, to which lines after it could be added unawares.
    """

    key: str | int | None
    lead: int
    mark: int | None
    start: int
    end: int
    comma: int | None = None
    twice: bool = False
    text: bool = False


@record
class Box:
    """A container as it stands in the text.

    Attributes:
        flow: whether it stands in brackets, or within something that does.
        items: what it has of its own, in order of the text; nothing that a merge key brings.
        start: of the first entry or the bracket, behind tag and anchor.
        end: of the last entry, or behind the bracket.
        bare: whether it is a pair in a flow list without braces of its own.
    """

    flow: bool
    items: tuple[Item, ...]
    start: int
    end: int
    bare: bool = False


class Layout(Values):
    """Answers where things stand in one source."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._boxes: dict[int, tuple[Map | Seq, Box]] = {}
        self._marks: Marks | None = None

    @property
    def marks(self) -> Marks:
        """Anchors, aliases and all entries, from a second look at the text that most documents do not need."""
        if self._marks is None:
            self._marks = Marks(self.source)
        return self._marks

    def below(self, item: Item) -> int:
        """The start of the line after an entry and the comments below it that are indented deeper than it."""
        column = self.column(item.lead)
        after = ahead = self.behind(item)
        while True:
            ahead = self.skip_empty(ahead)
            if self.comment(ahead) <= column:
                return after
            after = ahead = self.next_line(ahead)

    def behind(self, item: Item) -> int:
        """The start of the line after an entry. A text that keeps its line ends ends there already."""
        return item.end if self.keeps(item) else self.next_line(item.end)

    def keeps(self, item: Item) -> bool:
        """Whether an entry ends with a block of text that keeps the empty lines after it."""
        return self.text[item.end - 1] in "\r\n"

    def box(self, container: Map | Seq, within_flow: bool) -> Box:
        """Where a container and its entries stand.

        Raises:
            PatchError: the text between them is none that we know, as with odd line ends.
        """
        known = self._boxes.get(id(container))
        if known is None:
            known = self._boxes[id(container)] = (container, self._look(container, within_flow))
        return known[1]

    def _look(self, container: Map | Seq, within_flow: bool) -> Box:
        home = container.home
        own = self._own(container)
        first = own[0].key_start if own else None
        # A tag or anchor in the line of a mapping's first key belongs to the key.
        start = home[3] if first == home[3] else self.content(home[3], home[4])
        bracket = self.text[start : start + 1] in ("{", "[") and first != start
        if bracket:
            items = self._items(container, own, start + 1, home[4], flow=True)
        else:
            items = self._items(container, own, start, home[4], flow=within_flow)
        if items is None:
            own = self.marks.entries.get(home[3]) or own
            items = self._items(container, own, start + bracket, home[4], flow=bracket or within_flow)
        if items is None:
            line = self.source.position(start)[0]
            raise PatchError(f"what stands between the entries from line {line} on is not understood")
        end = home[4] if bracket or not items else items[-1].end
        return Box(bracket or within_flow, items, start, end, bare=within_flow and not bracket)

    def _open(self, value: Any, entry: RawEntry) -> bool:
        """Whether a value ends with a block of text at the end of a file that has no line end there."""
        return entry.end == len(self.text) and self.last_header(value, entry.start, entry.end) is not None

    def _own(self, container: Map | Seq) -> list[RawEntry]:
        home = container.home
        if isinstance(container, Seq):
            return [RawEntry(None, *span[1:]) for span in container.spans]
        own = [RawEntry(key, *span[1:]) for key, span in container.spans.items() if home[3] <= span[1] < home[4]]
        own.sort(key=lambda entry: entry.key_start)
        return own

    def _items(
        self, container: Map | Seq, own: list[RawEntry], position: int, stop: int, *, flow: bool
    ) -> tuple[Item, ...] | None:
        """The items; `None` where something stands between them that is none of the entries."""
        found: list[Item] = []
        text, is_map = self.text, isinstance(container, Map)
        left = Counter(entry.key for entry in own) if is_map else Counter()
        names = dict(left)
        for number, entry in enumerate(own):
            lead = position = self.gap(position)
            mark: int | None = entry.start
            key: str | int | None = number
            if (is_map or not flow) and position != entry.key_start:
                if text[position] != ("?" if is_map else "-"):
                    return None
                mark = position + 1
                if is_map and self.gap(mark) != entry.key_start:
                    return None
            elif not is_map and not flow:
                return None
            if is_map:
                colon = self.gap(entry.key_end)
                mark = colon + 1 if text[colon : colon + 1] == ":" else None
                left[entry.key] -= 1
                key = entry.key if entry.key in container and not left[entry.key] else None
            value = None if key is None else container[key]  # type: ignore[index]
            end = self.tail(value, entry.start, entry.end)
            if entry.start == entry.end:
                end = entry.key_end if mark is None else mark
            position = max(entry.end, end)
            comma = None
            if flow:
                after = self.gap(position)
                if text[after : after + 1] == ",":
                    comma, position = after, after + 1
            twice = is_map and names[entry.key] > 1
            open_text = entry.end > entry.start and (text[entry.end - 1] in "\r\n" or self._open(value, entry))
            found.append(Item(key, lead, mark, entry.start, end, comma, twice, open_text))
        rest = self.gap(position)
        return tuple(found) if rest >= stop or text[rest : rest + 1] in ("}", "]") else None
