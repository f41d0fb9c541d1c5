"""`leastwise fix --write`: what is on the disk afterwards, and what has to be there before."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leastwise.cli import main

from .fixing import fix, fix_json, git, repository, rules, template, terminal, text

FIXED = text().replace('"VisibilityTimeout": 60', '"VisibilityTimeout": 360')


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_text(text())
    return tmp_path


def content(name="template.json"):
    return Path(name).read_text()


def test_it_writes_what_it_showed_and_has_nothing_left_to_do(folder, capsys):
    repository()
    code, out, err = fix(capsys, "--write")
    assert (code, err) == (0, "")
    assert "Fixed      1 fixed\n" in out
    assert content() == FIXED
    assert "nothing to fix" in fix(capsys, "--write")[1]
    assert fix(capsys)[0] == 0
    assert git("status", "--porcelain") == " M template.json\n"


def test_the_report_says_that_it_is_written(folder, capsys):
    repository()
    report = fix_json(capsys, "--write")
    assert report["written"] is True
    assert rules(report) == ["short-visibility"]
    assert content() == FIXED


def test_what_cannot_be_fixed_is_left_and_is_no_success(folder, capsys):
    document = template()
    document["Parameters"] = {"Seconds": {"Type": "Number", "Default": 60}}
    for name in ("WorkerJobs", "Other"):
        document["Resources"][name] = {
            "Type": "AWS::SQS::Queue",
            "Properties": {"VisibilityTimeout": {"Ref": "Seconds"}},
        }
    (folder / "template.json").write_text(json.dumps(document, indent=2))
    repository()
    before = content()
    code, out, _ = fix(capsys, "--write")
    assert code == 1
    assert "Not fixed  template.json:" in out
    assert "short-visibility: " in out
    assert content() == before


@pytest.mark.parametrize("way", ["no repository", "never added", "ignored"])
def test_what_git_does_not_keep_is_written_only_when_forced(folder, capsys, way):
    if way != "no repository":
        (folder / ".gitignore").write_text("template.json\n" if way == "ignored" else "")
        (folder / "template.json").unlink()
        repository()
        (folder / "template.json").write_text(text())
    code, out, err = fix(capsys, "--write")
    assert (code, out) == (2, "")
    assert "template.json is not under version control" in err
    assert "--force" in err
    assert content() == text()
    assert fix(capsys, "--write", "--force")[0] == 0
    assert content() == FIXED


def test_a_diff_asks_for_no_version_control(folder, capsys):
    assert "version control" not in "".join(map(str, fix(capsys, "--diff")))


@pytest.mark.parametrize(("typed", "code", "after"), [("y\n", 0, FIXED), ("n\n", 1, text()), ("\n", 1, text())])
def test_on_a_terminal_it_asks(folder, typed, code, after):
    done, shown = terminal(typed, "--write")
    assert "not under version control; write anyway? [y/N]" in shown
    assert (done, content()) == (code, after)


def test_other_version_control_counts(folder, capsys):
    (folder / ".hg").mkdir()
    assert fix(capsys, "--write")[0] == 0


def test_a_repository_inside_is_asked_for_its_own_files(folder, capsys):
    (folder / "part").mkdir()
    (folder / "template.json").rename(folder / "part" / "template.json")
    git("init", "-q", cwd="part")
    git("add", "--all", cwd="part")
    git("init", "-q")
    assert fix(capsys, "--write")[0] == 0


def test_git_that_cannot_be_asked_is_named(folder, capsys):
    repository()
    (folder / ".git" / "index").write_bytes(b"broken")
    code, _, err = fix(capsys, "--write")
    assert code == 2
    assert "git cannot say whether it keeps template.json (" in err
    assert content() == text()
    assert fix(capsys, "--write", "--force")[0] == 0


def test_changes_that_git_does_not_have_are_named(folder, capsys):
    repository()
    (folder / "template.json").write_text(text(Description="new"))
    code, _, err = fix(capsys, "--write")
    assert code == 0
    assert err == "leastwise: 1 file had changes that git does not keep: template.json\n"


def test_line_ends_that_git_changes_are_no_changes(folder, capsys):
    (folder / ".gitattributes").write_text("* text eol=crlf\n")
    (folder / "template.json").write_bytes(text().replace("\n", "\r\n").encode())
    repository()
    assert fix(capsys, "--write")[2] == ""


def test_nothing_of_the_repository_is_run(folder, capsys):
    """Programs that a repository can name in its configuration: on looking at the index, at content, at a commit."""
    (folder / ".gitattributes").write_text("* filter=trap diff=trap\n")
    repository()
    trap = folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {folder}/sprung\ncat\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "filter.trap.clean",
        "filter.trap.smudge",
        "filter.trap.process",
        "diff.trap.textconv",
    ):
        git("config", name, str(trap))
    git("config", "core.hooksPath", str(folder))
    os.utime(folder / "template.json", (1, 1))
    assert fix(capsys, "--write")[0] == 0
    assert not (folder / "sprung").exists()


def test_suppressions_of_no_use_are_taken_out(folder, capsys):
    (folder / "template.json").unlink()
    (folder / "template.yaml").write_text(
        "Resources:\n"
        "  Jobs:\n"
        "    Type: AWS::SQS::Queue  # leastwise: ignore[open-queue] reason=once\n"
        "    Properties:\n"
        "      # leastwise: ignore[open-queue, short-visibility]\n"
        "      SqsManagedSseEnabled: false # off\n"
    )
    repository()
    code, out, _ = fix(capsys, "--write")
    assert code == 0
    assert "encryption-disabled 1" in out
    assert "unused-suppression 2" in out
    assert content("template.yaml") == (
        "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties:\n      SqsManagedSseEnabled: true # off\n"
    )
    assert "nothing to fix" in fix(capsys)[1]


LYING = """
from leastwise.model.edit import Set
from leastwise.model.finding import Confidence, FixSafety, Severity
from leastwise.rules.rule import Example, Rule

