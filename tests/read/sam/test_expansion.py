"""What the official translator does not say: who wrote what, where it stands, what is read from local files."""

from collections.abc import Callable
from typing import Any

import pytest

from leastwise.model.value import Reference, display

Expand = Callable[..., Any]


# Who wrote it


def test_grants_of_the_framework_and_of_the_author_are_told_apart(expanded: Expand) -> None:
    role = expanded(
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Handler: a.b
              Tracing: Active
              DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}
              Policies:
                - AmazonS3FullAccess
                - SQSPollerPolicy: {QueueName: q}
                - Statement: [{Effect: Allow, Action: "*", Resource: "*"}]
              Events:
                Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}
          Q: {Type: AWS::SQS::Queue}
        """
    )["FRole"]
    by = {place.value.rpartition("/")[2]: place.by for place in role["ManagedPolicyArns"].items()}
    assert by == {
        "AWSLambdaBasicExecutionRole": "framework",
        "AWSXrayWriteOnlyAccess": "framework",
        "AmazonS3FullAccess": "author",
        "AWSLambdaSQSQueueExecutionRole": "framework",
    }
    assert [policy["PolicyDocument.Statement"].by for policy in role["Policies"].items()] == [
        "framework",
        "author",
        "author",
    ]
    assert role["AssumeRolePolicyDocument"].by == "framework"


def test_a_role_without_grants_of_the_author_is_the_frameworks(expanded: Expand) -> None:
    made = expanded("Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}}")
    assert made["FRole"].by == "framework"
    assert made["F"].by == "author"
    assert made["F"]["Role"].by == "framework"
    assert made["F"]["Handler"].by == "author"


def test_the_implicit_api_is_the_frameworks_and_an_explicit_one_the_authors(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          Own: {Type: AWS::Serverless::Api, Properties: {StageName: v1}}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                Get: {Type: Api, Properties: {Path: /, Method: get}}
        """
    )
    assert (made["ServerlessRestApi"].by, made["Own"].by) == ("framework", "author")
    assert "LeastwiseImplicit" not in made["ServerlessRestApi"].body


def test_a_notification_in_the_authors_bucket_is_the_frameworks(expanded: Expand) -> None:
    bucket = expanded(
        """
        Resources:
          B:
            Type: AWS::S3::Bucket
            Properties:
              BucketName: b
              NotificationConfiguration: {LambdaConfigurations: [{Event: x, Function: y}]}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                New: {Type: S3, Properties: {Bucket: !Ref B, Events: "s3:ObjectCreated:*"}}
        """
    )["B"]
    own, ours = bucket["NotificationConfiguration.LambdaConfigurations"].items()
    assert (own.by, ours.by, bucket["BucketName"].by) == ("author", "framework", "author")


# Where it stands


def test_a_statement_of_a_policy_template_stands_where_the_template_is_used(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Handler: a.b
              Policies:
                - S3CrudPolicy:
                    BucketName: b
        """
    )
    place = made["FRole"]["Policies.0.PolicyDocument.Statement.0.Action.0"]
    assert place.location.line in (made.line("S3CrudPolicy"), made.line("BucketName"))


def test_an_own_statement_stands_exactly_where_it_is_written(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Handler: a.b
              Policies:
                - Statement:
                    - Effect: Allow
                      Action:
                        - s3:GetObject
                        - s3:*
                      Resource: "*"
        """
    )
    statement = made["FRole"]["Policies.0.PolicyDocument.Statement.0"]
    assert statement["Action.1"].location.line == made.line("s3:*")
    assert statement["Resource"].location.line == made.line("Resource:")


def test_a_route_stands_at_its_event_and_its_authentication_where_that_is_written(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          Api:
            Type: AWS::Serverless::Api
            Properties:
              StageName: v1
              Auth:
                DefaultAuthorizer: Pool
                Authorizers:
                  Pool: {UserPoolArn: arn}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                Open:
                  Type: Api
                  Properties:
                    RestApiId: !Ref Api
                    Path: /open
                    Method: get
                    Auth:
                      Authorizer: NONE
                Closed:
                  Type: Api
                  Properties: {RestApiId: !Ref Api, Path: /closed, Method: get}
        """
    )
    body = made["Api"]["Body"]
    assert body[("paths", "/open", "get")].location.line == made.line("Open:")
    assert body[("paths", "/open", "get", "security")].location.line == made.line("Authorizer: NONE")
    assert body[("paths", "/closed", "get")].location.line == made.line("Closed:")
    assert body[("paths", "/closed", "get", "security")].location.line == made.line("DefaultAuthorizer")
    assert body[("securityDefinitions", "Pool")].location.line == made.line("Pool: {")


def test_what_is_missing_in_a_generated_resource_is_missed_at_its_event(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                Nightly:
                  Type: Schedule
                  Properties:
                    Schedule: rate(1 day)
        """
    )
    assert made["FNightly"]["Targets.0.DeadLetterConfig"].location.line == made.line("Nightly")
    assert made["FNightly"]["ScheduleExpression"].location.line == made.line("rate(1 day)")
    assert made["FNightlyPermission"].location.line == made.line("Nightly")


