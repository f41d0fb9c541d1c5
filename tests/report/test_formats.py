"""What each format says of one small application."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from leastwise.engine import Failure
from leastwise.model.finding import Related, Severity, Suppression, Unread
from leastwise.model.source import Location
from leastwise.report.csv import COLUMNS
from leastwise.report.formats import FORMATS

ACCEPTED = Suppression("baseline", "known", "2027-01-31")


@pytest.fixture
def shop(entry, result):
    """Two open findings, one accepted, an application without a finding, something unread."""
    door = {
        "name": "Door",
        "application": "template.yaml",
        "runtime": "python3.13",
        "triggers": [],
        "reached": {"by": "unknown", "auth": None, "source": None, "through": []},
    }
    return result(
        entry(severity=Severity.CRITICAL, severity_reason="it holds everything", when="Stage = prod"),
        entry(
            rule="open-cors",
            title="Every website may call",
            message="Every website may call `Door`.",
            severity=Severity.LOW,
            function=None,
            functions=("template.yaml:Door", "template.yaml:Other"),
            missing_property="AllowOrigins",
            related=(Related("open-cors", "Also here."),),
        ),
        entry(suppression=ACCEPTED),
        functions={"template.yaml:Door": door},
        judged=["template.yaml", "quiet.yaml"],
        applications=2,
        unread=[Unread("bad.yaml", 3, "template", "not valid YAML")],
    )


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_what_was_found_and_ends_its_last_line(name, shop, report):
    text = report(name, shop)
    assert text.endswith("\n")
    assert "public-function-url" in text
    assert "open-cors" in text


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_say_that_nothing_was_found(name, result, report):
    assert report(name, result())


@pytest.mark.parametrize("name", FORMATS)
def test_two_reports_of_one_result_are_equal(name, shop, report):
    assert report(name, shop) == report(name, shop)


# Text


def test_text_counts_what_is_suppressed_and_shows_the_rest(shop, report):
    text = report("text", shop)
    assert "Findings   1 critical  1 low\n" in text
    assert "Suppressed 1 (1 baseline)\n" in text
    assert text.count("public-function-url") == 2  # the finding, and what to explain next


# JUnit


def junit(text):
    """A report as the xUnit plug-in of Jenkins takes it: elements and attributes as in its junit-10.xsd."""
    allowed = {
        "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
        "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase"}),
        "testcase": ({"name", "classname", "time"}, {"failure", "error", "skipped", "system-out", "system-err"}),
        **{name: ({"type", "message"}, set()) for name in ("failure", "error", "skipped")},
        **{name: (set(), set()) for name in ("system-out", "system-err")},
    }
    root = ET.fromstring(text)
    for element in root.iter():
        attributes, children = allowed[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    for suite in root:
        assert int(suite.get("tests")) == len(suite)
    return root


def test_junit_has_a_suite_for_each_application_and_a_test_for_each_finding(shop, report):
    root = junit(report("junit", shop))
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["leastwise", "quiet.yaml", "template.yaml"]
    assert [case.get("name") for case in suites["quiet.yaml"]] == ["no findings"]
    assert [[child.tag for child in case] for case in suites["template.yaml"]] == [
        ["failure"],
        ["failure"],
        ["skipped"],
    ]
    assert [case.get("classname") for case in suites["template.yaml"]] == [
        *("template.yaml:Door", "template.yaml", "template.yaml:Door")
    ]
    worst = suites["template.yaml"][0][0]
    assert (worst.get("type"), worst.get("message")) == ("critical", "Everybody may call Door.")
    for said in ("template.yaml:10:19", "since: it holds everything", "when: Stage = prod", "do: Mend it."):
        assert said in worst.text
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("5", "2", "0")


def test_junit_names_every_test_differently(entry, result, report):
    names = [case.get("name") for case in junit(report("junit", result(entry(), entry(), entry()))).iter("testcase")]
    assert len(set(names)) == len(names) == 4


def test_junit_fails_where_a_rule_failed_and_notes_what_was_not_read(shop, report):
    shop.failures = [Failure("open-cors", "template.yaml", "KeyError: 'x'", "leastwise/x.py:3")]
    scan = junit(report("junit", shop)).find("testsuite[@name='leastwise']/testcase")
    assert "KeyError" in scan.find("error").text
    assert scan.find("system-err").text == "not read: bad.yaml:3: not valid YAML"


# GitHub


def test_github_annotates_the_place(shop, report):
    lines = report("github", shop).splitlines()
    assert lines[0] == (
        "::error file=template.yaml,line=10,endLine=10,col=19,endColumn=23,"
        "title=public-function-url (critical)%3A Function URL without authentication"
        "::Everybody may call Door. Since: it holds everything. When: Stage = prod."
    )
    assert lines[1].startswith("::notice ")
    assert lines[-2:] == [
        "not read: bad.yaml:3: not valid YAML",
        "leastwise: 1 critical, 1 low; suppressed: 1 baseline",
    ]


def test_github_gets_columns_of_one_line_only(entry, result, report):
    line = report("github", result(entry(location=Location("t.yaml", 3, 5, 8, 2)))).splitlines()[0]
    assert line.startswith("::error file=t.yaml,line=3,endLine=8,title=")


def test_github_shows_ten_of_a_level_the_worst_and_says_what_it_does_not(entry, result, report):
    found = (
        [entry(severity=Severity.HIGH)] * 12
        + [entry(severity=Severity.CRITICAL)]
        + [entry(severity=Severity.INFO)] * 12
    )
    lines = report("github", result(*found)).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert Counter(line.split()[0] for line in commands) == {"::error": 10, "::notice": 10}
    assert "(critical)" in commands[0]
    assert commands[-1].startswith("::notice title=leastwise::6 more findings (3 high, 3 info)")
    assert len([line for line in lines if line.startswith(("high ", "info "))]) == 6


# Markdown


def test_markdown_is_a_table_and_groups_to_unfold(shop, report):
    text = report("markdown", shop)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(text)
    assert "<td>critical</td>" in html
    assert html.count("<details") == html.count("</details>") == 3
    assert "<details open>\n<summary><code>Door</code>: 1 critical</summary>" in text
    assert "<summary><code>template.yaml</code>, what concerns several functions, or none: 1 low</summary>" in text
    assert '<a href="https://example.com/rule">public-function-url</a> at <code>template.yaml:10:19</code>' in html
    assert "Everybody may call <code>Door</code>." in html
    assert "missing: <code>AllowOrigins</code>" in html
    assert "Suppressed: 1 baseline." in text
    assert "not valid" in text


@pytest.mark.parametrize("filler", ["x" * 900, "@ " * 900, "\u202e" * 900, "\N{PILE OF POO}" * 900])
def test_markdown_fits_into_a_comment_and_counts_what_it_leaves_out(entry, result, report, filler):
    found = [entry(severity=Severity.LOW, message=filler, function=f"t:{n}", when=filler) for n in range(300)]
    worst = entry(severity=Severity.CRITICAL, message="The worst.")
    unread = [Unread(filler, n, "template", filler) for n in range(300)]
    failures = [Failure("open-cors", filler, filler, filler)] * 300
    text = report("markdown", result(*found, worst, unread=unread, failures=failures))
    assert len(text.encode()) <= 65_536
    assert "The worst." in text
    shown = text.count("\n- **low**")
    assert 0 < shown < 300
    assert f"**{300 - shown} more findings** ({300 - shown} low)" in text
    assert "| low | 300 |" in text
    assert "and 290 more; the JSON report lists all" in text


def test_markdown_leaves_out_the_mildest(entry, result, report):
    found = [
        entry(severity=severity, message="x" * 1_500) for severity in (Severity.LOW, Severity.HIGH) for _ in range(50)
    ]
    text = report("markdown", result(*found))
    assert text.count("**low**") == 0
    assert 20 < text.count("**high**") < 50


# CSV


def test_csv_has_a_row_for_each_finding(shop, report):
    text = report("csv", shop)
    assert text.count("\r\n") == text.count("\n") == 4
    header, *rows = csv.reader(io.StringIO(text))
    assert header == list(COLUMNS)
    first, second, third = (dict(zip(header, row, strict=True)) for row in rows)
    assert (first["severity"], first["file"], first["line"], first["when"]) == (
        *("critical", "template.yaml", "10", "Stage = prod"),
    )
    assert second["function"] == "template.yaml:Door template.yaml:Other"
    assert (first["suppressed"], third["suppressed"], third["suppression_reason"]) == ("", "baseline", "known")


def test_columns_of_csv_are_for_ever():
    assert COLUMNS[:4] == ("severity", "rule", "title", "message")
    assert len(COLUMNS) == len(set(COLUMNS)) == 24


def test_the_page_about_reports_knows_every_format_and_column():
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text("utf-8")
    assert re.findall(r"^## (\w+)$", text, re.M) == list(FORMATS)
    listed = re.search(r"are added at the end:\n\n(.*?)\n\n", text, re.S)[1]
    assert tuple(re.findall(r"`(\w+)`", listed)) == COLUMNS
