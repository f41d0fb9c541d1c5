"""The corner shop, written for five frameworks, is the same shop: the same is said of the same things.

`five_ways/names.json` says what each way calls a thing, `five_ways/differences.json` what may differ, and why.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.model.resource import CodePlace
from leastwise.read.files import DiskFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

ROOT = Path(__file__).parent.parent
FOLDERS = {
    "sam": "examples/corner-shop",
    "cloudformation": "examples/corner-shop-cloudformation",
    "serverless": "examples/corner-shop-serverless",
    "terraform": "examples/corner-shop-terraform",
    "cdk": "examples/corner-shop-cdk",
}
SAM, *WAYS = FOLDERS
STAGED = ("serverless", "terraform")
"""Ways that say as SAM's configuration does what is different in production."""

RULES = choose(discover(installed=False))
NAMES = json.loads((ROOT / "tests/five_ways/names.json").read_text("utf-8"))
DIFFERENCES = json.loads((ROOT / "tests/five_ways/differences.json").read_text("utf-8"))["differences"]


@cache
def shop(way, *stages):
    """The reading of one way, and what all rules say of it."""
    (reading,) = read(DiskFiles(str(ROOT)), (FOLDERS[way],), ReadSettings(stages=stages))
    return reading, judge(reading, RULES, JudgeSettings(persona=Persona.AUDITOR)).findings


def thing(way, name):
    """What the SAM way calls a thing."""
    return NAMES.get(way, {}).get(name, name)


def found(way, *stages):
    """Each rule with the thing that it speaks of, how bad that is there, and for which functions; how often."""
    return Counter(
        (
            finding.rule,
            thing(way, finding.place.resource.name),
            str(finding.severity),
            tuple(sorted(thing(way, function.partition(":")[2]) for function in finding.functions)),
        )
        for finding in shop(way, *stages)[1]
    )


def functions(way):
    """The functions: code, settings, and who starts them how."""
    reading, _ = shop(way)
    return {
        thing(way, function.resource.name): {
            "file": str((ROOT / function.code.file).resolve().relative_to(ROOT.resolve())),
            "handler": Path(function.handler).name,
            "runtime": function.runtime,
            "timeout": function.timeout,
            "memory": function.memory,
            "environment": sorted(function.environment.value),
            "triggers": sorted(
                (str(t.kind), str(t.exposure), t.route.label if t.route else "", str(t.route.auth) if t.route else "")
                for t in reading.worlds[0].triggers_of(function)
            ),
        }
        for function in reading.worlds[0].functions
    }


@pytest.mark.parametrize("way", FOLDERS)
def test_all_of_it_is_read(way):
    reading, _ = shop(way)
    assert reading.unread == ()
    assert reading.framework == way


@pytest.mark.parametrize("way", WAYS)
def test_the_functions_are_the_same(way):
    assert functions(way) == functions(SAM)


@pytest.mark.parametrize(("way", "stages"), [*((way, ()) for way in WAYS), *((way, ("prod",)) for way in STAGED)])
def test_the_same_is_said_of_the_same_things(way, stages):
    listed = [each for each in DIFFERENCES if each["way"] == way]
    assert all(each["reason"] for each in listed)
    here, there = found(SAM, *stages), found(way, *stages)
    assert {key[:2] for key in here - there} == {tuple(each["missing"]) for each in listed if "missing" in each}
    assert {key[:2] for key in there - here} == {tuple(each["extra"]) for each in listed if "extra" in each}


@pytest.mark.parametrize("way", WAYS)
def test_every_name_of_the_map_is_used(way):
    used = {function.resource.name for function in shop(way)[0].worlds[0].functions}
    for stages in ((), ("prod",)) if way in STAGED else ((),):
        used |= {finding.place.resource.name for finding in shop(way, *stages)[1]}
    assert NAMES[way].keys() - used == set()


@pytest.mark.parametrize("way", WAYS)
def test_every_finding_stands_in_a_file_of_its_author(way):
    for finding in shop(way)[1]:
        shared = (
            (f"{FOLDERS[SAM]}/",) if isinstance(finding.place, CodePlace) else ()
        )  # some run the code that is there
        assert finding.location.file.startswith((f"{FOLDERS[way]}/", *shared))
        assert "/cdk.out/" not in finding.location.file
