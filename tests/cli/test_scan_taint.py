"""What a configuration says of calls holds in a scan: with the cache, and not with `--isolated`."""

import json

import pytest

from leastwise.cli import main

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      Events:
        Post: {Type: HttpApi, Properties: {Method: post, Path: /items}}
"""
CODE = """\
import json
import os

from shop import codes, db, http, inbox, text


def handler(event, context):
    body = json.loads(event["body"])
    db.run("orders", f"SELECT {body['a']}")
    db.run("orders", f"SELECT {text.clean(body['b'])}")
    if codes.known(body["c"]):
        db.run("orders", f"SELECT {body['c']}")
    os.system(inbox.first())
    http.get("https://partner.shop", check=False)
"""
SINK = '[[taint.sinks]]\nlanguage = "python"\ncalls = ["shop.db.run"]\narguments = ["1"]\nrules = ["sql-injection"]\n'
REST = """\
[[taint.sanitizers]]
language = "python"
calls = ["shop.text.clean"]
rules = ["sql-injection"]
[[taint.checks]]
language = "python"
calls = ["shop.codes.known"]
rules = ["*"]
[[taint.sources]]
language = "python"
calls = ["shop.inbox.first"]
event = "body"
[[taint.faults]]
language = "python"
calls = ["shop.http.get"]
when = { check = [false] }
rules = ["tls-not-verified"]
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "work" / "src").mkdir(parents=True)
    (tmp_path / "work" / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "work" / "src" / "app.py").write_text(CODE)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LEASTWISE_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def scan(capsys, *options):
    rules = "sql-injection,command-injection,tls-not-verified"
    main(["scan", ".", "--root", ".", "--format", "json", "--fail-on", "never", "--select", rules, *options])
    found = json.loads(capsys.readouterr().out)
    return {(one["rule"], one["line"]) for one in found["findings"]}


def test_rows_hold_and_what_is_cached_depends_on_them(project, capsys):
    assert scan(capsys) == set()
    (project / "leastwise.toml").write_text(SINK)
    assert scan(capsys) == {("sql-injection", line) for line in (9, 10, 12)}
    (project / "leastwise.toml").write_text(SINK + REST)
    right = {("sql-injection", 9), ("command-injection", 13), ("tls-not-verified", 14)}
    assert scan(capsys) == right
    assert scan(capsys) == right
    assert scan(capsys, "--isolated") == set()


def test_rows_of_the_users_own_configuration_hold_with_isolated(project, capsys):
    (project / "leastwise.toml").write_text(SINK.replace("shop.db", "shop.other") + 'rules = ["wrong"\n')
    own = project.parent / "our rows.toml"
    own.write_text(SINK + REST)
    right = {("sql-injection", 9), ("command-injection", 13), ("tls-not-verified", 14)}
    assert scan(capsys, "--isolated", "--config", str(own)) == right
    assert scan(capsys, "--config", str(own)) == right
    own.write_text(SINK + REST + '[[ignores]]\nrules = ["command-injection"]\n')
    main(["scan", ".", "--isolated", "--config", str(own), "--select", "injection", "--omit-suppressed"])
    assert "command-injection" not in capsys.readouterr().out


def test_a_mistake_in_the_users_own_configuration_is_named(project, capsys):
    own = project.parent / "our.toml"
    own.write_text(SINK.replace("calls", "cals"))
    assert main(["scan", ".", "--isolated", "--config", str(own)]) == 2
    assert "our.toml:3: there is no key 'cals'" in capsys.readouterr().err
    assert main(["scan", ".", "--config", str(project / "none.toml")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    (project / "pyproject.toml").write_text('[project]\nname = "leastwise"\n')
    assert main(["scan", ".", "--config", str(project / "pyproject.toml")]) == 2
    assert "has no table [tool.leastwise]" in capsys.readouterr().err


def test_data_of_outsiders_and_secrets_are_told_whatever_starts_the_function(project, capsys):
    template = project / "template.yaml"
    template.write_text(TEMPLATE.replace("HttpApi, Properties: {Method: post, Path: /items}", "Schedule"))
    (project / "src" / "app.py").write_text(
        "import os\nfrom shop import inbox, vault\n\n\ndef handler(event, context):\n"
        "    for message in inbox.poll():\n        os.system('touch ' + message)\n"
        "    pin = vault.unlock('pin')\n    print(f'the pin is {pin}')\n    os.system(vault.name())\n"
    )
    row = '[[taint.sources]]\nlanguage = "python"\ncalls = ["shop.{}"]\nis = "{}"\n'
    (project / "leastwise.toml").write_text(row.format("inbox.poll", "outside") + row.format("vault.unlock", "secret"))
    main(["scan", ".", "--select", "injection,secret-logged", "--format", "json", "--no-cache"])
    found = {one["line"]: one["message"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert set(found) == {7, 9}
    assert found[7].startswith("What `shop.inbox.poll` gives reaches `os.system`")
    assert found[9].startswith("The secret that `shop.vault.unlock` gives reaches `print`")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sql-injektion", "leastwise.toml:5: there is no rule 'sql-injektion'; did you mean 'sql-injection'?"),
        ("open-cors", "leastwise.toml:5: the rule 'open-cors' is not about such calls"),
    ],
)
def test_a_rule_that_cannot_tell_it_is_a_mistake(project, capsys, name, said):
    (project / "leastwise.toml").write_text(SINK.replace("sql-injection", name))
    assert main(["scan", "."]) == 2
    assert said in capsys.readouterr().err


ANSWERS = """\
[[taint.sources]]
language = "python"
calls = ["requests.**.{get,post}"]
is = "response"
"""


def test_answers_of_hosts_are_for_auditors_and_for_everybody_where_a_row_says_so(project, capsys):
    code = "import requests\ndef handler(event, context):\n    eval(requests.get('https://a.example.com/').text)\n"
    (project / "src" / "app.py").write_text(code)

    def personas(*options):
        main(["scan", ".", "--root", ".", "--format", "json", "--fail-on", "never", *options])
        found = json.loads(capsys.readouterr().out)["findings"]
        return [(one["persona"], one["confidence"]) for one in found if one["rule"] == "code-injection"]

    assert personas() == []
    assert personas("--persona", "auditor") == [("auditor", "low")]
    (project / "leastwise.toml").write_text(ANSWERS)
    assert personas() == [("regular", "medium")]
    assert personas("--isolated") == []


def test_an_area_is_heard_as_far_as_the_persona_hears_it(project, capsys):
    (project / "src" / "app.py").write_text(
        "import logging\nimport os\n\n\ndef handler(event, context):\n    os.system(event['body'])\n"
        "    logging.warning('got ' + event['queryStringParameters']['a'])\n"
    )
    heard = {}
    for persona in ("regular", "auditor"):
        main(["scan", ".", "--select", "injection", "--persona", persona, "--format", "json"])
        heard[persona] = {one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]}
    assert heard["regular"] == {"command-injection"}
    assert heard["auditor"] == {"command-injection", "log-injection"}
    main(["scan", ".", "--select", "log-injection,injection", "--format", "json"])
    assert {one["rule"] for one in json.loads(capsys.readouterr().out)["findings"]} == heard["auditor"]
    (project / "leastwise.toml").write_text('select = ["injection", "secrets"]\nignore = ["command-injection"]\n')
    main(["scan", ".", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["fix", ".", "--select", "access"]) == 0
    assert "has no fix" not in capsys.readouterr().err
