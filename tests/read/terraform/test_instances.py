"""`count`, `for_each`, `dynamic`: which resources there are, and in which worlds."""

import json
import shutil
import subprocess

import pytest

from leastwise.model.value import Reference
from leastwise.read.decisions import Decisions
from leastwise.read.files import DiskFiles, MemoryFiles
from leastwise.read.reading import ReadStats
from leastwise.read.survey import survey
from leastwise.read.terraform import groups
from leastwise.read.terraform.application import Root, given_to, instances_of, root_scope


def queue(body, name="q"):
    return f'resource "aws_sqs_queue" "{name}" {{\n{body}\n}}\n'


def evaluated(files):
    """The instances of the only root module in these files, in the world in which nothing is chosen."""
    (group,) = groups(files, survey(files, [""], ReadStats())).groups
    root, unread = Root.of(files, group), []
    instances, _ = instances_of(root_scope(root, given_to(root, {}, None, unread), Decisions(), unread))
    return {i.address: i for i in instances}, unread


def test_count_and_for_each_are_unrolled(names):
    text = queue('count = 2\nname = "n${count.index}"') + queue(
        'for_each = { a = 1, b = 2 }\nname = "${each.key}${each.value}"', "r"
    )
    assert names(text) == {
        "aws_sqs_queue.q[0]": "n0",
        "aws_sqs_queue.q[1]": "n1",
        'aws_sqs_queue.r["a"]': "a1",
        'aws_sqs_queue.r["b"]': "b2",
    }


def test_references_to_instances(application):
    app = application(
        queue('count = 2\nname = "n${count.index}"')
        + queue('for_each = toset(["a"])\nname = each.key', "r")
        + 'resource "aws_iam_role_policy" "p" {\n  role = aws_iam_role.r.id\n  policy = jsonencode({ Statement = [{\n'
        '    Effect = "Allow", Action = "sqs:SendMessage"\n    Resource = [aws_sqs_queue.q[1].arn, aws_sqs_queue.r["a"].arn, element(aws_sqs_queue.q[*].arn, 0)]\n'
        "  }] })\n}\n" + 'resource "aws_iam_role" "r" {\n  assume_role_policy = "{}"\n}\n'
    )
    (role,) = app.roles
    assert list(role.statements[0].resources) == [
        Reference(".:aws_sqs_queue.q[1]", "Arn"),
        Reference('.:aws_sqs_queue.r["a"]', "Arn"),
        Reference(".:aws_sqs_queue.q[0]", "Arn"),
    ]


def test_colons_in_keys_do_not_break_what_names_a_resource(names, application):
    text = queue('for_each = toset(["a:b"])\nname = "x"')
    assert names(text) == {'aws_sqs_queue.q["a:b"]': "x"}
    (resource,) = application(text).resources("AWS::SQS::Queue")
    assert (resource.id, resource.stack) == ('.:aws_sqs_queue.q["a:b"]', ".")


def test_an_unknown_number_of_instances_is_one_that_stands_for_all(application):
    text = (
        'variable "names" {\n  type = list(string)\n}\n'
        + queue('for_each = toset(var.names)\nname = "n-${each.key}"\nvisibility_timeout_seconds = 5')
        + queue("count = length(var.names)\nvisibility_timeout_seconds = 6", "r")
    )
    app = application(text)
    first, second = app.resources("AWS::SQS::Queue")
    assert (first.name, first.get("VisibilityTimeout"), first["QueueName"].text()) == ("aws_sqs_queue.q", 5, None)
    assert (second.name, second.get("VisibilityTimeout")) == ("aws_sqs_queue.r", 6)


def test_dynamic_blocks_stand_beside_written_ones():
    text = """locals {
  rules = { http = 80, https = 443 }
}
resource "aws_security_group" "g" {
  ingress {
    from_port = 22
  }
  dynamic "ingress" {
    for_each = local.rules
    iterator = rule
    content {
      description = rule.key
      from_port   = rule.value
      dynamic "deep" {
        for_each = [1]
        content {
          port = rule.value + deep.value
        }
      }
    }
  }
}
"""
    found, unread = evaluated(MemoryFiles({"main.tf": text}))
    assert not unread
    ingress = found["aws_security_group.g"].values["ingress"]
    assert ingress == [
        {"from_port": 22},
        {"description": "http", "from_port": 80, "deep": [{"port": 81}]},
        {"description": "https", "from_port": 443, "deep": [{"port": 444}]},
    ]
    source, *_, start, end = ingress[1].span("from_port")
    assert source.text[start:end] == "rule.value"


