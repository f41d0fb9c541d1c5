"""`leastwise policy` and `leastwise explain` of what code needs."""

import csv
import io
import json
from pathlib import Path
from textwrap import dedent

import jsonschema
import pytest

from leastwise.cli.run import run

ROOT = Path(__file__).parents[2]

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: .
      Environment: {Variables: {TABLE: !Ref Orders}}
      Policies: [{DynamoDBReadPolicy: {TableName: !Ref Orders}}]
"""
CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.get_item(Key={"id": event["id"]})
    table.put_item(Item=event)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(dedent(TEMPLATE))
    (tmp_path / "app.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_needs_of_code_are_shown_with_their_lines_and_what_is_missing(folder, capsys):
    assert run(["policy", "--format", "json"]) == 1
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    assert (function["certainty"], function["why"], function["file"]) == ("complete", [], "app.py")
    needs = {need["action"]: need for need in function["needs"] if need["source"] == "code"}
    assert needs.keys() == {"dynamodb:GetItem", "dynamodb:PutItem"}
    assert needs["dynamodb:PutItem"]["resources"] == [{"arn": "${Orders.Arn}", "logical_id": "Orders"}]
    assert [because["line"] for because in needs["dynamodb:PutItem"]["because"]] == [10]
    assert [need["action"] for need in function["missing"]] == ["dynamodb:PutItem"]


def test_a_need_says_how_its_call_is_reached_and_how_the_resource_is_named(folder, capsys):
    run(["policy", "--format", "json"])
    (function,) = json.loads(capsys.readouterr().out)["functions"]
    (because,) = next(need for need in function["needs"] if need["action"] == "dynamodb:GetItem")["because"]
    assert because["through"] == [{"file": "app.py", "line": 8, "name": "handler"}]
    (naming,) = because["naming"]
    assert (naming["file"], naming["line"]) == ("template.yaml", 11)
    assert "TABLE is ${Orders}" in naming["text"]


def test_json_keeps_its_schema(folder, capsys):
    schema = json.loads((ROOT / "schema" / "leastwise-policy.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for arguments in ([], ["--no-code"], ["app.py"]):
        run(["policy", "--format", "json", *arguments])
        jsonschema.validate(json.loads(capsys.readouterr().out), schema)


def shown(capsys, *arguments):
    code = run([*arguments])
    return code, capsys.readouterr().out


def rows(text):
    """The rows of the page without places, blanks in one."""
    return [" ".join(line.split()) for line in text.splitlines()]


def test_what_is_needed_is_told_once_and_what_is_missing_first(folder, capsys):
    code, text = shown(capsys, "policy")
    assert code == 1
    assert [row for row in rows(text) if row.startswith(("missing", "needs"))] == [
        "missing dynamodb:PutItem on Orders app.py:10:5",
        "needs dynamodb:GetItem on Orders app.py:9:5",
    ]
    assert "Code 1 complete" in rows(text)
    assert all(len(line) <= 100 for line in text.splitlines() if not line.startswith(("-", "+")))


def test_one_function_is_shown_with_every_line_and_its_call(folder, capsys):
    text = shown(capsys, "policy", "--function", "Worker")[1]
    assert 'app.py:9 table.get_item(Key={"id": event["id"]})' in rows(text)
    assert "complete that is all that its code needs" in rows(text)


def test_tables_of_the_review_and_the_spreadsheet_have_needs_with_their_lines(folder, capsys):
    text = shown(capsys, "policy", "--format", "markdown")[1]
    assert "The code of `Worker` (complete):" in text
    assert "| **missing** | `dynamodb:PutItem on Orders` | `app.py:10` |" in text
    assert "| needs | `dynamodb:GetItem on Orders` | `app.py:9` |" in text
    cells = list(csv.DictReader(io.StringIO(shown(capsys, "policy", "--format", "csv")[1])))
    found = {(row["effect"], row["action"]): row for row in cells if row["source"] == "code"}
    assert found.keys() == {("Needs", "dynamodb:GetItem"), ("Missing", "dynamodb:PutItem")}
    row = found["Missing", "dynamodb:PutItem"]
    assert (row["functions"], row["file"], row["line"]) == ("template.yaml:Worker", "app.py", "10")
    assert (row["because"], row["certainty"], row["stores"]) == ("table.put_item(Item=event)", "complete", "Orders")


def test_what_is_not_certain_is_told_with_place_and_reason_in_every_format(folder, capsys):
    (folder / "app.py").write_text("import boto3\ndef handler(event, context):\n    boto3.client(event['s']).go()\n")
    code, text = shown(capsys, "policy")
    assert code == 0
    assert any(row.startswith("uncertain for which service") and row.endswith("app.py:3:5") for row in rows(text))
    assert "Code 1 uncertain: Worker" in rows(text)
    (function,) = json.loads(shown(capsys, "policy", "--format", "json")[1])["functions"]
    assert function["certainty"] == "uncertain"
    assert ("app.py", 3) in {(why["file"], why["line"]) for why in function["why"]}
    assert "| **uncertain** | `for which service" in shown(capsys, "policy", "--format", "markdown")[1]
    assert '"Uncertain"' in shown(capsys, "policy", "--format", "csv")[1]


def test_a_resource_that_another_one_covers_is_not_named_again(folder, capsys):
    (folder / "app.py").write_text(
        dedent("""
            import boto3
            s3 = boto3.client("s3")
            def handler(event, context):
                s3.get_object(Bucket="photos", Key="raw/" + event["id"])
                s3.get_object(Bucket="photos", Key="raw/logo.png")
        """)
    )
    text = shown(capsys, "policy")[1]
    assert len([row for row in rows(text) if row.startswith(("missing", "needs")) and "s3:GetObject" in row]) == 1
    assert "raw/*" in text


def test_an_action_is_explained(folder, capsys):
    code, out = shown(capsys, "explain", "dynamodb:GetItem", "--function", "Worker", ".")
    assert code == 0
    assert rows(out)[:6] == [
        "Worker app.py",
        "needs dynamodb:GetItem on Orders",
        'app.py:9 table.get_item(Key={"id": event["id"]})',
        "called by: handler (app.py:8)",
        "TableName: the variable TABLE is ${Orders} (template.yaml:11)",
        "granted template.yaml:12 dynamodb:GetItem on Orders, Orders/index/*, by the author:",
    ]
    code, out = shown(capsys, "explain", "dynamodb:PutItem", "--function", "Worker", ".")
    assert code == 1
    assert "granted nowhere" in rows(out)
    assert "missing dynamodb:PutItem on Orders" in rows(out)


def test_that_an_action_is_not_needed_is_said_with_the_reason(folder, capsys):
    code, out = shown(capsys, "explain", "dynamodb:Scan", "--function", "Worker")
    text = " ".join(rows(out))
    assert code == 0
    assert "it does not need dynamodb:Scan: all that its code and wiring need is known" in text
    assert "of this service it needs dynamodb:GetItem, dynamodb:PutItem" in text
    assert "though nothing needs it" in text
    assert "it needs nothing of s3" in shown(capsys, "explain", "s3:GetObject", "--function", "Worker")[1]
    (folder / "app.py").write_text("import boto3\ndef handler(event, context):\n    boto3.client(event['s']).go()\n")
    out = shown(capsys, "explain", "dynamodb:Scan", "--function", "Worker")[1]
    assert "it is not known to need dynamodb:Scan, but it may need more than is known" in out
    assert "app.py:3" in out


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["dynamodb:GetItm"], "did you mean 'dynamodb:GetItem'?"),
        (["dynamdb:GetItem"], "did you mean 'dynamodb'?"),
        (["dynamodb:GetItem", "--function", "Wroker"], "did you mean 'Worker'?"),
        (["dynamodb:GetItem", "nowhere"], "no such file or folder"),
    ],
)
def test_a_question_that_cannot_be_meant_is_wrong_usage(folder, capsys, arguments, hint):
    assert run(["explain", *arguments]) == 2
    assert hint in capsys.readouterr().err


def test_code_is_read_without_a_template(tmp_path, monkeypatch, capsys):
    (tmp_path / "app.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)
    assert run(["policy", "app.py", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (function,) = document["functions"]
    needs = {need["action"]: need["resources"][0]["arn"] for need in function["needs"]}
    assert needs["dynamodb:PutItem"].endswith(":table/${TABLE}")
    assert document["unread"] == []


def alone(tmp_path, monkeypatch, **files):
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def names(out):
    return [function["id"] for function in json.loads(out)["functions"]]


HANDLER = "import boto3\n\ndef {name}(event, context):\n    boto3.client('sts').get_caller_identity()\n"


def test_several_handlers_of_a_file_and_those_of_a_folder_without_a_template_are_found(tmp_path, monkeypatch, capsys):
    both = HANDLER.format(name="handler") + HANDLER.format(name="lambda_handler")
    script = "export const handler = async (event: any): Promise<void> => {}\n"
    alone(tmp_path, monkeypatch, app_py=both, code__index_ts=script, code__help_py="x = 1\n")
    out = shown(capsys, "policy", "app.py", "--format", "json")[1]
    assert names(out) == ["app.py:handler", "app.py:lambda_handler"]
    assert names(shown(capsys, "policy", "code", "--format", "json")[1]) == ["index.ts:handler"]
    out = shown(capsys, "policy", "app.py", "--function", "handler", "--format", "json")[1]
    assert names(out) == ["app.py:handler"]


def test_a_file_without_a_handler_is_a_program_and_says_so(tmp_path, monkeypatch, capsys):
    alone(tmp_path, monkeypatch, tool_py="import boto3\nboto3.client('sqs').list_queues()\n", empty_py="")
    assert run(["policy", "tool.py", "empty.py"]) == 0
    out, err = capsys.readouterr()
    assert "tool.py has nothing that is called like a handler" in err
    assert "empty.py is empty" in err
    assert "needs sqs:ListQueues" in " ".join(rows(out))
    assert "complete its code needs nothing of AWS" in rows(out)


@pytest.mark.parametrize("arguments", [["page.ipynb"], ["bare"], ["tool.py", "--no-code"]])
def test_where_there_is_neither_an_application_nor_a_handler_it_is_said(tmp_path, monkeypatch, capsys, arguments):
    alone(tmp_path, monkeypatch, tool_py="x = 1\n", page_ipynb='{"cells": []}', bare__notes_txt="x")
    assert run(["policy", *arguments]) == 3
    assert f"no application in {arguments[0]}" in capsys.readouterr().err


def test_a_file_that_cannot_be_parsed_is_uncertain(tmp_path, monkeypatch, capsys):
    alone(tmp_path, monkeypatch, app_py="def handler(:\n")
    code, out = shown(capsys, "policy", "app.py")
    assert code == 0
    assert any(row.startswith("uncertain the syntax is not understood") for row in rows(out))


BROKEN = "import os\nimport boto3\ndef broken(:\n    pass\ndef go(): pass\n"


def test_where_a_file_cannot_be_parsed_is_said_once_and_at_its_line(tmp_path, monkeypatch, capsys):
    alone(tmp_path, monkeypatch, app_py="import lib\ndef handler(event, context): lib.go()\n", lib_py=BROKEN)
    _, out = shown(capsys, "policy", "app.py")
    (row,) = [row for row in rows(out) if "the syntax is not understood" in row]
    assert row.startswith("uncertain the syntax is not understood here")
    assert "lib.py:3:1" in out
    assert "lib.py:1" not in out
    assert "app.py:1" not in out


MACHINE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      InlineCode: |
        import boto3
        def handler(event, context):
            boto3.client("sqs").list_queues()
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: {StartAt: A, States: {A: {Type: Task, Resource: !GetAtt Worker.Arn, End: true}}}
      Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Worker}}]
"""


