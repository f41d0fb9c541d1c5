"""What holds for every JSON document, however it is laid out, and every set of changes."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.source import Source
from leastwise.patch import Change, Changes, Document, Insert, OverlapError, PatchError, Remove, Set, spliced

KEYS = st.sampled_from(["a", "b", "Ref", "Tags", "ключ", 'q"', "0", ""])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
BLANKS = st.sampled_from(["", "", " ", "\n", "\n\n  ", "\t", "\r\n    "])


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document with the layout of a usual writer, or with any blanks anywhere."""
    value = draw(VALUES)
    ascii = draw(st.booleans())
    if draw(st.booleans()):
        indent = draw(st.sampled_from([None, 0, 1, 2, 4, "\t"]))
        separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (",", " : ")]))
        text = json.dumps(value, indent=indent, separators=separators, ensure_ascii=ascii)
        return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))) + draw(st.sampled_from(["", "\n"]))

    def wild(item: Any) -> str:
        if isinstance(item, dict):
            inner = [
                blank() + json.dumps(key, ensure_ascii=ascii) + blank() + ":" + wild(one) for key, one in item.items()
            ]
            return blank() + "{" + (",".join(inner) or blank()) + "}" + blank()
        if isinstance(item, list):
            return blank() + "[" + (",".join(map(wild, item)) or blank()) + "]" + blank()
        return blank() + json.dumps(item, ensure_ascii=ascii) + blank()

    def blank() -> str:
        return draw(BLANKS)

    return wild(value)


@st.composite
def changes(draw: st.DrawFn, data: Any) -> Change:
    """A change of some place in a document, existing or not."""
    path: list[str | int] = []
    while isinstance(data, (dict, list)) and (not path or draw(st.integers(0, 2))):
        if isinstance(data, list):
            if not data or draw(st.integers(0, 3)) == 0:
                return Insert(tuple(path), draw(VALUES), draw(st.none() | st.integers(0, len(data))))
            path.append(draw(st.integers(0, len(data) - 1)))
            data = data[path[-1]]
        else:
            path.append(draw(st.sampled_from([*data]) if data and draw(st.booleans()) else KEYS))
            data = data.get(path[-1], {})
    if path and draw(st.integers(0, 2)) == 0:
        return Remove(tuple(path))
    return Set(tuple(path), draw(VALUES), draw(st.none() | KEYS))


def chosen(draw: st.DrawFn, document: Document) -> Changes:
    """Up to five changes that do not contradict each other."""
    found = Changes()
    for _ in range(draw(st.integers(1, 5))):
        try:
            found.add([draw(changes(document.data))])
        except OverlapError:
            continue
    return found


@given(st.data(), texts())
def test_every_change_is_exact_and_can_be_undone(data: st.DataObject, text: str) -> None:
    document = Document(Source("a.json", text), "json")
    wanted = chosen(data.draw, document)
    try:
        patch = document.patch(wanted)  # compares with what was meant
    except PatchError as error:
        # Below what the changes themselves made or removed, nothing can be named.
        assert "is not there, so it has no items" in str(error)
        return
    json.loads(patch.text)
    assert spliced(patch.text, patch.undo) == text


@given(st.data(), texts())
def test_nothing_else_is_touched(data: st.DataObject, text: str) -> None:
    document = Document(Source("a.json", text), "json")
    patch = document.patch([data.draw(changes(document.data))])
    position = length = 0
    for splice in patch.splices:
        kept = text[position : splice.start]
        assert patch.text[length : length + len(kept)] == kept
        length += len(kept) + len(splice.text)
        position = splice.end
    assert patch.text[length:] == text[position:]


@given(st.data(), texts())
def test_a_second_run_changes_nothing(data: st.DataObject, text: str) -> None:
    document = Document(Source("a.json", text), "json")
    change = data.draw(changes(document.data).filter(lambda change: isinstance(change, Set)))
    again = Document(Source("a.json", document.patch([change]).text), "json")
    assert again.patch([change]).splices == ()


@given(st.data(), texts(), VALUES)
def test_what_is_added_and_removed_leaves_no_trace(data: st.DataObject, text: str, value: Any) -> None:
    document = Document(Source("a.json", text), "json")
    if not isinstance(document.data, dict) or not document.data:
        return
    patched = document.patch([Set(("new",), value)]).text
    assert Document(Source("a.json", patched), "json").patch([Remove(("new",))]).text == text
