"""The policies of resources: of what keeps data, of functions, APIs, access points; and who may take a role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from leastwise.iam.held import unread_document
from leastwise.iam.naming import own_arn
from leastwise.model.application import Application
from leastwise.model.graph import Statement
from leastwise.model.record import replace
from leastwise.model.resource import Property, Resource
from leastwise.model.value import Map
from leastwise.read.files import MemoryFiles
from leastwise.read.graph.context import Context
from leastwise.read.graph.policies import own_statements, principals
from leastwise.read.graph.stores import policy_documents

Policies = dict[str, tuple[Resource, tuple[Statement, ...]]]

_OWN = {
    "AWS::ApiGateway::RestApi": "Policy",
    "AWS::Backup::BackupVault": "AccessPolicy",
    "AWS::S3::AccessPoint": "Policy",
}
"""Type of what is no store → where it holds its own resource policy."""

_CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "OrganizationId": ("StringEquals", "aws:PrincipalOrgID"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "InvokedViaFunctionUrl": ("Bool", "lambda:InvokedViaFunctionUrl"),
}
"""Property of a permission to invoke a function or use a layer → the condition that Lambda makes of it.

https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html
"""


@lru_cache(maxsize=1)
def resource_policies(app: Application) -> Policies:
    """Key of a resource → the resource, and the statements of its policy; what has none is not there."""
    found: dict[str, tuple[Resource, list[Statement]]] = {}

    def add(resource: Resource | None, statements: Iterable[Statement]) -> None:
        if resource is not None and (statements := list(statements)):
            found.setdefault(resource.key, (resource, []))[1].extend(statements)

    for store in app.stores:
        add(store.resource, store.policy)
    for role in app.roles:
        add(role.resource, role.trust)
    for permission in app.invoke_permissions:
        for value in permission.resources:
            add(app.lookup.function(value), [invocation(app, permission)])
    context = Context(app.lookup, MemoryFiles({}), [])
    for type_, path in _OWN.items():
        for resource in app.resources(type_):
            add(resource, own_statements(context, resource, path, resource.name))
    for resource in app.resources("AWS::Lambda::LayerVersionPermission"):
        add(app.referenced(resource.get("LayerVersionArn")), [_layer(resource)])
    return {key: (resource, tuple(statements)) for key, (resource, statements) in found.items()}


@lru_cache(maxsize=1)
def unread_policies(app: Application) -> frozenset[str]:
    """The keys of the resources that have a policy that cannot be read, or not as a whole."""
    found = resource_policies(app)
    places = [*policy_documents(app.lookup)]
    places += [(role.resource, role.resource["AssumeRolePolicyDocument"]) for role in app.roles if role.resource]
    unread = set()
    for resource, place in places:
        statements = found[resource.key][1] if resource.key in found else ()
        seen = {(s.property.resource.key, s.property.path) for s in statements}
        if place.name != "Statement" and any(unread_document(place, seen)):
            unread.add(resource.key)
    return frozenset(unread)


def invocation(app: Application, permission: Statement) -> Statement:
    """A permission to invoke as the statement that Lambda makes of it: a condition block, the function by its ARN."""
    resource = permission.property.resource
    value = permission.resources[0] if permission.resources else None
    function = app.lookup.function(value)
    qualified = app.referenced(value, "AWS::Lambda::Alias", "AWS::Lambda::Version") is not None
    if function is not None and not qualified:
        value = own_arn(function)
    return replace(permission, resources=(value,), condition=_condition(resource))


def _layer(resource: Resource) -> Statement:
    """The permission to use a layer.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-layerversionpermission.html
    """
    values = {name: resource[name].value for name in ("Action", "LayerVersionArn", "Principal")}
    actions, layers, given = (() if value is None else (value,) for value in values.values())
    return Statement(
        property=resource[()],
        effect="Allow",
        actions=actions,
        not_actions=(),
        resources=layers,
        not_resources=(),
        principals=tuple(one for value in given for one in principals(value)),
        not_principals=(),
        condition=_condition(resource),
        by=resource.by,
        policy=resource.name,
    )


def _condition(resource: Resource) -> Property:
    """A handle on the conditions of a permission as a block, as if it stood in the permission."""
    properties = resource.properties.copy()
    block = Map(resource.span)
    for name, (operator, key) in _CONDITIONS.items():
        if name in properties:
            entries = block.setdefault(operator, Map(properties.span(name)))
            entries.put(key, properties[name], properties.span(name))
    if block:
        properties.put("Condition", block)
    body = resource.body.copy()
    body["Properties"] = properties
    return Property(replace(resource, body=body), ("Condition",))
