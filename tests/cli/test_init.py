"""Getting started: `init`, the hook, the action, completion."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from leastwise.cli import main

ROOT = Path(__file__).parents[2]
ZIZMOR = Path(sys.executable).with_name("zizmor")


def written(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and ".git/" not in str(p)}


@pytest.fixture
def project(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_an_empty_project_gets_configuration_hook_and_workflow(project, capsys):
    assert main(["init"]) == 0
    assert written(project) == {"leastwise.toml", ".pre-commit-config.yaml", ".github/workflows/leastwise.yml"}
    assert "wrote    leastwise.toml" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sign", "more"),
    [(".gitlab-ci.yml", {".gitlab/leastwise.yml"}), (".github/x", {".github/workflows/leastwise.yml"})],
)
def test_the_workflow_is_for_the_host_that_shows(project, sign, more):
    (project / sign).parent.mkdir(exist_ok=True)
    (project / sign).write_text("")
    assert main(["init"]) == 0
    assert written(project) == {sign, "leastwise.toml", ".pre-commit-config.yaml", *more}


def test_it_writes_at_the_top_of_the_repository_wherever_it_is_called(project, monkeypatch):
    (project / "services" / "orders").mkdir(parents=True)
    monkeypatch.chdir(project / "services" / "orders")
    main(["init", "--only", "config"])
    assert written(project) == {"leastwise.toml"}


def test_what_exists_is_kept_and_what_is_missing_in_it_is_told(project, capsys):
    (project / ".pre-commit-config.yaml").write_text("repos: []\n")
    (project / "pyproject.toml").write_text("[tool.leastwise]\nfail-on = 'low'\n")
    main(["init"])
    assert (project / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert not (project / "leastwise.toml").exists()
    out = capsys.readouterr().out
    assert "- id: leastwise" in out and "pyproject.toml has [tool.leastwise]" in out


def test_a_dry_run_writes_nothing(project, capsys):
    assert main(["init", "--dry-run"]) == 0
    assert written(project) == set()
    assert "would write leastwise.toml" in capsys.readouterr().out


def test_a_folder_that_leads_out_of_the_repository_is_not_written_to(project, tmp_path_factory, capsys):
    outside = tmp_path_factory.mktemp("outside")
    (project / ".github").symlink_to(outside)
    assert main(["init", "--only", "github"]) == 2
    assert not list(outside.iterdir())
    assert "leads outside" in capsys.readouterr().err


def test_the_configuration_that_is_written_is_taken(project):
    main(["init", "--only", "config"])
    (project / "template.yaml").write_text("Resources: {News: {Type: AWS::SNS::Topic}}\n")
    assert main(["scan"]) == 0


def test_the_workflow_is_pinned_and_sound(project):
    main(["init", "--only", "github", "--only", "pre-commit"])
    shutil.copy(ROOT / "action.yml", project)
    workflow = yaml.safe_load((project / ".github/workflows/leastwise.yml").read_text())
    assert workflow["permissions"] == {}
    done = subprocess.run([ZIZMOR, "--offline", "--persona=pedantic", "."], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_gitlab_reads_the_report_that_the_job_writes():
    text = (ROOT / "src/leastwise/cli/starters/gitlab.yml").read_text()
    job = yaml.safe_load(text)["leastwise"]
    assert job["artifacts"]["reports"]["junit"] in " ".join(job["script"])


def test_the_hook_runs_the_scan_on_what_serverless_projects_are_made_of():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert hook["entry"] == "leastwise scan"
    assert {"yaml", "json", "python", "ts"} <= set(hook["types_or"])


def test_the_action_scans_and_writes_its_report(tmp_path):
    """The last step of the action, as the runner would start it."""
    script = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"][-1]["run"]
    (tmp_path / "leastwise").symlink_to(Path(sys.executable).parent.parent)
    (tmp_path / "shop one").mkdir()
    (tmp_path / "shop one" / "template.yaml").write_text(
        "Resources: {Q: {Type: 'AWS::Lambda::Url', Properties: {AuthType: NONE, TargetFunctionArn: f}}}\n"
    )
    given = {
        "PATHS": "shop one\n\n",
        "FAIL_ON": "critical",
        "PERSONA": "auditor",
        "SARIF": "out.sarif",
        "ISOLATED": "true",
    }
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "RUNNER_TEMP": str(tmp_path), **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out.sarif").is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_knows_commands_options_and_rules(shell, capsys):
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert "short-visibility" in out and "fail" in out and "explain" in out


def test_bash_completes_the_id_of_a_rule(capsys):
    main(["completion", "bash"])
    script = (
        capsys.readouterr().out
        + "\nCOMP_WORDS=(leastwise explain short-v); COMP_CWORD=2; _shtab_leastwise; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["short-visibility"]


def test_the_configuration_that_init_writes_is_toml():
    tomllib.loads((ROOT / "src/leastwise/cli/starters/leastwise.toml").read_text())
