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
            found.setdefault(rule, []).extend(
                (int(a), int(b or a)) for a, b in re.findall(r"`template\.yaml:(\d+)(?:-(\d+))?`", places)
            )
    return found


KEY = promised()


@pytest.fixture(scope="module")
def found():
    """Rule, file and line of all that is found, notes included."""
    return {
        (rule, f.location.file, f.location.line)
        for f in findings("corner-shop", ("default", "prod"), Persona.AUDITOR)
        for rule in (f.rule, *(related.rule for related in f.related))
    }


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


OF_CODE = {rule.id for rule in RULES if rule.__module__.split(".")[2] in ("injection", "coding", "identity")}
NOT_YET = {
    "shared-state src/orders/app.py:25": "`update` of a dictionary of the module",
    "broken-object-access src/orders/app.py:55": "the name of the key says nothing of an owner",
    "second-order-injection xss src/receipts/index.js:28": "the page goes through a file",
    "secret-logged src/stock_sync/app.py:37": "the password stands in the code",
    "unbounded-upload src/thumbnails/app.py:22": "photos come by the key of the event",
}
"""Rules and first place of what the answer key says of the code and no rule finds yet, and why."""


def sinks():
    """The rules about code, and the places in it, of each row."""
    key, _, _ = (EXAMPLES / "corner-shop" / "README.md").read_text("utf-8").partition("## Not weaknesses")
    for places, rules in ROW.findall(key):
        named = OF_CODE & set(re.findall(r"[a-z][a-z0-9-]+", re.sub(r"\([^)]*\)", "", rules)))
        found = re.findall(r"`((?:src|layers)/[\w./]+):(\d+)(?:-(\d+))?`", places)
        if found and named:
            why = NOT_YET.get(f"{' '.join(sorted(named))} {':'.join(found[0][:2])}")
            marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
            yield pytest.param(named, [(path, int(a), int(b or a)) for path, a, b in found], marks=marks)


@pytest.mark.parametrize(("rules", "places"), list(sinks()))
def test_what_the_readme_promises_of_the_code_is_found(rules, places, found):
    shown = {(file, line) for rule, file, line in found if rule in rules}
    assert any(near(line, [lines]) for path, *lines in places for file, line in shown if file == path), (shown, places)


def test_what_is_found_is_in_the_readme():
    shown = [(f.rule, f.location.line) for f in findings("corner-shop") if f.location.file.endswith("template.yaml")]
    assert [(rule, line) for rule, line in shown if not near(line, KEY.get(rule, ()))] == []


@pytest.mark.parametrize("stages", [(), ("prod",)])
def test_the_repaired_shop_is_sound(stages):
    assert [f"{f.rule}:{f.location.line}" for f in findings("corner-shop-fixed", stages)] == []
