"""no-concurrency-limit: who hears of it, and what is a limit."""

import pytest

from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.example import findings
from leastwise.rules.runtime.no_concurrency_limit import NoConcurrencyLimit

HEAD = """
Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String%s}}
Globals: {Function: {Runtime: python3.13, Handler: a.b, InlineCode: x}}
Resources:
  Db: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres}}
  Proxy: {Type: AWS::RDS::DBProxy}
  Jobs: {Type: AWS::SQS::Queue}
"""
FUNCTION = "  %s: {Type: AWS::Serverless::Function, Properties: {%s}}\n"
GET = "Events: {Get: {Type: Api, Properties: {Path: /%s, Method: get%s}}}"
IAM = ", Auth: {Authorizer: AWS_IAM}"
TO_DB = "Environment: {Variables: {HOST: !GetAtt Db.Endpoint.Address}}"


def said(*functions: str, stage: str = "") -> list[Finding]:
    return findings(NoConcurrencyLimit(), {"template.yaml": HEAD % stage + "".join(functions)})


def test_a_database_has_few_connections() -> None:
    (finding,) = said(
        FUNCTION % ("A", f"{TO_DB}, {GET % ('a', IAM)}"), FUNCTION % ("B", f"{TO_DB}, {GET % ('b', IAM)}")
    )
    assert (
        finding.message
        == "A and B have the address of Db: nothing but the account's quota limits how many copies connect."
    )
    assert (finding.persona, finding.severity) == (Persona.REGULAR, Severity.MEDIUM)


@pytest.mark.parametrize(
    "properties",
    [
        f"{TO_DB}, ReservedConcurrentExecutions: 5, {GET % ('a', IAM)}",
        f"{TO_DB}, ReservedConcurrentExecutions: !ImportValue n, {GET % ('a', IAM)}",
        f"{TO_DB}, Events: {{Night: {{Type: Schedule, Properties: {{Schedule: rate(1 day)}}}}}}",
        f"{TO_DB}, Events: {{Job: {{Type: SQS, Properties: {{Queue: !GetAtt Jobs.Arn, ScalingConfig: {{MaximumConcurrency: 5}}}}}}}}",
        f"{TO_DB}",
        "Events: {Job: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}}",
    ],
)
def test_a_limit(properties: str) -> None:
    assert said(FUNCTION % ("A", properties)) == []


def test_a_proxy_shares_connections() -> None:
    (finding,) = said(
        FUNCTION % ("A", f"Environment: {{Variables: {{HOST: !GetAtt Proxy.Endpoint}}}}, {GET % ('a', IAM)}")
    )
    assert finding.persona is Persona.PEDANTIC


def test_an_open_function_url_has_no_other_limit() -> None:
    (finding,) = said(FUNCTION % ("A", "FunctionUrlConfig: {AuthType: NONE}"))
    assert finding.message == "Anybody can start any number of copies of A: a function URL has no other limit."
    assert finding.persona is Persona.REGULAR


@pytest.mark.parametrize(
    ("stage", "auth", "persona", "severity"),
    [
        (", Default: prod", "", Persona.REGULAR, Severity.MEDIUM),
        (", Default: dev", "", Persona.PEDANTIC, Severity.MEDIUM),
        (", Default: prod", IAM, Persona.PEDANTIC, Severity.LOW),
    ],
)
def test_open_doors_in_production_are_for_everybody(
    stage: str, auth: str, persona: Persona, severity: Severity
) -> None:
    (finding,) = said(FUNCTION % ("A", GET % ("a", auth)), stage=stage)
    assert (finding.persona, finding.severity) == (persona, severity)


@pytest.mark.parametrize(
    "settings", ["[{ResourcePath: /*, HttpMethod: '*', ThrottlingRateLimit: 10}]", "!ImportValue m"]
)
def test_an_api_that_is_or_may_be_throttled_is_no_open_door(settings: str) -> None:
    api = f"  Front: {{Type: AWS::Serverless::Api, Properties: {{StageName: v1, MethodSettings: {settings}}}}}\n"
    (finding,) = said(api, FUNCTION % ("A", GET % ("a", ", RestApiId: !Ref Front")), stage=", Default: prod")
    assert finding.persona is Persona.PEDANTIC


def test_one_finding_for_all_the_others() -> None:
    (finding,) = said(
        FUNCTION % ("B", GET % ("b", "")), FUNCTION % ("A", GET % ("a", "")), FUNCTION % ("C", "Timeout: 3")
    )
    assert finding.message == "Nothing but the account's quota limits how many copies of A and B run at once."
    assert finding.place.resource.name == "A"


POOL = """
  Users: {{Type: AWS::Cognito::UserPool, Properties: {{{settings}}}}}
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Auth: {{DefaultAuthorizer: Own, Authorizers: {{Own: {{UserPoolArn: !GetAtt Users.Arn}}}}}}
"""
CLOSED = "AdminCreateUserConfig: {AllowAdminCreateUserOnly: true}"


@pytest.mark.parametrize(
    ("settings", "severity", "reason"),
    [("", Severity.MEDIUM, ""), (CLOSED, Severity.LOW, "only callers who are known start it")],
)
def test_whoever_may_register_is_not_known(settings: str, severity: Severity, reason: str) -> None:
    event = "Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Shop, Path: /, Method: get}}}"
    (finding,) = said(POOL.format(settings=settings), FUNCTION % ("A", event))
    assert (finding.severity, finding.severity_reason) == (severity, reason)


@pytest.mark.parametrize(("settings", "severity"), [("", Severity.MEDIUM), (f"{CLOSED}, ", Severity.LOW)])
def test_what_runs_when_somebody_registers(settings: str, severity: Severity) -> None:
    pool = f"  Users: {{Type: AWS::Cognito::UserPool, Properties: {{{settings}LambdaConfig: {{PostConfirmation: !GetAtt A.Arn}}}}}}\n"
    (finding,) = said(pool, FUNCTION % ("A", ""))
    assert finding.severity is severity
