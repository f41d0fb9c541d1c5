"""Every control that a rule names exists, spelt as its standard spells it: compliance views rest on that.

What standards contain is in `leastwise/rules/standards/`, with source and date. A new id is looked up there first.
"""

import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from leastwise.rules.discovery import discover
from leastwise.rules.documentation import control_url, standards
from leastwise.rules.rule import Rule

LISTS: dict[str, dict[str, Any]] = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
    for file in files("leastwise.rules").joinpath("standards").iterdir()
    if file.name.endswith(".toml")
}
RULES = discover(installed=False)
everyone = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def exists(standard: str, control: str) -> bool:
    if standard == "nist-800-53":
        parts = re.fullmatch(r"([A-Z]{2})-[1-9]\d?(\([1-9]\d?\))?", control)
        return parts is not None and parts[1] in LISTS[standard]["families"]
    return control in LISTS[standard]["controls"]


@everyone
def test_every_control_is_in_its_standard(rule: type[Rule]) -> None:
    named = [(standard, control) for standard, controls in rule.references.items() for control in controls]
    unknown = [
        (standard, control) for standard, control in named if standard != "aws" and not exists(standard, control)
    ]
    assert not unknown, "not in leastwise/rules/standards/: look it up, and correct it or add it there"
    assert len(named) == len(set(named))


@everyone
def test_references_are_tuples_that_name_something(rule: type[Rule]) -> None:
    assert all(isinstance(controls, tuple) and controls for controls in rule.references.values())


@everyone
def test_pages_of_aws_are_in_english_and_of_the_latest_version(rule: type[Rule]) -> None:
    for page in rule.references.get("aws", ()):
        assert re.fullmatch(r"https://docs\.aws\.amazon\.com/[\w-]+/latest/[\w./-]+\.html(#[\w.-]+)?", page), page


def test_every_standard_is_listed_with_source_and_date() -> None:
    assert set(LISTS) == set(standards()) - {"aws"}
    for name, found in LISTS.items():
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", found["date"]), name
        sources = [found["source"]] if isinstance(found["source"], str) else found["source"]
        assert sources and all(source.startswith("https://") for source in sources), name
        titles = found.get("controls") or found["families"]
        assert titles and all(title.strip() == title != "" for title in titles.values()), name


def test_what_does_not_exist_is_told() -> None:
    assert not any(
        exists(standard, control)
        for standard, control in (
            ("csa-serverless", "SAS-5"),
            ("fsbp", "EC2.13"),  # of Security Hub, but not of this standard
            ("fsbp", "Lambda.99"),
            ("gdpr", "Art. 32"),
            ("nist-800-53", "AC-06"),
            ("nist-800-53", "ZZ-6"),
            ("owasp-serverless", "A3"),
        )
    )


def test_every_control_of_fsbp_has_its_own_address() -> None:
    addresses = [control_url("fsbp", control) for control in LISTS["fsbp"]["controls"]]
    assert None not in addresses
    assert len(addresses) == len(set(addresses))
