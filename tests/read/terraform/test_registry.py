"""Modules of terraform-aws-modules, understood by their inputs."""

import os

import pytest

from leastwise.model.source import value_location
from leastwise.model.value import Reference
from leastwise.read.terraform import registry

OWNER = "terraform-aws-modules"


def call(source, body="", name="m", more=""):
    return f'module "{name}" {{\n  source = "{source}"\n{body}}}\n{more}'


@pytest.fixture
def resources(application):
    """The resources of an application, by address."""

    def run(files):
        return {r.name: r for r in application(files).resources()}

    return run


@pytest.mark.parametrize(
    "source",
    [
        f"{OWNER}/sqs/aws",
        f"registry.terraform.io/{OWNER}/sqs/aws",
        f"registry.opentofu.org/{OWNER}/sqs/aws",
        f"git::https://github.com/{OWNER}/terraform-aws-sqs.git?ref=v5.2.1",
        f"git::ssh://git@github.com/{OWNER}/terraform-aws-sqs.git",
        f"github.com/{OWNER}/terraform-aws-sqs?ref=master",
        f"git@github.com:{OWNER}/terraform-aws-sqs.git",
    ],
)
def test_a_module_is_known_by_each_kind_of_source(resources, source):
    found = resources(call(source, '  name = "jobs"\n'))
    assert found["module.m.aws_sqs_queue.this[0]"].get("QueueName") == "jobs"


@pytest.mark.parametrize("source", ["someone/sqs/aws", f"{OWNER}/nothing/aws", f"{OWNER}/sqs/aws//modules/no"])
def test_others_are_named(readings, source):
    (reading,) = readings({"main.tf": call(source)})
    assert [note.line for note in reading.unread] == [2]
    assert source in reading.unread[0].reason


def test_what_the_caller_gives_stands_at_its_argument_and_the_rest_at_the_call(resources):
    text = call(f"{OWNER}/lambda/aws", '  function_name = "f"\n  timeout       = 900\n  source_path   = "src"\n')
    found = resources({"main.tf": text, "src/index.py": ""})
    function = found["module.m.aws_lambda_function.this[0]"]
    lines = {
        name: value_location(function.body["Properties"].span(name)).line for name in ("Timeout", "MemorySize", "Role")
    }
    assert lines == {"Timeout": 4, "MemorySize": 1, "Role": 1}


def test_a_member_of_an_object_stands_where_it_is_given(resources):
    body = '  name = "m"\n  stage_access_log_settings = {\n    create_log_group = true\n    log_group_retention_in_days = 14\n  }\n'
    (group,) = (
        r
        for r in resources({"main.tf": call(f"{OWNER}/apigateway-v2/aws", body)}).values()
        if r.type == "AWS::Logs::LogGroup"
    )
    assert group["RetentionInDays"].value == 14
    assert group["RetentionInDays"].location.line == 6


def test_a_format_of_logs_that_nobody_chose_is_not_there(resources):
    body = '  function_name = "f"\n  source_path   = "src"\n%s'
    for more, expected in (("", None), ('  logging_log_format = "JSON"\n', "JSON")):
        found = resources({"main.tf": call(f"{OWNER}/lambda/aws", body % more), "src/index.py": ""})
        place = found["module.m.aws_lambda_function.this[0]"]["LoggingConfig.LogFormat"]
        assert (place.value, place.missing) == (expected, None if expected else "logging_log_format")


def test_a_timeout_that_nobody_chose_is_the_default(application):
    app = application({"main.tf": call(f"{OWNER}/lambda/aws", '  function_name = "f"\n'), "src/index.py": ""})
    (function,) = app.functions
    place = function.resource["Timeout"]
    assert (function.timeout, place.absent, place.missing) == (3, True, "timeout")


def test_what_the_caller_did_not_ask_for_is_the_modules_own(resources):
    text = call(
        f"{OWNER}/lambda/aws",
        '  function_name            = "f"\n  source_path              = "src"\n  attach_policy_statements = true\n'
        '  policy_statements        = {\n    all = { effect = "Allow", actions = ["s3:*"], resources = ["*"] }\n  }\n',
    )
    found = resources({"main.tf": text, "src/index.py": ""})
    (role,) = (r for r in found.values() if r.type == "AWS::IAM::Role")
    assert role.by == "framework"
    policies = [r for r in found.values() if r.type == "AWS::IAM::RolePolicy"]
    assert [(p.name.split(".")[-1], p.by) for p in policies] == [
        ("logs[0]", "framework"), ("additional_inline[0]", "author"),
    ]  # fmt: skip
    statement = policies[1].get("PolicyDocument")["Statement"][0]
    assert value_location(statement.span("Action")).line == 7


