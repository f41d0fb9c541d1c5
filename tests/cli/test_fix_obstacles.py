"""Files that `leastwise fix` may not write, and files that no report may replace."""

import json
import os

import pytest

from leastwise.cli import main

from .fixing import fix, repository, text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    (tmp_path / "app" / "template.json").write_text(text())
    repository()
    return tmp_path / "app"


@pytest.fixture(params=["hard link", "read-only"])
def locked(request, folder):
    """What is in the way of writing the template."""
    if request.param == "hard link":
        os.link("template.json", folder.parent / "second name")
        return "template.json has 2 names (hard links), and only one would change: put a copy in its place first"
    (folder / "template.json").chmod(0o444)
    return "template.json is read-only: allow writing it first"


def test_a_file_that_may_not_be_written_keeps_all_from_being_written(folder, locked, capsys):
    (folder / "other.json").write_text(text())
    repository()
    code, out, err = fix(capsys, "--write")
    assert (code, err) == (1, "")
    assert f"nothing was written: {locked}" in " ".join(out.split())
    assert "+++" not in out
    assert "Next" not in out
    assert {(folder / name).read_text() for name in ("template.json", "other.json")} == {text()}


def test_it_is_foreseen(folder, locked, capsys):
    code, out, err = fix(capsys)
    assert code == 1
    assert err == f"leastwise: --write would be refused: {locked}\n"
    assert "+++ b/template.json" in out


def test_a_program_learns_of_it(folder, locked, capsys):
    code, out, err = fix(capsys, "--write", "--format", "json")
    assert code == 1
    assert json.loads(out)["written"] is False
    assert f"nothing was written: {locked}" in " ".join(err.split())


def test_a_link_is_refused_by_its_name(folder, capsys):
    (folder / "template.json").rename(folder / "t.real")
    (folder / "template.json").symlink_to("t.real")
    for more in ((), ("--write", "--force")):
        code, out, err = fix(capsys, "template.json", *more)
        assert (code, out) == (2, "")
        assert err == "leastwise: template.json is a link to t.real, and links are not followed here: name t.real\n"
    assert (folder / "t.real").read_text() == text()
    assert "--- a/t.real" in fix(capsys, "t.real")[1]


def test_a_folder_may_be_named_by_a_link(folder, capsys):
    (folder.parent / "link").symlink_to("app")
    assert "+++ b/template.json" in fix(capsys, "../link")[1]


@pytest.mark.parametrize("command", [("fix", "patch"), ("fix", "json"), ("scan", "json"), ("scan", "sarif")])
@pytest.mark.parametrize("name", ["template.json", "./template.json", "link.json"])
def test_no_report_replaces_a_template(folder, capsys, command, name):
    (folder / "link.json").symlink_to("template.json")
    code = main([command[0], "--output", f"{command[1]}={name}"])
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert f"{name} is a template; give the report a file of its own" in captured.err
    assert (folder / "template.json").read_text() == text()


@pytest.mark.parametrize("name", ["main.tf", "main.tf.json", "prod.tfvars", "serverless.yml", "serverless.ts"])
def test_nor_what_another_framework_reads(folder, capsys, name):
    (folder / name).write_text("{}")
    assert main(["scan", "--output", f"json={name}"]) == 2
    assert f"{name} is what scans read" in capsys.readouterr().err
    assert (folder / name).read_text() == "{}"


def test_nor_one_that_is_broken(folder, capsys):
    (folder / "broken.yaml").write_text("Resources:\n  A: {Type: AWS::SQS::Queue\n")
    assert main(["scan", "--output", "json=broken.yaml"]) == 2


@pytest.mark.parametrize("name", ["json", "sarif", "markdown", "csv"])
def test_an_earlier_report_is_replaced(folder, capsys, name):
    """Also one that says all that a template says."""
    file = folder / f"report.{name}"
    for _ in range(2):
        assert main(["scan", "--output", f"{name}={file.name}"]) in (0, 1)
        file.write_text(file.read_text() + "\n")
    (folder / "fixes.patch").write_text('diff\n+  "Resources": {"A": {"Type": "AWS::SQS::Queue"}}\n')
    assert fix(capsys, "--output", "patch=fixes.patch")[0] == 1
    assert (folder / "fixes.patch").read_text().startswith("diff --git a/template.json")
