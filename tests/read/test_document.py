"""YAML and JSON are read with exact places, whatever people do to them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.model.errors import ReadError
from leastwise.model.source import Source, key_location, value_location
from leastwise.model.value import Map, Seq
from leastwise.read.document import load, parse
from leastwise.read.encoding import decode
from leastwise.read.files import MemoryFiles


def document(text):
    documents, _ = parse(Source("t.yaml", text))
    return documents[0]


def at(text, *path):
    """What the text says at the key and at the value of a path."""
    node = document(text)
    for step in path[:-1]:
        node = node[step]
    source, key_start, key_end, start, end = node.span(path[-1])
    return source.text[key_start:key_end], source.text[start:end]


def test_key_and_value_of_a_block_mapping_are_found_exactly():
    text = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue  # a comment\n"
    assert at(text, "Resources", "Queue", "Type") == ("Type", "AWS::SQS::Queue")
    location = value_location(document(text)["Resources"]["Queue"].span("Type"))
    assert (location.line, location.column, location.end_column) == (3, 11, 26)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A: {B: 'x y', C: 1}", "'x y'"),
        ('A: {"B": "x"}', '"x"'),
        ("A:\n  B: |\n    one\n    two\n", "|\n    one\n    two\n"),
        ("A:\n  B: !Ref Thing\n", "!Ref Thing"),
        ("A:\n  B: !Sub\n    - x${Y}\n    - Y: 1\n", "!Sub\n    - x${Y}\n    - Y: 1"),
        ("A:\n  B: &mark [1, 2]\n", "&mark [1, 2]"),
    ],
)
def test_the_value_is_what_the_person_wrote(text, value):
    assert at(text, "A", "B")[1] == value


def test_a_block_ends_where_its_last_value_does_not_at_the_next_key():
    text = "A:\n  B:\n    - one\n    - two\n\n  # about C\n  C: 3\n"
    assert at(text, "A", "B") == ("B", "- one\n    - two")


def test_items_of_a_list_have_places():
    text = "A:\n  - x\n  - {b: 1}\n"
    assert [at(text, "A", i)[1] for i in range(2)] == ["x", "{b: 1}"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!GetAtt A.Outputs.Url", {"Fn::GetAtt": ["A", "Outputs.Url"]}),
        ("!GetAtt [A, Arn]", {"Fn::GetAtt": ["A", "Arn"]}),
        ('!Sub "${A}"', {"Fn::Sub": "${A}"}),
        ("!If [C, 1, !Ref B]", {"Fn::If": ["C", 1, {"Ref": "B"}]}),
        ("!Condition C", {"Condition": "C"}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
    ],
)
def test_short_tags_are_the_long_functions(short, long):
    assert document(f"A: {short}") == {"A": long}


def test_an_unknown_tag_is_reported_and_its_value_kept():
    documents, notes = parse(Source("t.yaml", "A: 1\nB: !Vault x\n"))
    assert documents[0]["B"] == "x"
    assert [(n.line, "!Vault" in n.reason) for n in notes] == [(2, True)]


def test_a_duplicate_key_is_reported_and_the_later_one_counts():
    documents, notes = parse(Source("t.yaml", "A:\n  B: 1\n  B: 2\n"))
    assert documents == [{"A": {"B": 2}}]
    assert [n.line for n in notes] == [3]
    documents, notes = parse(Source("t.json", '{"A": 1,\n "A": 2}'))
    assert documents == [{"A": 2}]
    assert [n.line for n in notes] == [2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2012-10-17", "2012-10-17"),
        ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z"),
        ("012345678901", "012345678901"),
        ("123456789012", 123456789012),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("3", 3),
        ("-1.5", -1.5),
        ("1e3", 1000.0),
        ("0x1F", 31),
        ("True", True),
        ("no", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("'no'", "no"),
        ("!!str 5", "5"),
        ("nodejs22.x", "nodejs22.x"),
        (".5", 0.5),
        ("-", "-"),
    ],
)
def test_plain_scalars(text, value):
    if text == "-":
        assert document('A: "-"')["A"] == "-"
        return
    found = document(f"A: {text}")["A"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text():
    assert list(document("A: {200: x, on: y, 1.0: z}")["A"]) == ["200", "on", "1.0"]


def test_anchors_share_and_merge_keys_fill_in_what_is_not_there():
    text = "Base: &base\n  Runtime: python3.13\n  Timeout: 3\nA:\n  <<: *base\n  Timeout: 10\nB: *base\n"
    found = document(text)
    assert found["A"] == {"Timeout": 10, "Runtime": "python3.13"}
    assert found["B"] == {"Runtime": "python3.13", "Timeout": 3}
    assert key_location(found["A"].span("Runtime")).line == 2


def test_every_document_of_a_stream():
    documents, _ = parse(Source("t.yaml", "---\nA: 1\n---\nB: 2\n...\n"))
    assert documents == [{"A": 1}, {"B": 2}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding, ending):
    text = f"Ä: 1{ending}B:{ending}  C: ü{ending}"
    source = decode(text.encode(encoding), "t.yaml")
    documents, _ = parse(source)
    assert documents == [{"Ä": 1, "B": {"C": "ü"}}]
    location = value_location(documents[0]["B"].span("C"))
    assert (location.line, location.column) == (3, 6)


def test_lines_and_columns_count_characters():
    location = value_location(document("A: {'ключ': 'значение', B: 😀x}\n")["A"].span("B"))
    assert (location.line, location.column, location.end_column) == (1, 28, 30)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x00\x01\x02\x00\x00", "binary"),
        (b"A: \xff\xfe\xfa", "UTF-8"),
    ],
)
def test_what_is_no_text_is_named(data, words):
    with pytest.raises(ReadError, match=words):
        decode(data, "t.yaml")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A: 1\nB: [1, 2\nC: 3\n", 3),
        ("A: 1\n\tB: 2\n", 2),
        ("A: *nobody\n", 1),
        ("A: &a\n  B: *a\n", 2),
        ("? [a, b]\n: 1\n", 1),
        ("A: 'open\n", 2),
    ],
)
def test_broken_yaml_names_the_line(text, line):
    with pytest.raises(ReadError) as raised:
        parse(Source("t.yaml", text))
    assert raised.value.line == line


@pytest.mark.parametrize(
    ("text", "line"), [('{"A": 1,\n"B" 2}', 2), ('{"A": 1', 1), ('{"A": "\x01"}', 1), ('{"A": 1}}', 1)]
)
def test_broken_json_names_the_line(text, line):
    with pytest.raises(ReadError) as raised:
        parse(Source("t.json", text))
    assert raised.value.line == line


def test_json_with_comments_and_trailing_commas_is_read_as_yaml():
    assert document('{"A": 1, # one\n "B": [1, 2,],}') == {"A": 1, "B": [1, 2]}


@pytest.mark.parametrize("opening", ["[", '{"a":', "- ", "{a: "])
def test_nesting_has_a_limit(opening):
    with pytest.raises(ReadError) as raised:
        parse(Source("t.yaml", opening * 10_000))
    assert raised.value.limit


def test_a_bomb_of_aliases_has_a_limit():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(ReadError, match="aliases") as raised:
        parse(Source("t.yaml", "\n".join(lines)))
    assert raised.value.limit


def test_load_wants_a_mapping():
    files = MemoryFiles({"a.yaml": "- 1", "b.yaml": "", "c.yaml": "A: 1"})
    assert load(files, "c.yaml") == {"A": 1}
    for path in ("a.yaml", "b.yaml", "missing.yaml"):
        with pytest.raises(ReadError):
            load(files, path)


scalars = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    scalars | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_is_read_as_json_reads_it_and_every_place_holds_its_value(value, indent, ascii_only):
    text = json.dumps({"top": value}, indent=indent, ensure_ascii=ascii_only)
    found = document(text)
    assert found == {"top": value}
    for source, start, end, item in _places(found):
        assert json.loads(source.text[start:end]) == item


@given(st.text(max_size=200))
def test_any_text_is_a_document_or_a_read_error(text):
    try:
        parse(Source("t.yaml", text))
    except ReadError as error:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 2


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_a_read_error(data):
    try:
        parse(decode(data, "t.yaml"))
    except ReadError as error:
        assert error.reason


def _places(node):
    if isinstance(node, (Map, Seq)):
        for _, item, span in node.entries():
            yield span[0], span[3], span[4], item
            yield from _places(item)