def test_a_function_may_be_called_by_its_version_and_without_one(resources):
    trigger = '  allowed_triggers = {\n    bucket = { service = "s3", source_arn = "arn:aws:s3:::b" }\n  }\n'
    text = call(f"{OWNER}/lambda/aws", '  function_name = "f"\n  source_path = "src"\n' + trigger)
    found = resources({"main.tf": text, "src/index.py": ""})
    permissions = {name for name, r in found.items() if r.type == "AWS::Lambda::Permission"}
    assert permissions == {
        'module.m.aws_lambda_permission.current_version_triggers["bucket"]',
        'module.m.aws_lambda_permission.unqualified_alias_triggers["bucket"]',
    }


def test_an_alias_of_a_function_is_told(resources):
    body = '  name = "live"\n  function_name = "f"\n  function_version = "3"\n'
    found = resources(call(f"{OWNER}/lambda/aws//modules/alias", body))
    assert found["module.m.aws_lambda_alias.with_refresh[0]"].get("Name") == "live"


def test_an_image_that_a_module_builds_is_the_functions(resources):
    text = call(
        f"{OWNER}/lambda/aws//modules/docker-build", '  create_ecr_repo = true\n  ecr_repo = "images"\n', "image"
    )
    text += call(
        f"{OWNER}/lambda/aws",
        '  function_name  = "f"\n  create_package = false\n  package_type = "Image"\n  image_uri = module.image.image_uri\n',
    )
    found = resources(text)
    repository = found["module.image.aws_ecr_repository.this[0]"]
    assert repository.get("ImageTagMutability") == "MUTABLE"
    assert "ImageUri" in found["module.m.aws_lambda_function.this[0]"].get("Code")


@pytest.mark.parametrize(
    ("body", "blocked"),
    [
        ("", True),
        ('  version = "~> 5.0"\n', True),
        ('  version = "~> 3.0"\n', True),
        ('  version = ">= 3.0"\n', True),
        ('  version = "3.15.1"\n', True),
        ('  version = "3.8.2"\n', False),
        ('  version = "~> 3.8.0"\n', False),
        ('  version = "~> 2.0"\n', False),
        ("  block_public_acls = false\n", False),
    ],
)
def test_a_bucket_blocks_public_access_from_version_3_9_on(resources, body, blocked):
    found = resources(call(f"{OWNER}/s3-bucket/aws", '  bucket = "b"\n' + body))
    (bucket,) = (r for r in found.values() if r.type == "AWS::S3::Bucket")
    assert bucket.get("PublicAccessBlockConfiguration")["BlockPublicAcls"] is blocked


def test_an_early_version_by_git_reference_is_known(resources):
    found = resources(
        call(f"git::https://github.com/{OWNER}/terraform-aws-s3-bucket.git?ref=v3.6.0", '  bucket = "b"\n')
    )
    (bucket,) = (r for r in found.values() if r.type == "AWS::S3::Bucket")
    assert bucket.get("PublicAccessBlockConfiguration")["BlockPublicPolicy"] is False


def test_the_policies_of_a_bucket_are_told(resources):
    body = '  bucket = "b"\n  attach_deny_insecure_transport_policy = true\n  attach_waf_log_delivery_policy = true\n'
    found = resources(call(f"{OWNER}/s3-bucket/aws", body))
    (policy,) = (r for r in found.values() if r.type == "AWS::S3::BucketPolicy")
    effects = [(s["Sid"], s["Effect"]) for s in policy.get("PolicyDocument")["Statement"]]
    assert effects == [
        ("WafLogDeliveryWrite", "Allow"), ("WafLogDeliveryAclCheck", "Allow"), ("denyInsecureTransport", "Deny"),
    ]  # fmt: skip


