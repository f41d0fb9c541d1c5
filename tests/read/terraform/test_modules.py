"""What calls of modules deploy, and where it stands."""

import json
import os

import pytest

from leastwise.model.graph import TriggerKind
from leastwise.read.files import DiskFiles
from leastwise.read.project import read
from leastwise.read.terraform import registry

CHILD = """variable "name" {
  type = string
}
variable "wait" {
  default = 30
}
resource "aws_sqs_queue" "q" {
  name                       = var.name
  visibility_timeout_seconds = var.wait
}
output "arn" {
  value = aws_sqs_queue.q.arn
}
output "name" {
  value = var.name
}
"""


def spot(resource, path):
    location = resource[path].location
    return location.file, location.line, location.column


def test_inputs_and_outputs_are_followed(application):
    app = application(
        {
            "main.tf": 'module "a" {\n  source = "./q"\n  name   = "jobs"\n}\n'
            'resource "aws_sns_topic_subscription" "s" {\n  topic_arn = "t"\n  protocol = "sqs"\n'
            '  endpoint = module.a.arn\n}\nresource "aws_sqs_queue" "r" {\n  name = "${module.a.name}-dead"\n}\n',
            "q/main.tf": CHILD,
        }
    )
    queue = app.by_key[".:module.a.aws_sqs_queue.q"]
    assert (queue.get("QueueName"), queue.get("VisibilityTimeout")) == ("jobs", 30)
    (subscription,) = app.resources("AWS::SNS::Subscription")
    assert app.referenced(subscription.get("Endpoint")) == queue
    assert app.by_key[".:aws_sqs_queue.r"].get("QueueName") == "jobs-dead"


def test_what_a_module_of_the_author_deploys_stands_in_the_module(application):
    app = application({"main.tf": 'module "a" {\n  source = "./q"\n  name = "n"\n}\n', "q/main.tf": CHILD})
    queue = app.by_key[".:module.a.aws_sqs_queue.q"]
    assert (queue.location.file, queue.location.line) == ("q/main.tf", 7)
    assert spot(queue, "VisibilityTimeout") == ("q/main.tf", 9, 32)
    assert queue.span[0].block_at(queue.span[1]) == "module.a.aws_sqs_queue.q"


def test_blocks_of_a_module_that_is_used_twice_are_named_without_the_module(names, application):
    files = {
        "main.tf": 'module "a" {\n  source = "./q"\n  for_each = toset(["x", "y"])\n  name = "n-${each.key}"\n}\n',
        "q/main.tf": CHILD,
    }
    assert names(files) == {'module.a["x"].aws_sqs_queue.q': "n-x", 'module.a["y"].aws_sqs_queue.q': "n-y"}
    queue = next(application(files).resources("AWS::SQS::Queue"))
    assert queue.span[0].block_at(queue.span[1]) == "aws_sqs_queue.q"


def test_modules_in_modules(names):
    assert names(
        {
            "main.tf": 'module "a" {\n  source = "./outer"\n  count = 2\n  tag = "t${count.index}"\n}\n',
            "outer/main.tf": 'variable "tag" {}\nmodule "b" {\n  source = "../q"\n  name = "${var.tag}-in"\n}\n',
            "q/main.tf": CHILD,
        }
    ) == {"module.a[0].module.b.aws_sqs_queue.q": "t0-in", "module.a[1].module.b.aws_sqs_queue.q": "t1-in"}


def test_an_input_that_is_missing_is_a_symbol_of_its_own(readings):
    (reading,) = readings({"main.tf": 'module "a" {\n  source = "./q"\n}\n', "q/main.tf": CHILD})
    queue = reading.worlds[0].by_key[".:module.a.aws_sqs_queue.q"]
    assert queue["QueueName"].text() is None


def test_a_module_that_is_not_here_is_named_where_it_is_called(readings):
    text = (
        'module "net" {\n  source = "somebody/net/aws"\n}\nresource "aws_sqs_queue" "q" {\n  name = module.net.x\n}\n'
    )
    (reading,) = readings({"main.tf": text})
    (unread,) = reading.unread
    assert (unread.file, unread.line, unread.kind) == ("main.tf", 2, "reference")
    assert "somebody/net/aws is not here" in unread.reason
    assert next(reading.worlds[0].resources("AWS::SQS::Queue"))["QueueName"].text() is None


def test_a_module_outside_the_root_is_not_followed(readings):
    (reading,) = readings({"main.tf": 'module "a" {\n  source = "../../x"\n}\n'})
    assert [u.reason for u in reading.unread] == [
        "module.a: ../../x leads outside the root; pass --root to name a wider one"
    ]


def test_what_terraform_has_fetched_is_read_and_stands_at_the_call(tmp_path, readings):
    inner = tmp_path / ".terraform/modules/a"
    inner.mkdir(parents=True)
    (inner / "main.tf").write_text(CHILD)
    listed = {"Modules": [{"Key": "", "Dir": "."}, {"Key": "a", "Source": "x/q/aws", "Dir": ".terraform/modules/a"}]}
    (tmp_path / ".terraform/modules/modules.json").write_text(json.dumps(listed))
    (tmp_path / "main.tf").write_text('module "a" {\n  source = "x/q/aws"\n  name = "n"\n  wait = 5\n}\n')
    (reading,) = read(DiskFiles(str(tmp_path)))
    assert not reading.unread
    (queue,) = reading.worlds[0].resources("AWS::SQS::Queue")
    assert (queue.location.file, queue.location.line, queue.location.column) == ("main.tf", 1, 1)
    assert spot(queue, "VisibilityTimeout") == ("main.tf", 4, 10)


