"""Findings in code, from the command line: accepted in comments, in a baseline, since a revision; the way of the data."""

import json
import shutil
import subprocess

import pytest

from leastwise.cli import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {CodeUri: src}}
Resources:
  Snake:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: snake.handler
      Events:
        Post: {Type: HttpApi, Properties: {Method: post, Path: /snake}}
  Bean:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: bean.handler
      Events:
        Post: {Type: HttpApi, Properties: {Method: post, Path: /bean}}
"""
SNAKE = """\
import os


def run(text):
    os.system(text)


def handler(event, context):
    run(event["body"])
"""
BEAN = """\
import { execSync } from "node:child_process";

export const handler = async (event) => {
  execSync(event.body);
};
"""
RULES = ("--select", "command-injection,unused-suppression,unknown-suppression")


@pytest.fixture(params=["cached", "uncached"])
def folder(request, tmp_path, monkeypatch):
    monkeypatch.setenv("LEASTWISE_CACHE_DIR", str(tmp_path / "cache") if request.param == "cached" else "")
    project = tmp_path / "project"
    (project / "src").mkdir(parents=True)
    (project / "template.yaml").write_text(TEMPLATE)
    (project / "src" / "snake.py").write_text(SNAKE)
    (project / "src" / "bean.mjs").write_text(BEAN)
    monkeypatch.chdir(project)
    return project


def change(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def report(capsys, *options, rules=RULES):
    main(["scan", "--format", "json", *rules, *options])
    return json.loads(capsys.readouterr().out)["findings"]


def text(capsys, *options):
    main(["scan", *RULES, *options])
    return capsys.readouterr().out


def places(found):
    return sorted((one["rule"], f"{one['file']}:{one['line']}", one["suppressed"]) for one in found)


BOTH = [("command-injection", "src/bean.mjs:4", False), ("command-injection", "src/snake.py:5", False)]


def test_it_is_found_in_both_languages_and_again_from_the_cache(folder, capsys):
    assert places(report(capsys)) == BOTH
    assert places(report(capsys)) == BOTH


def test_comments_in_code_accept_it_with_a_reason(folder, capsys):
    for _ in range(2):
        change(
            folder / "src" / "snake.py",
            "os.system(text)",
            "os.system(text)  # leastwise: ignore[command-injection] reason=ours",
        )
        change(
            folder / "src" / "bean.mjs",
            "  execSync(event",
            "  // leastwise: ignore[command-injection] reason=ours\n  execSync(event",
        )
        found = report(capsys)
        assert places(found) == [
            ("command-injection", "src/bean.mjs:5", True),
            ("command-injection", "src/snake.py:5", True),
        ]
        assert {one["suppression"]["reason"] for one in found} == {"ours"}
        (folder / "src" / "snake.py").write_text(SNAKE)
        (folder / "src" / "bean.mjs").write_text(BEAN)
        assert places(report(capsys)) == BOTH


def test_comments_that_accept_nothing_are_told(folder, capsys):
    change(
        folder / "src" / "snake.py", "os.system(text)", "print(1)  # leastwise: ignore[command-injection] reason=ours"
    )
    change(
        folder / "src" / "bean.mjs", "execSync(event.body)", "execSync('ls'); // leastwise: ignore[comand-injection]"
    )
    for _ in range(2):
        assert places(report(capsys)) == [
            ("unknown-suppression", "src/bean.mjs:4", False),
            ("unused-suppression", "src/snake.py:5", False),
        ]


def test_a_fingerprint_stays_when_lines_move_and_files_are_renamed(folder, capsys):
    before = {one["fingerprint"] for one in report(capsys)}
    change(folder / "src" / "snake.py", "import os\n", '"""Commands."""\n\nimport os\nimport sys\n')
    (folder / "src" / "snake.py").rename(folder / "src" / "adder.py")
    change(folder / "template.yaml", "snake.handler", "adder.handler")
    assert {one["fingerprint"] for one in report(capsys)} == before
    change(folder / "src" / "bean.mjs", "execSync(event.body)", "execSync(`ls ${event.body}`)")
    assert len({one["fingerprint"] for one in report(capsys)} - before) == 1


def test_variables_that_lead_to_a_call_do_not_count_for_its_fingerprint_and_equal_calls_are_two(folder, capsys):
    code = folder / "src" / "snake.py"
    before = {one["fingerprint"] for one in report(capsys)}
    change(code, '    run(event["body"])', '    given = event["body"]\n    run(given)')
    assert {one["fingerprint"] for one in report(capsys)} == before
    change(code, "    os.system(text)", "    os.system(text)\n    os.system(text)")
    after = [one["fingerprint"] for one in report(capsys)]
    assert len(after) == len(set(after)) == len(before) + 1
    assert before < set(after)


def test_a_baseline_accepts_what_moves_and_nothing_else(folder, capsys):
    (folder / ".git").mkdir()
    main(["baseline", "create", *RULES])
    change(folder / "src" / "snake.py", "import os\n", "import os\nimport sys\n")
    change(folder / "src" / "bean.mjs", "execSync(event.body);", "execSync(event.body);\n  execSync(event.headers.a);")
    capsys.readouterr()
    assert places(report(capsys)) == [
        ("command-injection", "src/bean.mjs:4", True),
        ("command-injection", "src/bean.mjs:5", False),
        ("command-injection", "src/snake.py:6", True),
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_since_a_revision_only_what_the_code_brought(folder, capsys):
    for command in (
        "init -q -b main",
        "config user.email a@example.com",
        "config user.name A",
        "add .",
        "commit -qm a",
    ):
        subprocess.run(["git", *command.split()], check=True, capture_output=True)
    change(folder / "src" / "snake.py", "import os\n", "import os\nimport sys\n")
    assert report(capsys, "--since", "main") == []
    change(folder / "src" / "snake.py", "    run(event", "    os.popen(event['headers']['a'])\n    run(event")
    assert places(report(capsys, "--since", "main")) == [("command-injection", "src/snake.py:10", False)]


def test_code_that_functions_share_is_one_finding(folder, capsys):
    change(
        folder / "template.yaml",
        "  Bean:\n",
        "  Other: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: other.handler}}\n  Bean:\n",
    )
    (folder / "src" / "other.py").write_text(
        "from snake import run\n\n\ndef handler(event, context):\n    run(event['a'])\n"
    )
    found = report(capsys)
    assert places(found) == BOTH
    assert sorted(map(len, (one["functions"] for one in found))) == [1, 2]


def test_the_way_of_the_data_is_told_from_the_trigger_to_the_call(folder, capsys):
    (found,) = [one for one in report(capsys) if one["file"].endswith(".py")]
    assert found["message"].startswith("`event.body` (POST /snake, from anybody) reaches `os.system`: ")
    steps = [(step["file"], step["line"]) for step in found["trace"]]
    assert steps[0] == ("template.yaml", 10)
    assert ("src/snake.py", 8) in steps
    assert steps[-1] == ("src/snake.py", 5)
    shown = text(capsys)
    assert [line for line in shown.splitlines() if line.startswith("    from  template.yaml:10: ")]
    assert "src/snake.py:8: handler" in shown


def test_a_powerful_role_and_an_open_door_make_it_worse(folder, capsys):
    body = 'with open("a/" + event["body"]) as file:\n        return file.read()'
    change(folder / "src" / "snake.py", 'run(event["body"])', body)
    rules = ("--select", "path-traversal")
    (found,) = report(capsys, rules=rules)
    assert (found["severity"], found["severity_reason"]) == (
        "critical",
        "reachable from the internet without authentication (POST /snake)",
    )
    event = "HttpApi, Properties: {Method: post, Path: /snake}"
    change(folder / "template.yaml", event, "SQS, Properties: {Queue: !GetAtt Queue.Arn}")
    change(folder / "src" / "snake.py", 'event["body"]', 'event["Records"][0]["body"]')
    change(folder / "template.yaml", "Resources:\n", "Resources:\n  Queue: {Type: AWS::SQS::Queue}\n")
    (found,) = report(capsys, rules=rules)
    assert (found["severity"], found["severity_reason"]) == ("high", "")
    change(folder / "template.yaml", "snake.handler\n", "snake.handler\n      Policies: [AdministratorAccess]\n")
    (found,) = report(capsys, rules=rules)
    assert (found["severity"], found["severity_reason"]) == ("critical", "Snake has administrator permissions")


def test_the_text_of_an_error_is_no_field_of_the_event(folder, capsys):
    (folder / "src" / "snake.py").write_text(
        "def handler(event, context):\n    try:\n        return {'statusCode': 200, 'body': event['body'][0]}\n"
        "    except Exception as error:\n        return {'statusCode': 500, 'body': str(error)}\n"
    )
    (found,) = report(capsys, rules=("--select", "verbose-error"))
    assert found["message"].startswith("The text of an error reaches the answer: ")
    assert (found["severity"], found["line"]) == ("low", 5)
    assert [step["note"] for step in found["trace"]] == ["HTTP API starts it", "`handler`", "the answer"]


def test_what_a_scanned_project_accepts_counts_for_nothing_when_isolated(folder, capsys):
    change(folder / "src" / "snake.py", "(text)\n\n", "(text)  # leastwise: ignore[command-injection]\n\n")
    assert ("command-injection", "src/snake.py:5", False) in places(report(capsys, "--isolated"))


@pytest.mark.parametrize("where", ["comment", "metadata"])
def test_what_accepts_it_for_a_function_accepts_it_in_its_code(folder, capsys, where):
    if where == "comment":
        change(folder / "template.yaml", "  Snake:\n", "  Snake:  # leastwise: ignore[command-injection] reason=ours\n")
    else:
        note = "    Metadata: {leastwise: {ignore: [{rule: command-injection, reason: ours}]}}\n"
        change(folder / "template.yaml", "  Snake:\n", f"  Snake:\n{note}")
    found = report(capsys)
    assert places(found) == [
        ("command-injection", "src/bean.mjs:4", False),
        ("command-injection", "src/snake.py:5", True),
    ]
    assert {one["resource"] for one in found} == {"template.yaml:Snake", "template.yaml:Bean"}


def test_no_report_but_the_text_quotes_code(tmp_path, monkeypatch, capsys):
    (tmp_path / "src").mkdir()
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      {Runtime: python3.13, Handler: app.handler, CodeUri: src/, Events: {A: {Type: Api, Properties: "
        "{Path: /a, Method: get}}}}\n"
    )
    (tmp_path / "src" / "app.py").write_text(
        "import os\nimport boto3\nimport requests\n\n\ndef handler(event, context):\n"
        "    requests.get('https://partner.shop', verify=False, auth=('shop', 'hunter2'))\n"
        "    os.system('curl -u hunter2 ' + event['body'])\n"
        "    boto3.client('s3').put_object(Bucket='b', Key='k', Body='hunter2', ACL='public-read')\n"
    )
    monkeypatch.chdir(tmp_path)
    for form in ("json", "sarif", "markdown", "github", "junit", "csv"):
        main(["scan", ".", "--root", ".", "--format", form, "--persona", "auditor", "--no-cache"])
        out = capsys.readouterr().out
        assert "tls-not-verified" in out
        assert "missing-permission" in out
        assert "hunter2" not in out


def test_names_of_fields_cannot_end_what_is_shown_as_code(tmp_path, monkeypatch, capsys):
    (tmp_path / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      {Runtime: python3.13, Handler: app.handler, CodeUri: ., Events: {A: {Type: Api, Properties: "
        "{Path: /a, Method: get}}}}\n"
    )
    name = "`a` <b>" + "x" * 500
    (tmp_path / "app.py").write_text(
        f"import os\n\n\ndef handler(event, context):\n    os.system(event['headers']['{name}'])\n"
    )
    monkeypatch.chdir(tmp_path)
    main(["scan", ".", "--root", ".", "--format", "json", "--select", "injection", "--no-cache"])
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert "`event.headers.'a' <b>xxx" in found["message"]
    assert len(found["message"]) < 300
    assert max(len(step["note"]) for step in found["trace"]) < 150


def test_a_message_names_the_most_telling_field_and_what_the_event_really_holds(folder, capsys):
    (folder / "src" / "snake.py").write_text(
        "import os\n\n\ndef handler(event, context):\n    print(event)\n"
        "    os.system(event['headers']['content-type'] + event['body'])\n"
    )
    options = ("scan", "--select", "command-injection,event-logged", "--format", "json", "--no-cache")
    main(list(options))
    messages = {one["line"]: one["message"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert messages[6].startswith("`event.body` (")
    assert "credentials in its headers" in messages[5]
    change(
        folder / "template.yaml",
        "{Type: HttpApi, Properties: {Method: post, Path: /snake}}",
        "{Type: SNS, Properties: {Topic: !Ref T}}",
    )
    main(list(options))
    messages = {one["line"]: one["message"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert "headers" not in messages[5]
    assert messages[5].endswith(
        "reaches `print`: the personal data in it stays in the log for everybody who reads logs."
    )
