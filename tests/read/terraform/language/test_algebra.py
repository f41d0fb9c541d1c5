"""Laws that hold for all values."""

import json
import re

from hypothesis import assume, given
from hypothesis import strategies as st

from leastwise.model.source import Source
from leastwise.model.value import Map, Seq
from leastwise.read.hcl import Expression
from leastwise.read.hcl.literals import quoted
from leastwise.read.terraform.language import Work, encoded_text, evaluate, evaluate_text
from leastwise.read.terraform.language.functions.patterns import Pattern

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(10**12), 10**12) | TEXTS


def containers(items):
    return st.lists(items, max_size=4).map(lambda found: Seq(None, found)) | st.dictionaries(
        TEXTS, items, max_size=4
    ).map(lambda found: Map(None, found))


VALUES = st.recursive(SCALARS, containers, max_leaves=12)


@given(x=VALUES)
def test_the_text_of_what_is_encoded_is_json(x):
    assert json.loads(encoded_text(x)) == x


@given(x=VALUES)
def test_decoding_undoes_encoding(value, x):
    assert value("jsondecode(jsonencode(x))", {"x": x}) == x
    assert value('jsondecode("${jsonencode(x)} ")', {"x": x}) == x


@given(x=VALUES)
def test_yaml_comes_back(value, x):
    assume(not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r|\t", str(x)))
    assume("\\x" not in repr(x) and "\\r" not in repr(x))
    found = value("yamldecode(yamlencode(x))", {"x": x})
    assert found == x


@given(x=TEXTS)
def test_base64_comes_back(value, x):
    assert value("base64decode(base64encode(x))", {"x": x}) == x
    assert value('textdecodebase64(textencodebase64(x, "UTF-16LE"), "UTF-16LE")', {"x": x}) == x
    assert value("urldecode(urlencode(x))", {"x": x}) == x


@given(x=st.lists(TEXTS, min_size=1, max_size=5), separator=st.sampled_from([",", "--", "é"]))
def test_splitting_undoes_joining(value, x, separator):
    assume(not any(separator[0] in item for item in x))
    known = {"x": Seq(None, x), "s": separator}
    assert value("split(s, join(s, x))", known) == x


@given(
    a=st.dictionaries(TEXTS, SCALARS, max_size=5),
    b=st.dictionaries(TEXTS, SCALARS, max_size=5),
    c=st.dictionaries(TEXTS, SCALARS, max_size=5),
)
def test_merging_is_associative_and_the_later_one_counts(value, a, b, c):
    known = {name: Map(None, item) for name, item in (("a", a), ("b", b), ("c", c))}
    assert value("merge(merge(a, b), c)", known) == value("merge(a, merge(b, c))", known) == {**a, **b, **c}


@given(x=st.dictionaries(TEXTS, SCALARS, max_size=6))
def test_a_map_is_its_keys_and_values(value, x):
    assert value("zipmap(keys(x), values(x))", {"x": Map(None, x)}) == x


@given(x=st.lists(st.integers(-5, 5), max_size=8))
def test_lists(value, x):
    known = {"x": Seq(None, x)}
    assert value("reverse(reverse(x))", known) == x
    assert value("distinct(x)", known) == list(dict.fromkeys(x))
    assert value("flatten(chunklist(x, 3))", known) == x
    assert value("toset(x)", known) == sorted(set(x))


@given(x=TEXTS)
def test_a_text_is_what_it_is_written_as(value, x):
    assert value(quoted(x)) == x or x[:1] in "{["
    assert value(f"[{quoted(x)}][0]") == x


@given(
    st.text("ab", max_size=12),
    st.from_regex(r"\A(?:(?:[ab.]|\(a\|b\)|\[ab\]|\(ab\))[*+?]?\??){1,5}\Z").filter(
        lambda pattern: not re.search(r"(?<![*+?])\?\?|[*+?][*+]|[*+?]\?\?|\?\?", pattern)
    ),
)
def test_patterns_match_as_python_does(text, pattern):
    """On texts and patterns on which Python's `re`, which explodes elsewhere, agrees with Go's."""
    wanted = re.search(pattern, text)
    found = next(Pattern(pattern, Work()).all(text), None)
    if wanted is None:
        assert found is None
    else:
        assert found is not None
        assert (found.start, found.end) == wanted.span()
        assert list(found.groups) == list(wanted.groups())


PIECES = (
    'var.x a . [ ] { } ( ) , : = => ... == != && || ! - + * / % ? < > 1 2.5 1e9 " ${ %{ ~ } $${ for in if else endif '
    "endfor x true null \\n \\ # // /* */ << <<-E E \n upper( try( [*] .* .0 ['\"a\"'] :: jsonencode( é \t"
).split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_text_makes_it_fail(module, text):
    source = Source("main.tf", text)
    span = (source, 0, 0, 0, len(text))
    evaluate(Expression(text), span, module())
    evaluate_text(text, span, module())
