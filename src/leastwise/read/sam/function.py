"""AWS::Serverless::Function: the function, its role, and what goes with it.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
"""

from __future__ import annotations

from typing import Any

from leastwise.model.resource import Path, Resource
from leastwise.model.source import Span
from leastwise.model.value import Map
from leastwise.read.expand.build import Build
from leastwise.read.expand.role import Role, allow, trust
from leastwise.read.expand.values import carry, given, put, tag_list
from leastwise.read.sam.code import code_location
from leastwise.read.sam.destinations import add_invoke_config
from leastwise.read.sam.events import add_events
from leastwise.read.sam.events.event import Target
from leastwise.read.sam.policies import add_policies
from leastwise.read.sam.publish import publish
from leastwise.read.sam.tables import properties as names_of
from leastwise.read.sam.url import add_url

_BASIC = "service-role/AWSLambdaBasicExecutionRole"
_BASIC_DURABLE = "service-role/AWSLambdaBasicDurableExecutionRolePolicy"
_VPC = "service-role/AWSLambdaVPCAccessExecutionRole"
_TRACING = "AWSXrayWriteOnlyAccess"

_DEAD_LETTER_ACTIONS = {"SQS": "sqs:SendMessage", "SNS": "sns:Publish"}


_NAMES = {"DeadLetterConfig": "DeadLetterQueue", "TracingConfig": "Tracing", "Code": "CodeUri"}
"""What SAM calls the properties of a function that it has other names for."""


def expand_function(build: Build, resource: Resource) -> None:
    """Replace a function by what it becomes, and add what it needs."""
    source = resource.properties
    name, context = resource.name, build.context
    made = _lambda_function(source)
    role = _role(build, resource, source)
    written: set[Path] = set()
    own_role = made.get("Role") is None
    if own_role:
        made.put("Role", context.att(role.name), resource.span)
        written.add(("Role",))
    build.replace(resource, "AWS::Lambda::Function", made, written=frozenset(written), names=_NAMES)

    target = Target("function", name, context.ref(name), context.att(name), role)
    alias = publish(build, resource, source)
    if alias is not None:
        target = Target("function", name, context.ref(alias), context.ref(alias), role)
    add_url(build, name, source, target)
    add_invoke_config(build, resource, source, role)
    add_policies(context, role, source.get("Policies"), source.span("Policies"))
    add_events(build, target, source.get("Events"))
    if own_role:
        role.finish(build)


def _lambda_function(source: Map) -> Map:
    """The properties of the Lambda function."""
    made = Map(source.home)
    carry(source, made, names_of("Function"))
    code = _code(source)
    if code is not None:
        made.put("Code", code, code.home)
    tags = tag_list(source.get("Tags"), source.span("Tags"))
    if tags is not None:
        made.put("Tags", tags, source.span("Tags"))
    if _traced(source):
        put(made, "TracingConfig.Mode", source["Tracing"], source.span("Tracing"))
    queue = source.get("DeadLetterQueue")
    if isinstance(queue, Map) and "TargetArn" in queue:
        made.put("DeadLetterConfig", Map(queue.home), source.span("DeadLetterQueue"))
        put(made, "DeadLetterConfig.TargetArn", queue["TargetArn"], queue.span("TargetArn"))
    provider = source.get("CapacityProviderConfig")
    if isinstance(provider, Map):
        inner = Map(provider.home)
        for key, value, span in provider.entries():
            inner.put("CapacityProviderArn" if key == "Arn" else key, value, span)
        span = source.span("CapacityProviderConfig")
        put(made, "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig", inner, span)
    return made


def _traced(source: Map) -> bool:
    tracing = source.get("Tracing")
    return given(tracing) and not (isinstance(tracing, str) and tracing == "Disabled")


def _code(source: Map) -> Map | None:
    """Where the code lies. A local path is kept as written."""
    if source.get("PackageType") == "Image" or ("ImageUri" in source and "CodeUri" not in source):
        return _entry("ImageUri", source, "ImageUri")
    code = _entry("ZipFile", source, "InlineCode") or code_location(source, "CodeUri")
    if code is not None and "SourceKMSKeyArn" in source:
        code.put("SourceKMSKeyArn", source["SourceKMSKeyArn"], source.span("SourceKMSKeyArn"))
    return code


def _entry(name: str, source: Map, key: str) -> Map | None:
    if source.get(key) is None:
        return None
    code = Map(source.span(key))
    code.put(name, source[key], source.span(key))
    return code


def _role(build: Build, resource: Resource, source: Map) -> Role:
    """The role that SAM makes, before events add to it."""
    trusts: Any = source.get("AssumeRolePolicyDocument")
    role = Role(
        resource.name + "Role", resource.span, trusts if isinstance(trusts, Map) else trust("lambda.amazonaws.com")
    )
    if isinstance(trusts, Map):
        role.written.clear()
        role.authored = True
        role.properties.put("AssumeRolePolicyDocument", trusts, source.span("AssumeRolePolicyDocument"))
    role.attach_aws(_BASIC_DURABLE if given(source.get("DurableConfig")) else _BASIC, resource.span)
    if _traced(source):
        role.attach_aws(_TRACING, source.span("Tracing"))
    if given(source.get("VpcConfig")):
        role.attach_aws(_VPC, source.span("VpcConfig"))
    queue = source.get("DeadLetterQueue")
    if isinstance(queue, Map):
        _grant_dead_letters(role, queue, source.span("DeadLetterQueue"))
    for name, key in (("Path", "RolePath"), ("PermissionsBoundary", "PermissionsBoundary")):
        role.set(name, source.get(key), source.span(key))
    role.set("Tags", tag_list(source.get("Tags"), source.span("Tags")), source.span("Tags"))
    return role


def _grant_dead_letters(role: Role, queue: Map, span: Span) -> None:
    kind = queue.get("Type")
    action = _DEAD_LETTER_ACTIONS.get(kind) if isinstance(kind, str) else None
    if action is not None and "TargetArn" in queue:
        role.grant("DeadLetterQueuePolicy", [allow(action, queue["TargetArn"])], span)
