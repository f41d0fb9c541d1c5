"""Everything but HTTP that starts a function."""

import pytest

from leastwise.model.finding import Unread
from leastwise.model.graph import Exposure, TriggerKind
from leastwise.read.files import MemoryFiles
from leastwise.read.graph import build

IN, NET, AUTH = Exposure.INTERNAL, Exposure.INTERNET, Exposure.AUTHENTICATED
ACCOUNT, UNKNOWN = Exposure.ACCOUNT, Exposure.UNKNOWN


def triggers(app):
    return [(t.kind, t.function.name, t.source.removeprefix("template.yaml:"), t.exposure) for t in app.all_triggers]


@pytest.mark.parametrize(
    ("resources", "kind", "source", "exposure"),
    [
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt S.Arn}}\n"
         "S: {Type: AWS::SQS::Queue}", TriggerKind.SQS, "S", IN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !GetAtt Fn.Arn, EventSourceArn: !GetAtt S.StreamArn}}\n"
         "S: {Type: AWS::DynamoDB::Table}", TriggerKind.DYNAMODB, "S", IN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !Ref C}}\n"
         "C: {Type: AWS::Kinesis::StreamConsumer, Properties: {StreamARN: !GetAtt S.Arn}}\n"
         "S: {Type: AWS::Kinesis::Stream}", TriggerKind.KINESIS, "S", IN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !Ref S, Topics: [t]}}\n"
         "S: {Type: AWS::MSK::Cluster}", TriggerKind.KAFKA, "S", IN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, Topics: [t], SelfManagedEventSource: {}}}",
         TriggerKind.KAFKA, "self-managed Kafka", UNKNOWN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !Ref S, Queues: [q]}}\n"
         "S: {Type: AWS::AmazonMQ::Broker}", TriggerKind.MQ, "S", IN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, "
         "EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:elsewhere'}}",
         TriggerKind.SQS, "arn:aws:sqs:eu-west-1:111122223333:elsewhere", UNKNOWN),
        ("M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !Ref AWS::Region, "
         "DocumentDBEventSourceConfig: {}}}", TriggerKind.DOCUMENTDB, "${AWS::Region}", UNKNOWN),
        ("S: {Type: AWS::SNS::Topic}\n"
         "M: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, TopicArn: !Ref S, Endpoint: !GetAtt Fn.Arn}}",
         TriggerKind.SNS, "S", IN),
        ("S: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}",
         TriggerKind.SNS, "S", IN),
        ("S: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: "
         "[{Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}]}}}", TriggerKind.S3, "S", IN),
        ("S: {Type: AWS::S3::Bucket}\n"
         "N: {Type: Custom::S3BucketNotifications, Properties: {BucketName: !Ref S, NotificationConfiguration: "
         "{LambdaFunctionConfigurations: [{LambdaFunctionArn: !GetAtt Fn.Arn}]}}}", TriggerKind.S3, "S", IN),
        ("S: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {EventBridgeConfiguration: {}}}}\n"
         "R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.s3], detail: {bucket: {name: [!Ref S]}}}, "
         "Targets: [{Arn: !GetAtt Fn.Arn}]}}", TriggerKind.EVENTBRIDGE, "S", IN),
        ("R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [shop]}, Targets: [{Arn: !GetAtt Fn.Arn}]}}",
         TriggerKind.EVENTBRIDGE, "shop", IN),
        ("R: {Type: AWS::Events::Rule, Properties: {EventBusName: partner, EventPattern: {source: [shop]}, "
         "Targets: [{Arn: !GetAtt Fn.Arn}]}}", TriggerKind.EVENTBRIDGE, "partner", UNKNOWN),
        ("R: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !GetAtt Fn.Arn}]}}",
         TriggerKind.SCHEDULE, "R", IN),
        ("R: {Type: AWS::Scheduler::Schedule, Properties: {Target: {Arn: !GetAtt Fn.Arn}}}", TriggerKind.SCHEDULE, "R", IN),
        ("R: {Type: AWS::Scheduler::Schedule, Properties: {Target: {Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', "
         "Input: !Sub '{\"FunctionName\": \"${Fn}\"}'}}}", TriggerKind.SCHEDULE, "R", IN),
        ("S: {Type: AWS::SQS::Queue}\nR: {Type: AWS::Pipes::Pipe, Properties: {Source: !GetAtt S.Arn, Target: !GetAtt Fn.Arn}}",
         TriggerKind.PIPE, "S", IN),
        ("S: {Type: AWS::SQS::Queue}\nR: {Type: AWS::Pipes::Pipe, Properties: {Source: !GetAtt S.Arn, Target: x, "
         "Enrichment: !GetAtt Fn.Arn}}", TriggerKind.PIPE, "S", IN),
        ("S: {Type: AWS::Logs::LogGroup}\nR: {Type: AWS::Logs::SubscriptionFilter, Properties: {LogGroupName: !Ref S, "
         "DestinationArn: !GetAtt Fn.Arn}}", TriggerKind.LOGS, "S", IN),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PostConfirmation: !GetAtt Fn.Arn}}}",
         TriggerKind.COGNITO, "S", NET),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt Fn.Arn}}}",
         TriggerKind.COGNITO, "S", NET),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PostAuthentication: !GetAtt Fn.Arn}}}",
         TriggerKind.COGNITO, "S", AUTH),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}, "
         "LambdaConfig: {PostConfirmation: !GetAtt Fn.Arn}}}", TriggerKind.COGNITO, "S", AUTH),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PostConfirmation: !GetAtt Fn.Arn, "
         "PreSignUp: 'arn:aws:lambda:eu-west-1:111122223333:function:check'}}}", TriggerKind.COGNITO, "S", AUTH),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}, "
         "LambdaConfig: {PreTokenGenerationConfig: {LambdaArn: !GetAtt Fn.Arn}}}}", TriggerKind.COGNITO, "S", AUTH),
        ("S: {Type: AWS::Cognito::UserPool, Properties: {AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}, "
         "LambdaConfig: {UserMigration: !GetAtt Fn.Arn}}}", TriggerKind.COGNITO, "S", NET),
        ("S: {Type: AWS::IoT::TopicRule, Properties: {TopicRulePayload: {Actions: [{Lambda: {FunctionArn: !GetAtt Fn.Arn}}]}}}",
         TriggerKind.IOT, "S", AUTH),
        ("S: {Type: AWS::SES::ReceiptRule, Properties: {Rule: {Actions: [{LambdaAction: {FunctionArn: !GetAtt Fn.Arn}}]}}}",
         TriggerKind.SES, "S", NET),
        ("S: {Type: AWS::SecretsManager::Secret}\nR: {Type: AWS::SecretsManager::RotationSchedule, Properties: "
         "{SecretId: !Ref S, RotationLambdaARN: !GetAtt Fn.Arn}}", TriggerKind.SECRET_ROTATION, "S", IN),
        ("S: {Type: AWS::Bedrock::Agent, Properties: {ActionGroups: [{ActionGroupExecutor: {Lambda: !GetAtt Fn.Arn}}]}}",
         TriggerKind.BEDROCK_AGENT, "S", AUTH),
        ("S: {Type: AWS::BedrockAgentCore::Gateway, Properties: {AuthorizerType: NONE}}\n"
         "T: {Type: AWS::BedrockAgentCore::GatewayTarget, Properties: {GatewayIdentifier: !GetAtt S.GatewayIdentifier, "
         "TargetConfiguration: {Mcp: {Lambda: {LambdaArn: !GetAtt Fn.Arn}}}}}", TriggerKind.BEDROCK_AGENT, "S", NET),
        ("S: {Type: AWS::CloudFormation::CustomResource, Properties: {ServiceToken: !GetAtt Fn.Arn}}",
         TriggerKind.CUSTOM_RESOURCE, "S", IN),
        ("S: {Type: Custom::Seed, Properties: {ServiceToken: !GetAtt Fn.Arn}}", TriggerKind.CUSTOM_RESOURCE, "S", IN),
        ("V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}\n"
         "S: {Type: AWS::CloudFront::Distribution, Properties: {DistributionConfig: {DefaultCacheBehavior: "
         "{LambdaFunctionAssociations: [{EventType: viewer-request, LambdaFunctionARN: !Ref V}]}}}}",
         TriggerKind.CLOUDFRONT, "S", NET),
        ("S: {Type: AWS::S3ObjectLambda::AccessPoint, Properties: {ObjectLambdaConfiguration: {TransformationConfigurations: "
         "[{ContentTransformation: {AwsLambda: {FunctionArn: !GetAtt Fn.Arn}}}]}}}", TriggerKind.OBJECT_LAMBDA, "S", AUTH),
        ("S: {Type: AWS::Config::ConfigRule, Properties: {Source: {Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Fn.Arn}}}",
         TriggerKind.CONFIG, "S", IN),
        ("S: {Type: AWS::Lambda::Function}\nE: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref S, "
         "DestinationConfig: {OnFailure: {Destination: !GetAtt Fn.Arn}}}}", TriggerKind.FUNCTION, "S", IN),
        ("S: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {ExtendedS3DestinationConfiguration: "
         "{ProcessingConfiguration: {Processors: [{Type: Lambda, Parameters: [{ParameterName: LambdaArn, "
         "ParameterValue: !Sub '${Fn.Arn}:$LATEST'}]}]}}}}", TriggerKind.FIREHOSE, "S", IN),
        ("S: {Type: AWS::Transfer::Workflow, Properties: {Steps: [{CustomStepDetails: {Target: !GetAtt Fn.Arn}}]}}",
         TriggerKind.TRANSFER, "S", AUTH),
        ("S: {Type: AWS::IoT::Authorizer, Properties: {AuthorizerFunctionArn: !GetAtt Fn.Arn}}",
         TriggerKind.AUTHORIZER, "S", NET),
    ],
)  # fmt: skip
def test_each_kind(application, resources, kind, source, exposure):
    app = application(resources)
    assert triggers(app) == [(kind, "Fn", source, exposure)]
    assert app.unread == ()
    (trigger,) = app.all_triggers
    assert (trigger.resource.name if trigger.resource else None) in (source, None)


