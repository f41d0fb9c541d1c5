"""What the model says in CloudFormation's words is written in SAM's."""

from textwrap import dedent
from typing import Any

import pytest

from leastwise.model.edit import AddResource, Insert, Remove, Set
from leastwise.model.errors import PatchError
from leastwise.model.value import Reference

from .written import FUNCTION, Written

TEMPLATE = f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src
      FunctionUrlConfig: {{AuthType: NONE}}
      EventInvokeConfig: {{MaximumRetryAttempts: 1}}
      Events:
        Jobs: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn}}}}
        Nightly: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}
        Paid: {{Type: EventBridgeRule, Properties: {{Pattern: {{source: [shop]}}}}}}
        Later: {{Type: ScheduleV2, Properties: {{ScheduleExpression: rate(1 day)}}}}
        News: {{Type: SNS, Properties: {{Topic: !Ref Topic}}}}
  Queue: {{Type: AWS::SQS::Queue}}
  Topic: {{Type: AWS::SNS::Topic}}
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      EndpointConfiguration: {{Type: EDGE}}
      Domain: {{DomainName: a.example, CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1"}}
      Auth: {{UsagePlan: {{CreateUsagePlan: PER_API}}}}
  RestFn: {{{FUNCTION}, Events: {{Get: {{Type: Api, Properties: {{RestApiId: !Ref Rest, Path: /, Method: get}}}}}}}}}}
  Http:
    Type: AWS::Serverless::HttpApi
  HttpFn:
    {{{FUNCTION}, Events: {{Get: {{Type: HttpApi, Properties: {{ApiId: !Ref Http, Path: /, Method: get}}}}}}}}}}
  Flow: {{Type: AWS::Serverless::StateMachine, Properties: {{DefinitionUri: flow.json}}}}
  Rows: {{Type: AWS::Serverless::SimpleTable}}
