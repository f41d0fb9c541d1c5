"""What names a resource: references, names, ARNs, versions and aliases."""

import pytest

HEAD = "Parameters: {Stage: {Type: String}, Other: {Type: String}}"
RESOURCES = """
Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker}}
Staged: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub "${Stage}-worker"}}
Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version}}
Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !GetAtt Fn.Arn}}
Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
OrdersQueue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "${Stage}-orders"}}
Same: {Type: AWS::SNS::Topic, Properties: {TopicName: same}}
SameQueue: {Type: AWS::SQS::Queue, Properties: {QueueName: same}}
Bucket: {Type: AWS::S3::Bucket}
Logs: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${Bucket}-logs"}}
Secret: {Type: AWS::SecretsManager::Secret, Properties: {Name: db/password}}
Setting: {Type: AWS::SSM::Parameter, Properties: {Name: /shop/setting}}
"""


def value_of(application, value):
    app = application(f"{RESOURCES}\nProbe: {{Type: AWS::Probe::Probe, Properties: {{Value: {value}}}}}", head=HEAD)
    return app, app.by_key["template.yaml:Probe"].get("Value")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("!Ref Fn", "Fn"),
        ("!GetAtt Fn.Arn", "Fn"),
        ("!Ref Alias", "Fn"),
        ("!Ref Version", "Fn"),
        ('!Sub "${Fn.Arn}:live"', "Fn"),
        ("!Join [':', [!GetAtt Fn.Arn, live]]", "Fn"),
        ("worker", "Fn"),
        ("worker:live", "Fn"),
        ("111122223333:function:worker", "Fn"),
        ('"arn:aws:lambda:eu-west-1:111122223333:function:worker"', "Fn"),
        ('"arn:aws:lambda:eu-west-1:111122223333:function:worker:live"', "Fn"),
        ('!Sub "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:worker"', "Fn"),
        ('!Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Fn}"', "Fn"),
        ('!Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Stage}-worker:live"', "Staged"),
        ('!Sub "${Stage}-worker"', "Staged"),
        ('!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Alias}/invocations"', "Fn"),
        ('"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/'
         'arn:aws:lambda:eu-west-1:111122223333:function:worker/invocations"', "Fn"),
        ('!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/'
         'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Stage}-worker/invocations"', "Staged"),
        ('!Sub "${Other}-worker"', None),
        ('"arn:aws:lambda:eu-west-1:111122223333:function:stranger"', None),
        ("orders", None),
        ("!Ref Stage", None),
        ("3", None),
        ("[!Ref Fn]", None),
    ],
)  # fmt: skip
def test_functions(application, value, name):
    app, found = value_of(application, value)
    function = app.function_of(found)
    assert (function.name if function else None) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("orders", "Orders"),
        ('!Sub "${Stage}-orders"', "OrdersQueue"),
        ('!Sub "${Orders.Arn}/index/*"', "Orders"),
        ('"arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2020"', "Orders"),
        ('!Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Stage}-orders"', "OrdersQueue"),
        ('"https://sqs.eu-west-1.amazonaws.com/111122223333/same"', "SameQueue"),
        ("same", None),
        ('!Sub "${Bucket.Arn}/*"', "Bucket"),
        ('!Sub "arn:aws:s3:::${Bucket}/uploads/*"', "Bucket"),
        ('!Sub "arn:aws:s3:::${Bucket}-logs/*"', "Logs"),
        ('!Sub "${Bucket}-strangers"', None),
        ('"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db/password-AbCdEf"', "Secret"),
        ('"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db/password-??????"', "Secret"),
        ('"arn:aws:ssm:eu-west-1:111122223333:parameter/shop/setting"', "Setting"),
        ('"arn:aws:s3"', None),
        ('"arn:"', None),
        ('":"', None),
    ],
)
def test_resources(application, value, name):
    app, found = value_of(application, value)
    resource = app.referenced(found)
    assert (resource.name if resource else None) == name


def test_a_name_of_several_things_is_decided_by_the_type_asked_for(application):
    app, found = value_of(application, "same")
    assert app.referenced(found, "AWS::SNS::Topic").name == "Same"
    assert app.referenced(found, "AWS::S3::Bucket") is None
