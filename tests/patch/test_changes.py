"""Changes as data: what contradicts what, and what a set of them makes of a document."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.errors import PatchError
from leastwise.patch.change import Change, Changes, Insert, OverlapError, Remove, Set, same
from leastwise.patch.plan import Add, Delete, Replace, applied, steps


def made(data: Any, *changes: Change) -> Any:
    return applied(data, steps(data, Changes(changes).root))


# What contradicts what


def test_equal_changes_count_once() -> None:
    changes = Changes([Set(("A",), 1), Set(("A",), 1), Remove(("B",)), Remove(("B",)), Insert(("C",), 2)])
    changes.add([Insert(("C",), 2)])
    assert list(changes) == [Set(("A",), 1), Remove(("B",)), Insert(("C",), 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Set(("A",), 1), Set(("A",), 2)),
        (Set(("A",), 1), Set(("A",), True)),
        (Set(("A",), "1"), Set(("A",), 1)),
        (Set(("A",), {}), Set(("A", "B"), 2)),
        (Set(("A", "B"), 2), Set(("A",), {})),
        (Set(("A",), 1), Remove(("A",))),
        (Remove(("A",)), Set(("A", "B"), 1)),
        (Set(("A", "B"), 1), Remove(("A",))),
        (Insert(("A",), 1), Remove(("A",))),
        (Set(("A",), []), Insert(("A",), 1)),
    ],
)
def test_changes_of_one_place_that_contradict_each_other_are_refused(one: Change, other: Change) -> None:
    with pytest.raises(OverlapError, match="A"):
        Changes([one, other])


def test_of_changes_that_are_added_together_all_or_none_are_there() -> None:
    changes = Changes([Set(("A", "B"), 1)])
    with pytest.raises(OverlapError):
        changes.add([Set(("C",), 3), Set(("A", "B"), 2)])
    assert list(changes) == [Set(("A", "B"), 1)]
    with pytest.raises(PatchError, match="only texts for keys"):
        changes.add([Set(("D",), 5), Set(("E",), {1: 2})])
    assert list(changes) == [Set(("A", "B"), 1)]
    changes.add([Set(("C",), 4)])
    assert made({}, *changes) == {"A": {"B": 1}, "C": 4}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(("value", "words"), [([{"a": {1: 2}}], "only texts for keys"), (deep(5_000), "nests deeper")])
def test_what_no_document_can_hold_is_refused(value: Any, words: str) -> None:
    for change in (Set(("A",), value), Insert(("A",), value)):
        with pytest.raises(PatchError, match=words):
            Changes([change])


# What they make


def test_mappings_on_the_way_are_made_once() -> None:
    assert made({"A": None}, Set(("A", "B", "C"), 1), Set(("A", "B", "D"), 2), Set(("E",), 3)) == {
        "A": {"B": {"C": 1, "D": 2}},
        "E": 3,
    }


def test_setting_what_is_there_is_nothing_to_do() -> None:
    data = {"A": {"B": [1, "x"]}, "C": None}
    changes = Changes([Set(("A", "B"), [1, "x"]), Set(("C",), None), Remove(("D", "E"))])
    assert steps(data, changes.root) == []


def test_an_item_that_is_there_is_not_added_again_unless_a_place_for_it_is_named() -> None:
    assert made({"A": [1]}, Insert(("A",), 1)) == {"A": [1]}
    assert made({"A": [1]}, Insert(("A",), 1, 0)) == {"A": [1, 1]}


def test_a_mapping_in_place_of_another_one_changes_only_what_differs() -> None:
    data = {"A": {"kept": {"deep": [1, 2]}, "changed": 1, "gone": 2}}
    found = steps(data, Changes([Set(("A",), {"new": 3, "kept": {"deep": [1, 2]}, "changed": 4})]).root)
    assert found == [Delete(("A", "gone")), Add(("A", "new"), 3), Replace(("A", "changed"), 4)]


def test_positions_are_those_before_any_change() -> None:
    data = {"L": ["a", "b", {"c": 1}]}
    changes = [
        Remove(("L", 0)),
        Insert(("L",), "x", 0),
        Insert(("L",), "y", 0),
        Set(("L", 2, "c"), 2),
        Insert(("L",), "z"),
    ]
    assert made(data, *changes) == {"L": ["x", "y", "b", {"c": 2}, "z"]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Set(("A", "B"), 1), "A is no mapping"),
        (Set(("L", 5), 1), "L has no item 5"),
        (Set(("L", "name"), 1), "L is no mapping"),
        (Insert(("A",), 1), "A is no list"),
        (Insert(("L",), 1, 4), "L has no item 4"),
        (Set(("New", 0), 1), "New is not there, so it has no items"),
        (Remove(()), "the document itself cannot be removed"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused(change: Change, words: str) -> None:
    with pytest.raises(PatchError, match=words):
        made({"A": "text", "L": [1, 2]}, change)


names = st.sampled_from(["A", "B", "C"])
scalars = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "1", ""])
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))


@given(values, values)
def test_setting_a_value_gives_that_value_and_leaves_the_document_alone(old: Any, new: Any) -> None:
    data = {"top": old, "other": [old]}
    before = copy.deepcopy(data)
    assert same(made(data, Set(("top",), new)), {"top": new, "other": [old]})
    assert data == before


@given(st.dictionaries(names, values), names, names, values)
def test_setting_a_new_entry_and_removing_it_is_nothing(data: dict[str, Any], one: str, two: str, new: Any) -> None:
    if isinstance(data.get(one), dict) and two not in data[one]:
        assert same(made(made(data, Set((one, two), new)), Remove((one, two))), data)


@given(values, values)
def test_same_is_stricter_than_equal(one: Any, other: Any) -> None:
    assert same(one, one)
    assert same(one, other) == same(other, one)
    if same(one, other):
        assert one == other
    assert not same(1, True)
    assert not same(1, 1.0)
    assert not same("1", 1)