"""

WORDS = [
    ("Fn", "Timeout", 5, {"Fn.Properties.Timeout": 5}),
    ("Fn", "TracingConfig.Mode", "Active", {"Fn.Properties.Tracing": "Active"}),
    ("Fn", "TracingConfig", {"Mode": "Active"}, {"Fn.Properties.Tracing": "Active"}),
    ("Fn", "Environment.Variables.A", "1", {"Fn.Properties.Environment": {"Variables": {"A": "1"}}}),
    ("FnUrl", "AuthType", "AWS_IAM", {"Fn.Properties.FunctionUrlConfig.AuthType": "AWS_IAM"}),
    ("FnUrl", "InvokeMode", "BUFFERED", {"Fn.Properties.FunctionUrlConfig.InvokeMode": "BUFFERED"}),
    ("FnEventInvokeConfig", "MaximumRetryAttempts", 0, {"Fn.Properties.EventInvokeConfig.MaximumRetryAttempts": 0}),
    (
        "FnEventInvokeConfig",
        "DestinationConfig.OnFailure.Destination",
        Reference("template.yaml:Queue", "Arn"),
        {
            "Fn.Properties.EventInvokeConfig.DestinationConfig": {
                "OnFailure": {"Type": "SQS", "Destination": {"Fn::GetAtt": ["Queue", "Arn"]}}
            }
        },
    ),
    ("FnJobs", "BatchSize", 1, {"Fn.Properties.Events.Jobs.Properties.BatchSize": 1}),
    (
        "FnNightly",
        "Targets.0.DeadLetterConfig.Arn",
        Reference("template.yaml:Queue", "Arn"),
        {"Fn.Properties.Events.Nightly.Properties.DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}},
    ),
    (
        "FnPaid",
        "Targets.0.RetryPolicy",
        {"MaximumRetryAttempts": 3},
        {"Fn.Properties.Events.Paid.Properties.RetryPolicy": {"MaximumRetryAttempts": 3}},
    ),
    (
        "FnLater",
        "Target.RetryPolicy.MaximumRetryAttempts",
        3,
        {"Fn.Properties.Events.Later.Properties.RetryPolicy": {"MaximumRetryAttempts": 3}},
    ),
    (
        "FnNews",
        "RedrivePolicy.deadLetterTargetArn",
        "a",
        {"Fn.Properties.Events.News.Properties.RedrivePolicy": {"deadLetterTargetArn": "a"}},
    ),
    ("FnRole", "PermissionsBoundary", "arn:aws:iam::123456789012:policy/b", None),
    ("Rest", "MinimumCompressionSize", 0, {"Rest.Properties.MinimumCompressionSize": 0}),
    ("Rest", "DisableExecuteApiEndpoint", True, {"Rest.Properties.DisableExecuteApiEndpoint": True}),
    ("Rest", "OpenApiVersion", "3.0.1", {"Rest.Properties.OpenApiVersion": "3.0.1"}),
    ("Rest", "EndpointConfiguration.Types.0", "PRIVATE", {"Rest.Properties.EndpointConfiguration.Type": "PRIVATE"}),
    (
        "Rest",
        "EndpointConfiguration.VpcEndpointIds",
        ["vpce-1"],
        {"Rest.Properties.EndpointConfiguration.VPCEndpointIds": ["vpce-1"]},
    ),
    ("RestliveStage", "TracingEnabled", True, {"Rest.Properties.TracingEnabled": True}),
    (
        "RestliveStage",
        "MethodSettings",
        [{"HttpMethod": "*", "ResourcePath": "/*"}],
        {"Rest.Properties.MethodSettings": [{"HttpMethod": "*", "ResourcePath": "/*"}]},
    ),
    (
        "RestliveStage",
        "AccessLogSetting.DestinationArn",
        "a",
        {"Rest.Properties.AccessLogSetting": {"DestinationArn": "a"}},
    ),
    ("RestUsagePlan", "Throttle", {"RateLimit": 1}, {"Rest.Properties.Auth.UsagePlan.Throttle": {"RateLimit": 1}}),
    ("Http", "DisableExecuteApiEndpoint", True, {"Http.Properties": {"DisableExecuteApiEndpoint": True}}),
    (
        "HttpApiGatewayDefaultStage",
        "DefaultRouteSettings.ThrottlingRateLimit",
        9,
        {"Http.Properties": {"DefaultRouteSettings": {"ThrottlingRateLimit": 9}}},
    ),
    ("Flow", "TracingConfiguration.Enabled", True, {"Flow.Properties.Tracing": {"Enabled": True}}),
    ("Flow", "LoggingConfiguration.Level", "ERROR", {"Flow.Properties.Logging": {"Level": "ERROR"}}),
    (
        "Rows",
        "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        True,
        {"Rows.Properties": {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}}},
    ),
]


@pytest.mark.parametrize(("name", "path", "value", "expected"), WORDS, ids=[f"{n}-{p}" for n, p, _, _ in WORDS])
def test_a_property_is_set_where_its_author_would_write_it(
    name: str, path: str, value: Any, expected: dict[str, Any] | None
) -> None:
    written = Written(TEMPLATE)
    expected = {f"Fn.Properties.{path}": value} if expected is None else expected
    assert written.changed(Set(written.at(name, path), value)) == {f"Resources.{k}": v for k, v in expected.items()}


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("Rows", "DeletionProtectionEnabled", True),
        ("FnNewsPermission", "SourceAccount", "123456789012"),
        ("FnNightlyPermission", "SourceArn", "a"),
        ("FnRole", "MaxSessionDuration", 3600),
        ("RestDeployment", "Description", "a"),
        ("Fn", "Code.S3Bucket", "a"),
    ],
)
def test_what_no_property_of_sam_sets_is_refused(name: str, path: str, value: Any) -> None:
    written = Written(TEMPLATE)
    with pytest.raises(PatchError, match="SAM makes"):
        written.changed(Set(written.at(name, path), value))


def test_a_dead_letter_queue_says_of_which_kind_it_is() -> None:
    written = Written(TEMPLATE)
    edits = [
        Set(written.at("Fn", "DeadLetterConfig.TargetArn"), Reference("template.yaml:Failed", "Ref")),
        AddResource(written.at("Fn"), "Failed", "AWS::SNS::Topic"),
    ]
    assert written.changed(*edits) == {
        "Resources.Failed": {"Type": "AWS::SNS::Topic"},
        "Resources.Fn.Properties.DeadLetterQueue": {"Type": "SNS", "TargetArn": {"Ref": "Failed"}},
    }


def test_a_destination_of_a_kind_that_cannot_be_told_is_refused() -> None:
    written = Written(TEMPLATE)
    with pytest.raises(PatchError, match="kind of the destination"):
        written.changed(Set(written.at("Fn", "DeadLetterConfig.TargetArn"), "arn:aws:sqs:eu-west-1:123456789012:q"))


def test_policies_of_a_role_that_sam_makes_are_those_of_the_function() -> None:
    written = Written(TEMPLATE)
    document = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}]}
    edits = [
        Insert(written.at("FnRole", "Policies"), {"PolicyName": "p", "PolicyDocument": document}),
        Insert(written.at("FnRole", "ManagedPolicyArns"), "AWSXrayWriteOnlyAccess"),
    ]
    assert written.changed(*edits) == {"Resources.Fn.Properties.Policies": [document, "AWSXrayWriteOnlyAccess"]}


def test_tags_are_a_mapping() -> None:
    written = Written(TEMPLATE)
    edits = [
        Set(written.at("Fn", "Tags"), [{"Key": "team", "Value": "shop"}]),
        Insert(written.at("Fn", "Tags"), {"Key": "stage", "Value": Reference("template.yaml:Queue", "QueueName")}),
    ]
    tags = {"team": "shop", "stage": {"Fn::GetAtt": ["Queue", "QueueName"]}}
    assert written.changed(*edits) == {"Resources.Fn.Properties.Tags": tags}


def test_the_stage_that_sam_makes_is_referred_to_by_its_api() -> None:
    written = Written(TEMPLATE)
    edit = Set(written.at("Queue", "QueueName"), Reference(written["RestliveStage"].key, "Ref"))
    assert written.changed(edit) == {"Resources.Queue.Properties": {"QueueName": {"Ref": "Rest.Stage"}}}


GLOBALS = f"""
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 900
    Tracing: Disabled
    Layers: [a]
    LoggingConfig: {{LogGroup: all}}
