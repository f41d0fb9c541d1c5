"""REST APIs out of single resources: paths, authentication, and who gets that far."""

import pytest

from leastwise.model.graph import AuthKind, Exposure, TriggerKind

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"


def api(application, method="", *, properties="Name: shop", more=""):
    return application(f"""
Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{{properties}}}}}
Orders: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}}}}
Order: {{Type: AWS::ApiGateway::Resource, Properties: {{RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{{id}}"}}}}
Get:
  Type: AWS::ApiGateway::Method
  Properties:
    RestApiId: !Ref Api
    ResourceId: !Ref Order
    HttpMethod: GET
    Integration: {{Type: AWS_PROXY, Uri: !Sub "{URI}"}}
    {method}
{more}
""")


def route(app):
    (found,) = app.routes
    return found


def test_a_method_is_a_route_and_a_trigger(application):
    app = api(application, "AuthorizationType: NONE")
    found = route(app)
    assert (found.kind, found.label, found.auth) == (TriggerKind.REST_API, "GET /orders/{id}", AuthKind.NONE)
    assert found.function.name == "Fn"
    assert found.api.name == "Api"
    assert found.property.location.line == 13
    (trigger,) = app.all_triggers
    assert (trigger.kind, trigger.exposure, trigger.source) == (
        TriggerKind.REST_API,
        Exposure.INTERNET,
        "template.yaml:Api",
    )
    assert trigger.route is found


@pytest.mark.parametrize(
    ("method", "auth", "exposure"),
    [
        ("", AuthKind.NONE, Exposure.INTERNET),
        ("AuthorizationType: AWS_IAM", AuthKind.IAM, Exposure.AUTHENTICATED),
        ("AuthorizationType: COGNITO_USER_POOLS", AuthKind.COGNITO, Exposure.AUTHENTICATED),
        ("AuthorizationType: !Ref AWS::Region", AuthKind.UNKNOWN, Exposure.UNKNOWN),
        ("AuthorizationType: Strange", AuthKind.UNKNOWN, Exposure.UNKNOWN),
        ("AuthorizationType: [NONE]", AuthKind.UNKNOWN, Exposure.UNKNOWN),
        ("ApiKeyRequired: true", AuthKind.API_KEY, Exposure.INTERNET),
        ("ApiKeyRequired: 'true'", AuthKind.API_KEY, Exposure.INTERNET),
    ],
)
def test_authentication(application, method, auth, exposure):
    found = route(api(application, method))
    assert (found.auth, found.exposure) == (auth, exposure)


def test_a_key_beside_authentication_is_kept_apart(application):
    app = api(application, "AuthorizationType: AWS_IAM\n    ApiKeyRequired: true")
    assert (route(app).auth, route(app).needs_key) == (AuthKind.IAM, True)


def test_an_authorizer_is_joined_and_starts_its_function(application):
    app = api(
        application,
        "AuthorizationType: CUSTOM\n    AuthorizerId: !Ref Auth",
        more=f"""
Auth:
  Type: AWS::ApiGateway::Authorizer
  Properties: {{RestApiId: !Ref Api, Type: TOKEN, AuthorizerUri: !Sub "{URI.replace("Fn", "Check")}"}}
Check: {{Type: AWS::Lambda::Function, Properties: {{Code: {{ZipFile: x}}}}}}
""",
    )
    found = route(app)
    assert found.auth is AuthKind.LAMBDA
    assert found.authorizer.function.name == "Check"
    (trigger,) = app.triggers(kind=TriggerKind.AUTHORIZER)
    assert (trigger.function.name, trigger.exposure) == ("Check", Exposure.INTERNET)


@pytest.mark.parametrize(
    ("properties", "private", "exposure"),
    [
        ("EndpointConfiguration: {Types: [PRIVATE]}", True, Exposure.PRIVATE),
        ("EndpointConfiguration: {Types: [REGIONAL]}", False, Exposure.INTERNET),
        ("EndpointConfiguration: {Types: [!Ref AWS::Region]}", False, Exposure.UNKNOWN),
        ("EndpointConfiguration: !Ref AWS::Region", False, Exposure.UNKNOWN),
    ],
)
def test_private_apis(application, properties, private, exposure):
    found = route(api(application, properties=properties))
    assert (found.private, found.exposure) == (private, exposure)


EVERYBODY = "{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*'}"


