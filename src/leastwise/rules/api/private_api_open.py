"""The private API lets in the networks of every AWS account."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.finding import Finding, Severity
from leastwise.model.graph import Route, TriggerKind
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map
from leastwise.rules.api._routes import UNASKED, functions_of, order
from leastwise.rules.rule import Example, Rule
from leastwise.rules.words import listing

_IN_DEFINITION = ("Body", "x-amazon-apigateway-policy")

_SAM = """
    Resources:
      Orders:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          InlineCode: "def handler(event, context): pass"
          Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Inside, Path: /orders, Method: get}}}
      Inside:
        Type: AWS::Serverless::Api
        Properties:
          StageName: live
          EndpointConfiguration: {Type: PRIVATE}
          Auth:
            ResourcePolicy:
              CustomStatements:
                - {Effect: Allow, Principal: "*", Action: execute-api:Invoke, Resource: execute-api:/*}
                # more
"""
_FOREIGN = """- Effect: Deny
                  Principal: "*"
                  Action: execute-api:Invoke
                  Resource: execute-api:/*
                  Condition: {StringNotEquals: {aws:SourceVpce: vpce-0123456789abcdef0}}"""


class PrivateApiOpen(Rule):
    id = "private-api-open"
    title = "Private API that names no network"
    why = """
A private API is reached through VPC endpoints, but through those of every account in the world: only its resource
policy says which ones are yours. Where it names none, anybody with an AWS account calls the API from a network of his
own. An API without any policy lets nobody in, and cannot be deployed: what is put in by hand then is in no template.
"""
    remediation = """
Name the VPC endpoints, or the VPCs, that may call the API.

- Template: SAM `Auth: {ResourcePolicy: {SourceVpcWhitelist: [vpce-…]}}`; in CloudFormation a `Policy` that allows
  `execute-api:Invoke` and denies it where `aws:SourceVpce` is another one.
- Console: API Gateway > the API > *Resource policy* > *Select a template* > *Source VPC allowlist*.
- CLI: `aws apigateway update-rest-api --rest-api-id API --patch-operations
  op=replace,path=/policy,value='POLICY'`; then deploy the API.
"""
    severity = Severity.MEDIUM
    cwe = ("CWE-284",)
    references = {
        "owasp-serverless": ("A5:2017", "A6:2017"),
        "csa-serverless": ("SAS-03",),
        "nist-800-53": ("AC-3", "AC-4", "SC-7"),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html",
        ),
    }

    bad = (
        Example.sam(_SAM, at="Resources.Inside.Properties.Auth.ResourcePolicy.CustomStatements.0.Principal"),
        Example.cloudformation(
            """
            Resources:
              Inside:
                Type: AWS::ApiGateway::RestApi
                Properties:
                  Name: inside
                  EndpointConfiguration: {Types: [PRIVATE]}
            """,
            at="Resources.Inside.Properties.Policy",
        ),
    )
    good = (
        Example.sam(_SAM.replace("# more", _FOREIGN)),
        Example.sam(_SAM.replace("{Type: PRIVATE}", "{Type: REGIONAL}")),
        Example.sam(_SAM.replace("Auth:", "Auth:\n            DefaultAuthorizer: AWS_IAM")),
    )

    def check(self, app: Application) -> Iterator[Finding]:
        for api in app.resources("AWS::ApiGateway::RestApi"):
            if not any(item.value == "PRIVATE" for item in api["EndpointConfiguration.Types"].each()):
                continue
            policy = api["Policy"] if api["Policy"].present else api[_IN_DEFINITION]
            open_routes = sorted((r for r in app.routes if r.api == api and _is_open(r)), key=order)
            if not policy.present and _defined_here(api):
                yield self.finding(
                    api["Policy"],
                    f"{api.name} is private and has no resource policy: API Gateway does not deploy it, and whoever "
                    "puts one in by hand decides who gets in.",
                    severity=Severity.LOW,
                    severity_reason="without a policy nobody gets in",
                )
            elif policy.present and open_routes:
                labels = listing(f"`{route.label}`" for route in open_routes)
                yield self.finding(
                    _principal(policy),
                    f"Everybody with a network in any AWS account can use {labels} of {api.name}: its resource policy "
                    "names no VPC endpoint.",
                    functions=functions_of(open_routes),
                )


def _is_open(route: Route) -> bool:
    """Whether a private route asks nobody who he is, and the policy of its API does not ask from where he comes."""
    asks = route.auth not in UNASKED or route.method.upper() == "OPTIONS"
    return route.kind is TriggerKind.REST_API and route.private and not asks


def _defined_here(api: Resource) -> bool:
    """Whether all that could hold a policy is in the template, and nothing there is called so.

    What SAM makes of lists of networks depends on the values of parameters.
    """
    source, _, _, start, end = api.span
    body = api.properties.get("Body", Map(api.span))
    known = api["Policy"].absent and api["BodyS3Location"].absent and isinstance(body, Map)
    return known and "ResourcePolicy" not in source.text[start:end]


def _principal(policy: Property) -> Property:
    """The statement that lets everybody in; the policy where that is a text."""
    for statement in policy["Statement"].each():
        if statement["Effect"].value == "Allow" and statement["Principal"].value == "*":
            return statement["Principal"]
    return policy
