"""Connectors: grants between two resources, by the profiles in `data/connectors.json`.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from leastwise.model.resource import Resource
from leastwise.model.source import Span
from leastwise.model.value import Map, Seq, Symbol, concat
from leastwise.read.expand.build import Build
from leastwise.read.expand.context import Context, substitute
from leastwise.read.expand.values import each, maps
from leastwise.read.sam.tables import table

_VARIABLE = re.compile(r"%\{([A-Za-z.]+)\}")

_SAM_TYPES = {
    "AWS::Serverless::Api": "AWS::ApiGateway::RestApi",
    "AWS::Serverless::Function": "AWS::Lambda::Function",
    "AWS::Serverless::HttpApi": "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::SimpleTable": "AWS::DynamoDB::Table",
    "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
}


class End(NamedTuple):
    """One end of a connector; what is `None` is not known."""

    name: str | None
    type: str
    arn: Any = None
    role: Any = None
    url: Any = None
    id: Any = None
    label: Any = None
    qualifier: Any = None


def expand_connector(build: Build, resource: Resource) -> None:
    """Replace a connector by the policies and permissions that it stands for."""
    build.result.pop(resource.name, None)
    properties = resource.properties
    source = properties.get("Source")
    if isinstance(source, Map):
        connect(build, resource.name, source, properties, resource.span)


def expand_embedded(build: Build, resource: Resource) -> None:
    """Add the connectors that stand inside their source."""
    for label, connector, span in maps(resource.body.get("Connectors")):
        properties = connector.get("Properties")
        if isinstance(properties, Map):
            reference = properties.get("SourceReference")
            source = Map(span, {"Id": resource.name, **(reference if isinstance(reference, Map) else {})})
            connect(build, resource.name + label, source, properties, span)


def connect(build: Build, name: str, source: Map, properties: Map, span: Span) -> None:
    """Add what a connector from one source to its destinations stands for."""
    destination = properties.get("Destination")
    several = isinstance(destination, Seq)
    wanted = {p for p, _ in each(properties.get("Permissions"), span) if isinstance(p, str)}
    for index, (entry, place) in enumerate(each(destination, properties.span("Destination"))):
        if not isinstance(entry, Map):
            continue
        one, other = _end(build, source, entry), _end(build, entry, source)
        profile = table("connectors")["permissions"].get(one.type, {}).get(other.type) if one and other else None
        if one is None or other is None or profile is None:
            build.context.note(place, f"what {name} connects is not known, or not supported; its grants are not seen")
            continue
        suffix = f"Destination{index}" if several else ""
        _grant(build, name, suffix, _Link(one, other, profile, wanted), place)


class _Link(NamedTuple):
    source: End
    destination: End
    profile: dict[str, Any]
    wanted: set[str]

    @property
    def owner(self) -> End:
        """The end that is given the policy."""
        return self.source if self.profile["Properties"]["SourcePolicy"] else self.destination

    def categories(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is granted, by kind of access."""
        for kind, category in self.profile["Properties"]["AccessCategories"].items():
            if kind in self.wanted:
                yield kind, category

    def fill(self, node: Any, home: Span) -> Any:
        """A part of the profile with both ends put in."""
        if isinstance(node, dict):
            return Map(home, {key: self.fill(value, home) for key, value in node.items()})
        if isinstance(node, list):
            return Seq(home, [self.fill(value, home) for value in node])
        if not isinstance(node, str) or "{" not in node:
            return node
        values = {
            f"{which}.{what}": value
            for which, end in (("Source", self.source), ("Destination", self.destination))
            for what, value in (
                ("Arn", end.arn),
                ("ResourceId", end.id),
                ("Name", end.label),
                ("Qualifier", end.qualifier),
            )
        }
        parts: list[Any] = _VARIABLE.split(node)
        for index, part in enumerate(parts):
            parts[index] = values.get(part) if index % 2 else substitute(part, {}) if "${" in part else part
        return concat(parts)


