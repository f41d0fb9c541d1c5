"""Everybody together can use an API up as fast as the whole account allows."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Edit, Insert, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.graph import AuthKind, Route, TriggerKind
from leastwise.model.resource import Resource
from leastwise.rules.api._fronts import UNKNOWN, fronts, lets_through, shields
from leastwise.rules.api._routes import by_api, callers_known, functions_of, is_open, order
from leastwise.rules.api._walls import may_limit
from leastwise.rules.environments import in_production
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import Stage, api_name, stages
from leastwise.rules.words import listing

_KINDS = (TriggerKind.REST_API, TriggerKind.HTTP_API, TriggerKind.WEBSOCKET)
_RATE = {"ThrottlingRateLimit": 100, "ThrottlingBurstLimit": 200}
_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {{Get: {{Type: {event}, Properties: {{{id}: !Ref Api, Path: /, Method: get}}}}}}
      Api:
        Type: AWS::Serverless::{type}
        Properties:
          StageName: live
          {settings}
"""
_REST = {"event": "Api", "id": "RestApiId", "type": "Api"}
_HTTP = {"event": "HttpApi", "id": "ApiId", "type": "HttpApi"}


class NoThrottle(Rule):
    id = "no-throttle"
    title = "No limit for requests to an API"
    why = """
Without limits of its own an API takes what the account takes: 10,000 requests a second by default, for all APIs of a
region together. One client that floods it starts as many functions as the account allows, runs up the bill, and leaves
nothing for the other APIs.
"""
    remediation = """
Limit the rate and the burst to somewhat more than the API needs at its busiest.

- Template: REST: `MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 100,
  ThrottlingBurstLimit: 200}]`; HTTP and WebSocket: `DefaultRouteSettings: {ThrottlingRateLimit: 100,
  ThrottlingBurstLimit: 200}`; on the stage, in SAM on the API.
- Terraform: an `aws_api_gateway_method_settings` with `method_path = "*/*"` and `settings { throttling_rate_limit,
  throttling_burst_limit }`; `default_route_settings` of the `aws_apigatewayv2_stage`.
- serverless.yml: `throttle: {rateLimit: 100, burstLimit: 200}` of `provider.apiGateway.usagePlan` for callers with a
  key; for all, `custom.apiGatewayThrottling` of the plugin serverless-api-gateway-throttling (REST) or
  `resources.extensions.HttpApiStage` (HTTP).
- Console: API Gateway > the API > *Stages* > the stage > *Edit* > *Throttling* (REST); *Protect* > *Throttling* (HTTP).
- CLI: `aws apigatewayv2 update-stage --api-id ID --stage-name NAME
  --default-route-settings ThrottlingRateLimit=100,ThrottlingBurstLimit=200`, or `aws apigateway update-stage
  --rest-api-id ID --stage-name NAME --patch-operations op=replace,path=/*/*/throttling/rateLimit,value=100`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    promoted = Persona.REGULAR
    cwe = ("CWE-770",)
    references = {
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "More than 100 requests a second, or 200 at once, are answered with 429: set what the API needs at its busiest."
    )

    bad = (
        Example.sam(_API.format(**_REST, settings=""), at="Resources.Api.MethodSettings"),
        Example.sam(
            _API.format(
                **_REST, settings='MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: ERROR}]'
            ),
            at="Resources.Api.Properties.MethodSettings",
        ),
        Example.sam(
            _API.format(**_HTTP, settings="DefaultRouteSettings: {DetailedMetricsEnabled: true}"),
            at="Resources.Api.Properties.DefaultRouteSettings",
        ),
    )
    good = (
        Example.sam(
            _API.format(
                **_REST,
                settings='MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 50}]',
            )
        ),
        Example.sam(_API.format(**_HTTP, settings="DefaultRouteSettings: {ThrottlingRateLimit: 50}")),
        Example.sam(
            _API.format(
                **_REST,
                settings="""Auth:
            ApiKeyRequired: true
            UsagePlan: {CreateUsagePlan: PER_API, Throttle: {RateLimit: 20, BurstLimit: 40}}""",
            )
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        by_key: dict[str, list[Stage]] = {}
        for stage in stages(app):
            by_key.setdefault(stage.api.key, []).append(stage)
        for routes in by_api(app):
            api = routes[0].api
            found = by_key.get(api.key, [])
            if routes[0].kind not in _KINDS or not found or _limited(app, api, found, routes):
                continue
            open_routes = sorted(filter(is_open, routes), key=order)
            open_ = bool(open_routes) or lets_through(app, api) is not None
            mild = "" if open_ else callers_known(app, routes)
            promoted = bool(open_routes) and app.production != ""
            yield self.finding(
                found[0].place,
                _message(app, api, open_routes, promoted=promoted),
                functions=functions_of(open_routes or routes),
                severity=Severity.LOW if mild else None,
                severity_reason=mild,
                persona=Persona.REGULAR if promoted else None,
                edits=[edit for stage in found for edit in _edits(stage)] if api.by == "author" else [],
            )


def _message(app: Application, api: Resource, routes: list[Route], *, promoted: bool) -> str:
    verb = "asks" if len(routes) == 1 else "ask"
    whom = f", although {listing([f'`{r.label}`' for r in routes], 3)} {verb} nobody who he is" if routes else ""
    where = in_production(app) if promoted else ""
    return f"Nothing but the account's quota limits how many requests are sent to {api_name(api)}{whom}.{where}"


def _edits(stage: Stage) -> list[Edit]:
    """The rates, beside what else is set for all methods or routes."""
    place = stage.place
    for item in place.items() if stage.rest else ():
        if item["ResourcePath"].text() == "/*" and item["HttpMethod"].text() == "*":
            place = item
    if stage.rest and place == stage.place:
        return [Insert(place, {"ResourcePath": "/*", "HttpMethod": "*", **_RATE})]
    return [Set(place[name], rate) for name, rate in _RATE.items()]


def _limited(app: Application, api: Resource, found: list[Stage], routes: list[Route]) -> bool:
    """Whether a limit is set on a stage or by a web ACL, or may be; where all need a key, it belongs to the key."""
    names = ("ThrottlingRateLimit", "ThrottlingBurstLimit")
    if any(stage.sets(name) for stage in found for name in names):
        return True
    if all(route.needs_key or route.auth is AuthKind.API_KEY for route in routes):
        return True
    before = shields(app)
    fronted = [front.distribution.key for front in fronts(app) if front.to == api]
    walls = [shield for key in (api.key, *fronted) for shield in before.get(key, ())]
    return UNKNOWN in before or any(may_limit(app, shield.acl) for shield in walls)
