"""private-api-open: whom a resource policy lets in."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.private_api_open import PrivateApiOpen
from leastwise.rules.example import findings

API = """Resources:
  Inside:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {Types: [%s]}
      Policy: %s
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Inside
      ResourceId: !GetAtt Inside.RootResourceId
      HttpMethod: GET
      AuthorizationType: %s
      Integration: {Type: MOCK}
"""
ALLOW = '{Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"%s}'
EVERYBODY = "{Statement: [%s]}" % (ALLOW % "")
OWN = "{Statement: [%s]}" % (ALLOW % ", Condition: {StringEquals: {aws:SourceVpce: vpce-1}}")
TEXT = """'{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}'"""


def said(*values: str) -> list[Finding]:
    return findings(PrivateApiOpen(), {"template.yaml": API % values})


def test_it_points_at_the_principal() -> None:
    (finding,) = said("PRIVATE", EVERYBODY, "NONE")
    assert finding.place.name == "Principal"
    assert finding.severity is Severity.MEDIUM
    assert "GET /" in finding.message and "Inside" in finding.message


def test_a_policy_that_is_a_text_is_read_too() -> None:
    (finding,) = said("PRIVATE", TEXT, "NONE")
    assert finding.place.name == "Policy"


@pytest.mark.parametrize(
    ("kind", "policy", "auth"),
    [
        ("PRIVATE", OWN, "NONE"),
        ("PRIVATE", "!ImportValue policy", "NONE"),
        ("PRIVATE", EVERYBODY, "AWS_IAM"),
        ("REGIONAL", EVERYBODY, "NONE"),
        ("!ImportValue kind", EVERYBODY, "NONE"),
    ],
)
def test_what_names_somebody_or_is_not_private(kind: str, policy: str, auth: str) -> None:
    assert said(kind, policy, auth) == []


@pytest.mark.parametrize(("more", "count"), [("", 1), ("Auth: {ResourcePolicy: {SourceVpcWhitelist: [here]}}", 0)])
def test_a_private_api_without_any_policy_cannot_be_deployed(more: str, count: int) -> None:
    sam = f"""Transform: AWS::Serverless-2016-10-31
Resources:
  Inside:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      EndpointConfiguration: {{Type: PRIVATE}}
      {more}
"""
    found = findings(PrivateApiOpen(), {"template.yaml": sam})
    assert [finding.severity for finding in found] == [Severity.LOW] * count
