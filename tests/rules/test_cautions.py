"""Whoever makes an unsafe fix has read in one plain sentence what it may change."""

import re

import pytest

from leastwise.model.finding import Finding, FixSafety
from leastwise.rules.api.waf_bypass import WafBypass
from leastwise.rules.api.weak_waf import WeakWaf
from leastwise.rules.discovery import discover
from leastwise.rules.example import contents, findings
from leastwise.rules.rule import Rule, examples

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


def of_examples(rule: type[Rule]) -> list[Finding]:
    return [found for example in examples(rule.bad) for found in findings(rule(), contents(example))]


def test_a_log_of_a_firewall_says_what_it_holds_and_a_limit_whom_it_blocks() -> None:
    told = {(found.message, found.caution) for found in of_examples(WeakWaf) if found.edits}
    assert told
    for message, caution in told:
        assert ("no log" in message) is ("credentials and cookies" in caution)
        assert ("no rule that limits" in message) is (WeakWaf.caution in caution)


def test_a_stage_that_goes_away_says_so_and_not_that_callers_sign() -> None:
    told = {found.place.name: found.caution for found in of_examples(WafBypass) if found.edits}
    assert "stage" in told["OpenApiVersion"]
    assert told["AuthType"] == ""  # the rule's
