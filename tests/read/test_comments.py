"""Comments of YAML files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.source import Source
from leastwise.read.comments import comments


def found(text):
    return [(c.line, c.alone, text[c.start : c.end]) for c in comments(Source("t.yaml", text), "mark:")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1  # mark: x\n", [(1, False, "# mark: x")]),
        ("# mark: x\r\na: 1\r\n", [(1, True, "# mark: x")]),
        ("a:\n  # mark: x\n  b: 1", [(2, True, "# mark: x")]),
        ("a: [b, # mark: x\n  c]", [(1, False, "# mark: x")]),
        ("a: 'b # mark: x'  # mark: y", [(1, False, "# mark: y")]),
        ("a: b#mark: x", []),
        ("a: |\n  # mark: x\n  code()  # mark: y\nb: 1 # mark: z", [(4, False, "# mark: z")]),
        ("a: >-\n  folded # mark: x\n# mark: y", [(3, True, "# mark: y")]),
        ('{"a": "# mark: x", "b": "c"}', []),
        ("a: 1 # one # mark: x", [(1, False, "# one # mark: x")]),
        ("a: 1 # mark: x\nb: [\n# mark: y", [(1, False, "# mark: x")]),
        ("a: 1 # other\n", []),
        ("é: 'ü'  # mark: ö", [(1, False, "# mark: ö")]),
    ],
)
def test_comments_are_told_from_texts(text, expected):
    assert found(text) == expected


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=30).map(lambda t: t + " # mark: x")))
def test_no_json_text_is_a_comment(content):
    assert found(json.dumps(content, indent=1)) == []


def test_many_comments_take_time_in_proportion():
    assert len(found("# mark: x\n" * 20_000)) == 20_000
