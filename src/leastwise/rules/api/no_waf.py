"""Known attacks reach the application unfiltered."""

from collections.abc import Iterator, Sequence

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Exposure, Function, Route, TriggerKind
from leastwise.model.record import record
from leastwise.model.resource import Property, Resource
from leastwise.rules.api._fronts import UNKNOWN, fronts, may_be_fronted, shields
from leastwise.rules.api._mending import association
from leastwise.rules.api._routes import KEPT_OUT, UNASKED, by_api, callers_known, functions_of, is_open
from leastwise.rules.environments import in_production
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name

_REACHED = (Exposure.INTERNET, Exposure.AUTHENTICATED)
_REGIONAL = (TriggerKind.REST_API, TriggerKind.APPSYNC, TriggerKind.ALB)

_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}
      Api:
        Type: AWS::Serverless::Api
        Properties: {StageName: live}
"""
_ACL = """
      Wall:
        Type: AWS::WAFv2::WebACL
        Properties:
          Scope: REGIONAL
          DefaultAction: {Allow: {}}
          VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: wall}
"""
_SITE = """
    Resources:
      Site:
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            # more
            Origins: [{Id: site, DomainName: shop.s3.eu-west-1.amazonaws.com, S3OriginConfig: {}}]
            DefaultCacheBehavior: {TargetOriginId: site, ViewerProtocolPolicy: redirect-to-https}
"""


class NoWaf(Rule):
    id = "no-waf"
    title = "No web application firewall"
    why = """
Without a web ACL every scanner, every known attack on web applications and every flood from a few addresses arrives at
the application itself, which is also paid for each request. A web ACL refuses most of it before anything runs.
"""
    remediation = """
Associate a web ACL with AWS's managed rules and a limit for each address.

- Template: `AWS::WAFv2::WebACLAssociation` with the ARN of the stage, the GraphQL API, the user pool or the load
  balancer; `WebACLId` of a distribution, with a web ACL of the scope `CLOUDFRONT`.
- Terraform: an `aws_wafv2_web_acl_association`; `web_acl_id` of an `aws_cloudfront_distribution`.
- serverless.yml: the plugin `serverless-associate-waf`, or the association under `resources`.
- Console: WAF & Shield > *Web ACLs* > the web ACL > *Associated AWS resources* > *Add*.
- CLI: `aws wafv2 associate-web-acl --web-acl-arn ACL
  --resource-arn arn:aws:apigateway:REGION::/restapis/API/stages/STAGE`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    fix = FixSafety.UNSAFE
    caution = (
        "Requests that the web ACL blocks are refused, right ones among them, and SAM's additional stage `Stage` goes."
    )
    references = {
        "fsbp": ("APIGateway.4", "CloudFront.6"),
        "nist-800-53": ("AC-4(21)", "SC-7"),
        "pci-dss": ("6.4.2",),
        "aws": (
            "https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html",
        ),
    }

    bad = (
        Example.sam(_API + _ACL, at="Resources.Api"),
        Example.cloudformation(_SITE, at="Resources.Site.Properties.DistributionConfig"),
    )
    good = (
        Example.sam(
            _API
            + """
      Wall:
        Type: AWS::WAFv2::WebACLAssociation
        Properties:
          WebACLArn: arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1
          ResourceArn: !Sub "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Api.Stage}"
"""
        ),
        Example.cloudformation(
            _SITE.replace("# more", "WebACLId: arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/1")
        ),
        Example.sam(_API.replace("StageName: live", "StageName: live, EndpointConfiguration: PRIVATE")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        before = shields(app)
        if UNKNOWN in before:
            return
        for door in _doors(app):
            if door.resource.key in before:
                continue
            promoted = door.open and app.production != ""
            note = in_production(app) if promoted else ""
            yield self.finding(
                door.place,
                f"No web ACL stands before {api_name(door.resource)}.{note}",
                functions=door.functions,
                severity=Severity.LOW if door.milder else None,
                severity_reason=door.milder,
                persona=Persona.REGULAR if promoted else None,
                edits=association(app, door.resource),
            )


@record
class _Door:
    """What a web ACL could stand before: where that is said, whether it is open to anybody, or why it weighs less."""

    resource: Resource
    place: Property
    open: bool
    functions: Sequence[Function] = ()
    milder: str = ""


def _doors(app: Application) -> Iterator[_Door]:
    """What people on the internet can reach. Before an API with a distribution in front, that one is the place."""
    fronted: dict[str, list[str]] = {}
    for front in fronts(app):
        fronted.setdefault(front.to.key, []).append(front.distribution.key)
    behind: dict[str, list[Route]] = {}
    for route in app.routes:
        for key in fronted.get(route.api.key, ()):
            behind.setdefault(key, []).append(route)
    for routes in by_api(app) if not may_be_fronted(app) else ():
        api = _balancer(app, routes[0]) if routes[0].kind is TriggerKind.ALB else routes[0].api
        asked = any(route.auth not in KEPT_OUT and route.exposure in _REACHED for route in routes)
        if api is not None and routes[0].kind in _REGIONAL and asked and api.key not in fronted:
            open_ = _open(routes)
            yield _Door(api, api[()], open_, functions_of(routes), "" if open_ else callers_known(app, routes))
    for distribution in app.resources("AWS::CloudFront::Distribution"):
        acl = distribution["DistributionConfig.WebACLId"]
        if (acl.absent or acl.value == "") and distribution["DistributionConfig.Enabled"].flag() is not False:
            routes = behind.get(distribution.key, [])
            files = "" if routes else "it leads to no function that the application shows"
            open_ = _open(routes) or any(is_open(route) for route in app.routes if route.api == distribution)
            mild = "" if open_ else files or callers_known(app, routes)
            yield _Door(distribution, acl, open_, functions_of(routes), mild)
    for pool in app.resources("AWS::Cognito::UserPool"):
        if _met_by_users(app, pool):
            yield _Door(pool, pool[()], open=False, milder="Cognito limits attempts by itself")


def _met_by_users(app: Application, pool: Resource) -> bool:
    """Whether users themselves call a pool: by its domain, or by a client whose secret no server has to keep."""
    domains = app.resources("AWS::Cognito::UserPoolDomain")
    clients = app.resources("AWS::Cognito::UserPoolClient")
    own = [client for client in clients if app.referenced(client.get("UserPoolId")) == pool]
    return any(client["GenerateSecret"].flag(False) is False for client in own) or (
        bool(own) and any(app.referenced(domain.get("UserPoolId")) == pool for domain in domains)
    )


def _balancer(app: Application, route: Route) -> Resource | None:
    kind = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    return route.api if route.api.type == kind else app.referenced(route.api.get("LoadBalancerArn"), kind)


def _open(routes: list[Route]) -> bool:
    return any(route.auth in UNASKED for route in routes)
