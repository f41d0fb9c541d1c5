"""Configuration files, right and wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leastwise.config.check import checked
from leastwise.config.keys import KEYS
from leastwise.config.load import Ignore, find
from leastwise.model.errors import UsageError
from leastwise.read.files import DiskFiles, MemoryFiles
from leastwise.read.toml import MAX_BYTES


def read(text, name="leastwise.toml"):
    return find(MemoryFiles({name: text}), name.rpartition("/")[0])


FULL = """\
"$schema" = "https://example.com/schema.json"
persona = "pedantic"
fail-on = "medium"
select = ["open-cors"]
ignore = ["no-waf"]
stage = ["prod"]
format = "sarif"
output = ["json=leastwise.json"]
strict = true
exclude = ["tests"]
baseline = "known.json"
suppressions-from = ["checkov"]
rules = ["corp_rules"]

[parameters]
Stage = "prod"
Count = 3
Fast = true
Subnets = ["a", "b"]

[rule-severity]
open-cors = "low"

[rule-persona]
no-waf = "regular"

[options.short-visibility]
factor = 6

[[ignores]]
rules = ["open-cors"]
path = "public/**"
resource = "Api*"
until = 2027-01-31
reason = "public"

[[ignores]]
rules = ["no-waf"]
until = "2027-01-31"