def _grant(build: Build, name: str, suffix: str, link: _Link, span: Span) -> None:
    owner, kind = link.owner, link.profile["Type"]
    statements = Seq(span)
    for access, category in link.categories():
        if kind == "AWS_LAMBDA_PERMISSION":
            permission = {"FunctionName": owner.arn, **link.fill(category, span)}
            build.add(
                f"{name}{access}LambdaPermission{suffix}", "AWS::Lambda::Permission", permission, span, by="author"
            )
        else:
            statements.extend(link.fill(category["Statement"], span))
    document = {"PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
    if kind == "AWS_IAM_ROLE_MANAGED_POLICY":
        if owner.role is None:
            build.context.note(span, f"the connector {name} finds no role of this template to give a policy to")
        else:
            policy = document | {"Roles": [owner.role]}
            build.add(f"{name}Policy{suffix}", "AWS::IAM::ManagedPolicy", policy, span, by="author")
    elif kind == "AWS_SQS_QUEUE_POLICY":
        policy = document | {"Queues": [owner.url]}
        build.add(f"{name}QueuePolicy{suffix}", "AWS::SQS::QueuePolicy", policy, span, by="author")
    elif kind == "AWS_SNS_TOPIC_POLICY":
        policy = document | {"Topics": [owner.arn]}
        build.add(f"{name}TopicPolicy{suffix}", "AWS::SNS::TopicPolicy", policy, span, by="author")


def _end(build: Build, entry: Map, other: Map) -> End | None:
    """One end of a connector: a resource of the template, or what is said about one elsewhere."""
    name = entry.get("Id")
    if name is None:
        kind = entry.get("Type")
        if not isinstance(kind, str):
            return None
        return End(
            name=None,
            type=_SAM_TYPES.get(kind, kind),
            arn=entry.get("Arn"),
            role=entry.get("RoleName"),
            url=entry.get("QueueUrl"),
            id=entry.get("ResourceId"),
            label=entry.get("Name"),
            qualifier=entry.get("Qualifier"),
        )
    resource = build.result.get(name) if isinstance(name, str) else None
    if resource is None:
        return None
    facts = table("connectors")["types"].get(resource.type, {})
    found = {key: _output(build.context, value, resource.name) for key, value in facts.get("Outputs", {}).items()}
    return End(
        name=resource.name,
        type=resource.type,
        arn=found.get("Arn"),
        role=_role_name(build, resource, facts.get("Inputs", {}).get("Role"), other),
        url=found.get("Url"),
        id=found.get("Id"),
        label=found.get("Name"),
        qualifier=entry.get("Qualifier", found.get("Qualifier")),
    )


def _output(context: Context, value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return context.ref(name) if "Ref" in value else context.att(name, value["Fn::GetAtt"][1])
    return value


def _role_name(build: Build, resource: Resource, where: Any, other: Map) -> Any:
    """A reference to the role of a resource, where that is a resource of the template."""
    context, role = build.context, None
    if isinstance(where, str):
        role = resource.properties.get(where)
    elif where is not None:
        roles = _roles_of_rule(build, resource)
        for wanted in (other.get("Id"), other.get("Arn")):
            if role is None and isinstance(wanted, (str, Symbol)):
                role = roles.get(wanted)
    name = context.name_of(role)
    return None if name is None else context.ref(name)


def _roles_of_rule(build: Build, rule: Resource) -> dict[str | Symbol, Any]:
    """Target of a rule, by logical id and by ARN → the role that the rule takes for it."""
    if rule.name not in build.roles_of_rules:
        roles = build.roles_of_rules[rule.name] = {}
        for target, _ in each(rule.properties.get("Targets"), rule.span):
            arn = target.get("Arn") if isinstance(target, Map) else None
            if isinstance(arn, (str, Symbol)):
                roles[arn] = roles[build.context.name_of(arn) or arn] = target.get("RoleArn")
    return build.roles_of_rules[rule.name]
