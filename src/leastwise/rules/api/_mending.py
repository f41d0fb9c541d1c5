"""Edits that put a web ACL before an API, or let nobody but a distribution use a function URL.

https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-associating.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.application import Application
from leastwise.model.edit import AddResource, Edit, Set
from leastwise.model.graph import TriggerKind
from leastwise.model.resource import Resource
from leastwise.model.value import Parameter, Reference, Symbol, concat
from leastwise.rules.api._fronts import Front, fronts
from leastwise.rules.api._routes import is_open
from leastwise.rules.api._signed import signed_url
from leastwise.rules.stages import REST, stages

_PERMISSION = "AWS::Lambda::Permission"
_CLOUDFRONT = "cloudfront.amazonaws.com"


def association(app: Application, resource: Resource) -> list[Edit]:
    """What puts the one regional web ACL of the same template before a resource, where there is exactly one."""
    acls = [a for a in app.resources("AWS::WAFv2::WebACL") if a.template == resource.template]
    regional = len(acls) == 1 and acls[0]["Scope"].text() == "REGIONAL"
    if not regional or resource.by != "author" or resource.type == "AWS::CloudFront::Distribution":
        return []
    arn: str | Symbol = Reference(resource.key, "Arn")
    if resource.type == "AWS::ElasticLoadBalancingV2::LoadBalancer":
        arn = Reference(resource.key, "Ref")
    elif resource.type == REST:
        found = [stage.base.resource for stage in stages(app) if stage.api == resource and not stage.base.path]
        if len(found) != 1:
            return []
        place = ("arn:", Parameter("AWS::Partition"), ":apigateway:", Parameter("AWS::Region"), "::/restapis/")
        arn = concat((*place, Reference(resource.key, "Ref"), "/stages/", Reference(found[0].key, "Ref")))
    properties = {"WebACLArn": Reference(acls[0].key, "Arn"), "ResourceArn": arn}
    new = AddResource(resource[()], f"{resource.name}Firewall", "AWS::WAFv2::WebACLAssociation", properties)
    # SAM deploys another stage, which the web ACL would not see, unless the API names a version of OpenAPI.
    others = [d for d in app.resources("AWS::ApiGateway::Deployment") if app.referenced(d.get("RestApiId")) == resource]
    more = any(d.by == "framework" and isinstance(d.get("StageName"), str) for d in others)
    return [new, Set(resource["OpenApiVersion"], "3.0.1")] if more else [new]


def passed_on(app: Application, url: Resource) -> str:
    """Name of a distribution that lets everybody through to a function URL; empty where there is none."""
    before = {front.distribution.key for front in fronts(app) if front.to == url}
    function = app.function_of(url.get("TargetFunctionArn"))
    found = (r for r in app.routes if r.kind is TriggerKind.CLOUDFRONT and r.api.key in before and is_open(r))
    return next((route.api.name for route in found if route.function == function), "")


def closed(app: Application, url: Resource) -> list[Edit]:
    """Edits that make a function URL ask for signed requests, and the distribution before it, if any, sign them.

    None where the distribution lets everybody through: there it would go on as before.
    """
    front = next((front for front in fronts(app) if front.to == url), None)
    if front is None:
        return signed_url(app, url)
    return [] if passed_on(app, url) else behind(app, url, front)


def behind(app: Application, url: Resource, front: Front) -> list[Edit]:
    """Edits that make a function URL ask for signed requests, and the distribution before it sign them.

    Browsers then have to send the hash of what they post (`x-amz-content-sha256`). None where the URL is that of an
    alias, another kind of access control is there, or another distribution that would be turned away.
    """
    distribution, origin = front.distribution, front.origin
    function = app.function_of(url.get("TargetFunctionArn"))
    alone = [other.origin for other in fronts(app) if other.to == url] == [origin]
    if function is None or not alone or not url["Qualifier"].absent or not origin["OriginAccessControlId"].absent:
        return []
    name = f"{distribution.name}AccessControl"
    control = {
        "Name": concat((Parameter("AWS::StackName"), f"-{distribution.name}")),
        "OriginAccessControlOriginType": "lambda",
        "SigningBehavior": "always",
        "SigningProtocol": "sigv4",
    }
    arn = ("arn:", Parameter("AWS::Partition"), ":cloudfront::", Parameter("AWS::AccountId"), ":distribution/")
    common: dict[str, Any] = {
        "FunctionName": Reference(function.resource.key, "Ref"),
        "Principal": _CLOUDFRONT,
        "SourceArn": concat((*arn, Reference(distribution.key, "Ref"))),
    }
    wanted = {
        "MayCall": {"Action": "lambda:InvokeFunctionUrl", **common, "FunctionUrlAuthType": "AWS_IAM"},
        "MayInvoke": {"Action": "lambda:InvokeFunction", **common, "InvokedViaFunctionUrl": True},
    }
    known = [p.get("Action") for p in app.resources(_PERMISSION) if p.get("Principal") == _CLOUDFRONT]
    return [
        *signed_url(app, url),
        AddResource(
            distribution[()], name, "AWS::CloudFront::OriginAccessControl", {"OriginAccessControlConfig": control}
        ),
        Set(origin["OriginAccessControlId"], distribution.neighbour(name, "Id")),
        *(
            AddResource(distribution[()], f"{distribution.name}{suffix}", _PERMISSION, properties)
            for suffix, properties in wanted.items()
            if properties["Action"] not in known
        ),
    ]
