"""Routes of Chalice: what one of them accepts, what they answer to other sites, and what is said of their function."""

import json

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona, Severity
from leastwise.read.files import MemoryFiles
from leastwise.read.owners import owners_of
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose
from leastwise.suppress.ledger import Ledger

HEAD = "from chalice import Chalice, CORSConfig\napp = Chalice(app_name='shop')\n"


def reading(source, **config):
    files = {
        "app.py": HEAD + source,
        ".chalice/config.json": json.dumps({"version": "2.0", "app_name": "shop", **config}),
    }
    (found,) = read(MemoryFiles(files))
    assert found.fault is None
    return found


def judged(found, rule):
    return judge(found, choose(discover(), select=[rule]), JudgeSettings(Persona.AUDITOR))


NOTE = "# leastwise: ignore[unauthenticated-route]\n"
ROUTES = (
    "@app.route('/')\ndef index():\n    return {}\n",
    "@app.route('/admin', methods=['DELETE'])\ndef wipe():\n    return {}\n",
)


@pytest.mark.parametrize("accepted", [0, 1])
def test_one_open_route_is_accepted_without_the_others(accepted):
    source = "".join((NOTE if index == accepted else "") + text for index, text in enumerate(ROUTES))
    result = judged(reading(source), "unauthenticated-route")
    left = [f for f in Ledger(result.notes, "2026-11-21").accept(result.findings) if f.suppression is None]
    assert [f.message.partition(":")[0] for f in left] == ["`DELETE /admin`" if accepted == 0 else "`GET /`"]


def test_open_routes_without_a_note_are_one_finding():
    (finding,) = judged(reading("".join(ROUTES)), "unauthenticated-route").findings
    assert "`GET /` and `DELETE /admin`" in finding.message


@pytest.mark.parametrize(("autogen", "severity"), [(True, Severity.HIGH), (False, Severity.MEDIUM)])
def test_a_function_with_a_policy_that_is_not_seen_may_do_something(autogen, severity):
    policy = {"manage_iam_role": True, "autogen_policy": autogen}
    files = {
        "app.py": HEAD + ROUTES[0],
        ".chalice/config.json": json.dumps({"version": "2.0", "app_name": "shop", **policy}),
        ".chalice/policy-dev.json": json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}],
            }
        ),
    }
    (found,) = read(MemoryFiles(files))
    (finding,) = judged(found, "unauthenticated-route").findings
    assert finding.severity is severity


@pytest.mark.parametrize(
    ("cors", "told"),
    [
        ("CORSConfig(allow_origin='*', allow_credentials=True)", Severity.HIGH),
        ("CORSConfig('*')", Severity.LOW),
        ("True", Severity.LOW),
        ("CORSConfig(allow_origin='https://example.com', allow_credentials=True)", None),
        ("False", None),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_what_a_route_answers_to_other_sites(cors, told, named):
    source = f"mine = {cors}\n" if named else ""
    value = "mine" if named and "(" in cors else cors
    source += f"@app.route('/', cors={value})\ndef index():\n    return {{}}\n"
    assert [f.severity for f in judged(reading(source), "open-cors").findings] == ([told] if told else [])


def test_how_long_logs_are_kept_is_read_and_named_as_chalice_does():
    (finding,) = judged(reading(ROUTES[0]), "log-never-expires").findings
    assert finding.place.missing == "log_retention_in_days"
    assert judged(reading(ROUTES[0], log_retention_in_days=400), "log-never-expires").findings == ()


@pytest.mark.parametrize("path", ["shop/app.py", "shop/requirements.txt", "shop/chalicelib/orders.py"])
def test_a_file_of_an_application_leads_to_its_configuration(path):
    config = "shop/.chalice/config.json"
    files = {"shop/app.py": HEAD, "shop/requirements.txt": "", "shop/chalicelib/orders.py": "", config: "{}"}
    assert owners_of(MemoryFiles(files), [path], wide=True) == {path: [config]}


WIPING = """import boto3, os
@app.route('/')
def index():
    return {}

@app.route('/items/{name}', methods=['DELETE'])
def wipe(name):
    os.system('rm ' + name)
    boto3.client('sns').publish(TopicArn='arn:aws:sns:eu-west-1:123456789012:Wiped', Message='')
"""


@pytest.mark.parametrize("autogen", [True, False])
def test_nothing_is_missing_where_chalice_writes_the_policy(autogen):
    files = {
        "app.py": HEAD + WIPING,
        ".chalice/config.json": json.dumps({"version": "2.0", "app_name": "shop", "autogen_policy": autogen}),
        ".chalice/policy-dev.json": json.dumps({"Version": "2012-10-17", "Statement": []}),
    }
    (found,) = read(MemoryFiles(files))
    missing = judged(found, "missing-permission").findings
    assert [f.message.partition(" (")[0] for f in missing] == ([] if autogen else ["api_handler needs `sns:Publish`"])


def test_data_comes_by_the_route_whose_function_uses_it():
    (finding,) = judged(reading(WIPING), "command-injection").findings
    assert "(DELETE /items/{name}, from anybody)" in finding.message
    assert finding.trace[0].location.line == 8
