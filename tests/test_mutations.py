"""Whatever a template turns into, reading and judging it never raises."""

import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.document import load
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.rule import examples
from leastwise.rules.selection import choose

SHOP = Path(__file__).parent.parent / "examples" / "corner-shop" / "template.yaml"
RULES = choose(discover(installed=False))
TEMPLATES = [SHOP.read_text("utf-8")] + [e.text for rule in RULES for e in (*examples(rule.bad), *examples(rule.good))]
DOCUMENTS = [json.loads(json.dumps(load(MemoryFiles({"t.yaml": text}), "t.yaml"))) for text in TEMPLATES]

ODD = [
    *(
        None,
        True,
        0,
        -1,
        1e308,
        "",
        "*",
        "::",
        "${X}",
        "${",
        "arn:aws:",
        [],
        [[]],
        {},
        [None],
        {"a": [1, {}]},
        {"": ""},
    ),
    *({"Ref": "Nobody"}, {"Ref": 3}, {"Ref": "AWS::NoValue"}, {"Fn::Sub": "${A.B}"}, {"Fn::GetAtt": ["A"]}),
    *({"Fn::If": ["C", 1, 2]}, {"Fn::Join": ["", [{"Ref": "X"}]]}, {"Fn::ForEach::L": []}),
    {"Fn::Transform": {"Name": "AWS::Include"}},
]
odd = st.sampled_from(ODD)


def nodes(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from nodes(value[key], (*path, key))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from nodes(value[index], (*path, index))


def put(document, path, value):
    if not path:
        return value
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    return document


@st.composite
def mutated(draw):
    document = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 4))):
        paths = list(nodes(document))
        document = put(document, draw(st.sampled_from(paths)), copy.deepcopy(draw(odd)))
        if not isinstance(document, dict):
            break
    return document


@settings(max_examples=300)
@given(mutated(), st.sampled_from([None, 1]))
def test_a_mutated_template_is_read_and_judged(document, indent):
    files = MemoryFiles({"t.json": json.dumps(document, indent=indent)})
    for reading in read(files, ("t.json",)):
        assert reading.fault is None
        assert judge(reading, RULES, JudgeSettings(persona=Persona.AUDITOR)).failures == ()


@pytest.mark.parametrize("cut", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize(
    "insert", ["", "\x00", "\t", "{", "[", "&a ", "*a", "!", "\ufeff", "\U0001f600", ": : :", "- - -"]
)
def test_a_torn_template_is_read_or_reported(cut, insert):
    text = TEMPLATES[0]
    at = int(len(text) * cut)
    for torn in (text[:at] + insert, text[:at] + insert + text[at:]):
        readings = list(read(MemoryFiles({"t.yaml": torn}), ("t.yaml",)))
        assert any(reading.worlds or reading.unread for reading in readings)
        for reading in readings:
            assert reading.fault is None
            assert judge(reading, RULES).failures == ()
