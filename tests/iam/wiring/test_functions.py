from leastwise.iam.wiring import needs, unclear

from .wired import FUNCTION, ROLE, application, of_function

MAPPING = """\
M:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {{FunctionName: !Ref F, {}}}
"""
KEY = "Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}\n"
NETWORK = {
    f"ec2:{name} *"
    for name in (
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
        "DescribeNetworkInterfaces",
        "DescribeSecurityGroups",
        "DescribeSubnets",
        "DescribeVpcs",
    )
}


def mapping(properties: str, resources: str = "") -> set[str]:
    return of_function(resources + MAPPING.format(properties))


def with_property(text: str, resources: str = "", *, logs: bool = False) -> set[str]:
    return of_function(resources, function=f"{FUNCTION}    {text}\n", logs=logs)


def test_a_queue_is_polled_and_its_key_used() -> None:
    queue = "Q: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: !Ref Key}}\n"
    assert mapping("EventSourceArn: !GetAtt Q.Arn", KEY + queue) == {
        "sqs:ReceiveMessage ${Q.Arn}",
        "sqs:DeleteMessage ${Q.Arn}",
        "sqs:GetQueueAttributes ${Q.Arn}",
        "kms:Decrypt ${Key.Arn}",
    }


def test_a_key_of_aws_asks_for_nothing() -> None:
    queue = "Q: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/aws/sqs}}\n"
    assert not any(need.startswith("kms:") for need in mapping("EventSourceArn: !GetAtt Q.Arn", queue))


def test_the_key_of_an_alias_is_meant() -> None:
    alias = "A: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/own, TargetKeyId: !Ref Key}}\n"
    queue = "Q: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/own}}\n"
    assert "kms:Decrypt ${Key.Arn}" in mapping("EventSourceArn: !GetAtt Q.Arn", KEY + alias + queue)


def test_a_stream_of_a_table_stays_the_stream() -> None:
    table = "T: {Type: AWS::DynamoDB::Table, Properties: {}}\n"
    assert mapping("EventSourceArn: !GetAtt T.StreamArn", table) == {
        "dynamodb:DescribeStream ${T.StreamArn}",
        "dynamodb:GetRecords ${T.StreamArn}",
        "dynamodb:GetShardIterator ${T.StreamArn}",
        "dynamodb:ListStreams *?",
    }


def test_a_consumer_is_subscribed_and_its_stream_described() -> None:
    stream = (
        "S: {Type: AWS::Kinesis::Stream}\n"
        "C: {Type: AWS::Kinesis::StreamConsumer, Properties: {ConsumerName: c, StreamARN: !GetAtt S.Arn}}\n"
    )
    found = mapping("EventSourceArn: !Ref C", stream)
    assert {"kinesis:SubscribeToShard ${C}", "kinesis:GetRecords ${S.Arn}", "kinesis:ListStreams *?"} <= found


def test_a_broker_is_reached_through_the_network_with_a_secret() -> None:
    broker = "B: {Type: AWS::AmazonMQ::Broker}\nX: {Type: AWS::SecretsManager::Secret}\n"
    found = mapping(
        "EventSourceArn: !GetAtt B.Arn, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: !Ref X}]",
        broker,
    )
    assert found == {"mq:DescribeBroker ${B.Arn}", "secretsmanager:GetSecretValue ${X}"} | NETWORK


def test_a_broker_on_the_internet_may_do_without_the_network() -> None:
    broker = "B: {Type: AWS::AmazonMQ::Broker, Properties: {PubliclyAccessible: true}}\n"
    found = mapping("EventSourceArn: !GetAtt B.Arn, Queues: [q]", broker)
    assert found == {"mq:DescribeBroker ${B.Arn}"} | {f"{need}?" for need in NETWORK}


def test_a_cluster_of_its_own_needs_the_network_only_where_it_is_in_one() -> None:
    own = "SelfManagedEventSource: {Endpoints: {}}, Topics: [t], SourceAccessConfigurations: "
    assert mapping(own + "[{Type: SASL_SCRAM_512_AUTH, URI: 'arn:aws:secretsmanager:eu-west-1:1:secret:s'}]") == {
        "secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:1:secret:s"
    }
    assert mapping(own + "[{Type: VPC_SUBNET, URI: 'subnet:s'}]") == NETWORK


def test_a_serverless_cluster_knows_the_role() -> None:
    found = mapping("EventSourceArn: !Ref K, Topics: [orders]", "K: {Type: AWS::MSK::ServerlessCluster}\n")
    assert {"kafka:DescribeClusterV2 ${K.Arn}", "kafka-cluster:Connect ${K.Arn}"} <= found
    where = "arn:${AWS::Partition}:kafka:${AWS::Region}:${AWS::AccountId}:topic/*/orders"
    assert f"kafka-cluster:ReadData {where}" in found


def test_a_topic_of_a_cluster_is_named_by_its_arn() -> None:
    found = mapping("EventSourceArn: 'arn:aws:kafka:eu-west-1:1:cluster/c/id', Topics: [orders]")
    assert "kafka-cluster:ReadData arn:aws:kafka:eu-west-1:1:topic/c/id/orders?" in found


def test_failed_records_go_to_a_bucket() -> None:
    resources = "S: {Type: AWS::Kinesis::Stream}\nB: {Type: AWS::S3::Bucket}\n"
    found = mapping(
        "EventSourceArn: !GetAtt S.Arn, DestinationConfig: {OnFailure: {Destination: !GetAtt B.Arn}}", resources
    )
    assert {"s3:PutObject ${B.Arn}/*", "s3:ListBucket ${B.Arn}"} <= found


