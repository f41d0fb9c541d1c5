"""What `leastwise policy check` answers."""

import io
import json

import pytest

from leastwise.cli import main
from leastwise.cli.policy_question import question
from leastwise.model.errors import UsageError

TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: shop-orders
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Photos:
    Type: AWS::S3::Bucket
    Properties: {PublicAccessBlockConfiguration: {BlockPublicPolicy: false, RestrictPublicBuckets: false}}
  CancelOrder:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): ..."
      Policies:
        - AmazonSQSReadOnlyAccess
        - Statement:
            - Effect: Allow
              Action: dynamodb:*Item
              Resource: !GetAtt Orders.Arn
            - Effect: Deny
              Action: dynamodb:PutItem
              Resource: '*'
            - Effect: Allow
              Action: s3:GetObject
              Resource: !Sub '${Photos.Arn}/public/*'
              Condition: {StringEquals: {aws:SourceVpce: vpce-1}}
  PhotosPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Photos
      PolicyDocument:
        Statement:
          - {Effect: Allow, Principal: '*', Action: s3:GetObject, Resource: !Sub '${Photos.Arn}/free/*'}
  Listed:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [!ImportValue its-policy]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(capsys, *arguments):
    code = main(["policy", "check", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def answer(capsys, text, option="--allow"):
    code, out, _ = check(capsys, option, text, "--format", "json")
    (found,) = json.loads(out)["answers"]
    assert (code == 0) == found["holds"]
    return found


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("dynamodb:DeleteItem on Orders by CancelOrder", "yes"),
        ("dynamodb:DeleteItem on shop-orders by template.yaml:CancelOrder", "yes"),
        ("DynamoDB:deleteitem on arn:aws:dynamodb:eu-west-1:111122223333:table/other by CancelOrder", "no"),
        ("dynamodb:PutItem on Orders by CancelOrder", "no"),
        ("dynamodb:Query on Orders by CancelOrder", "no"),
        ("dynamodb:*Item on Orders by CancelOrder", "no"),
        ("dynamodb:DeleteItem on Orders/index/* by CancelOrder", "no"),
        ("sqs:ListQueues on * by CancelOrder", "yes"),
        ("s3:GetObject on Photos/public/a.jpg by CancelOrder", "unknown"),
        ("s3:GetObject on Photos/public/a.jpg by CancelOrder with aws:SourceVpce=vpce-1", "yes"),
        ("s3:GetObject on Photos/public/a.jpg by CancelOrder with AWS:SourceVpce=vpce-2", "no"),
        ("s3:GetObject on Photos/public/a.jpg by CancelOrder without aws:SourceVpce", "no"),
        ("s3:GetObject on Photos/free/* by CancelOrder", "yes"),
        ("s3:GetObject on Photos by *", "no"),
        ("s3:GetObject on Photos/free/x by *", "yes"),
        ("s3:GetObject on Photos/public/x by *", "no"),
        ("s3:GetObject on Photos/free/x by arn:aws:iam::111122223333:user/x", "unknown"),
        ("sqs:SendMessage on * by Listed", "unknown"),
    ],
)
def test_answers(folder, capsys, asked, allowed):
    assert answer(capsys, asked)["allowed"] == allowed


def test_the_statements_that_decide_are_named_with_their_places(folder, capsys):
    (allowing,) = answer(capsys, "dynamodb:DeleteItem on Orders by CancelOrder")["statements"]
    assert (allowing["effect"], allowing["file"], allowing["line"]) == ("Allow", "template.yaml", 23)
    assert allowing["text"] == "dynamodb:*Item on ${Orders.Arn}"
    (denying,) = answer(capsys, "dynamodb:PutItem on Orders by CancelOrder")["statements"]
    assert (denying["effect"], denying["line"]) == ("Deny", 26)
    (managed,) = answer(capsys, "sqs:ListQueues on * by CancelOrder")["statements"]
    assert (managed["policy"], managed["line"]) == ("AmazonSQSReadOnlyAccess", 20)


