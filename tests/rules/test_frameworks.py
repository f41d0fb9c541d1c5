"""What a rule says of its examples it says of them in every framework, and nothing gets lost on the way there and back.

`frameworks.json` lists the differences that are right, each with its reason.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule
from leastwise.testing.frameworks import Comparison, Lost, compare
from leastwise.testing.renditions import FORMS

KNOWN: dict[str, Any] = json.loads((Path(__file__).parent / "frameworks.json").read_text())
RULES = [rule for rule in discover(installed=False) if not issubclass(rule, ReviewRule)]
everyone = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
compared = cache(compare)


def expected(rule: type[Rule], framework: str) -> tuple[int, int]:
    """At how many things a rule may be silent, and at how many it may speak, where it did not before."""
    given = KNOWN["moved"].get(rule.id, {})
    found = given.get(framework, given.get("*", {}))
    return found.get("gone", 0), found.get("new", 0)


def reasons(lost: Lost) -> list[str]:
    """The entries that say why something may get lost."""
    framework, type_, path = lost
    keys = KNOWN["lost"].get(framework, {})
    return [
        key for key in keys if (f"{type_}.{path}.".startswith(f"{key}.") and key != type_ if path else key == type_)
    ]


@everyone
def test_nothing_gets_lost_and_a_rule_fires_at_the_same_things(rule: type[Rule]) -> None:
    made: Comparison = compared(rule)
    assert not {lost for lost in made.lost if not reasons(lost)}
    assert not [note for note in made.unread if not note.startswith(tuple(KNOWN["unread"]))]
    found = {framework: (len(made.gone[framework]), len(made.new[framework])) for framework in FORMS}
    assert found == {framework: expected(rule, framework) for framework in FORMS}, (made.gone, made.new)


def test_no_reason_is_left_over() -> None:
    used = {(lost[0], key) for rule in RULES for lost in compared(rule).lost for key in reasons(lost)}
    assert used == {(framework, key) for framework, keys in KNOWN["lost"].items() for key in keys}
    unread = [note for rule in RULES for note in compared(rule).unread]
    assert all(any(note.startswith(beginning) for note in unread) for beginning in KNOWN["unread"])
    assert KNOWN["moved"].keys() <= {rule.id for rule in RULES}
    assert all(
        entry["reason"] and entry.keys() & {"gone", "new"}
        for rule in KNOWN["moved"].values()
        for entry in rule.values()
    )
