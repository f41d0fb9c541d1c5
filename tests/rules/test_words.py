import pytest

from leastwise.rules.words import listing


@pytest.mark.parametrize(
    ("names", "total", "expected"),
    [
        ("", 0, ""),
        ("a", 0, "a"),
        ("ab", 0, "a and b"),
        ("abcd", 0, "a, b, c and d"),
        ("abcde", 0, "a, b, c, d and e"),
        ("abcdef", 0, "a, b, c, d and 2 more"),
        ("abcd", 9, "a, b, c, d and 5 more"),
    ],
)
def test_a_listing_never_hides_a_single_one(names: str, total: int, expected: str) -> None:
    assert listing(names, total=total) == expected