Resources:
  One: {{{FUNCTION}}}}}
  Two: {{{FUNCTION}}}}}
  Own: {{{FUNCTION}, Timeout: 3, Tracing: Active, LoggingConfig: {{LogFormat: Text}}}}}}
  Alone: {{IgnoreGlobals: "*", {FUNCTION}}}}}
"""


def test_what_all_inherit_is_changed_in_globals() -> None:
    written = Written(GLOBALS)
    edits = [Set(written.at(name, "Timeout"), 30) for name in ("One", "Two")]
    assert written.changed(*edits) == {"Globals.Function.Timeout": 30}


def test_what_only_some_want_changed_is_said_by_them() -> None:
    written = Written(GLOBALS)
    assert written.changed(Set(written.at("One", "Timeout"), 30)) == {"Resources.One.Properties.Timeout": 30}


def test_what_globals_switch_off_is_switched_on_there() -> None:
    written = Written(GLOBALS)
    edits = [Set(written.at(name, "TracingConfig.Mode"), "Active") for name in ("One", "Two")]
    assert written.changed(*edits) == {"Globals.Function.Tracing": "Active"}
    one = Set(written.at("One", "TracingConfig.Mode"), "Active")
    assert written.changed(one) == {"Resources.One.Properties.Tracing": "Active"}


def test_an_entry_beside_an_inherited_one_goes_where_that_is() -> None:
    written = Written(GLOBALS)
    edits = [Set(written.at(name, "LoggingConfig.LogFormat"), "JSON") for name in ("One", "Two", "Own")]
    own = "Resources.Own.Properties.LoggingConfig.LogFormat"
    assert written.changed(*edits) == {"Globals.Function.LoggingConfig.LogFormat": "JSON", own: "JSON"}


def test_an_inherited_item_that_others_keep_is_refused() -> None:
    written = Written(GLOBALS)
    with pytest.raises(PatchError, match="shared by Own, Two"):
        written.changed(Set(written.at("One", "Layers.0"), "b"))


def test_what_others_still_inherit_is_not_removed() -> None:
    written = Written(GLOBALS)
    with pytest.raises(PatchError, match="shared by Two"):
        written.changed(Remove(written.at("One", "Timeout")))
    both = [Remove(written.at(name, "Timeout")) for name in ("One", "Two")]
    assert written.changed(*both) == {"Globals.Function.Timeout": None}


def test_an_api_that_sam_makes_of_events_is_written_in_globals() -> None:
    event = "{Type: Api, Properties: {Path: /, Method: get}}"
    written = Written(
        f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: {{{FUNCTION}, Events: {{Get: {event}}}}}}}"
    )
    edit = Set(written.at("ServerlessRestApiProdStage", "TracingEnabled"), True)
    assert written.changed(edit) == {"Globals": {"Api": {"TracingEnabled": True}}}


def test_an_api_that_sam_makes_shares_globals_with_no_other() -> None:
    event = "{Type: Api, Properties: {Path: /, Method: get}}"
    written = Written(
        f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn: {{{FUNCTION}, Events: {{Get: {event}}}}}}}\n"
        "  Other: {Type: AWS::Serverless::Api, Properties: {StageName: live, DefinitionUri: s3://b/k}}"
    )
    with pytest.raises(PatchError, match="cannot be set"):
        written.changed(Set(written.at("ServerlessRestApiProdStage", "TracingEnabled"), True))


@pytest.mark.parametrize(
    ("api", "more", "extra"),
    [
        ("Rest", {"InvokeRole": "NONE"}, {}),
        ("Http", {}, {"Resources.Http.Properties": {"Auth": {"EnableIamAuthorizer": True}}}),
    ],
)
def test_a_route_of_an_event_asks_for_iam_at_the_event(api: str, more: dict[str, Any], extra: dict[str, Any]) -> None:
    written = Written(TEMPLATE)
    edit = Set(written[api][("Body", "paths", "/", "get", "security")], [{"AWS_IAM": []}])
    event = f"Resources.{api}Fn.Properties.Events.Get.Properties.Auth"
    assert written.changed(edit) == {event: {"Authorizer": "AWS_IAM", **more}, **extra}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Method: get}", "Method: get, Auth: {InvokeRole: CALLER_CREDENTIALS}}"),
        ("Auth: {UsagePlan", "Auth: {InvokeRole: CALLER_CREDENTIALS, UsagePlan"),
        ("Resources:", "Globals: {Api: {Auth: {InvokeRole: CALLER_CREDENTIALS}}}\nResources:"),
    ],
)
def test_with_whose_permissions_a_function_is_invoked_stays_as_it_was_said(old: str, new: str) -> None:
    written = Written(TEMPLATE.replace(old, new, 1))
    edit = Set(written["Rest"][("Body", "paths", "/", "get", "security")], [{"AWS_IAM": []}])
    (changed,) = written.changed(edit).values()
    assert "NONE" not in str(changed)


def test_an_api_that_asks_for_iam_goes_on_to_invoke_the_function_by_itself() -> None:
    """https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-apifunctionauth.html"""
    made = TEMPLATE.replace("Method: get}", "Method: get, Auth: {Authorizer: AWS_IAM, InvokeRole: NONE}}", 1)
    operation = ("Body", "paths", "/", "get")
    written = Written(made)["Rest"][operation]
    assert written["security"].value == [{"AWS_IAM": []}]
    assert written["x-amazon-apigateway-integration.credentials"].absent


def test_an_argument_of_a_policy_template_is_replaced() -> None:
    written = Written(f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Fn: {{{FUNCTION}, Policies: [{{DynamoDBReadPolicy: {{TableName: "*"}}}}]}}}}
          Rows: {{Type: AWS::Serverless::SimpleTable}}
        """)
    place = written.at("FnRole", "Policies.0.PolicyDocument.Statement.0.Resource.0")
    edit = Set(place, Reference("template.yaml:Rows", "Ref"))
    changed = {"Resources.Fn.Properties.Policies.0.DynamoDBReadPolicy.TableName": {"Ref": "Rows"}}
    assert written.changed(edit) == changed


