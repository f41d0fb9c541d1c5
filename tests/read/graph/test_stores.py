"""Stores with their resource policies, and log groups with their writers."""

import pytest

STATEMENT = "{Statement: {Effect: Allow, Principal: '*', Action: 'x:Y', Resource: '*'}}"


@pytest.mark.parametrize(
    ("kind", "resources"),
    [
        ("bucket", f"S: {{Type: AWS::S3::Bucket}}\nP: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: !Ref S, PolicyDocument: {STATEMENT}}}}}"),
        ("bucket", f"S: {{Type: AWS::S3::Bucket, Properties: {{BucketName: b}}}}\n"
         f"P: {{Type: AWS::S3::BucketPolicy, Properties: {{Bucket: b, PolicyDocument: {STATEMENT}}}}}"),
        ("queue", f"S: {{Type: AWS::SQS::Queue}}\nP: {{Type: AWS::SQS::QueuePolicy, Properties: {{Queues: [!Ref S], PolicyDocument: {STATEMENT}}}}}"),
        ("topic", f"S: {{Type: AWS::SNS::Topic}}\nP: {{Type: AWS::SNS::TopicPolicy, Properties: {{Topics: [!Ref S], PolicyDocument: {STATEMENT}}}}}"),
        ("key", f"S: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {STATEMENT}}}}}"),
        ("secret", "S: {Type: AWS::SecretsManager::Secret}\n"
         f"P: {{Type: AWS::SecretsManager::ResourcePolicy, Properties: {{SecretId: !Ref S, ResourcePolicy: {STATEMENT}}}}}"),
        ("bus", f"S: {{Type: AWS::Events::EventBus, Properties: {{Policy: {STATEMENT}}}}}"),
        ("table", f"S: {{Type: AWS::DynamoDB::Table, Properties: {{ResourcePolicy: {{PolicyDocument: {STATEMENT}}}}}}}"),
        ("table", f"S: {{Type: AWS::DynamoDB::GlobalTable, Properties: {{Replicas: [{{ResourcePolicy: {{PolicyDocument: {STATEMENT}}}}}]}}}}"),
        ("stream", f"S: {{Type: AWS::Kinesis::Stream}}\nP: {{Type: AWS::Kinesis::ResourcePolicy, Properties: {{ResourceArn: !GetAtt S.Arn, ResourcePolicy: {STATEMENT}}}}}"),
        ("registry", f"S: {{Type: AWS::ECR::Repository, Properties: {{RepositoryPolicyText: {STATEMENT}}}}}"),
        ("filesystem", f"S: {{Type: AWS::EFS::FileSystem, Properties: {{FileSystemPolicy: {STATEMENT}}}}}"),
        ("search", f"S: {{Type: AWS::OpenSearchService::Domain, Properties: {{AccessPolicies: {STATEMENT}}}}}"),
    ],
)  # fmt: skip
def test_a_store_has_its_policy(application, kind, resources):
    (store,) = application(resources).stores
    assert (store.id, store.kind) == ("template.yaml:S", kind)
    assert [s.actions for s in store.policy] == [("x:Y",)]


def test_stores_without_policy(application):
    app = application("""
        Db: {Type: AWS::RDS::DBCluster}
        Cache: {Type: AWS::ElastiCache::ReplicationGroup}
        Param: {Type: AWS::SSM::Parameter}
        """)
    assert {(s.resource.name, s.kind.value, s.policy) for s in app.stores} == {
        ("Db", "database", ()),
        ("Cache", "cache", ()),
        ("Param", "parameter", ()),
    }


@pytest.mark.parametrize(
    ("function", "group", "writer"),
    [
        ("", '!Sub "/aws/lambda/${Fn}"', "Fn"),
        ("", "!Join ['', [/aws/lambda/, !Ref Fn]]", "Fn"),
        ("FunctionName: worker", "/aws/lambda/worker", "Fn"),
        ("FunctionName: worker", '!Sub "/aws/lambda/${Fn}"', "Fn"),
        ('FunctionName: !Sub "${AWS::StackName}-w"', '!Sub "/aws/lambda/${AWS::StackName}-w"', "Fn"),
        ('FunctionName: !Sub "${AWS::StackName}"', '!Sub "/aws/lambda/${AWS::StackName}"', "Fn"),
        ("FunctionName: worker", "/aws/lambda/other", None),
        ("FunctionName: worker", "worker", None),
        ("LoggingConfig: {LogGroup: !Ref Group}", "shared", "Fn"),
        ("LoggingConfig: {LogGroup: shared}", "shared", "Fn"),
        ("FunctionName: worker, LoggingConfig: {LogGroup: elsewhere}", "/aws/lambda/worker", None),
    ],
)
def test_log_groups_and_their_functions(application, function, group, writer):
    app = application(f"""
        Fn: {{Type: AWS::Lambda::Function, Properties: {{{function}}}}}
        Group: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: {group}}}}}
        """)
    (found,) = app.log_groups
    assert (found.function.name if found.function else None) == writer
