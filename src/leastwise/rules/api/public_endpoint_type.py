"""The API has an address on the internet."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.rule import Example, Rule

_PUBLIC = {"EDGE": "edge-optimized", "REGIONAL": "regional"}


class PublicEndpointType(Rule):
    id = "public-endpoint-type"
    title = "API endpoint on the internet"
    why = """
An edge-optimized or regional REST API, and a GraphQL API that is not private, can be called from everywhere; only what
stands behind the address keeps people out. Reviews ask for a reason for each such API: one that only your own networks
use should be private.
"""
    remediation = """
Make APIs private that only your own networks call, and note for the others why they are public.

- Template: `EndpointConfiguration: {Types: [PRIVATE], VpcEndpointIds: […]}` with a resource policy (REST; in SAM
  `EndpointConfiguration: {Type: PRIVATE}`), `Visibility: PRIVATE` (AppSync; only when the API is made).
- Terraform: `endpoint_configuration { types = ["PRIVATE"], vpc_endpoint_ids = […] }` and an
  `aws_api_gateway_rest_api_policy`; `visibility = "PRIVATE"` on an `aws_appsync_graphql_api`.
- serverless.yml: `endpointType: PRIVATE` of the provider, with `vpcEndpointIds` and `resourcePolicy` under
  `provider.apiGateway`.
- Console: API Gateway > the API > *API settings* > *API endpoint type*.
- CLI: `aws apigateway update-rest-api --rest-api-id API --patch-operations
  op=replace,path=/endpointConfiguration/types/REGIONAL,value=PRIVATE`.
"""
    severity = Severity.LOW
    persona = Persona.AUDITOR
    references = {
        "owasp-serverless": ("A6:2017",),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-4", "SC-7"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html",
            "https://docs.aws.amazon.com/appsync/latest/devguide/using-private-apis.html",
            "https://docs.aws.amazon.com/controltower/latest/controlreference/appsync-rules.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: get}}}
              Front:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  EndpointConfiguration: {Type: REGIONAL}
            """,
            at="Resources.Front.Properties.EndpointConfiguration",
        ),
        Example.cloudformation(
            """
            Resources:
              Edge: {Type: AWS::ApiGateway::RestApi, Properties: {Name: edge}}
              Shop: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: shop, AuthenticationType: AWS_IAM}}
            """,
            at=(
                "Resources.Edge.Properties.EndpointConfiguration",
                "Resources.Shop.Properties.Visibility",
            ),
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Inside:
            Type: AWS::ApiGateway::RestApi
            Properties: {Name: inside, EndpointConfiguration: {Types: [PRIVATE]}}
          Shop:
            Type: AWS::AppSync::GraphQLApi
            Properties: {Name: shop, AuthenticationType: AWS_IAM, Visibility: PRIVATE}
          Http: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: cannot be private, ProtocolType: HTTP}}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for api in app.resources("AWS::ApiGateway::RestApi"):
            place = api["EndpointConfiguration.Types"]
            kinds = [item.text() for item in place.each()] if place.present else ["EDGE"] if place.absent else []
            public = [_PUBLIC[kind] for kind in kinds if kind in _PUBLIC]
            if public:
                yield self.finding(
                    place if place.present else api["EndpointConfiguration"],
                    f"{api.name} is {public[0]}: its address is on the internet.",
                )
        for api in app.resources("AWS::AppSync::GraphQLApi"):
            place = api["Visibility"]
            if place.text("GLOBAL") == "GLOBAL":
                yield self.finding(place, f"{api.name} is not private: its address is on the internet.")
