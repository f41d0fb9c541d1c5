"""Patterns for files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.config.globs import any_covers, covers


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("tests", "a/tests/x.yaml", True),
        ("tests/", "tests/x", True),
        ("*.gen.yaml", "a/b/c.gen.yaml", True),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("services/public", "services/public/a/t.yaml", True),
        ("services/public/**", "services/public/a/t.yaml", True),
        ("services/public/**", "services/public", False),
        ("services/*", "services/public/a/t.yaml", True),
        ("public/a", "services/public/a", False),
        ("**/template.yaml", "template.yaml", True),
        ("**/template.yaml", "a/b/template.yaml", True),
        ("a/**/b.yaml", "a/b.yaml", True),
        ("a/**/b.yaml", "a/x/y/b.yaml", True),
        ("a/*/b.yaml", "a/x/y/b.yaml", False),
        ("/a", "a/x", True),
        ("/a", "b/a/x", False),
        ("./a/b", "a/b", True),
        ("**", "x", True),
        ("A", "a", False),
        ("[a]", "a", False),
    ],
)
def test_what_a_pattern_fits(pattern, path, fits):
    assert covers(pattern, path) is fits
    assert any_covers(["nothing-else", pattern], path) is fits


def reference(pattern, path):
    """The same as a regular expression over all prefixes of the path that are whole names."""
    text = pattern if "/" in pattern else f"**/{pattern}"
    expression = ""
    for index, step in enumerate(parts := text.split("/")):
        last = index == len(parts) - 1
        if step == "**":
            expression += "(?:[^/]+/)*[^/]+" if last else "(?:[^/]+/)*"
        else:
            expression += re.escape(step).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + ("" if last else "/")
    names = path.split("/")
    return any(re.fullmatch(expression, "/".join(names[:end])) for end in range(1, len(names) + 1))


step = st.sampled_from(["a", "b", "ab", "*", "a*", "?", "**"])
name = st.sampled_from(["a", "b", "ab", "ba", "aa"])


@given(st.lists(step, min_size=1, max_size=4).map("/".join), st.lists(name, min_size=1, max_size=5).map("/".join))
def test_it_agrees_with_a_regular_expression(pattern, path):
    assert covers(pattern, path) == reference(pattern, path)


def test_no_pattern_is_a_costly_one():
    assert not covers("/".join(["**", "*a*b"] * 200), "/".join(["a" * 12] * 300))
    assert not covers("*a" * 400 + "b", "a" * 4_000)