# Local code and definitions


def test_a_local_path_stays_as_it_is_written_and_metadata_stays(expanded: Expand) -> None:
    made = expanded(
        """
        Globals: {Function: {CodeUri: shared/}}
        Resources:
          F:
            Type: AWS::Serverless::Function
            Metadata: {BuildMethod: esbuild}
          Layer:
            Type: AWS::Serverless::LayerVersion
            Properties: {ContentUri: ./layer}
          Parametrised:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: !Sub "s3://${AWS::AccountId}/code"}
        """
    )
    assert made["F"].properties["Code"] == {"LocalPath": "shared/"}
    assert made["F"]["Code.LocalPath"].location.line == made.line("CodeUri: shared/")
    assert made["F"].body["Metadata"] == {"BuildMethod": "esbuild"}
    assert made["Layer"].properties["Content"] == {"LocalPath": "./layer"}
    assert display(made["Parametrised"].properties["Code"]["S3Key"]) == "s3://${AWS::AccountId}/code"


def test_code_elsewhere_is_named_as_cloudformation_names_it(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          Object: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Bucket: b, Key: k, Version: v}, SourceKMSKeyArn: key}}
          Uri: {Type: AWS::Serverless::Function, Properties: {CodeUri: "s3://b/a/k.zip?versionId=v"}}
          Inline: {Type: AWS::Serverless::Function, Properties: {InlineCode: pass}}
          Image: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: registry/image:1}}
          Nested: {Type: AWS::Serverless::Application, Properties: {Location: https://example.com/t.yaml}}
          Machine: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: s3://b/m.json}}
        """
    )
    code = {name: made[name].properties["Code"] for name in ("Object", "Uri", "Inline", "Image")}
    assert code == {
        "Object": {"S3Bucket": "b", "S3Key": "k", "S3ObjectVersion": "v", "SourceKMSKeyArn": "key"},
        "Uri": {"S3Bucket": "b", "S3Key": "a/k.zip", "S3ObjectVersion": "v"},
        "Inline": {"ZipFile": "pass"},
        "Image": {"ImageUri": "registry/image:1"},
    }
    assert made["Nested"].properties["TemplateURL"] == "https://example.com/t.yaml"
    assert made["Machine"].properties["DefinitionS3Location"] == {"Bucket": "b", "Key": "m.json"}


def test_local_definitions_are_read(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          Rest: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: api.yaml}}
          Http: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionUri: ./api.yaml}}
          Machine:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: machine.asl.json
              DefinitionSubstitutions: {Function: !GetAtt F.Arn, Table: orders}
          Graph: {Type: AWS::Serverless::GraphQLApi, Properties: {SchemaUri: schema.graphql, Auth: {Type: API_KEY}}}
          F: {Type: AWS::Serverless::Function, Properties: {CodeUri: .}}
        """,
        {
            "app/api.yaml": "openapi: 3.0.1\npaths: {/a: {get: {}}}\n",
            "app/machine.asl.json": '{"States": {"A": {"Resource": "${Function}", "Name": "t-${Table}-${Open}"}}}',
            "app/schema.graphql": "type Query { a: String }",
        },
    )
    assert list(made["Rest"].properties["Body"]["paths"]) == ["/a"]
    assert list(made["Http"].properties["Body"]["paths"]) == ["/a"]
    assert made["Rest"]["Body.paths"].location.file == "app/api.yaml"
    state = made["Machine"].properties["Definition"]["States"]["A"]
    assert state == {"Resource": Reference("app/template.yaml:F", "Arn"), "Name": "t-orders-${Open}"}
    assert made["Machine"][("Definition", "States", "A", "Resource")].location.file == "app/machine.asl.json"
    assert made["GraphSchema"].properties["Definition"] == "type Query { a: String }"
    assert made.unread == []


def test_definitions_that_cannot_be_read_are_reported(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          Outside: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: ../../api.yaml}}
          Missing: {Type: AWS::Serverless::HttpApi, Properties: {DefinitionUri: nope.yaml}}
          Broken: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: broken.json}}
          Remote: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: s3://bucket/key}}
        """,
        {"app/broken.json": "{"},
    )
    assert {(unread.line, unread.kind) for unread in made.unread} == {
        (made.line(name), "reference") for name in ("Outside", "Missing", "Broken", "Remote")
    }
    assert any("outside the root" in unread.reason for unread in made.unread)


# What is not known


def test_what_is_not_known_is_reported_and_the_rest_expanded(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          New: {Type: AWS::Serverless::Invention, Properties: {A: 1}}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Policies:
                - NoSuchPolicy: {}
                - S3ReadPolicy: {}
                - AmazonS3ReadOnlyAccess
              Events:
                Odd: {Type: Telepathy}
                Typeless: {Properties: {}}
                Timer: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
        """
    )
    reasons = " ".join(unread.reason for unread in made.unread)
    for name in ("Invention", "NoSuchPolicy", "needs BucketName", "Telepathy", "Typeless"):
        assert name in reasons
    assert {"FTimer", "FTimerPermission", "FRole", "New"} <= made.resources.keys()
    assert len(made["FRole"].properties["ManagedPolicyArns"]) == 2