DEFINED = f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      DefinitionBody:
        swagger: "2.0"
        info: {{title: a, version: "1"}}
        paths:
          /:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
  Fn: {{{FUNCTION}}}}}
"""


def test_a_definition_that_the_author_wrote_is_changed_as_it_is() -> None:
    written = Written(DEFINED)
    body = written.at("Rest", "Body")
    edits = [
        Set(body[("paths", "/", "get", "security")], [{"AWS_IAM": []}]),
        Set(body[("securityDefinitions", "AWS_IAM")], {"type": "apiKey"}),
    ]
    definition = "Resources.Rest.Properties.DefinitionBody"
    assert written.changed(*edits) == {
        f"{definition}.paths./.get.security": [{"AWS_IAM": []}],
        f"{definition}.securityDefinitions": {"AWS_IAM": {"type": "apiKey"}},
    }


def test_a_definition_that_is_included_is_changed_in_its_own_file() -> None:
    include = "{'Fn::Transform': {Name: AWS::Include, Parameters: {Location: api.yaml}}}"
    start = DEFINED.index("      DefinitionBody:")
    body = dedent(DEFINED[start : DEFINED.index("  Fn:")].partition("\n")[2])
    template = f"{DEFINED[:start]}      DefinitionBody: {include}\n{DEFINED[DEFINED.index('  Fn:') :]}"
    written = Written(template, {"api.yaml": body})
    edit = Set(written.at("Rest", "Body.securityDefinitions.AWS_IAM"), {"type": "apiKey"})
    assert written.after(edit, file="api.yaml")["securityDefinitions"] == {"AWS_IAM": {"type": "apiKey"}}


def test_schemes_of_a_definition_that_sam_writes_need_no_change() -> None:
    written = Written(TEMPLATE)
    for api, section in (("Rest", "securityDefinitions"), ("Http", "components.securitySchemes")):
        assert written.changed(Set(written.at(api, f"Body.{section}.AWS_IAM"), {"type": "apiKey"})) == {}
    with pytest.raises(PatchError, match="cannot be set"):
        written.changed(Set(written.at("Rest", "Body.host"), "a"))


def test_an_event_whose_path_another_one_shares_asks_for_iam_itself() -> None:
    written = Written(
        f"""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          One: {{{FUNCTION}, Events: {{Get: {{Type: HttpApi, Properties: {{Path: /, Method: get}}}}}}}}}}
          Two: {{{FUNCTION}, Events: {{Put: {{Type: HttpApi, Properties: {{Path: /, Method: put}}}}}}}}}}
        """
    )
    edit = Set(written["ServerlessHttpApi"][("Body", "paths", "/", "put", "security")], [{"AWS_IAM": []}])
    assert written.changed(edit) == {
        "Resources.Two.Properties.Events.Put.Properties.Auth": {"Authorizer": "AWS_IAM"},
        "Globals": {"HttpApi": {"Auth": {"EnableIamAuthorizer": True}}},
    }
