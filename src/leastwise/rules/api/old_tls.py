"""What is sent can be read or changed on the way."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.api._transport import weaknesses
from leastwise.rules.rule import Example, Rule

_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {{Get: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /, Method: get}}}}}}
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          {more}
"""
_LISTENER = """
    Resources:
      Front: {{Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {{Subnets: [subnet-1, subnet-2]}}}}
      Listener:
        Type: AWS::ElasticLoadBalancingV2::Listener
        Properties:
          LoadBalancerArn: !Ref Front
          Port: 443
          Protocol: HTTPS
          Certificates: [{{CertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1}}]
          {policy}
          DefaultActions: [{{Type: fixed-response, FixedResponseConfig: {{StatusCode: "404"}}}}]
"""
_SITE = """
    Resources:
      Site:
        Type: AWS::CloudFront::Distribution
        Properties:
          DistributionConfig:
            Enabled: true
            Aliases: [shop.example]
            Origins: [{{Id: site, DomainName: shop.s3.eu-west-1.amazonaws.com, S3OriginConfig: {{}}}}]
            DefaultCacheBehavior: {{TargetOriginId: site, ViewerProtocolPolicy: {viewers}}}
            CacheBehaviors: [{{PathPattern: a, TargetOriginId: site, ViewerProtocolPolicy: {viewers}}}]
            ViewerCertificate:
              AcmCertificateArn: arn:aws:acm:us-east-1:123456789012:certificate/1
              SslSupportMethod: sni-only
              MinimumProtocolVersion: {least}
"""
_DOMAIN = """
          Domain:
            DomainName: api.shop.example
            CertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1
            SecurityPolicy: {policy}
          DisableExecuteApiEndpoint: true
"""

_NO_OLD = "Clients that know no TLS 1.2 can no longer connect."
_REDIRECT = "Clients that do not follow a redirect to HTTPS get no answer any more."


class OldTls(Rule):
    id = "old-tls"
    title = "Encryption below TLS 1.2, or none"
    why = """
TLS 1.0 and 1.1 have known weaknesses and are withdrawn (RFC 8996); over plain HTTP whoever is on the way reads and
changes everything, tokens and passwords among it. A client that still uses them does not notice.
"""
    remediation = """
Take TLS 1.2 and newer only, and redirect what comes over plain HTTP.

- Template: `SecurityPolicy: TLS_1_2` on a domain; on a REST API one that begins with `SecurityPolicy_TLS13_1_2` (with
  the endpoint type `EDGE` `SecurityPolicy_TLS12_2018_EDGE`) and `EndpointAccessMode`, or `DisableExecuteApiEndpoint:
  true` beside a domain; `SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06` on a listener, and the action `redirect` for
  HTTP; `MinimumProtocolVersion: TLSv1.2_2021` and `ViewerProtocolPolicy: redirect-to-https` on a distribution.
- Terraform: `security_policy` of the `aws_api_gateway_domain_name`, with `endpoint_access_mode` of the
  `aws_api_gateway_rest_api`, `ssl_policy` of the `aws_lb_listener`, `minimum_protocol_version` and
  `viewer_protocol_policy` of the `aws_cloudfront_distribution`.
- serverless.yml: `provider.apiGateway.endpoint: {securityPolicy: …, accessMode: STRICT}`.
- Console: API Gateway > *Custom domain names* > the domain > *Edit* > *Security policy*; EC2 > *Load balancers* > the
  listener > *Security* > *Edit*; CloudFront > the distribution > *General* > *Edit* > *Security policy*.
- CLI: `aws apigateway update-domain-name --domain-name NAME
  --patch-operations op=replace,path=/securityPolicy,value=TLS_1_2`, or `aws elbv2 modify-listener --listener-arn ARN
  --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-326", "CWE-319")
    references = {
        "fsbp": ("APIGateway.11", "CloudFront.3", "CloudFront.15", "ELB.1", "ELB.17", "ELB.18"),
        "nist-800-53": ("SC-8", "SC-13"),
        "pci-dss": ("4.2.1",),
        "well-architected": ("SEC09-BP02",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
            "aws-properties-cloudfront-distribution-viewercertificate.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Clients that know no TLS 1.2 can no longer connect, nor those that do not follow a redirect to HTTPS."

    bad = (
        Example.sam(_API.format(more=""), at="Resources.Api.Properties.SecurityPolicy"),
        Example.sam(
            _API.format(more=_DOMAIN.format(policy="TLS_1_0").strip()),
            at="Resources.Api.Properties.Domain.SecurityPolicy",
        ),
        Example.cloudformation(_LISTENER.format(policy=""), at="Resources.Listener.Properties"),
        Example.cloudformation(
            _LISTENER.format(policy="SslPolicy: ELBSecurityPolicy-FS-2018-06"),
            at="Resources.Listener.Properties.SslPolicy",
        ),
        Example.cloudformation(
            _SITE.format(viewers="allow-all", least="TLSv1.1_2016"),
            at=(
                "Resources.Site.Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy",
                "Resources.Site.Properties.DistributionConfig.ViewerCertificate.MinimumProtocolVersion",
            ),
        ),
    )
    good = (
        Example.sam(_API.format(more=_DOMAIN.format(policy="TLS_1_2").strip())),
        Example.sam(
            _API.format(
                more="SecurityPolicy: SecurityPolicy_TLS13_1_2_2021_06\n          EndpointAccessMode: STRICT"
                "\n          EndpointConfiguration: REGIONAL"
            )
        ),
        Example.cloudformation(_LISTENER.format(policy="SslPolicy: ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09")),
        Example.cloudformation(_SITE.format(viewers="redirect-to-https", least="TLSv1.2_2021")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for found in weaknesses(app):
            yield self.finding(
                found.place,
                found.message,
                severity=Severity.LOW if found.milder else None,
                severity_reason=found.milder,
                persona=Persona.PEDANTIC if found.milder else None,
                edits=[Set(place, found.remedy) for place in (found.place, *found.also) if found.remedy],
                caution=_REDIRECT if found.place.name == "ViewerProtocolPolicy" else _NO_OLD,
            )