def test_notifications_of_a_bucket_start_functions(application):
    text = """\
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = aws_iam_role.r.arn
  handler       = "index.handler"
  runtime       = "python3.13"
  filename      = "src"
}
resource "aws_iam_role" "r" {
  assume_role_policy = jsonencode({ Statement = [] })
}
"""
    body = "  bucket = aws_s3_bucket.b.id\n  lambda_notifications = {\n    put = {\n"
    body += (
        "      function_name = aws_lambda_function.f.function_name\n      function_arn = aws_lambda_function.f.arn\n"
    )
    body += '      events = ["s3:ObjectCreated:*"]\n    }\n  }\n'
    app = application(
        {"main.tf": text + call(f"{OWNER}/s3-bucket/aws//modules/notification", body), "src/index.py": ""}
    )
    (trigger,) = app.triggers()
    assert trigger.kind.name == "S3"


def test_a_role_trusts_whom_the_inputs_name(resources):
    body = '  name = "deploy"\n  enable_github_oidc = true\n  oidc_wildcard_subjects = ["me/app:*"]\n'
    body += '  policies = { all = "arn:aws:iam::aws:policy/AdministratorAccess" }\n'
    found = resources(call(f"{OWNER}/iam/aws//modules/iam-role", body))
    role = found["module.m.aws_iam_role.this[0]"]
    assert role.by == "author"
    assert role.get("ManagedPolicyArns") == ["arn:aws:iam::aws:policy/AdministratorAccess"]
    (statement,) = role.get("AssumeRolePolicyDocument")["Statement"]
    assert statement["Condition"]["StringLike"] == {"token.actions.githubusercontent.com:sub": ["repo:me/app:*"]}


def test_a_role_of_version_5_needs_a_second_factor_unless_it_is_told_not_to(resources):
    source = f"{OWNER}/iam/aws//modules/iam-assumable-role"
    body = '  create_role = true\n  role_name = "r"\n  trusted_role_arns = ["arn:aws:iam::111122223333:root"]\n'
    for more, conditions in (("", {"Bool", "NumericLessThan"}), ("  role_requires_mfa = false\n", set())):
        role = resources(call(source, body + more))["module.m.aws_iam_role.this[0]"]
        (statement,) = role.get("AssumeRolePolicyDocument")["Statement"]
        assert set(statement.get("Condition", ())) == conditions


def test_a_policy_of_the_iam_module_stands_where_the_author_writes_it(resources):
    body = '  name = "p"\n  policy = jsonencode({\n    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]\n  })\n'
    found = resources(call(f"{OWNER}/iam/aws//modules/iam-policy", body))
    policy = found["module.m.aws_iam_policy.policy[0]"]
    statement = policy.get("PolicyDocument")["Statement"][0]
    assert statement["Action"] == "*"
    assert value_location(statement.span("Action")).line == 5


def test_a_user_gets_an_access_key_unless_it_is_told_not_to(resources):
    source = f"{OWNER}/iam/aws//modules/iam-user"
    kinds = {r.type for r in resources(call(source, '  name = "u"\n')).values()}
    assert "AWS::IAM::AccessKey" in kinds
    kinds = {r.type for r in resources(call(source, '  name = "u"\n  create_access_key = false\n')).values()}
    assert "AWS::IAM::AccessKey" not in kinds


def test_an_api_destination_uses_its_connection(resources):
    body = """\
  create_connections      = true
  create_api_destinations = true
  connections = {
    site = { authorization_type = "API_KEY", auth_parameters = { api_key = { key = "x", value = "y" } } }
  }
  api_destinations = {
    site = { invocation_endpoint = "https://example.org", http_method = "POST" }
  }
"""
    found = resources(call(f"{OWNER}/eventbridge/aws", body))
    destination = found['module.m.aws_cloudwatch_event_api_destination.this["site"]']
    connection = found['module.m.aws_cloudwatch_event_connection.this["site"]']
    assert destination.get("ConnectionArn") == Reference(connection.key, "Arn")


