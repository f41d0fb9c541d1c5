"""The API asks for client certificates at one address and for nothing at another."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Severity
from leastwise.read.graph.domains import answers_by_default, asks_for_certificate, default_endpoint, domains
from leastwise.rules.api._routes import UNASKED, functions_of
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import REDEPLOY

_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {All: {Type: HttpApi, Properties: {ApiId: !Ref Api}}}
      Api:
        Type: AWS::Serverless::HttpApi
        Properties:
          # more
          Domain:
            DomainName: api.shop.example
            CertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1
            MutualTlsAuthentication: {TruststoreUri: "s3://trust/store.pem"}
"""


class MtlsBypass(Rule):
    id = "mtls-bypass"
    title = "Way past mutual TLS"
    why = """
Only the custom domain asks for a client certificate. The default endpoint of the same API (`….execute-api.…`) stays
open unless it is switched off, and asks for none: whoever knows the API's id, which is no secret, gets in without.
"""
    remediation = f"""
Switch the default endpoint off, so that the domain with mutual TLS is the only way in.

- Template: `DisableExecuteApiEndpoint: true` on the API (SAM and CloudFormation, REST and HTTP APIs).
- Console: API Gateway > the API > *API settings* (REST) or *Edit* (HTTP) > *Default endpoint* > *Inactive*.
- CLI: `aws apigatewayv2 update-api --api-id API --disable-execute-api-endpoint`, or `aws apigateway update-rest-api
  --rest-api-id API --patch-operations op=replace,path=/disableExecuteApiEndpoint,value=True`; then deploy the API.

{REDEPLOY}
"""
    severity = Severity.HIGH
    cwe = ("CWE-288",)
    references = {
        "owasp-serverless": ("A2:2017", "A6:2017"),
        "csa-serverless": ("SAS-02", "SAS-03"),
        "nist-800-53": ("AC-3", "IA-9"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Clients without a certificate, who use the default endpoint today, are refused; deploy a REST API for that."
    )
    subsumes = ("default-endpoint",)

    bad = (
        Example.sam(_API, at="Resources.Api.Properties.DisableExecuteApiEndpoint"),
        Example.cloudformation(
            """
            Resources:
              Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders, DisableExecuteApiEndpoint: false}}
              Get:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Api
                  ResourceId: !GetAtt Api.RootResourceId
                  HttpMethod: GET
                  AuthorizationType: NONE
                  Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://backend.shop.example}
              Domain:
                Type: AWS::ApiGateway::DomainName
                Properties:
                  DomainName: api.shop.example
                  RegionalCertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1
                  MutualTlsAuthentication: {TruststoreUri: "s3://trust/store.pem"}
              Mapping:
                Type: AWS::ApiGateway::BasePathMapping
                Properties: {DomainName: !Ref Domain, RestApiId: !Ref Api, Stage: live}
            """,
            at="Resources.Api.Properties.DisableExecuteApiEndpoint",
        ),
    )
    good = (
        Example.sam(_API.replace("# more", "DisableExecuteApiEndpoint: true")),
        Example.sam(_API.replace('MutualTlsAuthentication: {TruststoreUri: "s3://trust/store.pem"}', "")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for key, found in domains(app.lookup).items():
            api = app.by_key[key]
            domain = next(filter(asks_for_certificate, found), None)
            routes = [r for r in app.routes if r.api == api and r.method != "OPTIONS"]
            guarded = bool(routes) and not any(r.auth in UNASKED for r in routes)
            private = any(r.private for r in routes)
            if domain is not None and answers_by_default(api) and not private:
                place = default_endpoint(api)
                name = domain["DomainName"].text() or "its own domain"
                yield self.finding(
                    place,
                    f"{api.name} asks for client certificates at {name}, but not at its default endpoint, which is on.",
                    functions=functions_of(routes),
                    severity=Severity.MEDIUM if guarded else None,
                    severity_reason="the routes ask for authentication all the same" if guarded else "",
                    edits=[Set(place, True)],
                )
