"""Patterns with holes: what is said of them holds for every text that the holes may stand for."""

from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.iam.language import Domain, Hole, Pattern, arn_pattern, difference, includes, overlaps, text_pattern
from leastwise.iam.truth import Truth
from leastwise.model.value import Parameter, Reference, Unknown, concat

NAME = Hole(Parameter("Name"), Domain.NAME)
ANY = Hole(Parameter("Any"))
TEXT = Hole(Parameter("Text"), Domain.TEXT)
ONE = Hole(Reference("One", "Ref"), Domain.NAME, identity=True)
TWO = Hole(Reference("Two", "Ref"), Domain.NAME, identity=True)

NAMES = ("a", "b", "ab", "x")
TEXTS = ("", "a", "b:", "xb")
ANYTHING = (*TEXTS, "*", "a*", "?b")
VALUES = {Domain.NAME: NAMES, Domain.TEXT: TEXTS, Domain.ANYTHING: ANYTHING}
Parts = tuple[str | Hole, ...]


def sequences(holes: list[Hole], letters: str) -> st.SearchStrategy[Parts]:
    text = st.text(letters, min_size=1, max_size=3)
    return st.lists(st.one_of(text, st.sampled_from(holes)), max_size=4).map(tuple)


def filled(parts: Parts, values: dict[Hole, str]) -> Parts:
    return tuple(part if isinstance(part, str) else values[part] for part in parts)


def settled(holes: list[Hole], union: list[Parts]) -> list[dict[Hole, str]]:
    """Some of the ways to fill the holes; those of different resources with different texts."""
    used = [hole for hole in holes if any(hole in parts for parts in union)]
    ways = [VALUES[hole.domain] for hole in used]
    found = [dict(zip(used, texts, strict=True)) for texts in product(*ways)]
    return [v for v in found if not (ONE in v and TWO in v and v[ONE] == v[TWO])]


def consistent(answer: Truth, settled_answers: list[Truth]) -> None:
    if answer is Truth.YES:
        assert set(settled_answers) == {Truth.YES}
    if answer is Truth.NO:
        assert set(settled_answers) == {Truth.NO}


TEXT_HOLES = [NAME, TEXT, ANY]


@given(st.lists(sequences(TEXT_HOLES, "ab:?*"), min_size=1, max_size=2), sequences(TEXT_HOLES, "ab:?*"))
@settings(max_examples=150, deadline=None)
def test_texts(union: list[Parts], other: Parts) -> None:
    ways = settled(TEXT_HOLES, [*union, other])
    answer = includes([text_pattern(one) for one in union], text_pattern(other))
    consistent(
        answer, [includes([text_pattern(filled(p, v)) for p in union], text_pattern(filled(other, v))) for v in ways]
    )
    answer = overlaps(text_pattern(union[0]), text_pattern(other))
    assert answer is overlaps(text_pattern(other), text_pattern(union[0]))
    consistent(answer, [overlaps(text_pattern(filled(union[0], v)), text_pattern(filled(other, v))) for v in ways])


ARN_HOLES = [NAME, ONE, TWO]


@given(st.lists(sequences(ARN_HOLES, "a:/?*"), min_size=1, max_size=2), sequences(ARN_HOLES, "a:/?*"), st.booleans())
@settings(max_examples=150, deadline=None)
def test_arns(union: list[Parts], other: Parts, short: bool) -> None:
    start = "x:" if short else "x:::::y/"
    wholes = [(start, *parts) for parts in [*union, other]]
    ways = settled(ARN_HOLES, wholes)
    *wide, narrow = map(arn_pattern, wholes)
    fills = [[arn_pattern(filled(parts, values)) for parts in wholes] for values in ways]
    consistent(includes(wide, narrow), [includes(wides, last) for *wides, last in fills])
    consistent(overlaps(wide[0], narrow), [overlaps(first, last) for first, *_, last in fills])


@given(sequences(TEXT_HOLES, "ab:?*"), st.text("ab:", max_size=4))
@settings(max_examples=100, deadline=None)
def test_matching(parts: Parts, text: str) -> None:
    ways = settled(TEXT_HOLES, [parts])
    consistent(text_pattern(parts).matches(text), [text_pattern(filled(parts, v)).matches(text) for v in ways])


REGION, ACCOUNT = Parameter("AWS::Region"), Parameter("AWS::AccountId")


def table(name: str | Hole, end: str = "", region: object = REGION) -> Pattern:
    return arn_pattern(("arn:aws:dynamodb:", region, ":", ACCOUNT, ":table/", name, end))


def generated(resource: str) -> Hole:
    return Hole(Reference(resource, "Ref"), Domain.GENERATED, identity=True)


ORDERS, USERS = generated("Orders"), generated("Users")


def test_tables_of_the_application() -> None:
    orders, users = table(ORDERS), table(USERS)
    assert includes([orders], orders) is Truth.YES
    assert includes([users], orders) is Truth.NO
    assert overlaps(users, orders) is Truth.NO
    assert includes([users, orders], orders) is Truth.YES
    assert includes([orders], table(ORDERS, "/index/*")) is Truth.NO
    assert includes([table(ORDERS, "*")], table(ORDERS, "/index/*")) is Truth.YES
    assert overlaps(table(USERS, "*"), table(ORDERS, "/index/*")) is Truth.UNKNOWN  # a name may continue another one
    assert includes([table(USERS, "/*")], table(ORDERS, "/index/*")) is Truth.NO


