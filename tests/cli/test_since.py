"""`--since`: only what is new, or worse, or accepted no longer."""

import json
import os
import shutil
import subprocess

import pytest

from leastwise.cli import main

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FUNCTION = """\
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {{}}"
      Policies: [{{Statement: [{{Effect: Allow, Action: dynamodb:*, Resource: "*"}}]}}]
"""
OLD = HEAD + FUNCTION.format(name="Old")
NEW = FUNCTION.format(name="New")
RULE = ("--select", "wildcard-action")


@pytest.fixture(params=["cached", "uncached"])
def repository(request, tmp_path, monkeypatch):
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", str(tmp_path / "cache") if request.param == "cached" else "")
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    git("init", "-q", "-b", "main")
    git("config", "user.email", "someone@example.com")
    git("config", "user.name", "Someone")


def git(*arguments):
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def write(**files):
    for name, text in files.items():
        path = name.replace("__", "/").replace("_", ".")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(text)


def commit(**files):
    write(**files)
    git("add", "--all")
    git("commit", "-q", "-m", "next")


def scan(capsys, *arguments):
    """The exit code, what is told of which block, and how many findings are hidden; twice, since the second is cached."""
    told = []
    for _ in range(2):
        code = main(["scan", "--format", "json", *(arguments if "--select" in arguments else (*RULE, *arguments))])
        captured = capsys.readouterr()
        assert code in (0, 1), captured.err
        report = json.loads(captured.out)
        found = sorted(f["resource"] for f in report["findings"] if not f["suppressed"])
        told.append((code, found, report["since"] and report["since"]["hidden"]))
    assert told[0] == told[1]
    return told[0]


def test_only_what_is_new_is_told_and_fails(repository, capsys):
    commit(template_yaml=OLD)
    assert scan(capsys) == (1, ["template.yaml:Old"], None)
    assert scan(capsys, "--since", "HEAD") == (0, [], 1)
    write(template_yaml="# moved down\n" + OLD + NEW)
    assert scan(capsys, "--since", "HEAD") == (1, ["template.yaml:New"], 1)


def test_the_summary_counts_what_is_hidden(repository, capsys):
    commit(template_yaml=OLD + NEW)
    main(["scan", *RULE, "--since", "main"])
    assert "2 findings that were there at main are not shown" in capsys.readouterr().out
    main(["scan", *RULE, "--since", "main", "--format", "markdown"])
    assert "2 findings that were there at main are not shown." in capsys.readouterr().out
    main(["scan", *RULE, "--since", "main", "--format", "github"])
    assert "no findings; 2 findings that were there at main are not shown" in capsys.readouterr().out


def test_a_branch_is_compared_with_where_it_began(repository, capsys):
    commit(template_yaml=OLD)
    git("checkout", "-q", "-b", "work")
    commit(template_yaml=OLD + NEW)
    git("checkout", "-q", "main")
    commit(template_yaml=HEAD + FUNCTION.format(name="Other"))
    git("checkout", "-q", "work")
    assert scan(capsys, "--since", "main") == (1, ["template.yaml:New"], 1)


def test_a_renamed_file_is_not_new_and_a_copied_one_is(repository, capsys):
    commit(a__template_yaml=OLD)
    os.renames("a/template.yaml", "b/template.yaml")
    assert scan(capsys, "--since", "HEAD") == (0, [], 1)
    write(c__template_yaml=OLD)
    code, found, hidden = scan(capsys, "--since", "HEAD")
    assert (code, len(found), hidden) == (1, 1, 1)


def test_what_has_become_worse_is_told(repository, capsys):
    shy = HEAD + FUNCTION.format(name="F").replace("dynamodb:*", "dynamodb:GetItem")
    commit(template_yaml=shy)
    arguments = ("--select", "wildcard-resource", "--since", "HEAD")
    assert scan(capsys, *arguments) == (0, [], 1)
    write(template_yaml=shy.replace("      Handler", "      FunctionUrlConfig: {AuthType: NONE}\n      Handler"))
    assert scan(capsys, *arguments) == (1, ["template.yaml:F"], 0)


def test_what_was_accepted_then_and_is_not_now_is_told(repository, capsys):
    accepted = OLD.replace("      Policies", "      # leastwise: ignore[wildcard-action] reason=trial\n      Policies")
    commit(template_yaml=accepted)
    assert scan(capsys, "--since", "HEAD") == (0, [], 0)
    write(template_yaml=OLD)
    assert scan(capsys, "--since", "HEAD") == (1, ["template.yaml:Old"], 0)


def test_what_only_the_work_tree_has_counts_as_new(repository, capsys):
    commit(README_md="nothing yet")
    write(template_yaml=OLD)
    assert scan(capsys, "--since", "HEAD") == (1, ["template.yaml:Old"], 0)


def test_a_stage_that_was_not_known_then_makes_everything_new(repository, capsys):
    commit(template_yaml=OLD)
    write(samconfig_toml="[dev.deploy.parameters]\nstack_name = 'x'\n")
    assert scan(capsys, "--since", "HEAD", "--stage", "dev")[1] == ["template.yaml:Old"]


def test_the_configuration_of_now_holds_for_then(repository, capsys):
    commit(template_yaml=OLD, vendor__t_yaml=OLD)
    write(leastwise_toml='exclude = ["vendor"]\n')
    assert scan(capsys, "--since", "HEAD") == (0, [], 1)


def test_settings_are_compared_alike(repository, capsys):
    commit(template_yaml=OLD)
    assert scan(capsys, "--since", "HEAD", "--select", "wildcard-resource")[1:] == ([], 1)


def test_a_root_below_the_work_tree(repository, capsys):
    commit(a__template_yaml=OLD, b__template_yaml=OLD)
    write(a__template_yaml=OLD + NEW)
    assert scan(capsys, "a", "--root", "a", "--since", "HEAD") == (1, ["template.yaml:New"], 1)


def test_files_that_are_named_are_compared_too(repository, capsys):
    commit(a__template_yaml=OLD, b__template_yaml=OLD, a__notes_txt="x")
    write(a__template_yaml=OLD + NEW)
    assert scan(capsys, "a/notes.txt", "--since", "HEAD") == (1, ["a/template.yaml:New"], 1)


@pytest.mark.parametrize(
    ("revision", "words"),
    [("nope", "no such revision"), ("--exec=x", "branch, tag or commit"), ("", "branch, tag or commit")],
)
def test_a_revision_that_is_none_is_wrong_usage(repository, capsys, revision, words):
    commit(template_yaml=OLD)
    assert main(["scan", f"--since={revision}"]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_outside_of_git_it_is_wrong_usage(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(template_yaml=OLD)
    assert main(["scan", "--since", "HEAD"]) == 2
    assert "needs a git work tree" in capsys.readouterr().err


def test_without_git_it_is_wrong_usage(repository, monkeypatch, capsys):
    commit(template_yaml=OLD)
    monkeypatch.setenv("PATH", "")
    assert main(["scan", "--since", "HEAD"]) == 2
    assert "needs git" in capsys.readouterr().err