@pytest.mark.parametrize(
    ("statements", "auth"),
    [
        (EVERYBODY, AuthKind.NONE),
        (f"{EVERYBODY}, {{Effect: Deny, Principal: '*', Action: '*', Resource: 'execute-api:/*', "
         "Condition: {NotIpAddress: {'aws:SourceIp': [203.0.113.0/24]}}}", AuthKind.RESOURCE_POLICY),
        (f"{EVERYBODY}, {{Effect: Deny, Principal: '*', Action: '*', Resource: 'execute-api:/*', "
         "Condition: {IpAddress: {'aws:SourceIp': [203.0.113.0/24]}}}", AuthKind.NONE),
        (f"{EVERYBODY}, {{Effect: Deny, Principal: '*', Action: '*', Resource: 'execute-api:/*/POST/orders/*', "
         "Condition: {StringNotEquals: {'aws:SourceVpce': vpce-1}}}", AuthKind.NONE),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: 'execute-api:/prod/GET/orders/*'}", AuthKind.NONE),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: 'execute-api:/prod/GET/health'}",
         AuthKind.RESOURCE_POLICY),
        ("{Effect: Allow, Principal: {AWS: '111122223333'}, Action: '*', Resource: '*'}", AuthKind.RESOURCE_POLICY),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: '*', "
         "Condition: {IpAddress: {'aws:SourceIp': 203.0.113.0/24}}}", AuthKind.RESOURCE_POLICY),
        ("{Effect: Allow, Principal: '*', Action: '*', Resource: '*', "
         "Condition: {IpAddress: {'aws:SourceIp': 0.0.0.0/0}}}", AuthKind.NONE),
    ],
)  # fmt: skip
def test_what_the_policy_of_the_api_makes_of_an_open_route(application, statements, auth):
    app = api(application, properties=f"Policy: {{Statement: [{statements}]}}")
    assert route(app).auth is auth


def test_a_policy_that_is_not_known_leaves_authentication_unknown(application):
    assert route(api(application, properties="Policy: !Ref AWS::Region")).auth is AuthKind.UNKNOWN


def test_mutual_tls_counts_when_there_is_no_other_way_in(application):
    domain = """
Domain:
  Type: AWS::ApiGateway::DomainName
  Properties: {DomainName: shop.example.com, MutualTlsAuthentication: {TruststoreUri: s3://b/k}}
Mapping: {Type: AWS::ApiGateway::BasePathMapping, Properties: {DomainName: !Ref Domain, RestApiId: !Ref Api}}
"""
    closed = api(application, properties="DisableExecuteApiEndpoint: true", more=domain)
    beside = api(application, more=domain)
    named = api(
        application,
        properties="DisableExecuteApiEndpoint: true",
        more=domain.replace("DomainName: !Ref Domain", "DomainName: shop.example.com"),
    )
    assert (route(closed).auth, route(closed).exposure) == (AuthKind.MTLS, Exposure.AUTHENTICATED)
    assert route(named).auth is AuthKind.MTLS
    assert route(beside).auth is AuthKind.NONE


def test_routes_that_lead_elsewhere_have_no_function(application):
    app = application("""
        Api: {Type: AWS::ApiGateway::RestApi}
        Queue: {Type: AWS::SQS::Queue}
        Options:
          Type: AWS::ApiGateway::Method
          Properties: {RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: OPTIONS,
                       Integration: {Type: MOCK}}
        Send:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            ResourceId: !GetAtt Api.RootResourceId
            HttpMethod: ANY
            Integration:
              Type: AWS
              Uri: !Sub "arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/${Queue.QueueName}"
        """)
    assert [(r.label, r.function, r.target and r.target.name) for r in app.routes] == [
        ("OPTIONS /", None, None),
        ("ANY /", None, "Queue"),
    ]
    assert app.all_triggers == ()


def test_an_api_outside_the_application(application):
    app = application(
        f"""
        Get:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref ApiId
            ResourceId: !Ref ParentId
            HttpMethod: get
            Integration: {{Type: AWS_PROXY, Uri: !Sub "{URI}"}}
        """,
        head="Parameters: {ApiId: {Type: String}, ParentId: {Type: String}}",
    )
    found = route(app)
    assert (found.label, found.exposure, found.api.name) == ("GET /…", Exposure.UNKNOWN, "Get")
    assert app.unread == ()


def test_a_function_chosen_by_a_stage_variable_is_said(application):
    app = application("""
        Api: {Type: AWS::ApiGateway::RestApi}
        Get:
          Type: AWS::ApiGateway::Method
          Properties:
            RestApiId: !Ref Api
            ResourceId: !GetAtt Api.RootResourceId
            HttpMethod: GET
            Integration:
              Type: AWS_PROXY
              Uri: "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:${stageVariables.fn}/invocations"
        """)
    assert route(app).function is None
    assert [entry.line for entry in app.unread] == [12]
