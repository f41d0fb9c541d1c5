"""api-key-only: what lies behind the key."""

import pytest

from leastwise.model.finding import Severity
from leastwise.rules.api.api_key_only import ApiKeyOnly
from leastwise.rules.example import findings

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Front: {Type: AWS::Serverless::Api, Properties: {StageName: live, Auth: {ApiKeyRequired: true}%s}}
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Policies: [%s]
      Events:
        List: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: get}}
        Show: {Type: Api, Properties: {RestApiId: !Ref Front, Path: "/orders/{id}", Method: get}}
"""


@pytest.mark.parametrize(
    ("policy", "severity"),
    [
        ("AWSLambdaBasicExecutionRole", Severity.LOW),
        ("AmazonSNSFullAccess", Severity.MEDIUM),
        ("AdministratorAccess", Severity.HIGH),
    ],
)
def test_one_finding_for_an_api_one_step_below_an_open_one(policy: str, severity: Severity) -> None:
    (finding,) = findings(ApiKeyOnly(), {"template.yaml": TEMPLATE % ("", policy)})
    assert finding.severity is severity
    assert "GET /orders/{id}" in finding.message and "Orders" in finding.message
    assert finding.functions == ("template.yaml:Orders",)


def test_a_key_for_a_network_of_ones_own_is_none_of_its_business() -> None:
    private = ", EndpointConfiguration: {Type: PRIVATE}"
    assert findings(ApiKeyOnly(), {"template.yaml": TEMPLATE % (private, "AmazonSNSFullAccess")}) == []


def test_publishing_events_matters_more_than_listening() -> None:
    api = """Resources:
  Chat:
    Type: AWS::AppSync::Api
    Properties:
      EventConfig:
        DefaultPublishAuthModes: [{AuthType: API_KEY}]
        DefaultSubscribeAuthModes: [{AuthType: API_KEY}]
"""
    (finding,) = findings(ApiKeyOnly(), {"template.yaml": api})
    assert "publish to" in finding.message


def test_fields_may_ask_for_more_where_there_is_more_to_ask_for() -> None:
    api = """Resources:
  Shop:
    Type: AWS::AppSync::GraphQLApi
    Properties: {AuthenticationType: API_KEY, AdditionalAuthenticationProviders: [{AuthenticationType: AWS_IAM}]}
"""
    (finding,) = findings(ApiKeyOnly(), {"template.yaml": api})
    assert finding.severity is Severity.LOW
    assert "directive" in finding.severity_reason
