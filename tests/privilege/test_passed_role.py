"""A permission whose condition does not hold for what is needed, and a role that is named for all functions at once."""

from pathlib import Path

from leastwise.cli.run import run

SERVICE = """
service: films
provider:
  name: aws
  runtime: python3.13
  iam:
    role: FilmRole
  environment: {TOPIC: !Ref Found, ROLE: !GetAtt JobRole.Arn, TABLE: !Ref Labels}
functions:
  start:
    handler: app.start
  finish:
    handler: app.finish
resources:
  Resources:
    Found: {Type: AWS::SNS::Topic}
    Labels: {Type: AWS::DynamoDB::Table}
    JobRole:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{Effect: Allow, Principal: {Service: rekognition.amazonaws.com}, Action: "sts:AssumeRole"}]
    FilmRole:
      Type: AWS::IAM::Role
      Properties:
        AssumeRolePolicyDocument:
          Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]
        ManagedPolicyArns:
          - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
          - arn:aws:iam::aws:policy/AmazonRekognitionFullAccess
          - arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess  # lets roles be passed, to other services
"""

CODE = """
import os
import boto3

rekognition = boto3.client("rekognition")


def start(event, context):
    rekognition.start_label_detection(
        Video={"S3Object": {"Bucket": "films", "Name": event["name"]}},
        NotificationChannel={"SNSTopicArn": os.environ["TOPIC"], "RoleArn": os.environ["ROLE"]},
    )


def finish(event, context):
    found = rekognition.get_label_detection(JobId=event["job"])
    boto3.resource("dynamodb").Table(os.environ["TABLE"]).put_item(Item={"labels": found["Labels"]})
"""


def test_each_function_gets_a_role_and_may_pass_the_other_role_to_the_service_that_takes_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("app.py").write_text(CODE)
    Path("serverless.yml").write_text(SERVICE)
    assert run(["policy", "--write", "--force"]) == 0
    found = Path("serverless.yml").read_text()
    provider, _, rest = found.partition("functions:")
    functions, _, resources = rest.partition("resources:")
    assert "role: FilmRole" in provider
    assert functions.count("role:") == 1
    assert "FullAccess" not in resources
    assert resources.count("iam:PassRole") == 1
    assert "iam:PassedToService: rekognition.amazonaws.com" in resources
    assert run(["policy", "--write", "--force"]) == 0
    assert Path("serverless.yml").read_text() == found
