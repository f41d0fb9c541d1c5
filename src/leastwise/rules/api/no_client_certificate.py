"""A backend cannot tell the API's requests from anybody else's."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Route, TriggerKind
from leastwise.model.value import display
from leastwise.rules.api._routes import calls_http, order, setting
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name, sentence, stages
from leastwise.rules.words import listing

_API = """
    Resources:
      Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
      Get:
        Type: AWS::ApiGateway::Method
        Properties:
          RestApiId: !Ref Api
          ResourceId: !GetAtt Api.RootResourceId
          HttpMethod: GET
          AuthorizationType: AWS_IAM
          Integration: {integration}
      Deployed: {{Type: AWS::ApiGateway::Deployment, Properties: {{RestApiId: !Ref Api}}}}
      Live:
        Type: AWS::ApiGateway::Stage
        Properties: {{RestApiId: !Ref Api, DeploymentId: !Ref Deployed, StageName: live{more}}}
"""
_HTTP = '{Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://backend.shop.example/orders"}'
_LINKED = _HTTP.replace("GET,", "GET, ConnectionType: VPC_LINK, ConnectionId: abc,")


class NoClientCertificate(Rule):
    id = "no-client-certificate"
    title = "No client certificate towards an HTTP backend"
    why = """
The backend stands on the internet. Unless API Gateway shows a certificate, the backend cannot tell whether a request
came through the API, with its authorizers and limits, or directly from anybody who knows the address.
"""
    remediation = """
Let API Gateway generate a client certificate, and let the backend ask for it.

- Template: `AWS::ApiGateway::ClientCertificate`, and `ClientCertificateId` on the stage.
- Console: API Gateway > *Client certificates* > *Generate certificate*; then the stage > *Edit* > *Client certificate*.
- CLI: `aws apigateway generate-client-certificate`, then `aws apigateway update-stage --rest-api-id ID
  --stage-name NAME --patch-operations op=replace,path=/clientCertificateId,value=CERTIFICATE`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    cwe = ("CWE-306",)
    references = {
        "fsbp": ("APIGateway.2",),
        "nist-800-53": ("SC-8", "IA-5(1)"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "getting-started-client-side-ssl-authentication.html",
        ),
    }

    bad = Example.cloudformation(_API.format(integration=_HTTP, more=""), at="Resources.Live.Properties")
    good = (
        Example.cloudformation(_API.format(integration=_HTTP, more=", ClientCertificateId: abc")),
        Example.cloudformation(_API.format(integration=_LINKED, more="")),
        Example.cloudformation(_API.format(integration="{Type: MOCK}", more="")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        by_api: dict[str, list[Route]] = {}
        for route in app.routes:
            if route.kind is TriggerKind.REST_API and _to_internet(route):
                by_api.setdefault(route.api.key, []).append(route)
        for stage in stages(app):
            routes = sorted(by_api.get(stage.api.key, ()), key=order)
            place = stage.base["ClientCertificateId"]
            if routes and place.absent:
                labels = listing([f"`{route.label}`" for route in routes], 3)
                message = f"{api_name(stage.api)} shows no certificate to the backend behind {labels}."
                yield self.finding(place, sentence(message))


def _to_internet(route: Route) -> bool:
    """Whether a method calls a backend over HTTP, by no private link.

    Services of AWS, other APIs among them, do not look at the certificate.
    """
    place = route.integration
    if place is None or ".amazonaws.com" in display(setting(place, "Uri").value):
        return False
    return calls_http(place) and setting(place, "ConnectionType").text("INTERNET") == "INTERNET"
