"""A validator holds bodies against a model that everything fits."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import Route
from leastwise.model.resource import Property
from leastwise.rules.api._bodies import bodies, takes_anything
from leastwise.rules.api._routes import functions_of, order
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name
from leastwise.rules.words import listing

_METHOD = """
    Resources:
      Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
      Order:
        Type: AWS::ApiGateway::Model
        Properties:
          RestApiId: !Ref Api
          ContentType: application/json
          Schema: {schema}
      Checks:
        Type: AWS::ApiGateway::RequestValidator
        Properties: {{RestApiId: !Ref Api, ValidateRequestBody: true}}
      Post:
        Type: AWS::ApiGateway::Method
        Properties:
          RestApiId: !Ref Api
          ResourceId: !GetAtt Api.RootResourceId
          HttpMethod: POST
          AuthorizationType: AWS_IAM
          RequestValidatorId: !Ref Checks
          RequestModels: {{application/json: !Ref Order}}
          Integration: {{Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: "https://shop.example/orders"}}
"""
_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events:
            Order:
              Type: Api
              Properties:
                RestApiId: !Ref Api
                Path: /orders
                Method: post
                RequestModel: {{Model: Order, Required: true, ValidateBody: true}}
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          Models:
            Order: {schema}
"""


class EmptyRequestModel(Rule):
    id = "empty-request-model"
    title = "Request model that accepts anything"
    why = """
The body is validated, and nothing is ever refused: a model without properties, required fields or limits fits every
JSON object. Whoever reads the API's settings takes the input for checked, and leaves checks out of the code.
"""
    remediation = """
Say in the model which fields there are, which of them are required, and how long they may be.

- Template: `Schema: {type: object, required: [item], additionalProperties: false, properties: {item: {type: string,
  maxLength: 64}}}` on the model; in SAM the same under `Models`.
- Console: API Gateway > the API > *Models* > the model > *Edit*.
- CLI: `aws apigateway update-model --rest-api-id API --model-name NAME
  --patch-operations op=replace,path=/schema,value='{"type":"object","required":["item"]}'`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-20",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "csa-serverless": ("SAS-01",),
        "nist-800-53": ("SI-10",),
        "aws": ("https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html",),
    }

    bad = (
        Example.cloudformation(
            _METHOD.format(schema='{$schema: "http://json-schema.org/draft-04/schema#", type: object}'),
            at="Resources.Order.Properties.Schema",
        ),
        Example.sam(_API.format(schema="{type: object, properties: {}}"), at="Resources.Api.Properties.Models.Order"),
    )
    good = (
        Example.cloudformation(_METHOD.format(schema="{type: object, required: [item]}")),
        Example.sam(_API.format(schema="{type: object, properties: {item: {type: string}}}")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        empty: dict[tuple[object, ...], tuple[Property, list[Route]]] = {}
        for body in bodies(app):
            for place, schema in body.models if body.validated else ():
                if takes_anything(schema):
                    empty.setdefault((place.resource.key, *place.path), (place, []))[1].append(body.route)
        for place, routes in empty.values():
            routes.sort(key=order)
            labels = listing([f"`{route.label}`" for route in routes], 3)
            yield self.finding(
                place,
                f"Every JSON object fits the model of {labels} of {api_name(routes[0].api)}.",
                functions=functions_of(routes),
            )
