"""Whoever makes an unsafe fix has read in one plain sentence what it may change. That a rule has one, see test_fixes."""

import re

import pytest

from leastwise.model.finding import FixSafety
from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule

RULES = discover(installed=False)
CAREFUL = [rule for rule in RULES if rule.caution]
BOILERPLATE = ("may change the behaviour", "read it before", "be careful", "make sure", "unsafe", "note that")
LONGEST = 170
"""Characters: two lines on a screen."""


@pytest.mark.parametrize("rule", [r for r in RULES if r.fix is FixSafety.UNSAFE], ids=lambda rule: rule.id)
def test_every_rule_with_an_unsafe_fix_has_one(rule: type[Rule]) -> None:
    assert rule.caution


@pytest.mark.parametrize("rule", CAREFUL, ids=lambda rule: rule.id)
def test_it_is_one_plain_sentence(rule: type[Rule]) -> None:
    assert re.match("[A-Z]", rule.caution)
    assert rule.caution.endswith(".") and not re.search(r"[.!?] ", rule.caution)
    assert len(rule.caution) <= LONGEST
    assert not any(words in rule.caution.lower() for words in BOILERPLATE)


def test_each_says_something_else() -> None:
    cautions = [rule.caution for rule in CAREFUL]
    assert len(cautions) == len(set(cautions))
