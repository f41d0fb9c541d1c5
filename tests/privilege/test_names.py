"""What a policy names stays right where the names are made of something else: stages, regions, ends of keys."""

from pathlib import Path

import pytest

from leastwise.cli.run import run

SERVICE = """
service: shop
provider:
  name: aws
  runtime: python3.13
  stage: ${opt:stage, 'dev'}
  environment:
    TABLE: orders-${self:provider.stage}
    STAGE: ${self:provider.stage}
  iam:
    role:
      statements:
        - Effect: Allow
          Action: dynamodb:*
          Resource: "*"
functions:
  place:
    handler: app.place
"""

PUT = 'import os, boto3\n\ndef place(event, context):\n    boto3.resource("dynamodb").Table({}).put_item(Item=event)\n'

ASKER = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Asker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: RUNTIME
      Handler: app.place
      CodeUri: .
      Policies:
        - Statement:
            - Effect: Allow
              Action: bedrock:InvokeModel
              Resource: "*"
"""

PYTHON = """
import os, boto3

client = boto3.client("bedrock-runtime", region_name=REGION)

def place(event, context):
    client.invoke_model(modelId="amazon.nova-micro-v1:0", body="")
"""

JAVASCRIPT = """
import { BedrockRuntimeClient, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";

const client = new BedrockRuntimeClient({ region: REGION });

export const place = async () => client.send(new InvokeModelCommand({ modelId: "amazon.nova-micro-v1:0", body: "" }));
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def rewritten(template, code, name="template.yaml", file="app.py"):
    Path(name).write_text(template)
    Path(file).write_text(code)
    run(["policy", "--write", "--force"])
    return Path(name).read_text()


def test_the_name_of_a_table_keeps_the_variables_of_its_author():
    found = rewritten(SERVICE, PUT.format('os.environ["TABLE"]'), "serverless.yml")
    assert "Action: dynamodb:PutItem" in found
    assert ":table/orders-${self:provider.stage}" in found
    assert "orders-dev" not in found


def test_a_name_that_may_be_made_of_a_variable_is_not_written_as_it_is_in_one_stage():
    found = rewritten(SERVICE, PUT.format('f"carts-{os.environ["STAGE"]}"'), "serverless.yml")
    assert "Action: dynamodb:PutItem" in found
    assert 'Resource: "*"' in found


@pytest.mark.parametrize(
    ("given", "region"),
    [
        ('"us-east-1"', "*"),
        ('os.environ["AWS_REGION"]', "${AWS::Region}"),
        ("boto3.session.Session().region_name", "${AWS::Region}"),
    ],
)
def test_a_client_of_another_region_is_allowed_there(given, region):
    found = rewritten(ASKER.replace("RUNTIME", "python3.13"), PYTHON.replace("REGION", given))
    assert f":bedrock:{region}::foundation-model/amazon.nova-micro-v1:0" in found


@pytest.mark.parametrize(("given", "region"), [('"us-east-1"', "*"), ("process.env.AWS_REGION", "${AWS::Region}")])
def test_a_client_of_another_region_is_allowed_there_in_javascript(given, region):
    found = rewritten(ASKER.replace("RUNTIME", "nodejs22.x"), JAVASCRIPT.replace("REGION", given), file="app.mjs")
    assert f":bedrock:{region}::foundation-model/amazon.nova-micro-v1:0" in found


def test_all_of_a_bucket_stays_where_only_the_end_of_a_key_is_known():
    template = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Photos: {Type: AWS::S3::Bucket}
  Shrink:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {BUCKET: !Ref Photos}}
      Policies:
        - Statement:
            - Effect: Allow
              Action: [s3:GetObject, s3:PutObject]
              Resource: !Sub ${Photos.Arn}/*
"""
    code = """
import os, boto3

s3 = boto3.client("s3")

def place(event, context):
    body = s3.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])["Body"].read()
    s3.put_object(Bucket=os.environ["BUCKET"], Key=event["key"] + ".gif", Body=body)
"""
    assert rewritten(template, code) == template


def test_what_goes_altogether_is_named(capsys):
    Path("serverless.yml").write_text(SERVICE)
    Path("app.py").write_text("def place(event, context):\n    return 1\n")
    run(["policy", "--diff"])
    assert "Nothing needs dynamodb:*." in capsys.readouterr().out


def test_variables_in_a_name_that_begins_with_a_slash_stay():
    service = SERVICE.replace("orders-${self:provider.stage}", "/shop/${self:provider.stage}/key")
    code = 'import os, boto3\n\ndef place(event, context):\n    boto3.client("ssm").get_parameter(Name=os.environ["TABLE"])\n'
    assert ":parameter/shop/${self:provider.stage}/key" in rewritten(service, code, "serverless.yml")


STAGED = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    Properties: {BucketName: !Sub "uploads-${Stage}-${AWS::AccountId}"}
  Shrink:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {OTHER: !Sub "other-${Stage}-${AWS::Region}"}}
      Policies:
        - Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]
      Events: {New: {Type: S3, Properties: {Bucket: !Ref Uploads, Events: s3:ObjectCreated:*}}}
"""


def test_the_name_of_a_bucket_that_cannot_be_referred_to_keeps_the_parameters_of_its_author():
    code = """
import boto3

def place(event, context):
    at = event["Records"][0]["s3"]
    boto3.client("s3").get_object(Bucket=at["bucket"]["name"], Key=at["object"]["key"])
"""
    assert ":s3:::uploads-${Stage}-${AWS::AccountId}/*" in rewritten(STAGED, code)


def test_a_setting_of_parameters_of_both_kinds_keeps_them():
    code = 'import os, boto3\n\ndef place(event, context):\n    boto3.client("s3").head_bucket(Bucket=os.environ["OTHER"])\n'
    assert ":s3:::other-${Stage}-${AWS::Region}" in rewritten(STAGED, code)
