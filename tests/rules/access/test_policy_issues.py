"""Access Analyzer's issues among our own findings: nothing is said twice, and nothing of a framework's is anybody's."""

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Persona
from leastwise.read.files import MemoryFiles
from leastwise.read.project import read
from leastwise.rules.discovery import discover

RULES = tuple(rule() for rule in discover(installed=False))
LINTS = {"invalid-policy", "risky-policy", "policy-warning", "policy-suggestion"}
ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
"""


def found(text, persona=Persona.AUDITOR):
    """The findings of a template by rule."""
    readings = list(read(MemoryFiles({"template.yaml": text.encode()})))
    return [finding for reading in readings for finding in judge(reading, RULES, JudgeSettings(persona)).findings]


def test_passing_any_role_is_said_once():
    findings = found(ROLE + "              - {Effect: Allow, Action: iam:PassRole, Resource: '*'}\n")
    assert "risky-policy" not in {finding.rule for finding in findings}
    assert any(note.rule == "risky-policy" for finding in findings for note in finding.related)


def test_an_action_that_does_not_exist_is_said_once():
    findings = found(ROLE + "              - {Effect: Allow, Action: s3:GetObjekt, Resource: 'arn:aws:s3:::a/*'}\n")
    assert "invalid-action" in {finding.rule for finding in findings}
    assert "invalid-policy" not in {finding.rule for finding in findings}


def test_what_is_wrong_with_several_of_a_list_is_one_finding():
    text = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: "111122223333"}
            Action: [sqs:SendMessage, logs:PutLogEvents, logs:CreateLogStream]
            Resource: !GetAtt Queue.Arn
          - Effect: Allow
            Principal: {AWS: "111122223333"}
            Action: [logs:GetLogEvents]
            Resource: !GetAtt Queue.Arn
"""
    findings = [finding for finding in found(text) if finding.rule == "invalid-policy"]
    assert [finding.message.count("UNSUPPORTED_ACTION_IN_POLICY") for finding in findings] == [2, 1]


def test_json_text_has_one_finding_for_all_that_is_wrong_in_it():
    text = """
Resources:
  Policy:
    Type: AWS::Logs::ResourcePolicy
    Properties:
      PolicyName: logs
      PolicyDocument: '{"Version": "2021-10-17", "Statement": [{"Effect": "allow", "Resource": "*", "Principal": "*"}]}'
"""
    (only,) = [finding for finding in found(text) if finding.rule == "invalid-policy"]
    assert {"INVALID_VERSION", "INVALID_EFFECT"} <= {word.strip("`().,") for word in only.message.split()}
    assert not only.edits


def test_what_a_framework_writes_is_nobodys():
    text = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs: {Type: AWS::SQS::Queue}
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Tracing: Active
      Policies: [{SQSPollerPolicy: {QueueName: !GetAtt Jobs.QueueName}}]
      Events: {Jobs: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}
"""
    assert not LINTS & {finding.rule for finding in found(text)}


def test_what_a_bare_wildcard_covers_is_not_removed_but_the_wildcard_is_for_the_author_to_narrow():
    def edits(action, resource):
        statement = f"              - {{Effect: Allow, Action: {action}, Resource: {resource}}}\n"
        suggestions = [one for one in found(ROLE + statement) if one.rule == "policy-suggestion"]
        assert suggestions
        return [edit.property.path[-2:] for one in suggestions for edit in one.edits]

    table = "'arn:aws:dynamodb:eu-west-1:123456789012:table/a'"
    assert edits("['s3:*', 's3:GetObject']", table) == []
    assert edits("['*', 's3:*']", table) == []
    assert edits("['s3:Get*', 's3:GetObject', 'sqs:*']", table) == [("Action", 1)]
    assert edits("['s3:*', 's3:*']", table) in ([("Action", 0)], [("Action", 1)])
    assert edits("dynamodb:GetItem", f"['*', {table}]") == []
    assert edits("dynamodb:GetItem", f"['arn:aws:dynamodb:*:*:table/*', {table}]") == []
    assert edits("s3:GetObject", "['arn:aws:s3:::*', 'arn:aws:s3:::files/*']") == []
    assert edits("s3:GetObject", "['arn:aws:s3:::files/*', 'arn:aws:s3:::files/a']") == [("Resource", 1)]