def test_what_it_depends_on_is_said(folder, capsys):
    assert answer(capsys, "s3:GetObject on Photos/public/a by CancelOrder")["when"] == ["aws:SourceVpce is vpce-1"]
    (why,) = answer(capsys, "sqs:SendMessage on * by Listed")["not_known"]
    assert (why["file"], why["line"]) == ("template.yaml", 44)


def test_a_no_is_expected_of_every_part(folder, capsys):
    assert answer(capsys, "dynamodb:* on Orders by CancelOrder", "--deny")["allowed"] == "yes"
    assert answer(capsys, "dynamodb:Put* on Orders by CancelOrder", "--deny")["holds"]
    assert answer(capsys, "s3:GetObject on Photos by *", "--deny")["allowed"] == "yes"
    assert answer(capsys, "s3:PutObject on Photos by *", "--deny")["holds"]


def test_one_wrong_expectation_fails_all(folder, capsys):
    yes = "dynamodb:DeleteItem on Orders by CancelOrder"
    assert check(capsys, "--allow", yes)[0] == 0
    code, out, _ = check(capsys, "--allow", yes, "--deny", yes)
    assert code == 1
    assert out.count("NOT as expected") == 1
    assert "allow template.yaml:23:23  dynamodb:*Item on ${Orders.Arn}" in out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("dynamodb:DeletItem on Orders by CancelOrder", "did you mean 'dynamodb:DeleteItem'?"),
        ("dynamodb:DeleteItem on Order by CancelOrder", "did you mean 'Orders'?"),
        ("dynamodb:DeleteItem on Orders by CancelOrders", "did you mean 'CancelOrder'?"),
        ("dynamodb:DeleteItem on Orders", "does not say by whom"),
        ("dynamodb:DeleteItem by CancelOrder", "does not say on which resource"),
        ("DeleteItem on Orders by CancelOrder", "is no action"),
        ("dynamodb:Zap* on Orders by CancelOrder", "matches no action"),
        ("dynamo:DeleteItem on Orders by CancelOrder", "'dynamo' is no service; did you mean 'dynamodb'?"),
        ("cloudwatchlogs:PutLogEvents on * by CancelOrder", "did you mean 'logs'?"),
        ("dynamodb:GetItem on Nothing by CancelOrder", "there are Orders;"),
        ("s3:GetObject on Photos by * with aws:SourceVpcee=vpce-1", "did you mean 'aws:SourceVpce'?"),
        ("iam:PassRole on * by CancelOrder with PassedToService=x", "did you mean 'iam:PassedToService'?"),
        ("s3:GetObject on Photos by arn:aws:s3:::photos", "is no ARN of a role"),
        ("s3:GetObject on Photos by * with aws:SourceVpce", "is no KEY=VALUE"),
    ],
)
def test_questions_that_cannot_be_answered(folder, capsys, asked, hint):
    code, out, err = check(capsys, "--allow", asked)
    assert (code, out) == (2, "")
    assert hint in err


def test_nothing_asked(folder, capsys):
    code, _, err = check(capsys)
    assert code == 2
    assert "nothing is asked" in err


def test_a_name_of_several_applications_is_ambiguous(folder, capsys):
    (folder / "other").mkdir()
    (folder / "other" / "template.yaml").write_text(TEMPLATE)
    asked = "dynamodb:DeleteItem on Orders by CancelOrder"
    code, _, err = check(capsys, "--allow", asked)
    assert code == 2
    assert "other/template.yaml, template.yaml" in err
    assert check(capsys, "--allow", asked, "template.yaml")[0] == 0


