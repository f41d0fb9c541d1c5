"""Every fix of a rule works in the files of the other frameworks too, or is refused with a reason.

`framework_fixes.json` lists the refusals that are right.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from leastwise.model.finding import FixSafety
from leastwise.rules.discovery import discover
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule
from leastwise.testing.framework_fixes import FRAMEWORKS, Outcome, outcome

REFUSED: dict[str, Any] = json.loads((Path(__file__).parent / "framework_fixes.json").read_text())
RULES = [
    rule for rule in discover(installed=False) if rule.fix is not FixSafety.NONE and not issubclass(rule, ReviewRule)
]
found = cache(outcome)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_fix_is_right_or_refused(rule: type[Rule], framework: str) -> None:
    made: Outcome = found(rule, framework)
    assert not made.wrong
    assert not [reason for reason in made.refused if not reason.startswith(tuple(REFUSED[framework]))]


def test_no_refusal_is_left_over() -> None:
    for framework in FRAMEWORKS:
        reasons = [reason for rule in RULES for reason in found(rule, framework).refused]
        assert all(any(reason.startswith(known) for reason in reasons) for known in REFUSED[framework])
