"""Plans and states in JSON: by themselves, and with the configuration that they belong to."""

import json

import pytest

from leastwise.engine import judge
from leastwise.model.source import Location, value_location
from leastwise.model.value import Reference, Unknown, references
from leastwise.read.files import MemoryFiles
from leastwise.read.owners import owners_of
from leastwise.read.project import read
from leastwise.read.reading import ReadSettings, ReadStats
from leastwise.report.lines import Lines
from leastwise.rules.discovery import discover

ROLE = {"name": "jobs", "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": []})}


def planned(address, values, unknown=None, written=None, **more):
    """One resource of a plan: what is known, what is not yet, and the expressions of its block."""
    return {"address": address, "values": values, "unknown": unknown or {}, "written": written, **more}


def plan(*resources, version="1.2", configuration=None, **more):
    """A plan in the shape of `terraform show -json`."""
    listed, changes, blocks = [], [], []
    modules = {}
    for one in resources:
        parts = one["address"].split("[")[0].split(".")
        module = one.get("module")
        entry = {
            "address": one["address"],
            "mode": "data" if parts[-3:-2] == ["data"] else "managed",
            "type": parts[-2],
            "name": parts[-1],
            "values": one["values"],
            "sensitive_values": one.get("sensitive", {}),
        }
        (modules.setdefault(module, []) if module else listed).append(entry)
        changes.append({"address": one["address"], "change": {"after_unknown": one["unknown"]}})
        if one["written"] is not None:
            blocks.append({"address": ".".join(parts[-2:]), "expressions": one["written"]})
    root = {"resources": listed, "child_modules": [{"address": a, "resources": r} for a, r in modules.items()]}
    return json.dumps(
        {
            "format_version": version,
            "terraform_version": "1.11.4",
            "planned_values": {"root_module": root},
            "resource_changes": changes,
            "configuration": {"root_module": configuration or {"resources": blocks}},
            **more,
        },
        indent=1,
    )


def refers(*names):
    return {"references": list(names)}


def constant(value):
    return {"constant_value": value}


@pytest.fixture
def scan():
    """Reads files as they lie there, or those that are named; gives readings and notices."""

    def run(files, paths=("",)):
        stats = ReadStats()
        return list(read(MemoryFiles(files), paths, ReadSettings(), stats)), stats.notices

    return run


@pytest.fixture
def world(scan):
    def run(files, paths=("",)):
        (reading,), _ = scan(files, paths)
        assert [(u.file, u.line, u.reason) for u in reading.unread] == []
        (found,) = reading.worlds
        return found

    return run


FUNCTION = planned(
    "aws_lambda_function.jobs",
    {"function_name": "jobs", "timeout": 30, "memory_size": 128, "runtime": "python3.12", "environment": [{}]},
    {"arn": True, "role": True, "environment": [{"variables": True}]},
    {
        "function_name": constant("jobs"),
        "timeout": constant(30),
        "runtime": constant("python3.12"),
        "role": refers("aws_iam_role.jobs.arn", "aws_iam_role.jobs"),
        "environment": [{"variables": refers("aws_sqs_queue.q.url", "aws_sqs_queue.q")}],
    },
)
THE_ROLE = planned("aws_iam_role.jobs", ROLE, {"arn": True}, {"name": constant("jobs"), "assume_role_policy": {}})
QUEUE = planned("aws_sqs_queue.q", {"name": "q"}, {"arn": True, "url": True}, {"name": constant("q")})


def test_a_plan_alone_is_an_application_linked_by_the_references_of_its_configuration(world):
    app = world({"plan.json": plan(FUNCTION, THE_ROLE, QUEUE)})
    assert app.id == "plan.json"
    function = app.by_key["plan.json:aws_lambda_function.jobs"]
    assert function.get("Role") == Reference("plan.json:aws_iam_role.jobs", "Arn")
    assert function.get("Timeout") == 30
    assert "plan.json:aws_sqs_queue.q" in {r.resource for r in references(function.body)}


def test_what_nobody_wrote_is_left_to_the_defaults(world):
    app = world({"plan.json": plan(FUNCTION, THE_ROLE, QUEUE)})
    assert "MemorySize" not in app.by_key["plan.json:aws_lambda_function.jobs"].body["Properties"]


