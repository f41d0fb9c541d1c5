"""The formats of reports.

A format is a module of this package that has its name and a function `render(result, style)`, which yields the text of
the report in pieces. To add one: write the module, give it a line here. Modules are imported when they are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leastwise.report.result import ScanResult
    from leastwise.report.style import Style

FORMATS: Mapping[str, str] = {
    "text": "for people: findings by function, then a summary",
    "json": "all that is known, for programs",
    "sarif": "SARIF 2.1.0, for code scanning and editors",
    "junit": "JUnit XML, for the test reports of CI systems",
    "github": "annotations in a run of GitHub Actions",
    "markdown": "a comment on a pull request",
    "csv": "a row for each finding, for spreadsheets",
}
"""Name → what it is for, in the order in which help lists them."""

FIX_FORMATS: Mapping[str, str] = {
    "text": "for people: a diff for each rule, then a summary",
    "patch": "one patch of all fixes, for git apply and patch -p1",
    "json": "all that is known, for programs",
    "sarif": "SARIF 2.1.0 with fixes, for editors",
}
"""The same for `leastwise fix`; they are modules of `report/fixes/`, and take a `FixResult`."""

POLICY_FORMATS: Mapping[str, str] = {
    "text": "for people: what each role may do, who says so, and what its functions need",
    "json": "all that is known, for programs",
    "markdown": "a comment on a pull request, or a page for a review",
    "csv": "a row for each thing that is granted, and each line that needs one, for spreadsheets",
}
"""The same for `leastwise policy`; they are modules of `report/policies/`, and take a `PolicyResult`."""

MINIMAL_FORMATS: Mapping[str, str] = {
    "yaml": "the smallest policy of each function, as CloudFormation says it",
    "sam": "the same as `Policies` of a function",
    "terraform": "the same as `aws_iam_policy_document`",
    "cdk-ts": "the same as statements of the CDK in TypeScript",
    "cdk-py": "the same in Python",
}
"""More of them, all written by `report/policies/minimal.py`."""


def render(name: str, result: ScanResult, style: Style) -> Iterator[str]:
    """The text of a report in pieces.

    Args:
        name: one of `FORMATS`.
        result: what the scan found.
        style: of the terminal that it is for; formats for programs take no notice of it.
    """
    pieces: Iterator[str] = import_module(f"{__package__}.{name}").render(result, style)
    return pieces
