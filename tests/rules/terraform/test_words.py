"""The words in which rules speak of what is written in Terraform."""

import json
import re
from pathlib import Path

import pytest

from leastwise.rules.access.pass_role_any import PassRoleAny
from leastwise.rules.access.wildcard_resource import WildcardResource
from leastwise.rules.data.unencrypted_database import UnencryptedDatabase
from leastwise.rules.discovery import discover
from leastwise.rules.example import findings, readings
from leastwise.rules.observe.log_never_expires import LogNeverExpires
from leastwise.rules.secrets.noecho_missing import NoechoMissing

from .snippets import BROKER, DEPLOYED, FRONTED, FUNCTION, HEADER, POLICY, PROFILE, REST, said


def test_what_is_said_of_a_variable_is_in_terraforms_words():
    (found,) = said(NoechoMissing, BROKER % "")
    assert found.missing_property == "sensitive"
    assert found.message == "Plans, and the logs of pipelines that make them, show var.password in clear."
    (found,) = said(NoechoMissing, BROKER % '\n  default = "examplepassword"\n')
    assert found.message.startswith("aws_mq_broker.orders is deployed with the default of var.password")


@pytest.mark.parametrize(
    ("action", "here"),
    [
        ("sqs:SendMessage", "aws_sqs_queue.jobs.arn"),
        ("sns:Publish", "aws_sns_topic.news.arn"),
    ],
)
def test_the_resource_that_is_meant_is_written_as_in_terraform(action, here):
    (found,) = said(WildcardResource, FUNCTION % "", POLICY % f'"{action}"')
    assert f"(here: `{here}`)" in found.message


def test_references_within_texts_are_those_of_the_author():
    policy = (
        POLICY % '"sts:AssumeRole"'
        + """
resource "aws_iam_role" "other" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "other" {
  role   = aws_iam_role.other.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = "${aws_sqs_queue.jobs.arn}-role" }]
  })
}
"""
    )
    (found,) = said(PassRoleAny, FUNCTION % "", policy)
    assert "`${aws_sqs_queue.jobs.arn}-role`" in found.message


def test_the_log_group_is_what_lacks_and_not_its_name_on_the_function():
    policy = 'resource "aws_iam_role_policy_attachment" "logs" {\n  role = aws_iam_role.orders.name\n'
    policy += '  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"\n}\n'
    (found,) = said(LogNeverExpires, FUNCTION % "", policy)
    assert found.missing_property == "aws_cloudwatch_log_group"


def test_a_property_that_is_named_is_called_as_in_terraform():
    database = 'resource "aws_db_instance" "orders" {\n  engine = "postgres"\n}\n'
    (found,) = said(UnencryptedDatabase, database)
    assert found.message.endswith("`storage_encrypted` is not set.")


PROVIDER = json.loads((Path(__file__).parents[2] / "read/terraform/provider.json").read_text("utf-8"))["types"]


@pytest.mark.parametrize("rule", discover(installed=False), ids=lambda rule: rule.id)
def test_what_to_do_names_resources_that_there_are(rule):
    known = {*PROVIDER, "aws_iam_policy_document"}  # the one data source among them
    assert set(re.findall(r"`(aws_\w+)", rule.remediation)) <= known


def test_nobody_is_told_of_a_stack_who_has_none():
    text = "".join(
        (FUNCTION % "", FRONTED % (HEADER, ""), REST % "", DEPLOYED, BROKER % "", PROFILE, POLICY % '"sqs:*"')
    )
    text += 'resource "aws_cloudwatch_log_group" "orders" { retention_in_days = 7 }\n'
    text += 'resource "aws_dynamodb_table" "orders" {\n  name = "orders"\n  hash_key = "id"\n  range_key = "at"\n}\n'
    told = [finding for rule in discover(installed=False) for finding in findings(rule(), {"main.tf": text})]
    assert len({finding.rule for finding in told}) > 20
    words = re.compile(r"\b([Ss]tack|[Tt]emplate|CloudFormation|logical id)\b")
    assert [f.message for f in told if words.search(f"{f.title} {f.message} {f.severity_reason} {f.caution}")] == []


def test_what_a_function_refuses_is_quoted():
    text = (
        'locals {\n  subnets = "REPLACE_ME"\n}\nresource "aws_sqs_queue" "q" {\n  name = element(local.subnets, 0)\n}\n'
    )
    (reading,) = readings({"main.tf": text})
    assert [(entry.line, entry.reason) for entry in reading.unread] == [
        (5, "element: a list is needed, not a text, in `element(local.subnets, 0)`")
    ]
