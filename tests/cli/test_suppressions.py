"""Findings that somebody has accepted, on the command line."""

import json

import pytest

from leastwise.cli import main

URL = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {}"
      FunctionUrlConfig:
        AuthType: NONE
      Policies: [{Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}]}]
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/aws/lambda/${Door}", RetentionInDays: 30}}
"""
LOG = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Visits:\n    Type: AWS::Logs::LogGroup\n"
SUPPRESSION = ("unused-suppression", "unknown-suppression", "expired-suppression")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capsys, *arguments):
    code = main(["scan", "--format", "json", *arguments])
    captured = capsys.readouterr()
    return code, json.loads(captured.out), captured.err


def told(report, *rules):
    return [(f["rule"], f["line"]) for f in report["findings"] if f["rule"] in rules and not f["suppressed"]]


def test_a_suppressed_finding_fails_nothing_and_stays_in_the_data(folder, capsys):
    (folder / "t.yaml").write_text(
        URL.replace("NONE", "NONE  # leastwise: ignore[public-function-url] reason=status page")
    )
    code, report, _ = scan(capsys)
    (finding,) = [f for f in report["findings"] if f["rule"] == "public-function-url"]
    assert code == 0
    assert finding["suppressed"] is True
    assert finding["suppression"] == {"kind": "inline", "reason": "status page", "until": None}
    assert told(report, *SUPPRESSION) == []
    assert main(["scan"]) == 0
    out = capsys.readouterr().out
    assert "public-function-url" not in out
    assert "1 inline" in out


def test_readers_that_know_nothing_of_suppressions_are_spared_them(folder, capsys):
    (folder / "t.yaml").write_text(URL.replace("NONE", "NONE  # leastwise: ignore[public-function-url]"))
    code, report, _ = scan(capsys, "--omit-suppressed", "--output", "sarif=out.sarif")
    assert code == 0
    assert "public-function-url" not in {f["rule"] for f in report["findings"]}
    assert "suppressions" not in (folder / "out.sarif").read_text()


def test_no_ignore_hears_everything(folder, capsys):
    (folder / "leastwise.toml").write_text(
        "ignore = ['log-never-expires']\n[[ignores]]\nrules = ['public-function-url']\n"
    )
    (folder / "t.yaml").write_text(URL + "  Visits: {Type: AWS::Logs::LogGroup}\n")
    main(["baseline", "create"])
    capsys.readouterr()
    assert scan(capsys)[0] == 0
    code, report, _ = scan(capsys, "--no-ignore")
    assert code == 1
    assert {"public-function-url", "log-never-expires"} <= {
        f["rule"] for f in report["findings"] if not f["suppressed"]
    }
    assert told(scan(capsys, "--no-ignore", "--ignore", "public-function-url")[1], "public-function-url") == []


def test_isolated_trusts_nothing_of_the_project(folder, capsys):
    (folder / "leastwise.toml").write_text("fail-on = 'never'\npersona = 'auditor'\n")
    (folder / "t.yaml").write_text(URL.replace("NONE", "NONE  # leastwise: ignore[public-function-url]"))
    main(["baseline", "create"])
    capsys.readouterr()
    code, report, err = scan(capsys, "--isolated")
    assert (code, err) == (1, "")
    assert told(report, "public-function-url") == [("public-function-url", 10)]
    assert told(report, *SUPPRESSION) == []


def test_an_expired_suppression_holds_no_more_and_is_reported(folder, capsys):
    (folder / "t.yaml").write_text(
        URL.replace("NONE", "NONE  # leastwise: ignore[public-function-url] until=2020-01-31")
    )
    code, report, _ = scan(capsys)
    assert code == 1
    assert told(report, "public-function-url", *SUPPRESSION) == [
        ("public-function-url", 10),
        ("expired-suppression", 10),
    ]


def test_a_suppression_without_a_known_rule_is_reported(folder, capsys):
    (folder / "t.yaml").write_text(LOG.replace("Visits:", "Visits:  # leastwise: ignore[log-never-expire]"))
    code, report, _ = scan(capsys)
    assert code == 0
    assert told(report, "log-never-expires", *SUPPRESSION) == [("log-never-expires", 3), ("unknown-suppression", 3)]
    (finding,) = [f for f in report["findings"] if f["rule"] == "unknown-suppression"]
    assert finding["message"] == "There is no rule `log-never-expire` (did you mean `log-never-expires`?)."
    assert (finding["file"], finding["column"], finding["resource"]) == ("t.yaml", 12, "t.yaml:Visits")


def test_an_unused_suppression_is_reported_unless_its_rule_did_not_run(folder, capsys):
    (folder / "t.yaml").write_text(
        LOG + "    # leastwise: ignore[open-queue, single-az]\n    Properties: {RetentionInDays: 30}\n"
    )
    assert told(scan(capsys)[1], *SUPPRESSION) == [("unused-suppression", 5)]
    for arguments in (["--select", "unused-suppression"], ["--ignore", "open-queue"]):
        assert told(scan(capsys, *arguments)[1], *SUPPRESSION) == []


def test_a_suppression_that_one_world_or_stage_or_application_needs_is_used(folder, capsys):
    nested = LOG.replace(
        "Resources:", "Parameters: {Days: {Type: Number}}\nConditions: {Short: !Equals [!Ref Days, 30]}\nResources:"
    ).replace("Visits:", "Visits:  # leastwise: ignore[log-never-expires]")
    nested += "    Properties: {RetentionInDays: !If [Short, 30, !Ref AWS::NoValue]}\n"
    (folder / "nested.yaml").write_text(nested)
    for name, days in (("a", 30), ("b", 60)):
        (folder / f"{name}.yaml").write_text(
            "Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n"
            f"    Properties: {{TemplateURL: nested.yaml, Parameters: {{Days: {days}}}}}\n"
        )
    assert told(scan(capsys, "a.yaml")[1], *SUPPRESSION) == [("unused-suppression", 5)]
    assert told(scan(capsys, ".")[1], "log-never-expires", *SUPPRESSION) == []
    assert told(scan(capsys, "nested.yaml")[1], "log-never-expires", *SUPPRESSION) == []


def test_entries_of_the_configuration(folder, capsys):
    (folder / "app").mkdir()
    (folder / "app" / "t.yaml").write_text(URL)
    (folder / "t.yaml").write_text(URL)
    (folder / "leastwise.toml").write_text(
        "[[ignores]]\nrules = ['public-function-url']\npath = 'app/**'\nreason = 'so'\n"
        "[[ignores]]\nrules = ['open-queue']\n"
        "[[ignores]]\nrules = ['public-function-url']\nuntil = 2020-01-01\n"
    )
    code, report, _ = scan(capsys)
    assert code == 1
    found = {(f["file"], f["suppressed"]) for f in report["findings"] if f["rule"] == "public-function-url"}
    assert found == {("app/t.yaml", True), ("t.yaml", False)}
    assert {f["suppression"]["kind"] for f in report["findings"] if f["suppressed"]} == {"configuration"}
    assert [(f["rule"], f["file"], f["line"]) for f in report["findings"] if f["rule"] in SUPPRESSION] == [
        ("unused-suppression", "leastwise.toml", 5),
        ("expired-suppression", "leastwise.toml", 7),
    ]
    # Whether an entry is of use cannot be told from a part of what it is about.
    assert told(scan(capsys, "app")[1], "unused-suppression") == []


def test_suppressions_of_other_tools_on_request(folder, capsys):
    (folder / "t.yaml").write_text(
        LOG + "    # checkov:skip=CKV_AWS_66,CKV_AWS_1:the law\n    Properties: {LogGroupName: visits}\n"
    )
    assert told(scan(capsys)[1], "log-never-expires") == [("log-never-expires", 6)]
    _, report, err = scan(capsys, "--suppressions-from", "checkov")
    assert told(report, "log-never-expires", *SUPPRESSION) == []
    assert "1 suppressions of checkov are about checks that no rule of leastwise answers to" in err
    (folder / "leastwise.toml").write_text("suppressions-from = ['checkov']")
    assert told(scan(capsys)[1], "log-never-expires") == []


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "github", "markdown", "csv"])
def test_a_reason_is_text_whatever_stands_in_it(folder, capsys, form):
    evil = "::error::x \\u202e <script>alert(1)</script> ##[error]y \x1b[2J"
    (folder / "t.yaml").write_text(
        URL.replace("NONE", f"NONE  # leastwise: ignore[public-function-url] reason={evil}".replace("\x1b", ""))
    )
    (folder / "leastwise.toml").write_text(
        '[[ignores]]\nrules = ["log-never-expires"]\nreason = "\\u202e\\u001b[2J::error::<b>"\n'
    )
    (folder / "u.yaml").write_text(LOG)
    main(["scan", "--format", form, "--color", "never"])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "##[" not in out
    assert not any(line.lstrip().startswith("::error::") for line in out.splitlines())


def test_a_finding_about_a_suppression_can_be_accepted(folder, capsys):
    (folder / "t.yaml").write_text(LOG.replace("Visits:", "Visits:  # leastwise: ignore[nonsense-rule]"))
    (folder / "leastwise.toml").write_text("[[ignores]]\nrules = ['unknown-suppression']\n")
    assert told(scan(capsys)[1], *SUPPRESSION) == []


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (
            {
                "cdk.json": '{"app": "npx ts-node app.ts"}',
                "app.ts": "import { App, Stack } from 'aws-cdk-lib';\nimport { Queue } from 'aws-cdk-lib/aws-sqs';\n"
                "// leastwise: ignore[open-queue]\nnew Queue(new Stack(new App(), 'Shop'), 'Jobs');\n",
            },
            3,
        ),
        (
            {
                ".chalice/config.json": '{"version": "2.0", "app_name": "shop"}',
                "app.py": "from chalice import Chalice\napp = Chalice(app_name='shop')\n\n"
                "# leastwise: ignore[open-queue]\n@app.route('/')\ndef index():\n    return {}\n",
            },
            4,
        ),
    ],
    ids=["cdk", "chalice"],
)
def test_an_unused_suppression_in_a_source_file_is_reported(folder, capsys, files, line):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    assert told(scan(capsys)[1], "unused-suppression") == [("unused-suppression", line)]
