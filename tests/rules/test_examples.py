"""Every rule is tested by its own examples, in all the ways that `leastwise.testing` knows."""

import re

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.documentation import standards
from leastwise.rules.review import ReviewRule
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


FOR = ["Template", "Console", "CLI"]
OTHERS = ("Terraform", "serverless.yml")
"""Who has words of his own for it, after those of the template."""


@pytest.mark.parametrize("rule", [r for r in RULES if not issubclass(r, ReviewRule)], ids=lambda rule: rule.id)
def test_remediation_is_for_the_template_the_console_and_the_command_line(rule: type[Rule]) -> None:
    text = "\n".join(line.strip() for line in rule.remediation.strip().splitlines())
    lead, _, rest = text.partition("\n\n")
    bullets = re.split("^- ", rest, flags=re.MULTILINE)[1:]
    assert lead.endswith(".")
    assert [word for word in (bullet.partition(":")[0] for bullet in bullets) if word not in OTHERS] == FOR
    assert bullets[0].startswith("Template:")
    assert "`aws " in bullets[-1]
    assert all(bullet.strip().endswith(".") for bullet in bullets)
