"""HTTP and WebSocket APIs, GraphQL, function URLs and what stands before them."""

import pytest

from leastwise.model.graph import AuthKind, Exposure, TriggerKind

PARTS = """
Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: %s}}
Int: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Api, IntegrationUri: !GetAtt Fn.Arn}}
Auth: {Type: AWS::ApiGatewayV2::Authorizer, Properties: {AuthorizerType: JWT}}
"""


def routes(app):
    return [(r.kind, r.label, r.auth, r.exposure, r.function and r.function.name) for r in app.routes]


def test_http_routes(application):
    app = application(
        PARTS % "HTTP"
        + """
Open: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: GET /a, Target: !Sub "integrations/${Int}"}}
Closed:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: $default, Target: !Sub "integrations/${Int}", AuthorizationType: JWT, AuthorizerId: !Ref Auth}
"""
    )
    assert routes(app) == [
        (TriggerKind.HTTP_API, "GET /a", AuthKind.NONE, Exposure.INTERNET, "Fn"),
        (TriggerKind.HTTP_API, "$default", AuthKind.JWT, Exposure.AUTHENTICATED, "Fn"),
    ]
    assert app.routes[1].authorizer.id == "template.yaml:Auth"


def test_quick_create(application):
    app = application("Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt Fn.Arn}}")
    assert routes(app) == [(TriggerKind.HTTP_API, "$default", AuthKind.NONE, Exposure.INTERNET, "Fn")]


def test_messages_of_a_socket_are_known_by_how_it_was_opened(application):
    app = application(
        PARTS % "WEBSOCKET"
        + """
Connect:
  Type: AWS::ApiGatewayV2::Route
  Properties: {ApiId: !Ref Api, RouteKey: $connect, AuthorizationType: AWS_IAM, Target: !Sub "integrations/${Int}"}
Send: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Api, RouteKey: send, Target: !Sub "integrations/${Int}"}}
"""
    )
    assert routes(app) == [
        (TriggerKind.WEBSOCKET, "$connect", AuthKind.IAM, Exposure.AUTHENTICATED, "Fn"),
        (TriggerKind.WEBSOCKET, "send", AuthKind.IAM, Exposure.AUTHENTICATED, "Fn"),
    ]
    assert app.routes[1].property.resource.name == "Connect"


GRAPHQL = """
Api: {Type: AWS::AppSync::GraphQLApi, Properties: {%s}}
Source:
  Type: AWS::AppSync::DataSource
  Properties: {ApiId: !GetAtt Api.ApiId, Name: orders, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt Fn.Arn}}
"""


@pytest.mark.parametrize(
    ("properties", "auth", "exposure"),
    [
        ("AuthenticationType: API_KEY", AuthKind.API_KEY, Exposure.INTERNET),
        ("AuthenticationType: AWS_IAM", AuthKind.IAM, Exposure.AUTHENTICATED),
        ("AuthenticationType: AMAZON_COGNITO_USER_POOLS", AuthKind.COGNITO, Exposure.AUTHENTICATED),
        ("AuthenticationType: API_KEY, Visibility: PRIVATE", AuthKind.API_KEY, Exposure.PRIVATE),
        ("AuthenticationType: !Ref AWS::Region", AuthKind.UNKNOWN, Exposure.UNKNOWN),
    ],
)
def test_graphql_fields(application, properties, auth, exposure):
    app = application(
        GRAPHQL % properties
        + """
Unit:
  Type: AWS::AppSync::Resolver
  Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: orders, DataSourceName: !GetAtt Source.Name}
Named:
  Type: AWS::AppSync::Resolver
  Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: named, DataSourceName: orders}
Pipeline:
  Type: AWS::AppSync::Resolver
  Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Mutation, FieldName: add, Kind: PIPELINE,
               PipelineConfig: {Functions: [!GetAtt Step.FunctionId]}}
Step:
  Type: AWS::AppSync::FunctionConfiguration
  Properties: {ApiId: !GetAtt Api.ApiId, DataSourceName: !GetAtt Source.Name}
Local: {Type: AWS::AppSync::Resolver, Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: none}}
"""
    )
    assert routes(app) == [
        (TriggerKind.APPSYNC, "Query.orders", auth, exposure, "Fn"),
        (TriggerKind.APPSYNC, "Query.named", auth, exposure, "Fn"),
        (TriggerKind.APPSYNC, "Mutation.add", auth, exposure, "Fn"),
        (TriggerKind.APPSYNC, "Query.none", auth, exposure, None),
    ]


