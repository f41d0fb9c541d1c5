"""Files among the paths stand for the applications that they belong to, as a hook names what has changed."""

import json
import os

import pytest

from leastwise.cli import main

HEAD = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
FUNCTION = (
    HEAD
    + "  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: %s}\n"
)
PARENT = "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: %s}\n"
TREE = {
    "orders/template.yaml": FUNCTION % "src/",
    "orders/src/a.py": "",
    "mail/template.yaml": FUNCTION % "../shared",
    "post/template.yaml": FUNCTION % "../shared",
    "shared/a.py": "",
    "nest/main.yaml": PARENT % "child.yaml",
    "nest/child.yaml": FUNCTION % "code",
    "tools/x.py": "",
    "README.md": "",
    ".github/workflows/deploy.yml": (
        "on: push\njobs:\n  a:\n    runs-on: x\n    env: {AWS_ACCESS_KEY_ID: '${{ secrets.KEY }}', AWS_SECRET_ACCESS_KEY: x}\n"
        "    steps: [{run: aws s3 ls}]\n"
    ),
    "vendor/t/template.yaml": FUNCTION % "src/",
    "vendor/t/src/a.py": "",
    "node_modules/p/a.js": "",
}


@pytest.fixture(params=["git", "no-git"])
def wide(request, tmp_path, monkeypatch):
    """A git work tree, or a folder that is named as the root."""
    monkeypatch.chdir(tmp_path)
    for path, text in TREE.items():
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
    if request.param == "git":
        os.mkdir(".git")
        return ()
    return ("--root", ".")


def scan(capsys, *arguments):
    code = main(["scan", "--format", "json", "--fail-on", "never", *arguments])
    captured = capsys.readouterr()
    return code, json.loads(captured.out), captured.err


def applications(report):
    return sorted({function["application"] for function in report["functions"]})


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["orders/src/a.py"], ["orders/template.yaml"]),
        (["orders/template.yaml", "orders/src/a.py"], ["orders/template.yaml"]),
        (["shared/a.py"], ["mail/template.yaml", "post/template.yaml"]),
        (["nest/child.yaml"], ["nest/main.yaml"]),
        (["nest/main.yaml", "nest/child.yaml"], ["nest/main.yaml"]),
        (["orders/src/a.py", "README.md", "tools/x.py"], ["orders/template.yaml"]),
        (["orders/src/a.py", "mail"], ["mail/template.yaml", "orders/template.yaml"]),
    ],
)
def test_a_file_stands_for_its_applications(wide, capsys, files, expected):
    code, report, _ = scan(capsys, *files, *wide)
    assert code == 0
    assert applications(report) == expected
    assert report["stats"]["applications"] == len(expected)


def test_the_report_is_that_of_the_whole_application(wide, capsys):
    _, whole, _ = scan(capsys, "orders", *wide)
    _, changed, _ = scan(capsys, "orders/src/a.py", *wide)
    assert [f["fingerprint"] for f in changed["findings"]] == [f["fingerprint"] for f in whole["findings"]]


def test_files_that_belong_to_nothing_are_no_failure(wide, capsys):
    code, report, err = scan(capsys, "README.md", "tools/x.py", "node_modules/p/a.js", *wide)
    assert code == 0
    assert report["findings"] == []
    assert [line for line in err.splitlines() if "belongs to no application" in line] == [
        f"leastwise: {path}: belongs to no application" for path in ("README.md", "tools/x.py", "node_modules/p/a.js")
    ]


def test_many_files_that_belong_to_nothing_are_counted(wide, capsys):
    names = [f"tools/{number}.py" for number in range(10)]
    for name in names:
        with open(name, "w"):
            pass
    code, _, err = scan(capsys, *names, *wide)
    assert code == 0
    assert len(err.splitlines()) == 4
    assert "and 7 more files belong to no application" in err


def test_a_folder_without_an_application_is_still_nothing_to_scan(wide, capsys):
    assert main(["scan", "tools", "README.md", *wide]) == 3


def test_ci_configuration_is_read_by_itself(wide, capsys):
    code, report, err = scan(capsys, ".github/workflows/deploy.yml", *wide)
    assert code == 0
    assert "belongs to no" not in err
    assert {f["file"] for f in report["findings"]} == {".github/workflows/deploy.yml"}


def test_what_the_configuration_excludes_belongs_to_nothing_unless_it_is_a_template(wide, capsys):
    with open("leastwise.toml", "w") as file:
        file.write('exclude = ["vendor"]\n')
    code, report, err = scan(capsys, "vendor/t/src/a.py", *wide)
    assert (code, applications(report)) == (0, [])
    assert "vendor/t/src/a.py: belongs to no application" in err
    assert applications(scan(capsys, "vendor/t/template.yaml", *wide)[1]) == ["vendor/t/template.yaml"]


def test_what_is_met_while_looking_for_the_owner_is_not_reported(wide, capsys):
    with open("main.tf", "w"):
        pass
    if os.name != "nt":
        os.symlink("/nowhere/at/all", "link")
    _, report, _ = scan(capsys, "orders/template.yaml", *wide)
    assert {entry["file"] for entry in report["unread"]} <= {"orders/template.yaml"}
    assert report["stats"]["files"] == 1


def test_outside_of_a_project_a_template_is_read_by_itself(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "main.yaml").write_text(PARENT % "child.yaml")
    (tmp_path / "child.yaml").write_text(FUNCTION % "code")
    monkeypatch.setattr("leastwise.read.owners.Owners", lambda files: pytest.fail("the folder was looked through"))
    _, report, _ = scan(capsys, "child.yaml")
    assert applications(report) == ["child.yaml"]


def test_outside_of_a_project_code_is_looked_up_in_its_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(FUNCTION % ".")
    (tmp_path / "a.py").write_text("")
    assert applications(scan(capsys, "a.py")[1]) == ["template.yaml"]


def test_a_file_that_is_not_there_is_a_mistake(wide, capsys):
    assert main(["scan", "orders/src/gone.py", *wide]) == 2
    assert "no such file" in capsys.readouterr().err


def test_names_that_are_attacks_are_shown_as_text(wide, capsys):
    name = "tools/\x1b[31m::error::.py"
    try:
        with open(name, "w"):
            pass
    except OSError:
        pytest.skip("this file system does not take the name")
    _, _, err = scan(capsys, name, *wide)
    assert "\x1b" not in err
    assert "\\x1b" in err
