"""SARIF as GitHub and other readers take it. Every document here is validated by the schema (conftest.py)."""

import json

import pytest

from leastwise.engine import Failure
from leastwise.model.finding import Related, Severity, Step, Suppression, Unread
from leastwise.model.source import Location
from leastwise.report import sarif as module
from leastwise.rules.discovery import discover


def only_run(document):
    (run,) = document["runs"]
    return run


def only_result(document):
    (result,) = only_run(document)["results"]
    return result


def test_a_finding_is_a_result_at_its_place(entry, result, sarif):
    document = sarif(result(entry(location=Location("a b/täst#1.yaml", 3, 5, 4, 2))))
    run, found = only_run(document), only_result(document)
    assert found["message"]["text"] == "Everybody may call Door."
    assert found["level"] == "error"
    (location,) = found["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "a%20b/t%C3%A4st%231.yaml", "uriBaseId": "SRCROOT"}
    assert "uri" not in run["originalUriBaseIds"]["SRCROOT"]  # nothing of the machine
    region = {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 2}
    assert location["physicalLocation"]["region"] == region
    assert run["columnKind"] == "unicodeCodePoints"
    assert [(each["name"], each["kind"]) for each in location["logicalLocations"]] == [("Door", "function")]


def test_the_rule_has_what_github_shows(entry, result, sarif):
    document = sarif(result(entry()))
    (rule,) = only_run(document)["tool"]["driver"]["rules"]
    known = {rule.id: rule for rule in discover()}["public-function-url"]
    assert only_result(document)["ruleIndex"] == 0
    assert rule["id"] == known.id
    assert rule["help"]["markdown"].startswith(f"# {known.title}")
    assert "`" not in rule["help"]["text"]
    assert rule["helpUri"] == "https://example.com/rule"
    assert rule["properties"]["tags"] == ["security", "api", "external/cwe/cwe-306"]
    assert rule["properties"]["precision"] == "high"
    assert rule["relationships"][0]["target"]["id"] == "306"
    (taxonomy,) = only_run(document)["taxonomies"]
    assert [taxon["id"] for taxon in taxonomy["taxa"]] == ["306"]


@pytest.mark.parametrize(
    ("severity", "level", "least", "below"),
    [
        (Severity.CRITICAL, "error", 9.1, 10.1),
        (Severity.HIGH, "error", 7, 9),
        (Severity.MEDIUM, "warning", 4, 7),
        (Severity.LOW, "note", 0.1, 4),
        (Severity.INFO, "note", 0.1, 4),
    ],
)
def test_severities_fall_into_the_bands_of_github(entry, result, sarif, severity, level, least, below):
    document = sarif(result(entry(rule="of-another-package", severity=severity)))
    (rule,) = only_run(document)["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"]["level"] == only_result(document)["level"] == level
    assert least <= float(rule["properties"]["security-severity"]) < below


def test_the_severity_of_a_rule_is_its_own_and_that_of_a_result_its_own(entry, result, sarif):
    document = sarif(result(entry(severity=Severity.CRITICAL, severity_reason="it holds everything")))
    (rule,) = only_run(document)["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == "8.0"
    found = only_result(document)
    assert found["properties"]["severity"] == "critical"
    assert found["message"]["text"] == "Everybody may call Door. Since: it holds everything."


def test_the_same_finding_twice_in_a_file_is_two_alerts(entry, result, sarif):
    here = entry()
    there = entry(location=Location("other.yaml", 1, 1, 1, 2))
    found = only_run(sarif(result(here, there, entry(stage="prod"))))["results"]
    marks = [each["partialFingerprints"]["primaryLocationLineHash"] for each in found]
    assert marks == [f"{here.fingerprint}:1", f"{here.fingerprint}:1", f"{here.fingerprint}:2"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("inline", "inSource"), ("metadata", "inSource"), ("configuration", "external"), ("baseline", "external")],
)
def test_accepted_findings_say_so(entry, result, sarif, kind, expected):
    given = Suppression(kind, "known and fine", "2027-01-31")
    (found,) = only_result(sarif(result(entry(suppression=given))))["suppressions"]
    assert (found["kind"], found["status"], found["justification"]) == (expected, "accepted", "known and fine")
    assert found["properties"] == {"kind": kind, "until": "2027-01-31"}


def test_a_trace_is_a_code_flow_and_notes_are_related_locations(entry, result, sarif):
    steps = tuple(Step(Location("app.py", line, 1, line, 9), f"step {line}") for line in (1, 2, 3))
    found = only_result(sarif(result(entry(trace=steps, related=(Related("open-cors", "Any origin."),)))))
    ((flow,),) = [flow["threadFlows"] for flow in found["codeFlows"]]
    places = [step["location"] for step in flow["locations"]]
    assert [place["message"]["text"] for place in places] == ["step 1", "step 2", "step 3"]
    assert [place["physicalLocation"]["region"]["startLine"] for place in places] == [1, 2, 3]
    assert [each["message"]["text"] for each in found["relatedLocations"]] == ["open-cors: Any origin."]


def test_what_was_not_read_and_what_failed_is_notified(entry, result, sarif):
    (invocation,) = only_run(
        sarif(
            result(
                unread=[Unread("bad.yaml", 3, "template", "not valid YAML"), Unread("big", 1, "limit", "too large")],
                failures=[Failure("open-cors", "template.yaml", "KeyError: 'x'", "leastwise/x.py:3")],
                notices=["parameter Stage: no template declares it"],
            )
        )
    )["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]
    assert told == [
        ("error", "open-cors on template.yaml (leastwise/x.py:3): KeyError: 'x'"),
        ("warning", "Not read: not valid YAML"),
        ("note", "Not read: too large"),
    ]
    assert len(invocation["toolConfigurationNotifications"]) == 1


def test_the_line_of_a_finding_is_not_in_it(entry, result, report):
    assert "hunter2" not in report("sarif", result(entry(), line="PASSWORD: hunter2"))


def test_links_and_placeholders_in_a_message_are_text(entry, result, sarif):
    text = only_result(sarif(result(entry(message="See [this](https://evil.example) and {0}."))))["message"]["text"]
    assert text == "See [this] (https://evil.example) and { 0}."


def test_more_results_than_github_takes_are_cut_the_accepted_first(entry, result, sarif, monkeypatch):
    monkeypatch.setattr(module, "_MOST_RESULTS", 3)
    accepted = entry(severity=Severity.CRITICAL, suppression=Suppression("inline"))
    low = entry(severity=Severity.LOW, fingerprint="f" * 32)
    run = only_run(sarif(result(accepted, entry(), entry(), entry(), low)))
    assert [found["level"] for found in run["results"]] == ["error"] * 3
    assert all("suppressions" not in found for found in run["results"])
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("2 findings of 5 are left out")


def test_rules_that_cannot_be_imported_cost_only_their_help(entry, result, sarif):
    found = result(entry(rule="foreign-rule", cwe=("CWE-odd",)))
    found.rules["foreign-rule"] = type(found.rules["foreign-rule"])("Why.", "How.", {}, None, "no_such_package")
    (rule,) = only_run(sarif(found))["tool"]["driver"]["rules"]
    assert rule["help"] == {"text": "Why.\n\nHow."}
    assert "helpUri" not in rule


def test_nothing_found_is_a_run_without_results(result, sarif):
    run = only_run(sarif(result()))
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_a_result_stands_on_a_line_of_its_own(entry, result, report):
    lines = report("sarif", result(entry(), entry())).splitlines()
    assert [json.loads(line.rstrip(","))["ruleId"] for line in lines[1:3]] == ["public-function-url"] * 2
