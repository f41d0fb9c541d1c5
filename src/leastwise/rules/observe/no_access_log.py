"""Nobody can say afterwards who called an API."""

from collections.abc import Iterator

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Set
from leastwise.model.finding import Finding, FixSafety, Persona, Severity
from leastwise.model.resource import Property, Resource
from leastwise.rules.rule import Example, Rule
from leastwise.rules.stages import api_name

_STAGES = {
    "AWS::ApiGateway::Stage": ("AccessLogSetting.DestinationArn", "RestApiId"),
    "AWS::ApiGatewayV2::Stage": ("AccessLogSettings.DestinationArn", "ApiId"),
}


class NoAccessLog(Rule):
    id = "no-access-log"
    title = "API, distribution or load balancer without access log"
    why = """
The access log says who called what, when, from where and with which result. Without it an attack can neither be noticed
nor traced back afterwards: the functions only log what their authors thought of.
"""
    remediation = """
Write an access log, with caller, address, route, status and request id.

- Template: `AccessLogSetting` (REST) or `AccessLogSettings` (HTTP and WebSocket) with `DestinationArn` and `Format` on
  the stage, in SAM on the API; `Logging` of a distribution; `access_logs.s3.enabled` of a load balancer. Whoever
  deploys needs `logs:CreateLogDelivery` and `logs:PutResourcePolicy`; a REST or WebSocket API needs the role of an
  `AWS::ApiGateway::Account`.
- Terraform: `access_log_settings` of the `aws_api_gateway_stage` or `aws_apigatewayv2_stage`, `logging_config` of the
  `aws_cloudfront_distribution`, `access_logs` of the `aws_lb`; the role belongs to the `aws_api_gateway_account`.
- serverless.yml: `provider.logs.restApi: true`, `provider.logs.httpApi: true` or `provider.logs.websocket: true`.
- Console: API Gateway > the API > *Stages* > the stage > *Logs and tracing* > *Edit*.
- CLI: `aws apigatewayv2 update-stage --api-id ID --stage-name NAME
  --access-log-settings DestinationArn=ARN,Format=FORMAT`.
"""
    severity = Severity.MEDIUM
    persona = Persona.PEDANTIC
    cwe = ("CWE-778",)
    references = {
        "fsbp": ("APIGateway.9", "CloudFront.5", "ELB.5"),
        "csa-serverless": ("SAS-05",),
        "nist-800-53": ("AU-2", "AU-12"),
        "pci-dss": ("10.4.2",),
        "aws": (
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html",
        ),
    }
    fix = FixSafety.UNSAFE
    caution = (
        "Whoever deploys needs `logs:CreateLogDelivery` and `logs:PutResourcePolicy`, and the log holds addresses of "
        "callers."
    )

    bad = (
        Example.sam(
            """
            Resources:
              Shop: {Type: AWS::Serverless::HttpApi}
            """,
            at="Resources.Shop.Properties.AccessLogSettings.DestinationArn",
        ),
        Example.cloudformation(
            """
            Resources:
              Site:
                Type: AWS::CloudFront::Distribution
                Properties: {DistributionConfig: {Enabled: true}}
            """,
            at="Resources.Site.Properties.DistributionConfig.Logging",
        ),
    )
    good = Example.sam(
        """
        Resources:
          Shop:
            Type: AWS::Serverless::HttpApi
            Properties: {AccessLogSettings: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId}}
          Logs: {Type: AWS::Logs::LogGroup}
        """
    )

    def check(self, app: Application) -> Iterator[Finding]:
        deployed = _by_deployment(app)
        for type_, (setting, api) in _STAGES.items():
            for stage in app.resources(type_):
                owner = app.referenced(stage.get(api))
                if stage[setting].absent and (owner is None or owner.key not in deployed):
                    full = any(item["LoggingLevel"].text() == "INFO" for item in stage["MethodSettings"].items())
                    yield self.finding(
                        stage[setting],
                        f"{api_name(owner or stage)} keeps no access log.",
                        severity=Severity.LOW if full else None,
                        severity_reason="its execution log shows requests" if full else "",
                        edits=_edits(owner, stage),
                    )
        for place in _others(app):
            yield self.finding(place, f"{place.resource.name} keeps no access log.")


_FORMAT = ", ".join(
    f'"{name}": "$context.{variable}"'
    for name, variable in (
        ("requestId", "requestId"),
        ("time", "requestTime"),
        ("address", "identity.sourceIp"),
        ("method", "httpMethod"),
        ("route", "routeKey"),
        ("status", "status"),
        ("error", "error.message"),
    )
)
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html"""


def _edits(api: Resource | None, stage: Resource) -> list[AddResource | Set]:
    """A log group for an HTTP API; the others also need a role that the whole account has in one place.

    Whoever deploys needs more permissions for it.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
    """
    if api is None or api.type != "AWS::ApiGatewayV2::Api" or api["ProtocolType"].text("HTTP") != "HTTP":
        return []
    name = f"{api.name}AccessLogs"
    return [
        AddResource(stage[()], name, "AWS::Logs::LogGroup", {"RetentionInDays": 365}),
        Set(stage["AccessLogSettings.DestinationArn"], stage.neighbour(name, "Arn")),
        Set(stage["AccessLogSettings.Format"], f"{{{_FORMAT}}}"),
    ]


def _by_deployment(app: Application) -> set[str]:
    """Keys of the APIs whose deployment describes the stage's access log, or may."""
    found = set()
    for deployment in app.resources("AWS::ApiGateway::Deployment"):
        owner = app.referenced(deployment.get("RestApiId"))
        if owner is not None and not deployment["StageDescription.AccessLogSetting"].absent:
            found.add(owner.key)
    return found


def _others(app: Application) -> Iterator[Property]:
    """Distributions and load balancers without a log.

    Since 2024 a distribution can also be the source of a delivery of CloudWatch Logs.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """
    if not app.by_type.get("AWS::Logs::DeliverySource"):
        for distribution in app.resources("AWS::CloudFront::Distribution"):
            config = distribution["DistributionConfig"]
            realtime = config["DefaultCacheBehavior.RealtimeLogConfigArn"]
            if config["Logging"].absent and realtime.absent:
                yield config["Logging"]
    for balancer in app.resources("AWS::ElasticLoadBalancingV2::LoadBalancer"):
        attributes = balancer["LoadBalancerAttributes"]
        if balancer["Type"].text("application") == "application" and _without_log(attributes):
            yield attributes


def _without_log(attributes: Property) -> bool:
    items = list(attributes.items())
    unset = not any(item["Key"].text() in (None, "access_logs.s3.enabled") for item in items)
    off = any(item["Key"].text() == "access_logs.s3.enabled" and item["Value"].flag() is False for item in items)
    return attributes.absent or (bool(items) and (unset or off))
