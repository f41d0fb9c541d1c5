"""Expressions of which something is not known, and those that somebody wrote to do harm."""

import pytest

from leastwise.model.value import Concat, Map, Parameter, Reference, Seq, Unknown, concat
from leastwise.read.terraform.language import Comparison, Encoded, Failed, Lazy, encoded_text

X = Parameter("var.x")


class Table(Lazy):
    """A whole resource."""

    def step(self, key, span):
        if key == "arn":
            return Reference("table", "arn")
        raise Failed(f"there is no attribute {key!r}")


# What is not known


def test_a_text_with_a_symbol_is_put_together(value):
    assert value('"a-${var.x}-${1 + 1}"') == Concat(("a-", X, "-2"))


def test_a_text_that_is_only_an_interpolation_is_its_value(value):
    assert value('"${[1]}"') == [1]
    assert value('"${var.x}"') == X


@pytest.mark.parametrize("text", ["upper(var.x)", "var.x + 1", "-var.x", "merge(var.x, {})", "[for a in var.x : a]"])
def test_what_is_worked_out_from_a_symbol_is_not_known_and_says_from_what(value, text):
    found = value(text)
    assert isinstance(found, Unknown)
    assert list(_symbols(found)) == [X]


def _symbols(found):
    for symbol in found.about:
        yield from _symbols(symbol) if isinstance(symbol, Unknown) else [symbol]


def test_join_and_format_keep_what_is_known(value):
    assert value('join("-", ["a", var.x])') == Concat(("a-", X))
    assert value('format("%s/%s", "a", var.x)') == Concat(("a/", X))


def test_concat_and_flatten_keep_symbols_as_items(value):
    assert value('concat(["a"], [var.x])') == ["a", X]
    assert value('flatten([["a"], [[var.x]]])') == ["a", X]


def test_a_key_that_is_not_known_is_shown(value):
    found = value('{ "${var.x}:aud" = 1 }')
    assert found == {"${var.x}:aud": 1}


# Decisions


def test_a_comparison_with_a_symbol_is_decided(evaluated):
    for decided, wanted in ((True, 10), (False, 1)):
        found, module = evaluated('var.x == "prod" ? 10 : 1', decided=decided)
        assert found == wanted
        assert module.asked == [Comparison(X, "prod")]


def test_unequal_asks_the_same_question(evaluated):
    found, module = evaluated('var.x != "prod"', decided=True)
    assert found is False
    assert module.asked == [Comparison(X, "prod")]


def test_only_what_is_needed_is_asked(evaluated):
    assert evaluated("false && var.x")[1].asked == []
    assert evaluated("true || var.x")[1].asked == []
    assert evaluated("true && var.x")[1].asked == [X]


def test_contains_asks_one_after_the_other(evaluated):
    _, module = evaluated('contains(["a", "b"], var.x)')
    assert module.asked == [Comparison(X, "a"), Comparison(X, "b")]


def test_what_is_sure_all_the_same_is_not_asked(value):
    known = {"t": Table(), "arn": Reference("t", "arn"), "name": concat(["pre-", X])}
    for text, wanted in {
        "t == null": False,
        "t.arn == null": False,
        't.arn == ""': False,
        "name == null": False,
        'name == "other"': False,
        "name == name": True,
    }.items():
        assert value(text, known) is wanted


# Objects that are looked up


def test_attributes_of_a_whole_resource(value, refused):
    known = {"t": Table(), "ts": Seq(None, [Table(), Table()])}
    arn = Reference("table", "arn")
    assert value("t.arn", known) == arn
    assert value("t[*].arn", known) == [arn]
    assert value("ts[*].arn", known) == [arn, arn]
    assert value('try(t.nothing, "none")', known) == "none"
    assert refused("t.nothing", known) == "there is no attribute 'nothing'"


# Places


def place(span):
    location = span[0].location(span[1], span[4])
    return span[0].path, location.line, location.column, location.end_line, location.end_column


