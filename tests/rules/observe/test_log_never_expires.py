import pytest

from leastwise.rules.example import findings
from leastwise.rules.observe.log_never_expires import LogNeverExpires

FUNCTION = """
  %s:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: "arn:aws:iam::123456789012:role/r", Code: {ZipFile: "x"}%s}
"""
GROUP = "\n  %s: {Type: AWS::Logs::LogGroup, Properties: {%s}}\n"


def places(*parts: str) -> list[str]:
    found = findings(LogNeverExpires(), {"template.yaml": "Resources:\n" + "".join(parts)})
    return [f"{finding.place.resource.name} {finding.missing_property}" for finding in found]


def test_functions_without_a_group_are_one_finding() -> None:
    assert places(FUNCTION % ("B", ""), FUNCTION % ("A", "")) == ["A LoggingConfig.LogGroup"]


def test_groups_are_a_finding_each() -> None:
    assert places(GROUP % ("One", ""), GROUP % ("Two", "LogGroupName: two")) == [
        "One RetentionInDays",
        "Two RetentionInDays",
    ]


@pytest.mark.parametrize(
    "more", ["RetentionInDays: 7", "RetentionInDays: !ImportValue days", "LogGroupClass: DELIVERY"]
)
def test_groups_that_expire(more: str) -> None:
    assert places(GROUP % ("Logs", more)) == []


def test_a_function_that_logs_elsewhere_is_not_asked() -> None:
    assert places(FUNCTION % ("A", ", LoggingConfig: {LogGroup: !ImportValue logs}")) == []