def test_a_mapping_is_at_hand(application):
    app = application("""
        Q: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 30}}
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Q.Arn, BatchSize: 1}}
        """)
    (trigger,) = app.triggers(kind=TriggerKind.SQS)
    assert trigger.mapping["BatchSize"].value == 1
    assert trigger.resource["VisibilityTimeout"].value == 30


DEFINITION = '{"States": {"A": {"Type": "Task", "Resource": "%s", "Next": "B"}, "B": {"Type": "Map", "Iterator": {"States": {"C": %s}}}}}'
INVOKE = '{"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": {"FunctionName": "%s"}}'


@pytest.mark.parametrize(
    "properties",
    [
        "Definition: {States: {A: {Resource: !GetAtt Fn.Arn}, B: {Type: Parallel, Branches: [{States: {C: {Resource: "
        "'arn:aws:states:::lambda:invoke', Arguments: {FunctionName: !Ref Other}}}}]}}}",
        "DefinitionString: !Sub '" + DEFINITION % ("${Fn.Arn}", INVOKE % "${Other}") + "'",
        "DefinitionString: '" + DEFINITION % ("${A}", INVOKE % "${B}:live") + "', "
        "DefinitionSubstitutions: {A: !GetAtt Fn.Arn, B: !GetAtt Other.Arn}",
        "DefinitionString: '" + DEFINITION % ("${A}", '{"Resource": "${B}", "TimeoutSeconds": ${C}}') + "', "
        "DefinitionSubstitutions: {A: !GetAtt Fn.Arn, B: !GetAtt Other.Arn, C: 30}",
        "Definition: {States: {A: {Resource: '${A}'}, B: {Resource: !GetAtt Other.Arn}}}, "
        "DefinitionSubstitutions: {A: !GetAtt Fn.Arn}",
    ],
)
def test_the_functions_of_a_state_machine(application, properties):
    app = application(f"""
        Machine: {{Type: AWS::StepFunctions::StateMachine, Properties: {{{properties}}}}}
        Other: {{Type: AWS::Lambda::Function}}
        """)
    assert triggers(app) == [
        (TriggerKind.STATE_MACHINE, "Fn", "Machine", IN),
        (TriggerKind.STATE_MACHINE, "Other", "Machine", IN),
    ]