class Liar(Rule):
    '''Finds on the disk what is no longer there in memory.'''
    id = "liar"
    title = "Liar"
    why = "Because."
    remediation = "None."
    severity, confidence, fix = Severity.LOW, Confidence.HIGH, FixSafety.SAFE
    bad = Example.sam("", at="Resources.Q")
    good = Example.sam("")

    def check(self, app):
        for queue in app.resources("AWS::SQS::Queue"):
            place = queue["VisibilityTimeout"]
            if place.value == 60 or '"VisibilityTimeout": 61' in open("template.json").read():
                yield self.finding(place, "Wrong.", edits=[Set(place, 61)])
"""


def test_a_promise_that_the_disk_does_not_keep_is_taken_back(folder, capsys, monkeypatch):
    (folder / "rules").mkdir()
    (folder / "rules" / "lying_rules.py").write_text(LYING)
    monkeypatch.syspath_prepend(str(folder / "rules"))
    repository()
    code, out, err = fix(capsys, "--rules", "lying_rules", "--select", "liar", "--write")
    assert (code, out) == (4, "")
    assert "liar still finds template.json:WorkerJobs after it was written; the files are again as they were" in err
    assert content() == text()


KILLED = """
import os, sys
left = [int(sys.argv[1])]
replace = os.replace
def killing(*arguments, **more):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    return replace(*arguments, **more)
os.replace = killing
from leastwise.cli import main
main(["fix", "--write"])
"""


def test_what_a_killed_run_left_behind_is_put_right_first(folder, capsys):
    (folder / "other.json").write_text(text())
    repository()
    for calls in range(20):  # until it has changed one file and not the other
        subprocess.run([sys.executable, "-c", KILLED, str(calls)], check=False)
        if len({content(), content("other.json")}) == 2:
            break
    else:
        pytest.fail("it was never between two files")
    assert "an earlier run was interrupted while it wrote" in fix(capsys)[2]
    code, _, err = fix(capsys, "--write")
    assert code == 0
    assert "interrupted while it wrote" in err
    assert (content(), content("other.json")) == (FIXED, FIXED)
    assert git("status", "--porcelain") == " M other.json\n M template.json\n"


def test_ctrl_c_while_it_asks_changes_nothing(folder):
    code, _ = terminal("\x03", "--write")
    assert code in (130, -signal.SIGINT)
    assert content() == text()


def test_two_applications_that_share_a_file(folder, capsys):
    """What is changed for the first is what the second one finds."""
    (folder / "template.json").rename(folder / "shared.json")
    nested = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "shared.json"}}
    for name in ("one", "two"):
        (folder / f"{name}.json").write_text(json.dumps({"Resources": {"Part": nested}}))
    repository()
    report = fix_json(capsys)
    assert rules(report) == ["short-visibility", "short-visibility"]
    assert report["left"] == []
    assert main(["fix", "--write"]) == 0
    assert content("shared.json") == FIXED