POLICY = 'jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })'
INNER = {
    "iam//modules/iam-account": ("", set()),
    "iam//modules/iam-assumable-role": ('role_name = "r"\n  create_role = true', {"AWS::IAM::Role"}),
    "iam//modules/iam-assumable-role-with-oidc": ('role_name = "r"\n  create_role = true', {"AWS::IAM::Role"}),
    "iam//modules/iam-github-oidc-provider": ("", {"AWS::IAM::OIDCProvider"}),
    "iam//modules/iam-github-oidc-role": ('name = "r"', {"AWS::IAM::Role"}),
    "iam//modules/iam-group": ('name = "g"', {"AWS::IAM::Group", "AWS::IAM::ManagedPolicy"}),
    "iam//modules/iam-oidc-provider": ("", {"AWS::IAM::OIDCProvider"}),
    "iam//modules/iam-policy": (f'name = "p"\n  policy = {POLICY}', {"AWS::IAM::ManagedPolicy"}),
    "iam//modules/iam-read-only-policy": ('name = "r"\n  allowed_services = ["s3"]', {"AWS::IAM::ManagedPolicy"}),
    "iam//modules/iam-role": ('name = "r"', {"AWS::IAM::Role"}),
    "iam//modules/iam-user": ('name = "u"', {"AWS::IAM::User", "AWS::IAM::AccessKey"}),
    "lambda//modules/alias": ('name = "a"\n  function_name = "f"', {"AWS::Lambda::Alias"}),
    "lambda//modules/deploy": ('app_name = "a"', {"AWS::IAM::Role"}),
    "lambda//modules/docker-build": ('ecr_repo = "i"\n  create_ecr_repo = true', {"AWS::ECR::Repository"}),
    "s3-bucket//modules/account-public-access": ("", set()),
    "s3-bucket//modules/notification": ('bucket = "b"\n  eventbridge = true', set()),
    "s3-bucket//modules/object": ('bucket = "b"\n  key = "k"\n  content = "c"', set()),
}


@pytest.mark.parametrize("path", INNER)
def test_what_is_known_of_an_inner_module_has_no_gap(application, path):
    body, types = INNER[path]
    name, _, inner = path.partition("//")
    source = f"{OWNER}/{name}/aws//{inner}"
    module = registry.known(source)
    outputs = "".join(f"    {output} = module.m.{output}\n" for output in module.outputs)
    queue = f'resource "aws_sqs_queue" "q" {{\n  tags = {{\n{outputs}  }}\n}}\n'
    bucket = 'resource "aws_s3_bucket" "b" {\n  bucket = "b"\n}\n'
    app = application(call(source, f"  {body}\n", more=queue + bucket))
    assert types <= {r.type for r in app.resources() if r.name.startswith("module.m.")}


def test_every_inner_module_is_tested():
    folder = os.path.join(os.path.dirname(registry.__file__), "data", "modules")
    told = {name.removesuffix(".tf") for name in os.listdir(folder) if "--" in name}
    assert told == {path.replace("//modules/", "--") for path in INNER}


def test_wrappers_call_the_module_for_each_item(resources):
    body = """\
  defaults = {
    visibility_timeout_seconds = 60
  }
  items = {
    one = { name = "first" }
    two = { name = "second", visibility_timeout_seconds = 90 }
  }
"""
    found = resources(call(f"{OWNER}/sqs/aws//wrappers", body))
    queues = {n: (r.get("QueueName"), r.get("VisibilityTimeout")) for n, r in found.items()}
    assert queues['module.m.module.wrapper["one"].aws_sqs_queue.this[0]'] == ("first", 60)
    assert queues['module.m.module.wrapper["two"].aws_sqs_queue.this[0]'] == ("second", 90)


def test_wrappers_of_inner_modules_are_known(resources):
    body = '  items = {\n    one = { name = "p", policy = jsonencode({ Statement = [] }) }\n  }\n'
    found = resources(call(f"{OWNER}/iam/aws//wrappers/iam-policy", body))
    assert 'module.m.module.wrapper["one"].aws_iam_policy.policy[0]' in found


def test_what_is_given_for_each_of_several_things_stands_where_each_is_given(resources):
    body = (
        '  function_name = "f"\n  create_package = false\n'
        '  allowed_triggers = {\n    S3 = {\n      service = "s3"\n    }\n  }\n'
    )
    found = resources({"main.tf": call(f"{OWNER}/lambda/aws", body)})
    (permission,) = [r for name, r in found.items() if name.endswith('current_version_triggers["S3"]')]
    assert value_location(permission.properties.span("Principal")).line == 7
