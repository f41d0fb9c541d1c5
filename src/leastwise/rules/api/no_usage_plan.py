"""An API key may be used as often as its holder likes."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Resource
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import REST, api_name
from leastwise.rules.words import listing

_THROTTLE = {"RateLimit": 20, "BurstLimit": 40}
_API = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {{Get: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: /, Method: get}}}}}}
      Api:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          Auth:
            ApiKeyRequired: true
            {plan}
"""


class NoUsagePlan(Rule):
    id = "no-usage-plan"
    title = "API keys without a limit"
    why = """
Keys are asked for to tell clients apart and to limit each of them. Without rate and quota in the usage plan one client
can use up what all share, and a key that is stolen can be used without end before anybody notices.
"""
    remediation = """
Say in a usage plan how fast and how often a key may be used.

- Template: `Throttle: {RateLimit: 20, BurstLimit: 40}` or `Quota: {Limit: 10000, Period: DAY}` in
  `AWS::ApiGateway::UsagePlan`, in SAM in `Auth: {UsagePlan: …}`; an `AWS::ApiGateway::UsagePlanKey` ties a key to it.
- Console: API Gateway > *Usage plans* > the plan > *Edit*.
- CLI: `aws apigateway update-usage-plan --usage-plan-id ID
  --patch-operations op=replace,path=/throttle/rateLimit,value=20 op=replace,path=/throttle/burstLimit,value=40`.
"""
    severity = Severity.LOW
    persona = Persona.PEDANTIC
    cwe = ("CWE-770",)
    references = {
        "csa-serverless": ("SAS-08",),
        "nist-800-53": ("SC-5",),
        "aws": ("https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html",),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "More than 20 requests a second with one key, or 40 at once, are answered with 429: set what clients need."
    )

    bad = (
        Example.sam(
            _API.format(plan="UsagePlan: {CreateUsagePlan: PER_API}"), at="Resources.Api.Properties.Auth.UsagePlan"
        ),
        Example.cloudformation(
            """
            Resources:
              Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
              Partner: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
              Get:
                Type: AWS::ApiGateway::Method
                Properties:
                  RestApiId: !Ref Api
                  ResourceId: !GetAtt Api.RootResourceId
                  HttpMethod: GET
                  AuthorizationType: NONE
                  ApiKeyRequired: true
                  Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://shop.example/orders"}
            """,
            at="Resources.Partner",
        ),
    )
    good = (
        Example.sam(_API.format(plan="UsagePlan: {CreateUsagePlan: PER_API, Quota: {Limit: 900, Period: DAY}}")),
        Example.sam(_API.format(plan="AddApiKeyRequiredToCorsPreflight: false")),
        Example.cloudformation(
            """
            Resources:
              Plan: {Type: AWS::ApiGateway::UsagePlan, Properties: {Throttle: {RateLimit: 20, BurstLimit: 40}}}
              Partner: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}
              Tied:
                Type: AWS::ApiGateway::UsagePlanKey
                Properties: {KeyId: !Ref Partner, KeyType: API_KEY, UsagePlanId: !Ref Plan}
            """
        ),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        plans = list(app.resources("AWS::ApiGateway::UsagePlan"))
        for plan in plans:
            if plan["Throttle"].absent and plan["Quota"].absent and not _per_method(plan):
                apis = [app.referenced(place["ApiId"].value, REST) for place in plan["ApiStages"].each()]
                whose = listing(api_name(api) for api in apis if api)
                yield self.finding(
                    plan["Throttle"],
                    f"The usage plan{f' of {whose}' if whose else f' {plan.name}'} limits neither rate nor number.",
                    edits=[Set(plan["Throttle"], dict(_THROTTLE))],
                )
        keys = list(app.resources("AWS::ApiGateway::ApiKey"))
        asking = {route.api.key: route.api for route in app.routes if route.needs_key}
        if keys and asking and not plans and not app.by_type.get("AWS::ApiGateway::UsagePlanKey"):
            names = listing(api_name(api) for api in asking.values())
            yield self.finding(
                keys[0][()], f"No usage plan limits {listing(key.name for key in keys)}, which {names} asks for."
            )


def _per_method(plan: Resource) -> bool:
    """Whether a plan limits single methods, or may do so."""
    stages = plan["ApiStages"]
    return not stages.absent and any(not place["Throttle"].absent for place in stages.each())
