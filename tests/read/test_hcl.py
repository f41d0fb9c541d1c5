import pytest

from leastwise.model.errors import ReadError
from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.read.hcl import Block, Blocks, ComputedKey, Expression, Labels, parse_hcl


def read(text: str) -> Block:
    root, notes = parse_hcl(Source("main.tf", text))
    assert notes == []
    return root


def value(text: str) -> object:
    return read(f"a = {text}\n")["a"]


def test_blocks_are_mappings_by_type_and_labels() -> None:
    root = read('resource "aws_x" "a" {\n  n = 1\n}\nresource aws_x b {}\nlocals {}\n')
    assert root == {"resource": {"aws_x": {"a": {"n": 1}, "b": {}}}, "locals": [{}]}
    assert isinstance(root["resource"], Labels)
    assert isinstance(root["resource"]["aws_x"]["a"], Block)
    assert isinstance(root["locals"], Blocks)


def test_blocks_without_labels_are_always_a_list_and_others_when_there_are_several() -> None:
    root = read('a {\n  x {\n  }\n  x {\n    y = 1\n  }\n}\nprovider "p" {}\nprovider "p" {\n  alias = "q"\n}\n')
    assert root == {"a": [{"x": [{}, {"y": 1}]}], "provider": {"p": [{}, {"alias": "q"}]}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1),
        ("-2.5", -2.5),
        ("1.5e3", 1500.0),
        ("true", True),
        ("null", None),
        ('""', ""),
        (r'"a\n\t\"\\\u00e9\U0001F4A1"', 'a\n\t"\\é💡'),
        ('"$${a} %%{b} $ % {"', "${a} %{b} $ % {"),
        ("[1, [], null,]", [1, [], None]),
        ('{ a = 1, "b c" : 2, 5 = 3, null = 4 }', {"a": 1, "b c": 2, "5": 3, "null": 4}),
        ("{\n  a = 1\n  b = 2\n}", {"a": 1, "b": 2}),
        ("<<EOT\n  x $${y}\n\\n\nEOT", "  x ${y}\n\\n\n"),
        ("<<EOT\nEOT", ""),
        ("<<-EOT\n    a\n\n      b\n  EOT", "a\n\n  b\n"),
    ],
)
def test_literals_are_plain_values(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected) or isinstance(found, (Map, Seq))


@pytest.mark.parametrize(
    "text",
    ["var.x", '"a-${var.x}"', "f(1)", "(1)", "!true", "1 + 2", "a ? 1 : 2", "[for x in y : x]", "{for k, v in y : k => v}",
     "x[0].*.y", "<<EOT\n${x}\nEOT", '"%{if a}b%{endif}"', '"x\ny"', "0x10"],
)  # fmt: skip
def test_all_else_is_an_expression(text: str) -> None:
    assert value(text) == Expression(text)


def test_blanks_between_the_parts_of_an_expression_do_not_matter() -> None:
    assert Expression("f(a,  b)") == Expression("f(a,\n b)")
    assert Expression('f("a  b")') != Expression('f("a b")')
    assert Expression('"${f("x  y")}"') != Expression('"${f("x y")}"')
    assert Expression('"${f( 1,  2)}"') == Expression('"${f( 1, 2)}"')
    assert hash(Expression("a  + b")) == hash(Expression("a + b"))
    assert Expression("a") != "a"


def test_computed_keys_are_told_from_others() -> None:
    keys = list(read('a = { (var.x) = 1, "${y}-z" = 2, plain = 3 }\n')["a"])
    assert keys == ["${var.x}", "${y}-z", "plain"]
    assert [isinstance(key, ComputedKey) for key in keys] == [True, True, False]


