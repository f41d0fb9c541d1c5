"""What rules say of their examples they say of them as Terraform too, and nothing gets lost on the way there and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from leastwise.model.application import Application
from leastwise.model.value import Concat, Parameter, Reference, Symbol
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.terraform.render import Rendered, render
from leastwise.rules.discovery import discover
from leastwise.rules.example import contents, readings
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule, examples

DIFFERENT = {
    "ci-long-lived-key": "pipelines are no part of the stack",
    "edge-function-secrets": "there is no resource for a version of a function",
    "function-url-direct-invoke": "aws_lambda_permission has no invoked_via_function_url (6.25)",
    "noecho-missing": "no variable fetches its value from Parameter Store",
    "old-tls": "aws_api_gateway_rest_api has no security_policy (6.25)",
    "secret-resolved-at-deploy": "dynamic references are CloudFormation's own",
    "unused-role": "outputs are not rendered",
    "waf-bypass": "what Fn::Split makes of a URL is not known",
    "weak-waf": "no rules are no blocks, which nobody can point at",
}
"""Rule → why it may say something else of an example as Terraform."""

RULES = [rule for rule in discover(installed=False) if not issubclass(rule, ReviewRule)]


def rendered(app: Application) -> Rendered:
    return render(app.resources(), [parameter for stack in app.stacks for parameter in stack.declared])


def reread(made: Rendered, files: dict[str, str]) -> Application:
    """The application that the Terraform says."""
    memory = MemoryFiles({**files, "main.tf.json": json.dumps(made.document)})
    (reading,) = (reading for reading in read(memory, ("",)) if reading.framework == "terraform")
    return reading.worlds[0]


def applications(rule: type[Rule]) -> Iterator[tuple[Application, dict[str, str]]]:
    for example in (*examples(rule.bad), *examples(rule.good)):
        for reading in readings(contents(example)):
            yield from ((app, dict(example.files)) for app in reading.worlds[:1])


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.id not in DIFFERENT], ids=lambda rule: rule.id)
def test_a_rule_fires_on_the_same_examples(rule: type[Rule]) -> None:
    for app, files in applications(rule):
        again = reread(rendered(app), files)
        assert bool(list(rule().check(app))) == bool(list(rule().check(again)))


@pytest.mark.parametrize(
    ("type_", "properties"),
    [
        ("AWS::SQS::Queue", "{VisibilityTimeout: 90, RedrivePolicy: {maxReceiveCount: 3, deadLetterTargetArn: !GetAtt Other.Arn}}"),
        ("AWS::S3::Bucket", "{BucketName: b, VersioningConfiguration: {Status: Enabled}, Tags: [{Key: a, Value: b}]}"),
        ("AWS::Lambda::Function", "{Runtime: python3.13, Environment: {Variables: {A: !Ref Other}}, VpcConfig: {SubnetIds: [s]}}"),
        ("AWS::DynamoDB::Table", "{KeySchema: [{AttributeName: a, KeyType: HASH}], SSESpecification: {SSEEnabled: true, SSEType: KMS}}"),
        ("AWS::IAM::Role", "{ManagedPolicyArns: ['arn:a', 'arn:b'], AssumeRolePolicyDocument: {Statement: [{Effect: Allow}]}}"),
        ("AWS::Events::Rule", "{ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Other.Arn}]}"),
        ("AWS::Logs::LogGroup", "{LogGroupName: !Sub '/aws/${AWS::Region}/${!x}', RetentionInDays: 7}"),
        ("AWS::ApiGatewayV2::Stage", "{StageName: $default, RouteSettings: {GET /: {ThrottlingBurstLimit: 5}}}"),
        ("AWS::Cognito::UserPool", "{Policies: {PasswordPolicy: {MinimumLength: 12}}, MfaConfiguration: 'ON', EnabledMfas: [SOFTWARE_TOKEN_MFA]}"),
    ],
)  # fmt: skip
def test_what_is_rendered_is_read_as_what_it_was(type_: str, properties: str) -> None:
    template = (
        f"Resources:\n  Other: {{Type: AWS::SQS::Queue}}\n  It:\n    Type: {type_}\n    Properties: {properties}\n"
    )
    (reading,) = read(MemoryFiles({"template.yaml": template}), ("",))
    made = rendered(reading.worlds[0])
    assert made.left == []
    (again,) = (r for r in reread(made, {}).resources(type_) if r.name.endswith(".It"))
    assert normal(again.properties) == normal(reading.worlds[0].by_key["template.yaml:It"].properties)


def normal(value: Any) -> Any:
    """A value in which it does not matter how the resources of the stack are called."""
    if isinstance(value, Reference):
        return re.split(r"[.:]", value.resource)[-1], value.attribute
    if isinstance(value, Concat):
        return [normal(part) for part in value.parts]
    if isinstance(value, (Parameter, Symbol)):
        return repr(value)
    if isinstance(value, dict):
        return {key: normal(item) for key, item in value.items()}
    return [normal(item) for item in value] if isinstance(value, list) else value


def test_what_terraform_has_no_word_for_is_said() -> None:
    template = "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {SecurityPolicy: TLS_1_2}}\n  X: {Type: Own::It::Is}\n"
    (reading,) = read(MemoryFiles({"template.yaml": template}), ("",))
    assert rendered(reading.worlds[0]).left == [
        ("template.yaml:Api", "SecurityPolicy"),
        ("template.yaml:X", "Own::It::Is"),
    ]
