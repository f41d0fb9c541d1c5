"""Patterns without holes, against brute force over all short texts."""

import re
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.iam.language import Pattern, arn_pattern, difference, includes, overlaps, text_pattern
from leastwise.iam.truth import Truth

PLAIN = [""] + ["".join(chars) for size in range(1, 6) for chars in product("ab:x", repeat=size)]
"""Every text of up to five letters; `x` stands for all that no pattern names."""

TAILS = ["", *("".join(chars) for size in range(1, 5) for chars in product("ab:x", repeat=size))]
ARNS = ["a:" + tail for tail in TAILS] + ["a:::::" + tail for tail in TAILS]


def expression(pattern: str, kind: str) -> re.Pattern[str]:
    """What AWS's words say, as a regular expression: the parts of an ARN one by one."""
    parts = [pattern] if kind == "text" or pattern == "*" else pattern.split(":", 5)
    written = []
    for index, part in enumerate(parts):
        any_char = "." if (len(parts) == 1 and (kind == "text" or pattern == "*")) or index == 5 else "[^:]"
        runs_on = kind == "arn" and part.endswith("*")
        body = "".join({"*": f"{any_char}*", "?": any_char}.get(c, re.escape(c)) for c in part)
        written.append(body + ".*" if runs_on else body)
    return re.compile(":".join(written), re.DOTALL)


def made(pattern: str, kind: str) -> Pattern:
    return text_pattern(pattern) if kind == "text" else arn_pattern(pattern, like=kind == "arn-like")


patterns = st.text("ab:?*", max_size=6)
arns = st.one_of(
    st.text("ab:?*", max_size=5).map("a:".__add__),
    st.text("ab:?*", max_size=4).map("a:::::".__add__),
    st.sampled_from(["*", "a:*", "a:*:b*", "a:?*:b", "*:*"]),
)
kinds = st.sampled_from(["text", "arn", "arn-like"])


@given(st.data(), kinds)
@settings(max_examples=150, deadline=None)
def test_matching_is_what_aws_says(data: st.DataObject, kind: str) -> None:
    pattern = data.draw(patterns if kind == "text" else arns)
    plain, found = expression(pattern, kind), made(pattern, kind)
    for text in PLAIN if kind == "text" else ARNS:
        assert found.matches(text) is Truth.of(bool(plain.fullmatch(text))), text


@given(st.data(), kinds)
@settings(max_examples=300, deadline=None)
def test_inclusion_in_a_union_is_exact(data: st.DataObject, kind: str) -> None:
    one_of = patterns if kind == "text" else arns
    union, other = data.draw(st.lists(one_of, min_size=1, max_size=3)), data.draw(one_of)
    wide, narrow = [made(one, kind) for one in union], made(other, kind)
    texts = PLAIN if kind == "text" else ARNS
    expressions, inner = [expression(one, kind) for one in union], expression(other, kind)
    left = [t for t in texts if inner.fullmatch(t) and not any(e.fullmatch(t) for e in expressions)]
    rest = difference(narrow, wide)
    answer = includes(wide, narrow)
    assert answer is rest.empty
    assert answer is not Truth.UNKNOWN
    if answer is Truth.YES:
        assert not left
        assert rest.example is None
    else:
        example = rest.example
        assert example is not None
        assert inner.fullmatch(example)
        assert not any(e.fullmatch(example) for e in expressions)
        assert rest.contains(example) is Truth.YES
        assert all(len(example) <= len(text) for text in left)


@given(st.data(), kinds)
@settings(max_examples=300, deadline=None)
def test_overlap_is_exact(data: st.DataObject, kind: str) -> None:
    one_of = st.text("ab:?*", max_size=3) if kind == "text" else arns
    first, second = data.draw(one_of), data.draw(one_of)
    one, other = made(first, kind), made(second, kind)
    a, b = expression(first, kind), expression(second, kind)
    shared = any(a.fullmatch(text) and b.fullmatch(text) for text in (PLAIN if kind == "text" else ARNS))
    answer = overlaps(one, other)
    assert answer is overlaps(other, one)
    if kind == "text":  # the texts are long enough to have one of those in common
        assert answer is Truth.of(shared)
    elif shared:
        assert answer is Truth.YES


@given(patterns, patterns)
def test_laws(first: str, second: str) -> None:
    one, other = text_pattern(first), text_pattern(second)
    assert includes([one], one) is Truth.YES
    assert overlaps(one, one) is Truth.YES
    assert includes([text_pattern("*")], one) is Truth.YES
    assert includes([], one) is Truth.NO
    if includes([one], other) is Truth.YES:
        assert overlaps(one, other) is Truth.YES
        if includes([other], one) is Truth.YES:
            assert difference(one, [other]).example is None


@given(patterns, patterns, patterns)
def test_inclusion_is_transitive(first: str, second: str, third: str) -> None:
    one, two, three = map(text_pattern, (first, second, third))
    if includes([one], two) is Truth.YES and includes([two], three) is Truth.YES:
        assert includes([one], three) is Truth.YES


@given(patterns, st.text("abAB", max_size=5))
def test_actions_ignore_case(pattern: str, text: str) -> None:
    folded = text_pattern(pattern.upper(), ignore_case=True)
    assert folded.matches(text) is text_pattern(pattern).matches(text.lower())
    assert includes([folded], text_pattern(text)) is folded.matches(text)
    assert includes([text_pattern(pattern)], folded) is Truth.YES
