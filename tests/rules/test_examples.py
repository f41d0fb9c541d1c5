"""Every rule is tested by its own examples, in all the ways that `leastwise.testing` knows."""

import re

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.documentation import standards
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import EXPECT, Rule, examples
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


LANGUAGES = {"Python": (".py",), "JavaScript": (".js", ".mjs", ".cjs", ".ts")}


def about_code(rule: type[Rule]) -> bool:
    """Whether a rule fires in code: what to do is then said for each language, and not for whoever deploys it."""
    return any(example.marked for example in examples(rule.bad))


def remedy(rule: type[Rule]) -> tuple[str, list[str]]:
    """What to do: the paragraph before, and the items."""
    text = "\n".join(line.strip() for line in rule.remediation.strip().splitlines())
    lead, _, rest = text.partition("\n\n")
    return lead, re.split("^- ", rest, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize(
    "rule", [r for r in RULES if not issubclass(r, ReviewRule) and not about_code(r)], ids=lambda rule: rule.id
)
def test_remediation_is_for_the_template_the_console_and_the_command_line(rule: type[Rule]) -> None:
    lead, bullets = remedy(rule)
    assert lead.endswith(".")
    assert [word for word in (bullet.partition(":")[0] for bullet in bullets) if word not in OTHERS] == FOR
    assert bullets[0].startswith("Template:")
    assert "`aws " in bullets[-1]
    assert all(bullet.strip().endswith(".") for bullet in bullets)


@pytest.mark.parametrize("rule", list(filter(about_code, RULES)), ids=lambda rule: rule.id)
def test_remediation_in_code_is_for_each_language_in_which_it_fires(rule: type[Rule]) -> None:
    lead, bullets = remedy(rule)
    firing = [
        path for example in examples(rule.bad) for path, text in example.files.items() if EXPECT + rule.id in text
    ]
    languages = [name for name, endings in LANGUAGES.items() if any(path.endswith(endings) for path in firing)]
    assert lead.endswith(".")
    assert [bullet.partition(":")[0] for bullet in bullets] == languages
    assert all(bullet.strip().endswith(".") for bullet in bullets)
