"""A function that is meant for the inside answers the internet."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit
from leastwise.model.finding import Confidence, Finding, FixSafety, Severity
from leastwise.model.graph import Route, TriggerKind
from leastwise.model.resource import Property
from leastwise.rules.api._mending import closed
from leastwise.rules.api._purpose import meant_inside
from leastwise.rules.api._routes import by_api, functions_of, is_open, judged, order, place_of
from leastwise.rules.api._signed import signed
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import REDEPLOY
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


class PrivateFunctionExposed(Rule):
    id = "private-function-exposed"
    title = "Internal function reachable from the internet"
    why = """
Its name, a tag, a comment or a private API says that this function is not for the public, so its code will trust what
it is given. A route or an address without authentication opens it to everybody all the same: one of the two is a
mistake.
"""
    remediation = f"""
Take the open way in away, or let it ask who calls. Rename the function if the internet is meant.

- Template: remove the event or the `FunctionUrlConfig`, move the route to the private API, or set `AuthorizationType:
  AWS_IAM` on it.
- Console: Lambda > the function > *Configuration* > *Triggers*.
- CLI: `aws lambda delete-function-url-config --function-name NAME`, or
  `aws apigatewayv2 delete-route --api-id API --route-id ROUTE`.

{REDEPLOY}
"""
    severity = Severity.HIGH
    confidence = Confidence.MEDIUM
    cwe = ("CWE-284", "CWE-668")
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-02", "SAS-03"),
        "nist-800-53": ("AC-3", "AC-4", "SC-7"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
            "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/updating-api.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever calls from the internet without IAM credentials, or what the API's authorizer asks for, is turned "
        "away, on a REST API from its next deployment on."
    )
    subsumes = ("unauthenticated-route", "public-function-url")

    bad = (
        Example.sam(
            f"""
    Resources:
      InternalOrders:{_FUNCTION}
          Events:
            List: {{Type: Api, Properties: {{Path: /orders, Method: get}}}}
      {_TABLE}
            """,
            at="Resources.InternalOrders.Properties.Events.List",
        ),
        Example.sam(
            f"""
    Resources:
      Refunds:{_FUNCTION}
          Description: Pays money back. Internal use only.
          FunctionUrlConfig: {{AuthType: NONE}}
      {_TABLE}
            """,
            at="Resources.Refunds.Properties.FunctionUrlConfig.AuthType",
        ),
        Example.sam(
            f"""
    Resources:
      Inside: {{Type: AWS::Serverless::Api, Properties: {{StageName: live, EndpointConfiguration: {{Type: PRIVATE}}}}}}
      Orders:{_FUNCTION}
          Events:
            Inside: {{Type: Api, Properties: {{RestApiId: !Ref Inside, Path: /orders, Method: get}}}}
            Outside: {{Type: HttpApi, Properties: {{Path: /orders, Method: get}}}}
      {_TABLE}
            """,
            at="Resources.Orders.Properties.Events.Outside",
        ),
    )
    good = Example.sam(
        f"""
    Resources:
      Front: {{Type: AWS::Serverless::Api, Properties: {{StageName: live, Auth: {{DefaultAuthorizer: AWS_IAM}}}}}}
      InternalOrders:{_FUNCTION}
          Events:
            List: {{Type: Api, Properties: {{RestApiId: !Ref Front, Path: /orders, Method: get}}}}
      InternalServerErrors:{_FUNCTION}
          FunctionUrlConfig: {{AuthType: NONE}}
      {_TABLE}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        inside = meant_inside(app, functions_of(filter(is_open, app.routes)))
        if not inside:
            return
        for routes in by_api(app):
            open_routes = sorted(filter(is_open, routes), key=order)
            found = [route for route in open_routes if route.function and route.function.id in inside]
            if found and found[0].kind is not TriggerKind.LATTICE:
                place = place_of(routes, open_routes if found == open_routes else found)
                yield from self._found(app, place, found, inside, signed(app, found, place))
        for route in app.routes:
            own = route.function is not None and route.function.id in inside
            if own and route.kind is TriggerKind.FUNCTION_URL and is_open(route):
                yield from self._found(app, route.property, [route], inside, closed(app, route.api))

    def _found(
        self, app: Application, place: Property, routes: list[Route], inside: dict[str, str], edits: list[Edit]
    ) -> Iterator[Finding]:
        functions = functions_of(routes)
        who, severity, reason = judged(app, routes, functions)
        by_url = routes[0].kind is TriggerKind.FUNCTION_URL
        ways = "its URL" if by_url else listing(f"`{route.label}`" for route in routes)
        names = listing([function.name for function in functions])
        verb = "is" if len(functions) == 1 else "are"
        if who:
            yield self.finding(
                place,
                f"{names} {verb} meant to be internal ({inside[functions[0].id]}), but {who} can use {ways}.",
                functions=functions,
                severity=severity,
                severity_reason=reason,
                edits=edits,
            )