def test_entries_stand_where_they_are_written(value):
    found = value('merge({ a = 1 }, {\n  "b" : [var.x,\n    2]\n})')
    assert place(found.span("a")) == ("main.tf", 1, 17, 1, 22)
    assert place(found.span("b")) == ("main.tf", 2, 3, 3, 7)
    assert place(found["b"].span(1)) == ("main.tf", 3, 5, 3, 6)


def test_a_policy_in_a_heredoc_has_the_places_of_the_heredoc(value):
    found = value('<<-EOT\n  {\n    "Action": "s3:*",\n    "Resource": ["${var.x}/*"]\n  }\nEOT')
    assert isinstance(found, Encoded)
    assert found == {"Action": "s3:*", "Resource": [concat([X, "/*"])]}
    assert place(found.span("Action")) == ("main.tf", 3, 5, 3, 21)
    assert place(found["Resource"].span(0)) == ("main.tf", 4, 18, 4, 30)
    assert encoded_text(found) == concat(['{\n  "Action": "s3:*",\n  "Resource": ["', X, '/*"]\n}\n'])


def test_a_literal_policy_in_a_heredoc_too(value):
    found = value('<<EOT\n{"Action": "s3:*"}\nEOT')
    assert isinstance(found, Encoded)
    assert place(found.span("Action")) == ("main.tf", 2, 2, 2, 18)


def test_a_symbol_outside_the_quotes_of_json(value):
    found = value('<<EOT\n{"Count": ${var.x}, "After": [true, ${var.y}],\n "Last": 1}\nEOT')
    assert found == {"Count": X, "After": [True, Parameter("var.y")], "Last": 1}
    assert place(found.span("Last")) == ("main.tf", 3, 2, 3, 11)
    assert place(found["After"].span(0)) == ("main.tf", 2, 31, 2, 35)


def test_a_policy_in_a_file_has_the_places_of_the_file(value):
    files = {"p.json": '{\n  "Action": "s3:*"\n}', "t.json": '{\n  "Resource": "${arn}"\n}', "y.yaml": "a:\n  b: 1\n"}
    found = value('file("p.json")', files=files)
    assert place(found.span("Action")) == ("p.json", 2, 3, 2, 19)
    found = value('templatefile("${path.module}/t.json", { arn = var.x })', files=files)
    assert found == {"Resource": X}
    assert place(found.span("Resource")) == ("t.json", 2, 3, 2, 23)
    assert place(value('yamldecode(file("y.yaml"))', files=files)["a"].span("b")) == ("y.yaml", 2, 3, 2, 7)


def test_what_is_encoded_is_kept_until_a_text_is_needed(value):
    found = value('jsonencode({ b = 1, a = "${var.x}<" })')
    assert isinstance(found, Encoded)
    assert found == {"b": 1, "a": concat([X, "<"])}
    assert encoded_text(found) == concat(['{"a":"', X, '\\u003c","b":1}'])
    assert value('"${jsonencode({ a = 1 })};"') == '{"a":1};'
    assert value("jsondecode(jsonencode({ a = var.x }))") == {"a": X}


# What Terraform refuses


def test_what_fails_costs_only_itself(evaluated):
    found, module = evaluated('{\n a = 1\n b = file("none")\n c = [1, nope("x")]\n}')
    assert found["a"] == found["c"][0] == 1
    assert isinstance(found["b"], Unknown)
    assert isinstance(found["c"][1], Unknown)
    assert module.notes == [
        (3, "file: 'none' cannot be opened: No such file or directory"),
        (4, "there is no function 'nope'"),
    ]


def test_a_file_outside_the_root_is_not_read(refused):
    assert refused('file("../../etc/passwd")') == "file: '../../etc/passwd' leads outside the root of the scan"
    assert refused('file("/etc/passwd")') == "file: '/etc/passwd' leads outside the root of the scan"


def test_functions_of_providers_are_named(refused):
    assert "provider::aws::arn_parse" in refused('provider::aws::arn_parse("x")')


@pytest.mark.parametrize("text", ["timestamp()", "uuid()", 'bcrypt("a")', 'filesha256("built-later.zip")'])
def test_what_nobody_can_know_is_not_reported(value, text):
    assert isinstance(value(text), Unknown)


# Hostile input


