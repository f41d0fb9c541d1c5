"""A firewall cannot stand before it, whoever wants one."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import AuthKind, Route, TriggerKind
from leastwise.rules.api._fronts import fronts, may_be_fronted
from leastwise.rules.api._routes import KEPT_OUT, by_api, callers_known, functions_of, is_open
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name, sentence
from leastwise.rules.words import called

_FUNCTION = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
"""


class WafUnsupported(Rule):
    id = "waf-unsupported"
    title = "Front door that cannot have a web ACL"
    why = """
AWS WAF protects REST APIs, GraphQL APIs, load balancers, user pools and distributions. HTTP APIs, WebSocket APIs and
function URLs can have no web ACL: what attackers send reaches the application unless a distribution stands before it.
"""
    remediation = """
Put a distribution with a web ACL before it and close the direct way, or use a REST API.

- Template: `AWS::CloudFront::Distribution` with `WebACLId`; for a URL `AuthType: AWS_IAM` and an origin access control,
  for an API an authorizer that asks for a header which only the distribution adds.
- Terraform: an `aws_cloudfront_distribution` with `web_acl_id`, and `authorization_type = "AWS_IAM"` on the
  `aws_lambda_function_url`.
- Console: CloudFront > *Distributions* > *Create distribution* > *Web Application Firewall (WAF)*.
- CLI: `aws cloudfront create-distribution --distribution-config file://distribution.json`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    references = {
        "nist-800-53": ("SC-7",),
        "aws": (
            "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html",
        ),
    }

    bad = (
        Example.sam(
            _FUNCTION + "          Events: {Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: get}}}"
            "\n      Api: {Type: AWS::Serverless::HttpApi}",
            at="Resources.Api",
        ),
        Example.sam(
            _FUNCTION + "          FunctionUrlConfig: {AuthType: NONE}",
            at="Resources.Orders.Properties.FunctionUrlConfig",
        ),
    )
    good = (
        Example.sam(_FUNCTION + "          FunctionUrlConfig: {AuthType: AWS_IAM}"),
        Example.sam(
            _FUNCTION + "          Events: {Get: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /, Method: get}}}"
            """
      Api: {Type: AWS::Serverless::HttpApi}
      Site:
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            WebACLId: arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1
            Origins:
              - Id: api
                DomainName: !Sub "${Api}.execute-api.${AWS::Region}.amazonaws.com"
                CustomOriginConfig: {OriginProtocolPolicy: https-only}
            DefaultCacheBehavior: {TargetOriginId: api, ViewerProtocolPolicy: https-only}
"""
        ),
        Example.sam(
            _FUNCTION + "          Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}",
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        if may_be_fronted(app):
            return
        fronted = {front.to.key for front in fronts(app)}
        for routes in _groups(app):
            api, kind = routes[0].api, routes[0].kind
            if api.key in fronted or all(route.auth in (AuthKind.IAM, *KEPT_OUT) for route in routes):
                continue
            mild = "" if any(map(is_open, routes)) else callers_known(app, routes)
            url = kind is TriggerKind.FUNCTION_URL
            name = f"the URL of {routes[0].function.name}" if url and routes[0].function else api_name(api)
            what = "" if url else f", {_article(kind)},"
            yield self.finding(
                api[()],
                sentence(f"{name}{what} can have no web ACL; a distribution before it can."),
                functions=functions_of(routes),
                severity=Severity.LOW if mild else None,
                severity_reason=mild,
            )


def _groups(app: Application) -> Iterator[list[Route]]:
    for routes in by_api(app):
        if routes[0].kind in (TriggerKind.HTTP_API, TriggerKind.WEBSOCKET):
            yield routes
    for route in app.routes:
        if route.kind is TriggerKind.FUNCTION_URL and route.auth is AuthKind.NONE:
            yield [route]


def _article(kind: TriggerKind) -> str:
    name = called(kind)
    return f"an {name}" if name.startswith("H") else f"a {name}"
