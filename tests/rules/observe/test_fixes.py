"""What the fixes of logs, traces and alarms add, and where they add nothing."""

import pytest

from leastwise.engine import JudgeSettings
from leastwise.fix.repair import repair
from leastwise.fix.trial import Workshop
from leastwise.model.edit import AddResource, Insert, Set
from leastwise.model.finding import Finding, Persona
from leastwise.model.value import Reference, display
from leastwise.read.files import MemoryFiles
from leastwise.read.reading import ReadSettings
from leastwise.rules.discovery import discover
from leastwise.rules.example import findings
from leastwise.rules.observe.log_never_expires import LogNeverExpires
from leastwise.rules.observe.no_access_log import NoAccessLog
from leastwise.rules.observe.no_alarm import NoAlarm
from leastwise.rules.observe.no_tracing import NoTracing
from leastwise.rules.observe.no_trail import NoTrail
from leastwise.rules.observe.state_machine_without_trace import StateMachineWithoutTrace
from leastwise.rules.review import ReviewRule
from leastwise.rules.rule import Rule

FUNCTION = """
  F:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: i.h, Role: %s, Code: {ZipFile: "x"}}
"""
ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      %s
"""
OWN, ELSEWHERE = "!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/r"
BASIC = "ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]"
LOGS = "Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: 'logs:*', Resource: x}]}}]"


def said(rule: Rule, *parts: str) -> list[Finding]:
    return findings(rule, {"template.yaml": "Resources:\n" + "".join(parts)})


def kinds(rule: Rule, *parts: str) -> list[type]:
    (finding,) = said(rule, *parts)
    return [type(edit) for edit in finding.edits]


@pytest.mark.parametrize(
    ("role", "policies", "edits"),
    [
        (OWN, BASIC, [AddResource, Set]),
        (OWN, LOGS, [AddResource, Insert, Set]),
        (ELSEWHERE, BASIC, []),
        (OWN, "Policies: !ImportValue policies", []),
    ],
)
def test_a_function_may_write_to_the_log_group_that_it_gets(role: str, policies: str, edits: list[type]) -> None:
    assert kinds(LogNeverExpires(), FUNCTION % role, ROLE % policies) == edits


def test_the_new_log_group_has_no_name_that_is_taken() -> None:
    (finding,) = said(LogNeverExpires(), FUNCTION % OWN, ROLE % BASIC)
    (group,) = [edit for edit in finding.edits if isinstance(edit, AddResource)]
    assert "LogGroupName" not in group.properties


@pytest.mark.parametrize(
    ("role", "policies", "edits"),
    [
        (OWN, BASIC, [Insert, Set]),
        (OWN, "ManagedPolicyArns: [arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess]", [Set]),
        (ELSEWHERE, BASIC, []),
        (OWN, "ManagedPolicyArns: !ImportValue policies", []),
    ],
)
def test_what_is_traced_may_write_traces(role: str, policies: str, edits: list[type]) -> None:
    assert kinds(NoTracing(), FUNCTION % role, ROLE % policies) == edits
    machine = f"  M: {{Type: AWS::StepFunctions::StateMachine, Properties: {{RoleArn: {role}}}}}\n"
    assert kinds(StateMachineWithoutTrace(), machine, ROLE % policies) == edits


ALARM = """
  Mail: {Type: AWS::SNS::Topic}
  Other:
    Type: AWS::CloudWatch::Alarm
    Properties: {Namespace: Shop, MetricName: Orders, AlarmActions: [%s]}
"""


@pytest.mark.parametrize(
    ("told", "topic"), [("!Ref Mail", "${Mail}"), ("arn:aws:sns:eu-west-1:123456789012:mail", "${Alarms}")]
)
def test_alarms_tell_whom_other_alarms_tell(told: str, topic: str) -> None:
    (finding,) = said(NoAlarm(), FUNCTION % OWN, ROLE % BASIC, ALARM % told)
    alarms = [edit for edit in finding.edits if isinstance(edit, AddResource) and edit.type == "AWS::CloudWatch::Alarm"]
    assert {display(alarm.properties["AlarmActions"][0]) for alarm in alarms} == {topic}
    added = [edit.name for edit in finding.edits if isinstance(edit, AddResource) and "SNS" in edit.type]
    assert added == ([] if topic == "${Mail}" else ["Alarms", "AlarmsPolicy"])


def test_nothing_is_found_in_what_the_alarms_need_but_that_no_key_is_named() -> None:
    files = {"template.yaml": "Resources:\n" + FUNCTION % OWN + ROLE % BASIC}
    settings = JudgeSettings(persona=Persona.AUDITOR)
    rules = [kind() for kind in discover(installed=False) if not issubclass(kind, ReviewRule)]
    workshop = Workshop(ReadSettings(), settings, rules, lambda finding: finding.rule == "no-alarm")
    (done,) = repair(MemoryFiles(files), ("",), workshop)
    assert done.after["template.yaml"].count("AWS::SNS::TopicPolicy") == 1
    found = [finding for rule in rules for finding in findings(rule, dict(done.after))]
    about = [finding for finding in found if finding.place.resource.name.startswith("Alarms")]
    assert [(finding.rule, finding.persona, finding.edits) for finding in about] == [
        ("unencrypted-topic", Persona.PEDANTIC, ())
    ]


@pytest.mark.parametrize(
    ("given", "edits"),
    [
        ("Policies: [{LambdaInvokePolicy: {FunctionName: f}}]", [Set]),
        ("", [Set]),
        ("Role: !GetAtt Role.Arn", [Insert, Set]),
    ],
)
def test_sam_adds_what_tracing_needs_to_the_role_that_it_makes(given: str, edits: list[type]) -> None:
    machine = "  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: m.json\n"
    template = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + machine + f"      {given}\n" + ROLE % BASIC
    (finding,) = findings(StateMachineWithoutTrace(), {"template.yaml": template})
    assert [type(edit) for edit in finding.edits] == edits


@pytest.mark.parametrize(("kind", "edits"), [("HTTP", 3), ("WEBSOCKET", 0)])
def test_only_an_http_api_needs_nothing_of_the_account_for_its_log(kind: str, edits: int) -> None:
    api = f"  Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{ProtocolType: {kind}}}}}\n"
    stage = "  Live: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: live}}\n"
    (finding,) = said(NoAccessLog(), api, stage)
    assert len(finding.edits) == edits
    log = [Reference("template.yaml:ApiAccessLogs", "Arn")] if edits else []
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)][:1] == log


def test_a_trail_for_all_regions_logs_the_events_of_global_services_too() -> None:
    properties = "IsLogging: true, EnableLogFileValidation: true, KMSKeyId: k, IncludeGlobalServiceEvents: false"
    (finding,) = said(NoTrail(), f"  T: {{Type: AWS::CloudTrail::Trail, Properties: {{{properties}}}}}\n")
    assert [edit.property.name for edit in finding.edits if isinstance(edit, Set)] == [
        "IsMultiRegionTrail",
        "IncludeGlobalServiceEvents",
    ]
