"""A token that was issued for something else opens the API as well."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.rules.api._tokens import unchecked, without_scopes
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing


class JwtWithoutAudience(Rule):
    id = "jwt-without-audience"
    title = "Tokens accepted whoever they were issued for"
    why = """
An identity provider issues tokens for many programs. The audience says for which one a token is, the issuer who vouches
for it. Where neither audience nor client is compared, a token that another program of the same provider got, perhaps
for a game or a newsletter, is as good as one of your own.
"""
    remediation = """
Say for whom a token must have been issued, and by whom.

- Template: `JwtConfiguration: {issuer: …, audience: [CLIENT]}` (HTTP API), `OpenIDConnectConfig: {ClientId: …}`
  (AppSync), `AllowedAudience` or `AllowedClients` (AgentCore), `AdditionalClaims` with `aud` (load balancer),
  `AuthorizationScopes` on the routes of a Cognito authorizer.
- Console: API Gateway > the API > *Authorization* > *Manage authorizers*; AppSync > the API > *Settings*.
- CLI: `aws apigatewayv2 update-authorizer --api-id API --authorizer-id ID
  --jwt-configuration Audience=CLIENT,Issuer=https://ISSUER`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-287", "CWE-345")
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-3", "IA-8"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
            "https://docs.aws.amazon.com/appsync/latest/APIReference/API_OpenIDConnectConfig.html",
            "https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/inbound-jwt-authorizer.html",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html",
        ),
    }

    bad = (
        Example.sam(
            """
            Resources:
              Front:
                Type: AWS::Serverless::HttpApi
                Properties:
                  Auth:
                    Authorizers:
                      Users:
                        IdentitySource: $request.header.Authorization
                        JwtConfiguration: {issuer: https://login.shop.example}
                    DefaultAuthorizer: Users
            """,
            at="Resources.Front.Properties.Auth.Authorizers.Users",
        ),
        Example.cloudformation(
            """
            Resources:
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: OPENID_CONNECT
                  OpenIDConnectConfig: {Issuer: https://login.shop.example}
              Tools:
                Type: AWS::BedrockAgentCore::Gateway
                Properties:
                  Name: tools
                  RoleArn: arn:aws:iam::123456789012:role/tools
                  AuthorizerType: CUSTOM_JWT
                  AuthorizerConfiguration:
                    CustomJWTAuthorizer: {DiscoveryUrl: https://login.shop.example/.well-known/openid-configuration}
            """,
            at=(
                "Resources.Shop.Properties.OpenIDConnectConfig.ClientId",
                "Resources.Tools.Properties.AuthorizerConfiguration.CustomJWTAuthorizer.AllowedAudience",
            ),
        ),
        Example.cloudformation(
            """
            Resources:
              Rest: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
              Users:
                Type: AWS::ApiGateway::Authorizer
                Properties:
                  Name: users
                  Type: COGNITO_USER_POOLS
                  RestApiId: !Ref Rest
                  IdentitySource: method.request.header.Authorization
                  ProviderARNs: [arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_abcdefghi]
              Get:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Rest
                  ResourceId: !GetAtt Rest.RootResourceId
                  HttpMethod: GET
                  AuthorizationType: COGNITO_USER_POOLS
                  AuthorizerId: !Ref Users
                  Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://backend.shop.example}
            """,
            at="Resources.Get.Properties.AuthorizationScopes",
        ),
    )
    good = Example.cloudformation(
        """
        Resources:
          Http: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: orders, ProtocolType: HTTP}}
          Users:
            Type: AWS::ApiGatewayV2::Authorizer
            Properties:
              Name: users
              ApiId: !Ref Http
              AuthorizerType: JWT
              IdentitySource: [$request.header.Authorization]
              JwtConfiguration: {Issuer: https://login.shop.example, Audience: [shop]}
          Shop:
            Type: AWS::AppSync::GraphQLApi
            Properties:
              Name: shop
              AuthenticationType: OPENID_CONNECT
              OpenIDConnectConfig: {Issuer: https://login.shop.example, ClientId: shop}
          Tools:
            Type: AWS::BedrockAgentCore::Gateway
            Properties:
              Name: tools
              RoleArn: arn:aws:iam::123456789012:role/tools
              AuthorizerType: CUSTOM_JWT
              AuthorizerConfiguration:
                CustomJWTAuthorizer:
                  DiscoveryUrl: https://login.shop.example/.well-known/openid-configuration
                  AllowedClients: [shop]
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for place, message in unchecked(app):
            yield self.finding(place, message)
        for place, authorizer, labels in without_scopes(app):
            yield self.finding(
                place,
                f"{listing(f'`{label}`' for label in labels)}: {authorizer} accepts the ID token of any client of its "
                "user pool, because no scope is asked for.",
                persona=Persona.PEDANTIC,
                severity=Severity.LOW,
                severity_reason="only clients of the same user pool have such tokens",
            )
