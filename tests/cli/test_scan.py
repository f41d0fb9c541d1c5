"""What a person meets on the command line."""

import json
import os
import subprocess
import sys

import pytest

from leastwise.cli import main

OPEN_URL = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Door:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): return {}"
      FunctionUrlConfig:
        AuthType: NONE
      Policies: [{Statement: [{Effect: Allow, Action: dynamodb:GetItem, Resource: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders"}]}]
"""
OPEN_TERRAFORM = """
resource "aws_lambda_function_url" "f" {
  function_name      = aws_lambda_function.f.function_name
  authorization_type = "NONE"
}
"""
QUIET = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T: {Type: AWS::SNS::Topic}\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan(capsys, *arguments):
    code = main(["scan", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def scan_json(capsys, *arguments):
    code, out, _ = scan(capsys, "--format", "json", *arguments)
    return code, json.loads(out)


def test_a_finding_says_what_where_why_and_what_to_do(folder, capsys):
    (folder / "template.yaml").write_text(OPEN_URL)
    code, out, err = scan(capsys)
    assert code == 1
    assert "public-function-url" in out
    assert "template.yaml:10:19" in out
    assert "        AuthType: NONE\n" in out
    assert " ^^^^\n" in out
    assert "why" in out
    assert "do" in out
    assert err == ""
    assert "\x1b" not in out


def test_nothing_found_is_success(folder, capsys):
    (folder / "template.yaml").write_text(QUIET)
    code, out, _ = scan(capsys, "--select", "public-function-url")
    assert code == 0
    assert "none" in out


@pytest.mark.parametrize(("threshold", "code"), [("critical", 0), ("high", 1), ("low", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(folder, capsys, threshold, code):
    (folder / "template.yaml").write_text(OPEN_URL)
    assert scan(capsys, "--select", "public-function-url", "--fail-on", threshold)[0] == code


def test_json_keeps_the_contract(folder, capsys):
    (folder / "sub").mkdir()
    (folder / "sub" / "stack.yml").write_text(OPEN_URL)
    code, report = scan_json(capsys)
    assert code == 1
    assert set(report) >= {"schema", "tool", "root", "functions", "findings", "unread", "stats"}
    assert report["schema"] == 1
    (function,) = report["functions"]
    assert function["id"] == "sub/stack.yml:Door"
    assert function["name"] == "Door"
    assert function["application"] == "sub/stack.yml"
    assert function["runtime"] == "python3.13"
    assert function["analysed"] == "full"
    assert function["why"] == []
    assert {"kind": "function-url", "exposure": "internet"}.items() <= function["triggers"][0].items()
    finding = next(f for f in report["findings"] if f["rule"] == "public-function-url")
    assert set(finding) >= {
        *("rule", "title", "severity", "severity_reason", "confidence", "persona", "message", "function", "resource"),
        *(
            "application",
            "file",
            "line",
            "column",
            "end_line",
            "end_column",
            "missing_property",
            "when",
            "stage",
            "cwe",
        ),
        *(
            "references",
            "help_url",
            "trace",
            "related",
            "path",
            "fix",
            "fingerprint",
            "suppressed",
            "account",
            "region",
        ),
        "arn",
    }
    assert (finding["file"], finding["line"], finding["column"]) == ("sub/stack.yml", 10, 19)
    assert finding["function"] == "sub/stack.yml:Door"
    assert finding["resource"] == "sub/stack.yml:Door"
    assert report["stats"]["templates"] == 1


def test_paths_are_relative_to_the_work_tree(folder, capsys, monkeypatch):
    (folder / ".git").mkdir()
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "t.yaml").write_text(OPEN_URL)
    monkeypatch.chdir(folder / "a" / "b")
    _, report = scan_json(capsys)
    assert {f["file"] for f in report["findings"]} == {"a/b/t.yaml"}


def test_templates_are_found_by_content(folder, capsys):
    (folder / "stack.cfn").write_text(OPEN_URL)
    (folder / "values.yaml").write_text("Resources:\n  limits: {cpu: 1}\n")
    (folder / "README.md").write_text(OPEN_URL)
    _, report = scan_json(capsys)
    assert [f["application"] for f in report["functions"]] == ["stack.cfn"]
    assert report["unread"] == []


def test_two_runs_are_equal(folder, capsys):
    (folder / "template.yaml").write_text(OPEN_URL)
    reports = [scan_json(capsys)[1] for _ in range(2)]
    for report in reports:
        del report["stats"]["seconds"]
    assert reports[0] == reports[1]


CONDITIONAL = OPEN_URL.replace("AuthType: NONE", "AuthType: !If [Open, NONE, AWS_IAM]").replace(
    "Resources:", "Parameters: {Stage: {Type: String}}\nConditions: {Open: !Equals [!Ref Stage, dev]}\nResources:"
)


def test_a_finding_of_some_worlds_says_when(folder, capsys):
    (folder / "template.yaml").write_text(CONDITIONAL)
    _, report = scan_json(capsys, "--select", "public-function-url")
    assert [f["when"] for f in report["findings"]] == ["Stage = dev"]


@pytest.mark.parametrize(("stage", "count"), [("dev", 1), ("prod", 0)])
def test_parameters_decide(folder, capsys, stage, count):
    (folder / "template.yaml").write_text(CONDITIONAL)
    (folder / "p.json").write_text(json.dumps([{"ParameterKey": "Stage", "ParameterValue": stage}]))
    for given in (f"Stage={stage}", "p.json"):
        _, report = scan_json(capsys, "--select", "public-function-url", "--parameters", given)
        assert [f["when"] for f in report["findings"]] == [None] * count


def test_samconfig_gives_each_stage_its_parameters(folder, capsys):
    (folder / "template.yaml").write_text(CONDITIONAL)
    (folder / "samconfig.toml").write_text(
        'version = 0.1\n[default.deploy.parameters]\nparameter_overrides = "Stage=prod"\n'
        '[dev.deploy.parameters]\nparameter_overrides = ["Stage=dev"]\n'
    )
    for stages, expected in ((), []), (("--stage", "dev"), ["dev"]), (("--stage", "all"), ["dev"]):
        _, report = scan_json(capsys, "--select", "public-function-url", *stages)
        assert [f["stage"] for f in report["findings"]] == expected


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere: there is no such file or folder"),
        (["--select", "short-visability"], "did you mean 'short-visibility'?"),
        (["--parameters", "Stage"], "neither a file nor NAME=VALUE"),
        (["--root", "sub", "."], "not inside the root"),
        (["--rules", "no_such_package"], "no_such_package"),
        (["--fail-on", "hgih"], "did you mean 'high'?"),
        (["--nonsense"], "there is no option"),
        (["--stage", "nope"], "no application has this environment"),
        (["--parameters", "=x"], "neither a file nor NAME=VALUE"),
        (["--select", ","], "no rule is left"),
        (["--select", "open-cors", "--ignore", "open-cors"], "no rule is left"),
        (["--rules", "./my_rules"], "dotted name"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_remedy(folder, capsys, arguments, words):
    (folder / "template.yaml").write_text(QUIET)
    (folder / "sub").mkdir()
    code, out, err = scan(capsys, *arguments)
    assert code == 2
    assert words in err
    assert out == ""
    assert "Traceback" not in err


def test_settings_that_fit_nothing_are_noticed(folder, capsys):
    (folder / "template.yaml").write_text(
        "Parameters: {Stage: {Type: String, AllowedValues: [dev, prod]}}\nResources: {T: {Type: AWS::SNS::Topic}}\n"
    )
    code, _, err = scan(capsys, "--parameters", "Stage=banana", "--parameters", "stage=prod")
    assert code == 0
    assert "parameter Stage takes dev, prod; banana was given" in err
    assert "parameter stage: nothing that was scanned declares it" in err
    assert scan(capsys, "--parameters", "Stage=prod")[2] == ""


def test_several_paths_need_a_root_in_common(folder, capsys):
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "t.yaml").write_text(QUIET)
    code, _, err = scan(capsys, "a", "b")
    assert code == 2
    assert "name the root with --root" in err
    assert scan(capsys, "a", "b", "--root", ".")[0] == 0
    assert scan(capsys, "a/t.yaml", "a")[0] == 0


def test_what_is_missing_is_called_by_the_name_that_the_author_would_write(folder, capsys):
    (folder / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  B: {Type: AWS::S3::Bucket}\n  F:\n"
        "    Type: AWS::Serverless::Function\n    Properties:\n      {Runtime: python3.13, Handler: a.b, InlineCode: x,\n"
        "       Events: {E: {Type: S3, Properties: {Bucket: !Ref B, Events: 's3:ObjectCreated:*'}}}}\n"
    )
    _, report = scan_json(capsys, "--select", "no-dead-letter")
    assert [f["missing_property"] for f in report["findings"]] == ["DeadLetterQueue"]


def test_nothing_to_scan_is_exit_3_with_advice(folder, capsys):
    (folder / "notes.txt").write_text("nothing")
    code, out, err = scan(capsys)
    assert code == 3
    assert "name a file or folder" in err
    assert out == ""


def test_what_is_unreadable_is_listed_and_the_rest_is_scanned(folder, capsys):
    (folder / "a.yaml").write_text(OPEN_URL)
    (folder / "b.yaml").write_text("Resources:\n  X: {Type: AWS::S3::Bucket\n")
    code, report = scan_json(capsys, "--fail-on", "never")
    assert code == 0
    assert [(u["kind"], u["file"], u["line"]) for u in report["unread"]] == [("template", "b.yaml", 3)]
    assert report["findings"]
    assert scan(capsys, "--fail-on", "never", "--strict")[0] == 1
    _, out, _ = scan(capsys)
    assert "Not read" in out
    assert "b.yaml:3" in out


def test_only_something_unreadable_is_not_success(folder, capsys):
    (folder / "b.yaml").write_text("Resources:\n  X: {Type: AWS::S3::Bucket\n")
    code, out, _ = scan(capsys)
    assert code == 3
    assert "nothing could be judged" in out
    assert "none" not in out


def test_colour_follows_the_conventions(folder, capsys, monkeypatch):
    (folder / "template.yaml").write_text(OPEN_URL)
    assert "\x1b[" in scan(capsys, "--color", "always")[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in scan(capsys)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in scan(capsys)[1]


def leastwise(*arguments, cwd, **more):
    return subprocess.run(
        [sys.executable, "-m", "leastwise", *arguments], cwd=cwd, capture_output=True, text=True, check=False, **more
    )


def test_version_and_help():
    done = leastwise("--version", cwd=os.getcwd())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("leastwise 0.")
    done = leastwise("scan", "--help", cwd=os.getcwd())
    assert "examples:" in done.stdout
    assert leastwise(cwd=os.getcwd()).returncode == 2


def test_a_reader_that_leaves_early_is_no_error(folder):
    (folder / "template.yaml").write_text(OPEN_URL)
    command = f"{sys.executable} -m leastwise scan . --format json | head -c 1"
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert done.stdout == "{"
    assert done.stderr == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_named(folder):
    (folder / "template.yaml").write_text(OPEN_URL)
    command = f"{sys.executable} -m leastwise scan . > /dev/full"
    done = subprocess.run(command, shell=True, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (4, "leastwise: the output cannot be written: No space left on device\n")


def test_explain_and_rules(capsys):
    assert main(["explain", "short-visibility"]) == 0
    out = capsys.readouterr().out
    assert "six times" in out
    assert "VisibilityTimeout" in out
    assert main(["explain", "short-visability"]) == 2
    assert "did you mean 'short-visibility'?" in capsys.readouterr().err
    assert main(["rules"]) == 0
    assert "short-visibility" in capsys.readouterr().out
    assert main(["rules", "--format", "json"]) == 0
    rules = {rule["id"]: rule for rule in json.loads(capsys.readouterr().out)["rules"]}
    assert {"id", "severity", "title"} <= set(rules["short-visibility"])
    assert rules["short-visibility"]["caution"] == ""
    assert rules["unencrypted-filesystem"]["caution"] == (
        "The deployment replaces the file system by an empty one: copy the files first."
    )


@pytest.mark.parametrize("name", ["prod.tfvars", "prod.tfvars.json"])
def test_a_file_of_variables_of_terraform_from_anywhere(folder, capsys, name):
    (folder / "app").mkdir()
    (folder / "app" / "main.tf").write_text(
        'variable "open" { type = bool }\nvariable "seconds" { type = list(number) }\n'
        'resource "aws_sqs_queue" "q" {\n  count = var.open ? 1 : 0\n'
        "  sqs_managed_sse_enabled = var.seconds[1] == 2 ? false : true\n}\n"
    )
    text = '{"open": true, "seconds": [1, 2]}' if name.endswith("json") else "open = true\nseconds = [1, 2]\n"
    (folder / name).write_text(text)
    out = scan(capsys, "app", "--select", "encryption-disabled", "--parameters", name)[1]
    assert "encryption-disabled  main.tf:5:29" in out
    (folder / name).write_bytes(b"\xff\xfe\x00")
    assert scan(capsys, "app", "--parameters", name)[0] == 2


def staged(folder):
    """A root module whose stages have a secret in one of them."""
    (folder / "env").mkdir()
    (folder / "main.tf").write_text(
        'variable "key" {}\nresource "aws_lambda_function" "f" {\n  function_name = "f"\n'
        "  environment {\n    variables = { API_KEY = var.key }\n  }\n}\n"
    )
    (folder / "env" / "dev.tfvars").write_text('key = ""\n')
    (folder / "env" / "prod.tfvars").write_text('key = "9f86d081884c7d65"\n')


def test_a_file_that_a_stage_is_named_after_is_judged_in_that_stage(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    staged(tmp_path)
    for more, found in ((["env/prod.tfvars"], 1), (["env/dev.tfvars"], 0), (["main.tf", "env/prod.tfvars"], 1)):
        main(["scan", "--root", ".", "--select", "secret-in-env", "--format", "json", *more])
        findings = json.loads(capsys.readouterr().out)["findings"]
        assert [f["stage"] for f in findings] == ["prod"] * found


def test_stages_that_were_not_judged_are_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    staged(tmp_path)
    main(["scan", "."])
    assert "Stages     dev, prod are known; --stage all looks at each\n" in capsys.readouterr().out
    main(["scan", "--stage", "prod", "."])
    assert "Stages  " not in capsys.readouterr().out


def test_what_is_the_same_in_several_stages_is_shown_once_and_kept_apart_for_programs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    staged(tmp_path)
    (tmp_path / "main.tf").write_text((tmp_path / "main.tf").read_text() + OPEN_TERRAFORM)
    options = ["scan", "--stage", "prod,dev", "--select", "public-function-url", "."]
    main(options)
    out = capsys.readouterr().out
    assert out.count("public-function-url  main.tf") == 1
    assert "    stage prod, dev\n" in out
    main([*options, "--format", "json"])
    assert {f["stage"] for f in json.loads(capsys.readouterr().out)["findings"]} == {"dev", "prod"}
