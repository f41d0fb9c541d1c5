"""What a person sees of the fixes before anything is written."""

import json

import pytest

from leastwise.cli import main

from .fixing import QUIET, fix, fix_json, git, repository, rules, text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.json").write_text(text())
    return tmp_path


def test_it_shows_what_would_change_and_writes_nothing(folder, capsys):
    before = (folder / "template.json").read_text()
    code, out, err = fix(capsys)
    assert code == 1
    assert "short-visibility  safe · 1 place in 1 file\n" in out
    assert "  template.json:7:30 Worker may run 60 s, so 360 s are needed; 60 s are set.\n" in out
    assert '\n-        "VisibilityTimeout": 60\n+        "VisibilityTimeout": 360\n' in out
    assert "1 safe of 1 rule in 1 file; nothing is written yet" in out
    assert err == ""
    assert "\x1b" not in out
    assert (folder / "template.json").read_text() == before


def test_nothing_to_fix_is_said_and_is_success(folder, capsys):
    (folder / "template.json").write_text(QUIET)
    code, out, _ = fix(capsys)
    assert (code, out) == (0, "Fixes      nothing to fix\n")


def test_nothing_to_scan_is_no_success(folder, capsys):
    (folder / "template.json").unlink()
    code, out, err = fix(capsys)
    assert (code, out) == (3, "")
    assert "no application in" in err


def test_a_file_that_belongs_to_nothing_is_no_failure(folder, capsys):
    repository()
    (folder / "app").mkdir()
    (folder / "template.json").rename(folder / "app" / "template.json")
    (folder / "notes.txt").write_text("x")
    code, out, err = fix(capsys, "notes.txt")
    assert (code, out) == (0, "")
    assert "notes.txt: belongs to no application" in err


def test_unsafe_fixes_are_counted_and_made_when_asked_for(folder, capsys):
    code, out, _ = fix(capsys, "--select", "public-function-url")
    assert code == 0
    assert "1 more may change the behaviour, --unsafe shows them: public-function-url 1" in out
    assert "AWS_IAM" not in out
    code, out, _ = fix(capsys, "--unsafe", "--select", "public-function-url")
    assert code == 1
    assert "public-function-url  unsafe · 1 place" in out
    assert out.count("Caution: Whoever calls without IAM credentials is turned away") == 1
    assert "AWS_IAM" in out
    assert "--unsafe" not in out


def test_selected_rules_are_heard_whatever_their_persona(folder, capsys):
    assert rules(fix_json(capsys)) == ["short-visibility"]
    assert rules(fix_json(capsys, "--rule", "no-tracing")) == ["no-tracing"]
    assert rules(fix_json(capsys, "--rule", "no-tracing", "--select", "short-visibility")) == [
        "short-visibility",
        "no-tracing",
    ]
    assert rules(fix_json(capsys, "--ignore", "short-visibility")) == []


def test_a_rule_without_a_fix_is_named(folder, capsys):
    _, _, err = fix(capsys, "--select", "no-concurrency-limit")
    assert "no-concurrency-limit has no fix; `leastwise explain no-concurrency-limit` says what to do" in err


def test_only_what_concerns_a_function(folder, capsys):
    (folder / "template.json").write_text(text(workers=("One", "Two")))
    for name in ("One", "template.json:One"):
        report = fix_json(capsys, "--function", name)
        assert [fixed["finding"]["function"] for fixed in report["fixes"]] == ["template.json:One"]
    assert len(fix_json(capsys, "--function", "One", "--function", "Two")["fixes"]) == 2


def test_a_function_that_is_not_there(folder, capsys):
    code, _, err = fix(capsys, "--function", "Workr")
    assert code == 2
    assert "no application has this function; did you mean 'Worker'?" in err
    assert "there are Worker" in fix(capsys, "--function", "zzz")[2]


def test_what_somebody_has_accepted_is_left_alone(folder, capsys):
    accepted = json.loads(text())
    accepted["Resources"]["WorkerJobs"]["Metadata"] = {"leastwise": {"ignore": ["short-visibility"]}}
    (folder / "template.json").write_text(json.dumps(accepted, indent=2))
    assert fix_json(capsys)["fixes"] == []
    assert rules(fix_json(capsys, "--isolated")) == ["short-visibility"]
    (folder / "template.json").write_text(text())
    assert main(["baseline", "create"]) == 0
    capsys.readouterr()
    assert fix_json(capsys)["fixes"] == []


def test_the_rule_that_was_asked_for_is_fixed_also_below_a_stronger_one(folder, capsys):
    (folder / "template.json").write_text(text(workers=("InternalWorker",)))
    assert "public-function-url" not in rules(fix_json(capsys, "--unsafe"))  # a note of private-function-exposed
    report = fix_json(capsys, "--unsafe", "--select", "public-function-url")
    assert rules(report) == ["public-function-url"]


def test_parameters_decide_what_is_wrong(folder, capsys):
    document = json.loads(text())
    document["Parameters"] = {"Time": {"Type": "Number", "Default": 5}}
    document["Resources"]["Worker"]["Properties"]["Timeout"] = {"Ref": "Time"}
    (folder / "template.json").write_text(json.dumps(document, indent=2))
    assert fix_json(capsys)["fixes"] == []
    report = fix_json(capsys, "--parameters", "Time=100")
    assert [change["text"] for fixed in report["fixes"] for change in fixed["changes"]] == ["600"]


def test_names_and_lines_of_a_file_cannot_drive_the_terminal(folder, capsys):
    hostile = text(Description="\x9b31m \u202e ::error:: ##[command]")
    (folder / "template.json").unlink()
    (folder / "\x9bx.json").write_text(hostile.replace('"Timeout": 60', '"Timeout": 60 '))
    for more in ((), ("--unsafe",)):
        code, out, err = fix(capsys, *more)
        assert code == 1
        assert "\x9b" not in out + err
        assert "\u202e" not in out + err
        assert "##[" not in out


def test_many_files_stay_readable(folder, capsys):
    repository()
    for n in range(30):
        (folder / f"t{n}.json").write_text(text())
    git("add", "--all")
    code, out, _ = fix(capsys)
    assert "short-visibility  safe · 31 places in 31 files\n" in out
    assert "  and 28 more places\n" in out
    code, out, _ = fix(capsys, "--write")
    assert code == 0
    assert "Fixed      31 fixed\n" in out
    assert "and 23 more files" in out


def test_colours_on_request(folder, capsys):
    out = fix(capsys, "--color", "always")[1]
    assert '\x1b[32m+        "VisibilityTimeout": 360\x1b[0m' in out
    assert '\x1b[31m-        "VisibilityTimeout": 60\x1b[0m' in out


def test_a_scan_loads_nothing_of_it(folder):
    import subprocess
    import sys

    program = (
        "import sys; from leastwise.cli import main; main(['scan']);"
        "print([name for name in sys.modules if '.fix' in name or 'leastwise.patch' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