def test_a_value_of_a_plan_alone_stands_in_the_plan(world):
    text = plan(FUNCTION, THE_ROLE, QUEUE)
    app = world({"tf/prod.tfplan.json": text})
    function = app.by_key["tf/prod.tfplan.json:aws_lambda_function.jobs"]
    where = value_location(function.body["Properties"].span("Timeout"))
    assert text.splitlines()[where.line - 1].strip().startswith('"timeout": 30')
    assert function.span[0].block_at(function.span[3] + 5) == "aws_lambda_function.jobs"


MAIN = """\
variable "stage" {}
variable "password" {
  sensitive = true
}

data "aws_ssm_parameter" "size" {
  name = "/size"
}

resource "aws_sqs_queue" "q" {
  count                      = var.stage == "prod" ? 2 : 1
  name                       = "q-${var.stage}-${count.index}"
  visibility_timeout_seconds = tonumber(data.aws_ssm_parameter.size.value)
  kms_master_key_id          = var.password
}
"""


def queue(index, **values):
    known = {"name": f"q-prod-{index}", "visibility_timeout_seconds": 77, "kms_master_key_id": "hunter2", **values}
    written = dict.fromkeys(known, refers())
    hidden = {"kms_master_key_id": True}
    return planned(f"aws_sqs_queue.q[{index}]", known, {"arn": True}, written, sensitive=hidden)


WITH_MAIN = {
    "main.tf": MAIN,
    "plan.json": plan(queue(0), queue(1), variables={"stage": {"value": "prod"}, "password": {"value": "hunter2"}}),
}


def test_with_the_configuration_values_stand_there_and_open_ones_are_filled_in(world):
    app = world(WITH_MAIN)
    assert app.id == "."
    queues = list(app.resources("AWS::SQS::Queue"))
    assert [q.get("QueueName") for q in queues] == ["q-prod-0", "q-prod-1"]
    assert [q.get("VisibilityTimeout") for q in queues] == [77, 77]
    where = value_location(queues[1].body["Properties"].span("VisibilityTimeout"))
    assert (where.file, MAIN.splitlines()[where.line - 1].split()[0]) == ("main.tf", "visibility_timeout_seconds")


def test_it_is_said_once_that_plan_and_configuration_are_one_application(scan):
    readings, notices = scan(WITH_MAIN)
    assert [reading.id for reading in readings] == ["."]
    assert len(notices) == 1
    assert notices[0].startswith("plan.json is a plan of .:")


def test_sensitive_values_are_nowhere(scan):
    (reading,), _ = scan(WITH_MAIN)
    (app,) = reading.worlds
    assert "hunter2" not in repr([r.body for r in app.resources()])
    alone = scan({"plan.json": plan(queue(0, password="hunter3"))})[0][0].worlds[0]
    text = repr([r.body for r in alone.resources()])
    assert "hunter" not in text
    assert isinstance(next(alone.resources("AWS::SQS::Queue")).get("KmsMasterKeyId"), Unknown)


def test_a_report_shows_no_line_of_a_plan():
    files = MemoryFiles({**WITH_MAIN, "one.json": json.dumps(json.loads(WITH_MAIN["plan.json"]))})
    lines = Lines(files)
    assert lines.line(Location("main.tf", 1, 1, 1, 1)) == 'variable "stage" {}'
    assert lines.line(Location("plan.json", 1, 1, 1, 1)) == ""
    assert lines.line(Location("one.json", 1, 1, 1, 1)) == ""


def test_what_the_author_has_written_since_counts(world):
    changed = dict(WITH_MAIN, **{"main.tf": MAIN.replace('"q-${var.stage}', '"new-${var.stage}')})
    changed["more.tf"] = 'resource "aws_sqs_queue" "later" {\n  name = "later"\n}\n'
    names = {q.get("QueueName") for q in world(changed).resources("AWS::SQS::Queue")}
    assert names == {"new-prod-0", "new-prod-1", "later"}