def fetched(folder, source, text):
    """The types of what is deployed by a module that Terraform has fetched from a source."""
    inner = folder / ".terraform/modules/a"
    inner.mkdir(parents=True)
    (inner / "main.tf").write_text(text)
    listed = {"Modules": [{"Key": "a", "Dir": ".terraform/modules/a"}]}
    (folder / ".terraform/modules/modules.json").write_text(json.dumps(listed))
    (folder / "main.tf").write_text(f'module "a" {{\n  source = "{source}"\n}}\n')
    (reading,) = read(DiskFiles(str(folder)))
    return {resource.type for resource in reading.worlds[0].resources()}


def test_the_source_of_a_known_module_counts_where_it_is_here(tmp_path):
    topic = 'resource "aws_sns_topic" "as_in_this_version" {}\n'
    assert fetched(tmp_path / "a", "terraform-aws-modules/sqs/aws", topic) == {"AWS::SNS::Topic"}
    assert "AWS::SQS::Queue" in fetched(tmp_path / "b", "terraform-aws-modules/sqs/aws", "resource {{{\n")
    assert "AWS::Lambda::Function" in fetched(tmp_path / "c", "terraform-aws-modules/lambda/aws", topic)


def test_a_known_module_of_the_registry_is_understood_by_its_inputs(application):
    app = application(
        {
            "main.tf": """module "hello" {
  source        = "terraform-aws-modules/lambda/aws"
  version       = "~> 8.0"
  function_name = "hello"
  handler       = "app.handler"
  runtime       = "python3.13"
  timeout       = 20
  source_path   = "src"
  environment_variables = {
    TABLE = "things"
  }
  attach_policy_statements = true
  policy_statements = {
    all = {
      effect    = "Allow"
      actions   = ["dynamodb:*"]
      resources = ["*"]
    }
  }
  event_source_mapping = {
    jobs = { event_source_arn = aws_sqs_queue.jobs.arn }
  }
}
resource "aws_sqs_queue" "jobs" {
  name = "jobs"
}
output "url" {
  value = module.hello.lambda_function_arn
}
""",
            "src/app.py": "def handler(event, context):\n    return event\n",
        }
    )
    (function,) = app.functions
    assert function.id == ".:module.hello.aws_lambda_function.this[0]"
    assert (function.runtime, function.handler, function.code.file) == ("python3.13", "app.handler", "src/app.py")
    assert spot(function.resource, "Timeout") == ("main.tf", 7, 19)
    assert spot(function.resource, "Environment.Variables.TABLE") == ("main.tf", 10, 13)
    (trigger,) = app.triggers_of(function)
    assert trigger.kind is TriggerKind.SQS
    statement = next(s for s in function.role.statements if "dynamodb:*" in s.actions)
    assert statement.by == "author"
    assert spot(statement.property.resource, statement.property["Action"].path) == ("main.tf", 16, 19)
    assert {s.by for s in function.role.statements if "logs:PutLogEvents" in s.actions} == {"framework"}


MODULES = sorted(
    name.removesuffix(".tf")
    for name in os.listdir(os.path.join(os.path.dirname(registry.__file__), "data", "modules"))
    if "--" not in name  # those of inner modules: test_registry.py
)


@pytest.mark.parametrize("name", MODULES)
def test_what_is_known_of_a_module_of_the_registry_has_no_gap(application, name):
    module = registry.known(f"terraform-aws-modules/{name}/aws")
    assert module is not None
    assert not module.unread
    outputs = "".join(f'    {output} = module.m["x"].{output}\n' for output in module.outputs)
    label = next((f"{name} = each.key" for name in ("name", "function_name") if name in module.variables), "")
    app = application(
        f'module "m" {{\n  for_each = toset(["x"])\n  source = "git::https://github.com/terraform-aws-modules/'
        f'terraform-aws-{name}.git?ref=v1"\n  {label}\n}}\n'
        f'resource "aws_sqs_queue" "q" {{\n  tags = {{\n{outputs}  }}\n}}\n'
    )
    made = [resource for resource in app.resources() if resource.name.startswith("module.")]
    assert made
    assert {resource.location.file for resource in made} == {"main.tf"}
    assert all(span[0].path == "main.tf" for resource in made for _, _, span in resource.properties.entries())


def test_routes_of_an_api_that_a_module_makes(application):
    app = application(
        """module "api" {
  source             = "terraform-aws-modules/apigateway-v2/aws"
  name               = "shop"
  create_domain_name = false
  authorizers = {
    users = { authorizer_type = "JWT", identity_sources = ["$request.header.Authorization"], jwt_configuration = { issuer = "https://x", audience = ["a"] } }
  }
  routes = {
    "GET /open"    = { integration = { uri = aws_lambda_function.f.invoke_arn } }
    "POST /closed" = { authorization_type = "JWT", authorizer_key = "users", integration = { uri = aws_lambda_function.f.invoke_arn } }
  }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "app.handler"
  runtime       = "python3.13"
  s3_bucket     = "elsewhere"
  s3_key        = "f.zip"
}
"""
    )
    assert {(route.method, route.path): route.auth for route in app.routes}.keys() == {
        ("GET", "/open"),
        ("POST", "/closed"),
    }
    assert len({route.auth for route in app.routes}) == 2
    assert {trigger.function.id for trigger in app.all_triggers} == {".:aws_lambda_function.f"}