def test_the_authorizer_of_a_graphql_api(application):
    app = application(
        GRAPHQL % "AuthenticationType: AWS_LAMBDA, LambdaAuthorizerConfig: {AuthorizerUri: !GetAtt Fn.Arn}"
        + "\nR: {Type: AWS::AppSync::Resolver, Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: a}}\n"
    )
    assert app.routes[0].authorizer.function.name == "Fn"
    assert [t.kind for t in app.all_triggers] == [TriggerKind.AUTHORIZER]


@pytest.mark.parametrize(
    ("auth_type", "auth", "exposure"),
    [
        ("NONE", AuthKind.NONE, Exposure.INTERNET),
        ("AWS_IAM", AuthKind.IAM, Exposure.AUTHENTICATED),
        ("!Ref AWS::Region", AuthKind.UNKNOWN, Exposure.UNKNOWN),
    ],
)
def test_function_urls(application, auth_type, auth, exposure):
    app = application(f"""
        Alias: {{Type: AWS::Lambda::Alias, Properties: {{FunctionName: !Ref Fn, Name: live}}}}
        Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !Ref Alias, AuthType: {auth_type}}}}}
        """)
    assert routes(app) == [(TriggerKind.FUNCTION_URL, "ANY /*", auth, exposure, "Fn")]
    assert app.exposure(app.functions[0]) is exposure


@pytest.mark.parametrize(
    ("behaviour", "auth"),
    [
        ("", AuthKind.NONE),
        ("TrustedKeyGroups: [group]", AuthKind.SIGNED_URL),
        ("FunctionAssociations: [{EventType: viewer-request, FunctionARN: x}]", AuthKind.UNKNOWN),
        ("FunctionAssociations: [{EventType: viewer-response, FunctionARN: x}]", AuthKind.NONE),
    ],
)
def test_a_distribution_opens_a_url_that_asks_for_credentials(application, behaviour, auth):
    app = application(f"""
        Url: {{Type: AWS::Lambda::Url, Properties: {{TargetFunctionArn: !Ref Fn, AuthType: AWS_IAM}}}}
        Web:
          Type: AWS::CloudFront::Distribution
          Properties:
            DistributionConfig:
              Origins: [{{Id: fn, DomainName: !GetAtt Url.FunctionUrl}}, {{Id: other, DomainName: example.com}}]
              DefaultCacheBehavior: {{TargetOriginId: fn, {behaviour}}}
              CacheBehaviors: [{{TargetOriginId: other, PathPattern: /static/*}}]
        """)
    assert [(r.kind, r.auth) for r in app.routes] == [
        (TriggerKind.FUNCTION_URL, AuthKind.IAM),
        (TriggerKind.CLOUDFRONT, auth),
    ]


BALANCER = """
Group:
  Type: AWS::ElasticLoadBalancingV2::TargetGroup
  Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}
Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {%s}}
Listener:
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    LoadBalancerArn: !Ref Balancer
    DefaultActions: [%s]
"""
FORWARD = "{Type: forward, TargetGroupArn: !Ref Group}"


@pytest.mark.parametrize(
    ("scheme", "actions", "auth", "exposure"),
    [
        ("", FORWARD, AuthKind.NONE, Exposure.INTERNET),
        ("Scheme: internal", FORWARD, AuthKind.NONE, Exposure.PRIVATE),
        ("Scheme: !Ref AWS::Region", FORWARD, AuthKind.NONE, Exposure.UNKNOWN),
        ("", "{Type: authenticate-cognito}, " + FORWARD, AuthKind.COGNITO, Exposure.AUTHENTICATED),
        ("", "{Type: authenticate-oidc, AuthenticateOidcConfig: {OnUnauthenticatedRequest: allow}}, " + FORWARD,
         AuthKind.NONE, Exposure.INTERNET),
        ("", "{Type: forward, ForwardConfig: {TargetGroups: [{TargetGroupArn: !Ref Group}]}}",
         AuthKind.NONE, Exposure.INTERNET),
    ],
)  # fmt: skip
def test_load_balancers(application, scheme, actions, auth, exposure):
    app = application(BALANCER % (scheme, actions))
    assert routes(app) == [(TriggerKind.ALB, "ANY /*", auth, exposure, "Fn")]


def test_rules_of_a_listener(application):
    app = application(
        BALANCER % ("", "{Type: fixed-response}")
        + """
Rule:
  Type: AWS::ElasticLoadBalancingV2::ListenerRule
  Properties:
    ListenerArn: !Ref Listener
    Conditions: [{Field: path-pattern, Values: [/a, /b/*]},
                 {Field: http-request-method, HttpRequestMethodConfig: {Values: [POST]}}]
    Actions: [{Type: forward, TargetGroupArn: !Ref Group}]
"""
    )
    assert [r.label for r in app.routes] == ["POST /a", "POST /b/*"]