def test_how_often_a_block_is_there_is_taken_from_the_plan(world):
    main = """\
data "aws_availability_zones" "here" {}
resource "aws_sqs_queue" "q" {
  for_each = toset(data.aws_availability_zones.here.names)
  name     = "q-${each.key}"
}
resource "aws_sns_topic" "never" {
  count = length(data.aws_availability_zones.here.names) > 5 ? 1 : 0
  name  = "never"
}
"""
    zones = [planned(f'aws_sqs_queue.q["{zone}"]', {"name": f"q-{zone}"}) for zone in ("eu-1a", "eu-1b")]
    app = world({"main.tf": main, "tfplan.json": plan(*zones)})
    assert {(r.name, r.get("QueueName")) for r in app.resources("AWS::SQS::Queue")} == {
        ('aws_sqs_queue.q["eu-1a"]', "q-eu-1a"),
        ('aws_sqs_queue.q["eu-1b"]', "q-eu-1b"),
    }
    assert not list(app.resources("AWS::SNS::Topic"))
    assert next(app.resources("AWS::SQS::Queue")).span[0].path == "main.tf"


def test_what_a_module_that_is_not_here_makes_stands_at_its_call(world):
    main = 'module "jobs" {\n  source = "git::https://example.org/jobs"\n}\n'
    made = planned("module.jobs.aws_sqs_queue.q", {"name": "q"}, module="module.jobs")
    app = world({"main.tf": main, "plan.json": plan(made)})
    (found,) = app.resources("AWS::SQS::Queue")
    assert found.name == "module.jobs.aws_sqs_queue.q"
    assert value_location(found.span).line == 1
    assert found.span[0].path == "main.tf"


def test_references_are_followed_through_variables_and_outputs_of_modules(world):
    configuration = {
        "resources": [
            {
                "address": "aws_lambda_event_source_mapping.m",
                "expressions": {
                    "event_source_arn": refers("module.q.arn", "module.q"),
                    "function_name": refers("aws_lambda_function.jobs.arn", "aws_lambda_function.jobs"),
                },
            },
            {"address": "aws_lambda_function.jobs", "expressions": {"function_name": constant("jobs")}},
        ],
        "module_calls": {
            "q": {
                "expressions": {"key": refers("aws_kms_key.k.arn", "aws_kms_key.k")},
                "module": {
                    "outputs": {"arn": {"expression": refers("aws_sqs_queue.q.arn", "aws_sqs_queue.q")}},
                    "resources": [
                        {"address": "aws_sqs_queue.q", "expressions": {"kms_master_key_id": refers("var.key")}}
                    ],
                },
            }
        },
    }
    app = world(
        {
            "plan.json": plan(
                planned("aws_lambda_event_source_mapping.m", {}, {"event_source_arn": True, "function_name": True}),
                planned("aws_lambda_function.jobs", {"function_name": "jobs"}),
                planned("aws_kms_key.k", {}),
                planned("module.q.aws_sqs_queue.q", {}, {"kms_master_key_id": True}, module="module.q"),
                configuration=configuration,
            )
        }
    )
    mapping = app.by_key["plan.json:aws_lambda_event_source_mapping.m"]
    assert mapping.get("EventSourceArn") == Reference("plan.json:module.q.aws_sqs_queue.q", "Arn")
    (queue_,) = app.resources("AWS::SQS::Queue")
    assert queue_.get("KmsMasterKeyId") == Reference("plan.json:aws_kms_key.k", "Arn")


def state(*instances, version=4):
    """A raw state."""
    resources = [
        {"mode": "managed", "type": type_, "name": name, "instances": [{"attributes": values, **more}]}
        for type_, name, values, more in instances
    ]
    return json.dumps(
        {"version": version, "terraform_version": "1.11.4", "serial": 1, "lineage": "x", "resources": resources}
    )


TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs"
STATE = state(
    ("aws_dynamodb_table", "jobs", {"arn": TABLE, "id": "jobs", "name": "jobs", "hash_key": "id"}, {}),
    ("aws_iam_role", "r", {"arn": "arn:aws:iam::123456789012:role/r", "id": "r", "name": "r"}, {}),
    (
        "aws_iam_role_policy",
        "p",
        {
            "role": "r",
            "policy": json.dumps(
                {"Statement": [{"Effect": "Allow", "Action": "dynamodb:Query", "Resource": TABLE + "/index/*"}]}
            ),
        },
        {"dependencies": ["aws_iam_role.r", "aws_dynamodb_table.jobs"]},
    ),
    (
        "aws_lambda_function",
        "f",
        {"function_name": "f", "role": "arn:aws:iam::123456789012:role/r", "vpc_config": [], "kms_key_arn": ""},
        {"dependencies": ["aws_iam_role.r"]},
    ),
)


@pytest.mark.parametrize("path", ["terraform.tfstate", "elsewhere.json"])
def test_a_state_is_read_where_it_is_named_and_linked_by_what_it_knows(world, path):
    app = world({path: STATE}, (path,))
    function = app.by_key[f"{path}:aws_lambda_function.f"]
    assert function.get("Role") == Reference(f"{path}:aws_iam_role.r", "Arn")
    assert "VpcConfig" not in function.body["Properties"]
    (statement,) = app.functions[0].role.statements
    assert statement.resources[0].parts == (Reference(f"{path}:aws_dynamodb_table.jobs", "Arn"), "/index/*")


def test_a_state_that_only_lies_there_is_not_looked_at(scan):
    assert scan({"terraform.tfstate": STATE}) == ([], [])


def test_the_json_of_a_state_is_read_like_a_raw_one(world):
    shown = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {
            "root_module": {
                "resources": [
                    {"address": "aws_sqs_queue.q", "mode": "managed", "type": "aws_sqs_queue", "values": {"name": "q"}}
                ]
            }
        },
    }
    app = world({"state.json": json.dumps(shown)}, ("state.json",))
    assert [q.get("QueueName") for q in app.resources("AWS::SQS::Queue")] == ["q"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (plan(version="2.0"), "format 2.0"),
        (plan(version=None), "format None"),
        (state(version=3), "state of version 3"),
        (plan()[:-20], "the file"),
    ],
)
def test_other_versions_are_named_and_the_configuration_is_read(scan, text, reason):
    readings, _ = scan(
        {"plan.json": text, "main.tf": 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'}, ("", "plan.json")
    )
    unread = [note.reason for reading in readings for note in reading.unread]
    assert len(unread) == 1
    assert reason in unread[0]
    (app,) = (world for reading in readings for world in reading.worlds)
    assert [q.get("QueueName") for q in app.resources("AWS::SQS::Queue")] == ["q"]


def test_a_plan_of_something_else_leaves_the_configuration_alone(scan):
    readings, _ = scan({"plan.json": plan(QUEUE), "main.tf": 'resource "aws_sns_topic" "t" {\n  name = "t"\n}\n'})
    assert sorted(reading.id for reading in readings) == [".", "plan.json"]


def test_plans_for_several_environments_are_one_application_each(scan):
    files = dict(WITH_MAIN)
    files["prod.tfplan.json"] = files.pop("plan.json")
    files["dev.tfplan.json"] = plan(queue(0, name="q-dev-0"), variables={"stage": {"value": "dev"}})
    readings, _ = scan(files)
    assert [(reading.id, reading.stage) for reading in readings] == [(".", "dev"), (".", "prod")]
    assert [len(list(r.worlds[0].resources("AWS::SQS::Queue"))) for r in readings] == [1, 2]


def test_a_plan_in_utf_16_is_read(world):
    files = {"plan.json": plan(QUEUE).encode("utf-16")}
    assert [q.get("QueueName") for q in world(files).resources("AWS::SQS::Queue")] == ["q"]


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [None], {"a": None}, [[[]]], True])
@pytest.mark.parametrize("where", ["planned_values", "resource_changes", "configuration", "variables", "prior_state"])
def test_wrong_types_never_raise(scan, where, junk):
    whole = json.loads(plan(FUNCTION, THE_ROLE, QUEUE))
    for changed in ({**whole, where: junk}, {**whole, where: {"root_module": junk}}, {**whole, where: [junk]}):
        readings, _ = scan({"plan.json": json.dumps(changed), "main.tf": MAIN}, ("", "plan.json"))
        assert [reading.fault for reading in readings if reading.fault] == []
    for key in ("values", "address", "type", "sensitive_values", "mode"):
        broken = json.loads(plan(FUNCTION, THE_ROLE, QUEUE))
        broken["planned_values"]["root_module"]["resources"][0][key] = junk
        readings, _ = scan({"plan.json": json.dumps(broken)})
        assert [reading.fault for reading in readings if reading.fault] == []
    broken = json.loads(STATE)
    broken["resources"][0]["instances"][0]["attributes"] = junk
    broken["resources"][1]["instances"][0]["dependencies"] = junk
    broken["resources"][1]["instances"][0]["index_key"] = junk
    broken["resources"][2]["instances"][0]["sensitive_attributes"] = junk
    readings, _ = scan({"s.tfstate": json.dumps(broken)}, ("s.tfstate",))
    assert [reading.fault for reading in readings if reading.fault] == []


