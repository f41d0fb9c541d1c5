"""Every rule is tested by its own examples, in all the ways that `leastwise.testing` knows."""

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.documentation import standards
from leastwise.rules.rule import Rule
from leastwise.testing import assert_examples

RULES = discover(installed=False)
everyone = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


@everyone
def test_examples(rule: type[Rule]) -> None:
    assert_examples(rule)


@everyone
def test_references_are_to_known_standards_and_pages(rule: type[Rule]) -> None:
    assert set(rule.references) <= set(standards())
    assert all(page.startswith("https://docs.aws.amazon.com/") for page in rule.references.get("aws", ()))
    assert all(name.startswith("CWE-") and name[4:].isdigit() for name in rule.cwe)
