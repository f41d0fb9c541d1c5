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
    assert severities("nodejs24.x", "2025-08-31", days=10**9) == [Severity.LOW]


@pytest.mark.parametrize("runtime", ["cobol85", "!ImportValue runtime", "3.14", "{a: b}", "''"])
def test_what_is_no_known_runtime_is_no_finding(runtime: str) -> None:
    assert severities(runtime, "2099-01-01") == []


@pytest.mark.parametrize("runtime", ["provided.al2023023", "python3.5", "python3.13.1", "nodejs24", "java18"])
def test_a_name_that_aws_does_not_list_is_said(runtime: str) -> None:
    (finding,) = findings(DeprecatedRuntime(), {"template.yaml": TEMPLATE % f'"{runtime}"'})
    assert finding.severity is Severity.LOW
    assert f"`{runtime}` is no runtime that AWS lists (as of 20" in finding.message


@pytest.mark.parametrize(
    "runtime", ["python3.99", "nodejs98.x", "provided.al2099", "java99", "java17.al2023", "JAVA_VERSION"]
)
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
    for runtime in table:
        assert severities(runtime, "2199-01-01") == [Severity.MEDIUM]


def move(runtime: str, today: str = "2026-11-21") -> tuple[str, object]:
    (finding,) = findings(DeprecatedRuntime({"today": today}), {"template.yaml": TEMPLATE % runtime})
    return finding.message, next((edit.value for edit in finding.edits if isinstance(edit, Set)), None)


@pytest.mark.parametrize(
    ("runtime", "today", "to"),
    [
        ("nodejs16.x", "2026-11-21", "nodejs22.x"),
        ("nodejs20.x", "2026-11-21", "nodejs22.x"),
        ("nodejs20.x", "2027-01-29", "nodejs22.x"),
        ("nodejs20.x", "2027-01-30", "nodejs24.x"),  # the one between is about to be found as well
        ("nodejs", "2026-11-21", "nodejs22.x"),
        ("nodejs4.3-edge", "2026-11-21", "nodejs22.x"),
        ("python3.8", "2026-11-21", "python3.11"),
        ("java8", "2026-11-21", "java8.al2"),
        ("java8", "2027-06-30", "java21"),
        ("ruby2.7", "2026-11-21", "ruby3.3"),
        ("provided", "2026-11-21", "provided.al2023"),
        ("python3.14", "2199-01-01", None),
    ],
)
def test_the_next_is_the_nearest_that_is_no_finding_itself(runtime: str, today: str, to: str | None) -> None:
    assert move(runtime, today)[1] == to


@pytest.mark.parametrize("runtime", ["go1.x", "dotnet6", "dotnet8", "dotnetcore3.1", "python2.7"])
def test_no_fix_where_a_name_is_not_enough(runtime: str) -> None:
    message, to = move(runtime)
    assert to is None
    assert " A new name is not enough: " in message


@pytest.mark.parametrize(
    ("runtime", "today", "said"),
    [
        (
            "nodejs16.x",
            "2026-11-21",
            "from nodejs18.x on, the AWS SDK for JavaScript v2 (`aws-sdk`) is not there any more",
        ),
        ("nodejs22.x", "2027-04-30", "from nodejs24.x on, a handler with a callback fails"),
        ("java8.al2", "2027-04-01", "from java11 on, JAXB"),
        ("python3.8", "2026-11-21", None),
    ],
)
def test_what_is_different_on_the_way_is_said(runtime: str, today: str, said: str | None) -> None:
    message, _ = move(runtime, today)
    assert said is None or said in message
    assert ("The next is" in message) is (said is not None)
