"""What is absent is told in the words of the Framework's version, at the place where it would be written."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover
from leastwise.rules.selection import choose

Deploy = Callable[..., Any]

SERVICE = """
service: shop
{more}
provider:
  name: aws
functions:
  hello:
    handler: app.hello
    events:
      - http: POST /hello
      - httpApi: GET /hello
      - stream: arn:aws:kinesis:eu-west-1:123456789012:stream/orders
      - s3: photos-of-the-shop
"""


def service(more: str = "frameworkVersion: '4'") -> dict[str, str]:
    return {"serverless.yml": SERVICE.format(more=more)}


def judged(files: dict[str, str], *rules: str) -> list[Any]:
    (reading,) = [reading for reading in read(MemoryFiles(files)) if reading.worlds]
    chosen = choose(discover(), select=rules)
    return list(judge(reading, chosen, JudgeSettings(Persona.AUDITOR, frozenset(rules))).findings)


def written(text: str, rule: str) -> list[Any]:
    return judged({"serverless.yml": dedent(text)}, rule)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("no-access-log", {"provider.logs.restApi", "provider.logs.httpApi"}),
        ("no-execution-log", {"provider.logs.restApi"}),
        ("public-endpoint-type", {None}),
        ("old-tls", {"provider.apiGateway.endpoint.securityPolicy"}),
    ],
)
def test_settings_of_an_api_that_are_absent_belong_to_the_provider(rule: str, words: set[str | None]) -> None:
    found = judged(service(), rule)
    assert {finding.missing_property for finding in found} == words
    lines = service()["serverless.yml"].splitlines()
    assert {lines[finding.location.line - 1] for finding in found} == {"provider:"}


def test_an_http_api_is_throttled_by_an_extension() -> None:
    words = {finding.missing_property for finding in judged(service(), "no-throttle")}
    assert "resources.extensions.HttpApiStage.Properties.DefaultRouteSettings" in words


def test_a_record_that_fails_goes_to_a_destination() -> None:
    (finding,) = judged(service(), "no-failure-destination")
    assert finding.missing_property == "destinations.onFailure"


def test_a_bucket_of_an_event_is_called_as_its_author_calls_it() -> None:
    (finding,) = judged(service(), "bucket-without-tls")
    assert "photos-of-the-shop" in finding.message


@pytest.mark.parametrize(
    ("more", "rule", "word"),
    [
        ("frameworkVersion: '4'", "unstructured-log", "logs.logFormat"),
        ("", "unstructured-log", "logs.logFormat"),
        ("frameworkVersion: '3'", "unstructured-log", "HelloLambdaFunction.Properties.LoggingConfig.LogFormat"),
        ("frameworkVersion: ^3.1", "old-tls", "ApiGatewayRestApi.Properties.SecurityPolicy"),
        ("frameworkVersion: '4'", "unsigned-code", "HelloLambdaFunction.Properties.CodeSigningConfigArn"),
    ],
)
def test_words_are_those_of_the_version(more: str, rule: str, word: str) -> None:
    (finding,) = judged(service(more), rule)
    assert finding.missing_property == (f"resources.extensions.{word}" if "Properties" in word else word)


@pytest.mark.parametrize(
    ("more", "runtime"),
    [
        ("frameworkVersion: '>=2.24.0'", "nodejs12.x"),
        ("frameworkVersion: '^3'", "nodejs14.x"),
        ("frameworkVersion: '4'", "nodejs20.x"),
        ("", "nodejs20.x"),
    ],
)
def test_the_default_runtime_is_that_of_the_version_and_said_to_be_one(more: str, runtime: str) -> None:
    (finding,) = judged(service(more), "deprecated-runtime")
    assert f"`{runtime}`" in finding.message
    assert "this is the default" in finding.message


def test_a_setting_in_the_spelling_of_cloudformation_is_said_to_have_no_effect(deployed: Deploy) -> None:
    found = deployed("functions: {hello: {handler: h.handler, Timeout: 30}}\n")
    assert found["HelloLambdaFunction"]["Timeout"].value == 6
    (unread,) = found.unread
    assert unread.reason == "`Timeout` has no effect: the setting is called `timeout`"


def test_what_several_inherit_is_told_of_all() -> None:
    (finding,) = written(
        """
        service: shop
        provider: {name: aws, timeout: 60}
        functions:
          first: {handler: app.a, events: [http: GET /first]}
          second: {handler: app.b, events: [http: GET /second]}
        """,
        "long-timeout",
    )
    assert finding.message.startswith("first may run 60 s")
    assert finding.message.endswith("The same is true of second.")


@pytest.mark.parametrize("existing", ["", ", existing: true"])
@pytest.mark.parametrize("rules", ["", ", rules: [{prefix: in/}]"])
def test_a_function_may_write_to_the_bucket_that_starts_it_by_a_name_that_is_spelled_out(
    existing: str, rules: str
) -> None:
    found = written(
        f"""
        service: shop
        provider:
          name: aws
          iam:
            role:
              statements: [{{Effect: Allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::photos/*"}}]
        functions:
          shrink:
            handler: app.shrink
            events:
              - s3: {{bucket: photos{existing}{rules}}}
        """,
        "recursive-trigger",
    )
    assert ["photos" in finding.message for finding in found] == ([] if rules else [True])


@pytest.mark.parametrize(
    ("value", "told"), [("hunter2hunter2", 1), ("${env:PASSWORD}", 0), ("${ssm:/shop/password}", 0), ("changeme", 0)]
)
def test_a_secret_that_a_variable_puts_in_from_the_same_files_is_one(value: str, told: int) -> None:
    found = written(
        f"""
        service: shop
        provider: {{name: aws}}
        custom: {{password: "{value}"}}
        resources:
          Resources:
            Database:
              Type: AWS::RDS::DBInstance
              Properties: {{MasterUsername: shop, MasterUserPassword: "${{self:custom.password}}"}}
        """,
        "secret-in-template",
    )
    assert [finding.place.name for finding in found] == ["MasterUserPassword"] * told


@pytest.mark.parametrize(
    ("policy", "told"), [("service-role/AWSLambdaBasicExecutionRole", 0), ("AmazonS3FullAccess", 1)]
)
def test_a_role_with_nothing_but_logs_may_be_shared(policy: str, told: int) -> None:
    found = written(
        f"""
        service: shop
        provider: {{name: aws, iam: {{role: {{managedPolicies: ["arn:aws:iam::aws:policy/{policy}"]}}}}}}
        functions: {{first: {{handler: app.a}}, second: {{handler: app.b}}}}
        """,
        "shared-role",
    )
    assert len(found) == told


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ("functions: {a: {handler: app.a, events: [http: GET /]}}", "medium"),
        ("functions: {a: {handler: app.a, environment: {MONGO_DB_URL: x}, events: [http: GET /]}}", "high"),
        ("plugins: [serverless-pipes]\nfunctions: {a: {handler: app.a, events: [http: GET /]}}", "high"),
    ],
)
def test_a_door_is_milder_only_where_nothing_is_behind_it(more: str, severity: str) -> None:
    files = {"serverless.yml": f"service: shop\nprovider: {{name: aws}}\n{more}\n"}
    (finding,) = judged(files, "unauthenticated-route")
    assert finding.severity.name.lower() == severity


def test_a_stage_variable_in_the_path_of_another_service_chooses_no_function(deployed: Deploy) -> None:
    found = deployed(
        """
        resources:
          Resources:
            Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: files}}
            Put:
              Type: AWS::ApiGateway::Method
              Properties:
                RestApiId: !Ref Api
                ResourceId: !GetAtt Api.RootResourceId
                HttpMethod: PUT
                AuthorizationType: AWS_IAM
                Integration:
                  Type: AWS
                  IntegrationHttpMethod: PUT
                  Uri: arn:aws:apigateway:eu-west-1:s3:path/${stageVariables.bucket}/x
        """
    )
    assert not any("stage variable" in unread.reason for unread in found.unread)
