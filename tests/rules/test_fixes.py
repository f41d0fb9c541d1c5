"""Every fix of a rule turns its bad examples into good ones, in all the ways that `leastwise.testing` knows."""

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.rule import Rule
from leastwise.testing import assert_fixes

RULES = discover(installed=False)


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_fixes(rule: type[Rule]) -> None:
    assert_fixes(rule)
