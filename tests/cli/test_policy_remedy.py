"""What `leastwise policy` says there is to do, and what nobody can make it write."""

import ast
import gzip
import json

import pytest

from leastwise.cli.run import run

CODE = """
import os
import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    table.put_item(Item=event)
"""


def template(policies, orders="Orders"):
    worker = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "app.handler",
            "CodeUri": ".",
            "Environment": {"Variables": {"TABLE": {"Ref": orders}}},
            "Policies": policies,
        },
    }
    resources = {orders: {"Type": "AWS::DynamoDB::Table"}, "Worker": worker}
    return json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}, indent=2)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(CODE)
    (tmp_path / "template.json").write_text(template([{"DynamoDBCrudPolicy": {"TableName": {"Ref": "Orders"}}}]))
    return tmp_path


def shown(capsys, *arguments):
    capsys.readouterr()
    code = run(["policy", *arguments])
    return code, " ".join(capsys.readouterr().out.split())


def test_a_short_change_is_shown_below_what_it_is_about(folder, capsys):
    code, text = shown(capsys)
    assert code == 1
    assert "excess DynamoDBCrudPolicy (10 actions): more than is needed" in text
    assert '+ "Action": "dynamodb:PutItem"' in text
    assert "leastwise policy --write makes these changes" in text
    assert run(["policy", "--write", "--force"]) == 0
    code, text = shown(capsys)
    assert code == 0
    assert "excess" not in text
    assert "--write" not in text


def test_a_long_change_is_counted(folder, capsys, monkeypatch):
    monkeypatch.setattr("leastwise.report.policies.remedy._MOST_LINES", 3)
    text = shown(capsys)[1]
    assert "lines of changes, leastwise policy --write makes them" in text
    assert "+++" not in text


def test_of_many_functions_the_change_is_not_worked_out(folder, capsys, monkeypatch):
    monkeypatch.setattr("leastwise.cli.policy._MOST_FUNCTIONS", 0)
    text = shown(capsys)[1]
    assert "leastwise policy --diff shows how to make it what is needed" in text


def test_what_is_kept_of_a_function_that_may_need_more_is_told(folder, capsys):
    (folder / "app.py").write_text(CODE + '    getattr(boto3.client(event["service"]), event["call"])()\n')
    assert "nothing is taken from Worker: more may be needed than is known" in shown(capsys)[1]
    code, text = shown(capsys, "--diff")
    assert code == 0
    assert "Nothing is taken away, for more may be needed than is known" in text
    assert "app.py:10" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--diff", "--role", "WorkerRole"], "name its functions with --function"),
        (["--write", "--by", "author"], "--by only chooses what is listed"),
        (["--write", "--fail-on", "excess"], "whether something is left to do"),
        (["--diff", "--boundary", "Limit"], "this is no ARN of a policy"),
    ],
)
def test_options_that_would_do_nothing_are_refused(folder, capsys, arguments, told):
    assert run(["policy", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_policies_that_would_be_larger_than_aws_takes_stay(folder, capsys):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    calls = (f'    s3.get_object(Bucket="{"bucket-" * 7}{number}", Key="a")\n' for number in range(200))
    text = f'import boto3\ns3 = boto3.client("s3")\n\n\ndef handler(event, context):\n{"".join(calls)}'
    (folder / "app.py").write_text(text)
    before = template(["AmazonS3FullAccess"])
    (folder / "template.json").write_text(before)
    code, text = shown(capsys, "--write", "--force")
    assert code == 1
    assert "exceed the maximum of 10240" in text
    assert (folder / "template.json").read_text() == before


@pytest.mark.parametrize("name", ["x') + exec('1", 'a.b"\n] }\nresource "x" "y" {', "`${process.exit()}`", "a\x1b[31m"])
@pytest.mark.parametrize("shape", ["cdk-py", "cdk-ts", "terraform", "sam", "yaml"])
def test_names_stay_names_in_every_language(folder, capsys, name, shape):
    (folder / "template.json").write_text(template(["AmazonDynamoDBFullAccess"], orders=name))
    capsys.readouterr()
    run(["policy", "--format", shape])
    out = capsys.readouterr().out
    assert "PutItem" in out
    assert "\x1b" not in out
    if shape == "cdk-py":
        assert not [node for node in ast.walk(ast.parse(out)) if isinstance(node, ast.Name) and node.id == "exec"]
    elif shape in ("cdk-ts", "terraform"):
        assert not any(line.startswith(("resource", "]")) for line in out.splitlines())
        assert "process.exit()" not in out


def test_a_name_with_a_variable_of_nobody_is_any_name_of_that_bucket(folder, capsys):
    (folder / "app.py").write_text(
        'import boto3\n\n\ndef handler(event, context):\n    boto3.client("s3").get_object(Bucket="b", Key="${x}/a")\n'
    )
    capsys.readouterr()
    run(["policy", "--format", "sam"])
    assert "Resource: !Sub arn:${AWS::Partition}:s3:::b/*/a" in capsys.readouterr().out


def test_a_log_that_unpacks_to_far_more_than_logs_do_is_not_read_to_its_end(folder, capsys, monkeypatch):
    monkeypatch.setattr("leastwise.privilege.usage.reading._SMALL", 1_000_000)
    (folder / "bomb.json.gz").write_bytes(gzip.compress(b'{"Records": [' + b" " * 9_000_000))
    (folder / "log.json").write_text('{"Records": []}')
    run(["policy", "--usage", "bomb.json.gz", "--usage", "log.json"])
    assert "has more than" in capsys.readouterr().err
