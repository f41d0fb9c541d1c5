"""What holds for every YAML document, in whatever style, and every set of changes."""

import re
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from leastwise.model.errors import PatchError, ReadError
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.patch import Changes, Document, Insert, Patch, Remove, Set, spliced
from leastwise.patch.change import same
from leastwise.patch.plan import applied, steps

from .strategies import changes_of, values, yaml_documents

REASONS = re.compile(
    "used again|comes from a merge key|more than once|no list|no mapping|too long|half a surrogate|by hand"
)
"""Why a change may be refused. Everything else that raises is a fault."""

TEXTS = st.builds(
    lambda text, line_end: text.replace("\n", line_end), yaml_documents(), st.sampled_from(["\n", "\n", "\r\n"])
)


def read(text: str) -> Document:
    """A document of random text; the few that are no YAML, or nothing but comments, are left out."""
    try:
        return Document(Source("random.yaml", text), "yaml")
    except ReadError:
        assume(False)
        raise
    except PatchError as error:
        assume("has no document" not in str(error))
        raise


def patched(document: Document, changes: Changes) -> Patch:
    """The patch, unless it is refused for a good reason."""
    try:
        return document.patch(changes)
    except PatchError as error:
        assume(REASONS.search(str(error)) is None)
        raise


@given(TEXTS, st.data())
def test_what_is_asked_for_is_there_and_undone_all_is_as_before(text: str, data: st.DataObject) -> None:
    document = read(text)
    changes = data.draw(changes_of(document.data))
    patch = patched(document, changes)
    wanted = applied(document.data, steps(document.data, changes.root))
    assert same(read(patch.text).data, wanted)
    assert spliced(text, patch.splices) == patch.text
    assert spliced(patch.text, patch.undo) == text


@given(TEXTS, st.data())
def test_a_second_run_changes_nothing(text: str, data: st.DataObject) -> None:
    document = read(text)
    changes = data.draw(changes_of(document.data))
    assume(not any(isinstance(change, Insert) and change.index is not None for change in changes))
    assume(not any(isinstance(change, Remove) and isinstance(change.path[-1], int) for change in changes))
    once = patched(document, changes).text
    assert read(once).patch(changes).splices == ()


def blocks(value: Any, text: str, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of the mappings in block style that have entries of their own and are not shared."""
    found = []
    if isinstance(value, Map | Seq) and text[value.home[3]] not in "!&*{[" and value:
        if isinstance(value, Map):
            found.append(path)
        for key, inner, span in value.entries():
            if not isinstance(inner, Map | Seq) or inner.home[3] == span[3]:
                found += blocks(inner, text, (*path, key))
    return found


@given(TEXTS, values(), st.data())
def test_a_new_entry_removed_again_leaves_no_trace(text: str, value: Any, data: st.DataObject) -> None:
    document = read(text)
    known = blocks(document.data, text)
    assume(known and "<<" not in text)
    path = data.draw(st.sampled_from(known))
    siblings = document.data
    for step in path:
        siblings = siblings[step]
    after = data.draw(st.sampled_from([None, *siblings]))
    patch = patched(document, Changes([Set((*path, "New"), value, after)]))
    # The only line that may change is the header of a last text that must not get a line end.
    assert all(text[splice.start : splice.end].strip("|>+0123456789") == "" for splice in patch.splices)
    if all(splice.start == splice.end for splice in patch.splices):
        # A text of several lines needs a line end behind it, also where the file had none.
        assert read(patch.text).patch([Remove((*path, "New"))]).text in (text, text + "\n", text + "\r\n")


@given(yaml_documents(), st.data())
def test_removing_takes_no_comment_of_another_entry(text: str, data: st.DataObject) -> None:
    lines = [
        f"{line} {number}" if line.lstrip().startswith("# ") else line for number, line in enumerate(text.split("\n"))
    ]
    document = read("\n".join(lines))
    known = [path for path in blocks(document.data, document.source.text) if path and isinstance(path[-1], str)]
    assume(known)
    path = data.draw(st.sampled_from(known))
    parent = document.data
    for step in path[:-1]:
        parent = parent[step]
    source, key_start, _, _, end = parent.span(path[-1])
    left = patched(document, Changes([Remove(path)])).text
    first, last = source.position(key_start)[0] - 1, source.position(end)[0] - 1
    for number, line in enumerate(lines):
        if not line.lstrip().startswith("# ") or line.lstrip() in left or first <= number <= last:
            continue
        column = len(lines[first][: source.position(key_start)[1] - 1].removesuffix("? "))
        if number < first:
            above = lines[number:first]
            assert all(other.lstrip().startswith("#") for other in above)
            assert {len(other) - len(other.lstrip()) for other in above} <= {column, 0}
        else:
            assert len(line) - len(line.lstrip()) > column


@given(
    yaml_documents(),
    st.lists(st.tuples(st.integers(0), st.sampled_from("\r\t\x85\u2028\ufeff#:-?!&*|>'\"{}[],% ab\n"))),
    st.data(),
)
def test_whatever_stands_there_a_change_is_exact_or_refused(
    text: str, noise: list[tuple[int, str]], data: st.DataObject
) -> None:
    for place, character in noise:
        text = text[: place % (len(text) + 1)] + character + text[place % (len(text) + 1) :]
    document = read(text)
    assume(isinstance(document.data, dict | list))
    changes = data.draw(changes_of(document.data))
    try:
        patch = document.patch(changes)
    except PatchError as error:
        assert error.__cause__ is None or isinstance(error.__cause__, ReadError)
        return
    assert spliced(patch.text, patch.undo) == text
