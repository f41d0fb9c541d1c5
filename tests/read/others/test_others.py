"""Chalice and Zappa are read by their configuration; what is not read is named."""

import json

import pytest

from leastwise.model.graph import AuthKind, TriggerKind
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings

APP = """
from chalice import Chalice, CognitoUserPoolAuthorizer, Rate
from chalicelib.orders import orders

app = Chalice(app_name="shop")
pool = CognitoUserPoolAuthorizer("pool", provider_arns=["arn:aws:cognito-idp:eu-west-1:123456789012:userpool/x"])
app.register_blueprint(orders, url_prefix="/orders")


@app.route("/", methods=["GET", "POST"])
def index():
    return {}


@app.route("/me", authorizer=pool, api_key_required=True)
def me():
    return {}


@app.lambda_function(name="nightly")
def work(event, context):
    pass


@app.schedule(Rate(5, unit=Rate.MINUTES))
def tick(event):
    pass


@app.on_sqs_message(queue="jobs", batch_size=5)
def jobs(event):
    pass
"""
ORDERS = 'from chalice import Blueprint\norders = Blueprint(__name__)\n\n\n@orders.route("/{id}")\ndef order(id):\n    return {}\n'
CONFIG = {
    "version": "2.0",
    "app_name": "shop",
    "lambda_timeout": 10,
    "environment_variables": {"A": "all", "B": "all"},
    "stages": {
        "dev": {
            "autogen_policy": False,
            "iam_policy_file": "policy-dev.json",
            "environment_variables": {"B": "dev"},
            "lambda_functions": {"nightly": {"lambda_timeout": 300}},
        },
        "prod": {"manage_iam_role": False, "iam_role_arn": "arn:aws:iam::123456789012:role/shop"},
    },
}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"}]}


def chalice(config=CONFIG, app=APP):
    return {
        "svc/.chalice/config.json": json.dumps(config, indent=1),
        "svc/.chalice/policy-dev.json": json.dumps(POLICY),
        "svc/app.py": app,
        "svc/chalicelib/__init__.py": "",
        "svc/chalicelib/orders.py": ORDERS,
    }


def readings(files, *stages):
    found = list(read(MemoryFiles(files), settings=ReadSettings(stages=stages)))
    assert [r.fault for r in found if r.fault] == []
    return found


def app_of(files, *stages):
    (found,) = [r for r in readings(files, *stages) if r.worlds]
    return found.worlds[0]


def test_decorators_are_functions_and_routes_are_one():
    app = app_of(chalice())
    assert {f.id for f in app.functions} == {
        f"svc/app.py:{name}" for name in ("api_handler", "nightly", "tick", "jobs")
    }
    assert {(r.path, r.method, r.auth) for r in app.routes} == {
        ("/", "GET", AuthKind.NONE),
        ("/", "POST", AuthKind.NONE),
        ("/me", "GET", AuthKind.COGNITO),
        ("/orders/{id}", "GET", AuthKind.NONE),
    }
    assert {t.kind for t in app.all_triggers} >= {TriggerKind.REST_API, TriggerKind.SQS, TriggerKind.SCHEDULE}


def test_settings_of_a_function_go_before_those_of_the_stage_and_these_before_those_of_all():
    by_name = {f.name: f for f in app_of(chalice()).functions}
    assert (by_name["nightly"].timeout, by_name["tick"].timeout) == (300, 10)
    assert by_name["tick"].environment.value == {"A": "all", "B": "dev"}
    assert by_name["nightly"].code.file == "svc/app.py"


def test_the_policy_file_is_the_authors():
    role = app_of(chalice()).functions[0].role
    (statement,) = [s for s in role.statements if s.allows]
    assert (statement.by, statement.property.location.file) == ("author", "svc/.chalice/policy-dev.json")


def test_the_stage_that_is_asked_for_is_read():
    app = app_of(chalice(), "prod")
    assert {f.resource["Role"].value for f in app.functions} == {"arn:aws:iam::123456789012:role/shop"}


def test_a_generated_policy_is_not_seen_and_that_is_said():
    (found,) = readings(chalice({"app_name": "shop"}))
    assert any("autogen_policy" in note.reason for note in found.unread)
    assert {s.by for s in found.worlds[0].functions[0].role.statements} == {"framework"}


