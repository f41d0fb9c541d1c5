import json
from typing import Any

from .wired import gaps, of_role

ARN = "arn:${AWS::Partition}"
HERE = "${AWS::Region}:${AWS::AccountId}"
RULE = f"{ARN}:events:{HERE}:rule/StepFunctionsGetEventsFor"


def machine(*states: dict[str, Any], more: str = "", resources: str = "") -> str:
    """A state machine of these states, as a template has it."""
    definition = {"StartAt": "S0", "States": {f"S{number}": state for number, state in enumerate(states)}}
    text = (
        f"{resources}SM:\n  Type: AWS::StepFunctions::StateMachine\n  Properties:\n    RoleArn: !GetAtt R.Arn\n{more}"
    )
    return f"{text}    Definition: {json.dumps(definition)}\n"


def task(resource: str, **parameters: Any) -> dict[str, Any]:
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "End": True}


def reference(name: str, attribute: str = "Arn") -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def test_a_function_by_its_arn_and_by_the_integration() -> None:
    function = "F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}}}\n"
    direct = {"Type": "Task", "Resource": reference("F"), "End": True}
    assert of_role(machine(direct, resources=function)) == {"lambda:InvokeFunction ${F.Arn}"}
    through = task("arn:aws:states:::lambda:invoke", FunctionName=reference("F"))
    assert of_role(machine(through, resources=function)) == {"lambda:InvokeFunction ${F.Arn}"}


def test_a_version_is_needed_as_it_is_named() -> None:
    function = "F: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: x}}}\n"
    state = task("arn:aws:states:::lambda:invoke.waitForTaskToken", FunctionName={"Fn::Sub": "${F.Arn}:$LATEST"})
    assert of_role(machine(state, resources=function)) == {"lambda:InvokeFunction ${F.Arn}:$LATEST"}


def test_placeholders_stand_for_what_the_substitutions_say() -> None:
    table = "T: {Type: AWS::DynamoDB::Table, Properties: {}}\n"
    more = "    DefinitionSubstitutions: {Table: !Ref T}\n"
    state = task("arn:aws:states:::dynamodb:putItem", TableName="${Table}", Item={})
    assert of_role(machine(state, more=more, resources=table)) == {"dynamodb:PutItem ${T.Arn}"}


def test_messages_events_and_queues() -> None:
    resources = "Q: {Type: AWS::SQS::Queue}\nTopic: {Type: AWS::SNS::Topic}\n"
    found = of_role(
        machine(
            task("arn:aws:states:::sqs:sendMessage", QueueUrl={"Ref": "Q"}, MessageBody="x"),
            task("arn:aws:states:::sns:publish", TopicArn={"Ref": "Topic"}, Message="x"),
            task("arn:aws:states:::events:putEvents", Entries=[{"Detail": {}}]),
            resources=resources,
        )
    )
    assert found == {
        "sqs:SendMessage ${Q.Arn}",
        "sns:Publish ${Topic}",
        f"events:PutEvents {ARN}:events:{HERE}:event-bus/default",
    }


def test_waiting_for_another_machine() -> None:
    other = "O: {Type: AWS::StepFunctions::StateMachine, Properties: {}}\n"
    state = task("arn:aws:states:::states:startExecution.sync:2", StateMachineArn={"Ref": "O"})
    assert of_role(machine(state, resources=other)) == {
        "states:StartExecution ${O.Arn}",
        f"states:DescribeExecution {ARN}:states:{HERE}:execution:${{O.Name}}:*",
        f"states:StopExecution {ARN}:states:{HERE}:execution:${{O.Name}}:*",
        f"events:PutTargets {RULE}StepFunctionsExecutionRule",
        f"events:PutRule {RULE}StepFunctionsExecutionRule",
        f"events:DescribeRule {RULE}StepFunctionsExecutionRule",
    }


def test_a_task_of_ecs_gets_its_roles() -> None:
    resources = """\
TaskRole: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
D: {Type: AWS::ECS::TaskDefinition, Properties: {TaskRoleArn: !GetAtt TaskRole.Arn}}
"""
    found = of_role(machine(task("arn:aws:states:::ecs:runTask", TaskDefinition={"Ref": "D"}), resources=resources))
    assert found == {"ecs:RunTask ${D}", "iam:PassRole ${TaskRole.Arn}"}


