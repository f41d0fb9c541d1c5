"""Entries of objects and items of tuples: `{ a = 1 }`, `[1, 2]`, on one line or on many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.value import Map, Seq
from leastwise.patch.entries import anchored
from leastwise.patch.hcl.lines import Lines
from leastwise.patch.hcl.style import Style
from leastwise.patch.plan import Add, Replace, Step
from leastwise.patch.splice import Splice
from leastwise.read.hcl import Call
from leastwise.read.hcl.writing import aligned


def changed(style: Style, lines: Lines, container: Map | Seq, steps: Sequence[Step]) -> list[Splice]:
    """The splices that make these steps, which are all in one container.

    Raises:
        PatchError: a key stands there twice, or comments would be lost.
    """
    if isinstance(container, Call):
        return [_argument(style, lines, container, step) for step in steps]
    found = _Listing(style, lines, container)
    splices = [found.replaced(step) for step in steps if isinstance(step, Replace)]
    changes = [step for step in steps if not isinstance(step, Replace)]
    return splices + (found.changed(changes) if changes else [])


def _argument(style: Style, lines: Lines, call: Call, step: Step) -> Splice:
    """The splice for another argument of a call."""
    _, key, _, start, end = call.span(str(step.path[-1]))
    if not isinstance(step, Replace):
        raise PatchError(f"{lines.text[key : key + 40]} takes one argument")
    return Splice(start, end, style.value(step.value, lines.margin(key), one_line="\n" not in lines.text[key:end]))


class _Listing:
    """One object or tuple.

    Attributes:
        many: it has its entries on lines of their own.
        commas: commas stand between its entries.
        trailing: a comma stands behind the last one too.
    """

    def __init__(self, style: Style, lines: Lines, container: Map | Seq) -> None:
        self.style = style
        self.lines = lines
        self.text = lines.text
        self.container = container
        self.spans = [span for _, _, span in container.entries()]
        self.places = [place for place, _, _ in container.entries()]
        self.start, self.end = container.home[3] + 1, container.home[4] - 1
        ends = [self.start, *(span[4] for span in self.spans)]
        starts = [*(span[1] for span in self.spans), self.end]
        self.gaps = [lines.between(end, start) for end, start in zip(ends, starts, strict=True)]
        if any(not plain for _, _, plain in self.gaps) or ends != sorted(ends):
            raise PatchError(f"the object in line {self.line} has a key twice; keep one of them first")
        self.many = "\n" in self.text[self.start : starts[0]]
        self.trailing = self.gaps[-1][1] is not None
        self.commas = isinstance(container, Seq) or any(comma is not None for _, comma, _ in self.gaps)

    @property
    def line(self) -> int:
        """The line that it begins in."""
        return self.lines.source.position(self.start)[0]

    def replaced(self, step: Replace) -> Splice:
        """The splice for a value instead of another one."""
        place: Any = step.path[-1]
        _, key, _, start, end = self.container.span(place)
        old = self.container[place]
        one_line = not self.many or (isinstance(old, (Map, Seq)) and bool(old) and "\n" not in self.text[start:end])
        return Splice(start, end, self.style.value(step.value, self.lines.margin(key), one_line=one_line))

    def changed(self, changes: Sequence[Any]) -> list[Splice]:
        """The splices for what is deleted and added."""
        kept, new = anchored(self.places, changes)
        if not kept:
            return self._filled([step for steps in new.values() for step in steps])
        if not self.many:
            return self._deleted_in_line(kept) + [self._added_in_line(kept, at, steps) for at, steps in new.items()]
        splices = self._deleted(kept)
        last = kept[-1]
        if self.commas and last in new and not self._comma(last):
            splices.append(Splice(self.spans[last][4], self.spans[last][4], ","))
        elif self.commas and last not in new and not self.trailing and last != len(self.spans) - 1:
            comma = self.gaps[last + 1][1]
            splices += [Splice(comma, comma + 1, "")] if comma is not None else []
        for at, steps in new.items():
            if self.commas and at >= 0 and at != last and not self._comma(at):
                splices.append(Splice(self.spans[at][4], self.spans[at][4], ","))
            splices.append(self._added(kept, at, steps))
        return splices

    def _comma(self, index: int) -> bool:
        return self.gaps[index + 1][1] is not None

    def _deleted(self, kept: list[int]) -> list[Splice]:
        """Whole lines where there are such."""
        regions = []
        for index in sorted({*range(len(self.spans))} - {*kept}):
            span = self.spans[index]
            region = self.lines.region(span[1], span[4], self.spans[index - 1][4] if index else self.start, comma=True)
            if region is None or region[1] > self.end:
                return self._deleted_in_line(kept)
            regions.append(region)
        return self.lines.removed(regions, self.start, self.end)

    def _deleted_in_line(self, kept: list[int]) -> list[Splice]:
        splices: list[Splice] = []
        if not kept:
            raise PatchError(f"comments stand alone in the brackets in line {self.line}")
        if kept[0] > 0:
            self._refuse_comments(1, kept[0])
            splices.append(Splice(self.spans[0][1], self.spans[kept[0]][1], ""))
        for index, following in zip(kept, [*kept[1:], len(self.spans)], strict=True):
            if following > index + 1:
                self._refuse_comments(index + 1, following - 1)
                splices.append(Splice(self.spans[index][4], self.spans[following - 1][4], ""))
        return splices

    def _refuse_comments(self, first: int, last: int) -> None:
        if any(comments for comments, _, _ in self.gaps[first : last + 1]):
            raise PatchError(f"comments stand between what goes from the brackets in line {self.line}")

    def _added_in_line(self, kept: list[int], at: int, steps: list[Add]) -> Splice:
        texts = [self._entry(step, self.lines.margin(self.start), one_line=True) for step in steps]
        if at < 0:
            start = self.spans[kept[0]][1]
            return Splice(start, start, "".join(f"{text}, " for text in texts))
        end = self.spans[at][4]
        if isinstance(self.container, Seq) and "\n" in self.text[self.spans[at][1] : end]:  # `[{`, lines, `}]`
            texts = [self._entry(step, self.lines.margin(end - 1)) for step in steps]
        return Splice(end, end, "".join(f", {text}" for text in texts))

    def _added(self, kept: list[int], at: int, steps: list[Add]) -> Splice:
        """New lines behind a kept entry, or before all of them."""
        beside = self.spans[max(at, kept[0])]
        margin = self.lines.margin(beside[1])
        if at < 0:
            lines = self._lines(steps, margin, beside, ends="," if self.commas else "")
            start = self.lines.start(beside[1])
            return Splice(start, start, "".join(f"{margin}{line}\n" for line in lines))
        end = self.lines.rest(beside[4], comma=True)
        if end is None or end >= self.end:
            return self._added_in_line(kept, at, steps)
        lines = self._lines(steps, margin, beside, ends="," if self.commas else "")
        if at == kept[-1] and not self.trailing and self.commas:
            lines[-1] = lines[-1][:-1]
        return Splice(end, end, "".join(f"\n{margin}{line}" for line in lines))

    def _lines(self, steps: list[Add], margin: str, beside: Any, ends: str) -> list[str]:
        if isinstance(self.container, Seq):
            return [self._entry(step, margin) + ends for step in steps]
        column, sign = self.lines.sign(beside)
        entries = [(self._key(step), self._value(step, margin)) for step in steps]
        if ":" in sign:
            return [f"{key}{sign if sign[:1] == ':' else ' : '}{value}{ends}" for key, value in entries]
        column = 0 if "\n" in self.text[beside[1] : beside[4]] else max(column - 1, 0)
        return [line + ends for line in aligned(entries, column)]

    def _entry(self, step: Add, margin: str, *, one_line: bool = False) -> str:
        value = self._value(step, margin, one_line=one_line)
        if isinstance(self.container, Seq):
            return value
        sign = self.lines.sign(self.spans[0])[1] if self.spans else " = "
        return f"{self._key(step)}{sign if sign in ('=', ':', ': ') else ' = '}{value}"

    def _key(self, step: Add) -> str:
        name: Any = step.path[-1]
        names = [self.text[span[1]] for span in self.spans]
        return self.style.key(name, always_quoted=bool(names) and all(first == '"' for first in names))

    def _value(self, step: Add, margin: str, *, one_line: bool = False) -> str:
        kind = Map if isinstance(step.value, dict) else Seq
        alike = [item for _, item, _ in self.container.entries() if isinstance(item, kind) and item]
        if isinstance(step.value, (dict, list)) and alike:
            one_line |= all("\n" not in self.text[item.home[3] : item.home[4]] for item in alike)
        style = self.style.like(self.text[self.start : self.end], margin) if self.many else self.style
        return style.value(step.value, margin, one_line=one_line)

    def _filled(self, new: list[Add]) -> list[Splice]:
        """The container when none of what was in it stays."""
        self._refuse_comments(1, len(self.spans) - 1)
        margin = self.lines.margin(self.start - 1)
        if self.spans and new:
            if self.many:
                inner = self.lines.margin(self.spans[0][1])
                texts = self._lines(new, inner, self.spans[0], ends="," if self.commas else "")
                text = f"\n{inner}".join(texts)
                text = text[:-1] if self.commas else text
            else:
                text = ", ".join(self._entry(step, margin, one_line=True) for step in new)
            return [Splice(self.spans[0][1], self.spans[-1][4], text)]
        if any(comments for comments, _, _ in self.gaps):
            if new or not self.many:
                raise PatchError(f"comments stand alone in the brackets in line {self.line}")
            return self._deleted([])
        value: Any = [step.value for step in new]
        if isinstance(self.container, Map):
            value = {step.path[-1]: step.value for step in new}
        around = self.text[self.lines.start(self.start) : self.start - 1]
        one_line = "\n" not in self.text[self.start : self.end] and any(mark in around for mark in "{[(")
        return [Splice(self.start - 1, self.end + 1, self.style.value(value, margin, one_line=one_line))]