def test_a_definition_that_cannot_be_read_is_said(application):
    app = application("Machine: {Type: AWS::StepFunctions::StateMachine, Properties: {DefinitionString: '{nonsense'}}")
    assert [(u.kind, u.line) for u in app.unread] == [("reference", 3)]


QUEUE = """
S: {Type: AWS::SQS::Queue}
M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt S.Arn}}
P: {Type: AWS::SQS::QueuePolicy, Properties: {Queues: [!Ref S], PolicyDocument: {Statement: [%s]}}}
"""


@pytest.mark.parametrize(
    ("statement", "exposure"),
    [
        ("{Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*'}", NET),
        ("{Effect: Allow, Principal: {AWS: '*'}, Action: SQS:SendMessage, Resource: '*'}", NET),
        ("{Effect: Allow, Principal: '*', Action: 'sqs:ReceiveMessage', Resource: '*'}", IN),
        ("{Effect: Deny, Principal: '*', Action: '*', Resource: '*'}", IN),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: '*', Condition: {Bool: {'aws:SecureTransport': true}}}", NET),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: '*', Condition: {ArnEquals: {'aws:SourceArn': x}}}", IN),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: '*', Condition: {StringEquals: {'aws:PrincipalOrgID': o}}}",
         ACCOUNT),
        ("{Effect: Allow, Principal: {AWS: 'arn:aws:iam::111122223333:root'}, Action: '*', Resource: '*'}", ACCOUNT),
        ("{Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: '*', Resource: '*'}", IN),
        ("{Effect: Allow, Principal: {Service: sns.amazonaws.com}, Action: '*', Resource: '*'}", IN),
    ],
)  # fmt: skip
def test_a_queue_is_as_open_as_its_policy(application, statement, exposure):
    assert triggers(application(QUEUE % statement)) == [(TriggerKind.SQS, "Fn", "S", exposure)]