def test_places_are_offsets_of_characters() -> None:
    text = '# é💡\r\nresource "ü" "ö" {\r\n  größe = { "ä" = "ß" } # é\r\n}\r\n'
    root = read(text)
    body = root["resource"]["ü"]["ö"]

    def at(span: tuple[Source, int, int, int, int]) -> tuple[str, str]:
        return text[span[1] : span[2]], text[span[3] : span[4]]

    assert at(body.home)[0] == 'resource "ü" "ö"'
    assert at(body.home)[1].startswith("{\r\n") and at(body.home)[1].endswith("\r\n}")
    assert at(root["resource"]["ü"].spans["ö"])[0] == '"ö"'
    assert at(body.spans["größe"]) == ("größe", '{ "ä" = "ß" }')
    assert at(body["größe"].spans["ä"]) == ('"ä"', '"ß"')


def test_what_stands_twice_is_noted() -> None:
    root, notes = parse_hcl(Source("a.tf", 'a = 1\na = 2\nb {}\nb = 3\nc "x" {}\nc {}\nd = { e = 1, e = 2 }\n'))
    assert root.twice == {"a", "b", "c"}
    assert [note.line for note in notes] == [2, 4, 6, 7]
    assert root["a"] == 2


@pytest.mark.parametrize(
    "fault",
    [
        "x {\n  a = \n  b = 2\n}\n",
        "x {\n  a = [\n}\n",
        "x {\n  a = 1\n",
        "x {\n  a = 1 b = 2\n}\n",
        'x {\n  a = "open\n}\n',
        "x { a = 1\n",
        "%%%\n",
        "a = { b = 1 c = 2 }\n",
        'x "y"\n"z" {\n}\n',
        "x {\n  a\n  b\n}\n",
        "x" + ' "y"' * 9 + " {\n}\n",
    ],
)
def test_one_fault_does_not_cost_the_other_blocks(fault: str) -> None:
    before, after = 'resource "a" "b" {\n  n = 1\n}\n', 'resource "c" "d" {\n  n = 2\n}\n'
    root, notes = parse_hcl(Source("a.tf", before + fault + after))
    assert root["resource"]["a"]["b"] == {"n": 1}
    assert root["resource"]["c"]["d"] == {"n": 2}
    assert len(root.faults) == 1
    assert root.faults[0][1] <= len(before + fault)
    assert [note.reason for note in notes] == ["is no valid HCL here; the rest of the file is read"]


def test_a_fault_has_its_line() -> None:
    notes = parse_hcl(Source("a.tf", "a = 1\nb = [\n"))[1]
    assert [note.line for note in notes] == [2]


def test_a_heredoc_may_look_like_blocks() -> None:
    text = 'x = <<EOT\nresource "a" "b" {\nEOT\ny = 1\nbroken {\n  z =\n}\n'
    root, _ = parse_hcl(Source("a.tf", text))
    assert root["x"] == 'resource "a" "b" {\n'
    assert root["y"] == 1


def test_a_text_that_no_configuration_has_is_refused() -> None:
    with pytest.raises(ReadError, match="at most 1,000,000"):
        parse_hcl(Source("a.tf", "# " + "x" * 1_000_000))
    with pytest.raises(ReadError, match="deeper than 100"):
        parse_hcl(Source("a.tf", "a = " + "[" * 101 + "]" * 101))


HOSTILE = [
    "a = " + "[" * 100_000,
    "a = " + "[" * 100_000 + "]" * 100_000,
    "a = " + "{b=" * 200 + "1" + "}" * 200,
    "a { " * 50_000,
    "a {\n" * 20_000,
    'a = "${' * 20_000,
    "a = <<EOT\n" * 20_000,
    "{" * 50_000,
    "/* " * 50_000,
    "/* */ " * 20_000 + "x",
    "a=1 " * 20_000,
    "\0" * 1000 + "a = 1\n",
    "\ud800 = 1\n",
    "\ufeffa = 1\n",
    "}\n" * 20_000,
    "a" * 100_000 + " = 1",
    "resource " + '"a" ' * 1_500 + "{\n}\n",
    "locals {\n" + "a\n" * 1_000 + "\n}\n",
    '${"' * 20_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8].encode("unicode_escape").decode())
def test_hostile_text_is_read_or_refused(text: str) -> None:
    try:
        root, notes = parse_hcl(Source("a.tf", text))
    except ReadError as error:
        assert error.limit
    else:
        assert notes or root
