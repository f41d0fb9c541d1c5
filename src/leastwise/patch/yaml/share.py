"""What anchors and aliases share, where one of those that share it goes or changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from leastwise.model.errors import PatchError
from leastwise.model.value import Map, Seq
from leastwise.patch.change import Path, dotted, same
from leastwise.patch.splice import Splice, ordered, spliced
from leastwise.patch.yaml.anchors import Alias, Anchor
from leastwise.patch.yaml.layout import Box, Layout
from leastwise.patch.yaml.spots import Spot, result

_LINE_END = re.compile(r"\r\n|\r")
_FLOW_INDICATORS = re.compile(r"[,\[\]{}]")


class Shares:
    """Which containers of a document are reached by several paths.

    Args:
        layout: of its text.
        data: the document.
    """

    def __init__(self, layout: Layout, data: Any) -> None:
        self._layout = layout
        self._data = data
        self._root = Spot()
        self._paths: dict[int, list[Path]] = {}

    def change(self, root: Spot) -> None:
        """Say what is to change."""
        self._root = root

    def check(self, value: Map | Seq, path: Path) -> None:
        """Refuse to change what an alias means too, unless it is to change in the same way everywhere.

        Raises:
            PatchError: it would change elsewhere too.
        """
        source, home = self._layout.source, value.home
        if not any(text[0] == "&" for text in self._layout.properties(home[3], home[4])):
            return
        anchor = self._anchor(value)
        if anchor is not None and anchor.aliases and not self.change_alike(value):
            line = source.position(anchor.start)[0]
            others = ", ".join(str(source.position(alias.start)[0]) for alias in anchor.aliases)
            raise PatchError(
                f"{dotted(path)} has the anchor &{anchor.name} (line {line}), and is used again as an alias "
                f"(line {others}): a change here would be a change there too"
            )

    def change_alike(self, value: Map | Seq) -> bool:
        """Whether a container is to change in the same way wherever it is reached."""
        if not self._paths:
            ahead: list[tuple[Path, Any]] = [((), self._data)]
            while ahead:
                path, item = ahead.pop()
                if isinstance(item, Map | Seq):
                    self._paths.setdefault(id(item), []).append(path)
                    ahead += [((*path, key), inner) for key, inner, _ in item.entries()]
        paths, anchor = self._paths[id(value)], self._anchor(value)
        if anchor is None or len(paths) <= len(anchor.aliases):
            return False  # a merge key uses it too
        spots = [self._spot(path) for path in paths]
        if any(spot is not None and spot.own is not None for spot in spots):
            return False  # it goes somewhere
        results = [result(value, spot, path) if spot else value for spot, path in zip(spots, paths, strict=True)]
        return all(same(one, results[0]) for one in results)

    def _anchor(self, value: Map | Seq) -> Anchor | None:
        return self._layout.marks.containers.get(value.home[3])

    def _spot(self, path: Path) -> Spot | None:
        spot: Spot | None = self._root
        for name in path:
            spot = spot.below.get(name) if spot is not None and spot.own is None else None
        return spot


def merged_names(layout: Layout, box: Box) -> set[str | None]:
    """Names of the entries that merge keys bring into a mapping, whether it has its own or not."""
    names: set[str | None] = set()
    for item in box.items:
        if item.key is None and not item.twice:
            marks = layout.marks
            sources = [a.start for a in marks.anchors if any(item.start <= u.start < item.end for u in a.aliases)]
            for start in (*sources, *(start for start in marks.entries if item.start <= start < item.end)):
                names.update(entry.key for entry in marks.entries.get(start, ()))
    return names


def moved(layout: Layout, splices: Sequence[Splice], step: int) -> Iterator[Splice]:
    """Splices that keep the value of aliases whose anchor goes: the first of them that stays becomes the anchor.

    Args:
        layout: of the text.
        splices: what changes.
        step: how much deeper than its key a moved container is indented.

    Raises:
        PatchError: the value cannot be written where the alias stands.
    """
    cuts = [splice for splice in splices if "&" in layout.text[splice.start : splice.end]]
    if not cuts:
        return
    gone: list[Anchor] = []
    taken: list[tuple[Anchor, Alias]] = []
    for anchor in layout.marks.anchors:
        place = layout.text.index(f"&{anchor.name}", anchor.start)
        if not any(cut.start <= place < cut.end for cut in cuts):
            continue
        stays = (alias for alias in anchor.aliases if not any(s.start <= alias.start < s.end for s in splices))
        alias = next(stays, None)
        # What is moved takes the anchors within it along.
        if alias is not None and not any(o.start < anchor.start < o.end and n.start < alias.start for o, n in taken):
            if any(anchor.start < use.start < anchor.end for other in gone for use in other.aliases):
                raise _unmoved(layout, anchor, alias)  # it uses what goes
            taken.append((anchor, alias))
            yield from _at_alias(layout, anchor, alias, step)
        gone.append(anchor)


def _unmoved(layout: Layout, anchor: Anchor, alias: Alias) -> PatchError:
    line, other = layout.source.position(anchor.start)[0], layout.source.position(alias.start)[0]
    return PatchError(
        f"the value of the anchor &{anchor.name} (line {line}) is used again (line {other}); move it there first"
    )


def _at_alias(layout: Layout, anchor: Anchor, alias: Alias, step: int) -> Iterator[Splice]:
    text, start = layout.text, anchor.start
    end = start + len(text[start : anchor.end].rstrip(" \t\r\n"))
    content, sign = layout.content(start, end), layout.sign(start, end)
    flow = sign in ("{", "[")
    whole = text[start:end]
    if anchor.scalar is None and not flow and not alias.flow:
        column = layout.column(alias.key if alias.key is not None else text.rindex("-", 0, alias.start))
        lines = shifted(text[content:end], layout.column(content), column + step)
        stop = layout.line_end(alias.end)
        yield Splice(alias.start, alias.end, text[start : layout.behind_properties(start, end)])
        yield Splice(stop, stop, "\n" + lines)
        return
    plain = sign not in ("'", '"')
    if "\n" in whole or (alias.flow and not flow and plain and _FLOW_INDICATORS.search(text[content:end])):
        raise _unmoved(layout, anchor, alias)
    yield Splice(alias.start, alias.end, whole)


def copied(layout: Layout, value: Map | Seq, box: Box, changes: Sequence[Splice], column: int, *, listed: bool) -> str:
    """What stands at an anchor, with changes and without its anchors, as the text that follows a colon or dash.

    Args:
        layout: of the text.
        value: what stands there.
        box: where.
        changes: of it, in the offsets of the text.
        column: for its lines, where it is in block style.
        listed: whether it becomes an item of a list.
    """
    text = layout.text
    start, end = (box.start, box.end) if box.flow else (layout.line_start(box.start), layout.below(box.items[-1]))
    cuts = list(changes)
    for change in changes:
        # What is said beside the old value is not said of the new one.
        stop = layout.line_end(change.end)
        if layout.line_start(change.end) < change.end < stop and layout.ends(change.end) and not box.flow:
            cuts.append(Splice(change.end, stop, ""))
    for anchor in layout.marks.anchors:
        if start <= anchor.start < end:
            place = text.index(f"&{anchor.name}", anchor.start)
            if not any(change.start <= place < change.end for change in changes):
                behind = place + 1 + len(anchor.name)
                after = layout.blanks(behind)
                if text[after : after + 1] in ("\r", "\n"):
                    place, after = start + len(text[start:place].rstrip(" \t")), behind
                cuts.append(Splice(place, after, ""))
    inner = [Splice(max(cut.start - start, 0), cut.end - start, cut.text) for cut in ordered(cuts)]
    body = _LINE_END.sub("\n", spliced(text[start:end], inner))
    tags = [tag for tag in layout.properties(value.home[3], start) if tag.startswith("!")]
    if box.flow:
        return " " + " ".join([*tags, body])
    body = body.removesuffix("\n") if layout.keeps(box.items[-1]) else body.rstrip("\n")
    lines = shifted(body.lstrip(" "), layout.column(box.start), column)
    if listed and not tags:
        return " " + lines.lstrip(" ")
    return "".join(f" {tag}" for tag in tags) + "\n" + lines


def shifted(text: str, old: int, new: int) -> str:
    """Lines moved from one column to another. The first one starts without its indentation, and gets it."""
    first, *rest = _LINE_END.sub("\n", text).split("\n")
    lines = [" " * new + first]
    for line in rest:
        body = line.lstrip(" ")
        lines.append(" " * max(len(line) - len(body) + new - old, 0) + body if body else "")
    return "\n".join(lines)
