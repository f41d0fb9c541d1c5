"""On which line of a TOML file something stands."""

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from leastwise.config.lines import Lines

TEXT = '''\
# a head
persona = "x"  # [not.a.table]
select = ["a", # [
  "b]",
  'c'
]
multi = """
[no]
k = 1
"""
a.b . "c d" = 3
[tool.leastwise]
x = { a = 1, b = [1, 2] }
[[ignores]]
rules = ["r"]

[[ignores]]
rules = [
  "s",

  "t"]
[ignores.sub]
k = 1
[options."rule-x"]
y = 2027-01-31
'''


def test_keys_tables_and_items():
    tomllib.loads(TEXT)
    lines = Lines(TEXT)
    for path, line in {
        ("persona",): 2,
        ("select",): 3,
        ("select", 0): 3,
        ("select", 1): 4,
        ("select", 2): 5,
        ("multi",): 7,
        ("a", "b", "c d"): 11,
        ("tool", "leastwise"): 12,
        ("tool", "leastwise", "x"): 13,
        ("ignores", 0): 14,
        ("ignores", 0, "rules", 0): 15,
        ("ignores", 1): 17,
        ("ignores", 1, "rules", 0): 19,
        ("ignores", 1, "rules", 1): 21,
        ("ignores", 1, "sub", "k"): 23,
        ("options", "rule-x", "y"): 25,
    }.items():
        assert (path, lines.of(path)) == (path, line)


def test_what_has_no_line_has_that_of_its_parent():
    lines = Lines(TEXT)
    assert lines.of(("tool", "leastwise", "x", "b", 1)) == 13
    assert lines.of(("ignores", 1, "until")) == 17
    assert lines.of(("nowhere",)) == 1
    assert lines.of(()) == 1


@given(st.text(alphabet="ab=[]{}\",.#'\n\\ ", max_size=60))
def test_whatever_stands_there_is_looked_through(text):
    assert Lines(text).of(("a",)) >= 1


values = st.integers() | st.text(max_size=10) | st.lists(st.text(max_size=5), max_size=3)
names = st.text(alphabet="abc-_. é", min_size=1, max_size=5)


@given(st.dictionaries(names, values, max_size=6), st.dictionaries(names, values, max_size=4))
def test_every_key_is_where_it_was_written(top, table):
    """JSON's texts, numbers and lists are TOML too."""
    written, expected = [], {}
    for prefix, entries in (((), top), (("the table",), table)):
        if prefix:
            written.append('["the table"]')
        for key, value in entries.items():
            expected[(*prefix, key)] = len(written) + 1
            written += f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value)}".split("\n")
    lines = Lines("\n".join(written))
    for path, line in expected.items():
        assert lines.of(path) == line
