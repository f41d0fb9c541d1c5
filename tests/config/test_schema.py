"""The published JSON schema says what the checker takes."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from leastwise.config.check import checked
from leastwise.config.keys import KEYS
from leastwise.config.load import find
from leastwise.config.schema import schema
from leastwise.read.files import MemoryFiles
from leastwise.rules import selection
from leastwise.rules.discovery import discover

ROOT = Path(__file__).resolve().parents[2]


def test_the_published_schema_is_current():
    published = json.loads((ROOT / "schema" / "leastwise.schema.json").read_text("utf-8"))
    assert published == schema(), "run: leastwise config schema > schema/leastwise.schema.json"


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(schema())


def agrees(text):
    """Whether the checker takes a configuration; the schema must say the same."""
    problems = []
    checked(tomllib.loads(text), problems)
    content = json.loads(json.dumps(tomllib.loads(text), default=str))
    valid = jsonschema.Draft7Validator(schema()).is_valid(content)
    assert valid is (not problems), (text, problems)
    return valid


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("", True),
        ("persona = 'auditor'", True),
        ("persona = 'zzz'", False),
        ("persona = 3", False),
        ("zzz = 3", False),
        ("select = ['open-cors']", True),
        ("select = 'open-cors'", False),
        ("strict = 'yes'", False),
        ("suppressions-from = ['checkov']", True),
        ("suppressions-from = ['tfsec']", False),
        ("[parameters]\nA = 'a'\nB = 3\nC = true", True),
        ("parameters = []", False),
        ("[rule-severity]\nopen-cors = 'low'", True),
        ("[rule-severity]\nopen-cors = 'zzz'", False),
        ("[options.open-cors]\nx = 3", True),
        ("[options]\nopen-cors = 3", False),
        ("[[ignores]]\nrules = ['open-cors']\nuntil = 2027-01-31", True),
        ("[[ignores]]\nuntil = 2027-01-31", False),
        ("[[ignores]]\nrules = []", False),
        ("[[ignores]]\nrules = ['a']\nzzz = 1", False),
    ],
)
def test_schema_and_checker_agree(text, right):
    assert agrees(text) is right


def test_every_key_is_in_the_documentation():
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert [key.name for key in KEYS if f"`{key.name}`" not in text] == []


def test_the_examples_in_the_documentation_are_right():
    rules = {rule.id: rule for rule in discover(installed=False)}
    for page in ("configuration.md", "suppressions.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        blocks = [block.partition("```")[0] for block in text.split("```toml\n")[1:]]
        assert blocks
        for block in blocks:
            name = "pyproject.toml" if "[tool" in block else "leastwise.toml"
            config = find(MemoryFiles({name: block}), "")
            named = [rule for entry in config.ignores for rule in entry.rules]
            named += [*config.values.get("ignore", ()), *config.values.get("rule-severity", ())]
            assert set(named) <= rules.keys()
            for rule, options in config.values.get("options", {}).items():
                assert selection.checked(rules[rule], options)


def test_what_init_writes_is_right():
    text = (ROOT / "src" / "leastwise" / "cli" / "starters" / "leastwise.toml").read_text("utf-8")
    assert agrees(text)
