"""What a configuration says of calls holds, and what is wrong with it is told with its line."""

import json
from pathlib import Path

import jsonschema
import pytest

from leastwise.code.taint.forms import _FORMS
from leastwise.code.taint.parts import _PARTS
from leastwise.config import taint
from leastwise.config.check import checked
from leastwise.config.load import load
from leastwise.config.schema import schema
from leastwise.model.errors import UsageError
from leastwise.model.source import Source
from leastwise.read.files import MemoryFiles
from leastwise.read.toml import parse_toml

PAGE = (Path(__file__).parents[2] / "docs" / "your-libraries.md").read_text("utf-8")
SOURCE = '[[taint.sources]]\nlanguage = "python"\ncalls = ["a.b"]\n'
SINK = '[[taint.sinks]]\nlanguage = "python"\ncalls = ["shop.db.run"]\nrules = ["sql-injection"]\n'


def problems(text: str) -> list[str]:
    try:
        load(MemoryFiles({"leastwise.toml": text}), "leastwise.toml")
    except UsageError as error:
        return str(error).splitlines()
    return []


def agrees(text: str) -> bool:
    """Whether the schema says of a configuration what the checker does."""
    content = json.loads(json.dumps(parse_toml(Source("leastwise.toml", text)), default=str))
    found: list[object] = []
    checked(content, found)
    return jsonschema.Draft7Validator(schema()).is_valid(content) is (not found)


@pytest.mark.parametrize(
    "more",
    [
        "",
        'arguments = ["0 sql", "1.text", "receiver"]\n',
        'form = "address"\n',
        'from = ["secret", "model"]\n',
        'deep = false\nwhen = { "1 shell" = [true] }\nunless = { safe = [1, "yes"] }\n',
    ],
)
def test_a_row_that_is_right(more):
    assert problems(SINK + more) == []
    assert agrees(SINK + more)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (SINK + "zzz = 1\n", 5, "there is no key 'zzz' in 'taint.sinks'"),
        (SINK + 'argumnets = ["0"]\n', 5, "did you mean 'arguments'?"),
        (SINK + 'form = "adress"\n', 5, "did you mean 'address'?"),
        (SINK + "deep = 3\n", 5, "'deep' takes true or false, not a number"),
        (SINK + "arguments = 0\n", 5, "'arguments' takes a list of texts, not a number"),
        (SINK + 'arguments = ["0 1 2"]\n', 5, "is no argument"),
        (SINK + "when = { shell = true }\n", 5, "each with a list of literals"),
        (SINK.replace("shop.db.run", "shop.{db.run"), 3, "a brace that is not closed"),
        (SINK.replace("shop.db.run", "shop.**"), 3, "means every call"),
        (SINK.replace("shop.db.run", "shop run"), 3, "has something that no path has"),
        (SINK.replace("shop.db.run", "a.**.b.**.c.**.d.**.e"), 3, "is too much"),
        (SINK.replace("shop.db.run", "{a,b,c}.{a,b,c}.{a,b,c}.{a,b,c}.{a,b,c}.{a,b,c}.x"), 3, "is too much"),
        (SINK.replace('"python"', '"ruby"'), 2, "'language' takes python, javascript, aws"),
        (SINK.replace('"python"', '"aws"'), 3, "is no operation of AWS"),
        (SINK + "arguments = [0]\n", 5, "takes a list of texts, and a number is in it"),
        (SINK.replace('"sql-injection"', '"*"'), 4, "'*' is for what is safe; name the rules"),
        ('[[sinks]]\nlanguage = "python"\n', 1, "its rows stand under [[taint.sinks]]"),
        (SOURCE + 'event = "Records[].body"\n', 4, "write it as `Records.[].body`"),
        (SOURCE + 'is = "untrusted"\n', 4, "'is' takes error, model, response, secret, outside"),
        ('[[taint.sinks]]\nlanguage = "python"\ncalls = ["a.b"]\n', 1, "has no 'rules'"),
        ('[[taint.sinks]]\ncalls = ["a.b"]\nrules = ["x"]\n', 1, "has no 'language'"),
        ('[[taint.sink]]\nlanguage = "python"\n', 1, "did you mean 'sinks'?"),
        ("[taint]\nsinks = 3\n", 2, "write each under [[taint.sinks]]"),
        ("taint = 3\n", 1, "'taint' is a number"),
        ('[[taint.sources]]\nlanguage = "python"\ncalls = ["a.b"]\n', 1, "'is' and 'event'"),
        ('[[taint.checks]]\nlanguage = "python"\ncalls = ["a.b"]\n', 1, "says not what is safe"),
        ('[[taint.checks]]\nlanguage = "python"\ncalls = ["a.b"]\npattern = -1\n', 4, "'pattern' takes the position"),
    ],
)
def test_a_mistake_is_told_with_its_line(text, line, said):
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(f"leastwise.toml:{line}: ")
    assert said in found[0]


def test_the_forms_are_those_that_there_are():
    assert set(taint.FORMS) <= _FORMS.keys() | _PARTS.keys()


@pytest.mark.parametrize("kind", taint.LISTS)
def test_every_list_and_key_is_in_the_documentation(kind):
    assert f"[[taint.{kind}]]" in PAGE
    assert [name for name in taint.keys_of(kind) if f"`{name}`" not in PAGE] == []


def test_the_examples_in_the_documentation_are_right():
    blocks = [block.partition("```")[0] for block in PAGE.split("```toml\n")[1:]]
    assert len(blocks) >= len(taint.LISTS)
    assert [found for block in blocks for found in problems(block)] == []
    assert all(map(agrees, blocks))