@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : 1]]]",
        "range(1e3, 1000000000)".replace("1e3", "0"),
        'regex("(a+)+$", "' + "a" * 5_000 + 'b")',
        'regex("(((a{500}){500}){500})", "a")',
        'format("%999999999d", 1)',
        'indent(999999999, "a\\nb")',
        "pow(9, 999999999)",
        "9" * 1_000 + " * 1",
        "(" * 150 + "1" + ")" * 150,
        "-" * 150 + "1",
        "[" * 90 + "1" + "]" * 90 + " == nope",
        'cidrsubnet("10.0.0.0/8", 999999999999, 1)',
        "setproduct(range(1000), range(1000), range(1000))",
        "null.a",
        "{ a = 1 }.b.c.d",
        "[1, 2][var.x ? 5 : 6]",
        '"${[1]}x"',
        "upper({})",
        "upper(null)",
        "upper()",
        'upper("a", "b")',
        "merge([1]...)",
        "merge(1...)",
        'parseint("z", 99)',
        'textdecodebase64("aaaa", "rot13")',
        'textdecodebase64("aaaa", "idna")',
        'timeadd("9999-12-31T23:59:59Z", "9999h")',
        'timeadd("2020-99-99T00:00:00Z", "1h")',
        'formatdate("YYYY", "0000-01-01T00:00:00Z")',
        'jsondecode("[" )',
        'yamldecode("a: [")',
        'csvdecode("")',
        'base64gunzip("aaaa")',
        'regex("[z-a]", "a")',
        'regex("[[:nope:]]", "a")',
        'fileset(".", "[")',
        "toset([{}, [], 1, null])",
        "sort([{}])",
        "sum([])",
        "1 / 0",
        "log(0, 2)",
        "pow(-8, 0.5)",
        "pow(0, -1)",
        'substr("a", 99999999999999999999, 1)',
        'replace("' + "a" * 2_000 + '", "", "' + "b" * 2_000 + '")',
        "zipmap([null], [1])",
        "{ (null) = 1 }",
        "{ for a in [1, 1] : a => a }",
        "element([], 1)",
        'templatestring("${broken", {})',
        'fileset(".", "' + "*" * 600 + '")',
    ],
)
def test_nothing_raises_and_nothing_takes_long(evaluated, text):
    if text.startswith("templatestring"):
        text = text.replace("${", "$${")
    evaluated(text)


def test_a_template_that_uses_itself_ends(refused):
    files = {"t": '${templatefile("t", {})}'}
    assert refused('templatefile("t", {})', files=files) == "templatefile: a template cannot use templatefile"


def test_values_in_values_are_bounded(evaluated):
    once = Seq(None, range(100))
    twice = Seq(None, [once] * 100)
    found, module = evaluated("[a, a, a, a, a, a, a, a, a, a, a]", {"a": twice})
    assert isinstance(found, Unknown)
    assert module.notes == [(1, "has more than 100,000 values")]


def test_the_work_of_an_application_is_bounded(evaluated):
    _, module = evaluated("[for a in x : [for b in x : length(x)]]", {"x": Seq(None, range(1_000))})
    assert "more work than is done for one" in module.notes[0][1]
    assert module.work.left < 0


def test_a_map_is_gone_through_in_order_of_its_keys(value):
    known = {"m": Map(None, {"b": 1, "a": 2})}
    assert value('join(",", [for k, v in m : "${k}${v}"])', known) == "a2,b1"


def test_a_mark_in_a_document_is_replaced(value):
    found = value('replace(jsonencode({ Resource = ["__ARN__/*", "x"] }), "__ARN__", var.x)')
    assert isinstance(found, Encoded)
    assert found == {"Resource": [concat([X, "/*"]), "x"]}
    assert place(found["Resource"].span(0)) == ("main.tf", 1, 42, 1, 53)


def test_what_is_replaced_in_the_json_itself_is_text(value):
    assert value('replace(jsonencode({ a = "x" }), "\\"x\\"", "[1]")') == '{"a":[1]}'
    assert value('replace(jsonencode({ a = "x" }), "x", "1\\", \\"b\\": \\"2")') == '{"a":"1", "b": "2"}'
