"""`when`: the fewest words that tell the worlds in which a finding holds from the others."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.application import World
from leastwise.rules.worlds import Worlds


def worlds(**variables: str) -> list[World]:
    """All combinations of the values, which are given as one text with blanks."""
    rows = product(*(values.split() for values in variables.values()))
    return [World(tuple(zip(variables, row, strict=True))) for row in rows]


def where(table: list[World], **wanted: str) -> set[int]:
    return {i for i, world in enumerate(table) if all(dict(world.choices)[n] in v.split() for n, v in wanted.items())}


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"Stage": "prod"}, "Stage = prod"),
        ({"Stage": "dev test"}, "Stage = dev or test"),
        ({"Stage": "dev test prod"}, "Stage ≠ lab"),
        ({"Auth": "true"}, "Auth = true"),
        ({"Stage": "prod", "Auth": "false"}, "Stage = prod, Auth = false"),
        ({"Stage": "dev test", "Auth": "false"}, "Stage = dev or test, Auth = false"),
        ({}, None),
    ],
)
def test_only_the_variables_that_decide_are_named(wanted: dict[str, str], text: str | None) -> None:
    table = worlds(Stage="dev test prod lab", Auth="true false", Region="here there")
    assert Worlds(table).describe(where(table, **wanted)) == text


def test_what_is_no_product_of_values_is_listed() -> None:
    table = worlds(A="x y", B="1 2")
    assert (
        Worlds(table).describe(where(table, A="x", B="1") | where(table, A="y", B="2"))
        == "A = x, B = 1; or A = y, B = 2"
    )


def test_any_other_value_is_said_by_what_it_is_not() -> None:
    assert Worlds(worlds(Stage="prod (other)")).describe({1}) == "Stage ≠ prod"
    assert Worlds(worlds(Stage="prod test (other)")).describe({2}) == "Stage ≠ prod, test"


def test_of_variables_that_go_together_by_accident_the_near_one_is_named() -> None:
    table = [World((("A", "1"), ("Stage", "prod"))), World((("A", "2"), ("Stage", "dev")))]
    assert Worlds(table).describe({0}) == "A = 1"
    assert Worlds(table).describe({0}, near=[{"Stage"}]) == "Stage = prod"


def test_many_variables_are_listed_rather_than_explained() -> None:
    table = worlds(A="0 1", B="0 1", C="0 1", D="0 1")
    odd = {i for i, world in enumerate(table) if sum(int(value) for _, value in world.choices) % 2}
    assert Worlds(table).describe(odd).count("; or ") == len(odd) - 1


@given(st.data())
def test_the_text_holds_exactly_where_it_should(data: st.DataObject) -> None:
    table = worlds(A="a b c", B="d e", C="f g")
    holding = data.draw(st.sets(st.integers(0, len(table) - 1), min_size=1, max_size=len(table) - 1))
    text = Worlds(table).describe(holding)
    assert {i for i, world in enumerate(table) if understood(text, dict(world.choices))} == holding


def understood(text: str, row: dict[str, str]) -> bool:
    """Read a description as a person would."""

    def clause(words: str) -> bool:
        name, sign, values = words.split(" ", 2)
        return (row[name] in values.split(" or ")) is (sign == "=")

    return any(all(clause(words) for words in part.split(", ")) for part in text.split("; or "))


def test_what_thousands_of_variables_cannot_explain_is_counted() -> None:
    table = [World(tuple((f"V{name}", str(row)) for name in range(2_000))) for row in (0, 1)]
    mixed = [*table, World((*table[0].choices[:1_000], *table[1].choices[1_000:])), World(table[0].choices[:1])]
    assert len(Worlds(mixed).describe({0, 3}) or "") < 200
