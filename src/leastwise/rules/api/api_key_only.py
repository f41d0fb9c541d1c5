"""An API key is all that the API asks its callers for."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Persona, Severity
from leastwise.model.graph import AuthKind, Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.rules.api._routes import behind, functions_of, milder, order, weight_of
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_BY_FIELD = "fields may ask for another way to sign in, by a directive in the schema"

_FUNCTION = """
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Policies: [DynamoDBCrudPolicy: {TableName: !Ref Table}]
          Events: {List: {Type: Api, Properties: {RestApiId: !Ref Front, Path: /orders, Method: get}}}
      Table: {Type: AWS::Serverless::SimpleTable}
"""


class ApiKeyOnly(Rule):
    id = "api-key-only"
    title = "API key as the only authentication"
    why = """
An API key says which client program calls, not who: it is one text for all users, sits in browsers and apps where
everybody can read it, and goes along with every request. AWS means it for metering, and for public APIs in AppSync.
With a usage plan for several APIs, a key for one of them opens all.
"""
    remediation = """
Ask for the caller's identity, and keep the key for quotas where you sell them.

- Template: SAM `Auth: {DefaultAuthorizer: …}` beside `ApiKeyRequired`; on a method `AuthorizationType`; in AppSync
  `AuthenticationType: AMAZON_COGNITO_USER_POOLS` (or `AWS_IAM`, `OPENID_CONNECT`), with the key as an additional
  provider for the fields that are public.
- Console: API Gateway > the API > the method > *Method request* > *Authorization*; AppSync > the API > *Settings* >
  *Primary authorization mode*.
- CLI: `aws apigateway update-method --rest-api-id API --resource-id ID --http-method GET --patch-operations
  op=replace,path=/authorizationType,value=AWS_IAM`.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-306",)
    references = {
        "owasp-serverless": ("A2:2017",),
        "csa-serverless": ("SAS-02",),
        "fsbp": ("AppSync.5",),
        "nist-800-53": ("AC-3", "AC-6", "IA-8"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",
            "https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html",
            "https://docs.aws.amazon.com/securityhub/latest/userguide/appsync-controls.html",
        ),
    }

    bad = (
        Example.sam(
            f"""
    Resources:
      Front:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          Auth:
            ApiKeyRequired: true
      Orders:{_FUNCTION}
            """,
            at="Resources.Front.Properties.Auth.ApiKeyRequired",
        ),
        Example.cloudformation(
            """
            Resources:
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: API_KEY
              Key: {Type: AWS::AppSync::ApiKey, Properties: {ApiId: !GetAtt Shop.ApiId}}
              Chat:
                Type: AWS::AppSync::Api
                Properties:
                  Name: chat
                  EventConfig:
                    AuthProviders: [{AuthType: API_KEY}, {AuthType: AWS_IAM}]
                    ConnectionAuthModes: [{AuthType: API_KEY}]
                    DefaultPublishAuthModes: [{AuthType: AWS_IAM}]
                    DefaultSubscribeAuthModes: [{AuthType: API_KEY}]
            """,
            at=(
                "Resources.Shop.Properties.AuthenticationType",
                "Resources.Chat.Properties.EventConfig.DefaultSubscribeAuthModes.0.AuthType",
            ),
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
          Auth:
            DefaultAuthorizer: AWS_IAM
            ApiKeyRequired: true
      Orders:{_FUNCTION}
            """
        ),
        Example.cloudformation(
            """
            Resources:
              Shop:
                Type: AWS::AppSync::GraphQLApi
                Properties:
                  Name: shop
                  AuthenticationType: AWS_IAM
                  AdditionalAuthenticationProviders: [{AuthenticationType: API_KEY}]
              Inside:
                Type: AWS::AppSync::GraphQLApi
                Properties: {Name: inside, AuthenticationType: API_KEY, Visibility: PRIVATE}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        found: dict[str, list[Route]] = {}
        for route in sorted(app.routes, key=order):
            if route.auth is AuthKind.API_KEY and not route.private and route.method.upper() != "OPTIONS":
                found.setdefault(route.api.key, []).append(route)
        for routes in found.values():
            if routes[0].kind is not TriggerKind.APPSYNC:
                asked = f"{listing(f'`{route.label}`' for route in routes)}: an API key is all that is asked for"
                yield self._found(app, _place(routes[0]), asked, routes)
        for api in app.resources("AWS::AppSync::GraphQLApi"):
            place = api["AuthenticationType"]
            if place.value == "API_KEY" and api["Visibility"].text("GLOBAL") == "GLOBAL":
                asked = f"By default, {api.name} asks for nothing but an API key"
                mild = _BY_FIELD if api["AdditionalAuthenticationProviders"].present else ""
                yield self._found(app, place, asked, found.get(api.key, []), mild)
        for api in app.resources("AWS::AppSync::Api"):
            modes = ("DefaultPublishAuthModes", "DefaultSubscribeAuthModes")
            places = [entry["AuthType"] for mode in modes for entry in api["EventConfig"][mode].each()]
            for place in [place for place in places if place.value == "API_KEY"][:1]:
                does = "publish to" if "DefaultPublishAuthModes" in place.path else "listen to"
                yield self._found(app, place, f"An API key is enough to {does} the channels of {api.name}", [])

    def _found(self, app: Application, place: Property, asked: str, routes: list[Route], mild: str = "") -> Finding:
        functions = functions_of(routes)
        severity, reason = weight_of(app, routes, functions) if routes else (None, "")
        reached = behind(routes, functions)
        return self.finding(
            place,
            f"{asked}; whoever has one can {reached}." if reached else f"{asked}.",
            functions=functions,
            severity=Severity.LOW if mild else milder(severity),
            severity_reason=mild or reason,
            persona=Persona.PEDANTIC if mild else None,
        )


def _place(route: Route) -> Property:
    """Where a key is asked for in a definition; the authorization of a method that is a resource of its own."""
    asked = route.property["security"]
    return asked if asked.present else route.property
