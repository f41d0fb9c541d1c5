"""The way of data to the place of a finding, as people are shown it."""

import pytest

from leastwise.model.finding import Step
from leastwise.model.source import Location

CALL = Location("src/app.py", 90, 5, 90, 30)


def steps(*notes, last=CALL):
    found = [Step(Location("src/app.py", line, 1, line, 9), note) for line, note in enumerate(notes, 1)]
    return (*found, Step(last, "os.system(text)"))


@pytest.mark.parametrize(
    ("name", "begins"), [("text", "    from  src/app.py:1: "), ("markdown", "<br>*from:* `src/app.py:1` ")]
)
def test_the_steps_before_the_place_are_told_in_order(entry, result, report, name, begins):
    shown = report(name, result(entry(location=CALL, trace=steps("handler", "run"))))
    assert begins in shown
    assert shown.index("src/app.py:1") < shown.index("src/app.py:2")
    assert "os.system" not in shown


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_evidence_that_leads_elsewhere_is_no_way(entry, result, report, name):
    shown = report(name, result(entry(location=CALL, trace=steps("handler", last=Location("b.py", 1, 1, 1, 2)))))
    assert "from" not in shown


@pytest.mark.parametrize("name", ["text", "markdown"])
def test_the_middle_of_a_long_way_is_left_out(entry, result, report, name):
    shown = report(name, result(entry(location=CALL, trace=steps(*(f"step{number}" for number in range(40))))))
    assert "step0" in shown
    assert "step39" in shown
    assert "step20" not in shown
    assert "28 more steps" in shown
