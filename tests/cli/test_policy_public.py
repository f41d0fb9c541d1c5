"""Who is meant by `*` in a question: whoever sends an unsigned request, or has a token."""

import json

import pytest

from leastwise.cli import main

TEMPLATE = """\
Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties: {BLOCK}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Statement: [{Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '${Photos.Arn}/*'CONDITION}]
  Deploy:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Federated: token.actions.githubusercontent.com}
            Action: sts:AssumeRoleWithWebIdentity
"""

OPEN = "PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}"
SHUT = "PublicAccessBlockConfiguration: {BlockPublicPolicy: true, RestrictPublicBuckets: true}"
IN_A_NETWORK = ", Condition: {StringEquals: {aws:SourceVpce: vpce-1}}"


@pytest.fixture
def allowed(tmp_path, monkeypatch, capsys):
    def ask(question, *, block=OPEN, condition=""):
        text = TEMPLATE.replace("BLOCK", block).replace("CONDITION", condition)
        (tmp_path / "template.yaml").write_text(text)
        main(["policy", "check", "--allow", question, "--format", "json"])
        (answer,) = json.loads(capsys.readouterr().out)["answers"]
        return answer["allowed"]

    monkeypatch.chdir(tmp_path)
    return ask


@pytest.mark.parametrize(
    ("block", "condition", "answer"),
    [
        (OPEN, "", "yes"),
        (SHUT, "", "no"),
        ("", "", "unknown"),  # made before April 2023 or after
        (SHUT, IN_A_NETWORK, "yes"),  # not public in the sense of S3
    ],
)
def test_a_block_on_public_access_keeps_strangers_out(allowed, block, condition, answer):
    assert allowed("s3:GetObject on Photos by * with aws:SourceVpce=vpce-1", block=block, condition=condition) == answer


def test_who_has_a_token_may_be_anybody(allowed):
    assert allowed("sts:AssumeRoleWithWebIdentity on Deploy by *") == "unknown"
    assert allowed("sts:AssumeRoleWithWebIdentity on Deploy by token.actions.githubusercontent.com") == "yes"
    assert allowed("sts:AssumeRoleWithWebIdentity on Deploy by accounts.google.com") == "no"
    assert allowed("sts:AssumeRole on Deploy by *") == "no"
