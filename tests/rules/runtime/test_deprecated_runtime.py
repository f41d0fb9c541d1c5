import json
from importlib.resources import files

import pytest

from leastwise.model.edit import Set
from leastwise.model.finding import Severity
from leastwise.rules.example import findings
from leastwise.rules.runtime.deprecated_runtime import DeprecatedRuntime

TEMPLATE = """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: %s, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {S3Bucket: b, S3Key: k}}
"""


def severities(runtime: str, today: str, **settings: int) -> list[Severity]:
    rule = DeprecatedRuntime({"today": today, **settings})
    return [finding.severity for finding in findings(rule, {"template.yaml": TEMPLATE % runtime})]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2025-09-01", [Severity.MEDIUM]),
        ("2025-09-02", [Severity.MEDIUM]),
        ("2025-08-31", [Severity.LOW]),
        ("2025-06-03", [Severity.LOW]),
        ("2025-06-02", []),
    ],
)
def test_before_soon_and_after(today: str, expected: list[Severity]) -> None:
    assert severities("nodejs18.x", today) == expected


def test_how_soon_is_a_setting() -> None:
    assert severities("nodejs18.x", "2025-08-31", days=0) == []


@pytest.mark.parametrize("runtime", ["cobol85", "!ImportValue runtime", "3.14", "{a: b}", "''"])
def test_what_is_no_known_runtime_is_no_finding(runtime: str) -> None:
    assert severities(runtime, "2099-01-01") == []


@pytest.mark.parametrize("runtime", ["provided.al2023023", "python3.5", "python3.13.1", "nodejs24", "java18"])
def test_a_name_that_aws_does_not_list_is_said(runtime: str) -> None:
    (finding,) = findings(DeprecatedRuntime(), {"template.yaml": TEMPLATE % f'"{runtime}"'})
    assert finding.severity is Severity.LOW
    assert f"`{runtime}` is no runtime that AWS lists (as of 20" in finding.message


@pytest.mark.parametrize("runtime", ["python3.99", "nodejs98.x", "provided.al2099", "java99", "JAVA_VERSION"])
def test_what_may_be_newer_than_the_table_or_filled_in_later_is_not(runtime: str) -> None:
    assert severities(runtime, "2099-01-01") == []


def test_the_message_says_what_is_blocked_and_when() -> None:
    (finding,) = findings(DeprecatedRuntime(), {"template.yaml": TEMPLATE % "nodejs18.x"})
    assert "cannot be created from 20" in finding.message and "nor updated from 20" in finding.message


def test_the_clock_counts_where_no_date_is_given() -> None:
    (finding,) = findings(DeprecatedRuntime(), {"template.yaml": TEMPLATE % "provided"})
    (edit,) = finding.edits
    assert isinstance(edit, Set) and edit.value == "provided.al2023"


def test_every_date_in_the_table_can_be_read() -> None:
    table = json.loads((files("leastwise.rules.runtime") / "data" / "runtimes.json").read_text("utf-8"))["runtimes"]
    assert len(table) > 40
    for runtime, facts in table.items():
        assert severities(runtime, "2199-01-01") == [Severity.MEDIUM]
        assert facts["successor"] is None or facts["successor"] in table