def test_what_is_null_is_not_there():
    found, _ = evaluated(MemoryFiles({"main.tf": queue("name = null\nfifo_queue = true")}))
    assert found["aws_sqs_queue.q"].values == {"fifo_queue": True}


def test_a_boolean_without_a_value_is_read_both_ways(readings):
    text = 'variable "on" {\n  type = bool\n}\n' + queue('count = var.on ? 1 : 0\nname = "q"')
    (reading,) = readings({"main.tf": text})
    found = {str(w.world): [r.name for r in w.resources("AWS::SQS::Queue")] for w in reading.worlds}
    assert found == {"on = true": ["aws_sqs_queue.q[0]"], "on = false": []}


def test_what_a_variable_is_compared_with_is_read_both_ways(readings):
    text = 'variable "stage" {}\n' + queue('visibility_timeout_seconds = var.stage == "prod" ? 60 : 5')
    (reading,) = readings({"main.tf": text})
    found = {str(w.world): [r.get("VisibilityTimeout") for r in w.resources("AWS::SQS::Queue")] for w in reading.worlds}
    assert found == {"stage = prod": [60], "stage = (other)": [5]}
    (world, _) = reading.worlds
    assert world.decided_by == {".:aws_sqs_queue.q": {"stage"}}


def test_the_values_that_a_validation_allows_are_all_that_there_are(readings):
    text = (
        'variable "stage" {\n  type = string\n  validation {\n    condition     = contains(["dev", "prod"], var.stage)\n'
        '    error_message = "no"\n  }\n}\n' + queue('name = "jobs-${var.stage}"')
    )
    (reading,) = readings({"main.tf": text})
    assert [[r.get("QueueName") for r in w.resources("AWS::SQS::Queue")] for w in reading.worlds] == [
        ["jobs-dev"],
        ["jobs-prod"],
    ]


def test_what_goes_into_another_resource_decides_that_one_too(readings):
    text = (
        'variable "on" {\n  type = bool\n}\nresource "aws_s3_bucket" "b" {}\n'
        'resource "aws_s3_bucket_versioning" "v" {\n  bucket = aws_s3_bucket.b.id\n  versioning_configuration {\n'
        '    status = var.on ? "Enabled" : "Suspended"\n  }\n}\n'
    )
    (reading,) = readings({"main.tf": text})
    found = {w.by_key[".:aws_s3_bucket.b"].get("VersioningConfiguration.Status") for w in reading.worlds}
    assert found == {"Enabled", "Suspended"}
    assert all("on" in w.decided_by[".:aws_s3_bucket.b"] for w in reading.worlds)