def test_what_feeds_a_store_reaches_the_function_behind_it(application):
    app = application("""
        Mail: {Type: AWS::SES::ReceiptRule, Properties: {Rule: {Actions: [{S3Action: {BucketName: !Ref Bucket}}]}}}
        Bucket: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {TopicConfigurations: [{Topic: !Ref Topic}]}}}
        Topic: {Type: AWS::SNS::Topic}
        Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn}}
        Queue: {Type: AWS::SQS::Queue}
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn}}
        """)
    assert triggers(app) == [(TriggerKind.SQS, "Fn", "Queue", NET)]


@pytest.mark.parametrize(("field", "exposure"), [("Mutation", NET), ("Query", IN)])
def test_writing_to_a_table_through_graphql_exposes_the_function_on_its_stream(application, field, exposure):
    app = application(f"""
        Api: {{Type: AWS::AppSync::GraphQLApi, Properties: {{AuthenticationType: API_KEY}}}}
        Source: {{Type: AWS::AppSync::DataSource, Properties: {{ApiId: !GetAtt Api.ApiId, Name: t,
                 DynamoDBConfig: {{TableName: !Ref Table}}}}}}
        Add: {{Type: AWS::AppSync::Resolver, Properties: {{ApiId: !GetAtt Api.ApiId, TypeName: {field}, FieldName: f,
              DataSourceName: !GetAtt Source.Name}}}}
        Table: {{Type: AWS::DynamoDB::Table}}
        M: {{Type: AWS::Lambda::EventSourceMapping, Properties: {{FunctionName: !Ref Fn, EventSourceArn: !GetAtt Table.StreamArn}}}}
        """)
    assert app.routes[0].target.name == "Table"
    assert triggers(app) == [(TriggerKind.DYNAMODB, "Fn", "Table", exposure)]


def test_an_api_before_a_queue_exposes_the_function_behind_it(application):
    app = application("""
        Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
        Int: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationSubtype: SQS-SendMessage,
              RequestParameters: {QueueUrl: !Ref Queue, MessageBody: $request.body}}}
        Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: POST /, Target: !Sub "integrations/${Int}"}}
        Queue: {Type: AWS::SQS::Queue}
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn}}
        """)
    assert app.routes[0].target.name == "Queue"
    assert triggers(app) == [(TriggerKind.SQS, "Fn", "Queue", NET)]


