"""REST and HTTP APIs out of OpenAPI definitions."""

import pytest

from leastwise.model.graph import AuthKind, Exposure, TriggerKind

SCHEMES = """
    key: {type: apiKey, name: x-api-key, in: header}
    sigv4: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
    pool: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: cognito_user_pools}
    token: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: custom,
            x-amazon-apigateway-authorizer: {type: token, authorizerUri: !Sub "arn:x:functions/${Check.Arn}/invocations"}}
    jwt: {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt, jwtConfiguration: {issuer: x}}}
    elsewhere: {type: oauth2}
"""


def definition(application, operation, *, kind="AWS::ApiGateway::RestApi", top="", method="get"):
    return application(f"""
Check: {{Type: AWS::Lambda::Function, Properties: {{Code: {{ZipFile: x}}}}}}
Api:
  Type: {kind}
  Properties:
    Body:
      {top or "swagger: '2.0'"}
      securityDefinitions:{SCHEMES.replace(chr(10), chr(10) + "    ").rstrip()}
      paths:
        /orders:
          {method}:
            {operation}
            x-amazon-apigateway-integration: {{type: aws_proxy, uri: !Sub "arn:x:functions/${{Fn.Arn}}/invocations"}}
""")


@pytest.mark.parametrize(
    ("security", "auth", "key"),
    [
        ("summary: x", AuthKind.NONE, False),
        ("security: []", AuthKind.NONE, False),
        ("security: [{}]", AuthKind.NONE, False),
        ("security: [{NONE: []}]", AuthKind.NONE, False),
        ("security: [{key: []}]", AuthKind.API_KEY, True),
        ("security: [{api_key: []}]", AuthKind.API_KEY, True),
        ("security: [{sigv4: []}]", AuthKind.IAM, False),
        ("security: [{pool: []}]", AuthKind.COGNITO, False),
        ("security: [{token: []}]", AuthKind.LAMBDA, False),
        ("security: [{jwt: []}]", AuthKind.JWT, False),
        ("security: [{key: []}, {pool: []}]", AuthKind.COGNITO, True),
        ("security: [{elsewhere: []}]", AuthKind.UNKNOWN, False),
        ("security: [{absent: []}]", AuthKind.UNKNOWN, False),
        ("security: !Ref AWS::Region", AuthKind.UNKNOWN, False),
        ("x-amazon-apigateway-auth: {type: aws_iam}", AuthKind.IAM, False),
        ("x-amazon-apigateway-auth: {type: NONE}", AuthKind.NONE, False),
    ],
)
def test_security_of_an_operation(application, security, auth, key):
    (route,) = definition(application, security).routes
    assert (route.auth, route.needs_key) == (auth, key)
    assert (route.label, route.function.name, route.kind) == ("GET /orders", "Fn", TriggerKind.REST_API)
    assert route.property.dotted == "Body.paths./orders.get"


def test_a_rest_api_takes_no_notice_of_security_for_the_whole_definition(application):
    (route,) = definition(application, "summary: x", top="security: [{pool: []}]").routes
    assert route.auth is AuthKind.NONE


@pytest.mark.parametrize(
    ("operation", "auth"),
    [("summary: x", AuthKind.JWT), ("security: []", AuthKind.NONE), ("security: [{sigv4: []}]", AuthKind.IAM)],
)
def test_an_http_api_does_and_an_operation_overrides_it(application, operation, auth):
    app = definition(application, operation, kind="AWS::ApiGatewayV2::Api", top="security: [{jwt: []}]")
    assert [(r.kind, r.auth) for r in app.routes] == [(TriggerKind.HTTP_API, auth)]


def test_authorizers_of_the_definition(application):
    app = definition(application, "security: [{token: []}]")
    assert app.routes[0].authorizer.function.name == "Check"
    assert {a.kind for a in app.authorizers} >= {AuthKind.LAMBDA, AuthKind.COGNITO, AuthKind.JWT}
    assert [(t.kind, t.function.name) for t in app.triggers(kind=TriggerKind.AUTHORIZER)] == [
        (TriggerKind.AUTHORIZER, "Check")
    ]


def test_any_method_and_its_policy(application):
    app = definition(
        application,
        "summary: x",
        method="x-amazon-apigateway-any-method",
        top="x-amazon-apigateway-policy: {Statement: [{Effect: Allow, Principal: {AWS: '111122223333'}, "
        "Action: '*', Resource: '*'}]}",
    )
    assert [(r.method, r.auth) for r in app.routes] == [("ANY", AuthKind.RESOURCE_POLICY)]


def test_a_body_as_json_text(application):
    app = application("""
        Api:
          Type: AWS::ApiGateway::RestApi
          Properties:
            Body: !Sub |
              {"paths": {"/a": {"post": {"x-amazon-apigateway-integration":
                {"type": "aws_proxy", "uri": "arn:x:functions/${Fn.Arn}/invocations"}}}}}
        """)
    assert [(r.label, r.function.name, r.exposure) for r in app.routes] == [("POST /a", "Fn", Exposure.INTERNET)]


def test_a_definition_in_a_file_of_its_own_names_functions_as_text(application):
    app = application("""
        Api:
          Type: AWS::ApiGateway::RestApi
          Properties:
            Body:
              paths:
                /a: {get: {x-amazon-apigateway-integration: {uri: "arn:x:functions/${Fn.Arn}/invocations"}}}
                /b: {get: {x-amazon-apigateway-integration: {uri: {Fn::Sub: "arn:x:functions/${Fn.Arn}/invocations"}}}}
                /c: {get: {x-amazon-apigateway-integration: {type: mock}}}
        """)
    assert [r.function and r.function.name for r in app.routes] == ["Fn", "Fn", None]


def test_variables_that_are_put_in_on_import(application):
    app = application("""
        Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker}}
        Api: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: a.yaml}}}}}
        """, files={"a.yaml": "paths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: "
        "'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:worker/invocations'}}}}"})  # fmt: skip
    assert [r.function.name for r in app.routes] == ["Fn"]


def test_shared_integrations_of_an_http_api(application):
    app = application("""
        Api:
          Type: AWS::ApiGatewayV2::Api
          Properties:
            Body:
              paths:
                /$default:
                  x-amazon-apigateway-any-method:
                    x-amazon-apigateway-integration: {$ref: "#/components/x-amazon-apigateway-integrations/fn"}
              components: {x-amazon-apigateway-integrations: {fn: {type: AWS_PROXY, uri: !GetAtt Fn.Arn}}}
        """)
    assert [(r.method, r.path, r.function.name) for r in app.routes] == [("ANY", "$default", "Fn")]


@pytest.mark.parametrize("body", ["Body: not json", "BodyS3Location: {Bucket: b, Key: k}", "Body: !Select [9, [a]]"])
def test_a_definition_that_cannot_be_read_is_said(application, body):
    app = application(f"Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{{body}}}}}")
    assert [entry.kind for entry in app.unread] == ["reference"]


@pytest.mark.parametrize(
    "body", ["{paths: 3}", "{paths: {/a: 3}}", "{paths: {/a: {get: [1]}}}", "{securityDefinitions: 1}"]
)
def test_odd_definitions_have_no_routes(application, body):
    app = application(f"Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {body}}}}}")
    assert app.routes == ()
