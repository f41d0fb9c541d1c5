"""SAM's smaller resources: tables, layers, applications, and what managed instances and MicroVMs need.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Resource
from leastwise.model.value import Map, Seq, Symbol, concat, display
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import MANAGED_POLICY, PARTITION
from leastwise.read.expand.role import allow, trust
from leastwise.read.expand.values import carry, given, made, put, tag_list
from leastwise.read.sam.code import code_location, s3_object
from leastwise.read.sam.tables import properties as names_of

_ATTRIBUTE_TYPES = {"String": "S", "Number": "N", "Binary": "B"}


def expand_simple_table(build: Build, resource: Resource) -> None:
    """Replace a SimpleTable by the DynamoDB table that it becomes."""
    source, home = resource.properties, resource.span
    table = Map(source.home)
    carry(source, table, names_of("SimpleTable"))
    key, span = source.get("PrimaryKey"), source.spans.get("PrimaryKey", home)
    name, kind = (key.get("Name"), key.get("Type")) if isinstance(key, Map) and key else ("id", "String")
    kind = _ATTRIBUTE_TYPES.get(kind, kind) if isinstance(kind, str) else kind
    table.put("AttributeDefinitions", made(span, [{"AttributeName": name, "AttributeType": kind}]), span)
    table.put("KeySchema", made(span, [{"AttributeName": name, "KeyType": "HASH"}]), span)
    written = {("AttributeDefinitions",), ("KeySchema",)}
    if not given(source.get("ProvisionedThroughput")):
        table["BillingMode"] = "PAY_PER_REQUEST"
        written.add(("BillingMode",))
    _add_tags(table, source)
    build.replace(resource, "AWS::DynamoDB::Table", table, written=frozenset(written))


def expand_layer(build: Build, resource: Resource) -> None:
    """Replace a layer. SAM adds a hash to its logical id; here it keeps the one by which it is referred to."""
    source = resource.properties
    layer = Map(source.home)
    carry(source, layer, names_of("LayerVersion"))
    layer.setdefault("LayerName", resource.name)
    content = code_location(source, "ContentUri")
    if content is not None:
        layer.put("Content", content, content.home)
    build.replace(resource, "AWS::Lambda::LayerVersion", layer)


def expand_application(build: Build, resource: Resource) -> None:
    """Replace a nested application by its stack. One of the Serverless Application Repository is not read."""
    source = resource.properties
    stack = Map(source.home)
    carry(source, stack, names_of("Application"))
    location, span = source.get("Location"), source.span("Location")
    if isinstance(location, Map):
        name = location.get("ApplicationId")
        reason = f"the application {display(name)} comes from the Serverless Application Repository; it is not read"
        build.context.note(span, reason)
        stack.put("TemplateURL", name, span)
    elif location is not None:
        stack.put("TemplateURL", location, span)
    _add_tags(stack, source)
    build.replace(resource, "AWS::CloudFormation::Stack", stack)


def expand_capacity_provider(build: Build, resource: Resource) -> None:
    """Replace a capacity provider, and add the role with which Lambda manages its instances."""
    source = resource.properties
    provider = Map(source.home)
    carry(source, provider, names_of("CapacityProvider"))
    if not given(source.get("OperatorRole")):
        arn = _operator_role(build, resource, "AWSLambdaManagedEC2ResourceOperator")
        put(provider, "PermissionsConfig.CapacityProviderOperatorRoleArn", arn, resource.span)
    found = source.get("InstanceRequirements")
    if isinstance(found, Map):
        names = {"AllowedTypes": "AllowedInstanceTypes", "ExcludedTypes": "ExcludedInstanceTypes"}
        requirements = Map(found.home)
        for key, value, span in found.entries():
            requirements.put(names.get(key, key), value, span)
        provider.put("InstanceRequirements", requirements, source.span("InstanceRequirements"))
    scaling = source.get("ScalingConfig")
    if isinstance(scaling, Map):
        target = scaling.get("AverageCPUUtilization")
        policy = {"PredefinedMetricType": "LambdaCapacityProviderAverageCPUUtilization", "TargetValue": target}
        config = {
            "MaxVCpuCount": scaling.get("MaxVCpuCount"),
            "ScalingMode": "Auto" if target is None else "Manual",
            "ScalingPolicies": None if target is None else [policy],
        }
        provider.put("CapacityProviderScalingConfig", made(scaling.home, config), source.span("ScalingConfig"))
    _add_tags(provider, source)
    build.replace(resource, "AWS::Lambda::CapacityProvider", provider)


def expand_network_connector(build: Build, resource: Resource) -> None:
    """Replace a network connector, and add the role with which Lambda manages it."""
    source = resource.properties
    connector = Map(source.home)
    carry(source, connector, names_of("NetworkConnector"))
    if not given(source.get("OperatorRole")):
        connector["OperatorRole"] = _operator_role(build, resource, "AWSLambdaNetworkConnectorOperatorPolicy")
    vpc, span = source.get("VpcConfig"), source.span("VpcConfig")
    egress = vpc.copy() if isinstance(vpc, Map) else Map(span)
    kinds = source.get("ComputeTypes")
    egress["AssociatedComputeResourceTypes"] = kinds if given(kinds) else Seq(span, ["MicroVm"])
    connector.put("Configuration", Map(span, {"VpcEgressConfiguration": egress}), span)
    _add_tags(connector, source)
    build.replace(resource, "AWS::Lambda::NetworkConnector", connector)


def _operator_role(build: Build, resource: Resource, policy: str) -> Any:
    name = resource.name + "OperatorRole"
    role = {"AssumeRolePolicyDocument": trust("lambda.amazonaws.com"), "ManagedPolicyArns": [MANAGED_POLICY + policy]}
    build.add(name, "AWS::IAM::Role", role, resource.span)
    return build.context.att(name)


def expand_microvm_image(build: Build, resource: Resource) -> None:
    """Replace a MicroVM image, and add the role with which it is built."""
    source = resource.properties
    image = Map(source.home)
    carry(source, image, names_of("MicrovmImage"))
    if not given(source.get("BuildRoleArn")):
        name, uri = resource.name + "BuildRole", source.get("CodeUri")
        found = s3_object(uri) if isinstance(uri, str) else None
        objects = concat(("arn:", PARTITION, ":s3:::", found["Bucket"], "/*")) if found else "*"
        logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        document = {"Version": "2012-10-17", "Statement": [allow(["s3:GetObject"], objects), allow(logs, "*")]}
        role = {
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
            "Policies": [{"PolicyName": "MicrovmImageBuildPolicy", "PolicyDocument": document}],
        }
        build.add(name, "AWS::IAM::Role", role, resource.span)
        image["BuildRoleArn"] = build.context.att(name)
    variables, span = source.get("EnvironmentVariables"), source.span("EnvironmentVariables")
    if isinstance(variables, Map):
        image.put("EnvironmentVariables", tag_list(variables, span) or Seq(span), span)
    _add_tags(image, source)
    build.replace(resource, "AWS::Lambda::MicrovmImage", image)


def expand_web_function(build: Build, resource: Resource) -> None:
    """Replace a web function by function, revision and endpoint, and add its role."""
    source, name, context = resource.properties, resource.name, build.context
    function, revision, endpoint = Map(source.home), Map(source.home), Map(source.home)
    carry(source, function, names_of("WebFunction"))
    carry(source, revision, names_of("WebFunctionRevision"))
    carry(source, endpoint, names_of("WebFunctionEndpoint"))
    _add_tags(function, source)
    called = source.get("FunctionName", name)
    for part in (function, revision, endpoint):
        part.setdefault("FunctionName", called)
    build.replace(resource, "AWS::Lambda::WebFunction", function)
    if source.get("ExecutionRoleArn") is None:
        role = {
            "AssumeRolePolicyDocument": trust("lambda.amazonaws.com"),
            "ManagedPolicyArns": [MANAGED_POLICY + "service-role/AWSLambdaBasicExecutionRole"],
        }
        build.add(name + "Role", "AWS::IAM::Role", role, resource.span)
        put(revision, "ServiceConfig.ExecutionRoleArn", context.att(name + "Role"), resource.span)
    if source.get("EntryPoint") is not None:
        variables = revision["ServiceConfig"].get("EnvironmentVariables")
        if not isinstance(variables, Symbol):
            variables = variables.copy() if isinstance(variables, Map) else Map(resource.span)
            variables.put("AWS_LAMBDA_NODEJS_ENTRYPOINT", source["EntryPoint"], source.span("EntryPoint"))
            revision["ServiceConfig"]["EnvironmentVariables"] = variables
    code = code_location(source, "CodeUri")
    if code is not None:
        put(revision, "BuildConfig.CodeConfig.S3Object", code, code.home)
    build.add(name + "Revision", "AWS::Lambda::WebFunctionRevision", revision, resource.span, by="author")
    weights = source.get("RevisionWeights")
    if not isinstance(weights, Map):
        weights = {context.att(name + "Revision", "RevisionId"): 100}
    shares = [{"RevisionId": part, "Weight": weight} for part, weight in weights.items()]
    endpoint["RevisionWeights"] = made(resource.span, shares)
    endpoint.setdefault("EndpointName", "prod")
    endpoint.setdefault("EndpointType", "HomeRegion")
    build.add(name + "Endpoint", "AWS::Lambda::WebFunctionEndpoint", endpoint, resource.span, by="author")


def _add_tags(into: Map, source: Map) -> None:
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        into.put("Tags", tags, source.span("Tags"))