CONFIGURATION = {
    "main.tf": """variable "names" { type = set(string) }
variable "settings" {
  type = object({
    size  = number
    label = optional(string, "none")
    tags  = optional(map(string), { a = "b" })
    deep  = optional(list(object({ x = optional(bool, true), y = string })), [])
  })
}
variable "count_text" { default = "2" }
variable "flag" { type = bool }
variable "region" { default = "eu" }
locals {
  upper  = { for n in var.names : n => upper(n) }
  nested = [for i, n in tolist(var.names) : { index = i, name = n, all = local.upper }]
  chain  = local.chain2
  chain2 = "${local.chain3}-x"
  chain3 = var.region
  pairs  = { for p in setproduct(["a", "b"], [1, 2]) : "${p[0]}${p[1]}" => p[1] }
}
resource "terraform_data" "each" {
  for_each = var.names
  input    = { key = each.key, value = each.value, upper = local.upper[each.key] }
}
resource "terraform_data" "map" {
  for_each = local.pairs
  input    = "${each.key}=${each.value}"
}
resource "terraform_data" "counted" {
  count = var.count_text
  input = { index = count.index, chain = local.chain, nested = local.nested[count.index] }
}
resource "terraform_data" "maybe" {
  count = var.flag ? 1 : 0
  input = var.settings
}
resource "terraform_data" "none" {
  count = var.flag ? 0 : 1
}
module "one" {
  source = "./mod"
  label  = "one"
  list   = ["x", "y"]
}
module "many" {
  source   = "./mod"
  for_each = { p = "P", q = "Q" }
  label    = each.value
  list     = [each.key]
}
module "twice" {
  source = "./mod"
  count  = 2
  label  = "t${count.index}"
}
resource "terraform_data" "outputs" {
  input = {
    one    = module.one.label
    many   = { for k, m in module.many : k => m.label }
    twice  = module.twice[*].label
    second = module.twice[1].inner
    whole  = module.one.all
  }
}
resource "terraform_data" "references" {
  input = {
    a = [for k, v in terraform_data.each : v.input.upper]
    b = terraform_data.counted[*].input.index
    c = terraform_data.map["a1"].input
    d = values(terraform_data.map)[*].input
    e = one(terraform_data.none[*].id)
    f = path.module
  }
}
""",
    "mod/main.tf": """variable "label" { type = string }
variable "list" {
  type    = list(string)
  default = ["d"]
}
variable "filled" {
  type     = string
  nullable = false
  default  = "dd"
}
resource "terraform_data" "m" {
  count = length(var.list)
  input = "${var.label}:${var.list[count.index]}:${path.module}:${path.root}"
}
module "inner" {
  source = "./inner"
  text   = "${var.label}!"
}
output "label" { value = var.label }
output "inner" { value = module.inner.text }
output "all" { value = { l = var.label, n = var.filled } }
""",
    "mod/inner/main.tf": """variable "text" {}
resource "terraform_data" "i" { input = { text = var.text, here = path.module } }
output "text" { value = var.text }
""",
    "x_override.tf": """resource "terraform_data" "maybe" { triggers_replace = ["over"] }
locals { chain3 = "over-${var.region}" }
""",
    "more.tf.json": """{"resource": {"terraform_data": {"json": {"for_each": {"k": "v"}, "input": {
  "a": "${each.key}-${upper(each.value)}", "b": ["${var.flag}", "lit $${x}"],
  "c": "pre ${lookup({q=\\"1\\"}, \\"q\\")}"}}}},
"locals": {"fromjson": "${local.chain}/j"}, "variable": {"jv": {"type": "number", "default": 5}}}
""",
    "terraform.tfvars": """names    = ["b", "a", "b"]
flag     = "true"
settings = { size = "3", extra = 1, deep = [{ y = 1 }] }
""",
    "z.auto.tfvars": 'region = "auto"\n',
    "y.auto.tfvars.json": '{"jv": "7"}\n',
}


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform")
def test_instances_and_values_are_those_that_terraform_plans(tmp_path):
    for name, text in CONFIGURATION.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def terraform(*arguments):
        command = ["terraform", f"-chdir={tmp_path}", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    terraform("init", "-input=false")
    terraform("plan", "-input=false", "-out=plan")
    wanted = {}
    modules = [json.loads(terraform("show", "-json", "plan"))["planned_values"]["root_module"]]
    while modules:
        module = modules.pop()
        modules += module.get("child_modules", [])
        wanted |= {r["address"]: r["values"].get("input") for r in module.get("resources", [])}
    found, unread = evaluated(DiskFiles(str(tmp_path)))
    assert not unread
    assert {address: instance.values.get("input") for address, instance in found.items()} == wanted


def test_what_is_certain_makes_no_worlds(readings):
    text = (
        'variable "name" {}\ndata "aws_partition" "p" {}\ndata "external" "e" {\n  program = ["x"]\n}\n'
        + queue('count = var.name != null && data.aws_partition.p.partition == "aws" ? 1 : 0\nname = "q"')
        + queue('count = data.external.e.result != null && aws_sqs_queue.q[0].arn != "*" ? 1 : 0\nname = "r"', "r")
    )
    (reading,) = readings({"main.tf": text})
    assert [[r.name for r in w.resources("AWS::SQS::Queue")] for w in reading.worlds] == [
        ["aws_sqs_queue.q[0]", "aws_sqs_queue.r[0]"]
    ]


def test_a_template_of_the_provider_template_is_rendered(names):
    text = 'data "template_file" "t" {\n  template = "jobs-$${stage}"\n  vars = {\n    stage = "dev"\n  }\n}\n'
    assert names(text + queue("name = data.template_file.t.rendered")) == {"aws_sqs_queue.q": "jobs-dev"}


def test_the_state_of_another_root_is_not_known_which_is_said_once(readings):
    text = 'data "terraform_remote_state" "net" {\n  backend = "s3"\n  config = {\n    key = "k"\n  }\n}\n'
    outputs = "data.terraform_remote_state.net.outputs"
    (reading,) = readings({"main.tf": text + queue(f"name = {outputs}.name\nkms_master_key_id = {outputs}.key")})
    (found,) = reading.worlds[0].resources("AWS::SQS::Queue")
    assert found["QueueName"].text() is None
    (entry,) = reading.unread
    assert (entry.file, entry.line, entry.kind) == ("main.tf", 1, "reference")
    assert "data.terraform_remote_state.net" in entry.reason
