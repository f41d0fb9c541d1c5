"""The API has a domain of its own and can still be called past it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.value import display, references, texts
from leastwise.read.graph.domains import answers_by_default, default_endpoint, domains
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
          Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: get}}}
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          # more
          Domain:
            DomainName: api.shop.example
            CertificateArn: arn:aws:acm:eu-west-1:123456789012:certificate/1
            EndpointConfiguration: REGIONAL
"""


class DefaultEndpoint(Rule):
    id = "default-endpoint"
    title = "Default endpoint beside a custom domain"
    why = """
What is set on the custom domain (TLS version, certificates, a firewall in front of it) does not hold for the default
endpoint, which answers all the same. Two addresses are also twice as much to watch.
"""
    remediation = f"""
Switch the default endpoint off once nobody uses it any more.

- Template: `DisableExecuteApiEndpoint: true` on the API (SAM and CloudFormation, REST and HTTP APIs).
- Console: API Gateway > the API > *API settings* (REST) or *Edit* (HTTP) > *Default endpoint* > *Inactive*.
- CLI: `aws apigatewayv2 update-api --api-id API --disable-execute-api-endpoint`, or `aws apigateway update-rest-api
  --rest-api-id API --patch-operations op=replace,path=/disableExecuteApiEndpoint,value=True`; then deploy the API.

{REDEPLOY}
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-288",)
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("CM-7", "SC-7"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = "Clients that call the default endpoint are refused, on a REST API from its next deployment on."

    bad = (
        Example.sam(_API, at="Resources.Api.Properties.DisableExecuteApiEndpoint"),
        Example.cloudformation(
            """
            Resources:
              Api:
                Type: AWS::ApiGatewayV2::Api
                Properties:
                  Body: {openapi: 3.0.1, info: {title: orders}, paths: {}}
              Mapping:
                Type: AWS::ApiGatewayV2::ApiMapping
                Properties: {ApiId: !Ref Api, DomainName: api.shop.example, Stage: live}
            """,
            at="Resources.Api.Properties.DisableExecuteApiEndpoint",
        ),
    )
    good = (
        Example.sam(_API.replace("# more", "DisableExecuteApiEndpoint: true")),
        Example.cloudformation(
            """
            Resources:
              Api:
                Type: AWS::ApiGatewayV2::Api
                Properties:
                  Body:
                    openapi: 3.0.1
                    info: {title: orders}
                    paths: {}
                    servers: [{x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}}]
              Mapping:
                Type: AWS::ApiGatewayV2::ApiMapping
                Properties: {ApiId: !Ref Api, DomainName: api.shop.example, Stage: live}
              Undecided:
                Type: AWS::ApiGatewayV2::Api
                Properties: {Name: no domain of its own, ProtocolType: HTTP}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        private = {route.api.key for route in app.routes if route.private}
        for key in domains(app.lookup):
            api = app.by_key[key]
            if key not in private and answers_by_default(api) and not _called_there(app, key):
                place = default_endpoint(api)
                yield self.finding(
                    place,
                    f"{api.name} has a domain of its own and answers at its default endpoint too.",
                    edits=[Set(place, True)],
                )


def _called_there(app: Application, api: str) -> bool:
    """Whether something of the application, a health check or a distribution, calls the API by its default endpoint."""
    return any(
        "execute-api" in display(part) and any(reference.resource == api for reference in references(part))
        for resource in app.resources()
        if resource.type != "AWS::Lambda::Permission"
        for part in texts(resource.properties)
    )