def test_destinations_of_asynchronous_calls() -> None:
    resources = """\
Topic: {Type: AWS::SNS::Topic}
I:
  Type: AWS::Lambda::EventInvokeConfig
  Properties:
    FunctionName: !Ref F
    Qualifier: $LATEST
    DestinationConfig:
      OnSuccess: {Destination: !Sub "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"}
      OnFailure: {Destination: !Ref Topic}
"""
    assert of_function(resources) == {
        "events:PutEvents arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default",
        "sns:Publish ${Topic}",
    }


def test_settings_of_the_function() -> None:
    assert "sqs:SendMessage arn:aws:sqs:eu-west-1:1:dead" in with_property(
        "DeadLetterConfig: {TargetArn: 'arn:aws:sqs:eu-west-1:1:dead'}"
    )
    assert {"xray:PutTraceSegments *", "xray:PutTelemetryRecords *"} <= with_property("TracingConfig: {Mode: Active}")
    assert all(need.endswith("?") for need in with_property("TracingConfig: {Mode: PassThrough}"))
    network = with_property("VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}")
    assert len([need for need in network if not need.endswith("?")]) == 6
    assert with_property("VpcConfig: {SubnetIds: [], SecurityGroupIds: []}") == set()
    assert with_property("DurableConfig: {ExecutionTimeout: 9}") == {
        "lambda:CheckpointDurableExecution ${F.Arn}:*",
        "lambda:GetDurableExecutionState ${F.Arn}:*",
    }
    assert with_property("CodeSigningConfigArn: arn:aws:lambda:eu-west-1:1:code-signing-config:x") == set()
    assert with_property("KmsKeyArn: !GetAtt Key.Arn", KEY) == {"kms:Decrypt ${Key.Arn}?"}


def test_a_file_system_is_that_of_the_access_point() -> None:
    resources = (
        "E: {Type: AWS::EFS::FileSystem}\nP: {Type: AWS::EFS::AccessPoint, Properties: {FileSystemId: !Ref E}}\n"
    )
    found = with_property("FileSystemConfigs: [{Arn: !GetAtt P.Arn, LocalMountPath: /mnt/x}]", resources)
    assert found == {"elasticfilesystem:ClientMount ${E.Arn}", "elasticfilesystem:ClientWrite ${E.Arn}?"}


def test_a_bucket_mounted_as_a_file_system() -> None:
    resources = """\
E: {Type: AWS::S3Files::FileSystem}
P: {Type: AWS::S3Files::AccessPoint, Properties: {FileSystemId: !GetAtt E.FileSystemId}}
"""
    found = with_property("FileSystemConfigs: [{Arn: !GetAtt P.AccessPointArn, LocalMountPath: /mnt/x}]", resources)
    assert found == {"s3files:ClientMount ${E.FileSystemArn}", "s3files:ClientWrite ${E.FileSystemArn}?"}


def test_what_comes_through_an_access_point_may_be_limited_to_it() -> None:
    text = "    FileSystemConfigs: [{Arn: 'arn:aws:elasticfilesystem:eu-west-1:1:access-point/p', LocalMountPath: /mnt/x}]\n"
    app = application(FUNCTION + text + ROLE)
    need = next(need for need in needs(app, app.functions[0]) if need.action == "elasticfilesystem:ClientMount")
    point = "arn:aws:elasticfilesystem:eu-west-1:1:access-point/p"
    assert need.condition == {"StringEquals": {"elasticfilesystem:AccessPointArn": point}}


def test_the_log_goes_to_its_own_group() -> None:
    own = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${F}"
    assert with_property("MemorySize: 128", logs=True) == {
        f"logs:CreateLogGroup {own}:*",
        f"logs:CreateLogStream {own}:log-stream:*",
        f"logs:PutLogEvents {own}:log-stream:*",
    }


def test_a_group_that_the_template_makes_is_not_made_by_the_function() -> None:
    group = "G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /own}}\n"
    own = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${G}:log-stream:*"
    assert with_property("LoggingConfig: {LogGroup: !Ref G}", group, logs=True) == {
        f"logs:CreateLogStream {own}",
        f"logs:PutLogEvents {own}",
    }
    named = "G: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/aws/lambda/${F}'}}\n"
    assert not any("CreateLogGroup" in need for need in with_property("MemorySize: 128", named, logs=True))


def test_layers_of_aws_are_known_by_their_names() -> None:
    found = with_property(
        "Layers: [!Sub 'arn:aws:lambda:${AWS::Region}:580247275435:layer:LambdaInsightsExtension-Arm64:20']"
    )
    where = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda-insights"
    assert f"logs:PutLogEvents {where}:log-stream:*" in found
    assert with_property("Layers: ['arn:aws:lambda:eu-west-1:1:layer:own:1']") == set()


def test_what_comes_up_twice_has_both_reasons_at_their_places() -> None:
    both = "Properties: {FunctionName: !Ref F, EventSourceArn: !GetAtt Q.Arn}"
    twice = "".join(f"{name}: {{Type: AWS::Lambda::EventSourceMapping, {both}}}\n" for name in ("M1", "M2"))
    app = application("Q: {Type: AWS::SQS::Queue}\n" + twice + FUNCTION + ROLE)
    need = next(need for need in needs(app, app.functions[0]) if need.action == "sqs:ReceiveMessage")
    assert [why.property.resource.name for why in need.because] == ["M1", "M2"]
    assert [why.property.dotted for why in need.because] == ["EventSourceArn", "EventSourceArn"]


def test_a_target_that_is_not_known_is_said_to_be() -> None:
    app = application(FUNCTION + "    DeadLetterConfig: {TargetArn: !ImportValue dead}\n" + ROLE)
    (gap,) = unclear(app, app.functions[0])
    assert gap.property.dotted == "DeadLetterConfig.TargetArn"