IDENTITY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::photos/*"},
        {"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*"},
    ],
}


def test_a_policy_as_json(folder, capsys):
    (folder / "policy.json").write_text(json.dumps(IDENTITY))
    photo = "on arn:aws:s3:::photos/a.jpg"
    assert (
        check(capsys, "--allow", f"s3:GetObject {photo}", "--deny", f"s3:DeleteObject {photo}", "policy.json")[0] == 0
    )
    assert check(capsys, "--allow", f"s3:GetObject {photo} by *", "policy.json")[0] == 0
    assert check(capsys, "--allow", "s3:GetObject on *", "policy.json")[0] == 1


def test_a_policy_of_a_resource_as_json(folder, capsys):
    document = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}}
    (folder / "policy.json").write_text(json.dumps(document))
    assert check(capsys, "--allow", "s3:GetObject on arn:aws:s3:::photos/a by *", "policy.json")[0] == 0
    code, _, err = check(capsys, "--allow", "s3:GetObject on arn:aws:s3:::photos/a", "policy.json")
    assert code == 2
    assert "is the policy of a resource" in err


@pytest.mark.parametrize("text", ['{"Statement": [', '{"Statement": 7}', '{"Statement": [[], null, {"Effect": 3}]}'])
def test_broken_policies_are_never_a_yes(folder, capsys, text):
    (folder / "policy.json").write_text(text)
    assert check(capsys, "--allow", "s3:GetObject on arn:aws:s3:::photos/a", "policy.json")[0] in (1, 2)


def test_questions_are_taken_apart():
    asked = question(
        "s3:Get* on Photos/raw/* by Worker with aws:TagKeys=a, aws:TagKeys=b and k=x=y without z", expected=True
    )
    assert (asked.action, asked.resource, asked.principal) == ("s3:Get*", "Photos/raw/*", "Worker")
    assert asked.context == (("aws:tagkeys", ("a", "b")), ("k", ("x=y",)), ("z", ()))


@pytest.mark.parametrize(
    "text", ["", "on", "a:b on c by d by e", "a:b on c on d", "a:b:c on d", "a:b on c " + "x" * 9_000]
)
def test_what_is_no_question(text):
    with pytest.raises(UsageError, match="a question is"):
        question(text, expected=True)


@pytest.mark.parametrize(
    ("principal", "by", "allowed"),
    [
        ("111122223333", "arn:aws:iam::111122223333:role/r", "unknown"),
        ("arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:role/r", "unknown"),
        ("arn:aws:iam::999999999999:role/r", "arn:aws:iam::999999999999:role/r", "unknown"),
        ("999999999999", "arn:aws:iam::111122223333:role/r", "unknown"),
        ("111122223333", "*", "no"),
        ("*", "*", "yes"),
    ],
)
def test_the_policy_of_a_resource_does_not_say_what_the_caller_has(
    tmp_path, capsys, monkeypatch, principal, by, allowed
):
    monkeypatch.chdir(tmp_path)
    queue = "arn:aws:sqs:eu-west-1:111122223333:q"
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sqs:*", "Resource": queue}
    (tmp_path / "policy.json").write_text(json.dumps({"Statement": [statement]}))
    main(["policy", "check", "--allow", f"sqs:SendMessage on {queue} by {by}", "policy.json", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["answers"][0]["allowed"] == allowed


def test_what_stands_twice_in_a_policy_is_not_chosen_from(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    statement = '{"Effect": "Allow", "Action": "s3:*", "Action": "ec2:*", "Resource": "*"}'
    (tmp_path / "policy.json").write_text(f'{{"Statement": [{statement}]}}')
    code, _, err = check(capsys, "--deny", "s3:GetObject on *", "policy.json")
    assert (code, "'Action' stands twice" in err) == (2, True)


def test_a_question_that_breaks_off(folder, capsys):
    code, _, err = check(capsys, "--deny", "s3:GetObject on * by")
    assert (code, "says nothing after 'by'" in err) == (2, True)


def test_the_bucket_of_somebody_else_may_be_open(folder, capsys):
    assert answer(capsys, "s3:GetObject on arn:aws:s3:::elsewhere/x by *")["allowed"] == "unknown"


def test_a_policy_on_standard_input(folder, capsys, monkeypatch):
    for option, code in (("--allow", 0), ("--deny", 1)):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(IDENTITY).encode())))
        assert check(capsys, option, "s3:GetObject on arn:aws:s3:::photos/a", "-")[0] == code
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"[]")))
    assert check(capsys, "--allow", "s3:GetObject on arn:aws:s3:::photos/a", "-")[0] == 2


def test_an_action_that_the_data_does_not_have_may_be_one(folder, capsys):
    (folder / "template.yaml").write_text(TEMPLATE.replace("Action: dynamodb:*Item", "Action: sns:BrandNew"))
    found = answer(capsys, "sns:* on Orders by CancelOrder", "--deny")
    assert found["allowed"] == "unknown"
    assert found["when"] == ["sns:brandnew, which the data about actions does not have, is an action"]
    assert answer(capsys, "sns:Pub* on Orders by CancelOrder", "--deny")["allowed"] == "no"


def test_many_statements_are_asked_at_once(folder, capsys):
    many = "\n".join(
        f"            - {{Effect: Allow, Action: 's3:*', Resource: !Sub 'arn:aws:s3:::${{Photos}}-{i}/*'}}"
        for i in range(400)
    )
    before = "            - Effect: Deny\n"
    (folder / "template.yaml").write_text(TEMPLATE.replace(before, f"{many}\n{before}"))
    assert answer(capsys, "s3:* on * by CancelOrder", "--deny")["allowed"] == "unknown"
    assert answer(capsys, "ec2:* on * by CancelOrder", "--deny")["allowed"] == "no"


def test_who_calls_with_policies_that_are_not_known(folder, capsys):
    (when, *_) = [
        text
        for text in answer(capsys, "s3:GetObject on Photos/free/x by arn:aws:iam::111122223333:user/x")["when"]
        if "own policies" in text
    ]
    assert "the caller's own policies, of which nothing is known" in when


def test_nobody_is_no_service_of_aws(folder, capsys):
    key = "Condition: {Bool: {aws:PrincipalIsAWSService: 'false'}}"
    sure = TEMPLATE.replace("/free/*'}", f"/free/*', {key}}}")
    (folder / "template.yaml").write_text(sure)
    assert answer(capsys, "s3:GetObject on Photos/free/x by *")["allowed"] == "no"


NESTED = """\
Resources:
  One: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: part.yaml}}
  Two: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: part.yaml}}
"""


@pytest.mark.parametrize(
    "asked",
    [
        "dynamodb:DeleteItem on * by CancelOrder",
        "sqs:SendMessage on * by Listed",
        "dynamodb:DeleteItem on Orders by arn:aws:iam::111122223333:user/x",
    ],
)
def test_a_name_in_two_stacks_is_ambiguous(folder, capsys, asked):
    (folder / "template.yaml").rename(folder / "part.yaml")
    (folder / "template.yaml").write_text(NESTED)
    code, _, err = check(capsys, "--allow", asked, "template.yaml")
    assert code == 2
    assert "name the one that is meant like that" in err


def test_the_partition_is_that_of_the_application(folder, capsys):
    asked = "s3:GetObject on {}:s3:::shop-photos/public/x by CancelOrder with aws:SourceVpce=vpce-1"
    named = TEMPLATE.replace("Properties: {PublicAccess", "Properties: {BucketName: shop-photos, PublicAccess")
    for partition in ("aws", "aws-cn", "aws-us-gov"):
        region = {"aws": "", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}[partition]
        text = named.replace("Handler: app.handler", f"Handler: app.handler\n      Description: 'for {region}'")
        (folder / "template.yaml").write_text(text)
        assert answer(capsys, asked.format(f"arn:{partition}"))["allowed"] == "yes"
    mixed = named.replace("Handler: app.handler", "Handler: app.handler\n      Description: 'arn:aws-cn:a arn:aws:b'")
    (folder / "template.yaml").write_text(mixed)
    assert answer(capsys, asked.format("arn:aws-cn"))["allowed"] == "unknown"


API = """\
Resources:
  Orders:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Policy:
        Statement: [{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}]
"""


def test_the_policy_of_an_api_may_leave_out_its_arn(folder, capsys):
    (folder / "template.yaml").write_text(API)
    asked = "execute-api:Invoke on Orders/prod/GET/x by *"
    assert answer(capsys, asked)["allowed"] == "yes"
    (folder / "template.yaml").write_text(API.replace("execute-api:/*", "execute-api:/prod/POST/*"))
    assert answer(capsys, asked)["allowed"] == "unknown"