@pytest.mark.parametrize(
    ("api", "auth", "event"),
    [
        ("Api", "{DefaultAuthorizer: !Ref Open}", "{}"),
        ("Api", "!Ref Open", "{}"),
        ("Api", "{}", "!Ref Open"),
        ("Api", "{Authorizers: !Ref Open, DefaultAuthorizer: Pool}", "{}"),
        ("HttpApi", "{DefaultAuthorizer: !Ref Open}", "{}"),
        ("HttpApi", "{EnableIamAuthorizer: !Ref Open, DefaultAuthorizer: AWS_IAM}", "{}"),
        ("HttpApi", "!Ref Open", "{}"),
        ("HttpApi", "{}", "!Ref Open"),
    ],
)
def test_a_route_whose_authentication_is_not_known_does_not_look_open(
    expanded: Expand, api: str, auth: str, event: str
) -> None:
    link = "RestApiId" if api == "Api" else "ApiId"
    made = expanded(
        f"""
        Parameters: {{Open: {{Type: String}}}}
        Resources:
          Front: {{Type: AWS::Serverless::{api}, Properties: {{StageName: v1, Auth: {auth}}}}}
          F:
            Type: AWS::Serverless::Function
            Properties:
              Events:
                Get: {{Type: {api}, Properties: {{{link}: !Ref Front, Path: /a, Method: get, Auth: {event}}}}}
        """
    )
    security = made["Front"].properties["Body"]["paths"]["/a"]["get"]["security"]
    assert [name for requirement in security for name in requirement] not in ([], ["NONE"])


def test_a_name_that_the_template_has_already_is_not_overwritten(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}
          FRole: {Type: AWS::SQS::Queue}
        """
    )
    assert made["FRole"].type == "AWS::SQS::Queue"
    assert len(made.unread) == 1


def test_an_implicit_api_goes_with_the_last_function_that_uses_it(expanded: Expand) -> None:
    made = expanded(
        """
        Conditions: {Never: !Equals [a, b]}
        Resources:
          F:
            Type: AWS::Serverless::Function
            Condition: Never
            Properties:
              Events:
                Get: {Type: Api, Properties: {Path: /, Method: get}}
          Q: {Type: AWS::SQS::Queue}
        """
    )
    assert set(made.resources) == {"Q"}


def test_references_by_property_name_the_generated_resource(expanded: Expand) -> None:
    made = expanded(
        """
        Resources:
          F:
            Type: AWS::Serverless::Function
            Properties:
              AutoPublishAlias: live
          P:
            Type: AWS::SSM::Parameter
            Properties: {Type: String, Value: !Ref F.Alias, Description: !Sub "x ${F.Version.Version}"}
        """
    )
    assert made["P"].properties["Value"] == Reference("app/template.yaml:FAliaslive", "Ref")
    assert display(made["P"].properties["Description"]) == "x ${FVersion.Version}"
