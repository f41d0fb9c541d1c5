from .wired import gaps, of_role

ARN = "arn:${AWS::Partition}"
HERE = "${AWS::Region}:${AWS::AccountId}"
STORES = """\
Q: {Type: AWS::SQS::Queue}
T: {Type: AWS::DynamoDB::Table, Properties: {}}
B: {Type: AWS::S3::Bucket}
SM: {Type: AWS::StepFunctions::StateMachine, Properties: {StateMachineType: EXPRESS}}
F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}}}
"""


def test_a_pipe_reads_enriches_and_sends() -> None:
    pipe = """\
P:
  Type: AWS::Pipes::Pipe
  Properties:
    RoleArn: !GetAtt R.Arn
    Source: !GetAtt T.StreamArn
    SourceParameters: {DynamoDBStreamParameters: {DeadLetterConfig: {Arn: !GetAtt Q.Arn}}}
    Enrichment: !GetAtt F.Arn
    Target: !Ref SM
"""
    assert of_role(STORES + pipe) == {
        "dynamodb:DescribeStream ${T.StreamArn}",
        "dynamodb:GetRecords ${T.StreamArn}",
        "dynamodb:GetShardIterator ${T.StreamArn}",
        "dynamodb:ListStreams *?",
        "sqs:SendMessage ${Q.Arn}",
        "lambda:InvokeFunction ${F.Arn}",
        "states:StartSyncExecution ${SM.Arn}",
    }


def test_a_pipe_that_does_not_wait_starts_the_machine() -> None:
    pipe = """\
P:
  Type: AWS::Pipes::Pipe
  Properties:
    RoleArn: !GetAtt R.Arn
    Source: !GetAtt Q.Arn
    Target: !Ref SM
    TargetParameters: {StepFunctionStateMachineParameters: {InvocationType: FIRE_AND_FORGET}}
"""
    assert "states:StartExecution ${SM.Arn}" in of_role(STORES + pipe)


def test_schedules_with_templates_and_with_any_call() -> None:
    schedule = """\
S1:
  Type: AWS::Scheduler::Schedule
  Properties:
    Target: {Arn: !GetAtt F.Arn, RoleArn: !GetAtt R.Arn, DeadLetterConfig: {Arn: !GetAtt Q.Arn}}
S2:
  Type: AWS::Scheduler::Schedule
  Properties:
    Target:
      Arn: arn:aws:scheduler:::aws-sdk:dynamodb:deleteItem
      RoleArn: !GetAtt R.Arn
      Input: !Sub '{"TableName": "${T}", "Key": {}}'
"""
    assert of_role(STORES + schedule) == {
        "lambda:InvokeFunction ${F.Arn}",
        "sqs:SendMessage ${Q.Arn}",
        "dynamodb:DeleteItem ${T.Arn}",
    }


def test_targets_of_a_rule_with_a_role() -> None:
    rule = """\
Rule:
  Type: AWS::Events::Rule
  Properties:
    Targets:
      - {Id: a, Arn: !Ref SM, RoleArn: !GetAtt R.Arn}
      - {Id: b, Arn: !GetAtt D.Arn, RoleArn: !GetAtt R.Arn, DeadLetterConfig: {Arn: !GetAtt Q.Arn}}
      - {Id: c, Arn: !GetAtt F.Arn}
D: {Type: AWS::Events::ApiDestination, Properties: {}}
"""
    assert of_role(STORES + rule) == {"states:StartExecution ${SM.Arn}", "events:InvokeApiDestination ${D.Arn}"}


def api(integration: str) -> set[str]:
    return of_role(
        STORES
        + f"""\
A: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}
M:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref A
    ResourceId: !GetAtt A.RootResourceId
    HttpMethod: POST
    AuthorizationType: NONE
    Integration:
      Type: AWS
      Credentials: !GetAtt R.Arn
      {integration}
"""
    )


def test_integrations_of_an_api() -> None:
    region = "arn:aws:apigateway:${AWS::Region}"
    assert api(
        f"""Uri: !Sub '{region}:sqs:path/${{AWS::AccountId}}/${{Q.QueueName}}'
      RequestTemplates: {{application/json: Action=SendMessage&MessageBody=$input.body}}"""
    ) == {"sqs:SendMessage ${Q.Arn}"}
    assert api(
        f"""Uri: !Sub '{region}:dynamodb:action/PutItem'
      RequestTemplates: {{application/json: !Sub '{{"TableName": "${{T}}"}}'}}"""
    ) == {"dynamodb:PutItem ${T.Arn}"}
    assert api(
        f"""IntegrationHttpMethod: PUT
      Uri: !Sub '{region}:s3:path/${{B}}/key'"""
    ) == {"s3:PutObject ${B.Arn}/*"}
    assert api(f"Uri: !Sub '{region}:lambda:path/2015-03-31/functions/${{F.Arn}}/invocations'") == {
        "lambda:InvokeFunction ${F.Arn}"
    }