def test_what_the_role_of_a_state_machine_needs_is_explained_as_well(folder, capsys):
    (folder / "template.yaml").write_text(dedent(MACHINE))
    code, out = shown(capsys, "explain", "lambda:InvokeFunction")
    assert code == 0
    assert "needs lambda:InvokeFunction on Worker" in rows(out)
    assert "Neither needed by nor granted to Worker" in rows(out)


def test_code_in_the_template_is_told_by_the_template_s_lines(folder, capsys):
    (folder / "template.yaml").write_text(dedent(MACHINE))
    (function,) = json.loads(shown(capsys, "policy", "--format", "json")[1])["functions"]
    (need,) = [need for need in function["needs"] if need["source"] == "code"]
    assert function["file"] == "template.yaml"
    assert [(cause["file"], cause["line"]) for cause in need["because"]] == [("template.yaml", 12)]


def test_the_chain_leads_through_helpers_and_names_what_starts_it(folder, capsys):
    (folder / "store.py").write_text(CODE.partition("\n\ndef")[0] + "\n\ndef load(id):\n    table.get_item(Key=id)\n")
    (folder / "app.py").write_text("from store import load\n\ndef handler(event, context):\n    load(event['id'])\n")
    (folder / "template.yaml").write_text(
        dedent(TEMPLATE) + "      Events: {Read: {Type: HttpApi, Properties: {Path: /read, Method: get}}}\n"
    )
    out = " ".join(rows(shown(capsys, "explain", "dynamodb:GetItem")[1]))
    assert "called by: http-api GET /read (template.yaml:13) → handler (app.py:3) → load (store.py:8)" in out


