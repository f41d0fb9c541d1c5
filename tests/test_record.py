"""A record is a frozen, slotted data class in everything that is used of one."""

import copy

import pytest

from leastwise.model.record import field, record, replace


@record
class Point:
    """A point."""

    x: int
    y: int = 0
    tags: list = field(default_factory=list)

    @property
    def sum(self):
        return self.x + self.y


@record(order=True)
class Pair:
    a: int
    b: str


@record(frozen=False, eq=False)
class Counter:
    n: int = 0


def test_fields_defaults_and_methods():
    point = Point(1)
    assert (point.x, point.y, point.tags, point.sum) == (1, 0, [], 1)
    assert Point(1, y=2).sum == 3
    assert Point(1).tags is not point.tags
    assert repr(Point(1)) == "Point(x=1, y=0, tags=[])"
    assert Point.__doc__ == "A point."
    with pytest.raises(TypeError):
        Point()
    with pytest.raises(TypeError):
        Point(1, z=3)


def test_it_cannot_be_changed_nor_given_other_attributes():
    point = Point(1)
    for name in ("x", "other"):
        with pytest.raises(AttributeError):
            setattr(point, name, 2)
    with pytest.raises(AttributeError):
        del point.x
    assert not hasattr(point, "__dict__")
    assert replace(point, x=5) == Point(5)
    assert copy.copy(Pair(1, "a")) == Pair(1, "a")


def test_equality_hash_order_and_matching():
    assert Pair(1, "a") == Pair(1, "a") != Pair(1, "b")
    assert Pair(1, "a") != (1, "a")
    assert len({Pair(1, "a"), Pair(1, "a")}) == 1
    assert sorted([Pair(2, "a"), Pair(1, "b"), Pair(1, "a")]) == [Pair(1, "a"), Pair(1, "b"), Pair(2, "a")]
    match Pair(1, "z"):
        case Pair(a, b):
            assert (a, b) == (1, "z")


def test_one_that_may_be_changed():
    counter = Counter()
    counter.n += 1
    assert counter.n == 1
    assert counter != Counter(1)
