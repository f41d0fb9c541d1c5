"""What counts as observed: tracing, alarms, logs."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.example import findings
from leastwise.rules.observe.alarm_without_action import AlarmWithoutAction
from leastwise.rules.observe.no_access_log import NoAccessLog
from leastwise.rules.observe.no_alarm import NoAlarm
from leastwise.rules.observe.no_tracing import NoTracing
from leastwise.rules.observe.no_trail import NoTrail
from leastwise.rules.rule import Rule

SAM = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler, InlineCode: "def handler(event, context): pass"}}
Resources:
"""


def said(rule: type[Rule], *resources: str, head: str = SAM) -> list[Finding]:
    return findings(rule(), {"template.yaml": head + "".join(f"\n  {r}" for r in resources)})


@pytest.mark.parametrize(
    "properties",
    [
        "Layers: ['arn:aws:lambda:eu-west-1:451483290750:layer:NewRelicPython313:20']",
        "Layers: [!Ref Layer]",
        "Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/otel-instrument}}",
        "Environment: {Variables: !Ref Unknown}",
        "Tracing: !Ref Unknown",
    ],
)
def test_what_may_be_traced_is_not_reported(properties: str) -> None:
    head = SAM.replace("Globals", "Parameters: {Layer: {Type: String}, Unknown: {Type: String}}\nGlobals")
    assert said(NoTracing, f"F: {{Type: AWS::Serverless::Function, Properties: {{{properties}}}}}", head=head) == []


def test_all_functions_without_tracing_are_one_finding() -> None:
    found = said(NoTracing, "B: {Type: AWS::Serverless::Function}", "A: {Type: AWS::Serverless::Function}")
    assert {f for finding in found for f in finding.functions} == {"template.yaml:A", "template.yaml:B"}
    assert found[0].message == "No request can be followed through A and B."


FUNCTION = "F: {Type: AWS::Serverless::Function}"
ALARM = "A%s: {Type: AWS::CloudWatch::Alarm, Properties: {%s}}"


@pytest.mark.parametrize(
    ("alarms", "message"),
    [
        ([], "No alarm on errors and throttles of F."),
        (["Namespace: AWS/Lambda, MetricName: Errors"], "No alarm on throttles of F."),
        (
            ["Namespace: AWS/Lambda, MetricName: Errors, Dimensions: [{Name: FunctionName, Value: other}]"],
            "No alarm on errors and throttles of F.",
        ),
        (
            [
                "Metrics: [{Id: e, MetricStat: {Stat: Sum, Period: 60, Metric: {Namespace: AWS/Lambda, MetricName: Errors,"
                " Dimensions: [{Name: FunctionName, Value: !Ref F}]}}}]",
            ],
            "No alarm on throttles of F.",
        ),
        (["Metrics: [{Id: e, Expression: \"SEARCH('{AWS/Lambda} Errors', 'Sum', 60)\"}]"], None),
        (["Namespace: AWS/Lambda, MetricName: !ImportValue metric"], None),
    ],
)
def test_alarms_cover_what_they_watch(alarms: list[str], message: str | None) -> None:
    found = said(NoAlarm, FUNCTION, *(ALARM % (index, text) for index, text in enumerate(alarms)))
    assert [finding.message for finding in found] == ([message] if message else [])


def test_streams_and_dead_letter_queues_want_their_own_alarm() -> None:
    found = said(
        NoAlarm,
        "F: {Type: AWS::Serverless::Function, Properties: {Events: {S: {Type: Kinesis, Properties:"
        " {Stream: !GetAtt S.Arn, StartingPosition: LATEST}}}, DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Q.Arn}}}",
        "S: {Type: AWS::Kinesis::Stream}",
        "Q: {Type: AWS::SQS::Queue}",
    )
    assert found[0].message == "No alarm on errors and throttles and the growing delay of F; none on the depth of Q."
    assert {edit.name for edit in found[0].edits} == {
        "FErrorsAlarm",
        "FThrottlesAlarm",
        "FIteratorAgeAlarm",
        "QDepthAlarm",
        "Alarms",
        "AlarmsPolicy",
    }


@pytest.mark.parametrize(
    ("alarm", "more", "silent"),
    [
        ("AlarmActions: []", "", True),
        ("OKActions: [arn:aws:sns:eu-west-1:123456789012:mail]", "", False),
        ("AlarmActions: !Ref AWS::NoValue", "", True),
        ("", "R: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [aws.cloudwatch]}}}", False),
        ("", "D: {Type: AWS::CloudWatch::Dashboard, Properties: {DashboardBody: !Ref A}}", True),
        (
            "",
            "G: {Type: AWS::CodeDeploy::DeploymentGroup, Properties: {AlarmConfiguration: {Alarms: [{Name: !Ref A}]}}}",
            False,
        ),
    ],
)
def test_an_alarm_that_somebody_or_something_hears(alarm: str, more: str, silent: bool) -> None:
    parts = [
        "A: {Type: AWS::CloudWatch::Alarm, Properties: {MetricName: Errors%s}}" % (f", {alarm}" if alarm else ""),
        more,
    ]
    assert bool(said(AlarmWithoutAction, *filter(None, parts))) is silent


@pytest.mark.parametrize(
    ("attributes", "logged"),
    [
        ("", False),
        (", LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: 60}]", False),
        (", LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: 'true'}]", True),
        (", LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: 'false'}]", False),
        (", LoadBalancerAttributes: [{Key: access_logs.s3.enabled, Value: !Ref AWS::Region}]", True),
        (", LoadBalancerAttributes: !Ref AWS::NotificationARNs", True),
    ],
)
def test_load_balancers(attributes: str, logged: bool) -> None:
    balancer = f"B: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Type: application{attributes}}}}}"
    assert bool(said(NoAccessLog, balancer)) is not logged


def test_a_trail_that_only_feeds_events_is_hardening_and_one_without_key_is_milder() -> None:
    feed = "EventSelectors: [{IncludeManagementEvents: false, DataResources: [{Type: 'AWS::S3::Object'}]}]"
    found, _ = said(NoTrail, f"T: {{Type: AWS::CloudTrail::Trail, Properties: {{IsLogging: true, {feed}}}}}")
    assert found.persona is Persona.PEDANTIC
    rest = "IsLogging: true, IsMultiRegionTrail: true, EnableLogFileValidation: true"
    (found,) = said(NoTrail, f"T: {{Type: AWS::CloudTrail::Trail, Properties: {{{rest}}}}}")
    assert (found.severity, found.persona) == (Severity.LOW, Persona.PEDANTIC)


def test_every_dead_letter_queue_wants_an_alarm_on_its_depth() -> None:
    found = said(
        NoAlarm,
        "Q: {Type: AWS::SQS::Queue}",
        "S: {Type: AWS::Scheduler::Schedule, Properties: {Target: {Arn: x, DeadLetterConfig: {Arn: !GetAtt Q.Arn}}}}",
        "P: {Type: AWS::SQS::Queue}",
        "R: {Type: AWS::Events::Rule, Properties: {Targets: [{Arn: x, DeadLetterConfig: {Arn: !GetAtt P.Arn}}]}}",
    )
    assert [finding.message for finding in found] == ["No alarm on the depth of P and Q."]