def test_arrow_functions_go_by_what_they_are_kept_in(tmp_path, monkeypatch, capsys):
    script = """
    import { SQSClient, ListQueuesCommand } from "@aws-sdk/client-sqs";
    const client = new SQSClient({});
    const list = async (): Promise<void> => { await client.send(new ListQueuesCommand({})); };
    export const handler = async () => list();
    """
    alone(tmp_path, monkeypatch, index_ts=dedent(script))
    out = shown(capsys, "policy", "index.ts", "--format", "json")[1]
    (need,) = json.loads(out)["functions"][0]["needs"]
    assert [step["name"] for step in need["because"][0]["through"]] == ["handler", "list"]


def test_a_helper_that_is_called_for_several_things_is_told_once(folder, capsys):
    (folder / "app.py").write_text(
        dedent("""
            import boto3
            s3 = boto3.client("s3")
            def read(key):
                s3.get_object(Bucket="photos", Key=key)
            def handler(event, context):
                read("a.png")
                read("b.png")
        """)
    )
    out = rows(shown(capsys, "explain", "s3:GetObject")[1])
    assert len([row for row in out if row.startswith("app.py:5")]) == 1
    assert any("a.png" in row and "b.png" in row for row in out)


@pytest.mark.parametrize("shape", ["text", "json", "markdown", "csv"])
def test_code_that_is_quoted_drives_no_terminal_and_no_spreadsheet(tmp_path, monkeypatch, capsys, shape):
    call = 'boto3.client("sqs").send_message(QueueUrl="\x1b[31m", MessageBody="""\n::error::x\n=cmd()""")'
    alone(tmp_path, monkeypatch, app_py=f"import boto3\ndef handler(event, context):\n    {call}\n")
    out = shown(capsys, "policy", "app.py", "--function", "handler", "--format", shape)[1]
    out += shown(capsys, "explain", "sqs:SendMessage", "app.py")[1]
    assert "\x1b" not in out
    assert not any(line.lstrip().startswith(("::", "=")) for line in out.splitlines())