def test_calls_of_the_sdk_in_the_words_of_iam() -> None:
    bucket = "B: {Type: AWS::S3::Bucket}\n"
    found = of_role(
        machine(
            task("arn:aws:states:::aws-sdk:s3:listObjectsV2", Bucket={"Ref": "B"}),
            task("arn:aws:states:::aws-sdk:s3:headObject", Bucket={"Ref": "B"}, Key="a/b"),
            task("arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups"),
            task("arn:aws:states:::aws-sdk:sfn:startExecution", **{"StateMachineArn.$": "$.machine"}),
            resources=bucket,
        )
    )
    assert found >= {
        "s3:ListBucket ${B.Arn}",
        "s3:GetObject ${B.Arn}/a/b",
        "states:StartExecution ?it is decided at run time",
    }


def test_a_model_by_its_profile() -> None:
    state = task("arn:aws:states:::bedrock:invokeModel", ModelId="eu.anthropic.claude-sonnet-4-20250514-v1:0")
    assert of_role(machine(state)) == {
        f"bedrock:InvokeModel {ARN}:bedrock:{HERE}:inference-profile/eu.anthropic.claude-sonnet-4-20250514-v1:0 "
        f"{ARN}:bedrock:*::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0"
    }


def test_an_operation_nobody_knows_is_said_to_be() -> None:
    assert gaps(machine(task("arn:aws:states:::aws-sdk:nosuch:thing"))) == [
        "which action of IAM nosuch:thing needs is not known"
    ]


def test_a_distributed_map_starts_its_own_machine() -> None:
    bucket = "B: {Type: AWS::S3::Bucket}\n"
    state = {
        "Type": "Map",
        "ItemReader": {
            "Resource": "arn:aws:states:::s3:getObject",
            "Parameters": {"Bucket": {"Ref": "B"}, "Key": "in.csv"},
        },
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"}, "States": {}},
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": {"Ref": "B"}}},
    }
    found = of_role(machine(state, resources=bucket))
    assert {"states:StartExecution ${SM.Arn}", "s3:GetObject ${B.Arn}/in.csv", "s3:PutObject ${B.Arn}/*"} <= found


def test_a_task_with_credentials_only_takes_the_other_role() -> None:
    state = task("arn:aws:states:::dynamodb:getItem", TableName="t") | {
        "Credentials": {"RoleArn": "arn:aws:iam::210987654321:role/other"}
    }
    assert of_role(machine(state)) == {"sts:AssumeRole arn:aws:iam::210987654321:role/other"}


def test_logging_tracing_and_encryption() -> None:
    more = """\
    TracingConfiguration: {Enabled: true}
    LoggingConfiguration: {Level: ALL, Destinations: [{CloudWatchLogsLogGroup: {LogGroupArn: x}}]}
    EncryptionConfiguration: {Type: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: !Ref Key}
"""
    key = "Key: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {}}}\n"
    found = of_role(machine({"Type": "Succeed"}, more=more, resources=key))
    assert {"xray:PutTraceSegments *", "logs:CreateLogDelivery *", "kms:Decrypt ${Key.Arn}"} <= found


def test_a_definition_in_a_bucket_is_not_known() -> None:
    text = """\
SM:
  Type: AWS::StepFunctions::StateMachine
  Properties: {RoleArn: !GetAtt R.Arn, DefinitionS3Location: {Bucket: b, Key: k}}
"""
    assert gaps(text) == ["what the state machine calls is not known: it is not in the application"]


def test_arguments_ask_for_more_and_name_resources_by_their_place() -> None:
    resources = """\
T: {Type: AWS::DynamoDB::Table, Properties: {}}
Other: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
"""
    write = {"Put": {"TableName": {"Ref": "T"}, "Item": {}}}
    found = of_role(
        machine(
            task("arn:aws:states:::aws-sdk:dynamodb:transactWriteItems", TransactItems=[write]),
            task("arn:aws:states:::aws-sdk:s3:getObject", Bucket="b", Key="k", VersionId="1"),
            task("arn:aws:states:::aws-sdk:ecs:updateService", Cluster="c", Service="s"),
            task("arn:aws:states:::aws-sdk:scheduler:createSchedule", Name="n", Target={"RoleArn": reference("Other")}),
            resources=resources,
        )
    )
    assert found == {
        "dynamodb:PutItem ${T.Arn}",
        f"s3:GetObjectVersion {ARN}:s3:::b/k",
        f"ecs:UpdateService {ARN}:ecs:{HERE}:service/c/s",
        f"scheduler:CreateSchedule {ARN}:scheduler:{HERE}:schedule/default/n",
        "iam:PassRole ${Other.Arn}",
    }


def test_an_operation_that_needs_nothing() -> None:
    assert of_role(machine(task("arn:aws:states:::aws-sdk:sts:getCallerIdentity"))) == set()
