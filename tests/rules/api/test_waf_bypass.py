"""waf-bypass: what counts as a protection, and what keeps people from going past it."""

import pytest

from leastwise.model.finding import Finding, Severity
from leastwise.rules.api.waf_bypass import WafBypass
from leastwise.rules.example import findings
from leastwise.rules.rule import Example
from leastwise.testing import assert_fixes

API = """Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: live, OpenApiVersion: 3.0.1%s}
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}
"""
FRONT = """
  Front:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        WebACLId: %s
        DefaultCacheBehavior: {TargetOriginId: api, ViewerProtocolPolicy: https-only}
        Origins:
          - Id: api
            DomainName: !Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"
            OriginCustomHeaders: [%s]
"""
ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1"
ASSOCIATION = """
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties: {WebACLArn: "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1", ResourceArn: %s}
"""
STAGE = "!Sub 'arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/live'"


def said(*parts: str) -> list[Finding]:
    return findings(WafBypass(), {"template.yaml": "".join(parts)})


def test_an_api_behind_a_distribution_answers_at_its_own_address() -> None:
    (finding,) = said(API % "", FRONT % (ACL, ""))
    assert finding.place.resource.name == "Api"
    assert finding.severity is Severity.HIGH
    assert finding.functions == ("template.yaml:Shop",)
    assert "Front" in finding.message


@pytest.mark.parametrize(
    ("acl", "headers", "more"),
    [
        ('""', "", ""),
        (ACL, "", ", Auth: {ResourcePolicy: {IpRangeWhitelist: [192.0.2.0/24]}}"),
        (ACL, "{HeaderName: X-Api-Key, HeaderValue: k}", ", Auth: {ApiKeyRequired: true}"),
        (ACL, "", ", DisableExecuteApiEndpoint: true"),
        (ACL, "", ", EndpointConfiguration: {Type: PRIVATE}"),
    ],
)
def test_what_is_no_way_past(acl: str, headers: str, more: str) -> None:
    assert said(API % more, FRONT % (acl, headers)) == []


@pytest.mark.parametrize(
    ("headers", "more", "reason"),
    [
        ("{HeaderName: X-Secret, HeaderValue: k}", "", "header"),
        ("", ", Auth: {DefaultAuthorizer: AWS_IAM}", "authentication"),
    ],
)
def test_it_matters_less_where_somebody_may_still_ask(headers: str, more: str, reason: str) -> None:
    (finding,) = said(API % more, FRONT % (ACL, headers))
    assert finding.severity is Severity.MEDIUM
    assert reason in finding.severity_reason


@pytest.mark.parametrize("arn", [STAGE, "!ImportValue stage"])
def test_a_web_acl_of_its_own_protects_the_api(arn: str) -> None:
    assert said(API % "", FRONT % (ACL, ""), ASSOCIATION % arn) == []


def test_a_second_stage_is_a_way_past() -> None:
    second = """
  Second:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: second, DeploymentId: d}
"""
    (finding,) = said(API % "", second, ASSOCIATION % STAGE)
    assert "`second`" in finding.message
    assert said(API % "", second.replace("StageName: second", "StageName: live"), ASSOCIATION % STAGE) == []
    assert said(API % "", second, ASSOCIATION % STAGE.replace("live", "${Unknown}")) == []


def test_a_url_of_the_same_function_is_a_way_past() -> None:
    url = "\n  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Shop, AuthType: %s}}\n"
    (finding,) = said(API % "", ASSOCIATION % STAGE, url % "NONE")
    assert finding.place.resource.name == "Url"
    assert said(API % "", ASSOCIATION % STAGE, url % "AWS_IAM") == []


def test_signed_urls_are_a_protection_too() -> None:
    front = FRONT.replace("WebACLId: %s", "Comment: %s").replace(
        "{TargetOriginId: api,", "{TargetOriginId: api, TrustedKeyGroups: [abc],"
    )
    front = front.replace('!Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"', "%s")
    url = """
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Shop, AuthType: NONE}}
"""
    name = '!Select [2, !Split ["/", !GetAtt Url.FunctionUrl]]'
    (finding,) = said(API % "", url, front % ("x", name, ""))
    assert "signed URLs of Front" in finding.message


BY_URL = """
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      FunctionUrlConfig: {AuthType: NONE}
      Policies: [DynamoDBCrudPolicy: {TableName: !Ref Table}]
  Table: {Type: AWS::Serverless::SimpleTable}
"""
OF_URL = '!Select [2, !Split ["/", !GetAtt ShopUrl.FunctionUrl]]'
BEFORE_URL = FRONT.replace('!Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"', OF_URL) % (ACL, "")


def test_the_url_of_a_function_that_can_do_much_is_closed_although_the_distribution_asks_nobody() -> None:
    bad = Example.sam(BY_URL + BEFORE_URL, at="Resources.Shop.Properties.FunctionUrlConfig.AuthType")
    assert_fixes(type("Much", (WafBypass,), {"bad": bad}))


def test_a_url_behind_two_distributions_is_not_closed_for_one_of_them() -> None:
    second = BEFORE_URL.replace("  Front:", "  Second:")
    found = said(Example.sam(BY_URL).text, BEFORE_URL, second)
    assert [finding.edits for finding in found] == [(), ()]
