"""events-past-waf: which events are foreign."""

import pytest

from leastwise.model.finding import Severity
from leastwise.rules.api.events_past_waf import EventsPastWaf
from leastwise.rules.example import findings

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events:
        Web: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: post}}
        Side: {%s}
  Front: {Type: AWS::Serverless::Api, Properties: {StageName: live, OpenApiVersion: 3.0.1}}
  Acl:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      WebACLArn: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Front}/stages/live
  Queue: {Type: AWS::SQS::Queue}
  Send:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref %s
      ResourceId: !GetAtt Front.RootResourceId
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}
  Unguarded: {Type: AWS::ApiGateway::RestApi, Properties: {Name: unguarded}}
"""
QUEUE = "Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}"


@pytest.mark.parametrize(
    ("event", "sender", "who"),
    [
        (QUEUE, "Unguarded", "everybody on the internet"),
        (QUEUE, "Front", ""),
        ("Type: IoTRule, Properties: {Sql: 'SELECT * FROM orders'}", "Front", "every device or user that is signed in"),
        ("Type: Schedule, Properties: {Schedule: rate(1 day)}", "Front", ""),
        ("Type: EventBridgeRule, Properties: {Pattern: {source: [aws.ec2]}}", "Front", ""),
    ],
)
def test_who_can_send_what_he_likes(event: str, sender: str, who: str) -> None:
    found = findings(EventsPastWaf(), {"template.yaml": TEMPLATE % (event, sender)})
    assert [who in finding.message for finding in found] == ([True] if who else [])


CODE = """import os, urllib.request
def handler(event, context):
    for record in event["Records"]:
        CALL
"""


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ('os.system("print-label " + record["body"])', True),
        ('urllib.request.urlopen("https://shop.example.com/" + record["body"])', False),
    ],
)
def test_it_is_as_bad_as_what_the_events_reach(call: str, told: bool) -> None:
    written = (TEMPLATE % (QUEUE, "Unguarded")).replace(
        'InlineCode: "def handler(event, context): pass"', "CodeUri: src/"
    )
    files = {"template.yaml": written, "src/app.py": CODE.replace("CALL", call)}
    (finding,) = findings(EventsPastWaf(), files)
    assert finding.severity is (Severity.HIGH if told else Severity.LOW)
    assert ("reaches" in finding.message) == told
