"""`leastwise baseline`, and scans that know one."""

import json
import os

import pytest

from leastwise.cli import main

LOG = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Visits:\n    Type: AWS::Logs::LogGroup\n"
QUEUE = """\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: !GetAtt Jobs.Arn}]}
"""
SECRET = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {}"
      Environment: {Variables: {DB_PASSWORD: hunter2}}
"""
NAME = "leastwise.baseline.json"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def new(capsys, *arguments):
    """Rule and file of what a scan reports as new; its messages."""
    _, out, err = run(capsys, "scan", "--format", "json", *arguments)
    return sorted((f["rule"], f["file"]) for f in json.loads(out)["findings"] if not f["suppressed"]), err


def entries(folder, name=NAME):
    return json.loads((folder / name).read_text())["findings"]


def test_what_is_there_is_accepted_and_what_is_new_is_reported(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    assert run(capsys, "scan")[0] == 1
    code, out, _ = run(capsys, "baseline", "create", "--reason", "moved in May")
    assert (code, out) == (0, f"{NAME}: 1 finding accepted, 1 new, 0 removed\n")
    (entry,) = entries(folder)
    assert (entry["rule"], entry["file"], entry["resource"]) == ("open-queue", "t.yaml", "t.yaml:Policy")
    assert entry["reason"] == "moved in May"
    assert "line" not in entry
    code, out, _ = run(capsys, "scan", "--format", "json")
    (finding,) = json.loads(out)["findings"]
    assert code == 0
    assert finding["suppression"] == {"kind": "baseline", "reason": "moved in May", "until": None}
    (folder / "u.yaml").write_text(LOG)
    assert new(capsys)[0] == [("log-never-expires", "u.yaml")]


def test_lines_may_move_and_files_may_be_renamed(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    run(capsys, "baseline", "create")
    (folder / "t.yaml").write_text("# moved\n\n" + QUEUE)
    assert new(capsys)[0] == []
    os.rename("t.yaml", "renamed.yaml")
    assert new(capsys) == ([], "")
    (folder / "sub").mkdir()
    os.rename("renamed.yaml", "sub/t.yaml")
    assert new(capsys) == ([], "")


def test_a_second_copy_is_new(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    run(capsys, "baseline", "create")
    (folder / "copy.yaml").write_text(QUEUE)
    assert new(capsys)[0] == [("open-queue", "copy.yaml")]
    assert new(capsys, "copy.yaml")[0] == [("open-queue", "copy.yaml")]
    (folder / "t.yaml").write_text(LOG)
    assert new(capsys)[0] == [("log-never-expires", "t.yaml")]


def test_what_has_gone_is_named_and_pruned(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    (folder / "u.yaml").write_text(LOG)
    run(capsys, "baseline", "create")
    (folder / "t.yaml").write_text(QUEUE.replace('Principal: "*"', 'Principal: {AWS: "123456789012"}'))
    assert (
        "1 of the findings in the baseline is not found any more; `leastwise baseline prune` removes it"
        in new(capsys)[1]
    )
    (folder / "v.yaml").write_text(LOG)
    _, out, _ = run(capsys, "baseline", "prune")
    assert out == f"{NAME}: 1 finding accepted, 0 new, 1 removed\n"
    assert [entry["file"] for entry in entries(folder)] == ["u.yaml"]
    assert new(capsys) == ([("log-never-expires", "v.yaml")], "")


def test_update_adds_removes_and_keeps_reasons(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    (folder / "u.yaml").write_text(LOG)
    run(capsys, "baseline", "create", "--reason", "old")
    (folder / "t.yaml").write_text(LOG)
    os.rename("u.yaml", "w.yaml")
    _, out, _ = run(capsys, "baseline", "update", "--reason", "new")
    assert out == f"{NAME}: 2 findings accepted, 1 new, 1 removed\n"
    assert [(entry["file"], entry["reason"]) for entry in entries(folder)] == [("t.yaml", "new"), ("w.yaml", "old")]


def test_only_what_was_looked_at_is_changed(folder, capsys):
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "t.yaml").write_text(QUEUE)
    run(capsys, "baseline", "create")
    for name in ("a", "b"):
        (folder / name / "t.yaml").write_text(QUEUE.replace('Principal: "*"', 'Principal: {AWS: "123456789012"}'))
    assert "1 of the findings" in new(capsys, "a")[1]
    assert new(capsys, "--select", "log-never-expires")[1] == ""
    run(capsys, "baseline", "prune", "a")
    assert [entry["file"] for entry in entries(folder)] == ["b/t.yaml"]
    (folder / "b" / "t.yaml").write_text(QUEUE + "  Broken: [")
    run(capsys, "baseline", "prune", "a", "b")
    assert [entry["file"] for entry in entries(folder)] == ["b/t.yaml"]
    run(capsys, "baseline", "update", "--select", "log-never-expires", "a")
    assert [entry["file"] for entry in entries(folder)] == ["b/t.yaml"]


def test_create_does_not_write_over_a_baseline(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    run(capsys, "baseline", "create")
    code, _, err = run(capsys, "baseline", "create")
    assert code == 2
    assert "--force writes it anew" in err
    (folder / NAME).write_text("broken")
    assert run(capsys, "baseline", "create", "--force")[0] == 0
    assert len(entries(folder)) == 1


@pytest.mark.parametrize("action", ["update", "prune"])
def test_there_must_be_one_to_change(folder, capsys, action):
    (folder / "t.yaml").write_text(LOG)
    code, _, err = run(capsys, "baseline", action)
    assert code == 2
    assert "leastwise baseline create" in err


def test_what_is_suppressed_otherwise_is_not_in_it(folder, capsys):
    (folder / "t.yaml").write_text(LOG.replace("Visits:", "Visits:  # leastwise: ignore[log-never-expires]"))
    run(capsys, "baseline", "create")
    assert entries(folder) == []


def test_where_it_is(folder, capsys):
    (folder / "a").mkdir()
    (folder / "a" / "t.yaml").write_text(LOG)
    run(capsys, "baseline", "create", "a")
    assert os.path.exists(NAME)  # at the root where there is no configuration
    os.remove(NAME)
    (folder / "a" / "leastwise.toml").write_text("")
    run(capsys, "baseline", "create", "a")
    assert os.path.exists(f"a/{NAME}")
    os.remove(f"a/{NAME}")
    (folder / "a" / "leastwise.toml").write_text("baseline = 'known/all.json'")
    code, _, err = run(capsys, "scan", "a")
    assert code == 2
    assert "a/leastwise.toml:1: there is no baseline a/known/all.json" in err
    (folder / "a" / "known").mkdir()
    run(capsys, "baseline", "create", "a")
    assert new(capsys, "a")[0] == []
    run(capsys, "baseline", "create", "a", "--baseline", "elsewhere.json")
    assert new(capsys, "a", "--isolated", "--baseline", "elsewhere.json")[0] == []
    code, _, err = run(capsys, "scan", "--baseline", "nowhere.json")
    assert (code, "there is no such file" in err) == (2, True)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"\0\0\0", b'{"schema": 1, "findings": [3]}', b"[" * 10_000]
)
def test_a_broken_one_is_exit_2_with_file_line_and_remedy(folder, capsys, content):
    (folder / "t.yaml").write_text(LOG)
    (folder / NAME).write_bytes(content)
    for arguments in (["scan"], ["scan", "--baseline", NAME], ["baseline", "update"], ["baseline", "prune"]):
        code, out, err = run(capsys, *arguments)
        assert (code, out) == (2, "")
        assert err.startswith(f"leastwise: {NAME}:1: the baseline ")
        assert "leastwise baseline create --force" in err


def test_a_report_is_no_baseline(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    run(capsys, "scan", "--output", f"json={NAME}")
    code, _, err = run(capsys, "scan")
    assert (code, "is a report" in err) == (2, True)


def test_what_cannot_be_read_is_not_accepted(folder, capsys):
    (folder / "t.yaml").write_text(LOG + "  B: [\n")
    code, _, err = run(capsys, "baseline", "create")
    assert (code, "t.yaml:6: the template is not valid YAML" in err) == (3, True)
    assert not os.path.exists(NAME)
    (folder / "u.yaml").write_text(LOG)
    code, _, err = run(capsys, "baseline", "create")
    assert (code, "not accepted either: t.yaml:6: " in err) == (0, True)
    assert {entry["file"] for entry in entries(folder)} == {"u.yaml"}


def test_one_that_could_not_be_read_back_is_not_written(folder, capsys, monkeypatch):
    (folder / "t.yaml").write_text(QUEUE)
    monkeypatch.setattr("leastwise.cli.baseline.MAX_BYTES", 100)
    code, _, err = run(capsys, "baseline", "create")
    assert (code, "more than a scan reads back" in err) == (2, True)
    assert not os.path.exists(NAME)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_its_place_stops_nothing(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    os.mkfifo(NAME)
    for arguments in (["scan"], ["baseline", "create", "--force"], ["baseline", "update"]):
        assert run(capsys, *arguments)[0] == 2


def test_one_that_is_too_large(folder, capsys):
    (folder / "t.yaml").write_text(LOG)
    with open(NAME, "wb") as file:
        file.truncate(200_000_000)
    for arguments in (["scan"], ["scan", "--baseline", NAME]):
        assert run(capsys, *arguments)[0] == 2


def test_a_link_out_of_the_root_is_neither_read_nor_written(folder, capsys, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "precious"
    outside.write_text("precious")
    (folder / "t.yaml").write_text(LOG)
    (folder / NAME).symlink_to(outside)
    for arguments in (["scan"], ["baseline", "update"], ["baseline", "create", "--force"]):
        code, _, err = run(capsys, *arguments)
        assert code == 2
        assert "outside" in err
    assert outside.read_text() == "precious"
    (folder / "leastwise.toml").write_text("baseline = '../precious'")
    assert run(capsys, "baseline", "create")[0] == 2


def test_no_secret_can_be_found_out_from_it(folder, capsys):
    marks = []
    for secret in ("hunter2", "hunter3"):
        (folder / "t.yaml").write_text(SECRET.replace("hunter2", secret))
        run(capsys, "baseline", "create", "--force", "--select", "secret-in-env")
        text = (folder / NAME).read_text()
        assert "hunter" not in text
        marks.append(entries(folder)[0]["fingerprint"])
    assert marks[0] == marks[1]


def test_two_runs_write_the_same(folder, capsys):
    (folder / "t.yaml").write_text(QUEUE)
    (folder / "u.yaml").write_text(LOG + "  More:\n    Type: AWS::Logs::LogGroup\n")
    run(capsys, "baseline", "create")
    first = (folder / NAME).read_bytes()
    run(capsys, "baseline", "update")
    assert (folder / NAME).read_bytes() == first
    assert first.endswith(b"}\n")


def test_names_that_are_attacks_are_plain_text_in_it(folder, capsys):
    (folder / "t.yaml").write_text(LOG.replace("Visits", '"x\\e[2J\\u202e<script>"'))
    run(capsys, "baseline", "create")
    assert (folder / NAME).read_bytes().isascii()
    assert new(capsys)[0] == []
