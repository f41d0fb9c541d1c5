"""What a scan says about the code of functions."""

import json

import pytest

from leastwise.cli import main

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, CodeUri: src}}
Resources:
  Plain: {Type: AWS::Serverless::Function, Properties: {Handler: plain.handler}}
  Doubtful: {Type: AWS::Serverless::Function, Properties: {Handler: doubtful.handler}}
  Absent: {Type: AWS::Serverless::Function, Properties: {Handler: absent.handler}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "plain.py").write_text("def handler(event, context):\n    return 1\n")
    (tmp_path / "src" / "doubtful.py").write_text("def handler(event, context):\n    exec(event['code'])\n")
    (tmp_path / "src" / "broken.py").write_text("def (\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def functions(capsys, *options):
    main(["scan", "--format", "json", *options])
    report = json.loads(capsys.readouterr().out)
    return {one["name"]: one for one in report["functions"]}, report


def test_it_says_how_far_each_function_is_understood(folder, capsys):
    found, _ = functions(capsys)
    assert (found["Plain"]["analysed"], found["Plain"]["why"]) == ("full", [])
    assert found["Doubtful"]["analysed"] == "partial"
    assert any(why.startswith("src/doubtful.py:2:") for why in found["Doubtful"]["why"])
    assert found["Absent"]["analysed"] == "none"
    assert found["Absent"]["why"]


def test_code_need_not_be_read(folder, capsys):
    found, report = functions(capsys, "--no-code")
    assert {one["analysed"] for one in found.values()} == {"none"}
    assert not [one for one in report["unread"] if one["kind"] == "code"]


def test_code_that_cannot_be_parsed_is_listed_and_the_rest_is_read(folder, capsys):
    (folder / "src" / "doubtful.py").write_text("import broken\n\n\ndef handler(event, context):\n    return 1\n")
    found, _ = functions(capsys)
    assert found["Doubtful"]["analysed"] == "partial"
    assert any("broken.py:1" in why for why in found["Doubtful"]["why"])


def test_a_second_scan_notices_that_code_has_changed(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert functions(capsys)[0]["Doubtful"]["analysed"] == "partial"
    assert functions(capsys)[0]["Doubtful"]["analysed"] == "partial"
    (folder / "src" / "doubtful.py").write_text("def handler(event, context):\n    return 2\n")
    assert functions(capsys)[0]["Doubtful"]["analysed"] == "full"


def test_a_fault_in_the_code_engine_costs_one_function_and_is_told(folder, capsys, monkeypatch):
    from leastwise.code.needs import function

    whole = function.code_needs

    def fails(app, one, sources):
        if one.name == "Plain":
            raise LookupError("of ours")
        return whole(app, one, sources)

    monkeypatch.setattr(function, "code_needs", fails)
    assert main(["scan", "--format", "json"]) == 4
    report = json.loads(capsys.readouterr().out)
    assert [(one["rule"], one["error"]) for one in report["failures"]] == [("code", "LookupError: of ours")]
    assert {one["name"]: one["analysed"] for one in report["functions"]}["Doubtful"] == "partial"