ZAPPA = {
    "dev": {
        "app_function": "web.main.app",
        "runtime": "python3.12",
        "environment_variables": {"K": "v"},
        "extra_permissions": [{"Effect": "Allow", "Action": ["rekognition:*"], "Resource": "*"}],
        "events": [
            {"function": "web.main.tick", "expression": "rate(1 minute)"},
            {"function": "web.main.job", "event_source": {"arn": "arn:aws:sqs:eu-west-1:123456789012:jobs"}},
        ],
    },
    "production": {"extends": "dev", "iam_authorization": True, "memory_size": 1024, "keep_warm": False},
}


def zappa(settings=ZAPPA):
    return {"zappa_settings.json": json.dumps(settings, indent=1), "web/main.py": "app = None\n"}


def test_zappa_is_one_function_behind_one_api():
    app = app_of(zappa())
    (function,) = app.functions
    assert (function.id, function.runtime, function.memory, function.timeout) == (
        "zappa_settings.json:dev",
        "python3.12",
        512,
        30,
    )
    assert function.code.file == "web/main.py"
    assert {(r.path, r.auth) for r in app.routes} == {("/", AuthKind.NONE), ("/{proxy+}", AuthKind.NONE)}
    assert {t.kind for t in app.all_triggers} >= {TriggerKind.SQS, TriggerKind.SCHEDULE}


def test_what_zappa_grants_by_itself_is_the_frameworks():
    role = app_of(zappa()).functions[0].role
    assert {tuple(s.actions) for s in role.statements if s.by == "author" and s.allows} == {("rekognition:*",)}
    assert any("s3:*" in s.actions for s in role.statements if s.by == "framework")


def test_stages_of_zappa_extend_each_other():
    app = app_of(zappa(), "production")
    assert (app.functions[0].memory, app.functions[0].runtime) == (1024, "python3.12")
    assert {r.auth for r in app.routes} == {AuthKind.IAM}


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("sst.config.ts", "SST"),
        ("web/amplify/backend.ts", "Amplify"),
        ("Pulumi.yaml", "Pulumi"),
        ("infra/cdktf.json", "cdktf synth"),
        ("live/terragrunt.hcl", "Terragrunt"),
    ],
)
def test_other_frameworks_are_named_once(path, word):
    (found,) = readings({path: "{}"})
    (note,) = found.unread
    assert (note.file, note.kind) == (path, "limit")
    assert word in note.reason


@pytest.mark.parametrize(
    ("path", "output"),
    [
        ("sst.json", ".build/cdk.out"),
        ("sst.config.ts", "cdk.out"),
        ("amplify/backend.ts", ".amplify/artifacts/cdk.out"),
    ],
)
def test_nobody_is_told_to_make_an_assembly_that_is_there(path, output):
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}})
    artifact = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}
    manifest = json.dumps({"version": "36.0.0", "artifacts": {"Shop": artifact}})
    files = {path: "{}", f"{output}/manifest.json": manifest, f"{output}/Shop.template.json": template}
    assert [reading.unread for reading in readings(files)] == [()]


def test_many_configurations_of_terragrunt_are_one_note():
    (found,) = readings({f"live/{name}/terragrunt.hcl": "" for name in "abc"} | {"live/root.hcl": ""})
    (note,) = found.unread
    assert (note.file, "4 files" in note.reason) == ("live/root.hcl", True)


def test_what_cdktf_wrote_is_read_as_terraform():
    files = {
        "cdktf.json": "{}",
        "cdktf.out/stacks/shop/cdk.tf.json": '{"resource": {"aws_sqs_queue": {"q": {"name": "jobs"}}}}',
    }
    found = readings(files)
    assert [r.framework for r in found if r.worlds] == ["terraform"]
    assert not [note for r in found for note in r.unread if note.file == "cdktf.json"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "{}",
        '{"dev": 3}',
        '{"dev": {"extends": ["dev"]}}',
        '{"dev": {"extends": "dev", "events": [3, {"expression": {}}], "vpc_config": 3, "attach_policy": "../../x"}}',
        "[" * 50_000,
    ],
)
def test_broken_settings_of_zappa_raise_nothing(text):
    readings({"zappa_settings.json": text})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"stages": 3}',
        '{"stages": {"dev": {"lambda_functions": [], "environment_variables": 3, "iam_policy_file": "../../x", "autogen_policy": false}}}',
    ],
)
@pytest.mark.parametrize(
    "app",
    [APP, "", "@app.route(\ndef", "@app.route(3)\n@x\ndef f(): pass\n@app.on_sqs_message(queue=f())\ndef g(e): pass"],
)
def test_broken_configurations_of_chalice_raise_nothing(text, app):
    readings(chalice(app=app) | {"svc/.chalice/config.json": text})
