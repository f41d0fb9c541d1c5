"""Questions about many resources, some of which have policies of their own."""

import pytest

from leastwise.iam.permissions import EVERYTHING, SOMETHING, permissions
from leastwise.iam.truth import Truth
from leastwise.rules.example import readings

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

TEMPLATE = """
Parameters: {Policy: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "s3:Get*", Resource: "*"}
              - {Effect: Allow, Action: "s3:ListBucket*", Resource: "arn:aws:s3:::logs"}
              - {Effect: Allow, Action: "sns:Publish", Resource: "a topic"}
  Photos: {Type: AWS::S3::Bucket, Properties: {BucketName: photos}}
  PhotosPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Statement:
          - {Effect: Deny, Principal: "*", Action: s3:GetObject, Resource: "arn:aws:s3:::photos/secret/*"}
          - {Effect: Allow, Principal: {AWS: !GetAtt Role.Arn}, Action: s3:PutObject, Resource: "arn:aws:s3:::photos/*"}
  Queue: {Type: AWS::SQS::Queue}
  QueuePolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument: !Ref Policy
"""


@pytest.fixture(scope="module")
def may():
    (reading,) = readings({"template.yaml": TEMPLATE})
    app = reading.worlds[0]
    role = next(role for role in app.roles if role.resource and role.resource.name == "Role")
    return permissions(app, role).may


def test_what_one_policy_denies_is_not_all(may):
    assert may("s3:GetObject", EVERYTHING).allowed is NO
    assert may("s3:GetObject", "arn:aws:s3:::pho*").allowed is NO
    assert may("s3:GetObject", "arn:aws:s3:::logs/*").allowed is YES
    assert may("s3:GetObject", EVERYTHING, some=True).allowed is YES
    assert may("s3:GetBucketAcl", EVERYTHING).allowed is YES


def test_what_one_policy_allows_is_some(may):
    assert may("s3:PutObject", SOMETHING).allowed is YES
    assert may("s3:PutObject", "arn:aws:s3:::pho*", some=True).allowed is YES
    assert may("s3:PutObject", EVERYTHING).allowed is NO
    assert may("s3:DeleteObject", SOMETHING).allowed is NO


def test_a_policy_that_cannot_be_read_is_about_its_own_service(may):
    assert may("sqs:SendMessage", SOMETHING).allowed is UNKNOWN
    assert may("dynamodb:GetItem", SOMETHING).allowed is NO


def test_a_resource_that_the_action_does_not_work_on_is_no_yes(may):
    assert may("s3:ListBucket", SOMETHING).allowed is YES
    assert may("s3:ListBucketMultipartUploads", SOMETHING).allowed is YES
    assert may("sns:Publish", SOMETHING).allowed is not YES
