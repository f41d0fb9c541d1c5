"""private-function-exposed: what says that a function is for the inside."""

import pytest

from leastwise.engine import JudgeSettings, judge
from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.private_function_exposed import PrivateFunctionExposed
from leastwise.rules.api.public_function_url import PublicFunctionUrl
from leastwise.rules.example import findings, readings

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Resources:
  Other: {Type: AWS::SNS::Topic}
  %s
  %s:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Policies: [AmazonSNSFullAccess]
      FunctionUrlConfig: {AuthType: NONE}
      %s
"""


def said(comment: str, name: str, more: str) -> list[Finding]:
    return findings(PrivateFunctionExposed(), {"template.yaml": TEMPLATE % (comment, name, more)})


@pytest.mark.parametrize(
    ("comment", "name", "more", "reason"),
    [
        ("#", "InternalOrders", "", "name"),
        ("#", "OrdersPrivate", "", "name"),
        ("#", "Orders", "FunctionName: shop-internal-orders", "name"),
        ("#", "Orders", "Tags: {Exposure: internal}", "tag"),
        ("#", "Orders", "Description: For internal use.", "description"),
        ("# Pays money back.\n  # Must not be public!", "Orders", "", "comment"),
    ],
)
def test_what_says_so(comment: str, name: str, more: str, reason: str) -> None:
    (finding,) = said(comment, name, more)
    assert f"({'its ' if reason in ('name', 'description') else 'the '}{reason}" in finding.message
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    ("comment", "name", "more"),
    [
        ("# the public shop", "Orders", ""),
        ("#", "PrivateSubnetCheck", ""),
        ("#", "InternalServerErrors", ""),
        ("#", "NotInternal", ""),
        ("#", "Orders", "Tags: {Team: internal}"),
        ("# internal use only\n\n", "Orders", ""),
        ("#", "InternalOrders", "FunctionUrlConfig: {AuthType: AWS_IAM}"),
    ],
)
def test_what_does_not(comment: str, name: str, more: str) -> None:
    template = TEMPLATE.replace("      FunctionUrlConfig: {AuthType: NONE}\n", "") if "AuthType" in more else TEMPLATE
    assert findings(PrivateFunctionExposed(), {"template.yaml": template % (comment, name, more)}) == []


def test_it_takes_the_place_of_the_public_url() -> None:
    (reading,) = readings({"template.yaml": TEMPLATE % ("#", "InternalOrders", "")})
    found = judge(reading, [PrivateFunctionExposed(), PublicFunctionUrl()], JudgeSettings()).findings
    assert [finding.rule for finding in found] == ["private-function-exposed"]
    assert [note.rule for note in found[0].related] == ["public-function-url"]