[[taint.sinks]]
language = "python"
calls = ["shop.db.run"]
rules = ["sql-injection"]
"""


def test_every_key_is_taken():
    config = read(FULL)
    assert set(config.values) | {"ignores"} == {key.name for key in KEYS}
    assert config.values["parameters"] == {"Stage": "prod", "Count": "3", "Fast": "true", "Subnets": "a,b"}
    assert config.values["options"] == {"short-visibility": {"factor": 6}}
    start = FULL.index("[[ignores]]")
    assert config.ignores[0] == Ignore(
        ("open-cors",), "public/**", "Api*", "2027-01-31", "public", (start, start + len("[[ignores]]"))
    )
    assert config.ignores[1].until == "2027-01-31"
    assert (config.where("strict"), config.where("parameters", "Count")) == ("leastwise.toml:9", "leastwise.toml:17")


def test_the_table_in_pyproject():
    text = (
        "[project]\nname = 'x'\n\n[tool.leastwise]\npersona = 'auditor'\n\n[[tool.leastwise.ignores]]\nrules = ['a']\n"
    )
    config = read(text, "a/pyproject.toml")
    assert (config.values, config.folder) == ({"persona": "auditor"}, "a")
    assert config.where("persona") == "a/pyproject.toml:5"
    assert config.ignores[0].rules == ("a",)


def test_the_nearest_goes_before_the_wider_and_our_own_file_before_pyproject():
    files = {
        "leastwise.toml": "",
        "a/pyproject.toml": "[tool.leastwise]",
        "a/b/pyproject.toml": "[project]\nkeywords = ['leastwise']",
        "a/c/leastwise.toml": "",
        "a/c/pyproject.toml": "[tool.leastwise]",
    }
    for folder, expected in {
        "": "leastwise.toml",
        "x": "leastwise.toml",
        "a": "a/pyproject.toml",
        "a/b": "a/pyproject.toml",
        "a/c": "a/c/leastwise.toml",
    }.items():
        assert find(MemoryFiles(files), folder).path == expected
    assert find(MemoryFiles({}), "a/b") is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\npersnoa = 'auditor'", 2, "there is no key 'persnoa'; did you mean 'persona'?"),
        ("fail_on = 'high'", 1, "it is written 'fail-on'"),
        ("zzz = 1", 1, "`leastwise config show` prints all"),
        ("[tool.leastwise]\npersona = 'auditor'", 1, "take `tool.leastwise` away"),
        ("\n\nfail-on = 'hihg'", 3, "did you mean 'high'?"),
        ("persona = 'zzz'", 1, "takes regular, pedantic or auditor, not 'zzz'"),
        ("persona = 3", 1, "'persona' takes a text, not a number"),
        ("select = 'open-cors'", 1, "takes a list of texts, not a text; write it in brackets"),
        ("select = [\n 'a',\n 3]", 3, "'select' takes a text, not a number"),
        ("select = ['']", 1, "takes a text of 1 to"),
        ("strict = 'yes'", 1, "takes true or false, not a text"),
        ("strict = 1979-05-27", 1, "takes true or false, not a date"),
        ("parameters = 3", 1, "takes a table, not a number"),
        ("[parameters]\nA = {}", 2, "'parameters.A' takes a text, a number"),
        ("[rule-severity]\nopen-cors = 'bad'", 2, "'rule-severity.open-cors' takes critical"),
        ("[options]\nopen-cors = 3", 2, "'options.open-cors' takes a table"),
        ("ignores = 3", 1, "write each under [[ignores]]"),
        ("ignores = [3]", 1, "an entry of 'ignores' is a number"),
        ("[[ignores]]\nreason = 'x'", 1, "names no rule"),
        ("[[ignores]]\nrules = []", 2, "name the rules whose findings are accepted"),
        ("[[ignores]]\nrules = ['a']\n[[ignores]]\nrules = ['a']\nuntil = 'soon'", 5, "not 'soon'"),
        ("[[ignores]]\nrules = ['a']\nuntil = 2027-01-31T00:00:00", 3, "takes a day as 2027-01-31"),
        ("[[ignores]]\nrules = ['a']\nuntil = '2027-02-30'", 3, "not '2027-02-30'"),
        ("[[ignores]]\nrules = ['a']\nresaon = 'x'", 3, "did you mean 'reason'?"),
        ("\n\nx = = 1", 3, "is not valid TOML: invalid value"),
        ("a = 1\nb = [1", 2, "is not valid TOML"),
        ("a = '''x", 1, "is not valid TOML"),
        ("select = " + "[" * 10_000, 1, "nests too deeply"),
        (".".join("a" * 20_000) + " = 1", 1, "more than 40 parts"),
        ("x = 1\n" + " . ".join(['"a b"'] * 20_000) + " = 1", 2, "more than 40 parts"),
        (".".join([r'"\""'] * 20_000) + " = 1", 1, "more than 40 parts"),
        ('"a\\nleastwise: no findings" = 1', 1, "there is no key 'a\\nleastwise: no findings'"),
        ("a = " + "9" * 5_000, 1, "thousands of digits"),
        ("select = [" + "'a'," * 1_001 + "]", 1, "at most 1,000 are taken"),
        ("#" * (MAX_BYTES + 1), 1, "at most 500,000 are taken"),
        (b"persona = '\xff'", 1, "save it as UTF-8"),
        (b"\0\0\0", 1, "binary"),
    ],
)
def test_what_is_wrong_is_said_with_line_and_remedy(text, line, words):
    with pytest.raises(UsageError) as error:
        read(text)
    assert words in str(error.value)
    assert str(error.value).startswith(f"leastwise.toml:{line}: ")


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_lines():
    with pytest.raises(UsageError) as error:
        read("b = 1\npersona = 3\na = 1\n")
    assert [line.partition(": ")[0] for line in str(error.value).split("\n")] == [
        f"leastwise.toml:{n}" for n in (1, 2, 3)
    ]
    with pytest.raises(UsageError) as error:
        read("\n".join(f"key{n} = 1" for n in range(50)))
    assert str(error.value).endswith("leastwise.toml: and 30 more")


@pytest.mark.parametrize("text", ["[tool]\nleastwise = 3", "[[tool.leastwise]]\npersona = 'auditor'"])
def test_the_table_in_pyproject_that_is_none(text):
    with pytest.raises(UsageError, match=r"^pyproject\.toml:\d: the configuration is a (number|list)"):
        read(text, "pyproject.toml")


def test_a_pyproject_that_is_about_something_else_is_passed_over(tmp_path):
    assert read("not = = toml", "pyproject.toml") is None
    assert read("tool = 3 # leastwise", "pyproject.toml") is None
    (tmp_path / "pyproject.toml").symlink_to("/etc/passwd")
    assert find(DiskFiles(str(tmp_path)), "") is None


def test_a_configuration_outside_the_root_is_not_read(tmp_path):
    (tmp_path / "outside.toml").write_text("persona = 'auditor'")
    root = tmp_path / "root"
    root.mkdir()
    (root / "leastwise.toml").symlink_to(tmp_path / "outside.toml")
    with pytest.raises(UsageError, match="leads outside the root"):
        find(DiskFiles(str(root)), "")


words = st.sampled_from([*(key.name for key in KEYS), "rules", "path", "until", "open-cors", "", "\n\x1b"]) | st.text(
    max_size=4
)
plain = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.dates() | st.datetimes() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
)


@given(st.dictionaries(words, plain, max_size=4))
def test_whatever_a_file_says_it_is_taken_or_named(content):
    problems = []
    found = checked(content, problems)
    for at, message in problems:
        assert at[0] in content
        assert message
    assert set(found) <= set(content) - {at[0] for at, _ in problems}
