"""Versions, aliases and gradual deployment of functions.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
"""

from __future__ import annotations

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, is_false
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import MANAGED_POLICY
from leastwise.read.expand.role import trust
from leastwise.read.expand.values import given

_APPLICATION = "ServerlessDeploymentApplication"
_SERVICE_ROLE = "CodeDeployServiceRole"

_PREDEFINED = frozenset(
    {
        "AllAtOnce",
        "Canary10Percent10Minutes",
        "Canary10Percent15Minutes",
        "Canary10Percent30Minutes",
        "Canary10Percent5Minutes",
        "Linear10PercentEvery10Minutes",
        "Linear10PercentEvery1Minute",
        "Linear10PercentEvery2Minutes",
        "Linear10PercentEvery3Minutes",
    }
)
"""Deployment configurations that CodeDeploy knows as `CodeDeployDefault.Lambda<name>`."""


def publish(build: Build, resource: Resource, source: Map) -> str | None:
    """Add version and alias where the function is published. Gives the alias's logical id."""
    name, span = source.get("AutoPublishAlias"), source.span("AutoPublishAlias")
    if not given(name) or not isinstance(name, (str, Symbol)):
        return None
    if isinstance(name, Symbol):
        build.context.note(span, f"the alias of {resource.name} is not known; it is called by its function's name")
    label = name.replace("-", "D").replace("_", "U") if isinstance(name, str) else ""
    version, alias = resource.name + "Version", f"{resource.name}Alias{label}"
    function = build.context.ref(resource.name)
    scaling = source.get("FunctionScalingConfig") if "CapacityProviderConfig" in source else None
    published = {
        "FunctionName": function,
        "Description": source.get("VersionDescription"),
        "FunctionScalingConfig": scaling,
    }
    build.add(version, "AWS::Lambda::Version", published, span)
    build.add(
        alias,
        "AWS::Lambda::Alias",
        {
            "Name": name,
            "FunctionName": function,
            "FunctionVersion": build.context.att(version, "Version"),
            "ProvisionedConcurrencyConfig": source.get("ProvisionedConcurrencyConfig"),
        },
        span,
    )
    build.links[resource.name, "Version"] = version
    build.links[resource.name, "Alias"] = alias
    preference = source.get("DeploymentPreference")
    if isinstance(preference, Map) and not is_false(preference.get("Enabled")):
        build.deployments[resource.name] = (preference, source.span("DeploymentPreference"))
    return alias


def add_deployments(build: Build) -> None:
    """Add CodeDeploy's application, deployment groups, and its role where one is needed."""
    context = build.context
    first = next(iter(build.deployments.values()))[1]
    build.add(_APPLICATION, "AWS::CodeDeploy::Application", {"ComputePlatform": "Lambda"}, first)
    if any(not given(preference.get("Role")) for preference, _ in build.deployments.values()):
        build.add(
            _SERVICE_ROLE,
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": trust("codedeploy.amazonaws.com"),
                "ManagedPolicyArns": [MANAGED_POLICY + "service-role/AWSCodeDeployRoleForLambda"],
            },
            first,
        )
    for name, (preference, span) in build.deployments.items():
        kind, alarms, role = preference.get("Type"), preference.get("Alarms"), preference.get("Role")
        if isinstance(kind, str) and kind in _PREDEFINED:
            kind = "CodeDeployDefault.Lambda" + kind
        watched = [{"Name": alarm} for alarm in alarms] if isinstance(alarms, Seq) and alarms else None
        build.add(
            name + "DeploymentGroup",
            "AWS::CodeDeploy::DeploymentGroup",
            {
                "ApplicationName": context.ref(_APPLICATION),
                "AlarmConfiguration": {"Enabled": True, "Alarms": watched} if watched else None,
                "AutoRollbackConfiguration": {
                    "Enabled": True,
                    "Events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
                },
                "DeploymentConfigName": kind,
                "DeploymentStyle": {
                    "DeploymentType": "BLUE_GREEN",
                    "DeploymentOption": "WITH_TRAFFIC_CONTROL",
                },
                "ServiceRoleArn": role if given(role) else context.att(_SERVICE_ROLE),
                "TriggerConfigurations": preference.get("TriggerConfigurations"),
            },
            span,
        )
