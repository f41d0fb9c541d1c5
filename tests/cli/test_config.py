"""The configuration, as commands go by it."""

import json
import os
import re

import pytest

from leastwise.cli import main

LOG = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Visits:\n    Type: AWS::Logs::LogGroup\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def report(capsys, *arguments):
    code, out, err = run(capsys, "scan", "--format", "json", *arguments)
    return code, json.loads(out), err


def shown(capsys, *arguments):
    code, out, _ = run(capsys, "config", "show", "--format", "json", *arguments)
    assert code == 0
    content = json.loads(out)
    return content["configuration"], {row["key"]: (row["value"], row["origin"]) for row in content["settings"]}


def test_it_is_used_and_said_and_the_command_line_goes_before_it(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text("fail-on = 'low'\n")
    code, _, err = report(capsys)
    assert (code, err) == (1, "leastwise: configured by leastwise.toml\n")
    assert report(capsys, "--fail-on", "high")[0] == 0
    assert report(capsys, "--isolated")[0] == 0


def test_without_one_nothing_is_said(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    assert report(capsys)[2] == ""


def test_rules_are_chosen(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text("ignore = ['log-never-expires']")
    assert report(capsys)[1]["findings"] == []
    assert report(capsys, "--ignore", "open-cors")[1]["findings"]
    (folder / "leastwise.toml").write_text("select = ['open-cors']")
    assert report(capsys)[1]["findings"] == []


def test_severity_and_persona_of_a_rule(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text("\n[rule-severity]\nlog-never-expires = 'high'\n")
    code, found, _ = report(capsys)
    assert (code, found["findings"][0]["severity"]) == (1, "high")
    assert found["findings"][0]["severity_reason"] == "set in leastwise.toml:3"
    (folder / "leastwise.toml").write_text("[rule-persona]\nlog-never-expires = 'auditor'\n")
    assert report(capsys)[1]["findings"] == []
    assert len(report(capsys, "--persona", "auditor", "--ignore", "unused-suppression")[1]["findings"]) >= 1
    assert report(capsys, "--select", "log-never-expires")[1]["findings"]


def test_options_of_a_rule_parameters_and_stage_reach_it(folder, capsys):
    (folder / "t.yaml").write_text(
        LOG.replace("Resources:", "Parameters: {Days: {Type: Number}}\nResources:")
        + "    Properties: {RetentionInDays: !If [Keep, !Ref AWS::NoValue, 3]}\n"
        + "Conditions: {Keep: !Equals [!Ref Days, 0]}\n"
    )
    (folder / "leastwise.toml").write_text("[parameters]\nDays = 0\nOther = 1\n")
    _, found, err = report(capsys)
    assert [f["when"] for f in found["findings"]] == [None]
    assert "Other" not in err  # the configuration may be about more than what is scanned
    assert report(capsys, "--parameters", "Days=9")[1]["findings"] == []
    (folder / "leastwise.toml").write_text("stage = ['nope']")
    assert "leastwise.toml:1: stage nope: no application has this environment" in report(capsys)[2]


def test_excluded_files_are_not_looked_for_and_counted(folder, capsys):
    for name in ("a", "old", "sub/old"):
        (folder / name).mkdir(parents=True)
        (folder / name / "t.yaml").write_text(LOG)
    (folder / "x.gen.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text("exclude = ['old', '*.gen.yaml']")
    _, found, err = report(capsys)
    assert {f["file"] for f in found["findings"]} == {"a/t.yaml"}
    assert "`exclude` leaves out 3 files and folders" in err
    assert {f["file"] for f in report(capsys, "old/t.yaml")[1]["findings"]} == {"old/t.yaml"}
    (folder / "sub" / "leastwise.toml").write_text("exclude = ['/old']")
    assert run(capsys, "scan", "sub")[0] == 3


def test_rule_packages_are_named_and_never_loaded(folder, capsys):
    (folder / "evil.py").write_text("raise SystemExit(9)")
    (folder / "t.yaml").write_text(LOG.replace("Visits:", "Visits:  # leastwise: ignore[corp-rule]"))
    (folder / "leastwise.toml").write_text("rules = ['evil']\nignore = ['corp-rule']\n[options.corp-rule]\nx = 1\n")
    code, found, err = report(capsys)
    assert code == 0
    assert "rule package 'evil' is named by the project's configuration and was not loaded" in err
    assert [f["rule"] for f in found["findings"]] == ["log-never-expires"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("persona = 'x'", 1, "takes regular, pedantic or auditor"),
        ("\nselect = ['open-core']", 2, "there is no rule or area 'open-core'; did you mean 'open-cors'?"),
        ("select = [\n  'open-cors',\n  'zzz']", 3, "there is no rule or area 'zzz'"),
        ("[rule-severity]\nzzz = 'low'", 2, "there is no rule 'zzz'"),
        ("[rule-persona]\nzzz = 'regular'", 2, "there is no rule 'zzz'"),
        ("[options.zzz]", 1, "there is no rule 'zzz'"),
        ("[options.log-never-expires]\nzzz = 1", 2, "has no option 'zzz'"),
        ("[[ignores]]\nrules = ['zzz']", 2, "there is no rule 'zzz'"),
        ("format = 'sariff'", 1, "did you mean 'sarif'?"),
        ("output = ['sarif']", 1, "takes FORMAT=FILE"),
        ("output = ['zzz=leastwise.json']", 1, "there is no format 'zzz'"),
        ("baseline = '../x.json'", 1, "leads outside the root"),
        ("a = [", 1, "is not valid TOML"),
    ],
)
def test_a_wrong_configuration_is_exit_2_with_file_line_and_remedy(folder, capsys, text, line, words):
    (folder / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text(text)
    code, out, err = run(capsys, "scan")
    assert (code, out) == (2, "")
    assert words in err
    assert err.startswith(f"leastwise: leastwise.toml:{line}: ")
    assert run(capsys, "scan", "--isolated")[0] == 0


def test_reports_that_a_configuration_asks_for(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    (folder / "reports").mkdir()
    (folder / "leastwise.toml").write_text("output = ['sarif=leastwise.sarif', 'csv=reports/leastwise-all.csv']")
    os.chdir("reports")
    assert run(capsys, "scan", "..")[0] == 0
    os.chdir("..")
    assert json.loads((folder / "leastwise.sarif").read_text())["version"] == "2.1.0"
    assert (folder / "reports" / "leastwise-all.csv").exists()


@pytest.mark.parametrize(
    "file",
    [
        "../leastwise.json",
        "/tmp/leastwise.json",
        ".git/leastwise.json",
        "package.json",
        "leastwise.py",
        "leastwise.yml",
        "link/leastwise.json",
        "leastwise.link.json",
        "leastwise.baseline.json",
        "leastwise.folder.json",
        "nowhere/leastwise.json",
        "",
    ],
)
def test_a_configuration_cannot_have_anything_written_over(folder, capsys, file, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "victim").write_text("precious")
    (folder / "link").symlink_to(outside)
    (folder / "leastwise.link.json").symlink_to(outside / "victim")
    (folder / "leastwise.folder.json").mkdir()
    (folder / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text(f"output = ['json={file}']")
    code, _, err = run(capsys, "scan")
    assert code == 2
    assert err.startswith("leastwise: leastwise.toml:1: 'output'")
    assert os.listdir(outside) == ["victim"]
    assert (outside / "victim").read_text() == "precious"


def test_show_says_where_every_value_comes_from(folder, capsys):
    (folder / "services").mkdir()
    (folder / "services" / "t.yaml").write_text(LOG)
    (folder / "leastwise.toml").write_text(
        "persona = 'auditor'\nfail-on = 'low'\n[parameters]\nA = 1\n[[ignores]]\nrules = ['open-cors']\nreason = 'so'\n"
    )
    path, values = shown(capsys, "services", "--persona", "pedantic", "--parameters", "B=2", "--select", "open-cors")
    assert path == "leastwise.toml"
    assert values["persona"] == ("pedantic", "command line")
    assert values["fail-on"] == ("low", "leastwise.toml:2")
    assert values["parameters.A"] == ("1", "leastwise.toml:4")
    assert values["parameters"] == ("B=2", "command line")
    assert values["select"] == (["open-cors"], "command line")
    assert values["strict"] == (False, "default")
    assert values["ignores.0"] == ({"rules": ["open-cors"], "reason": "so"}, "leastwise.toml:5")
    path, values = shown(capsys, "--isolated")
    assert (path, values["persona"]) == (None, ("regular", "default"))
    code, out, _ = run(capsys, "config", "show")
    assert code == 0
    columns = {
        line.index(origin)
        for line in out.splitlines()
        for origin in ("  default", "  leastwise.toml:1")
        if origin in line
    }
    assert len(columns) == 1
    assert re.search(r'^persona +"auditor" +leastwise\.toml:1$', out, re.MULTILINE)


def test_show_makes_hostile_values_harmless(folder, capsys):
    (folder / "leastwise.toml").write_text(
        'exclude = ["\\u202e\\u001b[2J"]\n["parameters"]\n"::error::\\n\\u001b" = "x"\n'
    )
    _, out, _ = run(capsys, "config", "show", "--color", "never")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert not any(line.startswith("::") for line in out.splitlines())


def test_schema_is_printed(capsys):
    code, out, _ = run(capsys, "config", "schema")
    assert code == 0
    assert json.loads(out)["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_a_misspelt_command_is_understood(capsys):
    code, _, err = run(capsys, "scna")
    assert code == 2
    assert "there is no command 'scna'; did you mean 'scan'?" in err
    assert "there are scan, " in run(capsys, "zzzzzz")[2]


def test_a_scan_of_many_files_takes_the_configuration_above_all_of_them(folder, capsys):
    for name in ("a", "b"):
        (folder / "x" / name).mkdir(parents=True)
        (folder / "x" / name / "t.yaml").write_text(LOG)
        (folder / "x" / name / "leastwise.toml").write_text("ignore = ['log-never-expires']")
    (folder / "x" / "pyproject.toml").write_text("[tool.leastwise]\npersona = 'auditor'\n")
    assert "configured by x/pyproject.toml" in report(capsys, "x/a/t.yaml", "x/b/t.yaml")[2]
    assert "configured by x/a/leastwise.toml" in report(capsys, "x/a/t.yaml")[2]
