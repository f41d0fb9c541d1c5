"""Asking callers to sign their requests, in the forms in which APIs are written."""

import pytest

from leastwise.model.edit import Set
from leastwise.model.value import Reference
from leastwise.rules.api.unauthenticated_route import UnauthenticatedRoute
from leastwise.rules.example import contents, findings
from leastwise.rules.rule import Example
from leastwise.testing import assert_fixes

FUNCTION = """
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: "def handler(event, context): pass"
      EVENTS
"""
INVOKE = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations"
REST = """
  Front:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      MORE
"""
CALL = f"{{x-amazon-apigateway-integration: {{type: aws_proxy, httpMethod: POST, uri: !Sub '{INVOKE}'}}}}"


def template(front: str, events: str = "Timeout: 3") -> str:
    return "Transform: AWS::Serverless-2016-10-31\nResources:" + FUNCTION.replace("EVENTS", events) + front


def events(kind: str, name: str, more: str = "") -> str:
    read = f"{{Type: {kind}, Properties: {{{name}Path: /a, Method: get}}}}"
    return f"Events: {{Read: {read}{more}}}"


FORMS = {
    "definition in OpenAPI 3": template(
        REST.replace("MORE", f"DefinitionBody: {{openapi: 3.0.1, paths: {{/a: {{get: {CALL}, put: {CALL}}}}}}}")
    ),
    "definition in OpenAPI 2": template(
        REST.replace("MORE", f"DefinitionBody: {{swagger: '2.0', paths: {{/a: {{get: {CALL}}}}}}}")
    ),
    "definition of CloudFormation": template(
        f"""
  Front:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        info: {{title: orders, version: "1"}}
        paths:
          /a:
            get: {CALL}
            put: {CALL}
"""
    ),
    "definition of an HTTP API": template(
        f"""
  Front:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Body: {{openapi: 3.0.1, info: {{title: orders, version: "1"}}, paths: {{/a: {{get: {CALL}}}}}}}
"""
    ),
    "CORS": template(
        REST.replace("MORE", "Cors: \"'https://shop.example'\""), events("Api", "RestApiId: !Ref Front, ")
    ),
    "beside a public route": template(
        "",
        events("HttpApi", "", ", Health: {Type: HttpApi, Properties: {Path: /health, Method: get}}"),
    ),
    "with Globals": "Globals: {HttpApi: {CorsConfiguration: {AllowOrigins: [https://shop.example]}}}\n"
    + template("", events("HttpApi", "")),
}

USERS = """
  Front:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Users:
            JwtConfiguration: {issuer: https://users.example, audience: [shop]}
            IdentitySource: $request.header.Authorization
"""
TWO = (
    "Events: {Read: {Type: HttpApi, Properties: {ApiId: !Ref Front, Path: /a, Method: get, Auth: {Authorizer: Users}}}, "
    "Write: {Type: HttpApi, Properties: {ApiId: !Ref Front, Path: /a, Method: put}}}"
)
FORMS["an authorizer is there"] = template(USERS, TWO)


@pytest.mark.parametrize("form", FORMS)
def test_callers_are_asked_to_sign(form: str) -> None:
    example = Example.sam(FORMS[form])
    assert any(finding.edits for finding in findings(UnauthenticatedRoute(), contents(example)))
    assert_fixes(type("Form", (UnauthenticatedRoute,), {"bad": example}))


def test_a_webhook_cannot_sign() -> None:
    files = {"template.yaml": template("", events("HttpApi", "").replace("/a", "/webhook"))}
    assert [finding.edits for finding in findings(UnauthenticatedRoute(), files)] == [()]


def test_the_authorizer_of_the_other_routes_is_asked_too() -> None:
    methods = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
  Users:
    Type: AWS::ApiGateway::Authorizer
    Properties: {Name: users, Type: COGNITO_USER_POOLS, RestApiId: !Ref Api, ProviderARNs: [!GetAtt Pool.Arn]}
  Pool: {Type: AWS::Cognito::UserPool}
  Queue: {Type: AWS::SQS::Queue}
  Get: METHOD
  Put: METHOD
"""
    method = (
        "{Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, VERB, "
        "Integration: {Type: AWS, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:eu-west-1:sqs:path/"
        "${AWS::AccountId}/${Queue.QueueName}'}}}"
    )
    closed = "HttpMethod: PUT, AuthorizationType: COGNITO_USER_POOLS, AuthorizerId: !Ref Users"
    template = methods.replace("METHOD", method.replace("VERB", closed), 1)
    template = template.replace("METHOD", method.replace("VERB", "HttpMethod: GET, AuthorizationType: NONE"))
    (finding,) = findings(UnauthenticatedRoute(), {"template.yaml": template})
    assert [edit.value for edit in finding.edits if isinstance(edit, Set)] == [
        "COGNITO_USER_POOLS",
        Reference("template.yaml:Users", "Ref"),
    ]
    assert_fixes(type("Form", (UnauthenticatedRoute,), {"bad": Example.cloudformation(template)}))


@pytest.mark.parametrize(
    ("path", "method", "sibling", "fixed"),
    [
        ("/users", "post", "/users/login", False),
        ("/v1/Accounts/", "any", "/sign-in", False),
        ("/users", "get", "/users/login", True),
        ("/users", "post", "/health", True),
        ("/orders", "post", "/users/login", True),
    ],
)
def test_nobody_who_registers_is_asked_for_credentials(path: str, method: str, sibling: str, fixed: bool) -> None:
    routes = f"New: {{Type: Api, Properties: {{RestApiId: !Ref Front, Path: {path}, Method: {method}}}}}"
    beside = f"In: {{Type: Api, Properties: {{RestApiId: !Ref Front, Path: {sibling}, Method: post}}}}"
    document = template(REST.replace("MORE", "TracingEnabled: true"), f"Events: {{{routes}, {beside}}}")
    (finding,) = findings(UnauthenticatedRoute(), {"template.yaml": document})
    assert bool(finding.edits) is fixed


@pytest.mark.parametrize("last", ["sign-in", "sign-up", "log-in", "refresh", "reset-password", "verify"])
def test_where_people_get_in_is_public(last: str) -> None:
    event = f"In: {{Type: Api, Properties: {{RestApiId: !Ref Front, Path: /users/{last}, Method: post}}}}"
    document = template(REST.replace("MORE", "TracingEnabled: true"), f"Events: {{{event}}}")
    assert findings(UnauthenticatedRoute(), {"template.yaml": document}) == []