def test_wide_statements_cover_what_is_not_known() -> None:
    for wide in (
        "*",
        "arn:aws:dynamodb:*:*:table/*",
        "arn:aws:dynamodb:*:table/*",
        "arn:*:dynamodb:*:*:*",
        "arn:aws:d*",
    ):
        assert includes([arn_pattern(wide)], table(ORDERS)) is Truth.YES, wide
    assert includes([arn_pattern("arn:aws:s3:::*")], table(ORDERS)) is Truth.NO
    assert includes([table(ORDERS)], arn_pattern("arn:aws:dynamodb:*:*:table/*")) is Truth.NO


def test_resources_are_told_apart_behind_wildcards_too() -> None:
    users = arn_pattern(("arn:aws:dynamodb:*:*:table/", USERS))
    assert includes([users], table(ORDERS)) is Truth.NO
    assert includes([users], table(USERS)) is Truth.YES
    assert overlaps(users, table(ORDERS)) is Truth.NO


def test_a_name_may_be_that_of_any_resource() -> None:
    assert includes([table(NAME)], table(ORDERS)) is Truth.UNKNOWN
    assert overlaps(table(NAME), table(ORDERS)) is Truth.UNKNOWN
    assert includes([table(NAME)], table(Hole(Parameter("Other"), Domain.NAME))) is Truth.UNKNOWN


def test_what_may_be_empty_or_have_colons() -> None:
    assert includes([text_pattern("?*")], text_pattern((NAME,))) is Truth.YES
    assert includes([text_pattern("?*")], text_pattern((TEXT,))) is Truth.UNKNOWN
    assert overlaps(text_pattern(("a", TEXT)), text_pattern("a?*")) is Truth.UNKNOWN
    inside = arn_pattern("arn:aws:x:y:a*b:c")
    assert includes([inside], arn_pattern(("arn:aws:x:y:a", NAME, "b:c"))) is Truth.YES
    assert includes([inside], arn_pattern(("arn:aws:x:y:a", TEXT, "b:c"))) is Truth.UNKNOWN


def test_a_literal_in_place_of_what_is_not_known() -> None:
    here = "arn:aws:dynamodb:eu-west-1:123456789012:table/"
    assert includes([arn_pattern(here + "*")], table(ORDERS)) is Truth.UNKNOWN
    assert includes([arn_pattern("arn:aws:dynamodb:here:*:table/*")], table(ORDERS)) is Truth.NO
    assert includes([arn_pattern("arn:aws:dynamodb:*:123:table/*")], table(ORDERS)) is Truth.NO
    assert includes([arn_pattern("arn:aws:dynamodb:*:*:table/orders")], table(ORDERS)) is Truth.NO
    assert includes([arn_pattern("arn:aws:dynamodb:*:*:table/shop-*")], table(ORDERS)) is Truth.UNKNOWN
    assert table(ORDERS).matches(here + "shop-Orders-1A2B3C4D5E6F7") is Truth.UNKNOWN
    assert table(ORDERS).matches(here + "Orders") is Truth.NO


def test_what_is_unknown_is_not_even_itself() -> None:
    unknown = arn_pattern(Unknown("imported"))
    assert includes([unknown], unknown) is Truth.UNKNOWN
    assert overlaps(unknown, unknown) is Truth.UNKNOWN
    assert includes([arn_pattern("*")], unknown) is Truth.YES
    known = Hole(Unknown("imported"), Domain.NAME, identity=True)
    assert includes([table(known)], table(known)) is Truth.UNKNOWN


def test_a_parameter_in_a_name() -> None:
    dev = arn_pattern(concat(("arn:aws:s3:::shop-", Parameter("Stage"), "/*")))
    assert includes([dev], dev) is Truth.YES
    assert includes([arn_pattern("arn:aws:s3:::shop-*")], dev) is Truth.YES
    assert includes([dev], arn_pattern("arn:aws:s3:::shop-dev/*")) is Truth.UNKNOWN
    assert includes([dev], arn_pattern("arn:aws:s3:::bank-dev/*")) is Truth.NO


def test_a_parameter_in_the_names_of_two_resources() -> None:
    def named(end: str, domain: Domain) -> Pattern:
        return arn_pattern(("arn:aws:s3:::shop-", Hole(Parameter("Stage"), domain), end))

    assert includes([named("-orders", Domain.TEXT)], named("-users", Domain.TEXT)) is Truth.NO
    assert overlaps(named("-orders", Domain.TEXT), named("-users", Domain.TEXT)) is Truth.NO
    # what is known of the parameter in one place holds in the other
    assert includes([named("", Domain.ANYTHING)], named("-users", Domain.TEXT)) is Truth.NO
    assert overlaps(named("", Domain.ANYTHING), named("-users", Domain.TEXT)) is Truth.NO
    # somebody may give it the value *
    assert includes([named("", Domain.ANYTHING)], named("-users", Domain.ANYTHING)) is Truth.UNKNOWN


def test_what_is_left_over() -> None:
    rest = difference(table("*"), [table(ORDERS)])
    assert rest.empty is Truth.NO
    assert rest.example == "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/"
    rest = difference(table(ORDERS, "*"), [table(ORDERS)])
    assert rest.empty is Truth.NO
    assert rest.example == "arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Orders}x"


@given(st.permutations([table(ORDERS), table(USERS), arn_pattern("arn:aws:s3:::*"), table(ORDERS, "/*")]))
def test_the_order_of_a_union_does_not_matter(union: list[Pattern]) -> None:
    assert includes(union, table(ORDERS, "/stream/*")) is Truth.YES
    assert {includes(some, table(USERS)) for some in permutations(union[:3])} <= {Truth.YES, Truth.NO}
