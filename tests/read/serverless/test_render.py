"""What is rendered as a service is what people would write.

The examples of all rules are sent there and back in tests/rules/test_frameworks.py.
"""

import yaml

from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.read.serverless.render import Rendered, render

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
      MemorySize: 512
      Tracing: Active
      AutoPublishAlias: live
      KmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/k
      CodeSigningConfigArn: arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-1
      Environment: {Variables: {TABLE: !Ref Table}}
      Policies:
        - Statement: [{Effect: Allow, Action: "dynamodb:GetItem", Resource: !GetAtt Table.Arn}]
      Events:
        Get: {Type: Api, Properties: {Path: "/orders/{id}", Method: get}}
        Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 5}}
        Night: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
  Log:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${Orders}", RetentionInDays: 30}
  Jobs: {Type: AWS::SQS::Queue}
  Table:
    Type: AWS::DynamoDB::Table
    Properties: {BillingMode: PAY_PER_REQUEST}
"""

FUNCTION = """
Orders:
  handler: src/app.handler
  kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/k
  environment: {TABLE: {Ref: Table}}
  memorySize: 512
  runtime: python3.13
  timeout: 3
  tracing: Active
  iam:
    role:
      statements:
        - {Effect: Allow, Action: "dynamodb:GetItem", Resource: {"Fn::GetAtt": [Table, Arn]}}
  logRetentionInDays: 30
  events:
    - sqs: {arn: {"Fn::GetAtt": [Jobs, Arn]}, batchSize: 5}
    - schedule: {rate: rate(1 day)}
    - http: {path: "/orders/{id}", method: get}
"""


def rendered(template: str) -> Rendered:
    (reading,) = read(MemoryFiles({"template.yaml": template}), ("",))
    return render(reading.worlds[0].resources())


def test_a_function_and_what_belongs_to_it_has_the_words_of_the_framework() -> None:
    made = rendered(TEMPLATE.replace("      AutoPublishAlias: live\n", ""))
    assert made.document["functions"] == yaml.safe_load(FUNCTION)
    assert made.document["resources"]["Resources"].keys() == {"Jobs", "Table"}


def test_what_has_no_word_is_an_extension() -> None:
    found = rendered(TEMPLATE).document["resources"]["extensions"]
    arn = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-1"
    assert found["OrdersLambdaFunction"] == {"Properties": {"CodeSigningConfigArn": arn}}


def test_code_that_stands_in_a_template_is_a_file() -> None:
    template = """
    Resources:
      Hello:
        Type: AWS::Lambda::Function
        Properties:
          Runtime: nodejs22.x
          Handler: index.handler
          Role: arn:aws:iam::123456789012:role/hello
          Code: {ZipFile: "exports.handler = async () => 1"}
    """
    made = rendered(template)
    assert made.files == {"Hello/index.js": "exports.handler = async () => 1"}
    assert made.document["functions"]["Hello"]["handler"] == "Hello/index.handler"
    assert made.document["functions"]["Hello"]["role"] == "arn:aws:iam::123456789012:role/hello"