def test_outputs_that_refer_to_each_other_come_to_an_end(world):
    configuration = {
        "resources": [{"address": "aws_sqs_queue.q", "expressions": {"kms_master_key_id": refers("module.a.x")}}],
        "module_calls": {
            "a": {
                "expressions": {"v": refers("module.a.x", "module.a.y")},
                "module": {"outputs": {"x": {"expression": refers("var.v", "var.w")}}},
            }
        },
    }
    found = plan(planned("aws_sqs_queue.q", {}, {"kms_master_key_id": True}), configuration=configuration)
    (queue_,) = world({"plan.json": found}).resources("AWS::SQS::Queue")
    assert isinstance(queue_.get("KmsMasterKeyId"), Unknown)


def test_a_huge_state_is_refused_at_once(tmp_path):
    from leastwise.read.files import DiskFiles

    with (tmp_path / "big.tfstate").open("wb") as file:
        file.truncate(100_000_000)
    (reading,) = read(DiskFiles(str(tmp_path)), ("big.tfstate",))
    (note,) = reading.unread
    assert (note.kind, "100,000,000" in note.reason) == ("limit", True)


def test_a_named_plan_is_what_it_is_wherever_the_root_is_looked_through():
    files = MemoryFiles({**WITH_MAIN, "other.json": plan(QUEUE)})
    assert owners_of(files, ["other.json"], wide=True) == {"other.json": ["other.json"]}
    assert owners_of(files, ["main.tf"], wide=True) == {"main.tf": ["main.tf", "plan.json"]}


def test_rules_judge_a_plan_at_the_configuration(scan):
    main = 'variable "open" {}\nresource "aws_lambda_function_url" "u" {\n  function_name      = "f"\n  authorization_type = var.open\n}\n'
    main += 'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "r"\n}\n'
    (reading,), _ = scan({"main.tf": main, "plan.json": plan(
        planned("aws_lambda_function.f", {"function_name": "f"}), variables={"open": {"value": "NONE"}})})  # fmt: skip
    found = {
        (f.rule, f.location.file, f.location.line) for f in judge(reading, [rule() for rule in discover()]).findings
    }
    assert ("public-function-url", "main.tf", 4) in found


def test_what_a_known_module_makes_is_told_by_the_plan_where_that_knows_it(world):
    main = 'module "jobs" {\n  source = "terraform-aws-modules/sqs/aws"\n  name   = "jobs"\n  create_dlq = true\n}\n'
    made = planned("module.jobs.aws_sqs_queue.this[0]", {"name": "jobs"}, module="module.jobs")
    app = world({"main.tf": main, "plan.json": plan(made)})
    assert [q.name for q in app.resources("AWS::SQS::Queue")] == ["module.jobs.aws_sqs_queue.this[0]"]
    (queue_,) = app.resources("AWS::SQS::Queue")
    assert value_location(queue_.body["Properties"].span("QueueName")).line == 3


def test_a_fix_of_what_is_planned_is_seen_in_the_configuration(world):
    fixed = dict(WITH_MAIN)
    fixed["main.tf"] = MAIN.replace("  kms_master", "  sqs_managed_sse_enabled = true\n  kms_master")
    assert [q.get("SqsManagedSseEnabled") for q in world(fixed).resources("AWS::SQS::Queue")] == [True, True]