@pytest.mark.parametrize(
    ("policy", "exposure"),
    [
        ("{Principal: '*', Action: 'events:PutEvents', StatementId: s}", NET),
        ("{Principal: '111122223333', Action: 'events:PutEvents', StatementId: s}", ACCOUNT),
        (
            "{StatementId: s, Statement: {Effect: Allow, Principal: '*', Action: 'events:PutEvents', Resource: '*'}}",
            NET,
        ),
    ],
)
@pytest.mark.parametrize("bus", ["", "EventBusName: !Ref Bus, "])
def test_a_bus_is_as_open_as_its_policy(application, policy, exposure, bus):
    app = application(f"""
        Bus: {{Type: AWS::Events::EventBus, Properties: {{Name: shop}}}}
        P: {{Type: AWS::Events::EventBusPolicy, Properties: {{{bus}{policy[1:]}}}
        R: {{Type: AWS::Events::Rule, Properties: {{{bus}EventPattern: {{source: [a]}}, Targets: [{{Arn: !GetAtt Fn.Arn}}]}}}}
        """)
    assert [t.exposure for t in app.all_triggers] == [exposure]


@pytest.mark.parametrize(
    ("permission", "exposure"),
    [
        ("Principal: '*'", NET),
        ("Principal: '*', PrincipalOrgID: o-1", ACCOUNT),
        ("Principal: '*', SourceArn: x", UNKNOWN),
        ("Principal: '111122223333'", ACCOUNT),
        ("Principal: !Ref AWS::AccountId", IN),
        ("Principal: lexv2.amazonaws.com", UNKNOWN),
        ("Principal: s3.amazonaws.com, SourceArn: !GetAtt Bucket.Arn", IN),
    ],
)
def test_a_permission_that_nothing_needs_is_a_way_in(application, permission, exposure):
    app = application(f"""
        P: {{Type: AWS::Lambda::Permission, Properties: {{FunctionName: !Ref Fn, Action: 'lambda:InvokeFunction', {permission}}}}}
        Bucket: {{Type: AWS::S3::Bucket}}
        """)
    assert [(t.kind, t.exposure) for t in app.all_triggers] == [(TriggerKind.PERMISSION, exposure)]
    (statement,) = app.invoke_permissions
    assert app.function_of(statement.resources[0]).name == "Fn"
    assert statement.actions == ("lambda:InvokeFunction",)
    assert statement.property["Principal"].present
    assert statement.conditional == ("Source" in permission or "Org" in permission)


def test_a_permission_that_a_trigger_needs_is_none(application):
    app = application("""
        Topic: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]}}
        P: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: 'lambda:InvokeFunction',
            Principal: !Sub "sns.${AWS::URLSuffix}", SourceArn: !Ref Topic}}
        Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}
        U: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Fn, Action: 'lambda:InvokeFunctionUrl',
            Principal: '*', FunctionUrlAuthType: NONE}}
        """)
    assert {t.kind for t in app.all_triggers} == {TriggerKind.SNS, TriggerKind.FUNCTION_URL}
    assert len(app.invoke_permissions) == 2


def test_a_function_named_by_something_unknown_is_said_once(application):
    app = application("""
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Select [7, [a]], EventSourceArn: x}}
        """)
    assert app.all_triggers == ()
    assert [(u.kind, u.line) for u in app.unread] == [("reference", 3)]


def test_a_line_that_is_noted_already_is_not_noted_again(application):
    app = application("""
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Select [7, [a]], EventSourceArn: x}}
        """)
    known = [Unread("template.yaml", 3, "reference", "said before")]
    build(id="a", framework="sam", stacks=app.stacks, world=app.world, files=MemoryFiles({}), unread=known)
    assert [entry.reason for entry in known] == ["said before"]


def test_a_function_outside_the_application_is_no_noise(application):
    app = application(
        """
        M: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Arn, EventSourceArn: x}}
        N: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, TopicArn: x, Endpoint: !ImportValue other}}
        """,
        head="Parameters: {Arn: {Type: String}}",
    )
    assert (app.all_triggers, app.unread) == ((), ())
