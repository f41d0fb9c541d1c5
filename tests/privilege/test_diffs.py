"""Policies are rewritten as a maintainer would do it: in his words, with the lines that need them, and no line more."""

import re
from pathlib import Path

import pytest

from leastwise.cli.run import run

HEAD = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: {Type: AWS::DynamoDB::Table}
  Photos: {Type: AWS::S3::Bucket}
"""

WORKER = """
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.place
      CodeUri: .
      Environment: {Variables: {AUTHORITY: !Ref Authority, BUCKET: !Ref Photos}}
      Policies:
        - Statement:
            - Effect: Allow
              Action: ACTIONS
              Resource: RESOURCES
"""

IMAGES = "[!Sub 'arn:aws:ec2:${AWS::Region}::image/*', !Sub 'arn:aws:ec2:${AWS::Region}::snapshot/*']"

AUTHORITY = """
  Authority:
    Type: AWS::ACMPCA::CertificateAuthority
    Properties: {Type: ROOT, KeyAlgorithm: RSA_2048, SigningAlgorithm: SHA256WITHRSA, Subject: {CommonName: shop}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def template(actions, resources="'*'"):
    return HEAD + AUTHORITY + WORKER.replace("ACTIONS", actions).replace("RESOURCES", resources)


def code(call):
    return f"import os, boto3\n\ndef place(event, context):\n    {call}\n"


def rewritten(text, source, name="template.yaml"):
    Path(name).write_text(text)
    Path("app.py").write_text(source)
    run(["policy", "--write", "--force"])
    return Path(name).read_text()


def test_a_reference_that_returns_an_arn_is_not_put_into_one():
    call = (
        'boto3.client("acm-pca").get_certificate(CertificateAuthorityArn=os.environ["AUTHORITY"], CertificateArn="x")'
    )
    found = rewritten(template("acm-pca:GetCertificate"), code(call))
    assert "Resource: !Ref Authority" in found


def test_a_name_that_aws_makes_is_not_spelled_out_in_the_words_of_the_author():
    text = template("sqs:SendMessage", "!Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:*'")
    queue = "  Jobs: {Type: AWS::SQS::Queue}\n  Orders:"
    text = text.replace("  Orders:", queue).replace("AUTHORITY: !Ref Authority", "QUEUE: !Ref Jobs")
    call = 'boto3.client("sqs").send_message(QueueUrl=os.environ["QUEUE"], MessageBody="x")'
    found = rewritten(text, code(call))
    assert re.search(r"Resource: !GetAtt '?Jobs\.Arn", found)
    assert "Hole" not in found


def test_an_id_that_aws_makes_is_not_the_name_of_what_is_made():
    call = 'boto3.client("fsx").create_snapshot(Name="nightly", VolumeId="fsvol-0123456789abcdef0")'
    found = rewritten(template("fsx:CreateSnapshot"), code(call))
    assert ":snapshot/fsvol-0123456789abcdef0/*" in found
    assert "nightly" not in found


@pytest.mark.parametrize("given", ["", ', ConfigurationSetName="receipts"'])
def test_mail_is_sent_from_any_identity_and_with_a_configuration_set(given):
    call = f'boto3.client("ses").send_email(Source=os.environ["BUCKET"], Destination={{}}, Message={{}}{given})'
    found = rewritten(template("[ses:SendEmail, ses:SendRawEmail]"), code(call))
    assert "ses:SendRawEmail" not in found
    resources = re.findall(r"Resource: (.*)|- (!Sub .*:ses:.*)", found)
    assert all("identity/${" not in "".join(one) for one in resources)
    assert "Resource: '*'" in found or ":configuration-set/" in found


def test_a_resource_that_an_action_is_not_about_is_no_reason_for_another_statement():
    text = template("[ec2:DeregisterImage, ec2:DeleteSnapshot, ec2:CreateTags]", IMAGES)
    calls = "\n    ".join(
        (
            'ec2 = boto3.client("ec2")',
            'ec2.create_tags(Resources=[event["image"], event["snapshot"]], Tags=[])',
            'ec2.deregister_image(ImageId=event["image"])',
            'ec2.delete_snapshot(SnapshotId=event["snapshot"])',
        )
    )
    assert rewritten(text, code(calls)).count("Effect: Allow") == 1


def test_what_allows_nothing_any_more_goes_with_the_action_that_it_was_for():
    text = template("[s3:GetObject, s3:ListBucket]", "[!GetAtt Photos.Arn, !Sub '${Photos.Arn}/*']")
    call = 'boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key=event["key"])'
    found = rewritten(text, code(call))
    assert "ListBucket" not in found
    assert "!GetAtt Photos.Arn" not in found
    assert "${Photos.Arn}/*" in found


def test_a_comment_names_the_method_that_is_called():
    call = 'boto3.resource("s3").Bucket(os.environ["BUCKET"]).put_object(Key="a/b", Body="x")'
    found = rewritten(template("s3:*"), code(call))
    assert "# app.py:4 boto3.resource(…).Bucket(…).put_object(…)" in found


def test_the_name_of_a_statement_ends_with_a_word():
    call = 'boto3.client("fsx").copy_snapshot_and_update_volume(VolumeId="v", SourceSnapshotARN="arn:aws:fsx:a:1:snapshot/v/s")'
    found = rewritten(template("[fsx:CopySnapshotAndUpdateVolume, logs:CreateLogGroup]"), code(call))
    assert "CopySnapshotAndUpdateVolume" in found
    assert "VolumCopy" not in found


SERVICE = """
service: shop
custom:
  uploads: shop-uploads
provider:
  name: aws
  runtime: python3.13
  environment:
    BUCKET: !Ref Photos
  iam:
    role:
      statements:
        - Effect: Allow
          Action: s3:*
          Resource: "*"
functions:
  place:
    handler: app.place
    events:
      - s3:
          bucket: ${self:custom.uploads}
          event: s3:ObjectCreated:*
resources:
  Resources:
    Photos:
      Type: AWS::S3::Bucket
      Properties:
        BucketName: shop-photos
"""


def test_a_bucket_that_starts_the_function_keeps_the_variable_of_its_name():
    call = (
        'boto3.client("s3").get_object(Bucket=event["Records"][0]["s3"]["bucket"]["name"], '
        'Key=event["Records"][0]["s3"]["object"]["key"])'
    )
    found = rewritten(SERVICE, code(call), "serverless.yml")
    assert ":s3:::${self:custom.uploads}/*" in found


def test_a_bucket_of_the_service_is_named_by_reference():
    call = 'boto3.client("s3").put_object(Bucket=os.environ["BUCKET"], Key=event["key"], Body="x")'
    assert "${Photos.Arn}/*" in rewritten(SERVICE, code(call), "serverless.yml")


MODULE = """
resource "aws_s3_bucket" "photos" {}

resource "aws_iam_role" "worker" {
  name               = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "worker" {
  role       = aws_iam_role.worker.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_lambda_function" "worker" {
  function_name = "worker"
  filename      = "app.py"
  handler       = "app.place"
  runtime       = "python3.13"
  role          = aws_iam_role.worker.arn
  environment {
    variables = { BUCKET = aws_s3_bucket.photos.id }
  }
}
"""


def test_a_new_policy_of_terraform_says_which_line_needs_it():
    call = 'boto3.client("s3").get_object(Bucket=os.environ["BUCKET"], Key=event["key"])'
    found = rewritten(MODULE, code(call), "main.tf")
    assert re.search(r'Sid += "PhotosGetObject" # app\.py:4 boto3\.client\(…\)\.get_object\(…\)', found)


def test_functions_that_get_a_role_each_are_shown_in_one_diff(capsys):
    second = "    handler: app.place\n  ask:\n    handler: app.ask\n"
    Path("serverless.yml").write_text(SERVICE.replace("    handler: app.place\n", second))
    put = 'def place(event, context):\n    s3.put_object(Bucket=os.environ["BUCKET"], Key=event["key"], Body="x")\n'
    get = 'def ask(event, context):\n    s3.get_object(Bucket=os.environ["BUCKET"], Key=event["key"])\n'
    Path("app.py").write_text(f'import os, boto3\ns3 = boto3.client("s3")\n{put}{get}')
    run(["policy", "--diff"])
    out = capsys.readouterr().out
    assert out.count("--- a/serverless.yml") == 1
    assert "more places in what" in out or "places in what" in out
    assert "+                  Action: s3:*" not in out