def test_a_target_group_without_listener_is_reached_by_nobody_knows_whom(application):
    app = application("""
        Group:
          Type: AWS::ElasticLoadBalancingV2::TargetGroup
          Properties: {TargetType: lambda, Targets: [{Id: !GetAtt Fn.Arn}]}
        """)
    assert routes(app) == [(TriggerKind.ALB, "ANY /*", AuthKind.UNKNOWN, Exposure.UNKNOWN, "Fn")]


LATTICE = """
Group: {Type: AWS::VpcLattice::TargetGroup, Properties: {Type: LAMBDA, Targets: [{Id: !GetAtt Fn.Arn}]}}
Service: {Type: AWS::VpcLattice::Service, Properties: {AuthType: %s}}
Listener:
  Type: AWS::VpcLattice::Listener
  Properties:
    ServiceIdentifier: !Ref Service
    DefaultAction: {Forward: {TargetGroups: [{TargetGroupIdentifier: !Ref Group}]}}
Network: {Type: AWS::VpcLattice::ServiceNetwork, Properties: {AuthType: %s}}
Link:
  Type: AWS::VpcLattice::ServiceNetworkServiceAssociation
  Properties: {ServiceIdentifier: !Ref Service, ServiceNetworkIdentifier: %s}
"""
POLICY = """
Policy:
  Type: AWS::VpcLattice::AuthPolicy
  Properties:
    ResourceIdentifier: !Ref Service
    Policy: {Statement: [{Effect: Allow, Principal: "*", Action: "*", Resource: "*"%s}]}
"""


@pytest.mark.parametrize(
    ("service", "network", "link", "policy", "auth"),
    [
        ("NONE", "NONE", "!Ref Network", "", AuthKind.NONE),
        ("AWS_IAM", "NONE", "!Ref Network", "", AuthKind.IAM),
        ("NONE", "AWS_IAM", "!Ref Network", "", AuthKind.IAM),
        ("NONE", "NONE", "sn-0123456789abcdef0", "", AuthKind.UNKNOWN),
        ("AWS_IAM", "NONE", "!Ref Network", POLICY % "", AuthKind.NONE),
        (
            "AWS_IAM",
            "NONE",
            "!Ref Network",
            POLICY % ", Condition: {StringEquals: {aws:PrincipalOrgID: o-a1b2c3d4e5}}",
            AuthKind.IAM,
        ),
    ],
)
def test_lattice_services_are_private(application, service, network, link, policy, auth):
    app = application(LATTICE % (service, network, link) + policy)
    assert routes(app) == [(TriggerKind.LATTICE, "ANY /*", auth, Exposure.PRIVATE, "Fn")]


def test_a_field_may_call_a_service_of_aws(application):
    app = application("""
        Api: {Type: AWS::AppSync::GraphQLApi, Properties: {Name: shop, AuthenticationType: API_KEY}}
        Workflows:
          Type: AWS::AppSync::DataSource
          Properties:
            ApiId: !GetAtt Api.ApiId
            Name: workflows
            Type: HTTP
            HttpConfig:
              Endpoint: https://states.eu-west-1.amazonaws.com
              AuthorizationConfig: {AuthorizationType: AWS_IAM, AwsIamConfig: {SigningServiceName: states}}
        Start:
          Type: AWS::AppSync::Resolver
          Properties: {ApiId: !GetAtt Api.ApiId, TypeName: Mutation, FieldName: start, DataSourceName: workflows}
        """)
    assert [route.service for route in app.routes] == ["states"]


@pytest.mark.parametrize(
    ("definition", "auth"),
    [
        (
            "{openapi: 3.0.1, servers: [{x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}}]",
            AuthKind.MTLS,
        ),
        ("{swagger: 2.0, x-amazon-apigateway-endpoint-configuration: {disableExecuteApiEndpoint: true}", AuthKind.MTLS),
        ("{openapi: 3.0.1", AuthKind.NONE),
    ],
)
def test_a_definition_may_switch_the_default_endpoint_off(application, definition, auth):
    app = application(f"""
        Api:
          Type: AWS::ApiGateway::RestApi
          Properties:
            Body: {definition}, paths: {{/: {{get: {{x-amazon-apigateway-integration: {{type: aws_proxy, uri: !GetAtt Fn.Arn}}}}}}}}}}
        Domain:
          Type: AWS::ApiGateway::DomainName
          Properties: {{MutualTlsAuthentication: {{TruststoreUri: "s3://trust/store.pem"}}}}
        Mapping: {{Type: AWS::ApiGateway::BasePathMapping, Properties: {{DomainName: !Ref Domain, RestApiId: !Ref Api}}}}
        """)
    assert [route.auth for route in app.routes] == [auth]
