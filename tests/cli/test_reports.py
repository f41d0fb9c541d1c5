"""`--format` and `--output`: where reports go, and what happens when they cannot go there."""

import json
import os
import stat
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest

from leastwise.cli import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {}"
      FunctionUrlConfig: {AuthType: NONE}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    return tmp_path


def scan(capsys, *arguments):
    code = main(["scan", "--root", ".", "--select", "public-function-url", "--fail-on", "info", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_several_reports_of_one_scan(folder, capsys):
    (folder / "out").mkdir()
    code, out, err = scan(capsys, "--output", "sarif=out/a=b.sarif", "--output", "junit=report.xml")
    assert (code, err) == (1, "")
    assert out.startswith("Door  ")  # people still read the report
    assert json.loads((folder / "out" / "a=b.sarif").read_text())["version"] == "2.1.0"
    assert ET.parse(folder / "report.xml").getroot().get("failures") == "1"
    assert sorted(os.listdir(folder)) == ["out", "report.xml", "template.yaml"]


def test_the_report_on_standard_output_has_its_own_format(folder, capsys):
    _, out, _ = scan(capsys, "--format", "json", "--output", "text=scan.txt", "--color", "always")
    assert json.loads(out)["findings"]
    text = (folder / "scan.txt").read_text()
    assert "public-function-url" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "sarf"], "--format: there is no value 'sarf'; did you mean 'sarif'?"),
        (["--output", "sarf=x"], "--output sarf=x: there is no format 'sarf'; did you mean 'sarif'?"),
        (["--output", "zzz=x"], "there are text, json, sarif"),
        (["--output", "sarif"], "takes FORMAT=FILE"),
        (["--output", "=x"], "takes FORMAT=FILE"),
        (["--output", "sarif="], "takes FORMAT=FILE"),
        (["--output", "sarif=-"], "--format sarif writes to standard output"),
        (["--output", "sarif=sub"], "sub is a folder"),
        (["--output", "sarif=nowhere/x.sarif"], "there is no folder nowhere; create it first"),
        (["--output", "sarif=x", "--output", "json=sub/../x"], "another report goes to"),
    ],
)
def test_wrong_usage_is_said_before_the_scan(folder, capsys, arguments, words):
    (folder / "sub").mkdir()
    code, out, err = scan(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert sorted(os.listdir(folder)) == ["sub", "template.yaml"]


def test_a_report_replaces_the_one_before_and_leaves_its_links(folder, capsys):
    (folder / "real.json").write_text("old")
    (folder / "link.json").symlink_to("real.json")
    scan(capsys, "--output", "json=link.json")
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "real.json").read_text())["schema"] == 1


@pytest.mark.skipif(not hasattr(os, "umask"), reason="no permissions to speak of")
def test_others_may_read_a_report_as_far_as_the_umask_says(folder, capsys):
    before = os.umask(0o022)
    try:
        scan(capsys, "--output", "json=report.json")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "report.json").stat().st_mode) == 0o644


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_named_and_the_other_reports_are_written(folder):
    command = [sys.executable, "-m", "leastwise", "scan", "--output", "json=/dev/full", "--output", "json=good.json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "/dev/full cannot be written: No space left on device" in done.stderr
    assert "public-function-url" in done.stdout
    assert json.loads((folder / "good.json").read_text())["findings"]


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="needs a device")
def test_a_device_stays_a_device(folder, capsys):
    (folder / "null").symlink_to(os.devnull)
    assert scan(capsys, "--output", "json=null")[0] == 1
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(folder, capfd):
    (folder / "closed").mkdir(mode=0o500)
    code, _, err = scan(capfd, "--output", "json=closed/x.json")
    assert code == 4
    assert "closed/x.json cannot be written: Permission denied" in err


def test_what_was_there_stays_when_the_report_breaks_off(folder, capfd, monkeypatch):
    from leastwise.report import json as module

    def breaks(result, style):
        yield "{"
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(module, "render", breaks)
    (folder / "report.json").write_text("old")
    code, _, err = scan(capfd, "--output", "json=report.json")
    assert code == 4
    assert "report.json cannot be written: Input/output error" in err
    assert (folder / "report.json").read_text() == "old"
    assert sorted(os.listdir(folder)) == ["report.json", "template.yaml"]


def test_a_function_of_which_the_runtime_is_not_known_is_no_image(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".chalice").mkdir()
    (tmp_path / ".chalice" / "config.json").write_text('{"version": "2.0", "app_name": "shop"}')
    (tmp_path / "app.py").write_text(
        "from chalice import Chalice\napp = Chalice(app_name='shop')\n\n@app.route('/')\ndef index():\n    return {}\n"
    )
    main(["scan", "--root", ".", "--select", "unauthenticated-route"])
    assert "api_handler  runtime not known" in capsys.readouterr().out
