"""Managed instances: the capacity providers of a service, and the functions that run on one.

https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/package/compile/capacity-providers.js
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-capacityprovider.html
"""

from __future__ import annotations

from leastwise.model.source import Span
from leastwise.model.value import Map, Symbol, concat
from leastwise.read.expand.role import Role, trust
from leastwise.read.expand.values import carry, given, mapping, put
from leastwise.read.serverless.build import ServerlessBuild, Target
from leastwise.read.serverless.naming import normalized

_CONFIG = "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig"
_OPERATOR = "LambdaCapacityProviderOperatorRole"
_VPC = {"securityGroupIds": "SecurityGroupIds", "subnetIds": "SubnetIds"}
_REQUIREMENTS = {
    "allowedInstanceTypes": "AllowedInstanceTypes",
    "architectures": "Architectures",
    "excludedInstanceTypes": "ExcludedInstanceTypes",
}


def run_on_provider(build: ServerlessBuild, target: Target, properties: Map) -> None:
    """Set the capacity provider that a function runs on; the service's own by their name, others by their ARN."""
    wanted, span = target.properties.get("capacityProvider"), target.properties.span("capacityProvider")
    if not given(wanted):
        return
    settings = wanted if isinstance(wanted, Map) else Map(span)
    name = settings.get("name") if isinstance(wanted, Map) else wanted
    if isinstance(name, str) and (name == "default" or name in build.under(build.provider, "capacityProviders")):
        name = build.context.att(_logical_id(name))
    if isinstance(name, (str, Symbol)):
        put(properties, f"{_CONFIG}.CapacityProviderArn", name, span)
    if "maxConcurrency" in settings:
        place = settings.span("maxConcurrency")
        put(properties, f"{_CONFIG}.PerExecutionEnvironmentMaxConcurrency", settings["maxConcurrency"], place)


def add_capacity_providers(build: ServerlessBuild) -> None:
    """Add the capacity providers that the service describes, and the one that a function takes by default."""
    for key, settings, span in build.under(build.provider, "capacityProviders").entries():
        _add(build, key, mapping(settings, span), span)
    for target in build.functions.values():
        wanted = target.properties.get("capacityProvider")
        name = wanted.get("name") if isinstance(wanted, Map) else wanted
        if isinstance(name, str) and name == "default" and _logical_id(name) not in build.result:
            _add(build, name, Map(target.span), target.properties.span("capacityProvider"))


def _add(build: ServerlessBuild, name: str, settings: Map, span: Span) -> None:
    own = concat((build.name, "-", build.stage, "-", name))
    properties = Map(span, {"CapacityProviderName": own})
    for source in (build.provider, settings):
        vpc = source.get("vpc")
        if isinstance(vpc, Map):
            network = Map(source.span("vpc"))
            carry(vpc, network, _VPC)
            properties.put("VpcConfig", network, source.span("vpc"))
    wanted = settings.get("instanceRequirements")
    if isinstance(wanted, Map):
        requirements = Map(settings.span("instanceRequirements"))
        carry(wanted, requirements, _REQUIREMENTS)
        properties.put("InstanceRequirements", requirements, requirements.home)
    carry(settings, properties, {"kmsKeyArn": "KmsKeyArn"})
    permissions = build.under(settings, "permissions")
    operator, place = permissions.get("operatorRole"), permissions.span("operatorRole")
    if not given(operator):
        operator, place = build.context.att(_OPERATOR), span
        if _OPERATOR not in build.roles:
            role = build.roles[_OPERATOR] = Role(_OPERATOR, span, trust("lambda.amazonaws.com"))
            role.attach_aws("AWSLambdaManagedEC2ResourceOperator", span)
    put(properties, "PermissionsConfig.CapacityProviderOperatorRoleArn", operator, place)
    build.add(_logical_id(name), "AWS::Lambda::CapacityProvider", properties, span, by="author", called=name)


def _logical_id(name: str) -> str:
    return normalized(name) + "LambdaCapacityProvider"