def test_an_http_api_names_the_action() -> None:
    text = """\
A: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: a, ProtocolType: HTTP}}
I:
  Type: AWS::ApiGatewayV2::Integration
  Properties:
    ApiId: !Ref A
    IntegrationType: AWS_PROXY
    IntegrationSubtype: StepFunctions-StartSyncExecution
    CredentialsArn: !GetAtt R.Arn
    RequestParameters: {StateMachineArn: !Ref SM}
Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref A, RouteKey: POST /, Target: !Sub 'integrations/${I}'}}
"""
    assert of_role(STORES + text) == {"states:StartSyncExecution ${SM.Arn}"}


def test_a_delivery_stream_writes_reads_changes_and_logs() -> None:
    text = """\
S: {Type: AWS::Kinesis::Stream}
D:
  Type: AWS::KinesisFirehose::DeliveryStream
  Properties:
    KinesisStreamSourceConfiguration: {KinesisStreamARN: !GetAtt S.Arn, RoleARN: !GetAtt R.Arn}
    ExtendedS3DestinationConfiguration:
      BucketARN: !GetAtt B.Arn
      RoleARN: !GetAtt R.Arn
      CloudWatchLoggingOptions: {Enabled: true, LogGroupName: g, LogStreamName: s}
      ProcessingConfiguration:
        Enabled: true
        Processors: [{Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt F.Arn}]}]
"""
    found = of_role(STORES + text)
    assert {
        "kinesis:GetRecords ${S.Arn}",
        "s3:PutObject ${B.Arn}/*",
        "s3:GetBucketLocation ${B.Arn}",
        "lambda:InvokeFunction ${F.Arn}",
        f"logs:PutLogEvents {ARN}:logs:{HERE}:log-group:g:log-stream:s",
    } <= found


def test_replication_reads_here_and_writes_there() -> None:
    text = """\
Copy:
  Type: AWS::S3::Bucket
  Properties:
    ReplicationConfiguration:
      Role: !GetAtt R.Arn
      Rules: [{Status: Enabled, Destination: {Bucket: arn:aws:s3:::far}}]
"""
    found = of_role(text)
    assert {"s3:GetReplicationConfiguration ${Copy.Arn}", "s3:ReplicateObject arn:aws:s3:::far/*"} <= found


def test_others() -> None:
    iot = """\
Rule:
  Type: AWS::IoT::TopicRule
  Properties:
    TopicRulePayload:
      Sql: SELECT 1
      Actions: [{DynamoDBv2: {PutItem: {TableName: !Ref T}, RoleArn: !GetAtt R.Arn}}]
"""
    assert of_role(STORES + iot) == {"dynamodb:PutItem ${T.Arn}"}
    pool = "U: {Type: AWS::Cognito::UserPool, Properties: {SmsConfiguration: {SnsCallerArn: !GetAtt R.Arn}}}\n"
    assert of_role(pool) == {"sns:Publish *"}
    source = """\
A: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: a, AuthenticationType: API_KEY}}
D:
  Type: AWS::AppSync::DataSource
  Properties:
    ApiId: !GetAtt A.ApiId
    Name: d
    Type: AWS_LAMBDA
    ServiceRoleArn: !GetAtt R.Arn
    LambdaConfig: {LambdaFunctionArn: !GetAtt F.Arn}
"""
    assert of_role(STORES + source) == {"lambda:InvokeFunction ${F.Arn}"}
    subscription = """\
L:
  Type: AWS::Logs::SubscriptionFilter
  Properties: {LogGroupName: g, FilterPattern: '', RoleArn: !GetAtt R.Arn, DestinationArn: !GetAtt S.Arn}
S: {Type: AWS::Kinesis::Stream}
"""
    assert "kinesis:PutRecord ${S.Arn}" in of_role(subscription)


def test_a_target_that_cannot_be_told_is_said_to_be() -> None:
    rule = """\
Rule:
  Type: AWS::Events::Rule
  Properties: {Targets: [{Id: a, Arn: !ImportValue target, RoleArn: !GetAtt R.Arn}]}
"""
    assert gaps(rule) == [
        "what is needed to send to this target is not known: it does not say which service it belongs to"
    ]
