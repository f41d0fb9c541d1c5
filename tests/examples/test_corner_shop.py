"""The example shop shows what its README says it shows, and the repaired one nothing."""

import re
from pathlib import Path

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.files import DiskFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
RULES = choose(discover(installed=False))
ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.M)


def findings(folder, stages=(), persona=Persona.REGULAR):
    for reading in read(DiskFiles(str(EXAMPLES / folder)), ("",), ReadSettings(stages=stages)):
        assert reading.unread == ()
        yield from judge(reading, RULES, JudgeSettings(persona=persona)).findings


def promised():
    """Rule → lines of the template, from the tables of the README."""
    found = {}
    key, _, _ = (EXAMPLES / "corner-shop" / "README.md").read_text("utf-8").partition("## Not weaknesses")
    for places, rules in ROW.findall(key):
        for rule in re.findall(r"[a-z][a-z0-9-]+", re.sub(r"\([^)]*\)", "", rules)):
            lines = [(int(a), int(b or a)) for a, b in re.findall(r"`template\.yaml:(\d+)(?:-(\d+))?`", places)]
            found.setdefault(rule, []).extend(lines)
    return found


KEY = promised()


def near(line, lines):
    """An absent property is found at `Properties`, a few lines below the name that a reader is pointed to."""
    return any(first - 3 <= line <= last + 3 for first, last in lines)


@pytest.mark.parametrize("rule", sorted(rule.id for rule in RULES if KEY.get(rule.id)))
def test_what_the_readme_promises_is_found(rule):
    shown = [
        f.location.line
        for f in findings("corner-shop", ("default", "prod"), Persona.AUDITOR)
        if rule in (f.rule, *(related.rule for related in f.related))
    ]
    assert any(near(line, KEY[rule]) for line in shown), (shown, KEY[rule])


def test_what_is_found_is_in_the_readme():
    shown = [(f.rule, f.location.line) for f in findings("corner-shop") if f.location.file.endswith("template.yaml")]
    assert [(rule, line) for rule, line in shown if not near(line, KEY.get(rule, ()))] == []


@pytest.mark.parametrize("stages", [(), ("prod",)])
def test_the_repaired_shop_is_sound(stages):
    assert [f"{f.rule}:{f.location.line}" for f in findings("corner-shop-fixed", stages)] == []
