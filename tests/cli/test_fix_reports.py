"""`leastwise fix --format json|sarif`, `--output`: programs can make the fixes of what these say."""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import jsonschema
import pytest

from leastwise.cli import main
from leastwise.model.source import Source
from leastwise.patch.splice import Splice, spliced
from leastwise.report.fixes.json import apart

from .fixing import QUIET, fix, fix_json, repository, text

ROOT = Path(__file__).parents[2]
CONTENTS = {
    "lf": text(workers=("One", "Two")),
    "crlf": text(workers=("One", "Two")).replace("\n", "\r\n"),
    "beyond ascii": text(Description="naïve \U0001f980 \u2028").replace(
        '      "Type"', '      "Ü": "\U0001f980", "Type"'
    ),
}


@pytest.fixture(params=CONTENTS.values(), ids=CONTENTS.keys())
def folder(request, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_bytes(request.param.encode())
    repository()
    return tmp_path


def made(path, replacements):
    """A file's text with these replacements: (line, column, end line, end column, text), all of the text as it is."""
    source = Source(path, Path(path).read_bytes().decode())
    for line, column, end_line, end_column, new in sorted(set(replacements), reverse=True):
        start, end = (source.offset(n) + c - 1 for n, c in ((line, column), (end_line, end_column)))
        source.text = source.text[:start] + new + source.text[end:]
    return source.text


def written():
    assert main(["fix", "--write"]) == 0
    return Path("template.json").read_bytes().decode()


EVERYTHING = ("--unsafe", "--persona", "pedantic")


def test_json_keeps_its_schema(folder, capsys):
    schema = json.loads((ROOT / "schema" / "leastwise-fix.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    report = fix_json(capsys, *EVERYTHING)
    jsonschema.validate(report, schema)
    changing = [fixed for fixed in report["fixes"] if fixed["changes"]]  # the others mend what these add
    assert len({fixed["finding"]["rule"] for fixed in changing}) > 2
    for fixed in changing:
        alone = made("template.json", map(place, fixed["changes"]))
        assert json.loads(alone) != json.loads(made("template.json", ()))


def place(change):
    return tuple(change[name] for name in ("line", "column", "end_line", "end_column", "text"))


def test_json_says_all_that_changes(folder, capsys):
    report = fix_json(capsys)
    before = Path("template.json").read_bytes()
    after = made("template.json", [place(change) for fixed in report["fixes"] for change in fixed["changes"]])
    assert after == written()
    digests = [hashlib.sha256(content).hexdigest() for content in (before, after.encode())]
    assert report["files"] == [{"path": "template.json", "before": digests[0], "after": digests[1]}]


def applied(changes, path="template.json"):
    """What a simple reader makes of the file: sorts by the first place, and begins at the end."""
    source = Source(path, Path(path).read_bytes().decode())
    for change in reversed(sorted(changes, key=lambda change: (change["line"], change["column"]))):
        start = source.offset(change["line"]) + change["column"] - 1
        end = source.offset(change["end_line"]) + change["end_column"] - 1
        source.text = source.text[:start] + change["text"] + source.text[end:]
    return source.text


ALARMED = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.13
      InlineCode: "def handler(event, context): return {}"
      Events:
        Order:
          Type: EventBridgeRule
          Properties:
            Pattern:
              source: [shop]
"""
SEVERAL_ROUNDS = ("--rule", "no-alarm,no-dead-letter", "--persona", "auditor", "--unsafe")


@pytest.fixture(params=["\n", "\r\n"], ids=["lf", "crlf"])
def rounds(request, tmp_path, monkeypatch):
    """The alarm is for the queue that another fix adds."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_bytes(ALARMED.replace("\n", request.param).encode())
    repository()


def test_edits_are_what_is_written(folder, capsys):
    report = fix_json(capsys, *EVERYTHING)
    check_edits(report, "template.json", EVERYTHING)


def test_edits_are_what_is_written_after_several_rounds(rounds, capsys):
    report = fix_json(capsys, *SEVERAL_ROUNDS)
    jsonschema.validate(report, json.loads((ROOT / "schema" / "leastwise-fix.schema.json").read_text("utf-8")))
    assert [fixed["round"] for fixed in report["fixes"] if not fixed["changes"]] == [2]
    assert {fixed["round"] for fixed in report["fixes"]} == {1, 2}
    check_edits(report, "template.yaml", SEVERAL_ROUNDS)


def check_edits(report, path, options):
    after = applied(report["edits"], path).encode()
    assert {change["file"] for change in report["edits"]} == {path}
    spans = [(c["line"], c["column"], c["end_line"], c["end_column"]) for c in report["edits"]]
    assert all(one[2:] < other[:2] for one, other in pairwise(spans))
    assert [hashlib.sha256(after).hexdigest()] == [file["after"] for file in report["files"]]
    main(["fix", "--write", *options])
    assert Path(path).read_bytes() == after


def test_a_result_of_a_later_round_has_all_that_it_rests_on(rounds, capsys):
    report = fix_json(capsys, *SEVERAL_ROUNDS)
    run = json.loads(fix(capsys, *SEVERAL_ROUNDS, "--format", "sarif")[1])["runs"][0]
    later = [result for result in run["results"] if "round" in result["properties"]]
    assert [(result["ruleId"], result["properties"]["round"]) for result in later] == [
        (fixed["finding"]["rule"], 2) for fixed in report["fixes"] if fixed["round"] == 2
    ]
    assert later[0]["properties"]["severity"]
    (fixed,) = later[0]["fixes"]
    assert fixed["description"]["text"].startswith("Together with the fixes it rests on. ")
    (change,) = fixed["artifactChanges"]
    assert [replacement["insertedContent"]["text"] for replacement in change["replacements"]] == [
        edit["text"] for edit in report["edits"]
    ]


def test_changes_of_a_fix_are_in_order_and_apart(folder, capsys):
    report = fix_json(capsys, *EVERYTHING)
    several = [fixed for fixed in report["fixes"] if len(fixed["changes"]) > 1]
    assert several
    for changes in (fixed["changes"] for fixed in several):
        spans = [(c["line"], c["column"], c["end_line"], c["end_column"]) for c in changes]
        assert all(one[2:] < other[:2] for one, other in pairwise(spans))
        json.loads(applied(changes))


def test_changes_that_touch_each_other_are_one():
    """An insertion where a replacement begins, and two insertions at one place, in the order of the text."""
    splices = [Splice(2, 2, "a"), Splice(2, 2, "b"), Splice(2, 4, "c"), Splice(4, 4, "d"), Splice(5, 6, "e")]
    assert list(apart(splices)) == [Splice(2, 4, "abcd"), Splice(5, 6, "e")]
    assert spliced("0123456789", apart(splices)) == spliced("0123456789", splices)


def in_sarif(out):
    """The replacements of each result in a report, which is checked by the schema."""
    report = json.loads(out)
    jsonschema.validate(report, json.loads((ROOT / "tests" / "report" / "sarif-2.1.0.json").read_text("utf-8")))
    for result in report["runs"][0]["results"]:
        found = []
        for change in (change for one in result.get("fixes", ()) for change in one["artifactChanges"]):
            assert change["artifactLocation"] == {"uri": "template.json", "uriBaseId": "SRCROOT"}
            for replacement in change["replacements"]:
                region = replacement["deletedRegion"]
                places = (region[name] for name in ("startLine", "startColumn", "endLine", "endColumn"))
                found.append((*places, replacement["insertedContent"]["text"]))
        yield found


def test_sarif_keeps_its_schema(folder, capsys):
    results = list(in_sarif(fix(capsys, *EVERYTHING, "--format", "sarif")[1]))
    assert len(list(filter(None, results))) > 3
    for replacements in filter(None, results):
        assert json.loads(made("template.json", replacements)) != json.loads(made("template.json", ()))


def test_what_an_unsafe_fix_may_change_is_beside_it(folder, capsys):
    told = {fixed["finding"]["rule"]: fixed["caution"] for fixed in fix_json(capsys, "--unsafe")["fixes"]}
    assert told["public-function-url"].startswith("Whoever calls without IAM credentials is turned away")
    assert told["short-visibility"] == ""
    run = json.loads(fix(capsys, "--unsafe", "--format", "sarif")[1])["runs"][0]
    texts = {result["ruleId"]: fixed["description"]["text"] for result in run["results"] for fixed in result["fixes"]}
    assert texts["public-function-url"] == told["public-function-url"]
    assert texts["short-visibility"] == "Keeps the behaviour."
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "public-function-url")
    assert told["public-function-url"].replace("`", "") in rule["help"]["text"]
    assert told["public-function-url"] in rule["help"]["markdown"]


def test_sarif_says_all_that_changes(folder, capsys):
    results = list(in_sarif(fix(capsys, "--format", "sarif")[1]))
    after = made("template.json", [replacement for found in results for replacement in found])
    assert after == written()


def test_what_is_left_is_told(folder, capsys):
    document = json.loads(text())
    document["Parameters"] = {"Seconds": {"Type": "Number", "Default": 60}}
    for name in ("WorkerJobs", "Other"):
        shared = {"VisibilityTimeout": {"Ref": "Seconds"}}
        document["Resources"][name] = {"Type": "AWS::SQS::Queue", "Properties": shared}
    Path("template.json").write_text(json.dumps(document, indent=2))
    report = fix_json(capsys)
    assert [(left["finding"]["rule"], "Seconds" in left["reason"]) for left in report["left"]] == [
        ("short-visibility", True)
    ]
    assert report["fixes"] == report["files"] == []
    assert [finding["rule"] for finding in report["unsafe"]].count("public-function-url") == 1


def test_several_reports_in_one_run(folder, capsys):
    patch = fix(capsys, "--format", "patch")[1]
    code, out, _ = fix(capsys, "--output", "json=a.json", "--output", "patch=a.patch", "--output", "sarif=a.sarif")
    assert code == 1
    assert "short-visibility" in out
    assert json.loads(Path("a.json").read_text())["fixes"]
    assert json.loads(Path("a.sarif").read_text())["runs"]
    assert Path("a.patch").read_bytes().decode().replace("\r", "") == patch.replace("\r", "")


@pytest.mark.parametrize("given", ["csv=a.csv", "text", "jsn=a"])
def test_a_report_that_cannot_be(folder, capsys, given):
    code, _, err = fix(capsys, "--output", given)
    assert code == 2
    assert f"--output {given}" in err


def test_nothing_to_fix_is_a_report_too(folder, capsys):
    Path("template.json").write_text(QUIET)
    assert fix_json(capsys)["fixes"] == []
    assert json.loads(fix(capsys, "--format", "sarif")[1])["runs"][0]["results"] == []
