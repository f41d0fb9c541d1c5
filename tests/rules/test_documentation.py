"""What `explain` and the pages say comes from the rules, and the pages are up to date."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from leastwise.model.finding import FixSafety, Severity
from leastwise.read.document import load
from leastwise.read.files import MemoryFiles
from leastwise.rules.discovery import discover
from leastwise.rules.documentation import control_url, help_url, index, markdown, standards, summary
from leastwise.rules.rule import Example, Option, Rule, examples

ROOT = Path(__file__).resolve().parents[2]
RULES = discover(installed=False)
everyone = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


class Strict(Rule):
    """Something is
    not strict.

    And more that the page leaves out.
    """

    id = "strict"
    title = "Not strict"
    why = """
        Because.

        - really
    """
    remediation = "Be `Strict: true`."
    severity = Severity.HIGH
    cwe = ("CWE-732",)
    references: ClassVar = {
        "fsbp": ("Lambda.1",),
        "nist-800-53": ("AC-6(10)",),
        "made-up": ("7",),
        "aws": ("https://docs.aws/a",),
    }
    fix = FixSafety.SAFE
    subsumes = ("lax",)
    options: ClassVar = {"limit": Option(3, "how many | at most"), "names": Option(("a", "b"), "which")}
    exposed = True
    bad = Example.sam("Resources: {A: {Type: X}}", at="Resources.A", files={"openapi.yaml": "a: 1"})
    good = Example.sam("Resources: {A: {Type: Y}}")


class Lax(Strict):
    id = "lax"
    subsumes = ()


def test_a_page_holds_everything_about_a_rule() -> None:
    page = markdown(Strict, [Strict, Lax])
    for text in (
        "# Not strict\n\nSomething is not strict.\n",
        "- rule: `strict`",
        "- severity: high, raised and lowered by who can reach the function",
        "- persona: regular (",
        "\n\nBecause.\n\n- really\n\n",
        "## What to do\n\nBe `Strict: true`.\n\n`leastwise fix",
        "At `Resources.A`:\n\n```yaml\nTransform: AWS::Serverless-2016-10-31\nResources: {A: {Type: X}}\n```",
        "`openapi.yaml`:\n\n```\na: 1\n```",
        "| `limit` | `3` | how many \\| at most |",
        "| `names` | `a`, `b` | which |",
        "[lax](lax.md)",
        "[CWE-732](https://cwe.mitre.org/data/definitions/732.html)",
        "[Lambda.1](https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-1)",
        "[AC-6(10)](https://csf.tools/reference/nist-sp-800-53/r5/ac/ac-6/)",
        "- made-up: 7\n",
        "- <https://docs.aws/a>\n",
    ):
        assert text in page
    assert "and more" not in page.lower()
    assert "Inside a finding of [strict](strict.md)" in markdown(Lax, [Strict, Lax])


@pytest.mark.parametrize(
    ("safety", "told"),
    [
        (FixSafety.UNSAFE, "may change the behaviour ([fixing](../fixing.md)).\n\n**Caution.** Copy it first.\n"),
        (
            FixSafety.SAFE,
            "keeps the behaviour ([fixing](../fixing.md)).\n\n**Caution.** Where it takes `--unsafe`: Copy",
        ),
    ],
)
def test_a_page_says_what_an_unsafe_fix_may_change(safety: FixSafety, told: str) -> None:
    class Careful(Strict):
        fix = safety
        caution = "Copy it first."

    assert told in markdown(Careful)
    assert "Caution" not in markdown(Strict)


def test_every_standard_has_a_title_and_a_page() -> None:
    for standard in standards().values():
        assert standard["title"]
        assert standard["url"].startswith("https://")
    assert control_url("hipaa", "164.312(a)(1)") == "https://www.ecfr.gov/current/title-45/section-164.312"
    assert control_url("csa-serverless", "SAS-04") is None


def test_only_leastwise_s_own_rules_have_a_page_there() -> None:
    assert help_url(Strict) is None
    assert help_url(RULES[0]) == f"https://github.com/leastwise/leastwise/blob/main/docs/rules/{RULES[0].id}.md"
    assert help_url(RULES[0]()) == help_url(RULES[0])


@everyone
def test_every_rule_says_in_one_sentence_what_goes_wrong(rule: type[Rule]) -> None:
    assert re.fullmatch(r"\S.*\.", summary(rule))


@everyone
def test_every_page_repeats_its_examples_readably(rule: type[Rule]) -> None:
    page = markdown(rule, RULES)
    blocks = re.findall(r"^```yaml\n(.*?)^```$", page, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) == len(examples(rule.bad)) + len(examples(rule.good))
    for block in blocks:
        assert "Resources" in load(MemoryFiles({"template.yaml": block}), "template.yaml")


def test_the_index_links_to_every_page() -> None:
    links = re.findall(r"\]\(([\w-]+)\.md\)", index(RULES))
    assert sorted(links) == [rule.id for rule in RULES]


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rule_docs", ROOT / "tools" / "rule_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_pages_in_docs_are_up_to_date() -> None:
    assert tool().outdated() == [], "run `make docs`"


def test_pages_are_written_and_stale_ones_removed(tmp_path: Path) -> None:
    (tmp_path / "no-such-rule.md").write_text("# Gone\n", "utf-8")
    assert "no-such-rule.md" in tool().outdated(tmp_path)
    tool().write(tmp_path)
    assert tool().outdated(tmp_path) == []
    assert not (tmp_path / "no-such-rule.md").exists()
    assert (tmp_path / f"{RULES[0].id}.md").exists()
