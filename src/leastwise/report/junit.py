"""The JUnit report: findings as failed tests, for the test reports of CI systems.

There is no standard. This is what the strictest common reader takes (xUnit plug-in of Jenkins, junit-10.xsd), so a test
case has no `file`; and what GitLab shows, which is the content of an element and not its `message`, and of tests with
the same names only the first.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
https://docs.gitlab.com/ci/testing/unit_test_reports/
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from leastwise.report.clean import clean_name, prose
from leastwise.report.entry import Entry, RuleNote
from leastwise.report.result import ScanResult
from leastwise.report.style import Style
from leastwise.report.words import broken, place, remarks

_MOST_UNREAD = 200


def render(result: ScanResult, style: Style) -> Iterator[str]:
    """A suite for each application, and one for the scan itself. In ASCII, so that any terminal passes it on."""
    root = Element("testsuites", name="leastwise", time=f"{result.seconds:.3f}")
    found: dict[str, list[Entry]] = {name: [] for name in result.judged}
    for finding in result.findings:
        found.setdefault(finding.application, []).append(finding)
    _scan(root, result)
    for application in sorted(found):
        _application(root, application, found[application], result)
    _count(root)
    indent(root)
    yield tostring(root, encoding="us-ascii", xml_declaration=True).decode("ascii")
    yield "\n"


def _scan(root: Element, result: ScanResult) -> None:
    """Whether everything was read and every rule ran. What could not be read fails nothing, as it fails no scan."""
    suite = SubElement(root, "testsuite", name="leastwise")
    case = SubElement(suite, "testcase", classname="leastwise", name="scan")
    for failure in result.failures:
        text = prose(broken(failure))
        SubElement(case, "error", type="internal", message=text).text = text
    lines = [f"not read: {clean_name(e.file)}:{e.line}: {prose(e.reason)}" for e in result.unread[:_MOST_UNREAD]]
    if len(result.unread) > _MOST_UNREAD:
        lines.append(f"and {len(result.unread) - _MOST_UNREAD:,} more")
    if lines:
        SubElement(case, "system-err").text = "\n".join(lines)


def _application(root: Element, name: str, findings: list[Entry], result: ScanResult) -> None:
    suite = SubElement(root, "testsuite", name=clean_name(name))
    used: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        group, title = clean_name(finding.function or name), prose(f"{finding.rule}: {finding.message}")
        used[group, title] += 1
        if used[group, title] > 1:
            title += f" ({used[group, title]})"
        _case(SubElement(suite, "testcase", classname=group, name=title), finding, result.rules[finding.rule])
    if not any(not finding.suppressed for finding in findings):
        SubElement(suite, "testcase", classname=clean_name(name), name="no findings")


def _case(case: Element, finding: Entry, rule: RuleNote) -> None:
    message = prose(finding.message)
    if finding.suppression is not None:
        reason = prose(f"{finding.suppression.kind}: {finding.suppression.reason or 'no reason given'}")
        SubElement(case, "skipped", message=reason).text = reason
        return
    lines = [f"{finding.severity} {finding.rule} at {clean_name(place(finding))}", message]
    lines += [f"{word}: {prose(text)}" for word, text in remarks(finding, rule)]
    lines += [rule.help_url] if rule.help_url else []
    SubElement(case, "failure", type=str(finding.severity), message=message).text = "\n".join(lines)


def _count(root: Element) -> None:
    """Enter the numbers of tests, failures, errors; of skipped ones only where the schema has room for it."""
    total: Counter[str] = Counter()
    for suite in root:
        counts = {"tests": len(suite)}
        counts |= {f"{kind}s": len(suite.findall(f"testcase/{kind}")) for kind in ("failure", "error")}
        for name, count in counts.items():
            suite.set(name, str(count))
        suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
        total.update(counts)
    for name, count in total.items():
        root.set(name, str(count))
