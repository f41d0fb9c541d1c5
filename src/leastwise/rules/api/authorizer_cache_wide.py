"""A decision about one request is used for another one."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Insert, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.value import Seq
from leastwise.rules.api._caches import Cache, caches
from leastwise.rules.api._routes import functions_of
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_API = """
            Resources:
              Front: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: orders, ProtocolType: HTTP}}
              Users:
                Type: AWS::ApiGatewayV2::Authorizer
                Properties:
                  Name: users
                  ApiId: !Ref Front
                  AuthorizerType: REQUEST
                  AuthorizerUri: arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/users/invocations
                  AuthorizerPayloadFormatVersion: "2.0"
                  AuthorizerResultTtlInSeconds: 300
                  EnableSimpleResponses: true
                  IdentitySource: [SOURCES]
              Read:
                Type: AWS::ApiGatewayV2::Route
                Properties: {ApiId: !Ref Front, RouteKey: GET /, AuthorizationType: CUSTOM, AuthorizerId: !Ref Users}
              Write:
                Type: AWS::ApiGatewayV2::Route
                Properties: {ApiId: !Ref Front, RouteKey: PUT /, AuthorizationType: CUSTOM, AuthorizerId: !Ref Users}
"""


class AuthorizerCacheWide(Rule):
    id = "authorizer-cache-wide"
    title = "Authorizer decision remembered too widely"
    why = """
API Gateway remembers what a Lambda authorizer decided, by the identity sources, and does not ask again for minutes.
Where these do not say who calls, whoever comes after an accepted caller is let in without being looked at. Where a
plain yes is remembered for several routes, who may read may also write.
"""
    remediation = """
Remember decisions by what tells callers apart, and by the route where the decision depends on it.

- Template: the token's header in `IdentitySource` (SAM `Identity: {Headers: [Authorization]}`), for simple answers
  `$context.routeKey` as well; or `AuthorizerResultTtlInSeconds: 0` (SAM `ReauthorizeEvery: 0`).
- Console: API Gateway > the API > *Authorizers* (REST), or *Authorization* > *Manage authorizers* (HTTP).
- CLI: `aws apigatewayv2 update-authorizer --api-id API --authorizer-id ID
  --identity-source '$request.header.Authorization' '$context.routeKey'`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-524", "CWE-863")
    references = {
        "owasp-serverless": ("A2:2017", "A5:2017"),
        "csa-serverless": ("SAS-02",),
        "nist-800-53": ("AC-3", "IA-11"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html",
            "https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "The authorizer runs more often, for every request where nothing is remembered, which costs time and money; "
        "a REST API has to be deployed for that."
    )

    bad = (
        Example.cloudformation(
            _API.replace("SOURCES", "$request.header.Authorization"),
            at="Resources.Users.Properties.IdentitySource",
        ),
        Example.cloudformation(
            _API.replace("SOURCES", "$request.header.Host"), at="Resources.Users.Properties.IdentitySource"
        ),
        Example.sam(
            """
            Resources:
              Front:
                Type: AWS::Serverless::Api
                Properties:
                  StageName: live
                  Auth:
                    DefaultAuthorizer: Users
                    Authorizers:
                      Users:
                        FunctionPayloadType: REQUEST
                        FunctionArn: arn:aws:lambda:eu-west-1:123456789012:function:users
                        Identity: {Context: [path], Headers: [Host]}
              Orders:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: python3.13
                  Handler: app.handler
                  InlineCode: "def handler(event, context): pass"
                  Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /, Method: get}}}
            """,
            at="Resources.Front.Properties.Auth.Authorizers.Users",
        ),
    )
    good = (
        Example.cloudformation(_API.replace("SOURCES", "$request.header.Authorization, $context.routeKey")),
        Example.cloudformation(
            _API.replace("SOURCES", "$request.header.Host").replace("InSeconds: 300", "InSeconds: 0")
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for cache in caches(app):
            functions = functions_of(cache.routes)
            if not cache.says_who:
                yield self.finding(
                    cache.place,
                    f"Whoever follows an accepted caller within {cache.seconds} seconds is let in: {cache.name} "
                    f"remembers its decisions by {listing(f'`{source}`' for source in cache.sources)} only.",
                    functions=functions,
                    severity=Severity.HIGH,
                    severity_reason="nothing that the decision is remembered by says who calls",
                    edits=[Set(cache.ttl, 0)] if cache.ttl.path == ("AuthorizerResultTtlInSeconds",) else (),
                )
            elif cache.simple and not cache.says_where and len(cache.routes) > 1:
                # Right where every caller may use every route; only the authorizer's code says whether that is so.
                yield self.finding(
                    cache.place,
                    f"For {cache.seconds} seconds, what {cache.name} answers for one of its {len(cache.routes)} routes "
                    "holds for all of them.",
                    functions=functions,
                    persona=Persona.PEDANTIC,
                    edits=_by_route(cache),
                )


def _by_route(cache: Cache) -> list[Insert]:
    return [Insert(cache.place, "$context.routeKey")] if isinstance(cache.place.value, Seq) else []
