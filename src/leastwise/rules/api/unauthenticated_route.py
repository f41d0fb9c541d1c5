"""The API runs the function for everybody, whoever they are."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Confidence, Finding, FixSafety, Persona, Severity
from leastwise.model.graph import Route
from leastwise.rules.api._accepted import apart
from leastwise.rules.api._routes import PUBLIC, behind, by_api, functions_of, is_open, judged, order, place_of
from leastwise.rules.api._signed import signed
from leastwise.rules.rule import Example, Option, Rule
from leastwise.rules.stages import REDEPLOY
from leastwise.rules.weight import SIGNED
from leastwise.rules.words import listing

_FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Policies: [DynamoDBCrudPolicy: {TableName: !Ref Table}]
"""
_TABLE = "Table: {Type: AWS::Serverless::SimpleTable}"


class UnauthenticatedRoute(Rule):
    id = "unauthenticated-route"
    title = "API route without authentication"
    why = """
Nothing before the function checks who calls. Everybody on the internet can send it any input, as often as they like,
and use what its role allows. Checks inside the code are easily forgotten on one path, and the call is paid for anyway.
"""
    remediation = f"""
Put an authorizer before the route; what is public on purpose should reach a function that can do little. The sender
of a webhook cannot sign in: verify its signature in the code. The fix asks the API's authorizer, or else IAM.

- Template: in SAM `Auth: {{DefaultAuthorizer: …}}` on the API (Cognito, JWT, Lambda or `AWS_IAM`) and
  `Auth: {{Authorizer: NONE}}` on the few events that are public; in CloudFormation `AuthorizationType` on the method or
  route, an `authenticate-cognito` or `jwt-validation` action before `forward` on a listener.
- Terraform: `authorization` and `authorizer_id` of the `aws_api_gateway_method`, `authorization_type` and
  `authorizer_id` of the `aws_apigatewayv2_route`, an action `authenticate-cognito` before `forward` of the
  `aws_lb_listener`.
- serverless.yml: `authorizer` of the event `http`, `httpApi` or `websocket`.
- Console: API Gateway > the API > *Authorization* (HTTP) or the method's *Method request* (REST).
- CLI: `aws apigatewayv2 update-route --api-id API --route-id ROUTE --authorization-type JWT --authorizer-id ID`.

{REDEPLOY}
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("APIGateway.8",),
        "nist-800-53": ("AC-3",),
        "well-architected": ("SEC03-BP07",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html",
            "https://docs.aws.amazon.com/config/latest/developerguide/api-gwv2-authorization-type-configured.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever lacks what the API's authorizer asks for, or else IAM credentials, is turned away once it is "
        "deployed; registration and sign-in cannot ask for credentials."
    )
    options = {
        "public": Option(PUBLIC, "last part of paths that are public by nature, separated by spaces"),
    }

    bad = (
        Example.sam(
            f"""
    Resources:
      Orders:{_FUNCTION}
          Events:
            List:
              Type: Api
              Properties: {{Path: /orders, Method: get}}
      {_TABLE}
            """,
            at="Resources.Orders.Properties.Events.List",
        ),
        Example.sam(
            f"""
    Resources:
      Front:
        Type: AWS::Serverless::HttpApi
        Properties:
          StageName: live
      Orders:{_FUNCTION}
          Events:
            Any:
              Type: HttpApi
              Properties: {{ApiId: !Ref Front, Path: /orders, Method: any}}
      {_TABLE}
            """,
            at="Resources.Front.Properties.Auth",
        ),
        Example.cloudformation(
            """
            Resources:
              Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
              Orders:
                Type: AWS::Lambda::Function
                Properties:
                  Runtime: python3.13
                  Handler: index.handler
                  Role: arn:aws:iam::123456789012:role/orders
                  Code: {ZipFile: "def handler(event, context): pass"}
              Post:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Api
                  ResourceId: !GetAtt Api.RootResourceId
                  HttpMethod: POST
                  AuthorizationType: NONE
                  Integration:
                    Type: AWS_PROXY
                    IntegrationHttpMethod: POST
                    Uri: !Sub >-
                      arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations
            """,
            at="Resources.Post.Properties.AuthorizationType",
        ),
        Example.cloudformation(
            """
            Resources:
              Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: orders, ProtocolType: HTTP}}
              Publish:
                Type: AWS::ApiGatewayV2::Integration
                Properties:
                  ApiId: !Ref Api
                  IntegrationType: AWS_PROXY
                  IntegrationSubtype: EventBridge-PutEvents
                  CredentialsArn: arn:aws:iam::123456789012:role/api
                  PayloadFormatVersion: "1.0"
                  RequestParameters: {Source: shop, DetailType: order, Detail: $request.body}
              Post:
                Type: AWS::ApiGatewayV2::Route
                Properties: {ApiId: !Ref Api, RouteKey: POST /orders, Target: !Sub "integrations/${Publish}"}
            """,
            at="Resources.Post.Properties.AuthorizationType",
        ),
    )
    good = (
        Example.sam(
            f"""
    Resources:
      Front:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          Cors: "'https://shop.example'"
          Auth:
            DefaultAuthorizer: AWS_IAM
            AddDefaultAuthorizerToCorsPreflight: false
      Orders:{_FUNCTION}
          Events:
            List:
              Type: Api
              Properties: {{RestApiId: !Ref Front, Path: /orders, Method: get}}
            Health:
              Type: Api
              Properties: {{RestApiId: !Ref Front, Path: /health, Method: get, Auth: {{Authorizer: NONE}}}}
      {_TABLE}
            """
        ),
        Example.sam(
            f"""
    Resources:
      Orders:{_FUNCTION}
          Events:
            Bought: {{Type: SQS, Properties: {{Queue: !GetAtt Queue.Arn}}}}
      Queue: {{Type: AWS::SQS::Queue}}
      {_TABLE}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        public = self.option("public").split()
        for routes in by_api(app):
            found = sorted((route for route in routes if is_open(route, public)), key=order)
            for open_routes in apart(found):
                yield from self._found(app, routes, open_routes)

    def _found(self, app: Application, routes: list[Route], open_routes: list[Route]) -> Iterator[Finding]:
        functions = functions_of(open_routes)
        place = place_of(routes, open_routes)
        who, severity, reason = judged(app, open_routes, functions)
        labels = listing(
            f"`{route.label}`" for route in open_routes if route.method != "$disconnect" or len(open_routes) == 1
        )
        if who:
            yield self.finding(
                place,
                f"{labels}: {who} can {behind(open_routes, functions)}.",
                functions=functions,
                severity=severity,
                severity_reason=reason,
                persona=Persona.PEDANTIC if reason.startswith(SIGNED) else None,
                edits=[] if reason.startswith(SIGNED) else signed(app, open_routes, place),
            )
