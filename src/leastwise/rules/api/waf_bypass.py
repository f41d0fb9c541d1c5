"""Requests reach the application past the firewall that stands before it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, FixSafety, Severity
from leastwise.rules.api._bypasses import bypasses
from leastwise.rules.api._routes import functions_of
from leastwise.rules.rule import Example, Rule

_FUNCTION = """
  Shop:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
"""
_DISTRIBUTION = """
  Front:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        WebACLId: arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1
        DefaultCacheBehavior: {TargetOriginId: shop, ViewerProtocolPolicy: https-only}
        Origins:
          - Id: shop
            CustomOriginConfig: {OriginProtocolPolicy: https-only}
            DomainName: {domain}
"""
_OF_URL = '!Select [2, !Split ["/", !GetAtt ShopUrl.FunctionUrl]]'
_ACL = """
  Acl:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      WebACLArn: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/live
"""

_STAGE = "Whoever calls the stage that SAM adds has to call the stage that the API names."


class WafBypass(Rule):
    id = "waf-bypass"
    title = "Way past the web application firewall"
    why = """
A web ACL only sees what comes through the thing that it is attached to. Whoever finds the address behind it (a function
URL, the default endpoint of an API, a second stage) sends requests that no rule has looked at and no rate limit counts.
"""
    remediation = """
Let what stands behind the firewall answer nobody else.

- Template: for a function URL `AuthType: AWS_IAM` and an origin access control of type `lambda`; for a REST API a web
  ACL on the stage that blocks what lacks a secret header of the distribution; for an HTTP API an authorizer that asks
  for it, and `DisableExecuteApiEndpoint: true` where the origin is a domain of your own; `OpenApiVersion: 3.0.1` in SAM
  leaves the additional stage out.
- Console: Lambda > the function > *Configuration* > *Function URL* > *AWS_IAM*; WAF > the web ACL > *Associated
  resources*; API Gateway > the API > *API settings* > *Default endpoint*.
- CLI: `aws lambda update-function-url-config --function-name NAME --auth-type AWS_IAM`, or
  `aws wafv2 associate-web-acl --web-acl-arn ARN --resource-arn STAGE`.
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-288", "CWE-693")
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-4", "SC-7"),
        "fsbp": ("CloudFront.16",),
        "aws": (
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
            "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever calls past the firewall is refused, and a client that posts through CloudFront to a function URL has "
        "to send the hash of the body (`x-amz-content-sha256`)."
    )
    subsumes = ("public-function-url", "default-endpoint")

    bad = (
        Example.sam(
            f"Resources:{_FUNCTION}      FunctionUrlConfig: {{AuthType: NONE}}"
            + _DISTRIBUTION.replace("{domain}", _OF_URL),
            at="Resources.Shop.Properties.FunctionUrlConfig.AuthType",
        ),
        Example.sam(
            f"Resources:{_FUNCTION}      Events: {{Any: {{Type: HttpApi, Properties: {{ApiId: !Ref Api}}}}}}"
            "\n  Api: {Type: AWS::Serverless::HttpApi}"
            + _DISTRIBUTION.replace("{domain}", '!Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"'),
            at="Resources.Api",
        ),
        Example.sam(
            f"Resources:{_FUNCTION}      Events:"
            "\n        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}"
            f"\n  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: live}}}}{_ACL}",
            at="Resources.Api.Properties.OpenApiVersion",
        ),
    )
    good = (
        Example.sam(
            f"Resources:{_FUNCTION}      FunctionUrlConfig: {{AuthType: AWS_IAM}}"
            + _DISTRIBUTION.replace("{domain}", _OF_URL)
        ),
        Example.sam(
            f"Resources:{_FUNCTION}      FunctionUrlConfig: {{AuthType: NONE}}"
            + _DISTRIBUTION.replace("{domain}", _OF_URL).replace("WebACLId", "Comment")
        ),
        Example.sam(
            f"Resources:{_FUNCTION}      Events:"
            "\n        Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}"
            "\n  Api: {Type: AWS::Serverless::Api, Properties: {StageName: live, OpenApiVersion: 3.0.1}}"
            + _ACL
            + _DISTRIBUTION.replace("{domain}", '!Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"')
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for way in bypasses(app):
            yield self.finding(
                way.place,
                way.message,
                functions=functions_of(way.routes),
                severity=Severity.MEDIUM if way.mild else None,
                severity_reason=way.mild,
                edits=way.edits,
                caution=_STAGE if way.place.name == "OpenApiVersion" else "",
            )
