"""The example shop shows what its README says it shows, and the repaired one nothing."""

import re
from pathlib import Path

import pytest

from leastwise.engine import judge
from leastwise.read import ReadSettings, read
from leastwise.read.files import DiskFiles
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
RULES = choose(discover(installed=False))
ROW = re.compile(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.M)


def findings(folder, stages=()):
    for reading in read(DiskFiles(str(EXAMPLES / folder)), ("",), ReadSettings(stages=stages)):
        assert reading.unread == ()
        yield from judge(reading, RULES).findings


def promised():
    """Rule → lines of the template, from the tables of the README."""
    found = {}
    for places, rules in ROW.findall((EXAMPLES / "corner-shop" / "README.md").read_text("utf-8")):
        for rule in re.findall(r"[a-z][a-z0-9-]+", re.sub(r"\([^)]*\)", "", rules)):
            lines = [(int(a), int(b or a)) for a, b in re.findall(r"`template\.yaml:(\d+)(?:-(\d+))?`", places)]
            found.setdefault(rule, []).extend(lines)
    return found


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_every_rule_has_its_weakness_in_the_shop_and_its_line_in_the_readme(rule):
    lines = promised()[rule]
    shown = [f.location.line for f in findings("corner-shop") if f.rule == rule]
    assert shown
    # An absent property is found at `Properties`, a few lines below the name that a reader is pointed to.
    for line in shown:
        assert any(first - 3 <= line <= last + 3 for first, last in lines), (line, lines)


@pytest.mark.parametrize("stages", [(), ("prod",)])
def test_the_repaired_shop_is_sound(stages):
    assert [f"{f.rule}:{f.location.line}" for f in findings("corner-shop-fixed", stages)] == []
