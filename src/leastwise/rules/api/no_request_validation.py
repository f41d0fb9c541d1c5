"""The function has to check by itself whatever anybody sends it."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.rules.api._bodies import Body, bodies
from leastwise.rules.api._fronts import lets_through
from leastwise.rules.api._routes import UNASKED, callers_known, functions_of, order
from leastwise.rules.api._validation import validated
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import REDEPLOY, api_name
from leastwise.rules.words import listing

_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events:
            Read: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /orders, Method: get}}}}
            Order:
              Type: Api
              Properties:
                RestApiId: !Ref Api
                Path: /orders
                Method: post
                {model}
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          Models: {{Order: {{type: object, required: [item], properties: {{item: {{type: string}}}}}}}}
"""
_METHOD = """
    Resources:
      Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
      Order:
        Type: AWS::ApiGateway::Model
        Properties:
          RestApiId: !Ref Api
          ContentType: application/json
          Schema: {{type: object, required: [item]}}
      Checks:
        Type: AWS::ApiGateway::RequestValidator
        Properties: {{RestApiId: !Ref Api, ValidateRequestBody: {checks}}}
      Post:
        Type: AWS::ApiGateway::Method
        Properties:
          RestApiId: !Ref Api
          ResourceId: !GetAtt Api.RootResourceId
          HttpMethod: POST
          AuthorizationType: AWS_IAM
          RequestValidatorId: !Ref Checks
          {models}
          Integration:
            Type: AWS
            IntegrationHttpMethod: POST
            Credentials: arn:aws:iam::123456789012:role/api
            Uri: !Sub arn:aws:apigateway:${{AWS::Region}}:sqs:path/123456789012/orders
"""


class NoRequestValidation(Rule):
    id = "no-request-validation"
    title = "Bodies of requests are not validated"
    why = """
Whatever is sent reaches what is behind the API: fields of the wrong type, too long, or never meant to be set by
callers. Each function has to check all of it by itself, and is started and paid for only to refuse. A REST API can
refuse what does not fit a model before anything runs.
"""
    remediation = f"""
Describe the body in a model and name a validator. Where there is a model, the fix names the validator.

- Template: in SAM `RequestModel: {{Model: Order, Required: true, ValidateBody: true}}` on the event and `Models` on the
  API; in CloudFormation `RequestModels` and `RequestValidatorId` on the method, with `ValidateRequestBody: true`; in a
  definition `x-amazon-apigateway-request-validators`.
- Terraform: `request_models` and `request_validator_id` of the `aws_api_gateway_method`, with an
  `aws_api_gateway_model` and an `aws_api_gateway_request_validator`.
- serverless.yml: `request: {{schemas: {{application/json: ${{file(order.json)}}}}}}` of the event `http`.
- Console: API Gateway > the API > *Resources* > the method > *Method request* > *Edit* > *Request validator*.
- CLI: `aws apigateway create-request-validator --rest-api-id API --name body --validate-request-body`, then
  `aws apigateway update-method --rest-api-id API --resource-id ID --http-method POST
  --patch-operations op=replace,path=/requestValidatorId,value=VALIDATOR`.

{REDEPLOY}
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-20",)
    references = {
        "owasp-serverless": ("A1:2017",),
        "csa-serverless": ("SAS-01",),
        "nist-800-53": ("SI-10",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html",
            "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
            "sam-property-function-requestmodel.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Requests whose body does not fit the model are answered with 400, from the next deployment of the API on."
    )

    bad = (
        Example.sam(_API.format(model=""), at="Resources.Orders.Properties.Events.Order"),
        Example.sam(_API.format(model="RequestModel: {Model: Order}"), at="Resources.Orders.Properties.Events.Order"),
        Example.cloudformation(_METHOD.format(models="", checks="true"), at="Resources.Post.Properties"),
        Example.cloudformation(
            _METHOD.format(models="RequestModels: {application/json: !Ref Order}", checks="false"),
            at="Resources.Post.Properties.RequestValidatorId",
        ),
    )
    good = (
        Example.sam(_API.format(model="RequestModel: {Model: Order, Required: true, ValidateBody: true}")),
        Example.cloudformation(_METHOD.format(models="RequestModels: {application/json: !Ref Order}", checks="true")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        by_api: dict[str, list[Body]] = {}
        for body in bodies(app):
            if body.validated is False or (body.validated and body.modelled is False):
                by_api.setdefault(body.route.api.key, []).append(body)
        for found in by_api.values():
            found.sort(key=lambda body: order(body.route))
            routes = [body.route for body in found]
            first = routes[0].property.resource
            method = first.type == "AWS::ApiGateway::Method"
            missing = "RequestModels" if found[0].validated else "RequestValidatorId"
            open_ = any(route.auth in UNASKED for route in routes) or lets_through(app, routes[0].api) is not None
            mild = "" if open_ else callers_known(app, routes)
            labels = listing([f"`{route.label}`" for route in routes], 3)
            yield self.finding(
                first[missing] if method else routes[0].property,
                f"{labels} of {api_name(routes[0].api)}: {_missing(found)}.",
                functions=functions_of(routes),
                severity=Severity.LOW if mild else None,
                severity_reason=mild,
                edits=validated(app, found),
            )


def _missing(found: list[Body]) -> str:
    if all(body.validated for body in found):
        return "a validator is named and no model, so any body passes"
    if all(body.modelled for body in found):
        return "a model is named and no validator that looks at the body, so any body passes"
    return "no body is validated before it is passed on"
